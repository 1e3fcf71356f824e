/**
 * Isolated positions, with worked numbers. BTCUSDT at 60,000 and 20 times: a lot is worth 60 USDT,
 * 1,000 lots 60,000; initial margin 5 % = 3,000; taker fee 0.05 % = 30; closing at the bankruptcy
 * price of 57,000 costs 0.05 % = 28.5. All in atoms of 1e-6 USDT.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketWalletAtoms } from './buckets.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

function trader(funds: number): number {
  return venue.open('trader', { mode: 'isolated', funds: { USDT: Math.round(funds * USDT) } });
}

function crossUsdt(subaccount: number): number {
  const { bucket } = venue.balance(subaccount, 'USDT');
  return bucketWalletAtoms(venue.venue.state, bucket) / USDT;
}

function allocatedUsdt(subaccount: number, symbol = 'BTCUSDT'): number {
  return venue.position(subaccount, symbol).allocatedAtoms / USDT;
}

describe('ISO-01 margin follows the position: in as it opens, out as it closes', () => {
  test('opening moves initial margin and closing fee; the opening fee is paid beside it', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    expect(allocatedUsdt(subaccount)).toBe(3_028.5);
    expect(crossUsdt(subaccount)).toBe(10_000 - 30 - 3_028.5);
  });

  test('adding moves what the larger position needs more', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 500, 600_000);
    // 5 % of 30,000 = 1,500; fee at 28,500 = 14.25; opening fee 15.
    expect(allocatedUsdt(subaccount)).toBe(3_028.5 + 1_514.25);
    expect(crossUsdt(subaccount)).toBe(10_000 - 45 - 3_028.5 - 1_514.25);
  });

  test('a reduction with profit lets its share, the profit less the fee, go', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 400 lots at 60,300: profit 120; value 24,120, fee 12.06. 60 % of the margin stays.
    venue.trade({ buyer: house, seller: subaccount }, 'BTCUSDT', 400, 603_000);
    expect(allocatedUsdt(subaccount)).toBe(1_817.1);
    // The seller rested: a rebate of 0.005 % of 24,120 = 1.206 instead of the fee.
    expect(crossUsdt(subaccount)).toBeCloseTo(6_941.5 + 1_211.4 + 120 + 1.206, 6);
  });

  test('a reduction with a loss pays it out of the share that it frees', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 400 lots at 59,700 lose 120, with a rebate of 0.005 % of 23,880 = 1.194.
    venue.trade({ buyer: house, seller: subaccount }, 'BTCUSDT', 400, 597_000);
    expect(allocatedUsdt(subaccount)).toBe(1_817.1);
    expect(crossUsdt(subaccount)).toBeCloseTo(6_941.5 + 1_211.4 - 120 + 1.194, 6);
  });

  test('a fill through zero closes with its share of the fee and opens with the rest', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 1_500, { priceTicks: 600_000, by: 'house' });
    venue.place(subaccount, 'BTCUSDT', 'sell', 1_500, { priceTicks: 600_000 });
    // Fee 45 in all. 500 lots short: 1,500 + 0.05 % of 31,500 = 15.75.
    expect(venue.position(subaccount, 'BTCUSDT').lots).toBe(-500);
    expect(allocatedUsdt(subaccount)).toBe(1_515.75);
    expect(crossUsdt(subaccount)).toBe(10_000 - 30 - 45 - 1_515.75);
  });

  test('its whole loss is its margin: a gap takes the position and nothing beside it', () => {
    const subaccount = trader(10_000);
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.contribute('USDT', 100_000 * USDT);
    venue.take();
    venue.prices({ BTC: 50_000 });
    // 10,000 lost, 3,028.5 there: bankrupt at 60,000 - 3,028.5 = 56,971.5.
    const [takeover] = venue.take('liquidation.takeover');
    expect(takeover).toMatchObject({ bankruptcyTicks: 569_715, quantityLots: -1_000 });
    expect(allocatedUsdt(subaccount)).toBe(0);
    expect(crossUsdt(subaccount)).toBe(10_000 - 30 - 3_028.5);
  });
});

describe('ISO-05 an isolated position is margined with money that is there', () => {
  test('unrealised profit supports a cross order, but not an isolated one', () => {
    const subaccount = venue.open('both', { funds: { USDT: 5_000 * USDT } });
    const eth = venue.instrument('ETHUSDT').id;
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 66_000, ETH: 3_000 });
    // 34 ETH are 102,000: 5,100 + fee 51 + closing 0.05 % of 96,900 = 48.45. There are 4,970 in
    // cash and 6,000 unrealised; BTC holds 3,300 + 31.35.
    const order = { priceTicks: 300_000 };
    expect(venue.place(subaccount, 'ETHUSDT', 'buy', 34_000, order)).toMatchObject({ code: 'OK' });
    venue.ok({ kind: 'order.cancelAll', subaccount });
    venue.ok({ kind: 'position.isolate', subaccount, instrument: eth, isolated: true });
    expect(venue.place(subaccount, 'ETHUSDT', 'buy', 34_000, order)).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 229_450_000,
    });
    // 32 ETH: 4,800 + 48 + 45.6 = 4,893.6 are there.
    expect(venue.place(subaccount, 'ETHUSDT', 'buy', 32_000, order).code).toBe('OK');
  });

  test('cash that isolated orders wait for may not be withdrawn', () => {
    const subaccount = venue.open('both', { funds: { USDT: 5_000 * USDT } });
    const eth = venue.instrument('ETHUSDT').id;
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 66_000, ETH: 3_000 });
    venue.ok({ kind: 'position.isolate', subaccount, instrument: eth, isolated: true });
    venue.place(subaccount, 'ETHUSDT', 'buy', 32_000, { priceTicks: 300_000 });
    // 4,970 in cash less 4,893.6, although equity of 10,970 less 8,224.95 would leave more.
    const release = venue.movement('collateral.release', subaccount, 'USDT', 77 * USDT);
    expect(venue.apply(release, { by: 'custodian' })).toMatchObject({
      code: 'INSUFFICIENT_COLLATERAL',
      detail: 76_400_000,
    });
  });

  test('a fill better than its limit needs more than was reserved, and gets what is there', () => {
    // Selling at 60,000 reserves 3,000 + 30 + 0.05 % of 63,000 = 31.5.
    const subaccount = trader(3_061.5);
    venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 605_900, by: 'house' });
    expect(venue.place(subaccount, 'BTCUSDT', 'sell', 1_000, { priceTicks: 600_000 }).code).toBe(
      'OK',
    );
    // At 60,590: 3,029.5 + 31.80975 and a fee of 30.295, of which 3,061.5 are there.
    expect(allocatedUsdt(subaccount)).toBe(3_031.205);
    expect(crossUsdt(subaccount)).toBe(0);
  });

  test('an order whose margin was lost meanwhile takes what the cross bucket can spare', () => {
    const subaccount = venue.open('both', { funds: { USDT: 4_000 * USDT } });
    const eth = venue.instrument('ETHUSDT').id;
    venue.ok({ kind: 'position.isolate', subaccount, instrument: eth, isolated: true });
    // 10 ETH at 2,990: 1,495 + 14.95 + 14.2025.
    venue.place(subaccount, 'ETHUSDT', 'buy', 10_000, { priceTicks: 299_000 });
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 600, 600_000);
    venue.prices({ BTC: 55_200, ETH: 3_000 });
    venue.place(house, 'ETHUSDT', 'sell', 10_000, { priceTicks: 299_000, by: 'house' });
    // Wallet 4,000 - 18 + rebate 1.495, loss 2,880, maintenance 0.55 % of 33,120 = 182.16.
    expect(allocatedUsdt(subaccount, 'ETHUSDT')).toBe(921.335);
    expect(crossUsdt(subaccount)).toBe(2_880 + 182.16);
  });

  test('a fee that the cross bucket cannot pay is the isolated position’s', () => {
    venue = TestVenue.found(resources, (spec) => ({
      ...plainPrices(spec),
      fees: { makerPpm: 500, takerPpm: 500 },
    }));
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    house = venue.open('house', { kind: 'house' });
    const subaccount = venue.open('both', { funds: { USDT: 4_000 * USDT } });
    const eth = venue.instrument('ETHUSDT').id;
    venue.ok({ kind: 'position.isolate', subaccount, instrument: eth, isolated: true });
    venue.place(subaccount, 'ETHUSDT', 'buy', 10_000, { priceTicks: 299_000 });
    venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 600, 600_000);
    // Equity 3,982 - 3,900 is below the maintenance of 0.55 % of 32,100, but nobody has looked yet.
    const { bucket } = venue.balance(subaccount, 'USDT');
    venue.instrument('BTCUSDT').markTicks = 535_000;
    const before = crossUsdt(subaccount);
    venue.place(house, 'ETHUSDT', 'sell', 10_000, { priceTicks: 299_000, by: 'house' });
    // The fee of 0.05 % of 29,900 = 14.95 is neither margin nor the cross bucket's loss.
    expect(allocatedUsdt(subaccount, 'ETHUSDT')).toBe(-14.95);
    expect(bucketWalletAtoms(venue.venue.state, bucket) / USDT).toBe(before);
  });
});

test('ISO-02 closing costs nothing beside the position, so an empty wallet can close', () => {
  // 3,000 + 30 + 28.5: nothing is left beside the position.
  const subaccount = trader(3_058.5);
  venue.trade({ buyer: subaccount, seller: house }, 'BTCUSDT', 1_000, 600_000);
  expect(crossUsdt(subaccount)).toBe(0);
  const limit = { priceTicks: 603_000, reduceOnly: true };
  expect(venue.place(subaccount, 'BTCUSDT', 'sell', 1_000, limit).code).toBe('OK');
  venue.ok({ kind: 'order.cancelAll', subaccount });
  venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 599_900, by: 'house' });
  venue.ok({ kind: 'position.close', subaccount, instrument: 1 });
  expect(venue.position(subaccount, 'BTCUSDT').lots).toBe(0);
});
