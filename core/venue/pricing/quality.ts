import { SECOND_US } from '../numbers.ts';
import type { Ppm, PriceE8 } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';
import { isBeyond } from './index-price.ts';
import type { PriceQuality, Reading } from './ladder.ts';

export type QualityReading = Pick<Reading, 'quality' | 'reason' | 'survivors'>;

/**
 * What the surviving sources of one observation deserve (ORA-07): `prices` in quarters before the
 * clamp, `weightsPpm` as configured. Enough sources are judged by weight, fewer by whether they
 * agree with each other. Source: oracles section 2, the ladder's conditions.
 */
export function qualityOf(
  definition: IndexDefinition,
  prices: readonly number[],
  weightsPpm: readonly Ppm[],
  median: number,
): QualityReading {
  const survivors = prices.length;
  const few = { reason: 'FEW_SOURCES', survivors } as const;
  if (survivors < definition.amberSurvivors) return { ...few, quality: 'HOLD' };
  if (survivors < definition.greenSurvivors) {
    const highest = Math.max(...prices);
    const lowest = Math.min(...prices);
    const agree = !isBeyond(median + highest - lowest, median, definition.amberAgreePpm);
    return agree
      ? { ...few, quality: 'AMBER' }
      : { quality: 'HOLD', reason: 'DISAGREE', survivors };
  }
  const weightPpm = weightsPpm.reduce((sum, weight) => sum + weight, 0);
  const low = { reason: 'LOW_WEIGHT', survivors } as const;
  if (weightPpm >= definition.greenWeightPpm) return { ...low, quality: 'GREEN' };
  return { ...low, quality: weightPpm >= definition.amberWeightPpm ? 'AMBER' : 'HOLD' };
}

/** What a secondary index that is off, and has been for `offUs`, leaves of the quality (ORA-13). */
export function secondaryQuality(
  definition: IndexDefinition,
  priceE8: PriceE8,
  secondaryE8: PriceE8,
  offUs: number,
): PriceQuality {
  if (isBeyond(secondaryE8, priceE8, definition.secondaryHoldPpm)) return 'HOLD';
  return offUs >= definition.secondaryAmberS * SECOND_US ? 'AMBER' : 'GREEN';
}
