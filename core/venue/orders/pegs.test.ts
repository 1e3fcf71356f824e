/** Orders that follow a price. BTCUSDT around 60,000: ticks of 0.1, lots of 0.001. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { freeAtoms } from '../margin/buckets.ts';
import { pegFault } from '../testing/pegs.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { shownBand } from './checks.ts';

const resources = { ...instruments, indices: indices.replay };
const BID = 599_900;
const ASK = 600_100;

let venue: TestVenue;
let house: number;
let trader: number;
let bid: number;
let ask: number;

function found(adjust = plainPrices): void {
  venue = TestVenue.found(resources, adjust);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  bid = quote('buy', BID);
  ask = quote('sell', ASK);
  venue.take();
}
beforeEach(() => found());

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

const quote = (side: 'buy' | 'sell', priceTicks: number, options: Options = {}): number =>
  venue.ok(venue.placement(house, 'BTCUSDT', side, 5, { priceTicks, ...options }), { by: 'house' });

const unquote = (order: number): number =>
  venue.ok({ kind: 'order.cancel', subaccount: house, instrument: 1, order }, { by: 'house' });

const peg = (side: 'buy' | 'sell', to: 'primary' | 'market', options: Options = {}) =>
  venue.place(trader, 'BTCUSDT', side, 10, {
    type: 'pegged',
    timeInForce: 'gtc',
    peg: to,
    ...options,
  });

const pegged = (...given: Parameters<typeof peg>): number => {
  const { code, reference } = peg(...given);
  expect(code).toBe('OK');
  return reference;
};

/** The price that an order has in its book, 0 where it is in none. */
const priceOf = (order: number, of = venue): number => {
  const { book } = of.instrument('BTCUSDT');
  const slot = book.slotOf(order);
  return slot === -1 ? 0 : book.priceTicksOf(slot);
};

const amend = (order: number, change: object) =>
  venue.apply({ kind: 'order.amend', subaccount: trader, instrument: 1, order, ...change });

const lotsOf = (): number => venue.position(trader, 'BTCUSDT').lots;

describe('PEG-01 it has the price that it follows plus its offset', () => {
  test.each([
    ['buy', 'primary', 0, BID],
    ['buy', 'primary', -30, BID - 30],
    ['buy', 'primary', 30, BID + 30],
    ['sell', 'primary', 0, ASK],
    ['sell', 'primary', 30, ASK + 30],
    ['sell', 'primary', -30, ASK - 30],
    ['buy', 'market', -30, ASK - 30],
    ['sell', 'market', 30, BID + 30],
  ] as const)('to %s on %s with %i is at %i', (side, to, pegOffsetTicks, ticks) => {
    expect(priceOf(pegged(side, to, { pegOffsetTicks }))).toBe(ticks);
    expect(pegFault(venue.venue.state)).toBe(null);
  });

  test('and says what it follows behind its acceptance', () => {
    pegged('buy', 'market', { pegOffsetTicks: -7, priceTicks: 600_050 });
    const told = venue.take().filter(({ kind }) => kind !== 'order.rested');
    expect(told).toMatchObject([
      { kind: 'order.accepted', type: 'pegged', priceTicks: 600_050, flags: 2 },
      { kind: 'order.pegged', peg: 'market', pegOffsetTicks: -7, capTicks: 600_050 },
    ]);
  });

  test('after the price has moved, on the other side of it too, in the same step', () => {
    const [near, far] = [pegged('buy', 'primary'), pegged('buy', 'market', { pegOffsetTicks: -9 })];
    venue.take();
    const better = quote('buy', BID + 40);
    expect([priceOf(near), priceOf(far)]).toEqual([BID + 40, ASK - 9]);
    expect(venue.take('order.followed')).toMatchObject([
      { order: near, priceTicks: BID + 40, remainingLots: 10 },
    ]);
    unquote(better);
    quote('sell', ASK - 5);
    expect([priceOf(near), priceOf(far)]).toEqual([BID, ASK - 14]);
  });
});

describe('PEG-02 it follows what is shown of orders that follow nothing', () => {
  test('so that two of them do not lead each other on', () => {
    const [first, second] = [1, 1].map((by) => pegged('buy', 'primary', { pegOffsetTicks: by }));
    expect([priceOf(first!), priceOf(second!)]).toEqual([BID + 1, BID + 1]);
  });

  test('nor does one stay at a price that only it holds', () => {
    const own = pegged('buy', 'primary');
    quote('buy', BID - 20);
    unquote(bid);
    expect(priceOf(own)).toBe(BID - 20);
  });

  test('and what is hidden leads nobody', () => {
    const own = pegged('buy', 'primary');
    quote('buy', BID + 50, { displayLots: 0 });
    expect(priceOf(own)).toBe(BID);
    quote('buy', BID + 60, { displayLots: 1 });
    expect(priceOf(own)).toBe(BID + 60);
  });
});

describe('PEG-03 it goes no further than its cap and the order band', () => {
  test.each([
    ['buy', 'primary', BID - 10, 50],
    ['sell', 'primary', ASK + 10, -50],
  ] as const)('to %s on %s it stands at its cap', (side, to, cap, by) => {
    const own = pegged(side, to, { priceTicks: cap });
    expect(priceOf(own)).toBe(cap);
    quote(side, side === 'buy' ? BID + by : ASK + by);
    expect(priceOf(own)).toBe(cap);
    venue.take();
  });

  test('and follows again below it', () => {
    const own = pegged('buy', 'primary', { priceTicks: BID - 10 });
    quote('buy', BID - 30);
    unquote(bid);
    expect(priceOf(own)).toBe(BID - 30);
  });

  test('at the band it stops, and goes on with it', () => {
    quote('buy', 480_000);
    unquote(bid);
    const own = pegged('sell', 'primary', { pegOffsetTicks: -50_000 });
    const least = (): number => {
      return shownBand(venue.venue.state, venue.instrument('BTCUSDT'))?.minAskTicks ?? 0;
    };
    expect(least()).toBeGreaterThan(ASK - 50_000);
    expect(priceOf(own)).toBe(least());
    const before = least();
    venue.prices({ BTC: 60_300 });
    expect(least()).toBeGreaterThan(before);
    expect(priceOf(own)).toBe(least());
  });
});

describe('PEG-04 it never takes', () => {
  test.each([
    ['buy', 'primary', 200, ASK - 1],
    ['buy', 'primary', 5_000, ASK - 1],
    ['buy', 'market', 0, ASK - 1],
    ['sell', 'primary', -200, BID + 1],
    ['sell', 'market', 0, BID + 1],
  ] as const)('to %s on %s with %i it stands at %i', (side, to, pegOffsetTicks, ticks) => {
    expect(priceOf(pegged(side, to, { pegOffsetTicks }))).toBe(ticks);
    expect(lotsOf()).toBe(0);
  });

  test('also when the other side comes to it, or shows nothing', () => {
    const own = pegged('buy', 'market');
    quote('sell', ASK + 100, { displayLots: 0 });
    quote('sell', ASK + 300);
    unquote(ask);
    // It followed the offer that is shown, and stands before the one that is not.
    expect(priceOf(own)).toBe(ASK + 99);
    expect(lotsOf()).toBe(0);
  });

  test('two that would meet stand beside each other', () => {
    const buy = pegged('buy', 'primary', { pegOffsetTicks: 150 });
    const sell = pegged('sell', 'primary', { pegOffsetTicks: -150 });
    expect([priceOf(buy), priceOf(sell)]).toEqual([BID + 150, BID + 151]);
    venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, order: buy });
    expect(priceOf(sell)).toBe(ASK - 150);
  });

  test('others take from it, as from any that rests', () => {
    const own = pegged('buy', 'primary', { pegOffsetTicks: 1 });
    venue.ok(venue.placement(house, 'BTCUSDT', 'sell', 4, { priceTicks: BID + 1 }), {
      by: 'house',
    });
    expect(lotsOf()).toBe(4);
    venue.ok(venue.placement(house, 'BTCUSDT', 'sell', 6, { priceTicks: BID + 1 }), {
      by: 'house',
    });
    expect([lotsOf(), priceOf(own), venue.venue.state.pegs.count]).toEqual([10, 0, 0]);
  });
});

describe('PEG-05 it moves at the end of a step, with the checks of a new order', () => {
  test('the oldest first, behind whoever is there, and keeps its place where it stays', () => {
    const [first, second] = [pegged('buy', 'primary'), pegged('buy', 'primary')];
    quote('buy', BID);
    const { book } = venue.instrument('BTCUSDT');
    const queue = (): number[] => {
      const orders: number[] = [];
      for (let slot = book.firstOrderAt(1, 0); slot !== -1; slot = book.nextInLevel(slot)) {
        orders.push(book.orderIdOf(slot));
      }
      return orders;
    };
    expect(queue().slice(0, 3)).toEqual([bid, first, second]);
    const better = quote('buy', BID + 1);
    expect(queue()).toEqual([better, first, second]);
    expect(book.lotsAhead(book.slotOf(second))).toBe(15);
  });

  test('what its margin no longer covers leaves with the reason', () => {
    const own = pegged('sell', 'primary');
    const { state } = venue.venue;
    const spare = freeAtoms(state, venue.of(trader), venue.assetId('USDT'));
    const release = venue.movement('collateral.release', trader, 'USDT', spare);
    venue.ok(release, { by: 'custodian' });
    quote('sell', ASK + 6_000);
    venue.take();
    unquote(ask);
    const told = venue.take().filter(({ order }) => order === own);
    expect(told.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['order.cancelled', 'insufficientMargin'],
    ]);
    expect(state.pegs.count).toBe(0);
  });

  test('a suspended account’s stays where it is, and leaves when it would move', () => {
    const own = pegged('buy', 'primary');
    const { account } = venue.of(trader);
    venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'risk' });
    expect(priceOf(own)).toBe(BID);
    quote('buy', BID + 1);
    expect(venue.take('order.cancelled')).toMatchObject([{ order: own, reason: 'notPossible' }]);
  });

  test('one that only reduces has no more than there is to reduce', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 6, BID + 50);
    const own = pegged('sell', 'primary', { reduceOnly: true });
    const { book } = venue.instrument('BTCUSDT');
    expect(book.remainingLotsOf(book.slotOf(own))).toBe(6);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 2, BID + 50);
    quote('sell', ASK - 1);
    expect(book.remainingLotsOf(book.slotOf(own))).toBe(4);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 4, BID + 50);
    expect([priceOf(own), venue.venue.state.pegs.count]).toEqual([0, 0]);
  });

  test('at most 1,000 in a step, and the others with the next', () => {
    for (let n = 0; n < 1_002; n++) pegged('buy', 'primary', { quantityLots: 1 });
    venue.take();
    quote('buy', BID + 5);
    expect(venue.take('order.followed')).toHaveLength(1_000);
    venue.tick(0);
    expect(venue.take('order.followed')).toHaveLength(2);
    expect(pegFault(venue.venue.state)).toBe(null);
  });
});

describe('PEG-06 without a price it waits outside the book', () => {
  test('when nothing is left to follow, and comes back by itself', () => {
    const own = pegged('buy', 'primary');
    const before = venue.balance(trader, 'USDT').mirroredAtoms;
    venue.take();
    unquote(bid);
    expect(priceOf(own)).toBe(0);
    expect(venue.take('order.followed')).toMatchObject([{ order: own, priceTicks: 0 }]);
    quote('buy', BID - 3);
    expect(priceOf(own)).toBe(BID - 3);
    expect(venue.balance(trader, 'USDT').mirroredAtoms).toBe(before);
  });

  test('it is not taken where there is nothing to begin with', () => {
    unquote(bid);
    const before = venue.meaning();
    expect(peg('buy', 'primary').code).toBe('NO_PEG_PRICE');
    expect(peg('sell', 'primary', { pegOffsetTicks: 2_147_483_647 }).code).toBe('NO_PEG_PRICE');
    expect(peg('buy', 'market', { pegOffsetTicks: -ASK }).code).toBe('NO_PEG_PRICE');
    expect(venue.meaning()).toBe(before);
  });

  test('while the instrument is halted or in a call, or lets only reduce', () => {
    const own = pegged('buy', 'primary');
    const by = { by: 'risk' } as const;
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, by);
    expect(priceOf(own)).toBe(0);
    resume();
    expect(priceOf(own)).toBe(BID);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'reduceOnly' }, by);
    expect(priceOf(own)).toBe(0);
    resume();
    expect(priceOf(own)).toBe(BID);
  });

  function resume(): void {
    const command = { kind: 'instrument.resume', instrument: 1 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  }

  test('it has no part in a call, and is back when trading is', () => {
    found(({ monitoring: _monitoring, ...spec }) => spec);
    const own = pegged('buy', 'primary', { pegOffsetTicks: 1 });
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'auction' }, { by: 'risk' });
    expect(priceOf(own)).toBe(0);
    expect(peg('buy', 'primary').code).toBe('CALL_COLLECTS');
    for (let n = 0; n < 400 && venue.instrument('BTCUSDT').state === 'auction'; n++) {
      venue.prices({ BTC: 60_000 });
    }
    expect(venue.instrument('BTCUSDT').state).toBe('open');
    expect(priceOf(own)).toBe(BID + 1);
  });
});

describe('PEG-07 it rests, is wholly shown, and is linked with nothing', () => {
  const near = { trigger: 'mark', triggerTicks: 590_000 } as const;

  test.each([
    ['immediate', { timeInForce: 'ioc' }],
    ['all or nothing', { timeInForce: 'fok' }],
    ['waiting for a trigger', near],
    ['an iceberg', { displayLots: 5 }],
    ['hidden', { displayLots: 0 }],
    ['repriced and not post-only', { reprice: true }],
    ['one of two', { oco: 1 }],
    ['with exits', { takeProfitTicks: 700_000 }],
  ] as const)('it is not %s', (_, options) => {
    const before = venue.meaning();
    expect(peg('buy', 'primary', options).code).toBe('CONTRADICTION');
    expect(venue.meaning()).toBe(before);
  });

  test('what follows the other side does not go beyond it', () => {
    expect(peg('buy', 'market', { pegOffsetTicks: 1 }).code).toBe('CONTRADICTION');
    expect(peg('sell', 'market', { pegOffsetTicks: -1 }).code).toBe('CONTRADICTION');
  });

  test('only a pegged order says what it follows, and every one does', () => {
    const limit = { priceTicks: BID, type: 'limit', timeInForce: 'gtc' } as const;
    const place = (options: Options) => venue.place(trader, 'BTCUSDT', 'buy', 1, options).code;
    expect(place({ ...limit, peg: 'primary' })).toBe('CONTRADICTION');
    expect(place({ ...limit, pegOffsetTicks: 1 })).toBe('CONTRADICTION');
    expect(place({ type: 'pegged', timeInForce: 'gtc' })).toBe('CONTRADICTION');
  });

  test('no other order is linked with it', () => {
    const own = pegged('buy', 'primary');
    const stop = { ...near, priceTicks: 590_000, oco: own };
    expect(venue.place(trader, 'BTCUSDT', 'sell', 1, stop).code).toBe('NOT_LINKABLE');
  });
});

describe('PEG-08 size, offset and cap are amended', () => {
  test('the offset and the cap give it another price at once', () => {
    const own = pegged('buy', 'primary');
    venue.take();
    expect(amend(own, { pegOffsetTicks: -5 }).code).toBe('OK');
    expect(priceOf(own)).toBe(BID - 5);
    expect(amend(own, { priceTicks: BID - 8 }).code).toBe('OK');
    expect(priceOf(own)).toBe(BID - 8);
    expect(amend(own, { priceTicks: BID - 8 }).code).toBe('NOTHING_TO_CHANGE');
    expect(amend(own, { pegOffsetTicks: 3 }).code).toBe('OK');
    expect(priceOf(own)).toBe(BID - 8);
    expect(venue.take('order.pegged').map((told) => [told['pegOffsetTicks'], told['capTicks']]))
      // What it says is what holds from then on, also where its price stays.
      .toEqual([
        [-5, 0],
        [-5, BID - 8],
        [3, BID - 8],
      ]);
  });

  test('fewer lots keep the place in the queue, more lose it', () => {
    const own = pegged('buy', 'primary');
    quote('buy', BID);
    const { book } = venue.instrument('BTCUSDT');
    expect(amend(own, { quantityLots: 7 }).code).toBe('OK');
    expect(book.lotsAhead(book.slotOf(own))).toBe(5);
    expect(amend(own, { quantityLots: 8 }).code).toBe('OK');
    expect(book.lotsAhead(book.slotOf(own))).toBe(10);
    expect(venue.take('order.amended').map(({ kept }) => kept)).toEqual([1, 0]);
  });

  test('a total counts what was filled, also before it was parked', () => {
    const own = pegged('buy', 'primary', { pegOffsetTicks: 1 });
    venue.ok(venue.placement(house, 'BTCUSDT', 'sell', 4, { priceTicks: BID + 1 }), {
      by: 'house',
    });
    unquote(bid);
    expect(venue.venue.state.pegs.get(own)).toMatchObject({ parkedLots: 6, filledLots: 4 });
    expect(amend(own, { totalLots: 4 })).toMatchObject({ code: 'ALREADY_FILLED', detail: 4 });
    expect(amend(own, { totalLots: 9 }).code).toBe('OK');
    quote('buy', BID);
    const { book } = venue.instrument('BTCUSDT');
    expect(book.remainingLotsOf(book.slotOf(own))).toBe(5);
    expect(amend(own, { totalLots: 6 }).code).toBe('OK');
    expect(book.remainingLotsOf(book.slotOf(own))).toBe(2);
  });

  test('what cannot be is refused, and changes nothing', () => {
    const own = pegged('buy', 'market');
    const plain = venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: BID }).reference;
    const other = venue.open('other', { funds: { USDT: 1_000_000_000 } });
    const before = venue.meaning();
    expect(amend(own, { pegOffsetTicks: 1 }).code).toBe('CONTRADICTION');
    expect(amend(own, { triggerTicks: 5 }).code).toBe('CONTRADICTION');
    expect(amend(own, { pegOffsetTicks: -ASK }).code).toBe('NO_PEG_PRICE');
    expect(amend(own, { quantityLots: 2_000_000_000 }).code).toBe('TOO_LARGE');
    expect(amend(plain, { pegOffsetTicks: 1 }).code).toBe('CONTRADICTION');
    const theirs = { subaccount: other, instrument: 1, order: own, pegOffsetTicks: -1 } as const;
    expect(venue.apply({ kind: 'order.amend', ...theirs }).code).toBe('UNKNOWN_ORDER');
    expect(venue.meaning()).toBe(before);
  });
});
