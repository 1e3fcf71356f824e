/** What may leave a subaccount. */
import { heldBackAtoms } from '../accounts/realised.ts';
import { heldForFundingAtoms } from '../funding/unpaid.ts';
import { notionalAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { at, isPooled } from '../state.ts';
import type { Subaccount, VenueState } from '../state.ts';
import { leavableAtoms } from './arithmetic.ts';
import { Staying } from './availability.ts';
import { bucketFigures, initialMargin, keptProfitsAtoms, positionsOf } from './buckets.ts';
import { poolWithdrawableAtoms } from './pool-orders.ts';

/**
 * Withdrawable = max(0, min(W - what orders will take out, E - max(IM, 10 % of notional))).
 * Rule EQ-03.
 */
export function withdrawableAtoms(state: VenueState, subaccount: Subaccount, asset: number): Atoms {
  if (isPooled(subaccount)) return poolWithdrawableAtoms(state, subaccount, asset);
  const { bucket } = at(subaccount.balances, asset);
  const figures = bucketFigures(state, bucket);
  const staying = new Staying();
  for (const position of positionsOf(state, bucket)) {
    if (position.lots === 0) continue;
    const { spec, scales, markTicks } = at(state.instruments, position.instrument);
    staying.add(spec, notionalAtoms(scales, Math.abs(position.lots), markTicks));
  }
  const { totalAtoms, isolatedAtoms } = initialMargin(state, subaccount, asset, null);
  const held = heldBackAtoms(state, subaccount, asset);
  const cash =
    figures.walletAtoms - isolatedAtoms - held - heldForFundingAtoms(state, subaccount.id, asset);
  const usable = figures.equityAtoms - keptProfitsAtoms(state, bucket);
  return leavableAtoms(cash, usable, totalAtoms, staying.atoms);
}
