import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import type { IndexDefinition } from './definition.ts';
import { createIndexState, lower, observe, tick } from './index-state.ts';
import type { IndexState, IndexStep } from './index-state.ts';
import type { SourceInput } from './source-validity.ts';

const definition: IndexDefinition = indices.standard[0]!;
const T0 = 1_700_000_000_000_000;
const USD = 100_000_000;

function quote(source: number, usd: number, timeUs: number): SourceInput {
  const bidE8 = usd * USD - 1_000_000;
  const askE8 = usd * USD + 1_000_000;
  const age = { lastAgeMs: 0, sourceTimeUs: timeUs, receiveAgeMs: 0 };
  return { source, bidE8, askE8, lastE8: 0, ...age, flags: 0 };
}

/** Observes the given prices (0 = silent) at a second. */
function observeAt(
  state: IndexState,
  second: number,
  prices: readonly number[],
  secondaryE8 = 0,
): IndexStep {
  const timeUs = T0 + second * 1_000_000;
  const inputs = prices.flatMap((usd, source) => (usd === 0 ? [] : [quote(source, usd, timeUs)]));
  return observe(definition, state, inputs, secondaryE8, timeUs);
}

const ALL_1000 = [1_000, 1_000, 1_000, 1_000, 1_000];
const ONE_LEFT = [1_000, 0, 0, 0, 0];

describe('the price in force', () => {
  test('ORA-05 is the clamped, weighted mean of the sources', () => {
    // Median 1,002, bounds 999.495 and 1,004.505. Clamped: 1,000 1,001 1,002 1,003 and 1,004.505.
    // 0.30 x 1,000 + 0.25 x 1,001 + 0.20 x 1,002 + 0.15 x 1,003 + 0.10 x 1,004.505 = 1,001.5505.
    const step = observeAt(createIndexState(definition), 0, [1_000, 1_001, 1_002, 1_003, 1_020]);
    expect(step.priceE8).toBe(100_155_050_000);
    expect(step.excluded).toEqual([]);
  });

  test('ORA-03 an outlier is left out and said', () => {
    const step = observeAt(createIndexState(definition), 0, [1_060, 1_000, 1_000, 1_000, 1_000]);
    expect(step.priceE8).toBe(1_000 * USD);
    expect(step.excluded).toEqual([{ source: 0, reason: 'OUTLIER' }]);
  });

  test('ORA-07 stands still in HOLD, and keeps the time it was observed', () => {
    const state = createIndexState(definition);
    observeAt(state, 0, ALL_1000);
    const held = observeAt(state, 1, [1_010, 0, 0, 0, 0]);
    expect([held.state, held.priceE8, held.priceTimeUs]).toEqual(['HOLD', 1_000 * USD, T0]);
    const silent = tick(definition, state, T0 + 9_000_000);
    expect([silent.priceE8, silent.priceTimeUs]).toEqual([1_000 * USD, T0]);
  });

  test('ORA-12 stands still while a person holds it, and is never one that a person typed', () => {
    const state = createIndexState(definition);
    observeAt(state, 0, ALL_1000);
    lower(state, 'HOLD');
    const step = observeAt(state, 1, [1_001, 1_001, 1_001, 1_001, 1_001]);
    expect([step.state, step.priceE8, step.priceTimeUs]).toEqual(['HOLD', 1_000 * USD, T0]);
  });

  test('ORA-09 is the secondary index in FALLBACK, and our own again after it', () => {
    const state = createIndexState(definition);
    observeAt(state, 0, ALL_1000);
    for (let second = 1; second <= 30; second += 1) {
      expect(observeAt(state, second, ONE_LEFT, 1_020 * USD).priceE8).toBe(1_000 * USD);
    }
    const fallback = observeAt(state, 31, ONE_LEFT, 1_021 * USD);
    expect([fallback.state, fallback.priceE8]).toEqual(['FALLBACK', 1_021 * USD]);
    // What is near enough is measured from the last good index, not from the secondary itself.
    expect(observeAt(state, 32, ONE_LEFT, 1_050 * USD).state).toBe('FALLBACK');
    expect(observeAt(state, 33, ONE_LEFT, 1_051 * USD).state).toBe('HALT');
    const back = observeAt(state, 34, [1_030, 1_030, 1_030, 1_030, 1_030]);
    expect([back.state, back.priceE8]).toEqual(['RESUME', 1_030 * USD]);
  });

  test('ORA-06 after three held observations is the median, not the mean', () => {
    const state = createIndexState(definition);
    observeAt(state, 0, [1_000, 1_000, 0, 0, 0]);
    // 1,040 and 1,044: the mean is clamped and weighted alike, so tell them by three sources of
    // which one has no price to have moved from.
    const jumped = [1_040, 1_040, 1_044, 0, 0];
    for (let second = 1; second <= 3; second += 1) {
      const held = observeAt(state, second, jumped);
      expect([held.state, held.priceE8]).toEqual(['HOLD', 1_000 * USD]);
    }
    const accepted = observeAt(state, 4, jumped);
    expect([accepted.state, accepted.priceE8]).toEqual(['RESUME', 1_040 * USD]);
    // The next is a mean again: 1,040 and 4 clamped to 2.6, of which 33.3332 % count.
    expect(observeAt(state, 5, jumped).priceE8).toBe(104_086_666_320);
  });

  test('ORA-06 a jump is measured only from a price that is not older than a silence', () => {
    const state = createIndexState(definition);
    observeAt(state, 0, [1_000, 1_000, 0, 0, 0]);
    const late = observeAt(state, 5, [1_040, 1_040, 1_040, 0, 0]);
    expect([late.state, late.priceE8]).toEqual(['RESUME', 1_040 * USD]);
  });
});

test('ORA-03 a silence breaks the fifteen minutes of an outlier', () => {
  const state = createIndexState(definition);
  observeAt(state, 0, [1_060, 1_000, 1_000, 1_000, 1_000]);
  for (let second = 1; second <= 901; second += 1) {
    if (second > 400 && second < 410) tick(definition, state, T0 + second * 1_000_000);
    else observeAt(state, second, ALL_1000);
  }
  expect(observeAt(state, 902, ALL_1000).excluded).toHaveLength(1);
  for (let second = 903; second < 1_310; second += 1) observeAt(state, second, ALL_1000);
  expect(observeAt(state, 1_310, ALL_1000).excluded).toEqual([]);
});

test('ORA-07 what is remembered is plain: written out and read back, it goes on alike', () => {
  const market = fc.record({
    prices: fc.array(fc.constantFrom(0, 990, 1_000, 1_004, 1_007, 1_045, 1_200, 10_000), {
      minLength: 5,
      maxLength: 5,
    }),
    secondary: fc.constantFrom(0, 0, 1_000, 1_006, 1_070),
    pauseS: fc.constantFrom(1, 1, 1, 4, 40),
  });
  fc.assert(
    fc.property(fc.array(market, { maxLength: 40 }), (observations) => {
      const state = createIndexState(definition);
      let copy = createIndexState(definition);
      let second = 0;
      for (const { prices, secondary, pauseS } of observations) {
        second += pauseS;
        copy = JSON.parse(JSON.stringify(copy)) as IndexState;
        const step = observeAt(state, second, prices, secondary * USD);
        expect(observeAt(copy, second, prices, secondary * USD)).toEqual(step);
        // A price is 0 exactly as long as there is none.
        expect(step.priceE8 === 0).toBe(step.state === 'NONE');
      }
      expect(copy).toEqual(state);
    }),
    { numRuns: 300 },
  );
});

test('ORA-05 whatever one source says, the index stays within 30 % of 25 bp of the others', () => {
  const any = fc.integer({ min: 0, max: 1_000_000_000_000_000 });
  const hostile = fc.record({
    source: fc.nat(4),
    bidE8: fc.oneof(any, fc.integer({ min: 99_000_000_000, max: 101_000_000_000 })),
    askE8: fc.oneof(any, fc.integer({ min: 99_000_000_000, max: 101_000_000_000 })),
    lastE8: fc.oneof(any, fc.integer({ min: 90_000_000_000, max: 110_000_000_000 })),
    lastAgeMs: fc.constantFrom(0, 60_000),
    sourceTimeUs: fc.constantFrom(T0, T0 + 40_000_000, T0 - 3_600_000_000),
    receiveAgeMs: fc.constantFrom(0, 4_000, 6_000),
    flags: fc.constantFrom(0, 0, 1),
  });
  fc.assert(
    fc.property(hostile, (bad) => {
      const honest = ALL_1000.map((usd, source) => quote(source, usd, T0));
      const inputs = [...honest.filter(({ source }) => source !== bad.source), bad];
      const step = observe(definition, createIndexState(definition), inputs, 0, T0);
      expect(step.state).toBe('GREEN');
      expect(Math.abs(step.priceE8 - 1_000 * USD)).toBeLessThanOrEqual(75_000_000);
    }),
    { numRuns: 3_000 },
  );
});
