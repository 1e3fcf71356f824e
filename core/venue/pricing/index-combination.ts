/** What an index is of its survivors: as its definition says. Rules ORA-04, ORA-05, VAR-54. */
import type { Ppm, PriceE8 } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';
import { clampedMeanE8, effectiveWeightsPpm, medianQuarters, quartersToE8 } from './index-price.ts';

/** The index of prices in quarters with their configured weights; at least one. */
export function combinedE8(
  { combine = 'clampedMean', weightCapPpm, clampPpm }: IndexDefinition,
  prices: readonly number[],
  weightsPpm: readonly Ppm[],
  median: number,
): PriceE8 {
  switch (combine) {
    case 'clampedMean':
      return clampedMeanE8(prices, effectiveWeightsPpm(weightsPpm, weightCapPpm), median, clampPpm);
    case 'median':
      return quartersToE8(medianQuarters(prices));
    case 'weightedMedian':
      return quartersToE8(weightedMedianQuarters(prices, weightsPpm));
  }
}

/**
 * The price at which half of the weight is reached, counted from the lowest; where it is half
 * exactly, the middle of that price and the next. In quarters, exact. Rule VAR-54.
 */
export function weightedMedianQuarters(
  prices: readonly number[],
  weightsPpm: readonly Ppm[],
): number {
  const total = weightsPpm.reduce((sum, weight) => sum + weight, 0);
  const order = prices.map((_, n) => n).toSorted((a, b) => prices[a]! - prices[b]!);
  let below = 0;
  for (const [place, n] of order.entries()) {
    below += weightsPpm[n]!;
    if (2 * below < total) continue;
    const next = 2 * below === total ? order[place + 1] : undefined;
    return next === undefined ? prices[n]! : (prices[n]! + prices[next]!) / 2;
  }
  return 0;
}
