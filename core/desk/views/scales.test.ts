import { expect, test } from 'vitest';
import { createState } from '../../venue/beginning.ts';
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
