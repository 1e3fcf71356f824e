import { mulDivRound } from '../numbers.ts';
import type { Lots, PriceE8, Ticks } from '../numbers.ts';
import { MAX_PRICE_E8 } from './source-validity.ts';

/** One side of a book, best level first. */
export interface BookSide {
  /** Price of the level at `depth`; 0 past the last one. */
  readonly levelTicks: (depth: number) => Ticks;
  readonly levelLots: (depth: number) => Lots;
}

/** Worth of one lot at a price, in 1e-8 of the quote; of a quanto, of what it settles in. */
export type LotValueE8 = (priceTicks: Ticks) => number;

/** Linear and quanto: a lot is worth its price times `lotTickE8`, what it gains with one tick. */
export function linearLotValue(lotTickE8: number): LotValueE8 {
  return (priceTicks) => priceTicks * lotTickE8;
}

/** An inverse contract: a lot is worth the same in the quote at any price. */
export function inverseLotValue(lotE8: number): LotValueE8 {
  return () => lotE8;
}

/**
 * The average price at which a side would fill a notional in 1e-8 of the quote (MARK-01), in 1e-8,
 * half up; 0 if it cannot, or only at prices beyond any that we reckon with. It is what is paid
 * divided by the base it buys, so a mean harmonic in price for either kind of contract. Each
 * level's part is rounded half up to 1e-8 of the quote on the way. Source: margin-rules section 6.
 */
export function impactPriceE8(
  side: BookSide,
  notionalE8: number,
  lotValueE8: LotValueE8,
  tickE8: PriceE8,
): PriceE8 {
  const lastDepth = depthFilling(side, notionalE8, lotValueE8);
  if (lastDepth === CANNOT_FILL) return 0;
  const best = side.levelTicks(0);
  const last = side.levelTicks(lastDepth);
  if (Math.max(best, last) * tickE8 > MAX_PRICE_E8) return 0;
  // What the base bought would have cost at the lowest price: never more than the notional, while
  // at the best bid it might pass 2^53 if somebody bids next to nothing below it.
  const lowest = Math.min(best, last);
  let remaining = notionalE8;
  let atLowestE8 = 0;
  for (let depth = 0; depth <= lastDepth; depth += 1) {
    const taken = takenAt(side, depth, remaining, lotValueE8);
    atLowestE8 += mulDivRound(taken, lowest, side.levelTicks(depth));
    remaining -= taken;
  }
  return mulDivRound(lowest * tickE8, notionalE8, atLowestE8);
}

const CANNOT_FILL = -1;

function depthFilling(side: BookSide, notionalE8: number, lotValueE8: LotValueE8): number {
  let remaining = notionalE8;
  for (let depth = 0; side.levelTicks(depth) > 0; depth += 1) {
    remaining -= takenAt(side, depth, remaining, lotValueE8);
    if (remaining === 0) return depth;
  }
  return CANNOT_FILL;
}

/** What of the remaining notional a level fills. */
function takenAt(side: BookSide, depth: number, remaining: number, lotValueE8: LotValueE8): number {
  const lotValue = lotValueE8(side.levelTicks(depth));
  const lots = side.levelLots(depth);
  // A level's whole worth could pass 2^53; that of fewer lots than are needed cannot.
  return lots >= Math.ceil(remaining / lotValue) ? remaining : lots * lotValue;
}
