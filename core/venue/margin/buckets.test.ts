/** Equity, free and withdrawable of the buckets of one subaccount, with worked numbers. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, bucketOf, freeAtoms, positionBankruptcyTicks } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { withdrawableAtoms } from './withdrawable.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT, XBT: 10_000_000 } });
});

const buy = (symbol: string, lots: number, ticks: number): void =>
  venue.trade({ buyer: trader, seller: house }, symbol, lots, ticks);
const figures = (asset = 'USDT') =>
  bucketFigures(venue.venue.state, venue.balance(trader, asset).bucket);

describe('EQ-01 equity is wallet and unrealised of a bucket, against maintenance', () => {
  test('all cross positions of an asset are in one bucket', () => {
    buy('BTCUSDT', 1_000, 600_000);
    buy('ETHUSDT', 10_000, 300_000);
    venue.prices({ BTC: 59_000, ETH: 3_050 });
    // Fees 30 + 15; -1,000 + 500; 0.55 % of 59,000 and of 30,500.
    expect(figures()).toEqual({
      walletAtoms: 9_955 * USDT,
      equityAtoms: 9_455 * USDT,
      maintenanceAtoms: 492.25 * USDT,
      hasPosition: true,
    });
  });

  test('another asset’s are in another', () => {
    buy('BTCUSD', 300, 600_000);
    venue.prices({ BTC: 58_000, ETH: 3_000 });
    // 5e7 atoms bought, 3e13 / 580,000 = 51,724,138 at the mark, so a long loses 1,724,138; fee
    // 25,000; 0.55 % of it, rounded up.
    expect(figures('XBT')).toEqual({
      walletAtoms: 9_975_000,
      equityAtoms: 8_250_862,
      maintenanceAtoms: 284_483,
      hasPosition: true,
    });
    expect(figures().hasPosition).toBe(false);
  });

  test('an isolated position is a bucket of its own', () => {
    venue.ok({ kind: 'position.isolate', subaccount: trader, instrument: 1, isolated: true });
    buy('BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 59_000, ETH: 3_000 });
    expect(figures()).toMatchObject({ equityAtoms: 6_941.5 * USDT, maintenanceAtoms: 0 });
    const { bucket } = venue.position(trader, 'BTCUSDT');
    expect(bucketFigures(venue.venue.state, bucket)).toEqual({
      walletAtoms: 3_028.5 * USDT,
      equityAtoms: 2_028.5 * USDT,
      maintenanceAtoms: 324.5 * USDT,
      hasPosition: true,
    });
  });
});

test('EQ-02 free is equity less the initial margin of positions and orders', () => {
  buy('BTCUSDT', 1_000, 600_000);
  venue.place(trader, 'ETHUSDT', 'buy', 10_000, { priceTicks: 300_000 });
  // 9,970 - 3,028.5 - (1,500 + 15 + 14.25).
  expect(freeAtoms(venue.venue.state, venue.of(trader), 1)).toBe(5_412.25 * USDT);
});

describe('EQ-03 withdrawable is min(W, E - max(IM, 10 % of notional)), never below zero', () => {
  const withdrawable = () => withdrawableAtoms(venue.venue.state, venue.of(trader), 1) / USDT;

  test.each([
    ['the tenth of the notional', 60_000, 3_970],
    // 9,970 - 2,000 - 5,800.
    ['less an unrealised loss', 58_000, 2_170],
    // 9,970 + 10,000 - 7,000 would be more than the wallet.
    ['no unrealised profit', 70_000, 9_970],
    ['nothing', 55_000, 0],
  ])('%s', (_, price, expected) => {
    buy('BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: price, ETH: 3_000 });
    expect(withdrawable()).toBe(expected);
  });
});

describe('MARG-05 in cross the liquidation price holds if everything else stays', () => {
  test('with another position, profit and maintenance of which count', () => {
    buy('BTCUSDT', 1_000, 600_000);
    buy('ETHUSDT', 10_000, 300_000);
    venue.prices({ BTC: 60_000, ETH: 3_100 });
    // 9,955 + 1,000 - 0.55 % of 31,000 = 10,784.5; (60,000 - 10,784.5) / 0.9945 = 49,487.68.
    const position = venue.position(trader, 'BTCUSDT');
    const ticks = positionLiquidationTicks(venue.venue.state, venue.of(trader), position);
    expect(ticks).toBe(494_876);
    venue.prices({ BTC: 49_487.7, ETH: 3_100 });
    expect(venue.take('liquidation.started')).toEqual([]);
    venue.prices({ BTC: 49_487.6 });
    expect(venue.take('liquidation.started')).toHaveLength(1);
  });

  test('a flat position has none', () => {
    const position = venue.position(trader, 'BTCUSDT');
    expect(positionLiquidationTicks(venue.venue.state, venue.of(trader), position)).toBe(0);
  });
});

describe('MARG-08 a position’s share of cross equity is that of maintenance', () => {
  test('rounded down; its bankruptcy price loses that share', () => {
    buy('BTCUSDT', 1_000, 600_000);
    buy('ETHUSDT', 10_000, 300_000);
    // Equity 9,955; maintenance 330 and 165: two thirds are 6,636.666666.
    const position = venue.position(trader, 'BTCUSDT');
    const bucket = bucketOf(venue.venue.state, venue.of(trader), position);
    expect(bucket).toBe(venue.balance(trader, 'USDT').bucket);
    // 60,000 - 6,636.67 = 53,363.33, up to the tick.
    const instrument = venue.instrument('BTCUSDT');
    expect(positionBankruptcyTicks(venue.venue.state, instrument, position, figures())).toBe(
      533_634,
    );
  });

  test('alone it has all of it', () => {
    buy('BTCUSDT', 1_000, 600_000);
    const position = venue.position(trader, 'BTCUSDT');
    expect(
      positionBankruptcyTicks(venue.venue.state, venue.instrument('BTCUSDT'), position, figures()),
    ).toBe(500_300);
  });
});
