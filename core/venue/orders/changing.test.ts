/** Amending and cancelling. BTCUSDT around 60,000: ticks of 0.1, so 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let subaccount: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  subaccount = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
});

function amend(order: number, change: { priceTicks?: number; quantityLots?: number }): Command {
  return { kind: 'order.amend', subaccount, instrument: 1, order, ...change };
}

function rest(side: 'buy' | 'sell', lots: number, priceTicks: number, reduceOnly = false): number {
  const { code, reference } = venue.place(subaccount, 'BTCUSDT', side, lots, {
    priceTicks,
    reduceOnly,
  });
  expect(code).toBe('OK');
  return reference;
}

function bookOrder(order: number): { priceTicks: number; lots: number } | null {
  const { book } = venue.instrument('BTCUSDT');
  const slot = book.slotOf(order);
  if (slot === -1) return null;
  return { priceTicks: book.priceTicksOf(slot), lots: book.remainingLotsOf(slot) };
}

describe('ORD-05 an amend is checked like a new order unless it only takes lots away', () => {
  test('another price moves it, and the event says that its priority is lost', () => {
    const order = rest('buy', 10, 599_000);
    venue.take();
    venue.ok(amend(order, { priceTicks: 599_500 }));
    expect(bookOrder(order)).toEqual({ priceTicks: 599_500, lots: 10 });
    expect(venue.take('order.amended')).toMatchObject([{ priceTicks: 599_500, kept: 0 }]);
  });

  test('fewer lots at the same price keep it, even where no order is taken', () => {
    const order = rest('buy', 10, 599_000);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.take();
    venue.ok(amend(order, { quantityLots: 4 }));
    expect(bookOrder(order)).toEqual({ priceTicks: 599_000, lots: 4 });
    expect(venue.take('order.amended')).toMatchObject([{ remainingLots: 4, kept: 1 }]);
  });

  test.each([
    ['a closed gate', () => halt(), { quantityLots: 20 }, 'INSTRUMENT_CLOSED'],
    ['the band', () => {}, { priceTicks: 606_001 }, 'OUTSIDE_BAND'],
    ['the largest order', () => {}, { quantityLots: 1_000_001 }, 'TOO_LARGE'],
    // 4,000 lots are 240,000 USDT: 12,000 at 20 times, of 10,000.
    ['margin', () => {}, { quantityLots: 4_000 }, 'INSUFFICIENT_MARGIN'],
    ['saying nothing new', () => {}, { quantityLots: 10 }, 'NOTHING_TO_CHANGE'],
  ] as const)('%s refuses it', (_, prepare, change, code) => {
    const order = rest('buy', 10, 599_000);
    prepare();
    const before = venue.meaning();
    expect(venue.code(amend(order, change))).toBe(code);
    expect(venue.meaning()).toBe(before);
  });

  test('a post-only order does not take by being amended', () => {
    venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks: 600_500, by: 'house' });
    const placed = { priceTicks: 599_000, postOnly: true };
    const { reference } = venue.place(subaccount, 'BTCUSDT', 'buy', 5, placed);
    expect(venue.apply(amend(reference, { priceTicks: 600_500 }))).toMatchObject({
      code: 'POST_ONLY_WOULD_TAKE',
      detail: 600_500,
    });
  });

  test('another’s order is not there to be amended or cancelled', () => {
    const order = rest('buy', 10, 599_000);
    const other = venue.open('other');
    const names = { subaccount: other, instrument: 1, order };
    expect(venue.code({ kind: 'order.amend', ...names, quantityLots: 5 })).toBe('UNKNOWN_ORDER');
    expect(venue.code({ kind: 'order.cancel', ...names })).toBe('UNKNOWN_ORDER');
  });

  function halt(): void {
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
  }
});

describe('ORD-06 a reduce-only order stays one when it is amended', () => {
  beforeEach(() => {
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 10, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 599_500, by: 'house' });
  });

  test('amended to take, it sells what is held and no more', () => {
    const order = rest('sell', 10, 601_000, true);
    venue.ok(amend(order, { priceTicks: 599_500, quantityLots: 100 }));
    expect(venue.position(subaccount, 'BTCUSDT').lots).toBe(0);
    expect(bookOrder(order)).toBeNull();
  });

  test('amended after the position shrank, it shrinks with it', () => {
    const order = rest('sell', 10, 601_000, true);
    venue.place(subaccount, 'BTCUSDT', 'sell', 6);
    venue.ok(amend(order, { priceTicks: 600_500 }));
    expect(bookOrder(order)).toEqual({ priceTicks: 600_500, lots: 4 });
  });

  test('more than is held is nothing new', () => {
    const order = rest('sell', 10, 601_000, true);
    expect(venue.code(amend(order, { quantityLots: 11 }))).toBe('NOTHING_TO_CHANGE');
  });

  test('on the side of the position it has nothing to reduce', () => {
    const order = rest('sell', 10, 601_000, true);
    const other = venue.open('other', { funds: { USDT: 10_000_000_000 } });
    venue.place(other, 'BTCUSDT', 'buy', 30, { priceTicks: 600_900 });
    venue.place(subaccount, 'BTCUSDT', 'sell', 15, { priceTicks: 600_900 });
    expect(venue.position(subaccount, 'BTCUSDT').lots).toBe(-5);
    expect(venue.code(amend(order, { priceTicks: 600_500 }))).toBe('NOTHING_TO_REDUCE');
  });
});

describe('STOP-05 a waiting stop is amended and cancelled where it waits', () => {
  function stop(): number {
    const options = { priceTicks: 602_000, trigger: 'mark', triggerTicks: 601_000 } as const;
    return venue.place(subaccount, 'BTCUSDT', 'buy', 10, options).reference;
  }

  test('limit and quantity change at once', () => {
    const order = stop();
    venue.ok(amend(order, { priceTicks: 601_500, quantityLots: 7 }));
    const waiting = venue.instrument('BTCUSDT').stops.get(order);
    expect(waiting?.payload).toMatchObject({ priceTicks: 601_500, quantityLots: 7 });
  });

  test.each([
    [{ quantityLots: 10 }, 'NOTHING_TO_CHANGE'],
    [{ quantityLots: 1_000_001 }, 'TOO_LARGE'],
  ])('%j is refused: %s', (change, code) => {
    expect(venue.code(amend(stop(), change))).toBe(code);
  });

  test('a market stop takes no price', () => {
    const options = { trigger: 'mark', triggerTicks: 601_000 } as const;
    const { reference } = venue.place(subaccount, 'BTCUSDT', 'buy', 10, options);
    expect(venue.code(amend(reference, { priceTicks: 601_500 }))).toBe('UNEXPECTED_PRICE');
  });

  test('a cancel takes it away', () => {
    const order = stop();
    venue.take();
    venue.ok({ kind: 'order.cancel', subaccount, instrument: 1, order });
    expect(venue.instrument('BTCUSDT').stops.count).toBe(0);
    expect(venue.take('order.cancelled')).toMatchObject([
      { order, remainingLots: 10, reason: 'requested' },
    ]);
  });
});

test('BOOK-09 cancelling all takes orders and stops, of one instrument or of every one', () => {
  rest('buy', 10, 599_000);
  venue.place(subaccount, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 601_000 });
  venue.place(subaccount, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
  venue.take();
  venue.ok({ kind: 'order.cancelAll', subaccount, instrument: 1 });
  expect(venue.take('order.cancelled')).toHaveLength(2);
  venue.ok({ kind: 'order.cancelAll', subaccount });
  expect(venue.take('order.cancelled')).toMatchObject([{ instrument: 2 }]);
});
