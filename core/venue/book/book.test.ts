import { beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import {
  BUY,
  FLAG_REDUCE_ONLY,
  MAX_LOTS,
  MAX_TICKS,
  SELL,
  type NewOrder,
  type OrderBook,
  type Side,
} from './book.ts';
import { books, difference, idsOf, levelsOf, limit } from './testing/books.ts';
import { Recorder } from './testing/recorder.ts';

describe.each(books)('book, %s', (_, create) => {
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    recorder = new Recorder(book);
  });

  function place(
    orderId: number,
    side: Side,
    lots: number,
    ticks: number,
    more: Partial<NewOrder> = {},
  ) {
    const { slot: _slot, ...outcome } = book.place(
      limit(orderId, side, lots, ticks, more),
      recorder,
    );
    book.validate();
    return outcome;
  }

  function amend(orderId: number, lots: number, ticks: number) {
    const { slot: _slot, ...outcome } = book.amend(book.slotOf(orderId), lots, ticks, recorder);
    book.validate();
    return outcome;
  }

  describe('matching', () => {
    test('BOOK-01 the best price trades first, within a price the oldest', () => {
      place(1, SELL, 5, 102);
      place(2, SELL, 5, 101);
      place(3, SELL, 5, 101);
      expect(place(4, BUY, 12, 102)).toEqual({
        status: 'filled',
        reason: 'none',
        filledLots: 12,
        remainingLots: 0,
      });
      expect(recorder.takeCalls()).toEqual([
        '#2 trades 5 @ 101, 0 left',
        '#3 trades 5 @ 101, 0 left',
        '#1 trades 2 @ 102, 3 left',
      ]);
      expect(levelsOf(book, SELL)).toEqual(['102: #1(3) = 3']);
    });

    test('BOOK-01 a sell meets the highest bid first', () => {
      place(1, BUY, 5, 99);
      place(2, BUY, 5, 100);
      place(3, SELL, 7, 99);
      expect(recorder.takeCalls()).toEqual([
        '#2 trades 5 @ 100, 0 left',
        '#1 trades 2 @ 99, 3 left',
      ]);
    });

    test('BOOK-01 a partial fill leaves the maker first in its queue', () => {
      place(1, SELL, 5, 101);
      place(2, SELL, 5, 101);
      place(3, BUY, 2, 101);
      place(4, BUY, 4, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 2 @ 101, 3 left',
        '#1 trades 3 @ 101, 0 left',
        '#2 trades 1 @ 101, 4 left',
      ]);
    });

    test('BOOK-02 a trade is at the price of the maker, and the rest rests at its own', () => {
      place(1, SELL, 5, 101);
      expect(place(2, BUY, 8, 110)).toMatchObject({
        status: 'rested',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(recorder.takeCalls()).toEqual(['#1 trades 5 @ 101, 0 left']);
      expect(levelsOf(book, BUY)).toEqual(['110: #2(3) = 3']);
      expect(book.quantityLotsOf(book.slotOf(2))).toBe(8);
    });

    test('BOOK-02 prices that do not meet do not trade', () => {
      place(1, SELL, 5, 101);
      expect(place(2, BUY, 5, 100).status).toBe('rested');
      expect(recorder.takeCalls()).toEqual([]);
      expect([book.bestTicks(BUY), book.bestTicks(SELL)]).toEqual([100, 101]);
    });
  });

  describe('amend', () => {
    beforeEach(() => {
      place(1, BUY, 5, 100);
      place(2, BUY, 5, 100);
      place(3, SELL, 5, 105);
    });

    test('BOOK-03 less at the same price keeps priority', () => {
      expect(amend(1, 2, 100)).toEqual({
        status: 'rested',
        reason: 'none',
        filledLots: 0,
        remainingLots: 2,
      });
      expect(levelsOf(book, BUY)).toEqual(['100: #1(2) #2(5) = 7']);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(2);
    });

    test('BOOK-03 the same at the same price changes nothing', () => {
      amend(1, 5, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #1(5) #2(5) = 10']);
    });

    test('BOOK-03 more at the same price loses priority', () => {
      amend(1, 6, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) #1(6) = 11']);
    });

    test('BOOK-03 another price loses priority, also when it comes back', () => {
      amend(1, 3, 99);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) = 5', '99: #1(3) = 3']);
      amend(1, 3, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) #1(3) = 8']);
    });

    test('BOOK-03 a price that meets the other side trades as a new order', () => {
      expect(amend(1, 8, 105)).toMatchObject({
        status: 'rested',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(recorder.takeCalls()).toEqual(['#3 trades 5 @ 105, 0 left']);
      expect(levelsOf(book, BUY)).toEqual(['105: #1(3) = 3', '100: #2(5) = 5']);
      expect(amend(2, 5, 105)).toMatchObject({ status: 'rested' });
    });

    test('BOOK-03 an order that fills by its amend leaves the book', () => {
      expect(amend(1, 4, 105)).toMatchObject({ status: 'filled', filledLots: 4 });
      expect(book.slotOf(1)).toBe(-1);
      expect(idsOf(book, 1)).toEqual([3, 2]);
    });

    test('BOOK-03 the total quantity is what was filled plus what remains', () => {
      place(4, SELL, 2, 100);
      amend(1, 7, 100);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(9);
      amend(1, 4, 100);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(6);
    });

    test('BOOK-03 the slot stays while the order rests', () => {
      const slot = book.slotOf(1);
      amend(1, 9, 101);
      expect(book.slotOf(1)).toBe(slot);
    });

    test('BOOK-03, BOOK-07 an amend that meets its own group loses its remainder', () => {
      place(5, SELL, 5, 103, { owner: 7 });
      place(6, BUY, 5, 98, { owner: 7 });
      expect(amend(6, 5, 103)).toMatchObject({ status: 'cancelled', reason: 'selfTrade' });
      expect(book.slotOf(6)).toBe(-1);
    });

    test('BOOK-03, BOOK-06 an amend of a post-only order that would take is refused', () => {
      place(7, BUY, 5, 99, { postOnly: true });
      expect(amend(7, 5, 105)).toEqual({
        status: 'refused',
        reason: 'wouldTake',
        filledLots: 0,
        remainingLots: 5,
      });
      expect(levelsOf(book, BUY)).toEqual(['100: #1(5) #2(5) = 10', '99: #7(5) = 5']);
    });
  });

  describe('time in force and instructions', () => {
    beforeEach(() => {
      place(1, SELL, 5, 101);
      place(2, SELL, 5, 102);
    });

    test('BOOK-04 an IOC order trades what it can, and the rest is cancelled', () => {
      expect(place(3, BUY, 8, 101, { timeInForce: 'ioc' })).toEqual({
        status: 'cancelled',
        reason: 'ioc',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(book.slotOf(3)).toBe(-1);
      expect(levelsOf(book, BUY)).toEqual([]);
    });

    test('BOOK-04 an IOC order that meets nothing is cancelled whole', () => {
      expect(place(3, BUY, 8, 100, { timeInForce: 'ioc' })).toMatchObject({
        status: 'cancelled',
        filledLots: 0,
      });
    });

    test('BOOK-05 a FOK order fills whole', () => {
      expect(place(3, BUY, 10, 102, { timeInForce: 'fok' })).toMatchObject({
        status: 'filled',
        filledLots: 10,
      });
    });

    test('BOOK-05 a FOK order that cannot fill whole changes nothing', () => {
      const before = book.save();
      expect(place(3, BUY, 11, 102, { timeInForce: 'fok' })).toEqual({
        status: 'refused',
        reason: 'fokUnfillable',
        filledLots: 0,
        remainingLots: 11,
      });
      expect(recorder.takeCalls()).toEqual([]);
      expect(book.save()).toEqual(before);
    });

    test('BOOK-05 a FOK order counts only up to its limit', () => {
      expect(place(3, BUY, 6, 101, { timeInForce: 'fok' }).status).toBe('refused');
    });

    test('BOOK-05 a FOK order counts no maker behind one of its own group', () => {
      place(4, SELL, 5, 103, { owner: 7 });
      place(5, SELL, 5, 104);
      const own = { timeInForce: 'fok', owner: 7 } as const;
      expect(place(6, BUY, 11, 104, own).status).toBe('refused');
      expect(place(7, BUY, 10, 104, own).status).toBe('filled');
    });

    test('BOOK-05 a FOK order counts no reduce-only maker, but trades with it', () => {
      place(4, SELL, 5, 100, { flags: FLAG_REDUCE_ONLY });
      expect(place(5, BUY, 11, 102, { timeInForce: 'fok' }).status).toBe('refused');
      expect(place(6, BUY, 10, 102, { timeInForce: 'fok' }).status).toBe('filled');
      expect(recorder.takeCalls()).toEqual([
        '#4 may trade 5 of 5',
        '#4 trades 5 @ 100, 0 left',
        '#1 trades 5 @ 101, 0 left',
      ]);
    });

    test('BOOK-06 a post-only order that would take is refused', () => {
      expect(place(3, BUY, 5, 101, { postOnly: true })).toEqual({
        status: 'refused',
        reason: 'wouldTake',
        filledLots: 0,
        remainingLots: 5,
      });
      expect(recorder.takeCalls()).toEqual([]);
      expect(book.slotOf(3)).toBe(-1);
    });

    test('BOOK-06 a post-only order behind the other side rests', () => {
      expect(place(3, BUY, 5, 100, { postOnly: true }).status).toBe('rested');
    });

    test('BOOK-06 a post-only order is refused before its own group is looked at', () => {
      place(4, SELL, 5, 100, { owner: 7 });
      const own = { postOnly: true, owner: 7 };
      expect(place(5, BUY, 5, 100, own).reason).toBe('wouldTake');
    });
  });

  describe('self-trade prevention', () => {
    beforeEach(() => {
      place(1, SELL, 5, 101);
      place(2, SELL, 5, 101, { owner: 7, subaccount: 2 });
      place(3, SELL, 5, 101);
    });

    test('BOOK-07 the taker loses its remainder at the first maker of its group', () => {
      expect(place(4, BUY, 12, 101, { owner: 7 })).toEqual({
        status: 'cancelled',
        reason: 'selfTrade',
        filledLots: 5,
        remainingLots: 7,
      });
      expect(levelsOf(book, SELL)).toEqual(['101: #2(5) #3(5) = 10']);
    });

    test('BOOK-07 a taker that fills before its own group is not touched', () => {
      expect(place(4, BUY, 5, 101, { owner: 7 }).status).toBe('filled');
    });

    test('BOOK-07 a self trade is the reason also for an IOC order', () => {
      expect(place(4, BUY, 12, 101, { owner: 7, timeInForce: 'ioc' }).reason).toBe('selfTrade');
    });

    test('BOOK-07 another group, none and an exempt order trade on', () => {
      const other = { owner: 8, timeInForce: 'ioc' } as const;
      expect(place(4, BUY, 6, 101, other).status).toBe('filled');
      expect(place(5, BUY, 1, 101, { owner: 7, selfTradeExempt: true }).status).toBe('filled');
      expect(place(6, BUY, 8, 101, { timeInForce: 'ioc' }).status).toBe('filled');
    });

    test('BOOK-07 two orders of no group trade', () => {
      expect(place(4, BUY, 5, 101, { owner: 0 }).status).toBe('filled');
    });

    test('BOOK-07 a resting order stays exempt when it is amended', () => {
      place(4, BUY, 6, 100, { owner: 7, selfTradeExempt: true });
      expect(amend(4, 6, 101)).toMatchObject({ status: 'filled', filledLots: 6 });
    });
  });

  describe('reduce-only makers', () => {
    beforeEach(() => {
      place(1, SELL, 5, 101, { flags: FLAG_REDUCE_ONLY | 8, subaccount: 3 });
      place(2, SELL, 5, 101);
    });

    test('BOOK-08 a maker with allowance for all trades as any other', () => {
      place(3, BUY, 4, 101);
      expect(recorder.takeCalls()).toEqual(['#1 may trade 4 of 4', '#1 trades 4 @ 101, 1 left']);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(1) #2(5) = 6']);
    });

    test('BOOK-08 a maker with less allowance trades that much and loses the rest', () => {
      recorder.allowedLots.set(3, 2);
      place(3, BUY, 6, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 may trade 2 of 5',
        '#1 trades 2 @ 101, 3 left',
        '#1 loses 3 for allowance',
        '#2 trades 4 @ 101, 1 left',
      ]);
      expect(book.slotOf(1)).toBe(-1);
    });

    test('BOOK-08 a maker without allowance is cancelled without a trade', () => {
      recorder.allowedLots.set(3, 0);
      place(3, BUY, 1, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 may trade 0 of 1',
        '#1 loses 5 for allowance',
        '#2 trades 1 @ 101, 4 left',
      ]);
    });

    test('BOOK-08 the last maker may go and leave the taker to rest', () => {
      recorder.allowedLots.set(3, 0);
      book.cancel(book.slotOf(2));
      expect(place(3, BUY, 5, 101)).toMatchObject({ status: 'rested', remainingLots: 5 });
      expect(levelsOf(book, SELL)).toEqual([]);
    });
  });

  describe('cancel and reading', () => {
    test('BOOK-09 a cancel takes the order out, and says what was left of it', () => {
      place(1, BUY, 5, 100);
      place(2, BUY, 5, 100);
      place(3, BUY, 5, 100);
      place(4, SELL, 2, 100);
      expect(book.cancel(book.slotOf(2))).toBe(5);
      expect(book.cancel(book.slotOf(1))).toBe(3);
      expect(levelsOf(book, BUY)).toEqual(['100: #3(5) = 5']);
      expect(book.slotOf(2)).toBe(-1);
      book.cancel(book.slotOf(3));
      expect([book.bestTicks(BUY), book.levelCount(BUY), book.orderCount]).toEqual([0, 0, 0]);
      book.validate();
    });

    test('BOOK-09 the orders of a subaccount are listed by falling id', () => {
      place(5, BUY, 1, 100, { subaccount: 2 });
      place(9, SELL, 1, 105, { subaccount: 2 });
      place(7, BUY, 1, 90, { subaccount: 2 });
      place(8, BUY, 1, 90, { subaccount: 4_000 });
      expect(idsOf(book, 2)).toEqual([9, 7, 5]);
      book.cancel(book.slotOf(7));
      expect(idsOf(book, 2)).toEqual([9, 5]);
      expect([idsOf(book, 4_000), idsOf(book, 3), idsOf(book, 9_999)]).toEqual([[8], [], []]);
    });

    test('every field of a resting order can be read', () => {
      const order = limit(2 ** 52, SELL, 7, 33, { owner: 4, flags: 6, strategy: 12 });
      const { slot } = book.place(order, recorder);
      expect([book.orderIdOf(slot), book.subaccountOf(slot), book.ownerOf(slot)]).toEqual([
        2 ** 52,
        1,
        4,
      ]);
      expect([book.sideOf(slot), book.priceTicksOf(slot), book.remainingLotsOf(slot)]).toEqual([
        SELL,
        33,
        7,
      ]);
      expect([book.quantityLotsOf(slot), book.flagsOf(slot), book.strategyOf(slot)]).toEqual([
        7, 6, 12,
      ]);
      expect(book.slotOf(2 ** 52)).toBe(slot);
    });

    test('BOOK-05 fillable lots stop at the limit, at what is wanted and at the own group', () => {
      place(1, SELL, 5, 101, { owner: 1 });
      place(2, SELL, 5, 102, { flags: FLAG_REDUCE_ONLY });
      place(3, SELL, 5, 103, { owner: 2 });
      expect(book.fillableLots(BUY, 102, 0, 99)).toBe(5);
      expect(book.fillableLots(BUY, 103, 0, 99)).toBe(10);
      expect(book.fillableLots(BUY, 103, 0, 7)).toBe(7);
      expect(book.fillableLots(BUY, 103, 2, 99)).toBe(5);
      expect(book.fillableLots(BUY, 103, 1, 99)).toBe(0);
      expect(book.fillableLots(SELL, 1, 0, 99)).toBe(0);
    });
  });

  describe('range', () => {
    test('BOOK-10 prices from 1 to 2^31 - 1 stand in one book', () => {
      place(1, BUY, 1, 1);
      place(2, SELL, 1, MAX_TICKS);
      place(3, BUY, 1, 1_000_000_000);
      place(4, SELL, 1, 1_000_000_001);
      expect(levelsOf(book, BUY)).toEqual(['1000000000: #3(1) = 1', '1: #1(1) = 1']);
      expect(levelsOf(book, SELL)).toEqual(['1000000001: #4(1) = 1', `${MAX_TICKS}: #2(1) = 1`]);
      place(5, BUY, 2, MAX_TICKS);
      expect(recorder.takeCalls()).toEqual([
        '#4 trades 1 @ 1000000001, 0 left',
        `#2 trades 1 @ ${MAX_TICKS}, 0 left`,
      ]);
    });

    test('BOOK-10 a level of many large orders passes 2^31 lots without wrapping', () => {
      for (let orderId = 1; orderId <= 5; orderId += 1) place(orderId, SELL, MAX_LOTS, 7);
      expect(book.levelLots(SELL, 0)).toBe(5 * MAX_LOTS);
      expect(place(6, BUY, MAX_LOTS, 7).status).toBe('filled');
      expect(book.levelLots(SELL, 0)).toBe(4 * MAX_LOTS);
    });

    test('BOOK-10 thousands of levels, and a market that moves through all of them', () => {
      for (let step = 1; step <= 3_000; step += 1) {
        book.place(limit(step, SELL, 1, 500_000 * step), recorder);
      }
      expect([book.levelCount(SELL), book.levelTicks(SELL, 2_999)]).toEqual([3_000, 1.5e9]);
      expect(place(9_000, BUY, 2_999, MAX_TICKS).status).toBe('filled');
      expect(levelsOf(book, SELL)).toEqual([`${1.5e9}: #3000(1) = 1`]);
    });
  });

  describe('image', () => {
    test('a loaded book is the saved one, in everything that can be seen', () => {
      place(8, BUY, 5, 100, { postOnly: true, subaccount: 2 });
      place(3, BUY, 5, 100, { subaccount: 2, owner: 3, selfTradeExempt: true, strategy: 2 });
      place(9, BUY, 5, 101, { subaccount: 2 });
      place(4, SELL, 5, 103, { subaccount: 2, flags: FLAG_REDUCE_ONLY });
      place(5, SELL, 2, 101);
      const image = book.save();
      expect(image.orders.map((order) => order.orderId)).toEqual([9, 8, 3, 4]);
      const loaded = create();
      loaded.place(limit(77, BUY, 1, 1), new Recorder(loaded));
      loaded.load(JSON.parse(JSON.stringify(image)));
      loaded.validate();
      expect(difference(loaded, book)).toBeUndefined();
      expect(idsOf(loaded, 2)).toEqual([9, 8, 4, 3]);
      const amended = loaded.amend(loaded.slotOf(8), 5, 103, recorder);
      expect(amended).toMatchObject({ status: 'refused', reason: 'wouldTake' });
    });

    test('canonical order is best price first, then first in first', () => {
      place(1, SELL, 1, 103);
      place(2, SELL, 1, 102);
      place(3, SELL, 1, 103);
      const ids: number[] = [];
      book.forEachOrder(SELL, (slot) => ids.push(book.orderIdOf(slot)));
      expect(ids).toEqual([2, 1, 3]);
    });

    test('an image of a crossed book, or with an id twice, is not believed', () => {
      place(1, BUY, 1, 100);
      place(2, SELL, 1, 101);
      const [buy, sell] = book.save().orders;
      const crossed = { orders: [{ ...buy!, priceTicks: 101 }, sell!] };
      expect(() => create().load(crossed)).toThrow(InvariantError);
      const twice = { orders: [buy!, { ...sell!, orderId: 1 }] };
      expect(() => create().load(twice)).toThrow(InvariantError);
    });
  });
});
