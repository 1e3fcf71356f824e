/**
 * Liquidations step by step. A trader holds 1,000 lots of BTCUSDT bought at 60,000 with 3,400 USDT,
 * of which the taker fee took 30: equity at a mark p is 3,370 + p - 60,000, maintenance 0.55 % of
 * p, so it falls short below 56,943.19, and equity is two thirds of it at 56,838.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { bucketFigures, bucketWalletAtoms } from '../margin/buckets.ts';
import { ORDER_FLAGS } from '../orders/flags.ts';
import { TestVenue } from '../testing/test-venue.ts';
import type { Opening } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;

function found(opening: Opening = {}): void {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 3_400 * USDT }, ...opening });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
}

function bid(lots: number, priceTicks: number): void {
  const placed = venue.place(house, 'BTCUSDT', 'buy', lots, { priceTicks, by: 'house' });
  expect(placed.code).toBe('OK');
}

/** Moves the clock on with a price every second, so that the feed is not silent. */
function pass(seconds: number, price: number): void {
  for (let n = 0; n < seconds; n++) venue.prices({ BTC: price });
}

const crossWallet = (): number =>
  bucketWalletAtoms(venue.venue.state, venue.balance(trader, 'USDT').bucket);

beforeEach(() => found());

describe('LIQ-01 a bucket below maintenance is liquidated', () => {
  test('at the first tick below, and not one above', () => {
    venue.prices({ BTC: 56_943.2 });
    expect(venue.take('liquidation.started')).toEqual([]);
    // 313.1 against 313.18705; then 313.2 against 313.1876 would not be below.
    venue.prices({ BTC: 56_943.1 });
    expect(venue.take('liquidation.started')).toMatchObject([
      { subaccount: trader, equityAtoms: 313_100_000, maintenanceAtoms: 313_187_050 },
    ]);
  });

  test('its orders are cancelled first, waiting stops among them, and new risk is refused', () => {
    venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks: 606_000 });
    venue.place(trader, 'ETHUSDT', 'buy', 1, { priceTicks: 299_000 });
    venue.place(trader, 'BTCUSDT', 'buy', 1, { trigger: 'last', triggerTicks: 610_000 });
    venue.take();
    venue.prices({ BTC: 56_900, ETH: 3_000 });
    const kinds = venue.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'order.cancelled')).toHaveLength(4);
    expect(kinds.lastIndexOf('liquidation.cancelled')).toBeLessThan(
      kinds.indexOf('liquidation.sliced'),
    );
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 569_000 }).code).toBe(
      'POSITION_IN_LIQUIDATION',
    );
    // Reducing is possible, and stays reducing.
    const sell = venue.place(trader, 'BTCUSDT', 'sell', 1_000, { priceTicks: 570_000 });
    expect(sell.code).toBe('OK');
    const { book } = venue.instrument('BTCUSDT');
    expect(book.flagsOf(book.slotOf(sell.reference)) & ORDER_FLAGS).toBe(1);
  });

  test('the worst goes first, ties by number', () => {
    const second = venue.open('second', { funds: { USDT: 3_400 * USDT } });
    const worse = venue.open('worse', { funds: { USDT: 3_380 * USDT } });
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    for (const buyer of [second, worse]) {
      venue.trade({ buyer, seller: house }, 'BTCUSDT', 1_000, 600_000);
    }
    venue.take();
    venue.prices({ BTC: 56_900, ETH: 3_000 });
    const order = venue.take('liquidation.started').map(({ subaccount }) => subaccount);
    expect(order).toEqual([worse, trader, second]);
  });

  test('a slice passes over nobody: its own group may be the maker', () => {
    const owner = venue.of(trader).owner;
    const sibling = venue.open('sibling', { owner, funds: { USDT: 10_000 * USDT } });
    venue.prices({ BTC: 57_000, ETH: 3_000 });
    venue.place(sibling, 'BTCUSDT', 'buy', 1_000, { priceTicks: 568_500 });
    venue.prices({ BTC: 56_900, ETH: 3_000 });
    expect(venue.position(sibling, 'BTCUSDT').lots).toBe(250);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(750);
  });
});

describe('LIQ-02 nobody is liquidated on a price that is not trusted', () => {
  test('a silent feed stops it, and margin calls go on', () => {
    // Equity 470, maintenance 314.05: the first level.
    venue.prices({ BTC: 57_100 });
    venue.tick(6_000_000);
    expect(venue.venue.state.indices[0]?.price.ladder.state).toBe('HOLD');
    // Selling 900 lots 50 below the mark costs 450 and a fee of 25.4: equity falls to nothing.
    bid(1_000, 566_000);
    expect(venue.place(trader, 'BTCUSDT', 'sell', 900, { priceTicks: 566_000 }).code).toBe('OK');
    venue.take();
    venue.tick();
    expect(venue.take('liquidation.started')).toEqual([]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(100);
    expect(venue.balance(trader, 'USDT').bucket.call?.level).toBe(3);
  });

  describe('on AMBER a breach must stand on two observations', () => {
    beforeEach(() => {
      const amber = { kind: 'price.status', index: 1, to: 'AMBER' } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command: amber }, { by: 'risk' });
      venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    });

    test('of this index, whatever the clock and other indices say in between', () => {
      venue.prices({ BTC: 56_900 });
      venue.tick();
      venue.prices({ ETH: 3_000 });
      expect(venue.take('liquidation.started')).toEqual([]);
      venue.prices({ BTC: 56_900 });
      expect(venue.take('liquidation.started')).toHaveLength(1);
    });

    test('and a recovery in between begins it anew', () => {
      for (const price of [56_900, 57_500, 56_900]) venue.prices({ BTC: price });
      expect(venue.take('liquidation.started')).toEqual([]);
    });
  });
});

describe('LIQ-03, LIQ-05 slices with waits between them, a fee on what they close', () => {
  test('until equity is 1.25 maintenance, and the rest stays the trader’s', () => {
    bid(10_000, 568_500);
    pass(31, 56_900);
    const slices = venue.take('liquidation.sliced');
    // First: 391.1875 - 270 over 0.4375 % asks for 487 lots of 56.9, a quarter is 250. They lose
    // 787.5 and pay 0.2 % of 14,212.5. Then 187 = a quarter of 750; 88 of 563; 8 of 475.
    expect(slices.map(({ filledLots, feeAtoms }) => [filledLots, feeAtoms])).toEqual([
      [250, 28_425_000],
      [187, 21_261_900],
      [88, 10_005_600],
      [8, 909_600],
    ]);
    // 56,900 less the equity of 270.
    expect(slices[0]).toMatchObject({ limitTicks: 566_300, equityAtoms: 229_075_000 });
    const times = slices.map(({ timeUs }) => timeUs);
    expect(times.map((timeUs) => timeUs - (times[0] ?? 0))).toEqual([0, 1e7, 2e7, 3e7]);
    expect(venue.take('liquidation.ended')).toEqual([]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(467);
    // 3,370 - 787.5 - 589.05 - 277.2 - 25.2 and the fees of 60.6021.
    expect(crossWallet()).toBe(1_630_447_900);
    expect(venue.balance(2, 'USDT').unsettledAtoms).toBe(60_602_100);
    expect(venue.balance(trader, 'USDT').bucket.liquidation).toBeNull();
  });

  test('an isolated bucket keeps what its slices free', () => {
    found({ mode: 'isolated', funds: { USDT: 10_000 * USDT } });
    // 3,028.5 with the position: bankrupt at 56,971.5, below maintenance from 57,286.5.
    const beside = crossWallet();
    venue.prices({ BTC: 57_280, ETH: 3_000 });
    venue.take();
    bid(10_000, 572_700);
    pass(11, 57_280);
    // Equity 308.5, maintenance 315.04: 250 lots lose 682.5 and pay 0.2 % of 14,317.5 = 28.635.
    const [slice] = venue.take('liquidation.sliced');
    expect(slice).toMatchObject({ filledLots: 250, feeAtoms: 28_635_000 });
    expect(slice?.['equityAtoms']).toBe(3_028_500_000 - 682_500_000 - 28_635_000 - 2_040_000_000);
    expect(crossWallet()).toBe(beside);
  });

  test('an isolated bucket that a slice empties pays the fee from what it lets go', () => {
    venue = TestVenue.found(resources);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    house = venue.open('house', { kind: 'house' });
    trader = venue.open('trader', { mode: 'isolated', funds: { USDT: 10 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
    // One lot of 60 has 3.0285 with it; at 57.28 its equity is 0.3085, maintenance 0.31504.
    bid(10, 572_800);
    const beside = crossWallet();
    venue.prices({ BTC: 57_280, ETH: 3_000 });
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'closed', slices: 1 }]);
    // It lost 2.72 and pays 0.2 % of 57.28; the rest is the trader's.
    expect(crossWallet() - beside).toBe(3_028_500 - 2_720_000 - 114_560);
    expect(venue.balance(2, 'USDT').unsettledAtoms).toBe(114_560);
  });

  test('after eight of them the fund takes the rest', () => {
    pass(71, 56_900);
    expect(venue.take('liquidation.takeover')).toEqual([]);
    pass(1, 56_900);
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'takeover', slices: 8 }]);
  });

  test('a position that the trader closes in between ends it', () => {
    venue.prices({ BTC: 56_900 });
    bid(2_000, 569_000);
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    venue.prices({ BTC: 56_900 });
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'closed', slices: 1 }]);
  });

  test('collateral that comes in cures it', () => {
    venue.prices({ BTC: 56_900 });
    venue.mirror(trader, 'USDT', 200 * USDT);
    venue.prices({ BTC: 56_900 });
    // 470 is more than 391.1875.
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'cured', slices: 1 }]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(1_000);
  });
});

describe('LIQ-04, LIQ-06 takeover at the bankruptcy price leaves exactly nothing', () => {
  test('below two thirds of maintenance at once, with equity left', () => {
    venue.prices({ BTC: 56_800 });
    // 170 of 312.4: bankrupt at 56,630.
    expect(venue.take('liquidation.takeover')).toMatchObject([
      { bankruptcyTicks: 566_300, quantityLots: -1_000, markTicks: 568_000 },
    ]);
    expect(crossWallet()).toBe(0);
    expect(venue.position(3, 'BTCUSDT')).toMatchObject({ lots: 1_000, costAtoms: 56_630_000_000 });
  });

  test('what the tick’s rounding leaves goes to the fund', () => {
    found({ funds: { USDT: 3_400 * USDT + 123 } });
    venue.prices({ BTC: 56_800 });
    // 56,629.999877 goes up to 56,630.
    expect(venue.take('fund.changed')).toMatchObject([
      { amountAtoms: 123, reason: 'takeoverDust' },
    ]);
    expect(crossWallet()).toBe(0);
  });

  test('after a gap at a price beyond the mark, so that nothing is owed', () => {
    venue.prices({ BTC: 50_000 });
    expect(venue.take('liquidation.takeover')).toMatchObject([{ bankruptcyTicks: 566_300 }]);
    expect(crossWallet()).toBe(0);
  });

  test('all positions of a cross bucket, each with its share of the equity', () => {
    found({ funds: { USDT: 8_000 * USDT } });
    // 30 ETH at 3,000: 90,000, fee 45. Equity 8,000 - 30 - 45 = 7,925.
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 30_000, 300_000);
    venue.prices({ BTC: 57_000, ETH: 2_850 });
    // Lost 3,000 and 4,500: 425 are left against 313.5 + 470.25. Shares of 170 and 255: bankrupt at
    // 57,000 - 170 and (85,500 - 255) / 30.
    expect(venue.take('liquidation.takeover').map((one) => one['bankruptcyTicks'])).toEqual([
      568_300, 284_150,
    ]);
    expect(
      venue
        .of(3)
        .positions.map(({ costAtoms }) => costAtoms)
        .slice(0, 2),
    ).toEqual([56_830 * USDT, 85_245 * USDT]);
    expect(venue.venue.state.liquidationsStarted).toBe(1);
    expect(crossWallet()).toBe(0);
  });

  test('an inverse long is taken over where its coin is all owed', () => {
    const coin = venue.open('coin', { funds: { XBT: 3_000_000 } });
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    venue.trade({ buyer: coin, seller: house }, 'BTCUSD', 300, 600_000);
    venue.take();
    // 3,000,000 - 25,000; at 56,700 300 contracts are 52,910,053 atoms: equity 64,947 of 291,006.
    venue.prices({ BTC: 56_700 });
    const [takeover] = venue.take('liquidation.takeover').filter((one) => one['instrument'] === 3);
    // 3e13 / 52,975,000 = 566,304.86 goes up: 52,974,987 atoms, and 13 to the fund.
    expect(takeover).toMatchObject({ bankruptcyTicks: 566_305 });
    expect(venue.balance(2, 'XBT').unsettledAtoms).toBe(13);
    const { bucket } = venue.balance(coin, 'XBT');
    expect(bucketFigures(venue.venue.state, bucket).equityAtoms).toBe(0);
  });

  test('a short that no price can save is closed at a tick, and the fund pays the rest', () => {
    found({ funds: { USDT: 12_000 * USDT } });
    venue.contribute('USDT', 200_000 * USDT);
    // 100 lots short of BTC, 6,000, beside 300,000 of ETH.
    venue.ok({
      kind: 'position.leverage',
      subaccount: trader,
      instrument: 2,
      leverageX100: 10_000,
    });
    venue.place(house, 'BTCUSDT', 'buy', 1_100, { priceTicks: 600_000, by: 'house' });
    venue.place(trader, 'BTCUSDT', 'sell', 1_100, { priceTicks: 600_000 });
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 100_000, 300_000);
    venue.prices({ BTC: 60_000, ETH: 30 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
    expect(crossWallet()).toBe(0);
    expect(venue.venue.conservationBreach()).toBeNull();
    // The short's share of the loss is more than it was sold for: no positive price covers it.
    expect(venue.position(3, 'BTCUSDT').costAtoms).toBe(-100 * 100);
  });
});
