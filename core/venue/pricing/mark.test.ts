import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMarkState, updateMark } from './mark.ts';
import type { Mark, MarkInputs, MarkParameters, MarkState } from './mark.ts';

const USD = 100_000_000;
const T0 = 1_700_000_000_000_000;
const HOUR_US = 3_600_000_000;

const parameters: MarkParameters = {
  tickE8: 50_000_000,
  fundingIntervalS: 28_800,
  basisTauS: 300,
  bandPpm: 10_000,
  maintenancePpm: 5_000,
  method: 'median',
};

/** Index 100,000; a book of 100,000 to 100,020; last at 100,010; no funding. Ticks of 0.5. */
const inputs: MarkInputs = {
  indexE8: 100_000 * USD,
  fundingRateE8: 0,
  fundingTimeUs: T0 + 4 * HOUR_US,
  impactBidE8: 100_000 * USD,
  impactAskE8: 100_020 * USD,
  bestBidTicks: 200_000,
  bestAskTicks: 200_040,
  lastTicks: 200_020,
  markTicks: 0,
};

function markOf(change: Partial<MarkInputs>, state = createMarkState(), timeUs = T0): Mark {
  return updateMark(parameters, state, { ...inputs, ...change }, timeUs);
}

describe('MARK-02 A is the index with funding to come', () => {
  test('half the interval left, 0.01 % a rate: 5 on 100,000', () => {
    expect(markOf({ fundingRateE8: 10_000 }).aE8).toBe(100_005 * USD);
    expect(markOf({ fundingRateE8: -10_000 }).aE8).toBe(99_995 * USD);
  });

  test('nothing is left at the payment, nor after it, and never more than an interval', () => {
    const rate = { fundingRateE8: 10_000 };
    expect(markOf({ ...rate, fundingTimeUs: T0 }).aE8).toBe(100_000 * USD);
    expect(markOf({ ...rate, fundingTimeUs: T0 - HOUR_US }).aE8).toBe(100_000 * USD);
    expect(markOf({ ...rate, fundingTimeUs: T0 + 9 * HOUR_US }).aE8).toBe(100_010 * USD);
  });

  test('is exact and half up, as BigInt has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000_000_000 }),
        fc.integer({ min: -5_000_000, max: 5_000_000 }),
        fc.integer({ min: 0, max: 28_800 }),
        (indexE8, fundingRateE8, leftS) => {
          const fundingTimeUs = T0 + leftS * 1_000_000;
          const { aE8 } = markOf({ indexE8, fundingRateE8, fundingTimeUs });
          const one = 100_000_000n * 28_800n;
          const exact = BigInt(indexE8) * (one + BigInt(fundingRateE8) * BigInt(leftS));
          expect(BigInt(aE8)).toBe((2n * exact + one) / (2n * one));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('MARK-03 B is the index with the smoothed book', () => {
  test('the first impact mid is the average, the next moves it by elapsed / 300 s', () => {
    const state = createMarkState();
    expect(markOf({}, state).bE8).toBe(100_010 * USD);
    // The mid goes from 10 to 40 above: a second later 10 + 30 / 300.
    const risen = { impactBidE8: 100_030 * USD, impactAskE8: 100_050 * USD };
    expect(markOf(risen, state, T0 + 1_000_000).bE8).toBe(10_001_010_000_000);
    // Within the same second it is not fed again.
    expect(markOf(risen, state, T0 + 1_999_999).bE8).toBe(10_001_010_000_000);
    // A gap of 300 s or more takes the sample over.
    expect(markOf(risen, state, T0 + 301_000_000).bE8).toBe(100_040 * USD);
  });

  test('follows the index at once: only the distance is smoothed', () => {
    const state = createMarkState();
    markOf({}, state);
    const higher = {
      indexE8: 101_000 * USD,
      impactBidE8: 101_000 * USD,
      impactAskE8: 101_020 * USD,
    };
    expect(markOf(higher, state, T0 + 1_000_000).bE8).toBe(101_010 * USD);
  });

  test('an odd impact mid is rounded half up, also below the index', () => {
    expect(markOf({ impactBidE8: 100_000 * USD + 1, impactAskE8: 100_000 * USD + 2 }).bE8).toBe(
      100_000 * USD + 2,
    );
    expect(markOf({ impactBidE8: 100_000 * USD - 2, impactAskE8: 100_000 * USD - 1 }).bE8).toBe(
      100_000 * USD - 1,
    );
  });

  test('is missing, the average untouched, without a side or at too wide a spread', () => {
    const state: MarkState = { basisE8: 7 * USD, basisTimeS: T0 / 1_000_000 - 10 };
    const before = { ...state };
    expect(markOf({ impactBidE8: 0 }, state).bE8).toBe(0);
    expect(markOf({ impactAskE8: 0 }, state).bE8).toBe(0);
    expect(markOf({ impactAskE8: 100_500 * USD + 1 }, state).bE8).toBe(0);
    expect(state).toEqual(before);
    expect(markOf({ impactAskE8: 100_500 * USD }, state).bE8).not.toBe(0);
  });
});

describe('MARK-04 C is the last trade within the quote', () => {
  test.each<[string, Partial<MarkInputs>, number]>([
    ['inside it', {}, 200_020],
    ['above the best ask', { lastTicks: 200_100 }, 200_040],
    ['below the best bid', { lastTicks: 199_000 }, 200_000],
    ['above, with no ask', { lastTicks: 200_100, bestAskTicks: 0 }, 200_100],
    ['below, with no bid', { lastTicks: 199_000, bestBidTicks: 0 }, 199_000],
    ['with no last', { lastTicks: 0 }, 0],
  ])('%s', (_, change, ticks) => {
    expect(markOf(change).cE8).toBe(ticks * parameters.tickE8);
  });
});

describe('MARK-05 the mark is the median, or the mean of what there is beside A', () => {
  const noBook = { impactBidE8: 0, bestBidTicks: 0, bestAskTicks: 0 };

  test('median of 100,005, 100,010 and 100,020', () => {
    const mark = markOf({ fundingRateE8: 10_000, lastTicks: 200_040 });
    expect([mark.aE8, mark.bE8, mark.cE8]).toEqual([100_005 * USD, 100_010 * USD, 100_020 * USD]);
    expect([mark.markTicks, mark.which, mark.isClamped]).toEqual([200_020, 'median', false]);
  });

  test('one wild input of three cannot move it beyond the other two', () => {
    const state: MarkState = { basisE8: 50_000 * USD, basisTimeS: T0 / 1_000_000 };
    const mark = markOf({ impactBidE8: 149_990 * USD, impactAskE8: 150_010 * USD }, state);
    expect([mark.bE8, mark.markTicks]).toEqual([150_000 * USD, 200_020]);
  });

  test('without B the mean of A and C, half a tick upwards', () => {
    const mark = markOf({ ...noBook, lastTicks: 200_021 });
    // (100,000 + 100,010.5) / 2 = 100,005.25, which is 200,010.5 ticks.
    expect([mark.which, mark.markTicks]).toEqual(['meanAC', 200_011]);
  });

  test('without C the mean of A and B, without both A', () => {
    const mark = markOf({ lastTicks: 0 });
    expect([mark.which, mark.markTicks]).toEqual(['meanAB', 200_010]);
    const alone = markOf({ ...noBook, lastTicks: 0, fundingRateE8: 10_000 });
    expect([alone.which, alone.markTicks]).toEqual(['fundingAdjusted', 200_010]);
  });
});

describe('MARK-06 the mark stays within the band of the index and is rounded once', () => {
  const far = { impactBidE8: 0, bestBidTicks: 0, bestAskTicks: 0 };

  test('held at 1 % on either side', () => {
    const high = markOf({ ...far, lastTicks: 220_000 });
    expect([high.markTicks, high.isClamped]).toEqual([202_000, true]);
    const low = markOf({ ...far, lastTicks: 180_000 });
    expect([low.markTicks, low.isClamped]).toEqual([198_000, true]);
    expect(markOf({ ...far, lastTicks: 204_000 }).isClamped).toBe(false);
  });

  test('rounds to the tick half up', () => {
    const alone = { ...far, lastTicks: 0 };
    expect(markOf({ ...alone, indexE8: 100_000 * USD + 24_999_999 }).markTicks).toBe(200_000);
    expect(markOf({ ...alone, indexE8: 100_000 * USD + 25_000_000 }).markTicks).toBe(200_001);
  });

  test('is at least a tick', () => {
    expect(markOf({ ...far, lastTicks: 0, indexE8: 1 }).markTicks).toBe(1);
  });

  test('lies within the band and half a tick, whatever the book says', () => {
    const price = fc.integer({ min: 0, max: 1_000_000_000_000_000 });
    const ticks = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(price, price, ticks, ticks, ticks, (bid, ask, best, offer, last) => {
        const change = { impactBidE8: bid, impactAskE8: ask, lastTicks: last };
        const mark = markOf({ ...change, bestBidTicks: best, bestAskTicks: offer });
        const markE8 = mark.markTicks * parameters.tickE8;
        expect(Math.abs(markE8 - 100_000 * USD)).toBeLessThanOrEqual(1_000 * USD + 25_000_000);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('MARK-11 the mark may be made in the ways of another venue', () => {
  const by = (method: MarkParameters['method'], change: Partial<MarkInputs>): Mark =>
    updateMark({ ...parameters, method }, createMarkState(), { ...inputs, ...change }, T0);

  test('fairPrice is A, whatever book and last trade', () => {
    const fair = by('fairPrice', { fundingRateE8: 10_000, lastTicks: 201_000 });
    expect(fair).toMatchObject({ markTicks: 200_010, which: 'fundingAdjusted' });
  });

  test.each([
    // Half of 0.5 % of 100,000 is 250: 500 ticks.
    ['the last trade near A', 200_500, 200_000, 200_500],
    ['a tick further off it stays', 200_501, 200_100, 200_100],
    ['also below', 199_499, 200_100, 200_000],
    ['moves toward A as far as that is', 200_700, 201_000, 200_700],
    ['and no further', 199_000, 200_300, 200_000],
    ['where it was before the first is A', 205_000, 0, 200_000],
    ['A without a last trade', 0, 200_300, 200_000],
  ])('lastPriceProtected: %s', (_, lastTicks, markTicks, expected) => {
    expect(by('lastPriceProtected', { lastTicks, markTicks }).markTicks).toBe(expected);
  });

  test('the band around the index holds it too', () => {
    const far = { lastTicks: 210_000, markTicks: 210_000, fundingRateE8: 0 };
    // 210,000 is where it was; at most 1 % above the index are 202,000.
    expect(by('lastPriceProtected', far)).toMatchObject({ markTicks: 202_000, isClamped: true });
  });
});
