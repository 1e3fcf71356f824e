/** What passes between two subaccounts of one owner group. BTCUSDT: ticks of 0.1, lots of 0.001. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { SelfTradeMode } from '../book/contract.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const FUNDS = { USDT: 10_000_000_000 };
const TICKS = 600_000;

let venue: TestVenue;
let house: number;
let maker: number;
let taker: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  maker = venue.open('maker', { funds: FUNDS, owner: 77 });
  taker = venue.open('taker', { funds: FUNDS, owner: 77 });
});

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

function rest(subaccount: number, lots: number, options: Options = {}): number {
  const by = subaccount === house ? ({ by: 'house' } as const) : {};
  const asked = { priceTicks: TICKS, ...options };
  return venue.ok(venue.placement(subaccount, 'BTCUSDT', 'sell', lots, asked), by);
}

function take(lots: number, options: Options = {}): number {
  const asked = { priceTicks: TICKS + 50, selfTrade: 'transfer', ...options } as const;
  return venue.ok(venue.placement(taker, 'BTCUSDT', 'buy', lots, asked));
}

const lotsOf = (who: number): number => venue.position(who, 'BTCUSDT').lots;
const feesOf = (who: number): number => venue.position(who, 'BTCUSDT').feesAtoms;
const remaining = (order: number): number => {
  const { book } = venue.instrument('BTCUSDT');
  const slot = book.slotOf(order);
  return slot === -1 ? 0 : book.remainingLotsOf(slot);
};

describe('VAR-66 lots pass between two subaccounts of a group where both orders say so', () => {
  test('at the resting price, without a fee, and it is not the last price', () => {
    rest(house, 1, { priceTicks: TICKS + 20 });
    const own = rest(maker, 4, { selfTrade: 'transfer' });
    venue.take();
    const order = take(6);
    const events = venue.take();
    expect(events.filter(({ kind }) => kind === 'trade')).toMatchObject([
      { tradeKind: 'transfer', priceTicks: TICKS, quantityLots: 4 },
      { tradeKind: 'book', priceTicks: TICKS + 20, quantityLots: 1 },
    ]);
    const passed = events.filter(({ tradeKind }) => tradeKind === 'transfer').slice(1);
    expect(passed).toMatchObject([
      { order: own, subaccount: maker, quantityLots: 4, feeAtoms: 0, remainingLots: 0 },
      { order, subaccount: taker, quantityLots: 4, feeAtoms: 0, remainingLots: 2 },
    ]);
    expect(events.some(({ kind }) => kind === 'order.selfTradePrevented')).toBe(false);
    expect([lotsOf(maker), lotsOf(taker), remaining(order)]).toEqual([-4, 5, 1]);
    // 0.05 % of 60.002 for the one lot that was the house's, up to an atom.
    expect([feesOf(maker), feesOf(taker)]).toEqual([0, 30_001]);
    expect(venue.instrument('BTCUSDT').lastTicks).toBe(TICKS + 20);
    // 4 lots at 60,000 have cost both the same.
    const [sold, bought] = [maker, taker].map((who) => venue.position(who, 'BTCUSDT').costAtoms);
    expect([sold, (bought ?? 0) - 60_002_000]).toEqual([-240_000_000, 240_000_000]);
  });

  test('alone it leaves no last price at all', () => {
    rest(maker, 4, { selfTrade: 'transfer' });
    take(4);
    expect([lotsOf(taker), venue.instrument('BTCUSDT').lastTicks]).toEqual([4, 0]);
  });

  const others: readonly (SelfTradeMode | undefined)[] = [
    undefined,
    'cancelOldest',
    'cancelBoth',
    'decrementAndCancel',
  ];
  test.each(others)('a resting order of %s has both decrement', (selfTrade) => {
    const own = rest(maker, 4, selfTrade === undefined ? {} : { selfTrade });
    venue.take();
    const order = take(6);
    expect(venue.take('order.selfTradePrevented')).toMatchObject([
      { order, makerOrder: own, quantityLots: 4, selfTrade: 'decrementAndCancel' },
    ]);
    expect([lotsOf(maker), lotsOf(taker), remaining(own), remaining(order)]).toEqual([0, 0, 0, 2]);
  });

  test('of one subaccount both decrement', () => {
    const own = rest(taker, 4, { selfTrade: 'transfer' });
    const order = take(6);
    expect([lotsOf(taker), remaining(own), remaining(order)]).toEqual([0, 0, 2]);
  });

  test('the taker’s word governs: what rests and says transfer goes for another', () => {
    const own = rest(maker, 4, { selfTrade: 'transfer' });
    take(6, { selfTrade: 'cancelOldest' });
    expect([lotsOf(maker), remaining(own)]).toEqual([0, 0]);
  });

  test('another owner is no part of it', () => {
    const stranger = venue.open('stranger', { funds: FUNDS });
    venue.ok(
      venue.placement(stranger, 'BTCUSDT', 'sell', 4, { priceTicks: TICKS, selfTrade: 'transfer' }),
    );
    take(4);
    expect(venue.take('trade')).toMatchObject([{ tradeKind: 'book' }]);
    expect(feesOf(taker)).toBeGreaterThan(0);
  });

  test('a reduce-only order passes what it may reduce, and the rest of it goes', () => {
    venue.trade({ buyer: maker, seller: house }, 'BTCUSDT', 3, TICKS);
    const own = rest(maker, 3, { selfTrade: 'transfer', reduceOnly: true });
    venue.trade({ buyer: house, seller: maker }, 'BTCUSDT', 2, TICKS - 20);
    venue.take();
    const order = take(3);
    expect(venue.take('order.cancelled')).toMatchObject([{ order: own, remainingLots: 2 }]);
    expect([lotsOf(maker), lotsOf(taker), remaining(order)]).toEqual([0, 1, 2]);
  });

  test('the mode is kept with the order, when it is amended and in an image', () => {
    rest(maker, 4, { selfTrade: 'transfer' });
    const order = take(4, { priceTicks: TICKS - 10 });
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    copy.ok({ kind: 'order.amend', subaccount: taker, instrument: 1, order, priceTicks: TICKS });
    expect(copy.position(taker, 'BTCUSDT').lots).toBe(4);
    expect(copy.position(maker, 'BTCUSDT').feesAtoms).toBe(0);
  });

  test('no limit counts it as an execution', () => {
    for (const subaccount of [maker, taker]) {
      const rates = { subaccount, executions: 1, windowS: 60 };
      venue.ok({ kind: 'subaccount.orderRates', ...rates }, { by: 'risk' });
    }
    rest(maker, 4, { selfTrade: 'transfer' });
    take(4);
    expect(venue.take('throttle.reached')).toEqual([]);
  });
});
