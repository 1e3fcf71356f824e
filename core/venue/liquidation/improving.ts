/**
 * A slice may trade beyond the bankruptcy price while the fund pays for it, so that it is filled
 * and nobody has to take the position over: `margin-rules.md` section 9, as dYdX does.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { lotsWorth, notionalAtoms, ticksAtNotional } from '../instruments/value.ts';
import { clamp, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { costOf } from '../orders/settling.ts';
import { MAX_INT32 } from '../schema.ts';
import { at } from '../state.ts';
import type { Bucket, Liquidation, Scales, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { improvePrice, MOST_EXACT_ATOMS } from './fund.ts';
import type { SlicePart } from './pooled.ts';
import { availableAtoms, groupOf, resultAtoms } from './pools.ts';

/**
 * The worst price at which so many lots are closed by a side for no more than an amount beyond what
 * they are worth at the bankruptcy price, and no further from it than a share. Rule VAR-41.
 */
export function improvedTicks(
  scales: Scales,
  side: Side,
  lots: Lots,
  bankruptcyTicks: Ticks,
  { atoms, limitPpm }: { readonly atoms: Atoms; readonly limitPpm: number },
): Ticks {
  const away = mulDivFloor(bankruptcyTicks, limitPpm, PPM);
  const far = clamp(bankruptcyTicks + side * away, 1, MAX_INT32);
  // Beyond that a value is not exact, and nothing is improved.
  const isExact = [far, bankruptcyTicks].every(
    (ticks) => lots <= lotsWorth(scales, ticks, MOST_EXACT_ATOMS),
  );
  if (atoms <= 0 || !isExact) return bankruptcyTicks;
  const worth = notionalAtoms(scales, lots, bankruptcyTicks);
  const gains = (side === SELL) === scales.lotTickAtoms > 0;
  const bound = gains ? worth - atoms : worth + atoms;
  if (bound <= 0) return far;
  const ticks = ticksAtNotional(scales, lots, bound, side === SELL ? 'up' : 'down');
  return side === SELL ? clamp(ticks, far, bankruptcyTicks) : clamp(ticks, bankruptcyTicks, far);
}

/** The limit of a slice whose bucket is not yet below zero. Rule VAR-41. */
export function sliceTicks(
  state: VenueState,
  { position, instrument, lots }: SlicePart,
  bankruptcyTicks: Ticks,
  equityAtoms: Atoms,
): Ticks {
  const { spec, scales } = instrument;
  const { limitPpm } = spec.insurance ?? {};
  if (limitPpm === undefined || equityAtoms < 0) return bankruptcyTicks;
  const owed = Math.min(0, resultAtoms(state, spec.settleAsset, groupOf(instrument)));
  const atoms = availableAtoms(state, instrument) + owed;
  const side = position.lots > 0 ? SELL : BUY;
  return improvedTicks(scales, side, lots, bankruptcyTicks, { atoms, limitPpm });
}

/** What was closed, and for how much. */
interface Closed {
  readonly side: Side;
  readonly filledLots: Lots;
  readonly filledAtoms: Atoms;
}

/**
 * The fund pays what a slice was closed for beyond the bankruptcy price. An isolated bucket whose
 * position is gone was made whole when it went. Rule VAR-41.
 */
export function payBeyond(
  step: Step,
  { id, subaccount: owner }: Pick<Liquidation, 'id'> & Pick<Bucket, 'subaccount'>,
  { position, instrument }: SlicePart,
  bankruptcyTicks: Ticks,
  { side, filledLots, filledAtoms }: Closed,
): void {
  const { scales, spec } = instrument;
  if (spec.insurance?.limitPpm === undefined || filledLots === 0 || bankruptcyTicks === 0) return;
  const isIsolated = position.mode === 'isolated';
  if (isIsolated && position.lots === 0) return;
  const even = notionalAtoms(scales, filledLots, bankruptcyTicks);
  const beyond = costOf(instrument, side, filledAtoms) - costOf(instrument, side, even);
  if (beyond <= 0) return;
  const subaccount = at(step.state.subaccounts, owner);
  const paid = improvePrice(step, subaccount, instrument, beyond);
  if (paid === 0) return;
  if (isIsolated) position.allocatedAtoms += paid;
  step.events.emit('liquidation.improved', id, owner, instrument.id, paid);
}
