/** Pairs in a pool: full funding of both legs, of collateral that the pool goes on counting. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { listPair, PAIR } from '../testing/pairs.ts';
import { TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, freeAtoms } from './buckets.ts';
import { withdrawableAtoms } from './withdrawable.ts';
import { spendableAtoms } from './pair-funds.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  listPair(venue, { fees: { makerPpm: -50, takerPpm: 500 } });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

const wallet = (subaccount: number, asset: string): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, asset);
  return mirroredAtoms + unsettledAtoms;
};
const free = (subaccount: number): number =>
  freeAtoms(venue.venue.state, venue.of(subaccount), 1) / USDT;
const withdrawable = (subaccount: number, asset: string): number =>
  withdrawableAtoms(venue.venue.state, venue.of(subaccount), venue.assetId(asset));

describe.each(['multiAsset', 'portfolio'] as const)('COLL-09 %s: an order of a pair', (mode) => {
  test('keeps what it pays with whole, and what it brings counts once it is there', () => {
    const trader = venue.open('trader', { mode, funds: { USDT: 30_000 * USDT } });
    expect(venue.place(trader, PAIR, 'buy', 100, { priceTicks: 600_000 }).code).toBe('OK');
    // 6,000, a fee of 3, and an atom a lot.
    expect(free(trader)).toBe(30_000 - 6_003.0001);
    expect(withdrawable(trader, 'USDT')).toBe(30_000 * USDT - 6_003_000_100);
    venue.place(house, PAIR, 'sell', 100, { priceTicks: 600_000, by: 'house' });
    // The maker gets 0.3; 0.1 XBT count 5,700 for what begins, and 5,820 for what stands.
    expect(free(trader)).toBe(24_000.3 + 5_700);
    const { bucket } = venue.balance(trader, 'USDT');
    expect(bucketFigures(venue.venue.state, bucket).equityAtoms).toBe(29_820.3 * USDT);
    expect([wallet(trader, 'USDT'), wallet(trader, 'XBT')]).toEqual([24_000.3 * USDT, XBT / 10]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('pays with money that is there and makes no debt, whatever else is worth', () => {
    const funds = { USDT: 4_000 * USDT, XBT };
    const trader = venue.open('trader', { mode, funds });
    const buy = venue.place(trader, PAIR, 'buy', 100, { priceTicks: 600_000 });
    expect(buy).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 2_003_000_100 });
    expect(venue.place(trader, PAIR, 'sell', 1_001, { priceTicks: 600_000 }).code).toBe(
      'INSUFFICIENT_MARGIN',
    );
    expect(venue.place(trader, PAIR, 'sell', 1_000, { priceTicks: 600_000 }).code).toBe('OK');
    // All of the coins are kept, and back nothing meanwhile.
    expect(free(trader)).toBe(4_000);
    expect(withdrawable(trader, 'XBT')).toBe(0);
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
  });

  test('leaves positions what they are asked for', () => {
    const trader = venue.open('trader', { mode, funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3_000, 600_000);
    const before = free(trader);
    // Each thousandth counts 57 of it.
    const most = Math.floor(before / 57);
    const sell = (lots: number) => venue.place(trader, PAIR, 'sell', lots, { priceTicks: 600_000 });
    expect(sell(most + 1).code).toBe('INSUFFICIENT_MARGIN');
    expect(sell(most).code).toBe('OK');
  });

  test('goes when the pool is liquidated, and none comes', () => {
    const trader = venue.open('trader', { mode, funds: { USDT: 13_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.place(trader, PAIR, 'buy', 10, { priceTicks: 600_000 });
    venue.take();
    venue.prices({ BTC: mode === 'portfolio' ? 53_000 : 47_280 });
    expect(venue.take('liquidation.cancelled')).toMatchObject([{ orders: 1 }]);
    const { markTicks } = venue.instrument(PAIR);
    const order = venue.place(trader, PAIR, 'buy', 1, { priceTicks: markTicks });
    expect(order.code).toBe('POSITION_IN_LIQUIDATION');
  });
});

test('SPOT-04 a maker in a pool trades what is there, when a loss has taken some of it', () => {
  const funds = { XBT: XBT / 2, USDT: 30_000 * USDT };
  const trader = venue.open('trader', { mode: 'multiAsset', funds });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 300, 600_000);
  // A fee of 0.00025 is gone.
  expect(venue.place(trader, PAIR, 'sell', 499, { priceTicks: 605_000 }).code).toBe('OK');
  venue.prices({ BTC: 59_500 });
  venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 300, 595_000);
  venue.prices({ BTC: 60_000 });
  // 30,000 / 59,500 - 0.5 = 0.0042 lost: of 0.49975 and a little rebate 0.4955 are there.
  venue.take();
  venue.place(house, PAIR, 'buy', 499, { priceTicks: 605_000, by: 'house' });
  const told = venue.take().filter(({ kind }) => /^execution|cancelled$/.test(kind));
  expect(told).toMatchObject([
    { kind: 'execution', subaccount: trader, quantityLots: 495 },
    { kind: 'execution', subaccount: house },
    { kind: 'order.cancelled', subaccount: trader, remainingLots: 4, reason: 'unfunded' },
  ]);
  expect(wallet(trader, 'XBT')).toBeLessThan(100_000);
});

test('SPOT-04 and no more than leaves it its maintenance', () => {
  const trader = venue.open('trader', { mode: 'portfolio', funds: { XBT: XBT / 2 } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.prices({ BTC: 46_000 });
  const spendable = spendableAtoms(venue.venue.state, trader, 2);
  // 22,310 - 14,030 - 0.8 x 6,900 - 23 = 2,737 of 44,620 a bitcoin.
  expect(spendable).toBe(6_134_020);
});

test('MODE-01 orders of pairs go along into a pool and out of it', () => {
  const trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
  venue.place(trader, PAIR, 'buy', 100, { priceTicks: 590_000 });
  const to = (mode: 'cross' | 'portfolio') =>
    venue.code({ kind: 'subaccount.mode', subaccount: trader, mode });
  expect(to('portfolio')).toBe('OK');
  expect(free(trader)).toBe(10_000 - 5_902.9501);
  expect(to('cross')).toBe('OK');
});

test('COLL-05 a pair is ordered in a pool only where both of its assets count', () => {
  const bare = TestVenue.found({ ...resources, collateral: terms.slice(0, 1) });
  listPair(bare);
  bare.prices({ BTC: 60_000, ETH: 3_000 });
  const trader = bare.open('trader', { mode: 'multiAsset', funds: { USDT: 10_000 * USDT } });
  expect(bare.place(trader, PAIR, 'buy', 1, { priceTicks: 600_000 }).code).toBe('NOT_IN_MODE');
});
