import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mulDivHalfUp } from './half-up.ts';
import {
  clampedMeanE8,
  effectiveWeightsPpm,
  isBeyond,
  medianQuarters,
  movedWith,
  quartersToE8,
} from './index-price.ts';

const CLAMP = 2_500;
const CAP = 300_000;
const priceQuarters = fc.integer({ min: 1, max: 4_000_000_000_000_000 });
const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 });

test('NUM-04 half up is floor(x + 1/2) on either side of zero, as BigInt has it', () => {
  expect([5, -5, 3, -3].map((a) => mulDivHalfUp(a, 1, 2))).toEqual([3, -2, 2, -1]);
  const any = fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 });
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 10_000_000_000_000 }), (a, c) => {
      const b = 10_000_000_000_000;
      const numerator = 2n * BigInt(a) * BigInt(b) + BigInt(c);
      const quotient = numerator / (2n * BigInt(c));
      const floor =
        numerator < 0n && numerator % (2n * BigInt(c)) !== 0n ? quotient - 1n : quotient;
      fc.pre(floor < 4_000_000_000_000_000n && floor > -4_000_000_000_000_000n);
      expect(BigInt(mulDivHalfUp(a, b, c))).toBe(floor);
    }),
    { numRuns: 5_000 },
  );
});

describe('ORA-02 median', () => {
  test('the middle one, or the mean of the middle two, whatever the order', () => {
    expect(medianQuarters([])).toBe(0);
    expect(medianQuarters([7])).toBe(7);
    expect(medianQuarters([40, 8, 20])).toBe(20);
    expect(medianQuarters([40, 8, 22, 20])).toBe(21);
  });

  test('quarters become 1e-8 half up', () => {
    expect([4, 5, 6, 7, 8].map(quartersToE8)).toEqual([1, 1, 2, 2, 2]);
  });
});

test('ORA-03 beyond is strict and exact', () => {
  expect(isBeyond(1_050, 1_000, 50_000)).toBe(false);
  expect(isBeyond(1_051, 1_000, 50_000)).toBe(true);
  expect(isBeyond(950, 1_000, 50_000)).toBe(false);
  // 5 % of 1,001 is 50.05: 50 is within, 51 is beyond.
  expect(isBeyond(951, 1_001, 50_000)).toBe(false);
  expect(isBeyond(950, 1_001, 50_000)).toBe(true);
});

describe('ORA-04 clamp to the median +- 25 bp', () => {
  test('a price above by 1 % counts as one above by 25 bp', () => {
    // Median 100,000.00000000; half the weight each: 100,000 and 100,250 average 100,125.
    const median = 40_000_000_000_000;
    const high = 40_400_000_000_000;
    expect(clampedMeanE8([median, high], [500_000, 500_000], median, CLAMP)).toBe(
      10_012_500_000_000,
    );
    const low = 39_000_000_000_000;
    expect(clampedMeanE8([median, low], [500_000, 500_000], median, CLAMP)).toBe(9_987_500_000_000);
  });

  test('the bound keeps its fraction until the one rounding', () => {
    // Median 797 quarters, upper bound 797 x 1.0025 = 798.9925. Half of each is 797.99625 quarters,
    // which is 199.4990625: 199. Had the bound been rounded to 799, it would be 199.5, so 200.
    expect(clampedMeanE8([797, 8_000], [500_000, 500_000], 797, CLAMP)).toBe(199);
  });
});

describe('ORA-05 weights', () => {
  test('five at 30/25/20/15/10 % stay as they are', () => {
    const configured = [300_000, 250_000, 200_000, 150_000, 100_000];
    expect(effectiveWeightsPpm(configured, CAP)).toEqual(configured);
  });

  test('four are renormalised, and what the cap takes is shared in proportion', () => {
    // 30/25/20/15 of 90: the first would be 33.3 %. It gets 30 %; 70 % go 25:20:15, that is
    // 29.1666..., 23.3333... and 17.5 %; of the ppm that is left over the second gets it.
    expect(effectiveWeightsPpm([300_000, 250_000, 200_000, 150_000], CAP)).toEqual([
      300_000, 291_667, 233_333, 175_000,
    ]);
  });

  test('a cap can push another over it', () => {
    // 60/29/6/5: the first falls to 30 %, the second would have 50.75 % of all and falls too;
    // 40 % go 6:5, that is 21.8181... and 18.1818... %.
    expect(effectiveWeightsPpm([600_000, 290_000, 60_000, 50_000], CAP)).toEqual([
      300_000, 300_000, 218_182, 181_818,
    ]);
  });

  test('too few survivors for the cap share alike', () => {
    expect(effectiveWeightsPpm([300_000, 100_000], CAP)).toEqual([500_000, 500_000]);
    expect(effectiveWeightsPpm([250_000], CAP)).toEqual([1_000_000]);
    expect(effectiveWeightsPpm([300_000, 250_000, 100_000], CAP)).toEqual([
      333_334, 333_334, 333_332,
    ]);
  });

  test('always whole ppm in sum one, none above the cap, the heavier first', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 1_000_000 }), (configured, cap) => {
        const effective = effectiveWeightsPpm(configured, cap);
        const most = Math.max(cap, Math.ceil(1_000_000 / configured.length));
        expect(effective.reduce((sum, weight) => sum + weight, 0)).toBe(1_000_000);
        expect(effective.every((weight) => weight >= 0 && weight <= most)).toBe(true);
        expect(effective.every(Number.isInteger)).toBe(true);
        // A heavier source never counts for less, but for the ppm that are left over.
        const heaviestFirst = configured
          .map((weight, index) => ({ weight, effective: effective[index]! }))
          .toSorted((a, b) => b.weight - a.weight);
        const inOrder = heaviestFirst.every(
          (source, n) => source.effective >= (heaviestFirst[n + 1]?.effective ?? 0) - 12,
        );
        expect(inOrder).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** The same in BigInt, in quarters times 1e6 (for the bounds) times 1e6 (for the weights). */
function naiveMean(prices: number[], effective: number[], median: number): number {
  const low = BigInt(median) * 997_500n;
  const high = BigInt(median) * 1_002_500n;
  let sum = 0n;
  prices.forEach((price, index) => {
    const fine = BigInt(price) * 1_000_000n;
    const clamped = fine < low ? low : fine > high ? high : fine;
    sum += clamped * BigInt(effective[index]!);
  });
  const unit = 4n * 1_000_000n * 1_000_000n;
  return Number((2n * sum + unit) / (2n * unit));
}

describe('ORA-04 and ORA-05 together', () => {
  test('the clamped mean is the exact one, rounded half up once', () => {
    fc.assert(
      fc.property(
        priceQuarters,
        weights,
        fc.array(fc.integer({ min: -40_000, max: 40_000 }), { minLength: 12, maxLength: 12 }),
        (median, configured, deviations) => {
          const effective = effectiveWeightsPpm(configured, 1_000_000);
          const prices = configured.map((_, index) =>
            Math.min(
              4_000_000_000_000_000,
              Math.max(1, median + Math.trunc((median / 10_000_000) * deviations[index]!)),
            ),
          );
          expect(clampedMeanE8(prices, effective, median, CLAMP)).toBe(
            naiveMean(prices, effective, median),
          );
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('one bad source of five moves the index by at most 30 % of 25 bp', () => {
    const configured = [300_000, 250_000, 200_000, 150_000, 100_000];
    const honest = 40_000_000_000_000;
    fc.assert(
      fc.property(priceQuarters, fc.nat(4), (bad, who) => {
        const prices = configured.map((_, index) => (index === who ? bad : honest));
        const median = medianQuarters(prices);
        const index = clampedMeanE8(prices, configured, median, CLAMP);
        // weight x clamp of 100,000: 75 for the heaviest, in 1e-8.
        const bound = (configured[who]! / 1_000_000) * 25_000_000_000;
        expect(Math.abs(index - honest / 4)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the bound is reached, and two bad sources reach no further than both their weights', () => {
    const configured = [300_000, 250_000, 200_000, 150_000, 100_000];
    const honest = 40_000_000_000_000;
    const bad = 41_000_000_000_000;
    const one = [bad, honest, honest, honest, honest];
    expect(clampedMeanE8(one, configured, honest, CLAMP)).toBe(10_007_500_000_000);
    const two = [bad, bad, honest, honest, honest];
    expect(clampedMeanE8(two, configured, honest, CLAMP)).toBe(10_013_750_000_000);
  });
});

test('ORA-06 a survivor moves with the index: its way, by over 2 %, from a price it had', () => {
  expect(movedWith(1_021, 1_000, 20_000, true)).toBe(true);
  expect(movedWith(1_020, 1_000, 20_000, true)).toBe(false);
  expect(movedWith(1_021, 1_000, 20_000, false)).toBe(false);
  expect(movedWith(979, 1_000, 20_000, false)).toBe(true);
  expect(movedWith(979, 0, 20_000, true)).toBe(false);
});
