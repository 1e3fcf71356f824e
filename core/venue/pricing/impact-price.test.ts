import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { impactPriceE8, inverseLotValue, linearLotValue } from './impact-price.ts';
import type { BookSide } from './impact-price.ts';

/** A side of [ticks, lots], best first. */
function side(...levels: (readonly [number, number])[]): BookSide {
  return {
    levelTicks: (depth) => levels[depth]?.[0] ?? 0,
    levelLots: (depth) => levels[depth]?.[1] ?? 0,
  };
}

const USD = 100_000_000;
/** A tick of 0.5, 0.001 of the base a lot: 0.0005 of the quote per lot and tick. */
const TICK_E8 = 50_000_000;
const linear = linearLotValue(50_000);
/** A contract of one of the quote. */
const inverse = inverseLotValue(USD);

describe('MARK-01 the impact price', () => {
  test('within one level is its price', () => {
    expect(impactPriceE8(side([200_000, 300]), 20_000 * USD, linear, TICK_E8)).toBe(100_000 * USD);
    const bids = side([200_000, 20_000]);
    expect(impactPriceE8(bids, 20_000 * USD, inverse, TICK_E8)).toBe(100_000 * USD);
  });

  test('linear over two levels: what is paid over what is bought', () => {
    // 100 lots at 100,000 cost 10,000; the other 10,000 buy 0.0909... at 110,000. So 20,000 buy
    // 0.190909..., at 104,761.904761904...
    const asks = side([200_000, 100], [220_000, 1_000]);
    expect(impactPriceE8(asks, 20_000 * USD, linear, TICK_E8)).toBe(10_476_190_476_190);
  });

  test('inverse over two levels: contracts at a harmonic mean', () => {
    // 10,000 at 100,000 are 0.1 and 10,000 at 80,000 are 0.125: 20,000 over 0.225 is 88,888.888...
    const bids = side([200_000, 10_000], [160_000, 50_000]);
    expect(impactPriceE8(bids, 20_000 * USD, inverse, TICK_E8)).toBe(8_888_888_888_889);
  });

  test('is none where the side cannot fill the notional, and one lot more can', () => {
    expect(impactPriceE8(side(), 20_000 * USD, inverse, TICK_E8)).toBe(0);
    expect(impactPriceE8(side([200_000, 19_999]), 20_000 * USD, inverse, TICK_E8)).toBe(0);
    const filled = side([200_000, 19_999], [200_000, 1]);
    expect(impactPriceE8(filled, 20_000 * USD, inverse, TICK_E8)).toBe(100_000 * USD);
  });

  test('a level worth more than 2^53 units is only taken from', () => {
    const deep = side([2_000_000_000, 2_000_000_000]);
    expect(impactPriceE8(deep, 20_000 * USD, linear, 1)).toBe(2_000_000_000);
  });

  test('nobody can break it with a bid next to nothing or an offer beyond all reason', () => {
    // 1 at 100,000 and 19,999 at 0.5 buy 39,998.00001: 20,000 over that is 0.50002499...
    const bids = side([200_000, 1], [1, 2_000_000_000]);
    expect(impactPriceE8(bids, 20_000 * USD, inverse, TICK_E8)).toBe(50_002_500);
    const offers = side([200_000, 1], [2_000_000_000, 2_000_000_000]);
    expect(impactPriceE8(offers, 20_000 * USD, inverse, TICK_E8)).toBe(0);
  });

  test('is the exact mean to within the rounding of its levels', () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 400_000 }), fc.integer({ min: 1, max: 500 }));
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 30 }), fc.boolean(), (levels, up) => {
        const sorted = levels.toSorted(([a], [b]) => (up ? a - b : b - a));
        const notional = 100 * USD;
        const found = impactPriceE8(side(...sorted), notional, inverse, TICK_E8);
        const scale = 10n ** 30n;
        let remaining = BigInt(notional);
        let base = 0n;
        for (const [ticks, lots] of sorted) {
          const worth = BigInt(lots) * BigInt(USD);
          const taken = worth < remaining ? worth : remaining;
          base += (taken * scale) / (BigInt(ticks) * BigInt(TICK_E8));
          remaining -= taken;
        }
        const exact = remaining > 0n ? 0 : Number((BigInt(notional) * scale) / base);
        // Thirty levels of half of 1e-8 on a hundred, and a part of it that is a lot at the least.
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 1.6e-7 + 1);
      }),
      { numRuns: 2_000 },
    );
  });
});
