/** Order entry: what is refused, with which code and bound. BTCUSDT around 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;

function found(): void {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
}
beforeEach(found);

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;
const place = (side: 'buy' | 'sell', lots: number, options: Options = {}) =>
  venue.place(trader, 'BTCUSDT', side, lots, options);
const buy = (lots: number): void =>
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots, 600_000);
const quote = (side: 'buy' | 'sell', lots: number, priceTicks: number) =>
  venue.place(house, 'BTCUSDT', side, lots, { priceTicks, by: 'house' });

describe('ORD-01 instructions that contradict each other are refused as they stand', () => {
  test.each([
    ['a limit order without a price', { type: 'limit', timeInForce: 'gtc' }, 'MISSING_PRICE'],
    ['a market order with one', { type: 'market', priceTicks: 600_000 }, 'UNEXPECTED_PRICE'],
    ['a market order that would rest', { type: 'market', timeInForce: 'gtc' }, 'CONTRADICTION'],
    [
      'post-only and immediate',
      { priceTicks: 599_000, postOnly: true, timeInForce: 'ioc' },
      'CONTRADICTION',
    ],
    ['a trigger without its price', { priceTicks: 599_000, trigger: 'mark' }, 'CONTRADICTION'],
    ['a trigger price without its source', { triggerTicks: 599_000 }, 'CONTRADICTION'],
    ['more than the largest order', { quantityLots: 1_000_001, priceTicks: 599_000 }, 'TOO_LARGE'],
  ] as const)('%s', (_, options, code) => {
    const before = venue.meaning();
    expect(place('buy', 1, options).code).toBe(code);
    expect(venue.meaning()).toBe(before);
  });

  test('nothing is taken before there is a price', () => {
    venue = TestVenue.found(resources);
    trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
    expect(place('buy', 1, { priceTicks: 600_000 }).code).toBe('NO_PRICE');
  });
});

describe('ORD-02 a limit lies within the band, and a market order’s limit is the band', () => {
  test('bids up to 1 % above the index, offers down to 1 % below', () => {
    expect(place('buy', 1, { priceTicks: 606_000 }).code).toBe('OK');
    expect(place('buy', 1, { priceTicks: 606_001 })).toMatchObject({
      code: 'OUTSIDE_BAND',
      detail: 606_000,
    });
    expect(place('sell', 1, { priceTicks: 593_999 })).toMatchObject({
      code: 'OUTSIDE_BAND',
      detail: 594_000,
    });
  });

  test('a market order takes what is within it, and the rest is cancelled', () => {
    quote('sell', 3, 606_000);
    venue.prices({ BTC: 59_900 });
    quote('sell', 2, 604_000);
    venue.take();
    expect(place('buy', 5).code).toBe('OK');
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(2);
    // 1 % above 59,900.
    expect(venue.take('order.accepted')).toMatchObject([{ type: 'market', priceTicks: 604_990 }]);
  });

  test.each([
    // A tick is 0.1: the highest bid at an index of 0.05 is none.
    ['below a tick', 0.05, 'buy', 'OUTSIDE_BAND'],
    ['below a tick', 0.05, 'sell', 'OK'],
  ] as const)('at an index %s a market order to %s is %s', (_, price, side, code) => {
    for (let n = 0; n < 5; n++) venue.prices({ BTC: price });
    expect(place(side, 1).code).toBe(code);
  });
});

describe('ISO-02 no order closes an isolated position below zero', () => {
  beforeEach(() => {
    trader = venue.open('isolated', { mode: 'isolated', funds: { USDT: 10_000 * USDT } });
    const instrument = 1;
    venue.ok({ kind: 'position.leverage', subaccount: trader, instrument, leverageX100: 10_000 });
    buy(1_000);
    // 600 + 0.05 % of 59,400 = 629.7 with it, 300 lost: 329.7 left. The fee is 0.05 % of 60,029.7
    // at most, 30.01485: 59,700 - 299.68515 = 59,400.31485, up to the tick.
    venue.prices({ BTC: 59_700 });
  });

  test('a limit beyond the bound is refused, with the bound', () => {
    expect(place('sell', 1_000, { priceTicks: 594_003 })).toMatchObject({
      code: 'BEYOND_BANKRUPTCY',
      detail: 594_004,
    });
    expect(place('sell', 1_000, { priceTicks: 594_004 }).code).toBe('OK');
  });

  test('a market order stops at it', () => {
    venue.take();
    expect(venue.code({ kind: 'position.close', subaccount: trader, instrument: 1 })).toBe('OK');
    expect(venue.take('order.accepted')).toMatchObject([{ priceTicks: 594_004 }]);
  });

  test('closed at it, the bucket has paid everything itself', () => {
    quote('buy', 1_000, 594_004);
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    // 10,000 less the opening fee of 30 and what the bucket had, but for what the bound left of it.
    const { mirroredAtoms, unsettledAtoms } = venue.balance(trader, 'USDT');
    const beside = (10_000 - 30 - 629.7) * USDT;
    expect(mirroredAtoms + unsettledAtoms - beside).toBeGreaterThanOrEqual(0);
    // 629.7 - 599.6 - 0.05 % of 59,400.4 = 29.7002 are left: 0.3998.
    expect(mirroredAtoms + unsettledAtoms - beside).toBe(399_800);
  });
});

describe('ORD-03 an order with a trigger waits, and margin is asked when it is released', () => {
  test('one that could not be paid now is accepted', () => {
    const stop = { trigger: 'mark', triggerTicks: 601_000 } as const;
    expect(place('buy', 1_000_000, stop).code).toBe('OK');
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
  });
});

describe('ORD-04 closing a position is a reduce-only order of its size', () => {
  const close = (priceTicks?: number): Command => ({
    kind: 'position.close',
    subaccount: trader,
    instrument: 1,
    ...(priceTicks === undefined ? {} : { priceTicks }),
  });

  test('at the market it takes what is there', () => {
    buy(10);
    quote('buy', 4, 599_000);
    venue.ok(close());
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(6);
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
  });

  test('at a price it rests', () => {
    buy(10);
    venue.take();
    venue.ok(close(605_000));
    expect(venue.take('order.rested')).toMatchObject([{ side: -1, remainingLots: 10 }]);
  });

  test('without a position there is nothing to close', () => {
    expect(venue.code(close())).toBe('NOTHING_TO_REDUCE');
  });

  test('of more than the largest order it closes as much as that', () => {
    venue = TestVenue.found(resources, (spec) => ({ ...plainPrices(spec), maxOrderLots: 10 }));
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    house = venue.open('house', { kind: 'house' });
    trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
    for (let n = 0; n < 3; n++) buy(10);
    venue.take();
    venue.ok(close());
    expect(venue.take('order.accepted')).toMatchObject([{ quantityLots: 10 }]);
  });
});

describe('ORD-06 reduce-only is cut to what there is to reduce', () => {
  test('and refused where there is nothing', () => {
    expect(place('sell', 5, { priceTicks: 601_000, reduceOnly: true }).code).toBe(
      'NOTHING_TO_REDUCE',
    );
    buy(3);
    venue.take();
    expect(place('sell', 5, { priceTicks: 601_000, reduceOnly: true }).code).toBe('OK');
    expect(venue.take('order.accepted')).toMatchObject([{ quantityLots: 3, flags: 1 }]);
    expect(place('buy', 5, { priceTicks: 599_000, reduceOnly: true }).code).toBe(
      'NOTHING_TO_REDUCE',
    );
  });
});

describe('BOOK-05, BOOK-06 what the book would refuse is refused before it is announced', () => {
  test('a post-only order that would take, with the price it would take at', () => {
    quote('sell', 3, 600_500);
    venue.take();
    const order = { priceTicks: 600_500, postOnly: true };
    expect(place('buy', 1, order)).toMatchObject({ code: 'POST_ONLY_WOULD_TAKE', detail: 600_500 });
    expect(venue.take().map(({ kind }) => kind)).toEqual(['command.refused']);
  });

  test('a fill-or-kill order that cannot be filled, with what could be', () => {
    quote('sell', 3, 600_500);
    const order = { priceTicks: 600_500, timeInForce: 'fok' } as const;
    expect(place('buy', 4, order)).toMatchObject({ code: 'FOK_UNFILLABLE', detail: 3 });
    expect(place('buy', 3, order).code).toBe('OK');
  });
});

describe('MARG-09 an order passes when margin covers it, or when it asks for no more', () => {
  test('to the atom', () => {
    // 3,000 + 30 + 28.5 a thousand lots: 10,000 are 3.269.. times that.
    trader = venue.open('exact', { funds: { USDT: 3_058.5 * USDT } });
    expect(place('buy', 1_001, { priceTicks: 600_000 })).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 3_058_500,
    });
    expect(place('buy', 1_000, { priceTicks: 600_000 }).code).toBe('OK');
  });

  test('the other side is not asked twice: the worse counts', () => {
    trader = venue.open('exact', { funds: { USDT: 3_100 * USDT } });
    expect(place('buy', 1_000, { priceTicks: 600_000 }).code).toBe('OK');
    // Selling 990 at 60,300 asks 2,984.85 + 29.8485 + 31.340925.
    expect(place('sell', 990, { priceTicks: 603_000 }).code).toBe('OK');
  });

  test('a distressed account reduces, and does not open', () => {
    buy(3_000);
    // Equity 10,000 - 90 - 5,000 of an initial margin of 8,750 + 83.1; maintenance is 962.5.
    venue.prices({ BTC: 58_333.3 });
    expect(place('buy', 1, { priceTicks: 580_000 }).code).toBe('INSUFFICIENT_MARGIN');
    expect(place('sell', 3_000, { priceTicks: 584_000 }).code).toBe('OK');
  });
});

describe('ORD-07 a position with its orders stays small enough to be exact', () => {
  const HUGE = 1_000_000_000 * USDT;

  test('at 2^49 atoms, counting position and orders', () => {
    trader = venue.open('large', { funds: { USDT: HUGE } });
    quote('sell', 1_000_000, 600_000);
    for (let n = 0; n < 9; n++)
      expect(place('buy', 1_000_000, { priceTicks: 600_000 }).code).toBe('OK');
    // 2^49 / (600,000 x 100) = 9,382,499.2.
    expect(place('buy', 382_500, { priceTicks: 600_000 })).toMatchObject({
      code: 'AMOUNT_TOO_LARGE',
      detail: 9_382_499,
    });
    expect(place('buy', 382_499, { priceTicks: 600_000 }).code).toBe('OK');
  });

  test('for the house its position alone', () => {
    const seller = venue.open('large', { funds: { USDT: HUGE } });
    for (let n = 0; n < 9; n++) {
      expect(quote('buy', 1_000_000, 600_000).code).toBe('OK');
      venue.place(seller, 'BTCUSDT', 'sell', 1_000_000, { priceTicks: 600_000 });
    }
    expect(quote('buy', 382_499, 600_000).code).toBe('OK');
    expect(quote('buy', 382_500, 600_000).code).toBe('AMOUNT_TOO_LARGE');
    expect(quote('sell', 1_000_000, 600_500).code).toBe('OK');
  });

  test('at the mark where that is worth more, and what only reduces passes', () => {
    trader = venue.open('large', { funds: { USDT: HUGE } });
    for (let n = 0; n < 5; n++) {
      quote('sell', 1_000_000, 600_000);
      expect(place('buy', 1_000_000, { priceTicks: 600_000 }).code).toBe('OK');
    }
    for (let price = 60_000; price <= 150_000; price *= 1.025) venue.prices({ BTC: price });
    // 2^49 / (149,... x 1,000) are fewer lots than the five million that it holds.
    const { markTicks } = venue.instrument('BTCUSDT');
    expect(place('buy', 1, { priceTicks: markTicks - 10 }).code).toBe('AMOUNT_TOO_LARGE');
    expect(place('sell', 1_000_000, { priceTicks: markTicks }).code).toBe('OK');
  });

  test('amended, it is looked at again', () => {
    trader = venue.open('large', { funds: { USDT: HUGE } });
    const { reference: order } = place('buy', 1, { priceTicks: 600_000 });
    for (let n = 0; n < 9; n++) place('buy', 1_000_000, { priceTicks: 599_000 });
    const amend = { kind: 'order.amend', subaccount: trader, instrument: 1, order } as const;
    expect(venue.code({ ...amend, quantityLots: 382_500 })).toBe('AMOUNT_TOO_LARGE');
  });
});

describe('VAL-08 no mark is set at which a position could not be valued exactly', () => {
  test('the instrument halts with the mark that it had', () => {
    for (let n = 0; n < 9; n++) {
      quote('sell', 1_000_000, 600_000);
      trader = venue.open(`large ${n}`, { funds: { USDT: 500_000_000 * USDT } });
      expect(place('buy', 1_000_000, { priceTicks: 600_000 }).code).toBe('OK');
    }
    // The house is short 9 million lots: above 2^52 / 9e8 = 5,003,999 ticks they pass 2^52.
    venue.prices({ BTC: 500_399 });
    expect(venue.instrument('BTCUSDT').markTicks).toBe(5_003_990);
    venue.take();
    venue.prices({ BTC: 500_400.1 });
    expect(venue.take('instrument.state')).toMatchObject([
      { instrument: 1, state: 'halt', reason: 'valueTooLarge' },
    ]);
    expect(venue.instrument('BTCUSDT').markTicks).toBe(5_003_990);
    expect(place('sell', 1, { priceTicks: 5_004_000 }).code).toBe('INSTRUMENT_CLOSED');
    venue.prices({ BTC: 400_000 });
    expect(venue.instrument('BTCUSDT').markTicks).toBe(4_000_000);
  });
});
