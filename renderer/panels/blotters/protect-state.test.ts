import { expect, test } from 'vitest';
import type { PositionRow } from '../../../core/desk/messages.ts';
import { faultsOfProtection, NO_PROTECTION, profitOrder, stopOrder } from './protect-state.ts';

const row = { subaccount: 'Vol-Arb', instrument: 'BTCUSDT', side: 'LONG' } as PositionRow;
const scales = { tick: '0.1', lot: '0.001' };
const fields = { ...NO_PROTECTION, size: '1,000.000', takeProfit: '62,000', stop: '61000' };

test('both only reduce, against the position; the stop goes to the market without a limit', () => {
  const common = {
    kind: 'order.place',
    subaccount: 'Vol-Arb',
    symbol: 'BTCUSDT',
    quantity: '1000.000',
    reduceOnly: true,
    postOnly: false,
  };
  expect(profitOrder(fields, row)).toEqual({
    ...common,
    side: 'sell',
    type: 'limit',
    price: '62000',
    timeInForce: 'gtc',
  });
  const stop = { ...common, side: 'sell', trigger: 'mark', triggerPrice: '61000' };
  expect(stopOrder(fields, row)).toEqual({ ...stop, type: 'market', timeInForce: 'ioc' });
  const limited = { ...fields, stopLimit: '60,990', source: 'last' } as const;
  expect(stopOrder(limited, { ...row, side: 'SHORT' })).toEqual({
    ...stop,
    side: 'buy',
    trigger: 'last',
    type: 'limit',
    price: '60990',
    timeInForce: 'gtc',
  });
});

test('either may be left out', () => {
  expect(profitOrder({ ...fields, takeProfit: '' }, row)).toBeNull();
  expect(stopOrder({ ...fields, stop: '' }, row)).toBeNull();
});

test('each field says what is wrong with it', () => {
  const codes = (given: object): string[] =>
    faultsOfProtection({ ...fields, ...given }, scales).map(
      ({ field, code }) => `${field} ${code}`,
    );
  expect(codes({})).toEqual([]);
  expect(codes({ takeProfit: '', stop: '' })).toEqual([]);
  expect(codes({ takeProfit: '62000.05' })).toEqual(['takeProfit TICK']);
  expect(codes({ stop: '', stopLimit: '61000' })).toEqual(['stop MISSING_STOP']);
  expect(codes({ size: '0' })).toEqual(['size ZERO']);
});
