/** What a pool's takeover costs the fund of each asset, and all of them together at the index. */
import { beforeEach, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { poolAtoms } from './pools.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    const { adl: _adl, ...plain } = plainPrices(spec);
    return { ...plain, fees: { makerPpm: 0, takerPpm: 0 } };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

const wallet = (subaccount: number, asset: string): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, asset);
  return mirroredAtoms + unsettledAtoms;
};

/** A tenth of a bitcoin behind a bitcoin's future from 60,000, and a price of 54,500. */
function ruin(): number {
  const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT: XBT / 10 } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.prices({ BTC: 54_500, ETH: 3_000 });
  return trader;
}

test('INS-10 the funds together lose at the index what the pool lacked, each in its coin', () => {
  venue.contribute('USDT', 20_000 * USDT);
  const trader = ruin();
  // 5,450 less 3 % is 5,286.5, of 5,500 that are lost: bankrupt 213.5 above the mark.
  expect(venue.position(LIQUIDATION_SUBACCOUNT, 'BTCUSDT')).toMatchObject({
    lots: 1_000,
    costAtoms: 54_713.5 * USDT,
  });
  expect([wallet(trader, 'USDT'), wallet(trader, 'XBT')]).toEqual([0, 0]);
  // 5,286.5 were owed and are paid; the coins came whole, and are worth 163.5 more.
  expect(wallet(INSURANCE_SUBACCOUNT, 'USDT')).toBe((20_000 - 5_286.5) * USDT);
  expect(wallet(INSURANCE_SUBACCOUNT, 'XBT')).toBe(XBT / 10);
  // Sold at the mark, 213.5 more: 5,450 for 5,500.
  venue.place(house, 'BTCUSDT', 'buy', 10_000, { priceTicks: 545_000, by: 'house' });
  for (let n = 0; n < 60; n++) venue.prices({ BTC: 54_500, ETH: 3_000 });
  expect(venue.position(LIQUIDATION_SUBACCOUNT, 'BTCUSDT').lots).toBe(0);
  expect(wallet(INSURANCE_SUBACCOUNT, 'USDT')).toBe(14_500 * USDT);
});

test('INS-10 coins pay nothing that is owed in dollars: the shortage is told, and stays', () => {
  venue.contribute('XBT', XBT);
  ruin();
  expect(venue.take('fund.short')).toMatchObject([{ asset: 1, shortAtoms: 5_286.5 * USDT }]);
  expect(wallet(LIQUIDATION_SUBACCOUNT, 'USDT')).toBe(-5_286.5 * USDT);
  expect(wallet(INSURANCE_SUBACCOUNT, 'XBT')).toBe(XBT + XBT / 10);
  // A treasurer's entry pays it.
  venue.contribute('USDT', 6_000 * USDT);
  expect(wallet(LIQUIDATION_SUBACCOUNT, 'USDT')).toBe(0);
  expect(wallet(INSURANCE_SUBACCOUNT, 'USDT')).toBe(713.5 * USDT);
  expect(venue.venue.conservationBreach()).toBeNull();
});

test('INS-06 COLL-06 a debt is exchanged with the asset’s own part, and not with a group’s', () => {
  const grouped = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    ...(spec.symbol === 'ETHUSDT' && { insurance: { riskGroup: 'ether' } }),
  }));
  grouped.prices({ BTC: 60_000, ETH: 3_000 });
  const maker = grouped.open('house', { kind: 'house' });
  const trader = grouped.open('trader', { mode: 'multiAsset', funds: { XBT } });
  grouped.contribute('USDT', 1_000 * USDT);
  const given = { asset: 1, amountAtoms: 5_000 * USDT, riskGroup: 'ether' } as const;
  grouped.ok({ kind: 'insurance.contribute', ...given }, { by: 'treasurer' });
  grouped.trade({ buyer: trader, seller: maker }, 'BTCUSDT', 1_000, 600_000);
  grouped.prices({ BTC: 49_000 });
  grouped.trade({ buyer: maker, seller: trader }, 'BTCUSDT', 1_000, 490_000);
  grouped.tick();
  // 11,027.55 owed; the thousand is paid.
  expect(grouped.balance(trader, 'USDT').unsettledAtoms).toBe(-10_027.55 * USDT);
  const { state } = grouped.venue;
  expect(['', 'ether'].map((group) => poolAtoms(state, 1, group))).toEqual([0, 5_000 * USDT]);
});
