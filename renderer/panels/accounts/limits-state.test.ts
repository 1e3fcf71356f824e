import { expect, test } from 'vitest';
import type { OrderLimits } from '../../../core/desk/messages.ts';
import { limitCommands, limitFaults } from './limits-state.ts';

const NONE: OrderLimits = {
  maxQuantity: '',
  maxValue: '',
  maxAwayPercent: '',
  ordersPerSecond: '',
  executions: '',
  windowS: '',
};
const SET: OrderLimits = { ...NONE, maxQuantity: '0.500', maxValue: '25,000.00' };

const given = (fields: OrderLimits, before: OrderLimits) =>
  limitCommands(fields, before, 'Vol-Arb', 'BTCUSDT');

test('only what differs is sent, each kind with all that stays', () => {
  expect(given(SET, SET)).toEqual([]);
  expect(given({ ...SET, maxValue: '25000.00' }, SET)).toEqual([]);
  expect(given({ ...SET, maxAwayPercent: '0.5' }, SET)).toEqual([
    {
      kind: 'subaccount.orderLimits',
      subaccount: 'Vol-Arb',
      symbol: 'BTCUSDT',
      maxQuantity: '0.500',
      maxValue: '25000.00',
      maxAway: '0.5%',
    },
  ]);
  expect(given({ ...SET, ordersPerSecond: '5' }, SET)).toEqual([
    { kind: 'subaccount.orderRates', subaccount: 'Vol-Arb', ordersPerSecond: 5 },
  ]);
});

test('an empty field lifts its limit', () => {
  expect(given({ ...SET, maxQuantity: '' }, SET)[0]).not.toHaveProperty('maxQuantity');
  expect(given(NONE, SET)).toHaveLength(1);
});

test('what is no number is said, and a part of an order a second is none', () => {
  expect(limitFaults(SET)).toEqual([]);
  expect(limitFaults({ ...SET, maxQuantity: 'x' })).toEqual(['maxQuantity']);
  expect(limitFaults({ ...SET, ordersPerSecond: '1.5', windowS: '0' })).toEqual([
    'ordersPerSecond',
    'windowS',
  ]);
});
