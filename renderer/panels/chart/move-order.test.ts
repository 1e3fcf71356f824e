import { expect, test } from 'vitest';
import type { OrderRow } from '../../../core/desk/messages.ts';
import { amendTo, nextOrder } from './move-order.ts';

const text = (ticks: number): string => (ticks / 10).toFixed(1);
const resting = {
  key: '7',
  order: 7,
  side: 'SELL',
  state: 'live',
  priceTicks: 616_000,
  triggerTicks: 0,
  trailTicks: 0,
} as OrderRow;
const stop = { ...resting, key: '8', order: 8, state: 'waiting', triggerTicks: 610_000 } as const;
const trailing = { ...stop, key: '9', order: 9, trailTicks: 1_500 } as const;

test('what rests is moved by its limit, what waits by its trigger and not by its limit', () => {
  expect(amendTo(resting, 616_001, text)).toEqual({ price: '61600.1' });
  expect(amendTo({ ...resting, state: 'released' }, 615_999, text)).toEqual({ price: '61599.9' });
  expect(amendTo(stop, 609_000, text)).toEqual({ triggerPrice: '60900.0' });
});

test('an exit that waits for its order is moved by its trigger where it has one', () => {
  const pending = { ...stop, state: 'pending' } as const;
  expect(amendTo(pending, 609_000, text)).toEqual({ triggerPrice: '60900.0' });
  expect(amendTo({ ...resting, state: 'pending' }, 617_000, text)).toEqual({ price: '61700.0' });
});

test('a trailing trigger is moved by its distance, on the side that it trails on', () => {
  // A sell trails below: lower is farther.
  expect(amendTo(trailing, 609_000, text)).toEqual({ trail: '250.0' });
  expect(amendTo({ ...trailing, side: 'BUY' }, 609_000, text)).toEqual({ trail: '50.0' });
  expect(amendTo(trailing, 611_500, text)).toBeNull();
});

test('nothing moves to where it is, or below the first tick', () => {
  expect(amendTo(stop, 610_000, text)).toBeNull();
  expect(amendTo(stop, 0, text)).toBeNull();
});

test('orders are gone through from the top, round and round', () => {
  const orders = [stop, resting];
  expect(nextOrder(orders, null)?.key).toBe('7');
  expect(nextOrder(orders, '7')?.key).toBe('8');
  expect(nextOrder(orders, '8')?.key).toBe('7');
  expect(nextOrder([], null)).toBeNull();
});
