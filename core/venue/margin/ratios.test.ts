/** A pool's states by equity over maintenance: free, reduce-only, liquidation. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const STATES = { reduceOnlyPercent: 120, liquidationPercent: 105, runsOut: false };

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    fees: { makerPpm: 0, takerPpm: 0 },
    liquidation: {
      ...spec.liquidation,
      feePpm: 0,
      slipPpm: 0,
      slicePpm: 500_000,
      waitUs: 2_000_000,
      uncappedValueAtoms: 50_000 * USDT,
    },
  }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

/** Long ten bitcoin from 60,000 with so much; 0.5 % of them is asked. */
function long(usdt: number): number {
  const trader = venue.open('trader', { mode: 'multiAsset', funds: { USDT: usdt * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10_000, 600_000);
  return trader;
}

const set = (subaccount: number, states: Partial<typeof STATES> = {}): string =>
  venue.code({ kind: 'subaccount.ratios', subaccount, ...STATES, ...states }, { by: 'core' });

const ratio = (subaccount: number): number => {
  const { bucket } = venue.balance(subaccount, 'USDT');
  const { equityAtoms, maintenanceAtoms } = bucketFigures(venue.venue.state, bucket);
  return equityAtoms / maintenanceAtoms;
};
const order = (subaccount: number, side: 'buy' | 'sell'): string =>
  venue.code(venue.placement(subaccount, 'BTCUSDT', side, 1, { priceTicks: 500_000 }));

describe('VAR-63 the states of a pool', () => {
  test('below the first ratio only what reduces is taken', () => {
    const trader = long(30_000);
    expect(set(trader)).toBe('OK');
    // 30,000 - 26,425 are 3,575 of 2,867.9: 124.6 %; at 57,350 they are 3,500, or 122 %.
    venue.prices({ BTC: 57_350 });
    expect(ratio(trader)).toBeGreaterThan(1.2);
    expect(order(trader, 'buy')).toBe('INSUFFICIENT_MARGIN');
    venue.prices({ BTC: 57_340 });
    expect(ratio(trader)).toBeLessThan(1.2);
    expect(order(trader, 'buy')).toBe('REDUCE_ONLY_STATE');
    const sell = venue.placement(trader, 'BTCUSDT', 'sell', 1, { priceTicks: 580_000 });
    expect(venue.code(sell)).toBe('OK');
  });

  test('at the second it is liquidated, and the price of that says so a tick either side', () => {
    const trader = long(30_000);
    const { state } = venue.venue;
    const find = (): number =>
      positionLiquidationTicks(state, venue.of(trader), venue.position(trader, 'BTCUSDT'));
    // 30,000 - 10 x (60,000 - p) = 10 x p x 0.5 %, or 1.05 of it.
    expect(find()).toBe(572_864);
    set(trader);
    expect(find()).toBe(573_008);
    venue.take();
    venue.prices({ BTC: 57_300.9 });
    expect(venue.take('liquidation.started')).toEqual([]);
    venue.prices({ BTC: 57_300.8 });
    expect(venue.take('liquidation.started')).toHaveLength(1);
  });

  test('a liquidation that has begun ends where nothing is left, not where it cures', () => {
    const trader = long(30_000);
    set(trader, { runsOut: true });
    venue.place(house, 'BTCUSDT', 'buy', 100_000, { priceTicks: 573_000, by: 'house' });
    venue.prices({ BTC: 57_300 });
    for (let n = 0; n < 12; n++) venue.prices({ BTC: 57_300 });
    const ended = venue.take('liquidation.ended').map(({ how }) => how);
    expect(ended).toEqual(['closed']);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
    // Sold at the mark it keeps what was left.
    expect(venue.balance(trader, 'USDT').unsettledAtoms / USDT).toBe(-27_000);
  });

  test('two people set them, and not so that the pool is liquidated by it', () => {
    const trader = long(30_000);
    venue.prices({ BTC: 57_300.5 });
    expect(venue.code({ kind: 'subaccount.ratios', subaccount: trader, ...STATES })).toBe(
      'NOT_AUTHORISED',
    );
    // 3,005 are 104.9 % of 2,865.025.
    expect(set(trader)).toBe('INSUFFICIENT_MARGIN');
    expect(set(trader, { liquidationPercent: 99 })).toBe('INVALID_SPEC');
    expect(set(trader, { reduceOnlyPercent: 101, liquidationPercent: 102 })).toBe('CONTRADICTION');
    expect(set(house)).toBe('WRONG_ACCOUNT_KIND');
    expect(set(trader, { liquidationPercent: 101 })).toBe('OK');
    expect(set(trader, { reduceOnlyPercent: 0, liquidationPercent: 0 })).toBe('OK');
    expect(venue.of(trader).ratios).toBeUndefined();
  });

  test('nothing begins that would be liquidated as it stands', () => {
    const index = venue.indexId('BTC');
    const { index: _, ...bitcoin } = portfolio[0]!;
    const same = { ...bitcoin, maintenancePpm: 1_000_000 };
    venue.ok({ kind: 'index.portfolio', index, ...same }, { by: 'core' });
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 9_200 * USDT } });
    const bid = venue.placement(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    set(trader);
    // 9,000 are asked either way, and 9,450 at the ratio.
    expect(venue.code(bid)).toBe('INSUFFICIENT_MARGIN');
    set(trader, { liquidationPercent: 102 });
    expect(venue.code(bid)).toBe('OK');
  });

  test('they are of pools alone', () => {
    const trader = venue.open('apart', { funds: { USDT: 30_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10_000, 600_000);
    expect(set(trader)).toBe('OK');
    venue.take();
    venue.prices({ BTC: 57_290 });
    expect(venue.take('liquidation.started')).toEqual([]);
  });

  test('what is isolated beside a pool is liquidated by its own maintenance alone', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { USDT: 100_000 * USDT } });
    const instrument = venue.instrument('BTCUSDT').id;
    venue.ok({ kind: 'position.isolate', subaccount: trader, instrument, isolated: true });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10_000, 600_000);
    const { state } = venue.venue;
    const position = venue.position(trader, 'BTCUSDT');
    const ticks = positionLiquidationTicks(state, venue.of(trader), position);
    expect(set(trader, { runsOut: true })).toBe('OK');
    expect(positionLiquidationTicks(state, venue.of(trader), position)).toBe(ticks);
    // A tick before its price it stands, though below 105 % of what it is asked.
    venue.take();
    venue.prices({ BTC: (ticks + 1) / 10 });
    const { equityAtoms, maintenanceAtoms } = bucketFigures(state, position.bucket);
    expect(equityAtoms).toBeLessThan(maintenanceAtoms * 1.05);
    expect(venue.take('liquidation.started')).toEqual([]);
    venue.place(house, 'BTCUSDT', 'buy', 100_000, { priceTicks: ticks, by: 'house' });
    venue.prices({ BTC: ticks / 10 });
    for (let n = 0; n < 12; n++) venue.prices({ BTC: ticks / 10 });
    // And it ends where it cures.
    expect(venue.take('liquidation.ended').map(({ how }) => how)).toEqual(['cured']);
    expect(position.lots).toBeGreaterThan(0);
  });
});
