/** Orders that show a part of themselves, or nothing. BTCUSDT around 60,000: lots of 0.001. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { BUY, SELL } from '../book/contract.ts';
import { shownBestTicks } from '../book/shown-best.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const BID = 599_900;
const ASK = 600_100;

let venue: TestVenue;
let house: number;
let trader: number;

function found(adjust = plainPrices): void {
  venue = TestVenue.found(resources, adjust);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  quote('buy', BID);
  quote('sell', ASK);
  venue.take();
}
beforeEach(() => found());

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

const quote = (side: 'buy' | 'sell', priceTicks: number, lots = 50): number =>
  venue.ok(venue.placement(house, 'BTCUSDT', side, lots, { priceTicks }), { by: 'house' });

const sell = (lots: number, displayLots: number, options: Options = {}) =>
  venue.place(trader, 'BTCUSDT', 'sell', lots, { priceTicks: ASK, displayLots, ...options });

const amend = (order: number, change: object) =>
  venue.apply({ kind: 'order.amend', subaccount: trader, instrument: 1, order, ...change });

/** What remains of an order, what it was told to show and what is shown; null where it is gone. */
function standing(order: number, of = venue): number[] | null {
  const { book } = of.instrument('BTCUSDT');
  const slot = book.slotOf(order);
  if (slot === -1) return null;
  return [book.remainingLotsOf(slot), book.displayLotsOf(slot), book.shownLotsOf(slot)];
}

describe('ICE-01 an order may show a part of itself at a time, or nothing', () => {
  test('which is told behind its acceptance', () => {
    sell(30, 10);
    sell(30, 0);
    venue.place(trader, 'BTCUSDT', 'sell', 30, { priceTicks: ASK, selfTrade: 'cancelBoth' });
    sell(30, 30);
    venue.place(trader, 'BTCUSDT', 'sell', 30, { priceTicks: ASK });
    const told = venue.take('order.terms').map((event) => event['displayLots']);
    expect(told).toEqual([10, 0, 30, 30]);
  });

  test('more than it has is a contradiction', () => {
    const before = venue.meaning();
    expect(sell(30, 31).code).toBe('CONTRADICTION');
    expect(venue.meaning()).toBe(before);
  });

  test('in at most a hundred parts, also when it is amended', () => {
    expect(sell(301, 3)).toMatchObject({ code: 'DISPLAY_TOO_SMALL', detail: 4 });
    const { code, reference } = sell(300, 3);
    expect(code).toBe('OK');
    expect(amend(reference, { quantityLots: 301 })).toMatchObject({
      code: 'DISPLAY_TOO_SMALL',
      detail: 4,
    });
    expect(amend(reference, { quantityLots: 290 }).code).toBe('OK');
    const waiting = sell(300, 3, { trigger: 'mark', triggerTicks: 599_000 }).reference;
    expect(amend(waiting, { quantityLots: 301 }).code).toBe('DISPLAY_TOO_SMALL');
    expect(amend(waiting, { quantityLots: 299 }).code).toBe('OK');
  });
});

describe('ICE-02 others see what is shown, and margin the whole', () => {
  test('a hidden order is no best price', () => {
    sell(30, 0, { priceTicks: ASK - 50 });
    const { book } = venue.instrument('BTCUSDT');
    expect(book.bestTicks(SELL)).toBe(ASK - 50);
    expect([shownBestTicks(book, BUY), shownBestTicks(book, SELL)]).toEqual([BID, ASK]);
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    expect(shownBestTicks(book, SELL)).toBe(0);
  });

  test('the mark does not follow it', () => {
    // The last trade counts within the best prices: a bid above it would lift it.
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1, 600_000);
    const marked = (displayLots: number): unknown => {
      const copy = venue.reloaded();
      const bid = { priceTicks: 600_050, displayLots };
      copy.ok(copy.placement(trader, 'BTCUSDT', 'buy', 30, bid));
      copy.prices({ BTC: 60_000 });
      return copy.take('mark.set').map(({ bookE8, lastE8 }) => [bookE8, lastE8])[0];
    };
    const plain = venue.reloaded();
    plain.prices({ BTC: 60_000 });
    const [unmoved] = plain.take('mark.set').map(({ bookE8, lastE8 }) => [bookE8, lastE8]);
    expect(marked(0)).toEqual(unmoved);
    expect(marked(30)).not.toEqual(unmoved);
  });

  test('margin asks for all of it', () => {
    const small = venue.open('small', { funds: { USDT: 100_000_000 } });
    const wish = { priceTicks: 600_000, displayLots: 1 };
    const code = (lots: number): string =>
      venue.code(venue.placement(small, 'BTCUSDT', 'buy', lots, wish));
    // 60 x 60 = 3,600 at 5 % are 180; 20 of them are 60.
    expect([code(60), code(20)]).toEqual(['INSUFFICIENT_MARGIN', 'OK']);
    sell(60, 10);
    quote('buy', ASK, 15);
    expect(orderSumsFault(venue.venue.state)).toBeNull();
  });
});

describe('ICE-03 what an order shows is kept', () => {
  test('when it is amended, and as far as it has that much', () => {
    const order = sell(30, 10).reference;
    amend(order, { priceTicks: ASK + 10 });
    expect(standing(order)).toEqual([30, 10, 10]);
    amend(order, { quantityLots: 4 });
    expect(standing(order)).toEqual([4, 10, 4]);
    amend(order, { quantityLots: 12 });
    expect(standing(order)).toEqual([12, 10, 10]);
  });

  test('while it waits for its trigger', () => {
    const order = sell(30, 10, { trigger: 'mark', triggerTicks: 599_500 }).reference;
    const hidden = sell(30, 0, { trigger: 'mark', triggerTicks: 599_500 }).reference;
    venue = venue.reloaded();
    venue.prices({ BTC: 59_940 });
    expect([standing(order), standing(hidden)]).toEqual([
      [30, 10, 10],
      [30, 0, 0],
    ]);
  });

  test('through a load in the middle of a part, and both venues go on alike', () => {
    const order = sell(30, 10, { priceTicks: ASK - 10 }).reference;
    quote('buy', ASK - 10, 4);
    const copy = venue.reloaded();
    expect(standing(order, copy)).toEqual([26, 10, 6]);
    for (const one of [venue, copy]) {
      const bid = { priceTicks: ASK - 10, by: 'house' } as const;
      one.ok(one.placement(house, 'BTCUSDT', 'buy', 8, bid), bid);
      expect(standing(order, one)).toEqual([18, 10, 8]);
    }
    expect(copy.meaning()).toBe(venue.meaning());
  });

  test('and is part of the meaning of the state', () => {
    const meanings = [30, 10, 0].map((displayLots) => {
      const copy = venue.reloaded();
      copy.ok(copy.placement(trader, 'BTCUSDT', 'sell', 30, { priceTicks: ASK, displayLots }));
      return copy.meaning();
    });
    expect(new Set(meanings).size).toBe(3);
  });
});
