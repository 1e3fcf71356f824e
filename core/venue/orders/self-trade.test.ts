/** What orders do at their own owner group. BTCUSDT around 60,000: ticks of 0.1, lots of 0.001. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { SelfTradeMode } from '../book/contract.ts';
import type { Command } from '../commands.ts';
import type { VenueEvent } from '../events.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const FUNDS = { funds: { USDT: 10_000_000_000 } };
const OWNER = 77;
const TICKS = 600_000;

let venue: TestVenue;
let house: number;
let maker: number;
let taker: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  maker = venue.open('maker', { ...FUNDS, owner: OWNER });
  taker = venue.open('taker', { ...FUNDS, owner: OWNER });
});

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

const rest = (subaccount: number, lots: number, options: Options = {}): number =>
  venue.ok(
    venue.placement(subaccount, 'BTCUSDT', 'sell', lots, { priceTicks: TICKS, ...options }),
    subaccount === house ? { by: 'house' } : {},
  );

const take = (lots: number, selfTrade: SelfTradeMode | undefined, options: Options = {}): number =>
  venue.ok(
    venue.placement(taker, 'BTCUSDT', 'buy', lots, {
      priceTicks: TICKS,
      ...(selfTrade !== undefined && { selfTrade }),
      ...options,
    }),
  );

const remaining = (order: number): number => {
  const { book } = venue.instrument('BTCUSDT');
  const slot = book.slotOf(order);
  return slot === -1 ? 0 : book.remainingLotsOf(slot);
};

const ofKind = (events: readonly VenueEvent[], kind: string): VenueEvent[] =>
  events.filter((event) => event.kind === kind);

/** The maker has 4 lots, and the house 5 behind it at the same price; the taker wants so many. */
function meet(selfTrade: SelfTradeMode | undefined, lots: number, options: Options = {}) {
  const own = rest(maker, 4, { clientId: 'own' });
  const other = rest(house, 5);
  venue.take();
  const order = take(lots, selfTrade, { clientId: 'taker', ...options });
  const events = venue.take();
  const left = [own, other, order].map(remaining);
  return { own, other, order, events, left, bought: venue.position(taker, 'BTCUSDT').lots };
}

describe('STP-01 an order says what it does at its own group', () => {
  // What is left of the maker, of the house's order and of the taker, and what it bought.
  test.each([
    [undefined, 7, [4, 5, 0], 0],
    ['cancelNewest', 7, [4, 5, 0], 0],
    ['cancelOldest', 7, [0, 0, 2], 5],
    ['cancelBoth', 7, [0, 5, 0], 0],
    ['decrementAndCancel', 7, [0, 2, 0], 3],
    ['decrementAndCancel', 4, [0, 5, 0], 0],
    ['decrementAndCancel', 3, [1, 5, 0], 0],
    ['decrementAndCancel', 12, [0, 0, 3], 5],
  ] as const)('%s, a taker of %i lots', (selfTrade, lots, left, bought) => {
    expect(meet(selfTrade, lots)).toMatchObject({ left, bought });
  });

  test('another owner is no part of it', () => {
    const stranger = venue.open('stranger', FUNDS);
    rest(stranger, 4);
    take(4, 'cancelBoth');
    expect(venue.position(taker, 'BTCUSDT').lots).toBe(4);
  });

  test('terms other than the usual ones are told behind its acceptance', () => {
    const order = take(1, 'cancelBoth');
    expect(venue.take().filter(({ kind }) => kind.startsWith('order.'))).toMatchObject([
      { kind: 'order.accepted', order },
      { kind: 'order.terms', order, subaccount: taker, selfTrade: 'cancelBoth', reprice: 0 },
      { kind: 'order.rested', order },
    ]);
    take(1, 'cancelNewest');
    take(1, undefined);
    expect(venue.take('order.terms')).toEqual([]);
  });

  test('it is kept while the order rests: an amend matches by it, after a load too', () => {
    const order = take(5, 'cancelOldest', { priceTicks: TICKS - 10 });
    const own = rest(maker, 4);
    const amend = { kind: 'order.amend', subaccount: taker, instrument: 1, order } as const;
    for (const one of [venue.reloaded(), venue]) {
      one.take();
      one.ok({ ...amend, priceTicks: TICKS });
      expect(one.take('order.selfTradePrevented')).toMatchObject([
        { order, makerOrder: own, quantityLots: 4, selfTrade: 'cancelOldest' },
      ]);
      expect(one.instrument('BTCUSDT').book.slotOf(own)).toBe(-1);
    }
    expect(remaining(order)).toBe(5);
  });

  test('it is kept while the order waits for its trigger', () => {
    const trigger = { trigger: 'mark', triggerTicks: TICKS + 100 } as const;
    const order = take(4, 'cancelOldest', trigger);
    expect(venue.take('order.terms')).toMatchObject([{ order, selfTrade: 'cancelOldest' }]);
    const own = rest(maker, 4);
    const copy = venue.reloaded();
    copy.prices({ BTC: 60_020 });
    expect(copy.instrument('BTCUSDT').book.slotOf(own)).toBe(-1);
    expect(copy.instrument('BTCUSDT').book.slotOf(order)).not.toBe(-1);
  });

  test('it is part of the meaning of a resting order and of a waiting one', () => {
    const meaningOf = (selfTrade: SelfTradeMode, options: Options): string => {
      const copy = venue.reloaded();
      const bid = { priceTicks: TICKS - 10, selfTrade, ...options };
      copy.ok(copy.placement(taker, 'BTCUSDT', 'buy', 1, bid));
      return copy.meaning();
    };
    for (const options of [{}, { trigger: 'mark', triggerTicks: TICKS + 100 } as const]) {
      const meanings = (['cancelNewest', 'cancelOldest', 'cancelBoth'] as const).map((mode) =>
        meaningOf(mode, options),
      );
      expect(new Set(meanings).size).toBe(3);
    }
  });
});

describe('STP-02 each prevention is told', () => {
  test.each([
    ['cancelNewest', 7, 4],
    ['cancelOldest', 7, 4],
    ['cancelBoth', 2, 2],
    ['decrementAndCancel', 3, 3],
  ] as const)('%s of a taker of %i lots prevents %i', (selfTrade, lots, prevented) => {
    const { own, order, events } = meet(selfTrade, lots);
    const who = { order, subaccount: taker, makerOrder: own, makerSubaccount: maker };
    expect(ofKind(events, 'order.selfTradePrevented')).toMatchObject([
      { ...who, instrument: 1, quantityLots: prevented, selfTrade },
    ]);
  });

  test('what goes is told as cancelled, each with the lots that it still had', () => {
    const { own, order, events } = meet('cancelBoth', 7);
    expect(ofKind(events, 'order.cancelled')).toMatchObject([
      { order: own, subaccount: maker, remainingLots: 4, reason: 'selfTrade' },
      { order, subaccount: taker, remainingLots: 7, reason: 'selfTrade' },
    ]);
  });

  test('a maker that only loses lots is told with what it has left', () => {
    const { own, events } = meet('decrementAndCancel', 3);
    expect(ofKind(events, 'order.amended')).toMatchObject([
      { order: own, subaccount: maker, priceTicks: TICKS, remainingLots: 1, kept: 1 },
    ]);
  });
});

describe('STP-03 what prevention takes is nobody’s any more', () => {
  test('lots that a taker went on without are in no remainder of its fills', () => {
    const { order, events } = meet('decrementAndCancel', 7);
    const fills = ofKind(events, 'execution').filter((event) => event['order'] === order);
    expect(fills).toMatchObject([{ quantityLots: 3, remainingLots: 0 }]);
  });

  test.each([
    ['cancelNewest', 7, ['own']],
    ['cancelOldest', 7, ['taker']],
    ['cancelBoth', 7, []],
    ['decrementAndCancel', 7, []],
    ['decrementAndCancel', 3, ['own']],
    ['decrementAndCancel', 12, ['taker']],
  ] as const)('%s of %i lots: only live orders keep their names', (selfTrade, lots, names) => {
    const { own, order } = meet(selfTrade, lots);
    const notes = [own, order].flatMap((id) => venue.venue.state.notes.get(id) ?? []);
    expect(notes.map(({ clientId }) => clientId)).toEqual(names);
    expect(venue.venue.state.notes.count).toBe(names.length);
  });

  test.each(['cancelOldest', 'cancelBoth', 'decrementAndCancel'] as const)(
    '%s: margin asks for what is left, by a full count',
    (selfTrade) => {
      rest(maker, 4);
      // Sums that were asked for are kept from here on.
      rest(maker, 1, { priceTicks: TICKS + 10 });
      take(3, selfTrade);
      take(1, undefined, { priceTicks: TICKS - 10 });
      rest(maker, 1, { priceTicks: TICKS + 20 });
      expect(orderSumsFault(venue.venue.state)).toBeNull();
    },
  );

  test('a loaded venue goes on alike', () => {
    meet('decrementAndCancel', 3);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
  });
});

describe('STP-04 fill-or-kill counts past its own group only where that goes', () => {
  const fok = (lots: number, selfTrade: SelfTradeMode): Command =>
    venue.placement(taker, 'BTCUSDT', 'buy', lots, {
      priceTicks: TICKS,
      timeInForce: 'fok',
      selfTrade,
    });

  test.each([
    ['cancelNewest', 'FOK_UNFILLABLE'],
    ['cancelOldest', 'OK'],
    ['cancelBoth', 'FOK_UNFILLABLE'],
    ['decrementAndCancel', 'FOK_UNFILLABLE'],
    ['transfer', 'FOK_UNFILLABLE'],
  ] as const)('%s is %s', (selfTrade, code) => {
    rest(maker, 4);
    rest(house, 5);
    const before = venue.meaning();
    expect(venue.code(fok(5, selfTrade))).toBe(code);
    if (code !== 'OK') expect(venue.meaning()).toBe(before);
    else expect(venue.position(taker, 'BTCUSDT').lots).toBe(5);
  });
});
