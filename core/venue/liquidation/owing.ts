/** Whose fund stands for what a subaccount owes, and what then only reduces: one contract. */
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';

/** What a subaccount has made in an instrument since it was opened, fees and funding taken off. */
function madeAtoms(instrument: Instrument, { id }: Subaccount): Atoms {
  const { realisedAtoms, feesAtoms, fundingAtoms } = at(instrument.positions, id);
  return realisedAtoms - feesAtoms + fundingAtoms;
}

/**
 * The contract of an asset in which a subaccount has lost most, one that has not settled if there
 * is any: what it owes is that one's, and no other's risk group stands for it. Undefined where the
 * asset has no contract. Rules INS-04, INS-06, VAR-36.
 */
export function owingIn(
  { instruments }: VenueState,
  subaccount: Subaccount,
  asset: number,
): Instrument | undefined {
  const contracts = instruments.filter(
    ({ spec }) => spec.settleAsset === asset && spec.contract !== 'spot',
  );
  const trading = contracts.filter(({ state }) => state !== 'settled');
  const [first] = (trading.length === 0 ? contracts : trading).toSorted(
    (a, b) => madeAtoms(a, subaccount) - madeAtoms(b, subaccount) || a.id - b.id,
  );
  return first;
}
