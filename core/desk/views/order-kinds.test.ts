/** How each kind of order and time in force reads on a blotter. The mark is at 60,000. */
import { expect, test } from 'vitest';
import type { Command } from '../../venue/commands.ts';
import { openScene } from '../testing/scene.ts';
import { orderRows } from './orders.ts';

const NO_NEWS = {
  orderTimes: new Map<number, number>(),
  released: new Set<number>(),
  parents: new Map<number, number>(),
};
const waits = { trigger: 'mark', triggerTicks: 605_000 } as const;

test.each([
  [
    'a day order',
    { priceTicks: 599_000, timeInForce: 'day' },
    { type: 'limit', timeInForce: 'DAY' },
  ],
  ['a stop limit', { priceTicks: 606_000, ...waits }, { type: 'stop limit', timeInForce: 'GTC' }],
  [
    'a market order if touched',
    { trigger: 'mark', triggerTicks: 595_000, ifTouched: true },
    { type: 'if touched', trigger: 'mark 59,500.0', timeInForce: 'IOC' },
  ],
  [
    'a trailing stop for a day',
    { trigger: 'mark', trailTicks: 5_000, type: 'market', timeInForce: 'day' },
    { type: 'trailing', trigger: 'mark 60,500.0', timeInForce: 'DAY', state: 'waiting' },
  ],
  [
    'a post-only order that is repriced, with its self-trade mode',
    { priceTicks: 599_000, postOnly: true, reprice: true, selfTrade: 'cancelBoth' },
    { type: 'limit', flags: 'post-only repriced cancelBoth', state: 'live' },
  ],
  [
    'the same while it waits',
    { priceTicks: 599_000, postOnly: true, reprice: true, selfTrade: 'cancelBoth', ...waits },
    { type: 'stop limit', flags: 'post-only repriced cancelBoth', state: 'waiting' },
  ],
  [
    'an iceberg',
    { quantityLots: 30, priceTicks: 599_000, displayLots: 10 },
    { size: '0.030', remaining: '0.030', flags: 'shows 0.010' },
  ],
  [
    'a hidden order',
    { quantityLots: 30, priceTicks: 599_000, displayLots: 0 },
    { remaining: '0.030', flags: 'hidden' },
  ],
] as const)('DESK-20 %s', (_, fields, expected) => {
  const stage = openScene();
  const placed = stage.venue.place(stage.beta, 'BTCUSDT', 'buy', 1, fields);
  expect(placed.code).toBe('OK');
  expect(orderRows(stage.scene(), NO_NEWS)).toMatchObject([expected]);
});

test('DESK-43 what follows a price says what, its price, and when it has none', () => {
  const stage = openScene();
  const { venue, beta, house } = stage;
  const leader = venue.placement(house, 'BTCUSDT', 'buy', 5, { priceTicks: 599_900 });
  const order = venue.ok(leader, { by: 'house' });
  const pegged = { type: 'pegged', timeInForce: 'gtc', peg: 'primary' } as const;
  const [plain, far] = [{}, { pegOffsetTicks: -5, priceTicks: 599_950, clientId: 'near' }];
  for (const how of [plain, far]) venue.place(beta, 'BTCUSDT', 'buy', 30, { ...pegged, ...how });
  const sell = { ...pegged, peg: 'market', pegOffsetTicks: 7 } as const;
  venue.place(beta, 'BTCUSDT', 'sell', 30, sell);
  const rows = () => new Map(orderRows(stage.scene(), NO_NEWS).map((row) => [row.trigger, row]));
  expect(rows().get('best bid')).toMatchObject({
    type: 'primary peg',
    price: '59,990.0',
    flags: '',
    pegTo: 'primary',
    pegOffset: '',
    cap: '',
    state: 'live',
  });
  expect(rows().get('best bid \u2212 0.5')).toMatchObject({
    price: '59,989.5',
    flags: 'at most 59,995.0',
    pegOffset: '-0.5',
    cap: '59,995.0',
    clientId: 'near',
  });
  expect(rows().get('best bid + 0.7')).toMatchObject({ type: 'market peg', price: '59,990.7' });
  venue.ok({ kind: 'order.cancel', subaccount: house, instrument: 1, order }, { by: 'house' });
  expect([...rows().values()].map(({ state, price, remaining }) => [state, price, remaining]))
    // Live still, and in no book.
    .toEqual([1, 2, 3].map(() => ['parked', '\u2014', '0.030']));
});

test('DESK-20 what closes a position has the size that the position has by then', () => {
  const stage = openScene();
  const { venue, alpha, beta } = stage;
  venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 10, 600_000);
  const close = { kind: 'position.close', subaccount: alpha, instrument: 1 } as const;
  const stop: Command = { ...close, trigger: 'mark', triggerTicks: 590_000 };
  venue.ok(stop);
  venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 5, 600_000);
  expect(orderRows(stage.scene(), NO_NEWS)).toMatchObject([
    { type: 'close stop', side: 'SELL', size: '0.015', flags: 'reduce-only' },
  ]);
});
