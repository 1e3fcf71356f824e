/**
 * The books of another venue: whatever an observed subaccount gains, its contra account loses, in
 * quantity, cost and money, so that DESIGN rule 3 holds there as it does here. Rule EXT-05.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isBounded, MOST_CONTRA_ATOMS, MOST_OBSERVED_ATOMS } from './arithmetic.ts';
import type { Change } from './arithmetic.ts';
import { domainOfSubaccount } from './domains.ts';

/** The subaccount that holds the opposite of an observed one. */
export function contraOf(state: VenueState, subaccount: Subaccount): Subaccount {
  const { contra } = at(state.external.domains, domainOfSubaccount(state, subaccount));
  return at(state.subaccounts, contra);
}

/** Whether both sides of a change of a wallet stay exact. */
export function walletFits(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  deltaAtoms: Atoms,
): boolean {
  const contra = contraOf(state, subaccount);
  const own = walletAtoms(at(subaccount.balances, asset)) + deltaAtoms;
  const other = walletAtoms(at(contra.balances, asset)) - deltaAtoms;
  return Math.abs(own) <= MOST_OBSERVED_ATOMS && Math.abs(other) <= MOST_CONTRA_ATOMS;
}

/** The same of a change of a position, at the mark or, before there is one, at a price. */
export function positionFits(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
  { lots, costAtoms }: Pick<Change, 'lots' | 'costAtoms'>,
  ticks = instrument.markTicks,
): boolean {
  const { scales, positions } = instrument;
  const own = at(positions, subaccount.id);
  const other = at(positions, contraOf(state, subaccount).id);
  const [heldLots, heldCost] = [own.lots + lots, own.costAtoms + costAtoms];
  const [contraLots, contraCost] = [other.lots - lots, other.costAtoms - costAtoms];
  return (
    isBounded(scales, heldLots, heldCost, ticks, MOST_OBSERVED_ATOMS) &&
    isBounded(scales, contraLots, contraCost, ticks, MOST_CONTRA_ATOMS)
  );
}

/** Posts a change of a wallet against the contra account. */
export function postWallet(
  step: Step,
  subaccount: Subaccount,
  asset: number,
  deltaAtoms: Atoms,
): void {
  if (deltaAtoms === 0) return;
  step.ledger.moveUnsettled(contraOf(step.state, subaccount), subaccount, asset, deltaAtoms);
}

/** Posts a change of a position, likewise. */
export function postPosition(
  step: Step,
  subaccount: Subaccount,
  { spec, positions }: Instrument,
  { lots, costAtoms }: Pick<Change, 'lots' | 'costAtoms'>,
): void {
  const own = at(positions, subaccount.id);
  const other = at(positions, contraOf(step.state, subaccount).id);
  step.ledger.changePosition(own, spec.settleAsset, lots, costAtoms);
  step.ledger.changePosition(other, spec.settleAsset, -lots, -costAtoms);
}
