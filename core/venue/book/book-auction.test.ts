import { beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import { BUY, FLAG_REDUCE_ONLY, MAX_LOTS, MAX_TICKS, SELL, type OrderBook } from './book.ts';
import { books, difference, levelsOf, limit, Sandbox } from './testing/books.ts';
import type { Recorder } from './testing/recorder.ts';

describe.each(books)('auction, %s', (_, create) => {
  let sandbox: Sandbox;
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    sandbox = new Sandbox(book);
    recorder = sandbox.recorder;
    book.collect();
  });

  /** Buys and sells as `[lots, ticks]`, numbered from 1. */
  function enter(buys: readonly [number, number][], sells: readonly [number, number][]): void {
    let orderId = 0;
    for (const [lots, ticks] of buys) sandbox.place((orderId += 1), BUY, lots, ticks);
    for (const [lots, ticks] of sells) sandbox.place((orderId += 1), SELL, lots, ticks);
  }

  describe('collecting', () => {
    test('BOOK-14 orders that cross rest, and nobody trades', () => {
      sandbox.place(1, SELL, 5, 100);
      expect(sandbox.place(2, BUY, 7, 103)).toMatchObject({ status: 'rested', filledLots: 0 });
      expect([book.isCollecting, recorder.takeCalls()]).toEqual([true, []]);
      expect(levelsOf(book, BUY)).toEqual(['103: #2(7) = 7']);
      expect(levelsOf(book, SELL)).toEqual(['100: #1(5) = 5']);
    });

    test('BOOK-14 an amend keeps or loses priority as ever, and does not match', () => {
      enter(
        [
          [5, 100],
          [5, 100],
        ],
        [[5, 101]],
      );
      sandbox.amend(1, 4, 100);
      expect(levelsOf(book, BUY)).toEqual(['100: #1(4) #2(5) = 9']);
      expect(sandbox.amend(1, 6, 100)).toMatchObject({ status: 'rested', remainingLots: 6 });
      expect(levelsOf(book, BUY)).toEqual(['100: #2(5) #1(6) = 11']);
      expect(sandbox.amend(1, 6, 102)).toMatchObject({ status: 'rested', filledLots: 0 });
      expect(levelsOf(book, BUY)).toEqual(['102: #1(6) = 6', '100: #2(5) = 5']);
    });

    test('BOOK-14 an order of a crossed book is cancelled as ever', () => {
      enter([[5, 103]], [[5, 100]]);
      expect(book.cancel(book.slotOf(1))).toBe(5);
      expect([book.bestTicks(BUY), book.bestTicks(SELL)]).toEqual([0, 100]);
      book.validate();
    });

    test('BOOK-06, BOOK-14 a post-only order from before is not amended to take', () => {
      const resting = create();
      const other = new Sandbox(resting);
      other.place(1, BUY, 5, 99, { postOnly: true });
      other.place(2, SELL, 5, 101);
      resting.collect();
      expect(other.amend(1, 5, 101)).toMatchObject({ status: 'refused', reason: 'wouldTake' });
    });

    test('BOOK-14 what could only take, or must not, breaks an invariant', () => {
      for (const more of [{ timeInForce: 'ioc' }, { timeInForce: 'fok' }, { postOnly: true }]) {
        const order = limit(1, BUY, 5, 100, more as { postOnly?: true });
        expect(() => book.place(order, recorder)).toThrow(InvariantError);
      }
      expect(book.orderCount).toBe(0);
    });

    test('BOOK-14 an image of a crossed book that collects is loaded so', () => {
      enter([[5, 103]], [[5, 100]]);
      const image = JSON.parse(JSON.stringify(book.save()));
      const loaded = create();
      loaded.load(image);
      expect(difference(loaded, book)).toBeUndefined();
      expect(loaded.isCollecting).toBe(true);
      expect(() => create().load({ orders: image.orders })).toThrow(InvariantError);
      book.uncross(101, recorder);
      expect(book.save()).toEqual({ orders: [] });
    });
  });

  describe('the indicated price', () => {
    const cases: readonly {
      readonly rule: string;
      readonly buys: readonly [number, number][];
      readonly sells: readonly [number, number][];
      readonly reference?: number;
      /** Price, volume, surplus and its side. */
      readonly said: readonly [number, number, number, number];
    }[] = [
      {
        rule: 'there is none where nothing crosses',
        buys: [[5, 100]],
        sells: [[5, 101]],
        said: [0, 0, 0, 0],
      },
      {
        rule: 'it is where the most lots trade',
        buys: [
          [10, 103],
          [20, 101],
          [50, 99],
        ],
        sells: [
          [15, 98],
          [15, 101],
          [50, 104],
        ],
        said: [101, 30, 0, 0],
      },
      {
        rule: 'of those with the most volume it has the least surplus',
        buys: [
          [10, 105],
          [3, 102],
        ],
        sells: [[10, 100]],
        reference: 101,
        said: [103, 10, 0, 0],
      },
      {
        rule: 'the side of pressure decides: buys raise it',
        buys: [[10, 105]],
        sells: [[4, 100]],
        reference: 100,
        said: [105, 4, 6, BUY],
      },
      {
        rule: 'the side of pressure decides: sells lower it',
        buys: [[4, 105]],
        sells: [[10, 100]],
        reference: 105,
        said: [100, 4, 6, SELL],
      },
      {
        rule: 'the least surplus goes before pressure',
        buys: [
          [10, 105],
          [2, 102],
        ],
        sells: [
          [10, 100],
          [5, 103],
        ],
        reference: 103,
        said: [102, 10, 2, BUY],
      },
      {
        rule: 'else it is the nearest to the reference, above',
        buys: [[5, 105]],
        sells: [[5, 100]],
        reference: 110,
        said: [105, 5, 0, 0],
      },
      {
        rule: 'else it is the nearest to the reference, between',
        buys: [[5, 105]],
        sells: [[5, 100]],
        reference: 103,
        said: [103, 5, 0, 0],
      },
      {
        rule: 'without a reference it is the lowest',
        buys: [[5, 105]],
        sells: [[5, 100]],
        said: [100, 5, 0, 0],
      },
      {
        rule: 'equal surplus of both sides leaves it to the reference, below',
        buys: [
          [10, 105],
          [2, 102],
          [1, 101],
        ],
        sells: [
          [10, 100],
          [2, 103],
        ],
        reference: 50,
        said: [102, 10, 2, BUY],
      },
      {
        rule: 'equal surplus of both sides leaves it to the reference, above',
        buys: [
          [10, 105],
          [2, 102],
          [1, 101],
        ],
        sells: [
          [10, 100],
          [2, 103],
        ],
        reference: 104,
        said: [104, 10, 2, SELL],
      },
    ];

    test.each(cases)('BOOK-15 $rule', ({ buys, sells, reference, said }) => {
      enter(buys, sells);
      const { priceTicks, volumeLots, surplusLots, surplusSide } = book.indicative(reference ?? 0);
      expect([priceTicks, volumeLots, surplusLots, surplusSide]).toEqual(said);
    });

    test('BOOK-15 it stands at the ends of the range, and its lots do not wrap', () => {
      enter(
        [
          [MAX_LOTS, MAX_TICKS],
          [MAX_LOTS, MAX_TICKS],
        ],
        [[MAX_LOTS, 1]],
      );
      expect(book.indicative(7)).toMatchObject({ priceTicks: MAX_TICKS, surplusLots: MAX_LOTS });
      sandbox.place(9, SELL, MAX_LOTS, 1);
      expect(book.indicative(7)).toMatchObject({ priceTicks: 7, volumeLots: 2 * MAX_LOTS });
    });
  });

  describe('uncross', () => {
    test('BOOK-16 all trades are at one price, by price and time on both sides', () => {
      enter(
        [
          [5, 102],
          [6, 103],
          [4, 102],
        ],
        [
          [7, 101],
          [8, 100],
          [9, 104],
        ],
      );
      expect(sandbox.uncross(101)).toBe(15);
      expect(recorder.takeCalls()).toEqual([
        '#2 (0 left) and #5 (2 left) trade 6 @ 101',
        '#1 (3 left) and #5 (0 left) trade 2 @ 101',
        '#1 (0 left) and #4 (4 left) trade 3 @ 101',
        '#3 (0 left) and #4 (0 left) trade 4 @ 101',
      ]);
      expect([levelsOf(book, BUY), levelsOf(book, SELL)]).toEqual([[], ['104: #6(9) = 9']]);
      expect(book.isCollecting).toBe(false);
    });

    test('BOOK-16 what is left rests with its place, and the book matches again', () => {
      enter(
        [
          [5, 102],
          [5, 102],
        ],
        [[7, 100]],
      );
      sandbox.uncross(102);
      expect(levelsOf(book, BUY)).toEqual(['102: #2(3) = 3']);
      expect(book.quantityLotsOf(book.slotOf(2))).toBe(5);
      expect(sandbox.place(9, SELL, 3, 102, { timeInForce: 'ioc' }).status).toBe('filled');
    });

    test('BOOK-16 an uncross trades what was indicated, and leaves nothing crossed', () => {
      enter(
        [
          [9, 108],
          [4, 105],
          [7, 103],
        ],
        [
          [3, 99],
          [8, 102],
          [6, 104],
          [9, 107],
        ],
      );
      const { priceTicks, volumeLots } = book.indicative(104);
      expect(sandbox.uncross(priceTicks)).toBe(volumeLots);
      expect(recorder.takeCalls().filter((call) => call.includes('loses'))).toEqual([]);
    });

    test('BOOK-07, BOOK-16 of two of one group the newer goes, and the rest goes on', () => {
      sandbox.place(1, BUY, 5, 103, { owner: 7 });
      sandbox.place(2, BUY, 5, 102);
      sandbox.place(3, SELL, 6, 100, { owner: 7, selfTradeMode: 'cancelOldest' });
      sandbox.place(4, SELL, 7, 100);
      expect(sandbox.uncross(101)).toBe(7);
      expect(recorder.takeCalls()).toEqual([
        '#3 loses 6 for selfTrade',
        '#1 (0 left) and #4 (2 left) trade 5 @ 101',
        '#2 (3 left) and #4 (0 left) trade 2 @ 101',
      ]);
    });

    test('BOOK-16 the newer one is the one of the higher id, of either side', () => {
      sandbox.place(8, BUY, 5, 103, { owner: 7 });
      sandbox.place(3, SELL, 6, 100, { owner: 7 });
      expect(sandbox.uncross(101)).toBe(0);
      expect(recorder.takeCalls()).toEqual(['#8 loses 5 for selfTrade']);
    });

    test('BOOK-16 two of one group trade where one of them is exempt, and two of none', () => {
      sandbox.place(1, BUY, 5, 103, { owner: 7, selfTradeExempt: true });
      sandbox.place(2, BUY, 5, 102);
      sandbox.place(3, SELL, 5, 100, { owner: 7 });
      sandbox.place(4, SELL, 5, 100);
      expect(sandbox.uncross(101)).toBe(10);
    });

    test('BOOK-08, BOOK-16 the allowance of either side cuts it, and the rest goes on', () => {
      const reduces = { flags: FLAG_REDUCE_ONLY };
      sandbox.place(1, BUY, 9, 103, { ...reduces, subaccount: 2 });
      sandbox.place(2, BUY, 5, 102);
      sandbox.place(3, SELL, 6, 100, { ...reduces, subaccount: 3 });
      sandbox.place(4, SELL, 9, 100);
      recorder.allowedLots.set(2, 7);
      recorder.allowedLots.set(3, 2);
      expect(sandbox.uncross(101)).toBe(8);
      expect(recorder.takeCalls()).toEqual([
        '#1 may trade 6 of 6',
        '#3 may trade 2 of 6',
        '#1 (7 left) and #3 (4 left) trade 2 @ 101',
        '#3 loses 4 for allowance',
        '#1 may trade 1 of 7',
        '#1 (6 left) and #4 (8 left) trade 1 @ 101',
        '#1 loses 6 for allowance',
        '#2 (0 left) and #4 (3 left) trade 5 @ 101',
      ]);
      expect(levelsOf(book, SELL)).toEqual(['100: #4(3) = 3']);
    });

    test('BOOK-16 without an allowance an order goes, and the other side is not asked', () => {
      const reduces = { flags: FLAG_REDUCE_ONLY };
      sandbox.place(1, BUY, 9, 103, { ...reduces, subaccount: 2 });
      sandbox.place(2, SELL, 9, 100, { ...reduces, subaccount: 3 });
      recorder.allowedLots.set(2, 0);
      expect(sandbox.uncross(101)).toBe(0);
      expect(recorder.takeCalls()).toEqual(['#1 may trade 0 of 9', '#1 loses 9 for allowance']);
      expect(levelsOf(book, SELL)).toEqual(['100: #2(9) = 9']);
    });

    test('BOOK-16 what still crosses at other prices goes, the newer first', () => {
      enter(
        [
          [5, 105],
          [5, 104],
          [5, 100],
        ],
        [
          [5, 103],
          [5, 104],
        ],
      );
      expect(sandbox.uncross(101)).toBe(0);
      expect(recorder.takeCalls()).toEqual(['#4 loses 5 for crossed', '#5 loses 5 for crossed']);
      expect(levelsOf(book, BUY)).toEqual(['105: #1(5) = 5', '104: #2(5) = 5', '100: #3(5) = 5']);
    });

    test('BOOK-16 without a cross the book only matches again, at no price', () => {
      enter([[5, 100]], [[5, 101]]);
      expect(sandbox.uncross(0)).toBe(0);
      expect([book.isCollecting, book.orderCount]).toEqual([false, 2]);
    });

    test('BOOK-16 a crossed book needs a price, and only what collects is uncrossed', () => {
      enter([[5, 101]], [[5, 100]]);
      expect(() => book.uncross(0, recorder)).toThrow(InvariantError);
      sandbox.uncross(100);
      expect(() => book.uncross(100, recorder)).toThrow(InvariantError);
    });
  });
});
