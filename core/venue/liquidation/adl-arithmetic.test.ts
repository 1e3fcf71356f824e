/** Rank, lights, size and price of deleveraging, by hand and against rationals of BigInt. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ADL_RANKS,
  meanCostTicks,
  compareRatios,
  drawnLot,
  isDrawnDown,
  lightsOf,
  rankOf,
  uncoveredLots,
} from './adl-arithmetic.ts';
import type { RankInputs, Ratio } from './adl-arithmetic.ts';

const MOST = Number.MAX_SAFE_INTEGER;

/** A short of one bitcoin at 60,000 with 9,000, at a mark of 56,500; in whole units. */
const short: RankInputs = {
  unrealisedAtoms: 3_500,
  valueAtoms: 56_500,
  costAtoms: 60_000,
  equityAtoms: 12_500,
  gainsWithValue: false,
  bucketEquityAtoms: 12_500,
  bucketWalletAtoms: 9_000,
  bucketMaintenanceAtoms: 311,
  lot: 0,
};
const losing: RankInputs = { ...short, unrealisedAtoms: -600, equityAtoms: 8_400 };

/** What limbs of 24 bits stand for. */
function whole(limbs: readonly number[]): bigint {
  return limbs.reduceRight((sum, limb) => sum * 16_777_216n + BigInt(limb), 0n);
}

/** The ratio as a decimal, for people. */
function figure({ sign, over, under }: Ratio): number {
  return (sign * Number((whole(over) * 1_000_000n) / whole(under))) / 1_000_000;
}

/** The same two ratios compared as rationals. */
function twin(left: Ratio, right: Ratio): number {
  const difference =
    BigInt(left.sign) * whole(left.over) * whole(right.under) -
    BigInt(right.sign) * whole(right.over) * whole(left.under);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

describe('ADL-01 the rank of a position', () => {
  test.each([
    // 3,500 / 60,000 x 56,500 / 12,500
    ['leveragedReturn', short, 0.263666],
    // A loss weighs less the higher the leverage: 600 / 60,000 / (56,500 / 8,400).
    ['leveragedReturn', losing, -0.001486],
    ['plainReturn', short, 0.263666],
    ['plainReturn', losing, -0.067261],
    // 3,500 / 9,000 x 311 / 12,500
    ['walletReturn', short, 0.009675],
    // 60,000 / 56,500 x 56,500 / 12,500: for a short the price paid over the price now.
    ['exposure', short, 4.8],
    ['exposure', { ...short, gainsWithValue: true }, 4.256333],
    // What is owed counts as one atom: leverage is as high as it can be.
    ['leveragedReturn', { ...short, equityAtoms: -5 }, 3_295.833333],
  ] as const)('%s', (how, of, expected) => {
    expect(figure(rankOf(how, of))).toBe(expected);
  });

  test('walletReturn has nothing for who has no profit', () => {
    expect(rankOf('walletReturn', { ...short, bucketWalletAtoms: 13_000 }).sign).toBe(0);
    expect(rankOf('leveragedReturn', { ...short, unrealisedAtoms: 0 }).sign).toBe(0);
  });

  const atoms = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.maxSafeInteger(),
    fc.integer({ min: -1_000_000, max: 1_000_000 }),
  );
  const positive = atoms.map((value) => Math.abs(value));
  const inputs = fc.record({
    unrealisedAtoms: atoms,
    valueAtoms: positive,
    costAtoms: positive,
    equityAtoms: atoms,
    gainsWithValue: fc.boolean(),
    bucketEquityAtoms: atoms.map((value) => Math.trunc(value / 4)),
    bucketWalletAtoms: atoms.map((value) => Math.trunc(value / 4)),
    bucketMaintenanceAtoms: positive,
    lot: fc.nat(),
  });

  test('is compared as rationals are, to the last digit', () => {
    const two = fc.tuple(fc.constantFrom(...ADL_RANKS), inputs, inputs);
    fc.assert(
      fc.property(two, ([how, left, right]) => {
        const [a, b] = [rankOf(how, left), rankOf(how, right)];
        expect(Math.sign(compareRatios(a, b)) || 0).toBe(twin(a, b));
        expect(compareRatios(a, a) || 0).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('products are whole', () => {
    fc.assert(
      fc.property(inputs, (of) => {
        const { over, under } = rankOf('plainReturn', of);
        const big = (value: number): bigint => BigInt(Math.max(1, value));
        expect(whole(over)).toBe(BigInt(Math.abs(of.unrealisedAtoms)) * big(of.valueAtoms));
        expect(whole(under)).toBe(big(of.costAtoms) * big(of.equityAtoms));
      }),
    );
    const most = { ...short, unrealisedAtoms: MOST, valueAtoms: MOST, costAtoms: MOST };
    const full = rankOf('plainReturn', { ...most, equityAtoms: MOST });
    const less = rankOf('plainReturn', { ...most, equityAtoms: MOST, valueAtoms: MOST - 1 });
    expect(compareRatios(less, full)).toBeLessThan(0);
  });

  test('a lot is drawn anew at another time, and the same again at the same', () => {
    const ids = Array.from({ length: 200 }, (_, n) => n + 1);
    const orderAt = (timeUs: number): number[] => {
      const lots = ids.map((id) => drawnLot(id, timeUs));
      return ids.toSorted((a, b) => (lots[a - 1] ?? 0) - (lots[b - 1] ?? 0));
    };
    const now = 1_735_689_630_000_000;
    expect(orderAt(now)).toEqual(orderAt(now));
    expect(orderAt(now)).not.toEqual(orderAt(now + 1_000_000));
    // Nobody is always near the front: over many draws each place is about as likely.
    let sum = 0;
    for (let n = 0; n < 400; n++) sum += orderAt(now + n * 1_000_000).indexOf(1);
    expect(Math.abs(sum / 400 - 99.5)).toBeLessThan(15);
    const [a, b] = [rankOf('drawn', { ...short, lot: 7 }), rankOf('drawn', { ...short, lot: 8 })];
    expect(compareRatios(a, b)).toBeLessThan(0);
  });
});

describe('ADL-02 lights are the share of the quantity so far, up to a fifth', () => {
  test.each([
    // Quantities of 1, 3, 6: cumulated 10 %, 40 % and all.
    [1, 10, 5],
    [4, 10, 4],
    [10, 10, 1],
    // Exactly a fifth is still all five; one more is four.
    [2, 10, 5],
    [3, 10, 4],
    // Who holds all of a side is also its last.
    [7, 7, 1],
  ])('%i of %i', (cumulative, total, lights) => {
    expect(lightsOf(cumulative, total)).toBe(lights);
  });
});

describe('ADL-03 no more is taken than the fund cannot stand for', () => {
  test.each([
    // 3,000 lots that lose 1,500 with 500 there: the rest of 1,000 loses 500.
    [3_000, 1_500, 500, 2_000],
    [3_000, 1_500, 1_500, 0],
    [3_000, 1_500, 0, 3_000],
    [3_000, 0, 0, 0],
    // 10 lots that lose 9 with 4 there: 4 of them lose 3.6, and 5 would lose 4.5.
    [10, 9, 4, 6],
  ])('%i lots that lose %i with %i', (held, loss, covered, lots) => {
    expect(uncoveredLots(held, loss, covered)).toBe(lots);
  });

  test('one lot fewer would not do', () => {
    const amounts = fc.integer({ min: 1, max: 4_503_599_627_370_496 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), amounts, amounts, (held, loss, covered) => {
        const lots = uncoveredLots(held, loss, covered);
        const lossOf = (left: number): bigint => BigInt(left) * BigInt(loss);
        const most = BigInt(covered) * BigInt(held);
        expect(lossOf(held - lots) <= most).toBe(true);
        expect(lots === 0 || lossOf(held - lots + 1) > most).toBe(true);
      }),
    );
  });
});

describe('ADL-04 the price without gain or loss', () => {
  // A lot of 0.001 bitcoin and a tick of 0.1 make 100 atoms; a contract of 1 USD, ticks of 0.5.
  const linear = { lotTickAtoms: 100, contractAtomTicks: 0 };
  const inverse = { lotTickAtoms: 0, contractAtomTicks: 200_000_000 };

  test.each([
    ['one takeover of 3 at 57,000', linear, 3_000, 171_000_000_000, 570_000],
    // 1 at 57,000.0 and 2 at 57,000.1: for a long up, so that it is sold without loss.
    ['several have their mean', linear, 3_000, 171_000_200_000, 570_001],
    ['for a short down', linear, -3_000, -171_000_200_000, 570_000],
    // 60,000 contracts at 60,000: one bitcoin.
    ['an inverse long', inverse, 60_000, -100_000_000, 120_000],
    ['an inverse long, up', inverse, 60_000, -99_999_999, 120_001],
    ['an inverse short, down', inverse, -60_000, 99_999_999, 120_000],
    ['none', linear, 1, 0, 0],
  ])('%s', (_, scales, lots, cost, ticks) => {
    expect(meanCostTicks(scales, lots, cost)).toBe(ticks);
  });
});

describe('INS-08 a part of the fund is drawn down', () => {
  test.each([
    // 30 % below 1,000 is 700.
    [700, 1_000, true],
    [701, 1_000, false],
    [0, 0, false],
    [0, 1, true],
  ])('%i of %i', (balance, peak, expected) => {
    expect(isDrawnDown(balance, peak, 300_000)).toBe(expected);
  });
});
