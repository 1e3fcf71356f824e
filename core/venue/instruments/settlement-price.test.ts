/** What a dated future settles at: minutes, their mean, and when there are enough of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MINUTE_US, SECOND_US } from '../numbers.ts';
import {
  addTo,
  closeMinute,
  createMean,
  createSamples,
  isSampled,
  leastMinutesOf,
  meanOf,
  sampleIndex,
  settlementE8,
} from './settlement-price.ts';

const EXPIRES_US = 1_735_689_600_000_000;
const priceE8 = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.integer({ min: 1, max: 1_000_000_000_000_000 }),
);

function halfUp(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom);
}

describe('EXP-02 the mean of the minutes', () => {
  test('a minute is the mean of its seconds, and the price the mean of the minutes', () => {
    const samples = createSamples();
    const second = (minute: number, n: number): number => minute * MINUTE_US + n * SECOND_US;
    // 100, 101 and 101 are 100.67: 101. Alone in its minute 104 is 104. Both are 102.5: 103.
    [100, 101, 101].forEach((price, n) => sampleIndex(samples, price, second(1, n)));
    expect(settlementE8(samples)).toBe(101);
    closeMinute(samples, second(2, 0));
    sampleIndex(samples, 104, second(2, 0));
    expect(settlementE8(samples)).toBe(103);
    closeMinute(samples, second(3, 0));
    expect(settlementE8(samples)).toBe(103);
    expect(samples.minutes.count).toBe(2);
  });

  test('the first index of a second is its sample', () => {
    const samples = createSamples();
    sampleIndex(samples, 100, 5 * SECOND_US);
    sampleIndex(samples, 900, 5 * SECOND_US + 999_999);
    expect(settlementE8(samples)).toBe(100);
  });

  test('a minute without a sample is left out', () => {
    const samples = createSamples();
    sampleIndex(samples, 100, MINUTE_US);
    closeMinute(samples, 4 * MINUTE_US);
    sampleIndex(samples, 200, 4 * MINUTE_US);
    closeMinute(samples, 5 * MINUTE_US);
    expect(samples.minutes.count).toBe(2);
    expect(settlementE8(samples)).toBe(150);
  });

  test('nothing is worth nothing', () => {
    expect(settlementE8(createSamples())).toBe(0);
  });

  test('a mean is that of BigInt, whatever its figures', () => {
    fc.assert(
      fc.property(fc.array(priceE8, { minLength: 1, maxLength: 60 }), (figures) => {
        const mean = createMean();
        for (const figure of figures) addTo(mean, figure);
        const sum = figures.reduce((all, figure) => all + BigInt(figure), 0n);
        expect(BigInt(mean.whole) * BigInt(mean.count) + BigInt(mean.rest)).toBe(sum);
        expect(BigInt(meanOf(mean))).toBe(halfUp(sum, BigInt(figures.length)));
      }),
    );
  });

  test('the price is that of BigInt over minutes of any seconds', () => {
    const minutes = fc.array(fc.array(priceE8, { maxLength: 60 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(minutes, (given) => {
        const samples = createSamples();
        given.forEach((prices, minute) => {
          const startUs = EXPIRES_US + minute * MINUTE_US;
          closeMinute(samples, startUs);
          prices.forEach((price, n) => sampleIndex(samples, price, startUs + n * SECOND_US));
        });
        const sum = (figures: readonly number[]): bigint =>
          figures.reduce((all, figure) => all + BigInt(figure), 0n);
        const means = given.flatMap((prices) =>
          prices.length === 0 ? [] : [halfUp(sum(prices), BigInt(prices.length))],
        );
        const all = means.reduce((total, mean) => total + mean, 0n);
        const naive = means.length === 0 ? 0n : halfUp(all, BigInt(means.length));
        expect(BigInt(settlementE8(samples))).toBe(naive);
      }),
    );
  });
});

describe('EXP-03 which moments count', () => {
  const after = (us: number) => EXPIRES_US + us;
  const enough = createSamples();
  enough.minutes.count = leastMinutesOf({});

  test.each([
    ['before the half hour', createSamples(), -30 * MINUTE_US - 1, false],
    ['its first', createSamples(), -30 * MINUTE_US, true],
    ['its last', enough, -1, true],
    ['the expiry, with enough', enough, 0, false],
    ['the expiry, with too few', createSamples(), 0, true],
    ['half an hour later', createSamples(), 30 * MINUTE_US - 1, true],
    ['after that', createSamples(), 30 * MINUTE_US, false],
  ])('%s', (_, samples, us, expected) => {
    expect(isSampled(samples, EXPIRES_US, after(us))).toBe(expected);
  });
});

describe('VAR-47 other ways of taking what a contract ends at', () => {
  test('100, 101 and 101 in a minute and 104 in another are 101.5, so 102', () => {
    const samples = createSamples({ mean: 'seconds' });
    [100, 101, 101].forEach((price, n) => sampleIndex(samples, price, MINUTE_US + n * SECOND_US));
    closeMinute(samples, 2 * MINUTE_US);
    sampleIndex(samples, 104, 2 * MINUTE_US);
    expect(settlementE8(samples)).toBe(102);
    closeMinute(samples, 3 * MINUTE_US);
    expect(samples.minutes.count).toBe(2);
  });

  test.each([
    [1, 1],
    [10, 8],
    [11, 9],
    [30, 24],
    [60, 48],
  ])('of %i minutes %i are needed', (windowMinutes, least) => {
    expect(leastMinutesOf({ windowMinutes })).toBe(least);
  });

  test('it is sampled so long before the expiry, and waits as long after it', () => {
    const ways = { windowMinutes: 10 };
    const sampled = (minutes: number): boolean =>
      isSampled(createSamples(), EXPIRES_US, EXPIRES_US + minutes * MINUTE_US, ways);
    expect([-11, -10, 0, 9, 10].map(sampled)).toEqual([false, true, true, true, false]);
    const enough = createSamples();
    enough.minutes.count = 8;
    expect(isSampled(enough, EXPIRES_US, EXPIRES_US, ways)).toBe(false);
  });
});
