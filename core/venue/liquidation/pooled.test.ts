/** A pool is liquidated as one: slices of what it asks, takeover, and nothing beyond it. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { walletAtoms } from '../accounts/ledger.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { slicesInPool } from './pooled.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    fees: { makerPpm: 0, takerPpm: 0 },
  }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  venue.contribute('USDT', 1_000_000 * USDT);
  venue.contribute('XBT', 10 * XBT);
});

const figures = (subaccount: number) =>
  bucketFigures(venue.venue.state, venue.balance(subaccount, 'USDT').bucket);
const wallet = (subaccount: number, asset: string): number =>
  walletAtoms(venue.balance(subaccount, asset));
const slices = (subaccount: number) =>
  slicesInPool(venue.venue.state, venue.of(subaccount)).map(({ instrument, lots }) => [
    instrument.spec.symbol,
    lots,
  ]);

describe('PM-11 what a slice closes', () => {
  test('is of the position that reduces what is asked most', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 60_000, 300_000);
    // A quarter of 120,000 relieves 3,600, of 180,000 5,400; as much equity as there is cures.
    expect(slices(trader)).toEqual([['ETHUSDT', 1]]);
    venue.prices({ BTC: 60_000, ETH: 1_640 });
    // Equity 18,400 of 0.8 x 0.15 x 218,400 = 26,208: a quarter of each relieves 3,600 and 2,952.
    expect(slices(trader)).toEqual([['BTCUSDT', 500]]);
  });

  test('is the same share of all where any one alone would only unhedge the rest', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 1_200, 600_000);
    expect(slices(trader)).toEqual([
      ['BTCUSDT', 500],
      ['BTCUSD', 300],
    ]);
  });

  test('trades, is told in the reference, and leaves what is left nearer to its target', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 10_000, { priceTicks: 570_000, by: 'house' });
    venue.take();
    // Equity 7,000 of 0.12 x 57,000 = 6,840 stands; 6,500 of 6,780 does not.
    venue.prices({ BTC: 57_000 });
    expect(venue.take('liquidation.started')).toEqual([]);
    venue.prices({ BTC: 56_500 });
    const [sliced] = venue.take('liquidation.sliced');
    // 6,500 - 0.14125 n = 1.25 x 6.78 (1,000 - n): 237, at 57,000, and 0.2 % of it to the fund.
    expect(sliced).toMatchObject({ wantedLots: 237, filledLots: 237, feeAtoms: 27_018_000 });
    // 118.5 better than the mark, less the fee; 6.78 x 763.
    expect(sliced!['equityAtoms']).toBe(6_591_482_000);
    expect(sliced!['maintenanceAtoms']).toBe(5_173_140_000);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});

describe('PM-11 a hedge that is short of margin', () => {
  test('is closed on both sides alike, in one slice', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { XBT: XBT / 5 } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 600, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000, by: 'house' });
    venue.place(house, 'BTCUSD', 'sell', 1_000, { priceTicks: 600_000, by: 'house' });
    const tiers = [{ floorAtoms: 0, maintenancePpm: 984_000, initialPpm: 984_000 }];
    const amended = { asset: 2, index: 1, tiers, stalePpm: 0, debtAtoms: 0 };
    venue.ok({ kind: 'asset.collateral', ...amended }, { by: 'core' });
    venue.take();
    venue.prices({ BTC: 60_000 });
    const events = venue.take();
    const told = (kind: string) => events.filter((event) => event.kind === kind);
    // 12,000 of bitcoin: 240 are asked of it and whole, 11,760 less 98.4 %; 0.8 x 600.
    expect(told('liquidation.started')).toMatchObject([
      { equityAtoms: 428.16 * USDT, maintenanceAtoms: 480 * USDT },
    ]);
    const sliced = told('liquidation.sliced');
    expect(sliced.map(({ instrument, filledLots }) => [instrument, filledLots])).toEqual([
      [1, 250],
      [3, 150],
    ]);
    // 30 are owed, and 0.0005 bitcoin paid: 180 + 11,790 x 1.6 % - 30; 0.8 x 450.
    expect(sliced[1]).toMatchObject({
      feeAtoms: XBT / 2_000,
      equityAtoms: 338.64 * USDT,
      maintenanceAtoms: 360 * USDT,
    });
    const { liquidation } = venue.balance(trader, 'USDT').bucket;
    expect(liquidation?.slices).toBe(1);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});

describe('COLL-07 a takeover', () => {
  test('takes all of a pool, which is then exactly zero in every asset that counts', () => {
    const trader = venue.open('trader', {
      mode: 'multiAsset',
      funds: { USDT: 1_000 * USDT, XBT: XBT / 10 },
    });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'ETHUSDT', 1_000, 300_000);
    venue.take();
    // Down by 6,700 with 1,000 and 0.1 x 53,300 x 0.97 = 5,170.1: 529.9 short.
    venue.prices({ BTC: 53_300 });
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'takeover', equityAtoms: 0 }]);
    expect([wallet(trader, 'USDT'), wallet(trader, 'XBT')]).toEqual([0, 0]);
    expect(figures(trader)).toMatchObject({ equityAtoms: 0, hasPosition: false });
    expect(wallet(2, 'XBT')).toBe(10.1 * XBT);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('shares equity by what each position asks', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 20_000, 300_000);
    venue.take();
    venue.prices({ BTC: 50_000, ETH: 3_000 });
    // -0 of 250 + 300: bankrupt at the mark, both.
    const [one, other] = venue.take('liquidation.takeover');
    expect([one!['bankruptcyTicks'], other!['bankruptcyTicks']]).toEqual([500_000, 300_000]);
  });

  test('of one subaccount touches nothing of another of its account', () => {
    const ruined = venue.open('ruined', { mode: 'multiAsset', funds: { XBT: XBT / 10 } });
    const { account } = venue.of(ruined);
    const beside = venue.open('beside', { account, mode: 'multiAsset', funds: { XBT, USDT } });
    venue.trade({ buyer: beside, seller: house }, 'ETHUSDT', 100, 300_000);
    venue.trade({ buyer: ruined, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const before = JSON.stringify(venue.of(beside).balances);
    venue.prices({ BTC: 50_000 });
    expect(wallet(ruined, 'XBT')).toBe(0);
    expect(JSON.stringify(venue.of(beside).balances)).toBe(before);
    expect(venue.position(beside, 'ETHUSDT').lots).toBe(100);
  });

  test('what a pool without positions owes beyond what it has is the fund’s', () => {
    const funds = { XBT: (12 * XBT) / 1_000 };
    const trader = venue.open('trader', { mode: 'multiAsset', funds });
    const leverage = { subaccount: trader, instrument: 1, leverageX100: 10_000 };
    venue.ok({ kind: 'position.leverage', ...leverage });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 594_000);
    venue.tick();
    expect(wallet(trader, 'USDT')).toBe(-600 * USDT);
    venue.take();
    // 600 owed, and 0.012 x 51,000 x 0.97 = 593.64 there.
    venue.prices({ BTC: 51_000 });
    expect([wallet(trader, 'USDT'), wallet(trader, 'XBT')]).toEqual([0, 0]);
    const told = venue.take('fund.changed').map(({ asset, amountAtoms }) => [asset, amountAtoms]);
    expect(told).toEqual([
      [1, -600 * USDT],
      [2, funds.XBT],
    ]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});

describe('COLL-08 prices of coins that are not trusted', () => {
  test('liquidate nobody whom they back', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { ETH: 2 * XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const risk = { kind: 'price.status', index: 2, to: 'HOLD' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: risk }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.take();
    venue.prices({ BTC: 54_000 });
    expect(figures(trader).equityAtoms).toBeLessThan(0);
    expect(venue.take('liquidation.started')).toEqual([]);
  });
});
