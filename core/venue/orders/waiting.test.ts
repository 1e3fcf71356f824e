/** If-touched, trailing and closing orders. BTCUSDT around 60,000: 600,000 ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
});

type Fields = Partial<Omit<Extract<Command, { kind: 'order.place' }>, 'kind'>>;

function wait(side: 'buy' | 'sell', fields: Fields): number {
  const { code, reference } = venue.place(trader, 'BTCUSDT', side, 10, fields);
  expect(code).toBe('OK');
  return reference;
}

const where = (): { subaccount: number; instrument: number } => ({
  subaccount: trader,
  instrument: 1,
});
const close = (fields: object): Command => ({ kind: 'position.close', ...where(), ...fields });
const amend = (order: number, fields: object): Command => ({
  kind: 'order.amend',
  ...where(),
  order,
  ...fields,
});
const triggered = (): unknown[] => venue.take('order.triggered').map(({ order }) => order);
const triggerOf = (order: number): number | undefined =>
  venue.instrument('BTCUSDT').stops.get(order)?.triggerTicks;

describe('STOP-08 an order if touched waits for a better price', () => {
  test.each([
    ['buy', 'mark', 599_000, 59_900, true],
    ['buy', 'mark', 599_000, 59_900.1, false],
    ['sell', 'index', 601_000, 60_100, true],
    ['sell', 'index', 601_000, 60_099.9, false],
  ] as const)('%s by %s at %i, price %d', (side, trigger, triggerTicks, price, isDue) => {
    const order = wait(side, { trigger, triggerTicks, ifTouched: true });
    venue.take();
    venue.prices({ BTC: price });
    expect(triggered()).toEqual(isDue ? [order] : []);
  });

  test('released, it is an order like another: at its limit, or at the market', () => {
    const touched = { trigger: 'mark', triggerTicks: 599_000, ifTouched: true } as const;
    venue.place(house, 'BTCUSDT', 'sell', 10, { priceTicks: 600_000, by: 'house' });
    const limit = wait('buy', { ...touched, priceTicks: 598_900 });
    wait('buy', touched);
    venue.prices({ BTC: 59_900 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(10);
    expect(venue.instrument('BTCUSDT').book.slotOf(limit)).not.toBe(-1);
  });

  test.each([
    ['buy', 600_000],
    ['sell', 600_000],
  ] as const)('a %s that is due already is refused', (side, triggerTicks) => {
    const fields = { trigger: 'mark', triggerTicks, ifTouched: true } as const;
    expect(venue.place(trader, 'BTCUSDT', side, 10, fields)).toMatchObject({
      code: 'TRIGGERED_ALREADY',
      detail: 600_000,
    });
  });

  test('it is told by its flags', () => {
    venue.take();
    wait('buy', { trigger: 'mark', triggerTicks: 599_000, ifTouched: true, reduceOnly: true });
    expect(venue.take('order.accepted')).toMatchObject([{ flags: 1 + 4 }]);
  });
});

describe('STOP-09 a trailing stop stays behind the best price of its source', () => {
  test('it ratchets, and is triggered when the price turns by its distance', () => {
    const order = wait('sell', { trigger: 'mark', trailTicks: 2_000 });
    expect(triggerOf(order)).toBe(598_000);
    venue.prices({ BTC: 60_300 });
    expect(triggerOf(order)).toBe(601_000);
    venue.prices({ BTC: 60_150 });
    expect(triggerOf(order)).toBe(601_000);
    venue.take();
    venue.prices({ BTC: 60_100 });
    expect(triggered()).toEqual([order]);
  });

  test('a buy follows a falling price down', () => {
    const order = wait('buy', { trigger: 'index', trailTicks: 2_000 });
    venue.prices({ BTC: 59_700 });
    expect(triggerOf(order)).toBe(599_000);
  });

  test('on the last trade it follows trades', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
    const order = wait('sell', { trigger: 'last', trailTicks: 500 });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_900);
    expect(triggerOf(order)).toBe(600_400);
  });

  test('it is told where it stands when it is placed and when it is amended', () => {
    venue.take();
    const order = wait('sell', { trigger: 'mark', trailTicks: 2_000 });
    const placed = { order, triggerTicks: 598_000, trailTicks: 2_000 };
    expect(venue.take('order.armed')).toMatchObject([placed]);
    venue.prices({ BTC: 60_300 });
    venue.prices({ BTC: 60_200 });
    venue.take();
    // The best was 60,300, and 2,500 ticks below it lie 60,050.
    venue.ok(amend(order, { trailTicks: 2_500 }));
    const amended = { order, triggerTicks: 600_500, trailTicks: 2_500 };
    expect(venue.take('order.armed')).toMatchObject([amended]);
    expect(venue.code(amend(order, { trailTicks: 1_000 }))).toBe('TRIGGERED_ALREADY');
    expect(venue.code(amend(order, { triggerTicks: 600_000 }))).toBe('CONTRADICTION');
    expect(venue.code(amend(order, { trailTicks: 2_500 }))).toBe('NOTHING_TO_CHANGE');
  });

  test.each([
    ['sell', 600_000, 'BAD_TRIGGER'],
    ['buy', 2_147_483_647, 'BAD_TRIGGER'],
  ] as const)('a %s by %i ticks has no trigger', (side, trailTicks, code) => {
    const fields = { trigger: 'mark', trailTicks } as const;
    expect(venue.place(trader, 'BTCUSDT', side, 10, fields).code).toBe(code);
  });

  test('without a price there is none to follow', () => {
    const fields = { trigger: 'last', trailTicks: 10 } as const;
    expect(venue.place(trader, 'BTCUSDT', 'sell', 10, fields).code).toBe('NO_PRICE');
  });

  test('saved and loaded, it goes on from where it was', () => {
    const order = wait('sell', { trigger: 'mark', trailTicks: 2_000 });
    venue.prices({ BTC: 60_300 });
    const copy = venue.reloaded();
    for (const one of [venue, copy]) one.prices({ BTC: 60_400 });
    expect(copy.meaning()).toBe(venue.meaning());
    expect(copy.instrument('BTCUSDT').stops.get(order)?.triggerTicks).toBe(602_000);
  });
});

describe('ORD-01 a trigger is a source with a price or a distance; only a price is touched', () => {
  test.each([
    { trigger: 'mark' },
    { triggerTicks: 599_000 },
    { trailTicks: 5 },
    { ifTouched: true },
    { trigger: 'mark', triggerTicks: 599_000, trailTicks: 5 },
    { trigger: 'mark', trailTicks: 5, ifTouched: true },
  ] as Fields[])('%j', (fields) => {
    expect(venue.place(trader, 'BTCUSDT', 'sell', 10, fields).code).toBe('CONTRADICTION');
  });
});

describe('STOP-05 the trigger of a waiting order is amended', () => {
  test('to another price, which is not reached yet', () => {
    const order = wait('buy', { trigger: 'mark', triggerTicks: 601_000 });
    venue.take();
    venue.ok(amend(order, { triggerTicks: 602_000, quantityLots: 4 }));
    expect(triggerOf(order)).toBe(602_000);
    expect(venue.take().map(({ kind }) => kind)).toEqual(['order.amended', 'order.armed']);
    expect(venue.code(amend(order, { triggerTicks: 600_000 }))).toBe('TRIGGERED_ALREADY');
    expect(venue.code(amend(order, { trailTicks: 5 }))).toBe('CONTRADICTION');
    venue.prices({ BTC: 60_150 });
    expect(triggered()).toEqual([]);
  });

  test('but not of one that rests', () => {
    const { reference } = venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(venue.code(amend(reference, { triggerTicks: 602_000 }))).toBe('CONTRADICTION');
  });
});

describe('STOP-10 a position’s close waits for a trigger and follows the position', () => {
  const atStop = { trigger: 'mark', triggerTicks: 599_000 } as const;
  beforeEach(() => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 100, { priceTicks: 598_000, by: 'house' });
  });

  test.each([25, 4])('whether it is %i by then or what it was', (lots) => {
    venue.ok(close(atStop));
    if (lots > 10) venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots - 10, 600_000);
    else venue.place(trader, 'BTCUSDT', 'sell', 10 - lots, { priceTicks: 598_000 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(lots);
    venue.prices({ BTC: 59_900 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('it goes with a position that went flat', () => {
    venue.ok(close(atStop));
    venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks: 598_000 });
    expect(venue.instrument('BTCUSDT').stops.count).toBe(0);
  });

  test('its size cannot be amended, its trigger can', () => {
    const order = venue.ok(close(atStop));
    expect(venue.code(amend(order, { quantityLots: 5 }))).toBe('CONTRADICTION');
    venue.ok(amend(order, { triggerTicks: 598_500 }));
    expect(triggerOf(order)).toBe(598_500);
  });

  test('it may take profit, and it may trail', () => {
    const touched = { trigger: 'mark', triggerTicks: 601_000, ifTouched: true };
    venue.ok(close(touched));
    const trailing = venue.ok(close({ trigger: 'mark', trailTicks: 1_000 }));
    venue.prices({ BTC: 60_050 });
    expect(triggerOf(trailing)).toBe(599_500);
    venue.prices({ BTC: 60_100 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
    expect(venue.instrument('BTCUSDT').stops.count).toBe(0);
  });
});

test('STOP-11 the trades of a liquidation trigger nothing', () => {
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
  const victim = venue.open('victim', { funds: { USDT: 4_000 * USDT } });
  venue.trade({ buyer: victim, seller: house }, 'BTCUSDT', 1_000, 600_000);
  const order = wait('sell', { trigger: 'last', triggerTicks: 590_000 });
  const before = venue.instrument('BTCUSDT').lastTicks;
  venue.prices({ BTC: 57_500 });
  venue.place(house, 'BTCUSDT', 'buy', 5_000, { priceTicks: 562_000, by: 'house' });
  venue.take();
  for (const price of [56_300, 56_200, 56_200]) venue.prices({ BTC: price });
  const trades = venue.take('trade').map(({ tradeKind }) => tradeKind);
  expect(new Set(trades)).toEqual(new Set(['liquidation', 'takeover']));
  expect(venue.instrument('BTCUSDT').lastTicks).toBe(before);
  expect(venue.instrument('BTCUSDT').stops.get(order)).toBeDefined();
});
