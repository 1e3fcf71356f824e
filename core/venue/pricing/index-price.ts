/**
 * The arithmetic of an index price (oracles section 2, steps 1 to 5): pure functions.
 *
 * Prices are held in quarters of 1e-8, in which a mid (half a unit) and the mean of two mids (a
 * quarter) are whole, so that nothing is rounded before the index itself.
 */
import { mulDivFloor, PPM } from '../numbers.ts';
import type { Ppm, PriceE8 } from '../numbers.ts';

/** The median of prices in quarters; of an even number the mean of the middle two; 0 of none. */
export function medianQuarters(prices: readonly number[]): number {
  const sorted = prices.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  if (sorted.length % 2 === 1 || sorted.length === 0) return upper;
  return (sorted[(sorted.length >> 1) - 1]! + upper) / 2;
}

/** Whether |value - reference| > limitPpm of the reference, exactly. */
export function isBeyond(value: number, reference: number, limitPpm: Ppm): boolean {
  // A whole number exceeds a fraction exactly when it exceeds the fraction's floor.
  return Math.abs(value - reference) > mulDivFloor(reference, limitPpm, PPM);
}

/** Quarters of 1e-8 to 1e-8, half up. */
export function quartersToE8(quarters: number): PriceE8 {
  return Math.floor((quarters + 2) / 4);
}

/**
 * The weights that survivors effectively have, in whole ppm that sum to 1,000,000 (ORA-05):
 * renormalised, none above the cap, what the cap takes going to the others in proportion. Where
 * there are too few survivors for the cap, it is 1/n rounded up. Shares are rounded down and the
 * few ppm left over go to the first survivors with room.
 */
export function effectiveWeightsPpm(weightsPpm: readonly Ppm[], weightCapPpm: Ppm): Ppm[] {
  const cap = Math.max(weightCapPpm, Math.ceil(PPM / weightsPpm.length));
  const effective = weightsPpm.map(() => 0);
  let open = weightsPpm.map((_, index) => index);
  let rest = PPM;
  for (;;) {
    const total = open.reduce((sum, index) => sum + weightsPpm[index]!, 0);
    const over = open.filter((index) => weightsPpm[index]! * rest > cap * total);
    if (over.length === 0) {
      for (const index of open) {
        effective[index] = Math.floor((weightsPpm[index]! * rest) / total);
      }
      break;
    }
    for (const index of over) effective[index] = cap;
    open = open.filter((index) => !over.includes(index));
    rest -= cap * over.length;
  }
  let leftOver = PPM - effective.reduce((sum, weight) => sum + weight, 0);
  for (const index of open) {
    if (leftOver === 0) break;
    const weight = effective[index]!;
    if (weight < cap) {
      effective[index] = weight + 1;
      leftOver -= 1;
    }
  }
  return effective;
}

/** A price in quarters and millionths of a quarter: what a clamp to a share of the median gives. */
interface FinePrice {
  readonly quarters: number;
  readonly micro: number;
}

function shareOf(quarters: number, sharePpm: Ppm): FinePrice {
  return {
    quarters: mulDivFloor(quarters, sharePpm, PPM),
    micro: ((quarters % PPM) * sharePpm) % PPM,
  };
}

function clampFine(price: number, low: FinePrice, high: FinePrice): FinePrice {
  if (price > high.quarters) return high;
  if (price < low.quarters || (price === low.quarters && low.micro > 0)) return low;
  return { quarters: price, micro: 0 };
}

/**
 * The weighted mean of prices in quarters, each first clamped to the median +- clampPpm, in 1e-8,
 * rounded half up once (ORA-04, ORA-05). Weights are effective ones: whole ppm, in sum 1,000,000.
 */
export function clampedMeanE8(
  prices: readonly number[],
  weightsPpm: readonly Ppm[],
  median: number,
  clampPpm: Ppm,
): PriceE8 {
  const low = shareOf(median, PPM - clampPpm);
  const high = shareOf(median, PPM + clampPpm);
  // The sum of weight * price / 1e6 in three limbs of base 1e6, none of which can pass 2^53.
  let whole = 0;
  let millionths = 0;
  let trillionths = 0;
  prices.forEach((price, index) => {
    const weight = weightsPpm[index]!;
    const fine = clampFine(price, low, high);
    const below = fine.quarters % PPM;
    whole += weight * ((fine.quarters - below) / PPM);
    millionths += weight * below;
    trillionths += weight * fine.micro;
  });
  const carry = Math.floor((millionths + Math.floor(trillionths / PPM)) / PPM);
  return quartersToE8(whole + carry);
}

/** Whether a survivor moved from its own reference by more than movePpm, the way that `up` says. */
export function movedWith(price: number, reference: number, movePpm: Ppm, up: boolean): boolean {
  if (reference === 0 || price > reference !== up) return false;
  return isBeyond(price, reference, movePpm);
}
