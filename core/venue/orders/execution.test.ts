/**
 * Fills, with worked numbers: the house takes the other side, so that every figure has its mirror.
 * BTCUSDT at 600,000 ticks: a lot is worth 6e7 atoms. BTCUSD: 1e11 / ticks a contract.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { feeAtoms } from './settling.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  // Wide enough a band for prices that show the rounding.
  venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return { ...plain, bands: { ...plain.bands, innerPpm: 100_000, outerPpm: 100_000 } };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 1_000_000_000_000, XBT: 1_000_000_000 } });
});

function buy(symbol: string, lots: number, ticks: number): void {
  venue.trade({ buyer: trader, seller: house }, symbol, lots, ticks);
}

/** The trader takes the house's bid. */
function sell(symbol: string, lots: number, ticks: number): void {
  venue.place(house, symbol, 'buy', lots, { priceTicks: ticks, by: 'house' });
  expect(venue.place(trader, symbol, 'sell', lots, { priceTicks: ticks }).code).toBe('OK');
}

/** Lots, cost and realised result of both sides. */
function sides(symbol: string): unknown[] {
  return [trader, house].map((subaccount) => {
    const { lots, costAtoms, realisedAtoms } = venue.position(subaccount, symbol);
    return [lots, costAtoms, realisedAtoms];
  });
}

describe('POS-01 a fill opens at its value and closes cost pro rata, both sides alike', () => {
  test('linear: open, add, reduce', () => {
    buy('BTCUSDT', 10, 600_000);
    buy('BTCUSDT', 5, 606_000);
    // 6e8 + 3.03e8.
    expect(sides('BTCUSDT')).toEqual([
      [15, 903_000_000, 0],
      [-15, -903_000_000, 0],
    ]);
    sell('BTCUSDT', 6, 610_000);
    // 366,000,000 for 6 / 15 of the cost, 361,200,000.
    expect(sides('BTCUSDT')).toEqual([
      [9, 541_800_000, 4_800_000],
      [-9, -541_800_000, -4_800_000],
    ]);
  });

  test('inverse: open, add, reduce, each value rounded once', () => {
    buy('BTCUSD', 300, 600_000);
    buy('BTCUSD', 100, 610_000);
    // 3e13 / 600,000 and 1e13 / 610,000 = 16,393,442.6.
    expect(sides('BTCUSD')).toEqual([
      [400, -66_393_443, 0],
      [-400, 66_393_443, 0],
    ]);
    sell('BTCUSD', 200, 620_000);
    // Half of the cost is 33,196,721.5, away from zero; 2e13 / 620,000 = 32,258,064.5.
    expect(sides('BTCUSD')).toEqual([
      [200, -33_196_721, 938_657],
      [-200, 33_196_721, -938_657],
    ]);
  });

  test('several fills of one order are rounded one by one', () => {
    for (const lots of [1, 1, 1]) {
      const quote = { priceTicks: 600_000, by: 'house' } as const;
      venue.place(house, 'BTCUSD', 'sell', lots, quote);
    }
    venue.place(trader, 'BTCUSD', 'buy', 3, { priceTicks: 600_000 });
    // Three times 166,667, where three at once would be 500,000.
    expect(sides('BTCUSD')).toEqual([
      [3, -500_001, 0],
      [-3, 500_001, 0],
    ]);
  });
});

describe('POS-02 a fill through zero closes all and opens the rest at its price', () => {
  test('linear', () => {
    buy('BTCUSDT', 9, 602_000);
    sell('BTCUSDT', 12, 600_000);
    // 9 / 12 of 720,000,000 for a cost of 541,800,000.
    expect(sides('BTCUSDT')).toEqual([
      [-3, -180_000_000, -1_800_000],
      [3, 180_000_000, 1_800_000],
    ]);
  });

  test('inverse: the closing part rounded, the opening part the rest', () => {
    buy('BTCUSD', 2, 600_000);
    sell('BTCUSD', 3, 610_000);
    // 3e11 / 610,000 = 491,803; two thirds are 327,868.67, the rest 163,934; the cost was 333,333.
    expect(sides('BTCUSD')).toEqual([
      [-1, 163_934, 5_464],
      [1, -163_934, -5_464],
    ]);
  });
});

describe('FEE-01 fees round against the trader, rebates toward zero', () => {
  test.each([
    [1, 500, 1],
    [2_000, 500, 1],
    [2_001, 500, 2],
    [39_999, -50, -1],
    [19_999, -50, 0],
    [0, 500, 0],
  ])('%i atoms at %i ppm are %i', (notional, ratePpm, expected) => {
    expect(feeAtoms(notional, ratePpm)).toBe(expected);
    expect(Object.is(feeAtoms(notional, ratePpm), -0)).toBe(false);
  });

  test('taker and maker, told with each execution', () => {
    const maker = venue.open('maker', { funds: { USDT: 1_000_000_000_000 } });
    venue.take();
    venue.trade({ buyer: trader, seller: maker }, 'BTCUSDT', 10, 600_000);
    // 0.05 % of 600 USDT, and 0.005 % back.
    expect(venue.take('execution').map((one) => [one['liquidity'], one['feeAtoms']])).toEqual([
      ['maker', -30_000],
      ['taker', 300_000],
    ]);
    expect(venue.balance(1, 'USDT').unsettledAtoms).toBe(270_000);
    expect(venue.position(maker, 'BTCUSDT').feesAtoms).toBe(-30_000);
  });

  test('the house pays and gets none', () => {
    buy('BTCUSDT', 10, 600_000);
    expect(venue.balance(1, 'USDT').unsettledAtoms).toBe(300_000);
    expect(venue.balance(house, 'USDT').unsettledAtoms).toBe(0);
  });
});

test('POS-03 only trades of the book are the last price, and each has its kind', () => {
  buy('BTCUSDT', 10, 601_000);
  expect(venue.instrument('BTCUSDT').lastTicks).toBe(601_000);
  expect(venue.take('trade')).toMatchObject([
    { tradeKind: 'book', takerSide: 1, quantityLots: 10 },
  ]);
});
