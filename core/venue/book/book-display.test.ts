import { beforeEach, describe, expect, test } from 'vitest';
import { BUY, FLAG_REDUCE_ONLY, SELL, type OrderBook } from './book.ts';
import { books, difference, levelsOf, Sandbox } from './testing/books.ts';
import type { Recorder } from './testing/recorder.ts';

describe.each(books)('what orders show, %s', (_, create) => {
  let sandbox: Sandbox;
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    sandbox = new Sandbox(book);
    recorder = sandbox.recorder;
  });

  describe('icebergs', () => {
    beforeEach(() => {
      sandbox.place(1, SELL, 12, 101, { displayLots: 5 });
      sandbox.place(2, SELL, 4, 101);
    });

    test('BOOK-17 only a part is shown, of the order and of its level', () => {
      expect(levelsOf(book, SELL)).toEqual(['101: #1(5 of 12) #2(4) = 9 of 16']);
      const slot = book.slotOf(1);
      expect([book.displayLotsOf(slot), book.remainingLotsOf(slot)]).toEqual([5, 12]);
      expect(book.displayLotsOf(book.slotOf(2))).toBe(-1);
    });

    test('BOOK-17 the next part stands behind all that is shown', () => {
      sandbox.place(3, BUY, 5, 101);
      expect(recorder.takeCalls()).toEqual(['#1 trades 5 @ 101, 7 left']);
      expect(levelsOf(book, SELL)).toEqual(['101: #2(4) #1(5 of 7) = 9 of 11']);
    });

    test('BOOK-17 a part that has not all traded keeps its place', () => {
      sandbox.place(3, BUY, 3, 101);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(2 of 9) #2(4) = 6 of 13']);
    });

    test('BOOK-17 a taker meets an iceberg again until nothing is left of it', () => {
      sandbox.place(3, BUY, 16, 101);
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 5 @ 101, 7 left',
        '#2 trades 4 @ 101, 0 left',
        '#1 trades 5 @ 101, 2 left',
        '#1 trades 2 @ 101, 0 left',
      ]);
      expect(book.orderCount).toBe(0);
    });

    test('BOOK-17 a taker that is an iceberg trades whole, and shows a part of its rest', () => {
      sandbox.place(3, BUY, 30, 101, { displayLots: 6 });
      expect(levelsOf(book, BUY)).toEqual(['101: #3(6 of 14) = 6 of 14']);
    });

    test('BOOK-03, BOOK-17 less at the same price keeps the place and what is shown', () => {
      sandbox.place(3, BUY, 2, 101);
      sandbox.amend(1, 8, 101);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(3 of 8) #2(4) = 7 of 12']);
      sandbox.amend(1, 2, 101);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(2) #2(4) = 6']);
    });

    test('BOOK-03, BOOK-17 more, or another price, shows a full part at the end', () => {
      sandbox.place(3, BUY, 2, 101);
      sandbox.amend(1, 11, 101);
      expect(levelsOf(book, SELL)).toEqual(['101: #2(4) #1(5 of 11) = 9 of 15']);
      sandbox.amend(1, 3, 102);
      expect(levelsOf(book, SELL)).toEqual(['101: #2(4) = 4', '102: #1(3) = 3']);
      sandbox.amend(1, 9, 102);
      expect(levelsOf(book, SELL)).toEqual(['101: #2(4) = 4', '102: #1(5 of 9) = 5 of 9']);
    });

    test('BOOK-09, BOOK-17 a cancel takes what is shown and what is not', () => {
      expect(book.cancel(book.slotOf(1))).toBe(12);
      expect(levelsOf(book, SELL)).toEqual(['101: #2(4) = 4']);
      book.validate();
    });

    test('BOOK-13, BOOK-17 lots ahead are those that are shown', () => {
      expect(book.lotsAhead(book.slotOf(2))).toBe(5);
      sandbox.place(3, BUY, 5, 101);
      expect(book.lotsAhead(book.slotOf(1))).toBe(4);
    });

    test('BOOK-05, BOOK-17 all of an iceberg counts for a FOK order', () => {
      expect(sandbox.place(3, BUY, 17, 101, { timeInForce: 'fok' }).status).toBe('refused');
      expect(sandbox.place(4, BUY, 16, 101, { timeInForce: 'fok' }).status).toBe('filled');
    });

    test('BOOK-05, BOOK-17 but before its own group it is certain of what is shown alone', () => {
      sandbox.place(3, SELL, 5, 101, { owner: 7 });
      const own = { owner: 7, timeInForce: 'fok' } as const;
      expect(book.fillableLots(BUY, 101, 7, 99)).toBe(9);
      expect(book.fillableLots(BUY, 101, 7, 99, 'cancelOldest')).toBe(16);
      expect(sandbox.place(4, BUY, 10, 101, own).reason).toBe('fokUnfillable');
      expect(sandbox.place(5, BUY, 9, 101, own).status).toBe('filled');
    });

    test('BOOK-08, BOOK-17 an allowance is asked for the part that is shown', () => {
      sandbox.place(3, SELL, 9, 100, { displayLots: 4, flags: FLAG_REDUCE_ONLY, subaccount: 3 });
      recorder.allowedLots.set(3, 6);
      sandbox.place(4, BUY, 7, 101);
      expect(recorder.takeCalls()).toEqual([
        '#3 may trade 4 of 4',
        '#3 trades 4 @ 100, 5 left',
        '#3 may trade 2 of 3',
        '#3 trades 2 @ 100, 3 left',
        '#3 loses 3 for allowance',
        '#1 trades 1 @ 101, 11 left',
      ]);
    });

    test('BOOK-11, BOOK-17 self-trade prevention takes of all of it, shown last', () => {
      sandbox.place(3, SELL, 9, 100, { displayLots: 4, owner: 7 });
      const mode = { owner: 7, selfTradeMode: 'decrementAndCancel' } as const;
      expect(sandbox.place(4, BUY, 3, 100, mode).reason).toBe('selfTrade');
      expect(levelsOf(book, SELL)[0]).toBe('100: #3(4 of 6) = 4 of 6');
      sandbox.place(5, BUY, 4, 100, mode);
      expect(levelsOf(book, SELL)[0]).toBe('100: #3(2) = 2');
    });
  });

  describe('hidden orders', () => {
    beforeEach(() => {
      sandbox.place(1, SELL, 6, 101, { displayLots: 0 });
      sandbox.place(2, SELL, 4, 101, { displayLots: 0 });
      sandbox.place(3, SELL, 5, 101);
      sandbox.place(4, SELL, 7, 101, { displayLots: 3 });
    });

    test('BOOK-18 they show nothing and stand behind all that is shown, oldest first', () => {
      expect(levelsOf(book, SELL)).toEqual([
        '101: #3(5) #4(3 of 7) #1(0 of 6) #2(0 of 4) = 8 of 22',
      ]);
    });

    test('BOOK-18 they trade after what icebergs held back', () => {
      sandbox.place(5, BUY, 20, 101);
      expect(recorder.takeCalls()).toEqual([
        '#3 trades 5 @ 101, 0 left',
        '#4 trades 3 @ 101, 4 left',
        '#4 trades 3 @ 101, 1 left',
        '#4 trades 1 @ 101, 0 left',
        '#1 trades 6 @ 101, 0 left',
        '#2 trades 2 @ 101, 2 left',
      ]);
      expect([book.levelCount(SELL), book.levelLots(SELL, 0)]).toEqual([1, 0]);
    });

    test('BOOK-18 a better price of a hidden order trades first all the same', () => {
      sandbox.place(5, SELL, 2, 100, { displayLots: 0 });
      sandbox.place(6, BUY, 3, 101);
      expect(recorder.takeCalls()[0]).toBe('#5 trades 2 @ 100, 0 left');
      expect(sandbox.place(7, BUY, 1, 101, { postOnly: true }).reason).toBe('wouldTake');
    });

    test('BOOK-13, BOOK-18 all that is shown is ahead of a hidden order, and nothing else', () => {
      const slots = [3, 4, 1, 2].map((orderId) => book.slotOf(orderId));
      expect(slots.map((slot) => book.lotsAhead(slot))).toEqual([0, 5, 8, 8]);
      expect(slots.map((slot) => book.lotsShownWith(slot))).toEqual([8, 8, 8, 8]);
      // Nobody finds hidden lots by hiding one behind them.
      book.cancel(book.slotOf(2));
      expect(book.lotsAhead(book.slotOf(1))).toBe(8);
    });

    test('BOOK-05, BOOK-18 a FOK order counts on all before a hidden order of its group', () => {
      sandbox.place(5, SELL, 4, 101, { displayLots: 0, owner: 7 });
      sandbox.place(6, SELL, 1, 101, { displayLots: 0 });
      expect(book.fillableLots(BUY, 101, 7, 99)).toBe(22);
    });

    test('BOOK-03, BOOK-18 an amend keeps it hidden, at its place or the last', () => {
      sandbox.amend(1, 5, 101);
      sandbox.amend(1, 9, 101);
      expect(levelsOf(book, SELL)).toEqual([
        '101: #3(5) #4(3 of 7) #2(0 of 4) #1(0 of 9) = 8 of 25',
      ]);
    });
  });

  test('BOOK-16, BOOK-17, BOOK-18 an uncross takes what is shown before what is not', () => {
    book.collect();
    sandbox.place(1, SELL, 4, 100, { displayLots: 0 });
    sandbox.place(2, SELL, 8, 100, { displayLots: 3 });
    sandbox.place(3, SELL, 2, 100);
    sandbox.place(4, BUY, 20, 100, { displayLots: 10 });
    expect(book.indicative(0)).toMatchObject({ volumeLots: 14, surplusLots: 6, surplusSide: BUY });
    expect(sandbox.uncross(100)).toBe(14);
    expect(recorder.takeCalls()).toEqual([
      '#4 (17 left) and #2 (5 left) trade 3 @ 100',
      '#4 (15 left) and #3 (0 left) trade 2 @ 100',
      '#4 (12 left) and #2 (2 left) trade 3 @ 100',
      '#4 (10 left) and #2 (0 left) trade 2 @ 100',
      '#4 (6 left) and #1 (0 left) trade 4 @ 100',
    ]);
    expect(levelsOf(book, BUY)).toEqual(['100: #4(6) = 6']);
  });

  describe('an image', () => {
    test('BOOK-17, BOOK-18 keeps what is shown and what is left of it', () => {
      sandbox.place(1, BUY, 4, 100, { displayLots: 0 });
      sandbox.place(2, BUY, 8, 100, { displayLots: 3 });
      sandbox.place(3, SELL, 2, 100);
      sandbox.place(4, BUY, 3, 100);
      const loaded = create();
      loaded.load(JSON.parse(JSON.stringify(book.save())));
      expect(difference(loaded, book)).toBeUndefined();
      expect(levelsOf(loaded, BUY)).toEqual(['100: #2(1 of 6) #4(3) #1(0 of 4) = 4 of 13']);
      const plain = Object.keys(book.save().orders[1]!);
      expect(plain.filter((key) => key.endsWith('Lots'))).toEqual([
        'remainingLots',
        'quantityLots',
      ]);
    });
  });
});
