import { beforeEach, describe, expect, test } from 'vitest';
import { BUY, FLAG_REDUCE_ONLY, SELL, type OrderBook } from './book.ts';
import { books, idsOf, levelsOf, Sandbox } from './testing/books.ts';
import type { Recorder } from './testing/recorder.ts';

describe.each(books)('matching, %s', (_, create) => {
  let sandbox: Sandbox;
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    sandbox = new Sandbox(book);
    recorder = sandbox.recorder;
  });

  describe('matching', () => {
    test('BOOK-01 the best price trades first, within a price the oldest', () => {
      sandbox.place(1, SELL, 5, 102);
      sandbox.place(2, SELL, 5, 101);
      sandbox.place(3, SELL, 5, 101);
      expect(sandbox.place(4, BUY, 12, 102)).toEqual({
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
      sandbox.place(1, BUY, 5, 99);
      sandbox.place(2, BUY, 5, 100);
      sandbox.place(3, SELL, 7, 99);
      expect(recorder.takeCalls()).toEqual([
        '#2 trades 5 @ 100, 0 left',
        '#1 trades 2 @ 99, 3 left',
      ]);
    });

    test('BOOK-01 a partial fill leaves the maker first in its queue', () => {
      sandbox.place(1, SELL, 5, 101);
      sandbox.place(2, SELL, 5, 101);
      sandbox.place(3, BUY, 2, 101);
      sandbox.place(4, BUY, 4, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 2 @ 101, 3 left',
        '#1 trades 3 @ 101, 0 left',
        '#2 trades 1 @ 101, 4 left',
      ]);
    });

    test('BOOK-02 a trade is at the price of the maker, and the rest rests at its own', () => {
      sandbox.place(1, SELL, 5, 101);
      expect(sandbox.place(2, BUY, 8, 110)).toMatchObject({
        status: 'rested',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(recorder.takeCalls()).toEqual(['#1 trades 5 @ 101, 0 left']);
      expect(levelsOf(book, BUY)).toEqual(['110: #2(3) = 3']);
      expect(book.quantityLotsOf(book.slotOf(2))).toBe(8);
    });

    test('BOOK-02 prices that do not meet do not trade', () => {
      sandbox.place(1, SELL, 5, 101);
      expect(sandbox.place(2, BUY, 5, 100).status).toBe('rested');
      expect(recorder.takeCalls()).toEqual([]);
      expect([book.bestTicks(BUY), book.bestTicks(SELL)]).toEqual([100, 101]);
    });
  });

  describe('amend', () => {
    beforeEach(() => {
      sandbox.place(1, BUY, 5, 100);
      sandbox.place(2, BUY, 5, 100);
      sandbox.place(3, SELL, 5, 105);
    });

    test('BOOK-03 less at the same price keeps priority', () => {
      expect(sandbox.amend(1, 2, 100)).toEqual({
        status: 'rested',
        reason: 'none',
        filledLots: 0,
        remainingLots: 2,
      });
      expect(levelsOf(book, BUY)).toEqual(['100: #1(2) #2(5) = 7']);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(2);
    });

    test('BOOK-03 the same at the same price changes nothing', () => {
      sandbox.amend(1, 5, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #1(5) #2(5) = 10']);
    });

    test('BOOK-03 more at the same price loses priority', () => {
      sandbox.amend(1, 6, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) #1(6) = 11']);
    });

    test('BOOK-03 another price loses priority, also when it comes back', () => {
      sandbox.amend(1, 3, 99);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) = 5', '99: #1(3) = 3']);
      sandbox.amend(1, 3, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) #1(3) = 8']);
    });

    test('BOOK-03 a price that meets the other side trades as a new order', () => {
      expect(sandbox.amend(1, 8, 105)).toMatchObject({
        status: 'rested',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(recorder.takeCalls()).toEqual(['#3 trades 5 @ 105, 0 left']);
      expect(levelsOf(book, BUY)).toEqual(['105: #1(3) = 3', '100: #2(5) = 5']);
      expect(sandbox.amend(2, 5, 105)).toMatchObject({ status: 'rested' });
    });

    test('BOOK-03 an order that fills by its amend leaves the book', () => {
      expect(sandbox.amend(1, 4, 105)).toMatchObject({ status: 'filled', filledLots: 4 });
      expect(book.slotOf(1)).toBe(-1);
      expect(idsOf(book, 1)).toEqual([3, 2]);
    });

    test('BOOK-03 the total quantity is what was filled plus what remains', () => {
      sandbox.place(4, SELL, 2, 100);
      sandbox.amend(1, 7, 100);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(9);
      sandbox.amend(1, 4, 100);
      expect(book.quantityLotsOf(book.slotOf(1))).toBe(6);
    });

    test('BOOK-03 the slot stays while the order rests', () => {
      const slot = book.slotOf(1);
      sandbox.amend(1, 9, 101);
      expect(book.slotOf(1)).toBe(slot);
    });

    test('BOOK-03, BOOK-07 an amend that meets its own group loses its remainder', () => {
      sandbox.place(5, SELL, 5, 103, { owner: 7 });
      sandbox.place(6, BUY, 5, 98, { owner: 7 });
      expect(sandbox.amend(6, 5, 103)).toMatchObject({ status: 'cancelled', reason: 'selfTrade' });
      expect(book.slotOf(6)).toBe(-1);
    });

    test('BOOK-03, BOOK-06 an amend of a post-only order that would take is refused', () => {
      sandbox.place(7, BUY, 5, 99, { postOnly: true });
      expect(sandbox.amend(7, 5, 105)).toEqual({
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
      sandbox.place(1, SELL, 5, 101);
      sandbox.place(2, SELL, 5, 102);
    });

    test('BOOK-04 an IOC order trades what it can, and the rest is cancelled', () => {
      expect(sandbox.place(3, BUY, 8, 101, { timeInForce: 'ioc' })).toEqual({
        status: 'cancelled',
        reason: 'ioc',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(book.slotOf(3)).toBe(-1);
      expect(levelsOf(book, BUY)).toEqual([]);
    });

    test('BOOK-04 an IOC order that meets nothing is cancelled whole', () => {
      expect(sandbox.place(3, BUY, 8, 100, { timeInForce: 'ioc' })).toMatchObject({
        status: 'cancelled',
        filledLots: 0,
      });
    });

    test('BOOK-05 a FOK order fills whole', () => {
      expect(sandbox.place(3, BUY, 10, 102, { timeInForce: 'fok' })).toMatchObject({
        status: 'filled',
        filledLots: 10,
      });
    });

    test('BOOK-05 a FOK order that cannot fill whole changes nothing', () => {
      const before = book.save();
      expect(sandbox.place(3, BUY, 11, 102, { timeInForce: 'fok' })).toEqual({
        status: 'refused',
        reason: 'fokUnfillable',
        filledLots: 0,
        remainingLots: 11,
      });
      expect(recorder.takeCalls()).toEqual([]);
      expect(book.save()).toEqual(before);
    });

    test('BOOK-05 a FOK order counts only up to its limit', () => {
      expect(sandbox.place(3, BUY, 6, 101, { timeInForce: 'fok' }).status).toBe('refused');
    });

    test('BOOK-05 a FOK order counts no maker behind one of its own group', () => {
      sandbox.place(4, SELL, 5, 103, { owner: 7 });
      sandbox.place(5, SELL, 5, 104);
      const own = { timeInForce: 'fok', owner: 7 } as const;
      expect(sandbox.place(6, BUY, 11, 104, own).status).toBe('refused');
      expect(sandbox.place(7, BUY, 10, 104, own).status).toBe('filled');
    });

    test('BOOK-05 a FOK order counts no reduce-only maker, but trades with it', () => {
      sandbox.place(4, SELL, 5, 100, { flags: FLAG_REDUCE_ONLY });
      expect(sandbox.place(5, BUY, 11, 102, { timeInForce: 'fok' }).status).toBe('refused');
      expect(sandbox.place(6, BUY, 10, 102, { timeInForce: 'fok' }).status).toBe('filled');
      expect(recorder.takeCalls()).toEqual([
        '#4 may trade 5 of 5',
        '#4 trades 5 @ 100, 0 left',
        '#1 trades 5 @ 101, 0 left',
      ]);
    });

    test('BOOK-06 a post-only order that would take is refused', () => {
      expect(sandbox.place(3, BUY, 5, 101, { postOnly: true })).toEqual({
        status: 'refused',
        reason: 'wouldTake',
        filledLots: 0,
        remainingLots: 5,
      });
      expect(recorder.takeCalls()).toEqual([]);
      expect(book.slotOf(3)).toBe(-1);
    });

    test('BOOK-06 a post-only order behind the other side rests', () => {
      expect(sandbox.place(3, BUY, 5, 100, { postOnly: true }).status).toBe('rested');
    });

    test('BOOK-06 a post-only order is refused before its own group is looked at', () => {
      sandbox.place(4, SELL, 5, 100, { owner: 7 });
      const own = { postOnly: true, owner: 7 };
      expect(sandbox.place(5, BUY, 5, 100, own).reason).toBe('wouldTake');
    });
  });

  describe('self-trade prevention', () => {
    beforeEach(() => {
      sandbox.place(1, SELL, 5, 101);
      sandbox.place(2, SELL, 5, 101, { owner: 7, subaccount: 2 });
      sandbox.place(3, SELL, 5, 101);
    });

    test('BOOK-07 the taker loses its remainder at the first maker of its group', () => {
      expect(sandbox.place(4, BUY, 12, 101, { owner: 7 })).toEqual({
        status: 'cancelled',
        reason: 'selfTrade',
        filledLots: 5,
        remainingLots: 7,
      });
      expect(levelsOf(book, SELL)).toEqual(['101: #2(5) #3(5) = 10']);
    });

    test('BOOK-07 a taker that fills before its own group is not touched', () => {
      expect(sandbox.place(4, BUY, 5, 101, { owner: 7 }).status).toBe('filled');
    });

    test('BOOK-07 a self trade is the reason also for an IOC order', () => {
      expect(sandbox.place(4, BUY, 12, 101, { owner: 7, timeInForce: 'ioc' }).reason).toBe(
        'selfTrade',
      );
    });

    test('BOOK-07 another group, none and an exempt order trade on', () => {
      const other = { owner: 8, timeInForce: 'ioc' } as const;
      expect(sandbox.place(4, BUY, 6, 101, other).status).toBe('filled');
      expect(sandbox.place(5, BUY, 1, 101, { owner: 7, selfTradeExempt: true }).status).toBe(
        'filled',
      );
      expect(sandbox.place(6, BUY, 8, 101, { timeInForce: 'ioc' }).status).toBe('filled');
    });

    test('BOOK-07 two orders of no group trade', () => {
      expect(sandbox.place(4, BUY, 5, 101, { owner: 0 }).status).toBe('filled');
    });

    test('BOOK-07 a resting order stays exempt when it is amended', () => {
      sandbox.place(4, BUY, 6, 100, { owner: 7, selfTradeExempt: true });
      expect(sandbox.amend(4, 6, 101)).toMatchObject({ status: 'filled', filledLots: 6 });
    });
  });

  describe('reduce-only makers', () => {
    beforeEach(() => {
      sandbox.place(1, SELL, 5, 101, { flags: FLAG_REDUCE_ONLY | 8, subaccount: 3 });
      sandbox.place(2, SELL, 5, 101);
    });

    test('BOOK-08 a maker with allowance for all trades as any other', () => {
      sandbox.place(3, BUY, 4, 101);
      expect(recorder.takeCalls()).toEqual(['#1 may trade 4 of 4', '#1 trades 4 @ 101, 1 left']);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(1) #2(5) = 6']);
    });

    test('BOOK-08 a maker with less allowance trades that much and loses the rest', () => {
      recorder.allowedLots.set(3, 2);
      sandbox.place(3, BUY, 6, 101);
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
      sandbox.place(3, BUY, 1, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 may trade 0 of 1',
        '#1 loses 5 for allowance',
        '#2 trades 1 @ 101, 4 left',
      ]);
    });

    test('BOOK-08 the last maker may go and leave the taker to rest', () => {
      recorder.allowedLots.set(3, 0);
      book.cancel(book.slotOf(2));
      expect(sandbox.place(3, BUY, 5, 101)).toMatchObject({ status: 'rested', remainingLots: 5 });
      expect(levelsOf(book, SELL)).toEqual([]);
    });
  });
});
