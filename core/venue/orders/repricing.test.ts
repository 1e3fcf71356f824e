/** Post-only orders that are repriced. BTCUSDT around 60,000: ticks of 0.1, lots of 0.001. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const BID = 599_990;
const ASK = 600_010;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  quote('buy', BID);
  quote('sell', ASK);
  venue.take();
});

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

const quote = (side: 'buy' | 'sell', priceTicks: number): number =>
  venue.ok(venue.placement(house, 'BTCUSDT', side, 5, { priceTicks }), { by: 'house' });

const place = (side: 'buy' | 'sell', priceTicks: number, options: Options = {}) =>
  venue.place(trader, 'BTCUSDT', side, 10, {
    priceTicks,
    postOnly: true,
    reprice: true,
    ...options,
  });

const priceOf = (order: number): number => {
  const { book } = venue.instrument('BTCUSDT');
  return book.priceTicksOf(book.slotOf(order));
};

const amend = (order: number, change: object) =>
  venue.apply({ kind: 'order.amend', subaccount: trader, instrument: 1, order, ...change });

describe('POST-01 it is checked at the price where it will rest', () => {
  test.each([
    ['buy', ASK - 1, ASK - 1],
    ['buy', ASK, ASK - 1],
    ['buy', ASK + 500, ASK - 1],
    ['sell', BID + 1, BID + 1],
    ['sell', BID, BID + 1],
    ['sell', BID - 500, BID + 1],
  ] as const)('to %s at %i rests at %i', (side, asked, rests) => {
    const { code, reference } = place(side, asked);
    expect([code, priceOf(reference)]).toEqual(['OK', rests]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('without it, one that would take is refused as ever', () => {
    expect(place('buy', ASK, { reprice: false })).toMatchObject({
      code: 'POST_ONLY_WOULD_TAKE',
      detail: ASK,
    });
  });

  test('a price outside the band is in it once repriced, and one that stays is not', () => {
    expect(place('buy', 606_001).code).toBe('OK');
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect(place('buy', 606_001).code).toBe('OUTSIDE_BAND');
  });

  test('margin is asked at it: what asks more at its own price passes', () => {
    // 1 % above the index asks a gap of 60 for each 0.1 BTC beside its margin.
    const small = venue.open('small', { funds: { USDT: 320_000_000 } });
    const wish = { priceTicks: 606_000, postOnly: true, quantityLots: 100 };
    const order = venue.placement(small, 'BTCUSDT', 'buy', 100, { ...wish, reprice: true });
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    expect(venue.code(order)).toBe('INSUFFICIENT_MARGIN');
    quote('sell', ASK);
    expect(venue.code(order)).toBe('OK');
  });

  test('the distance from the mark that a subaccount allows is taken from it', () => {
    const limits = { kind: 'subaccount.orderLimits', subaccount: trader, instrument: 1 } as const;
    venue.ok({ ...limits, maxAwayPpm: 1_000 }, { by: 'risk' });
    expect(place('buy', ASK + 2_000).code).toBe('OK');
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect(place('buy', ASK + 2_000).code).toBe('TOO_FAR_FROM_MARK');
  });

  test('where there is no price behind the other side it is refused', () => {
    // A tick is 0.1: at an index of one tick the best offer is at the lowest price there is.
    venue = TestVenue.found(resources);
    venue.prices({ BTC: 0.1 });
    house = venue.open('house', { kind: 'house' });
    trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
    quote('sell', 1);
    expect(place('buy', 1)).toMatchObject({ code: 'POST_ONLY_WOULD_TAKE', detail: 1 });
  });
});

describe('POST-02 an order that gets another price than it asked for says both', () => {
  const told = (kind: string) => venue.take().filter((event) => event.kind === kind);

  test('when placed, behind its acceptance, which has the price that it gets', () => {
    const order = place('buy', ASK + 5).reference;
    expect(venue.take().filter(({ kind }) => kind.startsWith('order.'))).toMatchObject([
      { kind: 'order.accepted', order, priceTicks: ASK - 1 },
      { kind: 'order.terms', order, reprice: 1, selfTrade: 'cancelNewest' },
      { kind: 'order.repriced', order, askedTicks: ASK + 5, priceTicks: ASK - 1 },
      { kind: 'order.rested', order, priceTicks: ASK - 1 },
    ]);
    place('buy', BID);
    expect(told('order.repriced')).toEqual([]);
  });

  test('when it is released by its trigger', () => {
    const trigger = { trigger: 'mark', triggerTicks: 600_050 } as const;
    const order = place('buy', ASK + 5, trigger).reference;
    expect(told('order.repriced')).toEqual([]);
    venue.prices({ BTC: 60_005 });
    expect(told('order.repriced')).toMatchObject([
      { order, askedTicks: ASK + 5, priceTicks: ASK - 1 },
    ]);
    expect(priceOf(order)).toBe(ASK - 1);
  });

  test('when it is amended, after a load too', () => {
    const order = place('buy', BID).reference;
    venue = venue.reloaded();
    venue.take();
    expect(amend(order, { priceTicks: ASK + 7 }).code).toBe('OK');
    expect(venue.take()).toMatchObject([
      { kind: 'order.amended', order, priceTicks: ASK - 1, kept: 0 },
      { kind: 'order.repriced', order, askedTicks: ASK + 7, priceTicks: ASK - 1 },
      { kind: 'order.rested', order, priceTicks: ASK - 1 },
    ]);
  });
});

describe('POST-03 an amend that leaves it where it rests changes nothing', () => {
  test('asked again for a price that takes, it stands where it stood', () => {
    const order = place('buy', ASK).reference;
    expect(amend(order, { priceTicks: ASK + 9 }).code).toBe('NOTHING_TO_CHANGE');
    expect(amend(order, { priceTicks: ASK + 9, quantityLots: 4 }).code).toBe('OK');
    expect(venue.take('order.amended')).toMatchObject([{ remainingLots: 4, kept: 1 }]);
  });

  test('one that is not repriced is refused', () => {
    const order = place('buy', BID, { reprice: false }).reference;
    expect(amend(order, { priceTicks: ASK }).code).toBe('POST_ONLY_WOULD_TAKE');
  });
});
