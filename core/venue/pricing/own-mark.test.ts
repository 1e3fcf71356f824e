/** Marks of other venues, each from parts that data name. */
import { describe, expect, test } from 'vitest';
import { composeMark, limitAt, limitRange } from './own-mark.ts';
import type { SeenPrices } from './own-mark.ts';
import type { MarkPart, OwnMark } from './own-mark-fields.ts';

const USD = 100_000_000;
const T0 = 1_700_000_040_000_000;
const SECOND_US = 1_000_000;

/** Index 60,000, fair 60,003; a book of 60,010 to 60,030, impact a dollar further; last 60,040. */
const seen: SeenPrices = {
  tickE8: 10_000_000,
  indexE8: 60_000 * USD,
  fairE8: 60_003 * USD,
  impactBidE8: 60_009 * USD,
  impactAskE8: 60_033 * USD,
  bestBidTicks: 600_100,
  bestAskTicks: 600_300,
  lastTicks: 600_400,
  elsewhereE8: 0,
  maintenancePpm: 5_000,
};

const median = (...parts: MarkPart[]): OwnMark => ({ combine: 'median', parts });

/** What a mark comes to over seconds, each with what is seen otherwise, in dollars. */
function over(own: OwnMark, seconds: readonly Partial<SeenPrices>[], stepS = 1): number[] {
  const averages: object[] = [];
  return seconds.map((change, n) => {
    const timeUs = T0 + n * stepS * SECOND_US;
    return composeMark(own, averages, { ...seen, ...change }, timeUs).priceE8 / USD;
  });
}
const at = (own: OwnMark, change: Partial<SeenPrices> = {}): number => over(own, [change])[0]!;

describe('VAR-49 a mark is what its parts are', () => {
  test.each([
    ['index', 60_000],
    ['fair', 60_003],
    ['last', 60_040],
    ['market', 60_030],
    ['quote', 60_030],
    ['mid', 60_020],
    ['impact', 60_021],
  ] as const)('of %s alone', (of, price) => {
    expect(at(median({ of }))).toBe(price);
  });

  test.each([
    ['last', { lastTicks: 0 }],
    ['market', { lastTicks: 0 }],
    ['quote', { lastTicks: 0 }],
    ['quote', { bestBidTicks: 0 }],
    ['quote', { bestAskTicks: 0 }],
    ['mid', { bestAskTicks: 0 }],
    // Half a per cent of the index is 300.
    ['mid', { bestAskTicks: 603_101 }],
    ['impact', { impactBidE8: 0 }],
    ['impact', { impactAskE8: 60_310 * USD }],
    ['elsewhere', {}],
  ] as const)('%s may be missing: of nothing the mark is the index', (of, change) => {
    expect(at(median({ of }), change)).toBe(60_000);
  });

  test('no trade, no book: the median of what is left, of two their mean', () => {
    const three = median({ of: 'fair' }, { of: 'mid' }, { of: 'last' });
    expect(at(three)).toBe(60_020);
    expect(at(three, { lastTicks: 0 })).toBe(60_011.5);
    expect(at(three, { lastTicks: 0, bestBidTicks: 0 })).toBe(60_003);
  });

  test('a mean by weights, over those that are there', () => {
    const parts: MarkPart[] = [
      { of: 'last', weightPpm: 500_000 },
      { of: 'impact', weightPpm: 300_000 },
      { of: 'elsewhere', weightPpm: 200_000 },
    ];
    const composite: OwnMark = { combine: 'mean', parts };
    // 0.5 x 60,040 + 0.3 x 60,021 + 0.2 x 60,100.
    expect(at(composite, { elsewhereE8: 60_100 * USD })).toBe(60_046.3);
    // (0.5 x 60,040 + 0.3 x 60,021) / 0.8 = 60,032.875.
    expect(at(composite)).toBe(60_032.875);
    expect(at({ combine: 'mean', parts: [{ of: 'index' }, { of: 'last' }] })).toBe(60_020);
  });
});

describe('VAR-50 parts that are smoothed', () => {
  test('I + the 30-second average of what the market is over it', () => {
    const smooth = { by: 'ema', overS: 30, what: 'basis' } as const;
    const own = median({ of: 'market', smooth });
    const higher = { bestAskTicks: 600_900, bestBidTicks: 600_600, lastTicks: 600_600 };
    // 30, then a thirtieth of 30 more; over the risen index it is 40 below: 31 - 71 / 30.
    const up = { ...higher, indexE8: 60_100 * USD };
    expect(over(own, [{}, higher, up])).toEqual([60_030, 60_031, 60_128.633_333_33]);
  });

  test('I + the mean of five minutes of what the middle is over it, half of it higher', () => {
    const smooth = { by: 'mean', overS: 300, what: 'basis' } as const;
    const own = median({ of: 'mid', smooth });
    const higher = { bestAskTicks: 600_400, bestBidTicks: 600_400 };
    const marks = over(own, [
      ...Array.from({ length: 150 }, () => ({})),
      ...Array.from({ length: 151 }, () => higher),
    ]);
    expect([marks[0], marks[149], marks[299]]).toEqual([60_020, 60_020, 60_030]);
    // The first second has left the window.
    expect(marks[300]).toBe(60_030.066_666_67);
  });

  test('a part that is missing feeds no average', () => {
    const smooth = { by: 'ema', overS: 10, what: 'price' } as const;
    const own = median({ of: 'quote', smooth });
    const none = { lastTicks: 0 };
    const higher = { lastTicks: 600_290, bestAskTicks: 600_290 };
    // From 60,030 by three seconds of ten toward 60,029.
    expect(over(own, [{}, none, none, higher])).toEqual([60_030, 60_000, 60_000, 60_029.7]);
  });

  test('one stands in where exactly two of the others are there', () => {
    const own = median(
      { of: 'mid', smooth: { by: 'ema', overS: 150, what: 'basis' } },
      { of: 'quote' },
      { of: 'elsewhere' },
      { of: 'quote', smooth: { by: 'ema', overS: 30, what: 'price' }, standsIn: true },
    );
    const elsewhere = { elsewhereE8: 60_100 * USD };
    const last = { lastTicks: 600_150 };
    // 60,020 and 60,015, with them 60,030 - 15 / 30: the middle one, and not the mean of two.
    expect(over(own, [{}, last])).toEqual([60_030, 60_020]);
    // 60,020, 60,015 and 60,100 are three: a fourth would make it 60,024.75.
    expect(over(own, [elsewhere, { ...elsewhere, ...last }])).toEqual([60_030, 60_020]);
    // Of one alone it is that one.
    expect(at(own, { bestAskTicks: 603_101 })).toBe(60_040);
  });
});

describe('VAR-52 a limit around the mark at which a period began', () => {
  const limit = { movePpm: 200_000, everyS: 3_600 };
  const HOUR_US = 3_600 * SECOND_US;
  const begin = Math.floor(T0 / HOUR_US) * HOUR_US;

  test('is of the whole hour, whatever the mark does in it', () => {
    const first = limitAt(limit, undefined, 0, begin + 1);
    expect(limitRange(limit, first)).toBeNull();
    const second = limitAt(limit, first, 600_003, begin + SECOND_US);
    // 0.8 and 1.2 of 600,003 are 480,002.4 and 720,003.6.
    expect(limitRange(limit, second)).toEqual({ lowTicks: 480_003, highTicks: 720_003 });
    expect(limitAt(limit, second, 650_000, begin + HOUR_US - 1)).toEqual(second);
    const next = limitAt(limit, second, 650_000, begin + HOUR_US);
    expect(limitRange(limit, next)).toEqual({ lowTicks: 520_000, highTicks: 780_000 });
  });
});
