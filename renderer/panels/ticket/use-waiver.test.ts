import { expect, test } from 'vitest';
import type { Preview } from '../../../core/desk/messages.ts';
import { waiverOf } from './use-waiver.ts';

const order = {
  kind: 'order.place',
  subaccount: 'Vol-Arb',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '61640',
  quantity: '30',
  reduceOnly: false,
};
const preview = { limitsPassed: ['quantity', 'value'], side: 'sell', size: '1,000.500' } as const;

test('a waiver is of the very order, and of all limits that it passes', () => {
  expect(waiverOf(order, preview as unknown as Preview, 7)).toEqual({
    kind: 'waiver.grant',
    subaccount: 'Vol-Arb',
    symbol: 'BTCUSDT',
    side: 'buy',
    quantity: '30',
    price: '61640',
    limits: ['quantity', 'value'],
    expiresUs: 7,
  });
});

test('what has no limit asks for any price, what reduces for what there is to reduce', () => {
  const { price: _, ...market } = order;
  expect(waiverOf(market, preview as unknown as Preview, 7)).not.toHaveProperty('price');
  const reducing = waiverOf({ ...order, reduceOnly: true }, preview as unknown as Preview, 7);
  expect(reducing).toMatchObject({ side: 'sell', quantity: '1000.500' });
});

test('where no limit stands against it there is nothing to ask', () => {
  const free = { ...preview, limitsPassed: [] } as unknown as Preview;
  expect(waiverOf(order, free, 7)).toBeNull();
});
