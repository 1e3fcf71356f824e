import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { average, medianE8, weightedMeanE8 } from './averages.ts';
import type { AverageState } from './averages.ts';
import type { Smoothing } from './own-mark-fields.ts';

const EMA: Smoothing = { by: 'ema', overS: 30, what: 'price' };
const MEAN: Smoothing = { by: 'mean', overS: 300, everyS: 60, what: 'price' };

describe('VAR-50 averages on whole seconds', () => {
  test('a moving average begins with its first sample and goes a part of the way', () => {
    const state: AverageState = {};
    expect(average(EMA, state, 100, 1_000)).toBe(100);
    // (130 - 100) x 10 / 30.
    expect(average(EMA, state, 130, 1_010)).toBe(110);
    // Once a second at most, and after a gap of its whole time it is the sample.
    expect(average(EMA, state, 500, 1_010)).toBe(110);
    expect(average(EMA, state, 50, 1_100)).toBe(50);
  });

  test('a mean is of the first sample of each interval, and forgets the oldest whole', () => {
    const state: AverageState = {};
    expect(average(MEAN, state, 10, 6_000)).toBe(10);
    expect(average(MEAN, state, 900, 6_059)).toBe(10);
    expect(average(MEAN, state, 20, 6_060)).toBe(15);
    // Half up, also below zero: (10 + 20 - 31) / 3 = -1 / 3.
    expect(average(MEAN, state, -31, 6_120)).toBe(0);
    expect(average(MEAN, state, -33, 6_180)).toBe(-8);
    // The first is gone once five others are.
    expect(average(MEAN, state, 0, 6_240)).toBe(-7);
    expect(average(MEAN, state, 50, 6_300)).toBe(1);
    expect(state.samples).toEqual({
      at: [101, 102, 103, 104, 105],
      valuesE8: [20, -31, -33, 0, 50],
    });
    // Nobody watched for an hour.
    expect(average(MEAN, state, 7, 10_000)).toBe(7);
  });

  test('a weighted mean is exact on the way, as BigInt has it', () => {
    const value = fc.integer({ min: -1_000_000_000_000_000, max: 1_000_000_000_000_000 });
    const weight = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, weight), { minLength: 1, maxLength: 4 }), (pairs) => {
        const [values, weights] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
        const total = weights.reduce((sum, one) => sum + BigInt(one), 0n);
        const sum = pairs.reduce((all, [one, by]) => all + BigInt(one) * BigInt(by), 0n);
        const doubled = 2n * sum + total;
        const floor = doubled / (2n * total) - (doubled % (2n * total) < 0n ? 1n : 0n);
        expect(BigInt(weightedMeanE8(values, weights))).toBe(floor);
      }),
      { numRuns: 500 },
    );
  });

  test('the mean of 300 samples as large as prices come', () => {
    const most = 1_000_000_000_000_000;
    expect(weightedMeanE8(Array.from({ length: 300 }, () => most - 1))).toBe(most - 1);
    expect(weightedMeanE8(Array.from({ length: 300 }, (_, n) => (n < 150 ? most : most - 1)))).toBe(
      most,
    );
  });
});

describe('VAR-49 the middle of what is there', () => {
  test.each([
    [[5], 5],
    [[5, 9], 7],
    [[9, 4], 7],
    [[9, 4, 6], 6],
    [[1, 9, 4, 6], 5],
  ])('of %j it is %i', (values, middle) => {
    expect(medianE8(values)).toBe(middle);
  });
});
