import { mulDivRound } from '../numbers.ts';
import type { Lots, PriceE8, Ticks } from '../numbers.ts';

/** One side of a book, best level first. */
export interface BookSide {
  /** Price of the level at `depth`; 0 past the last one. */
  readonly levelTicks: (depth: number) => Ticks;
  readonly levelLots: (depth: number) => Lots;
}

/** Worth of one lot at a price, in 1e-8 of the quote. */
export type LotValueE8 = (priceTicks: Ticks) => number;

/** A linear contract: a lot is worth its price times `lotTickE8`, what it gains with one tick. */
export function linearLotValue(lotTickE8: number): LotValueE8 {
  return (priceTicks) => priceTicks * lotTickE8;
}

/** An inverse contract: a lot is worth the same in the quote at any price. */
export function inverseLotValue(lotE8: number): LotValueE8 {
  return () => lotE8;
}

/**
 * The average price at which a side would fill a notional in 1e-8 of the quote (MARK-01), in 1e-8,
 * half up; 0 if it cannot. What is paid divided by the base it buys, so a mean harmonic in price for
 * either kind of contract. Each level's part is rounded half up to 1e-8 of the quote on the way.
 * Source: margin-rules section 6, impact price.
 */
export function impactPriceE8(
  side: BookSide,
  notionalE8: number,
  lotValueE8: LotValueE8,
  tickE8: PriceE8,
): PriceE8 {
  const bestTicks = side.levelTicks(0);
  let remaining = notionalE8;
  // What the base bought so far would have cost at the best price.
  let atBestE8 = 0;
  for (let depth = 0; remaining > 0; depth += 1) {
    const priceTicks = side.levelTicks(depth);
    if (priceTicks === 0) return 0;
    const lotValue = lotValueE8(priceTicks);
    const lots = side.levelLots(depth);
    // A level's whole worth could pass 2^53; that of fewer lots than are needed cannot.
    const taken = lots >= Math.ceil(remaining / lotValue) ? remaining : lots * lotValue;
    atBestE8 += mulDivRound(taken, bestTicks, priceTicks);
    remaining -= taken;
  }
  return mulDivRound(bestTicks * tickE8, notionalE8, atBestE8);
}
