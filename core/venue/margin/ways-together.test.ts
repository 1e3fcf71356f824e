/**
 * Ways of margin, funding and loss that meet in one listing or one subaccount, with worked numbers:
 * after each price nothing is lost, a twin agrees, every liquidation price is confirmed a tick
 * either side, and a venue that was loaded anew and values everybody tells the same.
 */
import { expect, describe, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { hourly, pass, trader } from '../funding/testing/hourly.ts';
import { Crash } from '../liquidation/testing/deleveraging.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { marginFault } from '../testing/naive-proof.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { liquidationPriceFault } from '../testing/watch.ts';
import { bucketFigures } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';

const USDT = 1_000_000;
const DAY_US = 86_400_000_000;
const TIERS = [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }];
const margin = { defaultLeverageX100: 10_000, tiers: TIERS };
const levels = { searchPpm: 1_100_000, initialPpm: 1_200_000, releasePpm: 1_400_000 };

/** A price comes to a venue and to its copy that was loaded anew. */
function priced(venue: TestVenue, byIndex: Readonly<Record<string, number>>): void {
  const full = venue.reloaded();
  for (const one of [venue, full]) {
    one.take();
    one.prices(byIndex);
  }
  expect(venue.meaning()).toBe(full.meaning());
  const { state } = venue.venue;
  expect(venue.venue.conservationBreach()).toBeNull();
  expect(liquidationPriceFault(state)).toBeNull();
  expect(marginFault(state, () => undefined)).toBeNull();
}

const wallet = (venue: TestVenue, who: number): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(who, 'USDT');
  return (mirroredAtoms + unsettledAtoms) / USDT;
};

describe('VAR-34 VAR-64 funding that is shared, and profit that is kept', () => {
  // 2 % of the worth each hour.
  const funding = { interestE8: 16_000_000, damperE8: 20_000_000, capE8: 16_000_000 } as const;
  const ways = { ...funding, shortage: 'shared' } as const;

  test.each([
    [
      'a payer pays all that its bucket has, with profit that nothing else may use',
      61_000,
      1_220,
      0,
    ],
    ['and no more than that where it is not enough', 60_000, 700, 500],
  ])('%s', (_, price, paid, unpaid) => {
    const venue = hourly(ways, { margin, equity: { profit: 'kept' } });
    const [long, short] = [trader(venue, 'long', 700), trader(venue, 'short')];
    venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
    for (let n = 0; n < 118; n += 1) venue.prices({ BTC: price }, 30_000_000);
    venue.take();
    pass(venue, 1, price);
    const told = venue.take();
    const amounts = told.flatMap(({ kind, amountAtoms }) =>
      kind === 'funding.paid' ? [Number(amountAtoms) / USDT] : [],
    );
    expect(amounts).toEqual([paid, -paid]);
    const missing = told.filter(({ kind }) => kind === 'funding.unpaid');
    expect(missing.map(({ amountAtoms }) => Number(amountAtoms) / USDT)).toEqual(
      unpaid === 0 ? [] : [unpaid],
    );
    priced(venue, { BTC: price });
  });
});

describe('VAR-33 VAR-65 levels of margin with funding in it', () => {
  function levelled(usdt: number) {
    const way = { ...margin, pendingFundingPpm: 1_000_000 };
    const venue = hourly({}, { margin: way, equity: { staysPpm: 0, levels } });
    const funds = { USDT: usdt * USDT };
    const long = venue.open('long', { mode: 'isolated', funds });
    venue.trade({ buyer: long, seller: trader(venue, 'short') }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 60_000 });
    return { venue, long };
  }

  test('they are multiples of maintenance with what would be paid in it', () => {
    const { venue, long } = levelled(2_000);
    const own = (): number => venue.position(long, 'BTCUSDT').allocatedAtoms / USDT;
    // 1.01 %
    expect(own()).toBe(606);
    // 306 of 304.47, 0.51 %: filled up to 365.364.
    priced(venue, { BTC: 59_700 });
    expect(own()).toBeCloseTo(665.364, 6);
  });

  test.each([620, 900, 2_000])('a liquidation price counts both, with %i', (usdt) => {
    const { venue, long } = levelled(usdt);
    const { state } = venue.venue;
    const ticks = positionLiquidationTicks(state, venue.of(long), venue.position(long, 'BTCUSDT'));
    for (const [at, due] of [
      [ticks + 1, 0],
      [ticks, 1],
    ] as const) {
      const copy = venue.reloaded();
      copy.prices({ BTC: at / 10 });
      expect(copy.take('liquidation.started')).toHaveLength(due);
    }
  });
});

test('VAR-21 VAR-33 a spread is of what its legs ask with the funding that is to come', () => {
  const spread = { ...margin, interMonthSpread: { chargePpm: 1_000 } };
  const venue = hourly({}, { margin: { ...spread, pendingFundingPpm: 1_000_000 } });
  listDated(venue, START_US + 30 * DAY_US + 30_000_000, { margin: spread });
  venue.prices({ BTC: 60_000 });
  const [both, other] = [trader(venue, 'both', 1_000), trader(venue, 'other', 100_000)];
  venue.trade({ buyer: both, seller: other }, 'BTCUSDT', 1_000, 600_000);
  venue.trade({ buyer: other, seller: both }, DATED, 1_000, 600_000);
  venue.prices({ BTC: 60_000 });
  const { bucket } = venue.balance(both, 'USDT');
  const asked = (): number => bucketFigures(venue.venue.state, bucket).maintenanceAtoms / USDT;
  // 306, who receives pays 300, and 60 of charge.
  expect(asked()).toBe(366);
  for (const price of [59_000, 56_000, 61_000, 64_000]) priced(venue, { BTC: price });
  // 0.51 % and 0.1 %
  expect(asked()).toBe(390.4);
});

test('VAR-46 VAR-63 a pool is liquidated at its ratio beside what it has paid for in full', () => {
  const { collateral: terms, portfolio } = collateral;
  const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
  const venue = TestVenue.found(resources, plainPrices);
  listDated(venue, START_US + 30 * DAY_US + 30_000_000, { capTicks: 800_000 });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const pool = venue.open('pool', { mode: 'multiAsset', funds: { USDT: 26_000 * USDT } });
  const other = trader(venue, 'other', 50_000);
  const states = { reduceOnlyPercent: 120, liquidationPercent: 105, runsOut: false };
  venue.ok({ kind: 'subaccount.ratios', subaccount: pool, ...states }, { by: 'core' });
  venue.trade({ buyer: pool, seller: other }, DATED, 200, 600_000);
  venue.trade({ buyer: pool, seller: house }, 'BTCUSDT', 2_000, 600_000);
  const posted = (): number => venue.position(pool, DATED).allocatedAtoms / USDT;
  expect(posted()).toBe(12_000);
  for (const price of [58_500, 57_000, 55_600]) priced(venue, { BTC: price, ETH: 3_000 });
  const { state } = venue.venue;
  const ticks = positionLiquidationTicks(state, venue.of(pool), venue.position(pool, 'BTCUSDT'));
  priced(venue, { BTC: (ticks + 1) / 10, ETH: 3_000 });
  expect(venue.take('liquidation.started')).toEqual([]);
  priced(venue, { BTC: ticks / 10, ETH: 3_000 });
  expect(venue.take('liquidation.started')).toMatchObject([{ subaccount: pool }]);
  for (let n = 0; n < 30; n += 1) priced(venue, { BTC: 50_000, ETH: 3_000 });
  expect([venue.position(pool, 'BTCUSDT').lots, posted()]).toEqual([0, 12_000]);
  // What it has left is what it posted, and nothing of that is anybody's else.
  expect(wallet(venue, pool)).toBe(12_000);
});

test('INS-09 VAR-15 who shares a loss keeps maintenance, whatever all others hold', () => {
  const openInterest = { lowerAtoms: 0, upperAtoms: 200_000 * USDT };
  const crash = new Crash((spec: InstrumentSpec) => ({
    insurance: { lossMode: 'socialise' },
    margin: { ...spec.margin, openInterest },
  }));
  const { venue } = crash;
  crash.holder('ruined', 1_000, 40_000);
  const winner = crash.holder('winner', -1_000, 40_000);
  venue.ok(venue.movement('collateral.release', winner, 'USDT', 1_000 * USDT), { by: 'custodian' });
  crash.bid(3_000, 600_000);
  for (const price of [50_000, 40_000, 30_000, 20_000, 15_000, 12_000]) {
    priced(venue, { BTC: price, ETH: 3_000 });
  }
  for (let n = 0; n < 20; n += 1) priced(venue, { BTC: 12_000, ETH: 3_000 });
  const { bucket } = venue.balance(winner, 'USDT');
  const { equityAtoms, maintenanceAtoms } = bucketFigures(venue.venue.state, bucket);
  expect(equityAtoms).toBeGreaterThanOrEqual(maintenanceAtoms);
});
