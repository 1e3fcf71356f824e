/**
 * A premium as the difference of two averages: what a price is over the index and the index itself
 * are summed over an interval, and divided by each other last. Rule VAR-72.
 */
import { E8, mulDivFloor } from '../numbers.ts';
import type { PriceE8, RateE8 } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';

/** A sum of prices: one number of them would pass 2^53 in a long interval of short seconds. */
interface PriceSum {
  /** Whole units of the quote, of each price rounded down. */
  whole: number;
  /** What each price has more than that, in 1e-8. */
  restE8: number;
}

/** Plain; a part of what is remembered of an instrument's funding. */
export interface PriceSums {
  readonly above: PriceSum;
  readonly index: PriceSum;
}

export const createPriceSums = (): PriceSums => ({
  above: { whole: 0, restE8: 0 },
  index: { whole: 0, restE8: 0 },
});

function add(sum: PriceSum, weight: number, priceE8: PriceE8): void {
  const whole = Math.floor(priceE8 / E8);
  sum.whole += weight * whole;
  sum.restE8 += weight * (priceE8 - whole * E8);
}

/** Adds a sample, which counts `weight` times: what was seen over the index, and the index. */
export function addPrices(
  { above, index }: PriceSums,
  weight: number,
  aboveE8: PriceE8,
  indexE8: PriceE8,
): void {
  add(above, weight, aboveE8);
  add(index, weight, indexE8);
}

/** The mean of prices that count for `weight` together, half up. */
function meanE8({ whole, restE8 }: PriceSum, weight: number): PriceE8 {
  const mean = Math.floor(whole / weight);
  // Both are less than 1e8 for each that counts, so that their sum is exact.
  const left = (whole - mean * weight) * E8 + restE8;
  return mean * E8 + mulDivFloor(left + Math.floor(weight / 2), 1, weight);
}

/** The average index, half up. */
export function meanIndexE8({ index }: PriceSums, weight: number): PriceE8 {
  return meanE8(index, weight);
}

/** The average of what was over the index, by the average index; each step half up. */
export function premiumOfMeansE8(sums: PriceSums, weight: number): RateE8 {
  return mulDivHalfUp(meanE8(sums.above, weight), E8, meanIndexE8(sums, weight));
}
