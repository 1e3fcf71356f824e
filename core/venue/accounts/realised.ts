/**
 * Results that are realised at the mark on a grid of the day, also of what stays open: what is
 * remembered of them, and what follows from it. `margin-rules.md` section 1. Rules VAR-42, VAR-43.
 *
 * What a position has cost is then what it is worth: that is what maintenance of what was paid, U
 * and the next result are of. What it was entered at is told beside it.
 */
import type { InstrumentSpec } from '../commands.ts';
import type { Realisation } from '../instruments/own-ways.ts';
import { MINUTE_US, mulDivRound } from '../numbers.ts';
import type { Atoms, Lots, TimeUs } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';

const DAY_MINUTES = 1_440;

/** Plain; part of the venue's state. By subaccount, and absent where it is nothing. */
export interface RealisedState {
  nextUs: TimeUs;
  /** What was realised at the mark of lots that are still open. */
  readonly carried: Record<number, Atoms>;
  /** Where results leave when they are realised: what there was of results and funding then. */
  readonly settled: Record<number, Atoms>;
}

/** The first moment of the grid after a time. */
export function nextRealisationUs({ everyMinutes, atMinute }: Realisation, timeUs: TimeUs): TimeUs {
  const everyUs = everyMinutes * MINUTE_US;
  const first = (atMinute % everyMinutes) * MINUTE_US;
  return first + everyUs * (Math.floor((timeUs - first) / everyUs) + 1);
}

export function createRealised(grid: Realisation, timeUs: TimeUs): RealisedState {
  return { nextUs: nextRealisationUs(grid, timeUs), carried: {}, settled: {} };
}

/** It has a grid that is the same every day, of a contract. Rule VAR-42. */
export function realisationFits({
  realisation,
  contract,
}: Pick<InstrumentSpec, 'realisation' | 'contract'>): boolean {
  if (realisation === undefined) return true;
  const { everyMinutes, atMinute } = realisation;
  return contract !== 'spot' && DAY_MINUTES % everyMinutes === 0 && atMinute < everyMinutes;
}

/** What is nothing is not kept. */
export function setOrDrop(amounts: Record<number, Atoms>, id: number, atoms: Atoms): void {
  if (atoms === 0) delete amounts[id];
  else amounts[id] = atoms;
}

/** Lots that are closed take their part of what was carried along. Rule VAR-42. */
export function closeCarried(
  { carried }: RealisedState,
  subaccount: number,
  held: Lots,
  closing: Lots,
): void {
  const atoms = carried[subaccount];
  if (atoms === undefined || closing === 0) return;
  setOrDrop(carried, subaccount, atoms - mulDivRound(atoms, closing, held));
}

/**
 * What an open position would have cost if nothing had been realised at the mark, and if funding
 * were paid when it is due. Rules VAR-42, VAR-74.
 */
export function enteredAtoms(
  { realised, funding }: Pick<Instrument, 'realised' | 'funding'>,
  { costAtoms, bucket }: Pick<Position, 'costAtoms' | 'bucket'>,
): Atoms {
  const { subaccount } = bucket;
  return costAtoms - (realised?.carried[subaccount] ?? 0) - (funding.unpaid?.[subaccount] ?? 0);
}

/** Results of an asset that are margin and may not leave before they are realised. VAR-43. */
export function heldBackAtoms(
  { instruments }: VenueState,
  { id, positions }: Subaccount,
  asset: number,
): Atoms {
  let held = 0;
  for (const { id: instrument, spec, realised } of instruments) {
    if (realised === undefined || spec.realisation?.leaves !== 'whenRealised') continue;
    if (spec.settleAsset !== asset) continue;
    const { realisedAtoms, fundingAtoms } = at(positions, instrument);
    held += realisedAtoms + fundingAtoms - (realised.settled[id] ?? 0);
  }
  return Math.max(0, held);
}
