import { expect, test } from 'vitest';
import { Seat } from './testing/seat.ts';

const stop = { order: 21, instrument: 1, side: -1, priceTicks: 0, quantityLots: 9 };

test('an order is known from its rest to its end, with what is left of it', () => {
  const seat = new Seat();
  const { own } = seat.tools;
  seat.rests(11, 1, 100, 10);
  seat.hear('execution', { order: 11, instrument: 1, remainingLots: 6, positionLots: 4 });
  expect(own.orders(1)).toMatchObject([{ order: 11, side: 1, priceTicks: 100, remainingLots: 6 }]);
  expect(own.positionLots(1)).toBe(4);
  seat.hear('order.amended', { order: 11, instrument: 1, priceTicks: 101, remainingLots: 8 });
  expect(own.orders(1)).toMatchObject([{ order: 11, priceTicks: 101, remainingLots: 8 }]);
  seat.hear('execution', { order: 11, instrument: 1, remainingLots: 0, positionLots: 12 });
  expect(own.orders(1)).toEqual([]);
  seat.rests(12, -1, 103, 5);
  seat.hear('order.cancelled', { order: 12, instrument: 1, remainingLots: 5 });
  expect(own.orders(1)).toEqual([]);
  expect(own.positionLots(1)).toBe(12);
});

test('a stop waits until its trigger; other orders are not live before they rest', () => {
  const seat = new Seat();
  const { own } = seat.tools;
  seat.hear('order.accepted', { ...stop, order: 20, trigger: 'none' });
  expect(own.orders(1)).toEqual([]);
  seat.hear('order.accepted', { ...stop, trigger: 'mark' });
  expect(own.orders(1)).toMatchObject([{ order: 21, waiting: true, remainingLots: 9 }]);
  seat.hear('order.triggered', { order: 21, instrument: 1 });
  expect(own.orders(1)).toEqual([]);
});

test('a position that was taken over is gone, and a call stands until it is cured', () => {
  const seat = new Seat();
  const { own } = seat.tools;
  seat.holds(30);
  seat.hear('call.raised', { call: 5, bucket: 1, level: 1, cureAtoms: 100 });
  seat.hear('call.raised', { call: 5, bucket: 1, level: 2, cureAtoms: 300 });
  expect(own.calls).toEqual([{ call: 5, bucket: 1, level: 2, cureAtoms: 300 }]);
  seat.hear('execution', { order: 0, instrument: 1, remainingLots: 0, positionLots: 0 });
  seat.hear('call.cured', { call: 5 });
  expect([own.positionLots(1), own.calls]).toEqual([0, []]);
  seat.holds(30);
  seat.hear('execution', { order: 0, instrument: 1, remainingLots: 0, positionLots: 10 });
  expect(own.positionLots(1)).toBe(10);
});
