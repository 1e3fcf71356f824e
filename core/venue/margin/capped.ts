/**
 * A future whose price has a cap: a long posts its price and a short what is left of the cap, so
 * that both are paid for in full, whatever the price becomes. `margin-rules.md` section 1. VAR-46.
 *
 * Its positions are isolated, and what they post is all that they can lose: nothing is asked of
 * them while they stand, and they are never called or liquidated.
 */
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { MAX_INT32 } from '../schema.ts';
import type { Instrument, Position } from '../state.ts';
import type { OpenOrder } from './arithmetic.ts';

/** Whether positions are paid for in full. */
export function isCapped({ capTicks }: Pick<InstrumentSpec, 'capTicks'>): boolean {
  return capTicks !== undefined;
}

/** A price, or the cap where it is beyond. */
export function underCap({ capTicks }: Pick<InstrumentSpec, 'capTicks'>, ticks: Ticks): Ticks {
  return Math.min(ticks, capTicks ?? ticks);
}

/**
 * What lots that are opened at a price post. Of a short also the fee of closing at the cap, where
 * nothing comes back, and an atom a lot, since each of many fills rounds up by itself. VAR-46.
 */
export function postedAtoms(
  { spec, scales }: Pick<Instrument, 'spec' | 'scales'>,
  side: Side,
  lots: Lots,
  ticks: Ticks,
): Atoms {
  const value = notionalAtoms(scales, lots, ticks);
  if (side === BUY) return value;
  const most = notionalAtoms(scales, lots, spec.capTicks ?? MAX_INT32);
  return most - value + mulDivCeil(most, spec.fees.takerPpm, PPM) + lots;
}

/** What one side's orders ask: what they would post, and the fee of opening. Rule VAR-46. */
export function cappedSideAtoms(
  instrument: Instrument,
  { lots: held }: Pick<Position, 'lots'>,
  side: Side,
  orders: readonly OpenOrder[],
): Atoms {
  const { scales, spec } = instrument;
  let reducible = Math.max(0, -side * held);
  let asked = 0;
  for (const order of orders.toSorted((a, b) => side * (b.priceTicks - a.priceTicks))) {
    const reducing = order.reduceOnly ? order.lots : Math.min(reducible, order.lots);
    reducible = Math.max(0, reducible - reducing);
    const lots = order.lots - reducing;
    if (lots === 0) continue;
    const value = notionalAtoms(scales, lots, order.priceTicks);
    asked += postedAtoms(instrument, side, lots, order.priceTicks);
    // Each of many fills rounds up by itself.
    asked += mulDivCeil(value, spec.fees.takerPpm, PPM) + lots;
  }
  return asked;
}

/** Lots that so much money pays for at a price, with the fee of opening. Rule VAR-46. */
export function postableLots(
  instrument: Instrument,
  side: Side,
  ticks: Ticks,
  spareAtoms: Atoms,
): Lots {
  const { scales, spec } = instrument;
  const fee = mulDivCeil(notionalAtoms(scales, 1, ticks), spec.fees.takerPpm, PPM);
  const each = postedAtoms(instrument, side, 1, ticks) + fee;
  return Math.max(0, Math.min(MAX_INT32, Math.floor(spareAtoms / each)));
}

/**
 * A cap is of a contract that ends and is worth more with its price, whose fee leaves something of
 * any price, and which nothing else realises. What was posted is there to the end: no maker pays a
 * fee beyond what was kept for it, no levels take any out, and no loss of others is paid of it.
 * Rule VAR-46.
 */
export function capFits(spec: InstrumentSpec): boolean {
  if (!isCapped(spec)) return true;
  const { contract, expiry, realisation, fees, equity, insurance } = spec;
  const isPlain = realisation === undefined && fees.takerPartsPpm === undefined;
  const stays = equity === undefined && insurance?.lossMode === undefined;
  const rises = contract === 'linear' || contract === 'quanto';
  const ends = expiry !== undefined && expiry.ramp === undefined;
  return rises && ends && isPlain && stays && fees.makerPpm <= fees.takerPpm;
}
