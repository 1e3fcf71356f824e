/**
 * A position isolated inside a pool. BTCUSDT at 60,000 and 20 times, without fees: a bitcoin asks
 * 3,000 of an isolated position, and 9,000 of a portfolio.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Outcome } from '../outcomes.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, bucketOf, freeAtoms } from './buckets.ts';
import { withdrawableAtoms } from './withdrawable.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    return { ...plainPrices(spec), fees: { makerPpm: 0, takerPpm: 0 } };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 30_000 * USDT } });
  venue.contribute('USDT', 100_000 * USDT);
});

const isolate = (isolated: boolean, instrument = 1): Outcome =>
  venue.apply({ kind: 'position.isolate', subaccount: trader, instrument, isolated });
const give = (dollars: number): Outcome =>
  venue.apply({
    kind: 'position.transferMargin',
    subaccount: trader,
    instrument: 1,
    amountAtoms: dollars * USDT,
  });
const buy = (lots: number): void =>
  venue.trade(
    { buyer: trader, seller: house },
    'BTCUSDT',
    lots,
    venue.instrument('BTCUSDT').markTicks,
  );
const pool = () => bucketFigures(venue.venue.state, venue.balance(trader, 'USDT').bucket);
const position = () => venue.position(trader, 'BTCUSDT');
const free = (): number => freeAtoms(venue.venue.state, venue.of(trader), 1) / USDT;

describe('ISO-06 a position that stands goes out of a pool and back', () => {
  test('with what it would be opened with, and comes back with all that it has', () => {
    buy(1_000);
    expect(free()).toBe(21_000);
    venue.take();
    expect(isolate(true).code).toBe('OK');
    expect(position()).toMatchObject({ mode: 'isolated', allocatedAtoms: 3_000 * USDT });
    expect(pool()).toMatchObject({ equityAtoms: 27_000 * USDT, hasPosition: false });
    expect(free()).toBe(27_000);
    const { state } = venue.venue;
    expect(bucketOf(state, venue.of(trader), position())).toBe(position().bucket);
    expect(venue.take().map(({ kind }) => kind)).toEqual(['position.margin', 'position.isolated']);
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    expect(isolate(false).code).toBe('OK');
    expect(position()).toMatchObject({ mode: 'cross', allocatedAtoms: 0 });
    expect(free()).toBe(21_000);
  });

  test('what it has lost goes along, so that it has its margin', () => {
    buy(1_000);
    venue.prices({ BTC: 58_000 });
    expect(isolate(true).code).toBe('OK');
    // 5 % of 58,000, and 2,000.
    expect(position().allocatedAtoms).toBe(4_900 * USDT);
  });

  test('not without the money, nor where what stays would miss its own', () => {
    trader = venue.open('hedger', {
      mode: 'portfolio',
      funds: { USDT: 5_000 * USDT, XBT: XBT / 10 },
    });
    buy(200);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 600, 600_000);
    buy(800);
    const meaning = venue.meaning();
    // A short of 60,000 alone asks 9,000; 2,000 and 0.1 bitcoin, of which all is asked, are 8,000,
    // and rounded satoshis make it a little less.
    expect(isolate(true)).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 999_999_820 });
    // The other leg settles in bitcoin: a twentieth is there.
    expect(isolate(true, venue.instrument('BTCUSD').id).code).toBe('INSUFFICIENT_MARGIN');
    const text = venue.meaning();
    expect(text.slice(text.indexOf('\n'))).toBe(meaning.slice(meaning.indexOf('\n')));
  });

  test('not back while it misses margin of its own, nor with an order there', () => {
    buy(1_000);
    isolate(true);
    venue.prices({ BTC: 59_500 });
    // 5 % of 59,500 is 2,975: 475 are missing.
    expect(isolate(false)).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 475 * USDT });
    expect(give(475).code).toBe('OK');
    venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks: 596_000 });
    expect(isolate(false).code).toBe('POSITION_OPEN');
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect(isolate(false).code).toBe('OK');
  });

  test('not while a call or a liquidation stands', () => {
    buy(2_700);
    venue.prices({ BTC: 57_000 });
    expect(venue.balance(trader, 'USDT').bucket.call).not.toBeNull();
    expect(isolate(true).code).toBe('MODE_BLOCKED');
  });
});

describe('ISO-04 margin goes between an isolated position and its pool', () => {
  test('in from what may leave the pool, out down to 10 % of notional', () => {
    buy(1_000);
    isolate(true);
    expect(give(27_000.000001)).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 1 });
    expect(give(5_000).code).toBe('OK');
    expect(position().allocatedAtoms).toBe(8_000 * USDT);
    expect(give(-2_001).code).toBe('INSUFFICIENT_MARGIN');
    expect(give(-2_000).code).toBe('OK');
    expect(withdrawableAtoms(venue.venue.state, venue.of(trader), 1)).toBe(24_000 * USDT);
  });
});

describe('ISO-05 orders of an isolated position in a pool', () => {
  test('keep their margin as money that is there', () => {
    expect(isolate(true).code).toBe('OK');
    const order = { priceTicks: 600_000 };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1_000, order).code).toBe('OK');
    expect(free()).toBe(27_000);
    const most = venue.place(trader, 'BTCUSDT', 'buy', 9_001, order);
    expect(most).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 3 * USDT });
    venue.place(house, 'BTCUSDT', 'sell', 1_000, { ...order, by: 'house' });
    expect(position().allocatedAtoms).toBe(3_000 * USDT);
    expect(pool().equityAtoms).toBe(27_000 * USDT);
  });

  test('coins of the pool are no money for them', () => {
    trader = venue.open('coins', { mode: 'multiAsset', funds: { XBT } });
    isolate(true);
    const order = venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    expect(order).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 3_000 * USDT });
  });

  test('MARG-12 never take the ordinary way', () => {
    isolate(true);
    venue.place(trader, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    isolate(true, 2);
    venue.place(trader, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      expect(venue.instrument(symbol).holders.hasRoom(trader)).toBe(false);
    }
  });
});

describe('ISO-01 ruin of an isolated position', () => {
  test('takes its margin and nothing of the pool, which goes on', () => {
    buy(1_000);
    isolate(true);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 1_000, 300_000);
    venue.take();
    venue.prices({ BTC: 55_000, ETH: 3_000 });
    const events = venue.take();
    expect(events.find(({ kind }) => kind === 'liquidation.takeover')).toMatchObject({
      instrument: 1,
      bankruptcyTicks: 570_000,
    });
    expect(position()).toMatchObject({ lots: 0, allocatedAtoms: 0 });
    expect(pool()).toMatchObject({ equityAtoms: 27_000 * USDT, hasPosition: true });
    expect(venue.balance(trader, 'USDT').bucket.liquidation).toBeNull();
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('of the pool leaves an isolated position its own', () => {
    buy(1_000);
    isolate(true);
    give(5_000);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 30_000, 300_000);
    venue.prices({ BTC: 60_000, ETH: 2_200 });
    expect(venue.position(trader, 'ETHUSDT').lots).toBe(0);
    expect(position()).toMatchObject({ lots: 1_000, allocatedAtoms: 8_000 * USDT });
    const { mirroredAtoms, unsettledAtoms } = venue.balance(trader, 'USDT');
    expect(mirroredAtoms + unsettledAtoms).toBe(8_000 * USDT);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});
