import { beforeEach, describe, expect, test } from 'vitest';
import { BUY, MAX_TICKS, SELL, type OrderBook } from './book.ts';
import { books, levelsOf, Sandbox } from './testing/books.ts';
import type { Recorder } from './testing/recorder.ts';

describe.each(books)('instructions of an order, %s', (_, create) => {
  let sandbox: Sandbox;
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    sandbox = new Sandbox(book);
    recorder = sandbox.recorder;
  });

  describe('self-trade prevention by mode', () => {
    beforeEach(() => {
      sandbox.place(1, SELL, 5, 101);
      sandbox.place(2, SELL, 4, 101, { owner: 7 });
      sandbox.place(3, SELL, 5, 101);
    });

    test('BOOK-11 without a mode the newest loses its remainder, and the policy is told', () => {
      expect(sandbox.place(4, BUY, 12, 101, { owner: 7 })).toMatchObject({
        status: 'cancelled',
        reason: 'selfTrade',
        filledLots: 5,
        remainingLots: 7,
      });
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 5 @ 101, 0 left',
        '#2 is its own for 4: cancelNewest',
      ]);
    });

    test('BOOK-11 cancelOldest takes the maker out and goes on', () => {
      const mode = { owner: 7, selfTradeMode: 'cancelOldest' } as const;
      expect(sandbox.place(4, BUY, 12, 101, mode)).toEqual({
        status: 'rested',
        reason: 'none',
        filledLots: 10,
        remainingLots: 2,
      });
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 5 @ 101, 0 left',
        '#2 is its own for 4: cancelOldest',
        '#2 loses 4 for selfTrade',
        '#3 trades 5 @ 101, 0 left',
      ]);
    });

    test('BOOK-11 cancelBoth takes the maker out and ends the taker', () => {
      const mode = { owner: 7, selfTradeMode: 'cancelBoth' } as const;
      expect(sandbox.place(4, BUY, 12, 101, mode)).toMatchObject({
        status: 'cancelled',
        reason: 'selfTrade',
        filledLots: 5,
        remainingLots: 7,
      });
      expect(levelsOf(book, SELL)).toEqual(['101: #3(5) = 5']);
    });

    test('BOOK-11 decrementAndCancel takes the lots from both; the smaller one goes', () => {
      const mode = { owner: 7, selfTradeMode: 'decrementAndCancel' } as const;
      expect(sandbox.place(4, BUY, 16, 101, mode)).toEqual({
        status: 'rested',
        reason: 'none',
        filledLots: 10,
        remainingLots: 2,
      });
      expect(recorder.takeCalls()).toEqual([
        '#1 trades 5 @ 101, 0 left',
        '#2 is its own for 4: decrementAndCancel',
        '#2 loses 4 for selfTrade',
        '#3 trades 5 @ 101, 0 left',
      ]);
      expect(book.quantityLotsOf(book.slotOf(4))).toBe(12);
    });

    test('BOOK-11 a taker that is the smaller one goes, and the maker keeps its place', () => {
      const mode = { owner: 7, selfTradeMode: 'decrementAndCancel' } as const;
      expect(sandbox.place(4, BUY, 8, 101, mode)).toEqual({
        status: 'cancelled',
        reason: 'selfTrade',
        filledLots: 5,
        remainingLots: 3,
      });
      expect(levelsOf(book, SELL)).toEqual(['101: #2(1) #3(5) = 6']);
      expect(book.quantityLotsOf(book.slotOf(2))).toBe(1);
    });

    test('BOOK-11 a resting order keeps its mode for when it is amended, and in an image', () => {
      sandbox.place(4, BUY, 3, 90, { owner: 7, selfTradeMode: 'cancelOldest' });
      const loaded = create();
      loaded.load(JSON.parse(JSON.stringify(book.save())));
      for (const one of [new Sandbox(loaded), sandbox]) {
        expect(one.amend(4, 8, 101)).toMatchObject({ status: 'filled', filledLots: 8 });
        expect(levelsOf(one.book, SELL)).toEqual(['101: #3(2) = 2']);
      }
    });

    test('BOOK-05, BOOK-11 a FOK order counts behind its own group where that goes', () => {
      const fok = { owner: 7, timeInForce: 'fok' } as const;
      expect(sandbox.place(4, BUY, 6, 101, { ...fok, selfTradeMode: 'cancelBoth' }).status).toBe(
        'refused',
      );
      const oldest = { ...fok, selfTradeMode: 'cancelOldest' } as const;
      expect(sandbox.place(5, BUY, 11, 101, oldest).reason).toBe('fokUnfillable');
      expect(sandbox.place(6, BUY, 10, 101, oldest).status).toBe('filled');
    });
  });

  describe('post-only orders that are repriced', () => {
    const reprices = { postOnly: true, postOnlyReprices: true } as const;

    test('BOOK-12 one that would take rests a tick behind the best opposite price', () => {
      sandbox.place(1, SELL, 5, 101);
      expect(sandbox.place(2, BUY, 5, 110, reprices)).toMatchObject({
        status: 'rested',
        filledLots: 0,
      });
      expect(sandbox.place(3, SELL, 5, 90, reprices).status).toBe('rested');
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) = 5']);
      expect(levelsOf(book, SELL)).toEqual(['101: #1(5) #3(5) = 10']);
    });

    test('BOOK-12 one that takes nothing keeps its price, and an amend reprices it too', () => {
      sandbox.place(1, SELL, 5, 101);
      sandbox.place(2, BUY, 5, 90, reprices);
      expect(levelsOf(book, BUY)).toEqual(['90: #2(5) = 5']);
      expect(sandbox.amend(2, 5, 105).status).toBe('rested');
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) = 5']);
    });

    test('BOOK-12 where there is no price behind, it is refused', () => {
      sandbox.place(1, SELL, 5, 1);
      expect(sandbox.place(2, BUY, 5, 3, reprices).reason).toBe('wouldTake');
      book.cancel(book.slotOf(1));
      sandbox.place(3, BUY, 5, MAX_TICKS);
      expect(sandbox.place(4, SELL, 5, 3, reprices).reason).toBe('wouldTake');
    });
  });

  test('BOOK-13 lots ahead are those before an order in the queue of its price', () => {
    for (const orderId of [1, 2, 3, 4, 5]) sandbox.place(orderId, BUY, orderId, 100);
    sandbox.place(6, BUY, 9, 101);
    const ahead = () => [1, 2, 3, 4, 5].map((orderId) => book.lotsAhead(book.slotOf(orderId)));
    expect(ahead()).toEqual([0, 1, 3, 6, 10]);
    sandbox.amend(3, 1, 100);
    expect(ahead()).toEqual([0, 1, 3, 4, 8]);
    sandbox.amend(2, 20, 100);
    expect(ahead()).toEqual([0, 11, 1, 2, 6]);
    expect(book.lotsAhead(book.slotOf(6))).toBe(0);
    expect([6, 1].map((orderId) => book.lotsShownWith(book.slotOf(orderId)))).toEqual([9, 31]);
  });
});
