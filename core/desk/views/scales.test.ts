import { expect, test } from 'vitest';
import { createState } from '../../venue/beginning.ts';
import { TestCore } from '../testing/test-core.ts';
import { Scales } from './scales.ts';

test('DESK-20 an amount due is rounded up, so that paying what is shown suffices', () => {
  const state = createState();
  state.assets.push({ id: 1, symbol: 'USDT', decimals: 6 }, { id: 2, symbol: 'XBT', decimals: 8 });
  const scales = new Scales(state);
  // 29.350001 USDT are not paid with 29.35, which is what rounding to the nearest would show.
  expect(scales.money(1, 29_350_001)).toBe('29.35');
  expect(scales.moneyDue(1, 29_350_001)).toBe('29.36');
  expect(scales.moneyDue(1, 29_350_000)).toBe('29.35');
  expect(scales.moneyDue(1, 0)).toBe('0.00');
  expect(scales.moneyDue(2, 1)).toBe('0.00000001');
});

test('DESK-42 a short size has three figures or fewer, and is never less than it is', () => {
  const { state } = TestCore.found().venue;
  const scales = new Scales(state);
  const [linear, , inverse] = state.instruments;
  const short = (lots: number): string => scales.shortSize(linear!, lots);
  expect([0, 7, 450, 12_340, 12_341, 148_001].map(short)).toEqual([
    '0',
    '0.007',
    '0.45',
    '12.4',
    '12.4',
    '149',
  ]);
  expect([1_250_000, 9_999_999, 2_000_000_000].map(short)).toEqual(['1.25k', '10k', '2m']);
  // Whole contracts of a hundred.
  expect([310, 311, 9].map((lots) => scales.shortSize(inverse!, lots))).toEqual([
    '31k',
    '31.1k',
    '900',
  ]);
});
