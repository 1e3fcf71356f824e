import { describe, expect, test } from 'vitest';
import {
  amendable,
  amendFaults,
  amendOf,
  fieldsOf,
  offsetWords,
  priorityWords,
  takesAtOnce,
} from './amend-state.ts';

const scales = { tick: '0.1', lot: '0.001' };
const row = {
  price: '61,640.0',
  priceTicks: 616_400,
  triggerPrice: '',
  triggerTicks: 0,
  trail: '',
  trailTicks: 0,
  isClosing: false,
  remaining: '2.500',
  state: 'live',
  side: 'BUY',
  pegTo: '',
  pegOffset: '',
  cap: '',
} as const;
const stop = {
  ...row,
  price: '\u2014',
  priceTicks: 0,
  triggerPrice: '61,000.0',
  triggerTicks: 610_000,
  state: 'waiting',
} as const;
const trailing = { ...stop, trail: '150.0', trailTicks: 1_500 } as const;
const NONE = { trigger: '', trail: '', offset: '', cap: '' };
const behind = { ...row, pegTo: 'primary', pegOffset: '-0.5' } as const;
const ahead = {
  ...row,
  side: 'SELL',
  pegTo: 'primary',
  pegOffset: '-0.5',
  cap: '61,600.0',
} as const;

describe('an amend', () => {
  test('begins with the order as it stands, and changes nothing by itself', () => {
    expect(fieldsOf(row)).toEqual({ ...NONE, price: '61,640.0', size: '2.500' });
    expect(amendOf(fieldsOf(row), row, scales)).toEqual({});
    expect(amendOf({ ...NONE, price: '61640', size: '2.5' }, row, scales)).toEqual({});
    expect(fieldsOf(stop)).toEqual({ ...NONE, trigger: '61,000.0', price: '', size: '2.500' });
  });

  test('carries only what differs, as plain decimals', () => {
    expect(amendOf({ ...NONE, price: '61,640.1', size: '2.5' }, row, scales)).toEqual({
      price: '61640.1',
    });
    expect(amendOf({ ...NONE, price: '61640', size: '2' }, row, scales)).toEqual({ quantity: '2' });
    const less = { ...fieldsOf(stop), size: '2' };
    expect(amendOf(less, stop, scales)).toEqual({ quantity: '2' });
    const moved = { ...fieldsOf(stop), trigger: '61,000.1' };
    expect(amendOf(moved, stop, scales)).toEqual({ triggerPrice: '61000.1' });
    expect(amendOf({ ...fieldsOf(trailing), trail: '149.9' }, trailing, scales)).toEqual({
      trail: '149.9',
    });
  });

  test('of what follows a price has its distance, on the side where it is, and its cap', () => {
    expect(amendable(behind)).toEqual(['offset', 'cap', 'size']);
    expect(fieldsOf(behind)).toMatchObject({ offset: '0.5', cap: '', size: '2.500' });
    const to = (offset: string, of = behind as Parameters<typeof fieldsOf>[0]) =>
      amendOf({ ...fieldsOf(of), offset }, of, scales);
    expect([to('0.5'), to('0.7'), to('0')]).toEqual([
      {},
      { pegOffset: '-0.7' },
      { pegOffset: '0' },
    ]);
    expect(to('0.7', { ...behind, pegOffset: '' })).toEqual({ pegOffset: '-0.7' });
    expect(to('0.7', { ...behind, side: 'SELL', pegOffset: '' })).toEqual({ pegOffset: '0.7' });
    expect(to('0.7', { ...behind, pegOffset: '0.5' })).toEqual({ pegOffset: '0.7' });
    expect([offsetWords(behind), offsetWords(ahead)]).toEqual([
      'behind the best',
      'ahead of the best',
    ]);
    expect(amendOf({ ...fieldsOf(ahead), cap: '61,500' }, ahead, scales)).toEqual({
      price: '61500',
    });
  });

  test('of what follows a price may leave what it has not', () => {
    const codes = (fields: object, of = behind as Parameters<typeof fieldsOf>[0]) =>
      amendFaults({ ...fieldsOf(of), ...fields }, of, scales).map(
        ({ field, code }) => `${field} ${code}`,
      );
    expect(codes({ offset: '', cap: '' })).toEqual([]);
    expect(codes({ offset: '0.05', cap: 'x' })).toEqual(['offset TICK', 'cap NOT_A_NUMBER']);
    expect(codes({ cap: '' }, ahead)).toEqual(['cap MISSING']);
  });

  test('is held to ticks and lots; a stop at the market has no price to hold', () => {
    const codes = (price: string, size: string): string[] =>
      amendFaults({ ...NONE, price, size }, row, scales).map(
        ({ field, code }) => `${field} ${code}`,
      );
    expect(codes('61640.05', '2.5005')).toEqual(['price TICK', 'size LOT']);
    expect(codes('', '0')).toEqual(['price MISSING', 'size ZERO']);
    expect(amendFaults({ ...fieldsOf(stop), size: '1' }, stop, scales)).toEqual([]);
  });

  test('offers what the order has: trigger or distance, price, and no size of a close', () => {
    expect(amendable(row)).toEqual(['price', 'size']);
    expect(amendable(stop)).toEqual(['trigger', 'size']);
    expect(amendable(trailing)).toEqual(['trail', 'size']);
    expect(amendable({ ...stop, priceTicks: 609_000 })).toEqual(['trigger', 'price', 'size']);
    expect(amendable({ ...stop, isClosing: true })).toEqual(['trigger']);
  });

  test('an exit that waits for its order has a price and a trigger, and no size of its own', () => {
    const pending = { ...stop, state: 'pending' } as const;
    expect(amendable(pending)).toEqual(['trigger']);
    expect(amendable({ ...row, state: 'pending' })).toEqual(['price']);
    expect(priorityWords({ triggerPrice: '1' }, pending, scales)).toContain('fills of its order');
    const quote = { bidTicks: 616_390, askTicks: 616_410 };
    const resting = { ...row, state: 'pending' } as const;
    expect(takesAtOnce({ price: '61641' }, resting, '0.1', quote)).toBe(false);
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
