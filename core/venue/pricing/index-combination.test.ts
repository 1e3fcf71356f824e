/** Indices that are made of their sources in another way, as their definitions say. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import type { IndexDefinition } from './definition.ts';
import { weightedMedianQuarters } from './index-combination.ts';
import { createIndexState, observe } from './index-state.ts';
import type { IndexState, IndexStep } from './index-state.ts';

const standard: IndexDefinition = indices.standard[0]!;
const T0 = 1_700_000_000_000_000;
const USD = 100_000_000;

/** Observes mids (0 = silent), each with the age of its price in ms where it is not new. */
function observed(
  definition: IndexDefinition,
  mids: readonly number[],
  state: IndexState = createIndexState(definition),
  second = 0,
): IndexStep {
  const timeUs = T0 + second * 1_000_000;
  const inputs = mids.flatMap((usd, source) => {
    if (usd === 0) return [];
    const quote = { bidE8: usd * USD - 1, askE8: usd * USD + 1, lastE8: 0, lastAgeMs: 0 };
    return [{ source, ...quote, sourceTimeUs: timeUs, receiveAgeMs: 0, flags: 0 }];
  });
  return observe(definition, state, inputs, 0, timeUs);
}

describe('VAR-54 an index is combined as its definition says', () => {
  /** Spot weights of a venue: 3, 2, 2, 1, 1 of nine. */
  const weights = [333_334, 222_222, 222_222, 111_111, 111_111];
  const sources = standard.sources.map((source, n) => ({ ...source, weightPpm: weights[n]! }));
  const prices = [1_000, 1_004, 1_001, 1_009, 990];

  test('as the median, the weighted median, or the mean of what is clamped', () => {
    const of = (combine?: IndexDefinition['combine']): number =>
      observed({ ...standard, sources, ...(combine !== undefined && { combine }) }, prices).priceE8;
    expect(of('median')).toBe(1_001 * USD);
    // 990 has one ninth, 1,000 four ninths, 1,001 six.
    expect(of('weightedMedian')).toBe(1_001 * USD);
    expect(of('clampedMean')).toBe(of());
    const cheap = [1_000, 1_004, 1_001, 999, 990];
    // 990, 999 and 1,000 have five ninths.
    const { priceE8 } = observed({ ...standard, sources, combine: 'weightedMedian' }, cheap);
    expect(priceE8).toBe(1_000 * USD);
  });

  test('where a price has just half of the weight, the middle of it and the next', () => {
    expect(weightedMedianQuarters([40, 10, 20], [500_000, 250_000, 250_000])).toBe(30);
    expect(weightedMedianQuarters([10, 40], [300_000, 300_000])).toBe(25);
    expect(weightedMedianQuarters([10, 40, 50], [1, 1, 1])).toBe(40);
    expect(weightedMedianQuarters([7], [3])).toBe(7);
  });

  test('who is left out has no weight in it', () => {
    const own: IndexDefinition = { ...standard, sources, combine: 'weightedMedian' };
    // Without the first the rest of six ninths: 1,001 has three of them with 990.
    const step = observed(own, [0, 1_004, 1_001, 1_009, 990]);
    expect([step.priceE8, step.state]).toEqual([(1_001 + 1_004) * (USD / 2), 'GREEN']);
  });

  test('a source that has a time of its own is stale by it', () => {
    const own = {
      ...standard,
      sources: sources.map((source, n) => (n === 3 ? { ...source, staleMs: 10_000 } : source)),
    };
    const state = createIndexState(own);
    observed(own, prices, state);
    const mids = [1_000, 1_004, 1_001, 1_009, 990];
    const again = (second: number): IndexStep => {
      const timeUs = T0 + second * 1_000_000;
      const inputs = mids.map((usd, source) => ({
        source,
        bidE8: usd * USD - 1,
        askE8: usd * USD + 1,
        lastE8: 0,
        lastAgeMs: 0,
        sourceTimeUs: source === 3 ? T0 : timeUs,
        receiveAgeMs: 0,
        flags: 0,
      }));
      return observe(own, state, inputs, 0, timeUs);
    };
    expect(again(9).excluded).toEqual([]);
    expect(again(10).excluded).toEqual([{ source: 3, reason: 'STALE' }]);
  });
});

describe('VAR-55 the median of all where too many are out', () => {
  const own: IndexDefinition = { ...standard, medianFromOut: 2 };

  test('of one outlier the others are the index, of two the median of all five is', () => {
    const one = observed(own, [1_000, 1_001, 1_002, 1_100, 1_003]);
    expect(one.priceE8).toBe(observed(standard, [1_000, 1_001, 1_002, 1_100, 1_003]).priceE8);
    const two = observed(own, [1_000, 1_001, 1_002, 1_100, 1_090]);
    expect(two.priceE8).toBe(1_002 * USD);
    expect(two.excluded.map(({ reason }) => reason)).toEqual(['OUTLIER', 'OUTLIER']);
    // By default the three that are left.
    expect(observed(standard, [1_000, 1_001, 1_002, 1_100, 1_090]).priceE8).not.toBe(1_002 * USD);
  });

  test('the ladder still counts who is left', () => {
    const step = observed(own, [1_000, 1_100, 1_002, 900, 0]);
    expect([step.state, step.excluded.length]).toEqual(['AMBER', 3]);
  });
});
