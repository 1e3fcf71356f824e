/** Spot pairs: what a trade moves, what an order keeps, and what a pair has nothing to do with. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { freeAtoms } from '../margin/buckets.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import { listPair, PAIR, pairListing } from '../testing/pairs.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const XBT = 100_000_000;
const FEES = 1;

let venue: TestVenue;
let buyer: number;
let seller: number;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  listPair(venue, { fees: { makerPpm: -50, takerPpm: 500 } });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  buyer = venue.open('buyer', { funds: { USDT: 10_000 * USDT } });
  seller = venue.open('seller', { funds: { XBT: XBT / 2 } });
});

const wallet = (subaccount: number, asset: string): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, asset);
  return mirroredAtoms + unsettledAtoms;
};
const wallets = (subaccount: number) => [wallet(subaccount, 'USDT'), wallet(subaccount, 'XBT')];
const free = (subaccount: number, asset: string): number =>
  freeAtoms(venue.venue.state, venue.of(subaccount), venue.assetId(asset));

describe('SPOT-01 both legs of a trade move between balances', () => {
  test('and nobody has a position', () => {
    venue.trade({ buyer, seller }, PAIR, 100, 600_000);
    // 0.1 XBT for 6,000 USDT; the taker pays 3 and the maker gets 0.3.
    expect(wallets(buyer)).toEqual([(10_000 - 6_000 - 3) * USDT, XBT / 10]);
    expect(wallets(seller)).toEqual([6_000.3 * USDT, (XBT * 4) / 10]);
    expect(wallet(FEES, 'USDT')).toBe(2.7 * USDT);
    for (const one of [buyer, seller]) {
      expect(venue.position(one, PAIR)).toMatchObject({ lots: 0, costAtoms: 0, realisedAtoms: 0 });
    }
    expect(venue.take('execution')).toMatchObject([
      { subaccount: seller, side: -1, realisedAtoms: 0, positionLots: 0, feeAtoms: -0.3 * USDT },
      { subaccount: buyer, side: 1, realisedAtoms: 0, positionLots: 0, feeAtoms: 3 * USDT },
    ]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('also what was bought can be sold again, and leave', () => {
    venue.trade({ buyer, seller }, PAIR, 100, 600_000);
    expect(venue.place(buyer, PAIR, 'sell', 100, { priceTicks: 600_000 }).code).toBe('OK');
    const transfer = venue.open('other', {
      account: venue.of(seller).account,
      owner: venue.of(seller).owner,
    });
    const move = { kind: 'transfer', from: seller, to: transfer, asset: 1 } as const;
    expect(venue.code({ ...move, amountAtoms: 6_000.3 * USDT + 1 })).toBe(
      'INSUFFICIENT_COLLATERAL',
    );
    expect(venue.code({ ...move, amountAtoms: 6_000.3 * USDT })).toBe('OK');
  });

  test('the house may owe what it sells, and pays no fee', () => {
    venue.trade({ buyer, seller: house }, PAIR, 100, 600_000);
    expect(wallets(house)).toEqual([6_000 * USDT, -XBT / 10]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('in a call too', () => {
    venue.ok({ kind: 'instrument.list', ...auctioned(), symbol: 'CALL' }, { by: 'admin' });
    venue.prices({ BTC: 60_000 });
    venue.place(buyer, 'CALL', 'buy', 100, { priceTicks: 600_100 });
    venue.place(seller, 'CALL', 'sell', 100, { priceTicks: 599_900 });
    venue.ok({ kind: 'instrument.halt', instrument: 6, to: 'auction' }, { by: 'risk' });
    venue.place(buyer, 'CALL', 'buy', 10, { priceTicks: 600_100 });
    venue.place(seller, 'CALL', 'sell', 10, { priceTicks: 599_900 });
    for (let n = 0; n < 3; n++) venue.prices({ BTC: 60_000 });
    expect(wallet(buyer, 'XBT')).toBe((XBT * 11) / 100);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});

function auctioned() {
  const { kind: _, ...spec } = pairListing(venue) as Extract<
    ReturnType<typeof pairListing>,
    { kind: 'instrument.list' }
  >;
  return {
    ...spec,
    auction: { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 2, feePpm: 0 },
  };
}

describe('SPOT-02 an order keeps the leg that it pays', () => {
  test('a buy its value, the taker’s fee, and an atom a lot', () => {
    // 0.166 XBT at 60,000 are 9,960 USDT, and 4.98 of fee; 166 atoms more.
    const kept = 9_960 * USDT + 4.98 * USDT + 166;
    expect(venue.place(buyer, PAIR, 'buy', 166, { priceTicks: 600_000 }).code).toBe('OK');
    expect(free(buyer, 'USDT')).toBe(10_000 * USDT - kept);
    const withdrawable = withdrawableAtoms(venue.venue.state, venue.of(buyer), 1);
    expect(withdrawable).toBe(10_000 * USDT - kept);
    expect(venue.place(buyer, PAIR, 'buy', 1, { priceTicks: 600_000 })).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: kept + 60 * USDT + 0.03 * USDT + 1 - 10_000 * USDT,
    });
  });

  test('a sell its base', () => {
    expect(venue.place(seller, PAIR, 'sell', 500, { priceTicks: 610_000 }).code).toBe('OK');
    expect([free(seller, 'XBT'), free(seller, 'USDT')]).toEqual([0, 0]);
    expect(venue.place(seller, PAIR, 'sell', 1, { priceTicks: 610_000 })).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: XBT / 1_000,
    });
  });

  test('a market order at the bound of its band', () => {
    // 2 % above 60,000 are 61,200 at most, 1 % without a premium: 60,600 for 0.165 XBT is enough.
    expect(venue.place(buyer, PAIR, 'buy', 165).code).toBe('INSUFFICIENT_MARGIN');
    expect(venue.place(buyer, PAIR, 'buy', 164).code).toBe('OK');
  });

  test('what is cancelled is free again, and what is amended keeps anew', () => {
    const order = venue.place(buyer, PAIR, 'buy', 100, { priceTicks: 600_000 }).reference;
    const amended = { kind: 'order.amend', subaccount: buyer, instrument: 5, order } as const;
    expect(venue.code({ ...amended, quantityLots: 167 })).toBe('INSUFFICIENT_MARGIN');
    expect(venue.code({ ...amended, quantityLots: 166 })).toBe('OK');
    venue.ok({ kind: 'order.cancel', subaccount: buyer, instrument: 5, order });
    expect(free(buyer, 'USDT')).toBe(10_000 * USDT);
  });

  test('not with profit that is not realised', () => {
    venue.trade({ buyer, seller: house }, 'BTCUSDT', 100, 600_000);
    venue.prices({ BTC: 120_000 });
    expect(free(buyer, 'USDT')).toBeGreaterThan(14_000 * USDT);
    expect(venue.place(buyer, PAIR, 'buy', 90, { priceTicks: 1_200_000 }).code).toBe(
      'INSUFFICIENT_MARGIN',
    );
    expect(venue.place(buyer, PAIR, 'buy', 70, { priceTicks: 1_200_000 }).code).toBe('OK');
  });
});

describe('SPOT-03 the fee is in the quote, for both', () => {
  test.each([
    ['up', 500, 1],
    ['a rebate toward zero', -500, 0],
  ])('to the atom, %s', (_, makerPpm, feeAtoms) => {
    const symbol = 'SMALL';
    // A lot is a satoshi-hundred of base, a tick an atom of the quote.
    const change = { symbol, lotE8: 1_000, tickE8: 10_000_000, fees: { makerPpm, takerPpm: 500 } };
    listPair(venue, change);
    venue.prices({ BTC: 60_000 });
    venue.place(seller, symbol, 'sell', 1, { priceTicks: 600_000 });
    venue.place(buyer, symbol, 'buy', 1, { priceTicks: 600_000 });
    // 0.00001 XBT is 0.6 USDT, and 500 ppm of it 300 atoms exactly.
    const [maker, taker] = venue.take('execution');
    expect([maker?.['feeAtoms'], taker?.['feeAtoms']]).toEqual([Math.sign(makerPpm) * 300, 300]);
    expect(venue.position(buyer, symbol).feesAtoms).toBe(300);
    // 600,001 atoms: 300.0005.
    venue.place(seller, symbol, 'sell', 1, { priceTicks: 600_001 });
    venue.place(buyer, symbol, 'buy', 1, { priceTicks: 600_001 });
    const [second] = venue.take('execution');
    expect(second?.['feeAtoms']).toBe(makerPpm > 0 ? 300 + feeAtoms : -300);
  });
});

describe('SPOT-04 nobody pays what is not there', () => {
  test('a maker who lost it meanwhile trades what it can still pay, and the next goes on', () => {
    // 5,000 of 10,000 are kept; a perpetual loses about 8,000 of what there is.
    venue.place(buyer, PAIR, 'buy', 80, { priceTicks: 600_000 });
    venue.trade({ buyer, seller: house }, 'BTCUSDT', 800, 600_000);
    venue.prices({ BTC: 54_000 });
    const other = venue.open('other', { funds: { USDT: 10_000 * USDT } });
    venue.place(other, PAIR, 'buy', 30, { priceTicks: 540_000 });
    venue.take();
    venue.place(house, 'BTCUSDT', 'buy', 800, { priceTicks: 535_000, by: 'house' });
    venue.ok({ kind: 'position.close', subaccount: buyer, instrument: 1 });
    const left = wallet(buyer, 'USDT');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(4_800 * USDT);
    venue.take();
    expect(venue.place(seller, PAIR, 'sell', 100, { priceTicks: 540_000 }).code).toBe('OK');
    const said = venue.take();
    const cancelled = said.filter(({ kind }) => kind === 'order.cancelled');
    expect(cancelled).toMatchObject([{ subaccount: buyer, reason: 'unfunded' }]);
    const bought = said.filter((event) => event.kind === 'execution' && event['side'] === 1);
    expect(bought.map(({ subaccount }) => subaccount)).toEqual([buyer, other]);
    expect(wallet(buyer, 'USDT')).toBeGreaterThanOrEqual(0);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('nor does the house owe without end', () => {
    const other = venue.open('houseTwo', { kind: 'house' });
    // Of the largest order each is worth 60,000,000 USDT: 2^48 atoms are 4.7 of them.
    const most = venue.instrument(PAIR).spec.maxOrderLots;
    const codes = [1, 2, 3, 4, 5].map(() => {
      venue.place(house, PAIR, 'sell', most, { priceTicks: 600_000, by: 'house' });
      return venue.place(other, PAIR, 'buy', most, { priceTicks: 600_000, by: 'house' }).code;
    });
    expect(codes).toEqual(['OK', 'OK', 'OK', 'OK', 'AMOUNT_TOO_LARGE']);
    // Nor by what rests: asked as it trades, it is what it can still owe.
    venue.place(buyer, PAIR, 'buy', 1, { priceTicks: 600_000 });
    expect(wallets(other)).toEqual([-240_000_000 * USDT, 4_000 * XBT]);
  });
});

describe('SPOT-05 what a pair cannot have', () => {
  test.each([
    ['a reduce-only order', { reduceOnly: true }],
    ['all or nothing', { timeInForce: 'fok' }],
    ['a take-profit', { takeProfitTicks: 610_000 }],
    ['a stop-loss', { stopLossTicks: 590_000, stopLossTrigger: 'last' }],
  ] as const)('not %s', (_, options) => {
    const placed = venue.place(buyer, PAIR, 'buy', 1, { priceTicks: 600_000, ...options });
    expect(placed.code).toBe('CONTRADICTION');
  });

  test('a stop that waits keeps nothing, and is asked when it is released', () => {
    const options = { trigger: 'last', triggerTicks: 600_100 } as const;
    expect(venue.place(buyer, PAIR, 'buy', 500, options).code).toBe('OK');
    expect(free(buyer, 'USDT')).toBe(10_000 * USDT);
    venue.take();
    venue.trade({ buyer: house, seller }, PAIR, 1, 600_100);
    expect(venue.take('order.cancelled')).toMatchObject([{ reason: 'insufficientMargin' }]);
  });

  test('a position, leverage or a margin of its own', () => {
    const names = { subaccount: buyer, instrument: 5 };
    const leverage = { kind: 'position.leverage', ...names, leverageX100: 500 } as const;
    expect(venue.code(leverage)).toBe('PAIR_HAS_NO_POSITION');
    const isolate = { kind: 'position.isolate', ...names, isolated: true } as const;
    expect(venue.code(isolate)).toBe('PAIR_HAS_NO_POSITION');
    expect(venue.code({ kind: 'position.close', ...names })).toBe('NOTHING_TO_REDUCE');
    venue.ok({ kind: 'subaccount.mode', subaccount: buyer, mode: 'isolated' }, { by: 'risk' });
    expect(venue.position(buyer, PAIR).mode).toBe('cross');
    expect(venue.position(buyer, 'BTCUSDT').mode).toBe('isolated');
  });
});

describe('SPOT-06 a pair is never margined, and what it holds is never liquidated', () => {
  test('what was bought stays, however its price falls', () => {
    venue.trade({ buyer, seller }, PAIR, 166, 600_000);
    venue.take();
    for (const price of [30_000, 10_000, 10_000]) venue.prices({ BTC: price });
    const kinds = venue.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => /^(call|liquidation|funding)\./.test(kind))).not.toContain(
      'liquidation.started',
    );
    expect(wallet(buyer, 'XBT')).toBe((XBT * 166) / 1_000);
  });

  test('but orders that would take out of a bucket in liquidation go, and none come', () => {
    venue.place(buyer, PAIR, 'buy', 10, { priceTicks: 500_000 + 94_000 });
    venue.trade({ buyer, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.prices({ BTC: 55_300 });
    expect(venue.balance(buyer, 'USDT').bucket.liquidation).not.toBeNull();
    expect(venue.instrument(PAIR).book.orderCount).toBe(0);
    const placed = venue.place(buyer, PAIR, 'buy', 1, { priceTicks: 553_000 });
    expect(placed.code).toBe('POSITION_IN_LIQUIDATION');
  });
});

describe('MARG-12 an order of a pair is no ordinary one', () => {
  test('it has no headroom, and what it keeps is no headroom of others', () => {
    venue.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    const { holders } = venue.instrument('BTCUSDT');
    expect(holders.hasRoom(buyer)).toBe(true);
    venue.place(buyer, PAIR, 'buy', 150, { priceTicks: 600_000 });
    expect(venue.instrument(PAIR).holders.hasRoom(buyer)).toBe(false);
    expect(holders.hasRoom(buyer)).toBe(false);
    venue.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(holders.hasRoom(buyer)).toBe(false);
  });

  test('its fill takes the headroom that a maker had', () => {
    const order = venue.place(buyer, PAIR, 'buy', 100, { priceTicks: 600_000 }).reference;
    venue.ok({ kind: 'order.cancel', subaccount: buyer, instrument: 5, order });
    venue.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(buyer)).toBe(true);
    venue.place(seller, PAIR, 'sell', 100, { priceTicks: 600_000 });
    venue.place(buyer, PAIR, 'buy', 100, { priceTicks: 600_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(buyer)).toBe(false);
  });
});

test('MARK-10 the mark of a pair is its index, whatever traded', () => {
  venue.trade({ buyer, seller }, PAIR, 1, 600_500);
  venue.prices({ BTC: 60_000.06 });
  expect(venue.instrument(PAIR)).toMatchObject({ markTicks: 600_001, lastTicks: 600_500 });
});

test('a saved venue has the pair and its orders', () => {
  venue.place(buyer, PAIR, 'buy', 10, { priceTicks: 590_000 + 9_000 });
  venue.trade({ buyer, seller }, PAIR, 10, 600_000);
  const loaded = venue.reloaded();
  expect(loaded.meaning()).toBe(venue.meaning());
  for (const one of [venue, loaded]) one.place(seller, PAIR, 'sell', 10, { priceTicks: 599_000 });
  expect(loaded.meaning()).toBe(venue.meaning());
});

describe('LIST-05, VAL-10 a pair is listed only if its two assets fit', () => {
  const other = { contract: 'linear' } as const;
  test.each([
    ['the quote as base', { baseAsset: 1 }, 'INVALID_SPEC'],
    ['a base that is not there', { baseAsset: 9 }, 'UNKNOWN_ASSET'],
    ['a contract with a base', other, 'INVALID_SPEC'],
    ['a maker who pays more', { fees: { makerPpm: 501, takerPpm: 500 } }, 'INVALID_SPEC'],
    // 0.05 XBT x (2^31 - 1) passes 2^53.
    ['a lot too large', { lotE8: 5_000_000, tickE8: 200_000_000 }, 'INVALID_SPEC'],
  ] as const)('not with %s', (_, change, code) => {
    const command = pairListing(venue, { symbol: 'NEW', ...change });
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });
});
