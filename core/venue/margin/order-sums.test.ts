/** The sums over resting orders, kept change by change, are those of a full count. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { BUY, SELL } from '../book/contract.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { TestVenue } from '../testing/test-venue.ts';
import { GAP, LOTS, NOTIONAL, REDUCE_ONLY } from './order-sums.ts';

const resources = { ...instruments, indices: indices.replay };
const FUNDS = { USDT: 1_000_000_000_000 };

let venue: TestVenue;
let maker: number;
let taker: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  maker = venue.open('maker', { funds: FUNDS });
  taker = venue.open('taker', { funds: FUNDS });
});

const bid = (lots: number, priceTicks: number): number =>
  venue.place(maker, 'BTCUSDT', 'buy', lots, { priceTicks }).reference;

function sum(side: 1 | -1, column: number): number {
  const instrument = venue.instrument('BTCUSDT');
  return instrument.sums.at(instrument.sums.rowOf(instrument, maker, side), column);
}

describe('MARG-11 the sums over resting orders are those of a full count', () => {
  test('of orders that rest, trade in part and go', () => {
    const first = bid(5, 599_000);
    bid(7, 598_000);
    expect(sum(BUY, LOTS)).toBe(12);
    expect(sum(BUY, NOTIONAL)).toBe((5 * 599_000 + 7 * 598_000) * 100);
    venue.place(taker, 'BTCUSDT', 'sell', 2, { priceTicks: 599_000, timeInForce: 'ioc' });
    expect(sum(BUY, LOTS)).toBe(10);
    expect(orderSumsFault(venue.venue.state)).toBeNull();
    const instrument = venue.instrument('BTCUSDT').id;
    venue.ok({ kind: 'order.cancel', subaccount: maker, instrument, order: first });
    expect(sum(BUY, LOTS)).toBe(7);
    venue.ok({ kind: 'order.cancelAll', subaccount: maker });
    expect(sum(BUY, LOTS)).toBe(0);
    expect(sum(BUY, NOTIONAL)).toBe(0);
  });

  test('of an order that is amended, and of one whose maker trades on its way', () => {
    const order = bid(5, 598_000);
    const instrument = venue.instrument('BTCUSDT').id;
    venue.place(taker, 'BTCUSDT', 'sell', 3, { priceTicks: 599_000 });
    const where = { kind: 'order.amend', subaccount: maker, instrument, order } as const;
    venue.ok({ ...where, quantityLots: 4 });
    expect(sum(BUY, LOTS)).toBe(4);
    venue.ok({ ...where, priceTicks: 599_500, quantityLots: 9 });
    expect(sum(BUY, LOTS)).toBe(6);
    expect(orderSumsFault(venue.venue.state)).toBeNull();
  });

  test('at another mark the gap is another', () => {
    bid(5, 601_000);
    expect(sum(BUY, GAP)).toBe(5 * 1_000 * 100);
    venue.prices({ BTC: 60_050 });
    expect(sum(BUY, GAP)).toBe(5 * 500 * 100);
    venue.place(taker, 'BTCUSDT', 'sell', 1, { priceTicks: 600_800, timeInForce: 'ioc' });
    expect(sum(BUY, GAP)).toBe(4 * 500 * 100);
  });

  test('an order that only reduces is counted apart, and gone when its position is', () => {
    bid(5, 600_000);
    venue.place(taker, 'BTCUSDT', 'sell', 5, { priceTicks: 600_000 });
    venue.place(maker, 'BTCUSDT', 'sell', 5, { priceTicks: 601_000, reduceOnly: true });
    expect(sum(SELL, REDUCE_ONLY)).toBe(1);
    venue.place(taker, 'BTCUSDT', 'buy', 5, { priceTicks: 600_000 });
    venue.place(maker, 'BTCUSDT', 'sell', 5, { priceTicks: 600_000 });
    expect(sum(SELL, REDUCE_ONLY)).toBe(0);
    expect(orderSumsFault(venue.venue.state)).toBeNull();
  });

  test('a loaded venue counts anew', () => {
    bid(5, 599_000);
    venue = venue.reloaded();
    expect(sum(BUY, LOTS)).toBe(5);
    bid(2, 598_000);
    expect(sum(BUY, LOTS)).toBe(7);
  });
});
