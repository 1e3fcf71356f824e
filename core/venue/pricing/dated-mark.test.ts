/** The mark of a dated future: its premium, its band, and the half hour in which it settles. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addTo, closeMinute, sampleIndex } from '../instruments/settlement-price.ts';
import { MINUTE_US, SECOND_US } from '../numbers.ts';
import { createDatedState, datedBandPpm, leftS, updateDatedMark } from './dated-mark.ts';

const EXPIRES_US = 1_743_148_800_000_000;
const DAY_US = 86_400_000_000;
const E8 = 100_000_000;
const parameters = {
  tickE8: 10_000_000,
  expiresUs: EXPIRES_US,
  bandPpm: 10_000,
  farBandPpm: 200_000,
  farDays: 365,
  maintenancePpm: 5_000,
};
const book = (middle: number, half = 1) => ({
  impactBidE8: (middle - half) * E8,
  impactAskE8: (middle + half) * E8,
});
const at = (index: number, impact = { impactBidE8: 0, impactAskE8: 0 }) => ({
  indexE8: index * E8,
  ...impact,
});

describe('MARK-07 the index with the premium of the book, shrinking to the expiry', () => {
  test('73 days before it 2 % are 10 % a year, and half of it as much later is 1 %', () => {
    const state = createDatedState();
    const first = updateDatedMark(
      parameters,
      state,
      at(60_000, book(61_200)),
      EXPIRES_US - 73 * DAY_US,
    );
    expect(state.yearlyE8).toBe(10_000_000);
    expect(first).toMatchObject({ markTicks: 612_000, fairE8: 61_200 * E8, bookE8: 61_200 * E8 });
    // 60,000 (1 + 0.1 x 36.5 / 365) = 60,600.
    const later = EXPIRES_US - 36.5 * DAY_US;
    const second = updateDatedMark(parameters, state, at(60_000), later);
    expect(second).toMatchObject({ markTicks: 606_000, bookE8: 0 });
  });

  test('a spread above the maintenance rate says nothing', () => {
    const state = createDatedState();
    const inputs = at(60_000, book(61_200, 151));
    expect(updateDatedMark(parameters, state, inputs, EXPIRES_US - DAY_US).markTicks).toBe(600_000);
    expect(state.yearlyE8).toBe(0);
  });

  test('at the expiry there is no premium left', () => {
    const state = createDatedState();
    updateDatedMark(parameters, state, at(60_000, book(61_200)), EXPIRES_US - 73 * DAY_US);
    expect(updateDatedMark(parameters, state, at(59_000), EXPIRES_US).markTicks).toBe(590_000);
  });
});

describe('MARK-08 the band around the index narrows evenly to the expiry', () => {
  test.each([
    [365, 200_000],
    [1_000, 200_000],
    [73, 48_000],
    [0, 10_000],
  ])('%i days before it: %i', (days, ppm) => {
    expect(datedBandPpm(parameters, days * 86_400)).toBe(ppm);
  });

  test('and holds the mark', () => {
    const inputs = at(60_000, book(66_000));
    const before = EXPIRES_US - 73 * DAY_US;
    // 60,000 x 1.048; the fair price is told as it is.
    expect(updateDatedMark(parameters, createDatedState(), inputs, before)).toMatchObject({
      markTicks: 628_800,
      fairE8: 66_000 * E8,
    });
  });
});

describe('MARK-09 in the last half hour the mark comes to what it settles at', () => {
  test('as much of the way as has passed', () => {
    const state = createDatedState();
    addTo(state.samples.minutes, 59_000 * E8);
    const mark = (beforeUs: number) =>
      updateDatedMark(parameters, state, at(60_000), EXPIRES_US - beforeUs).markTicks;
    expect(mark(30 * MINUTE_US)).toBe(600_000);
    // A third of the way from 60,000 to 59,000 is 59,666.67.
    expect(mark(20 * MINUTE_US)).toBe(596_667);
    expect(mark(15 * MINUTE_US)).toBe(595_000);
    expect(mark(0)).toBe(590_000);
    expect(mark(-MINUTE_US)).toBe(590_000);
  });

  test('the last second is not over before it', () => {
    expect(leftS(EXPIRES_US, EXPIRES_US - 1)).toBe(1);
    expect(leftS(EXPIRES_US, EXPIRES_US)).toBe(0);
  });

  test('with an index that stands still it never leaves it', () => {
    const state = createDatedState();
    for (let s = 1_800; s >= 0; s -= 20) {
      const nowUs = EXPIRES_US - s * SECOND_US;
      closeMinute(state.samples, nowUs);
      if (s > 0) sampleIndex(state.samples, 60_000 * E8, nowUs);
      expect(updateDatedMark(parameters, state, at(60_000), nowUs).markTicks).toBe(600_000);
    }
    expect(state.samples.minutes.count).toBe(30);
  });
});

/** A fraction rounded half up, by BigInt. */
function halfUp(top: bigint, bottom: bigint): bigint {
  const doubled = 2n * top + bottom;
  const floor = doubled / (2n * bottom);
  return doubled < 0n && doubled % (2n * bottom) !== 0n ? floor - 1n : floor;
}

test('MARK-07, MARK-08, MARK-09 the mark is that of BigInt', () => {
  const price = fc.integer({ min: 1, max: 1_000_000_000_000_000 });
  const given = fc.record({
    indexE8: price,
    middleE8: price,
    beforeUs: fc.oneof(
      fc.integer({ min: 0, max: 40 * MINUTE_US }),
      fc.integer({ min: 0, max: 800 * DAY_US }),
    ),
    settles: fc.option(price),
    tickE8: fc.integer({ min: 1, max: 1_000_000_000 }),
  });
  fc.assert(
    fc.property(given, ({ indexE8, middleE8, beforeUs, settles, tickE8 }) => {
      const state = createDatedState();
      if (settles !== null) addTo(state.samples.minutes, settles);
      const impact = { impactBidE8: middleE8, impactAskE8: middleE8 };
      const own = { ...parameters, tickE8 };
      const made = updateDatedMark(own, state, { indexE8, ...impact }, EXPIRES_US - beforeUs);
      const [index, left] = [BigInt(indexE8), BigInt(Math.ceil(beforeUs / SECOND_US))];
      const year = 31_536_000n;
      let away = BigInt(middleE8) - index;
      if (away > index) away = index;
      const yearly = left === 0n ? 0n : halfUp(halfUp(away * 100_000_000n, index) * year, left);
      const premium = halfUp(yearly * left, year);
      const fair = index + halfUp(index * premium, 100_000_000n);
      const far = left > year ? year : left;
      const band = 10_000n + (190_000n * far) / year;
      const low = -((-index * (1_000_000n - band)) / 1_000_000n);
      const lowest = low * 1_000_000n < index * (1_000_000n - band) ? low + 1n : low;
      const highest = (index * (1_000_000n + band)) / 1_000_000n;
      const banded = fair < lowest ? lowest : fair > highest ? highest : fair;
      const passed = left > 1_800n ? 0n : 1_800n - left;
      const drawn = settles === null ? 0n : halfUp((BigInt(settles) - banded) * passed, 1_800n);
      const ticks = (2n * (banded + drawn) + BigInt(tickE8)) / (2n * BigInt(tickE8));
      expect(BigInt(made.markTicks)).toBe(ticks < 1n ? 1n : ticks);
      expect(BigInt(made.fairE8)).toBe(fair);
    }),
  );
});
