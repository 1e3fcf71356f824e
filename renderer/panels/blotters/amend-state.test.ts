import { describe, expect, test } from 'vitest';
import { amendFaults, amendOf, fieldsOf, priorityWords, takesAtOnce } from './amend-state.ts';

const scales = { tick: '0.1', lot: '0.001' };
const row = {
  price: '61,640.0',
  priceTicks: 616_400,
  remaining: '2.500',
  state: 'working',
  side: 'BUY',
} as const;
const stop = { ...row, price: '\u2014', priceTicks: 0, state: 'waiting' } as const;

describe('an amend', () => {
  test('begins with the order as it stands, and changes nothing by itself', () => {
    expect(fieldsOf(row)).toEqual({ price: '61,640.0', size: '2.500' });
    expect(amendOf(fieldsOf(row), row, scales)).toEqual({});
    expect(amendOf({ price: '61640', size: '2.5' }, row, scales)).toEqual({});
    expect(fieldsOf(stop)).toEqual({ price: '', size: '2.500' });
  });

  test('carries only what differs, as plain decimals', () => {
    expect(amendOf({ price: '61,640.1', size: '2.5' }, row, scales)).toEqual({ price: '61640.1' });
    expect(amendOf({ price: '61640', size: '2' }, row, scales)).toEqual({ quantity: '2' });
    expect(amendOf({ price: '', size: '2' }, stop, scales)).toEqual({ quantity: '2' });
  });

  test('is held to ticks and lots; a stop at the market has no price to hold', () => {
    const codes = (price: string, size: string): string[] =>
      amendFaults({ price, size }, row, scales).map(({ field, code }) => `${field} ${code}`);
    expect(codes('61640.05', '2.5005')).toEqual(['price TICK', 'size LOT']);
    expect(codes('', '0')).toEqual(['price MISSING', 'size ZERO']);
    expect(amendFaults({ price: '', size: '1' }, stop, scales)).toEqual([]);
  });

  test('says what keeps its place in the queue and what loses it', () => {
    const words = (amend: object, of: typeof row | typeof stop = row): string =>
      priorityWords(amend, of, scales);
    expect(words({})).toBe('Nothing is changed yet.');
    expect(words({ quantity: '2.499' })).toContain('keeps its place');
    expect(words({ quantity: '2.501' })).toContain('loses its place');
    expect(words({ price: '61640.1', quantity: '1' })).toContain('A new price loses its place');
    expect(words({ quantity: '1' }, stop)).toContain('in no queue');
  });

  test('tells a price that meets the other side', () => {
    const quote = { bidTicks: 616_390, askTicks: 616_410 };
    const takes = (price: string, side: 'BUY' | 'SELL'): boolean =>
      takesAtOnce({ price }, { ...row, side }, '0.1', quote);
    expect([takes('61640.9', 'BUY'), takes('61641', 'BUY')]).toEqual([false, true]);
    expect([takes('61639.1', 'SELL'), takes('61639', 'SELL')]).toEqual([false, true]);
    expect(takesAtOnce({ quantity: '1' }, row, '0.1', quote)).toBe(false);
  });
});
