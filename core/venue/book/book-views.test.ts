import { beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import { BUY, FLAG_REDUCE_ONLY, MAX_LOTS, MAX_TICKS, SELL, type OrderBook } from './book.ts';
import { books, difference, idsOf, levelsOf, limit, Sandbox } from './testing/books.ts';
import { Recorder } from './testing/recorder.ts';

describe.each(books)('reading, %s', (_, create) => {
  let sandbox: Sandbox;
  let book: OrderBook;
  let recorder: Recorder;

  beforeEach(() => {
    book = create();
    sandbox = new Sandbox(book);
    recorder = sandbox.recorder;
  });

  describe('cancel and reading', () => {
    test('BOOK-09 a cancel takes the order out, and says what was left of it', () => {
      sandbox.place(1, BUY, 5, 100);
      sandbox.place(2, BUY, 5, 100);
      sandbox.place(3, BUY, 5, 100);
      sandbox.place(4, SELL, 2, 100);
      expect(book.cancel(book.slotOf(2))).toBe(5);
      expect(book.cancel(book.slotOf(1))).toBe(3);
      expect(levelsOf(book, BUY)).toEqual(['100: #3(5) = 5']);
      expect(book.slotOf(2)).toBe(-1);
      book.cancel(book.slotOf(3));
      expect([book.bestTicks(BUY), book.levelCount(BUY), book.orderCount]).toEqual([0, 0, 0]);
      book.validate();
    });

    test('BOOK-09 the orders of a subaccount are listed by falling id', () => {
      sandbox.place(5, BUY, 1, 100, { subaccount: 2 });
      sandbox.place(9, SELL, 1, 105, { subaccount: 2 });
      sandbox.place(7, BUY, 1, 90, { subaccount: 2 });
      sandbox.place(8, BUY, 1, 90, { subaccount: 4_000 });
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
      expect([book.selfTradeModeOf(slot), book.repricesOf(slot)]).toEqual(['cancelNewest', false]);
      const other = {
        postOnly: true,
        postOnlyReprices: true,
        selfTradeMode: 'cancelBoth',
      } as const;
      const resting = book.place(limit(3, BUY, 7, 30, other), recorder).slot;
      expect([book.selfTradeModeOf(resting), book.repricesOf(resting)]).toEqual([
        'cancelBoth',
        true,
      ]);
      expect(book.slotOf(2 ** 52)).toBe(slot);
    });

    test('BOOK-05 fillable lots stop at the limit, at what is wanted and at the own group', () => {
      sandbox.place(1, SELL, 5, 101, { owner: 1 });
      sandbox.place(2, SELL, 5, 102, { flags: FLAG_REDUCE_ONLY });
      sandbox.place(3, SELL, 5, 103, { owner: 2 });
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
      sandbox.place(1, BUY, 1, 1);
      sandbox.place(2, SELL, 1, MAX_TICKS);
      sandbox.place(3, BUY, 1, 1_000_000_000);
      sandbox.place(4, SELL, 1, 1_000_000_001);
      expect(levelsOf(book, BUY)).toEqual(['1000000000: #3(1) = 1', '1: #1(1) = 1']);
      expect(levelsOf(book, SELL)).toEqual(['1000000001: #4(1) = 1', `${MAX_TICKS}: #2(1) = 1`]);
      sandbox.place(5, BUY, 2, MAX_TICKS);
      expect(recorder.takeCalls()).toEqual([
        '#4 trades 1 @ 1000000001, 0 left',
        `#2 trades 1 @ ${MAX_TICKS}, 0 left`,
      ]);
    });

    test('BOOK-10 a level of many large orders passes 2^31 lots without wrapping', () => {
      for (let orderId = 1; orderId <= 5; orderId += 1) sandbox.place(orderId, SELL, MAX_LOTS, 7);
      expect(book.levelLots(SELL, 0)).toBe(5 * MAX_LOTS);
      expect(sandbox.place(6, BUY, MAX_LOTS, 7).status).toBe('filled');
      expect(book.levelLots(SELL, 0)).toBe(4 * MAX_LOTS);
    });

    test('BOOK-10 thousands of levels, and a market that moves through all of them', () => {
      for (let step = 1; step <= 3_000; step += 1) {
        book.place(limit(step, SELL, 1, 500_000 * step), recorder);
      }
      expect([book.levelCount(SELL), book.levelTicks(SELL, 2_999)]).toEqual([3_000, 1.5e9]);
      expect(sandbox.place(9_000, BUY, 2_999, MAX_TICKS).status).toBe('filled');
      expect(levelsOf(book, SELL)).toEqual(['1500000000: #3000(1) = 1']);
    });
  });

  describe('image', () => {
    test('a loaded book is the saved one, in everything that can be seen', () => {
      sandbox.place(8, BUY, 5, 100, { postOnly: true, subaccount: 2 });
      sandbox.place(3, BUY, 5, 100, {
        subaccount: 2,
        owner: 3,
        selfTradeExempt: true,
        strategy: 2,
      });
      sandbox.place(9, BUY, 5, 101, { subaccount: 2 });
      sandbox.place(4, SELL, 5, 103, { subaccount: 2, flags: FLAG_REDUCE_ONLY });
      sandbox.place(5, SELL, 2, 101);
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
      sandbox.place(1, SELL, 1, 103);
      sandbox.place(2, SELL, 1, 102);
      sandbox.place(3, SELL, 1, 103);
      const ids: number[] = [];
      book.forEachOrder(SELL, (slot) => ids.push(book.orderIdOf(slot)));
      expect(ids).toEqual([2, 1, 3]);
    });

    test('an image of a crossed book, or with an id twice, is not believed', () => {
      sandbox.place(1, BUY, 1, 100);
      sandbox.place(2, SELL, 1, 101);
      const [buy, sell] = book.save().orders;
      const crossed = { orders: [{ ...buy!, priceTicks: 101 }, sell!] };
      expect(() => create().load(crossed)).toThrow(InvariantError);
      const twice = { orders: [buy!, { ...sell!, orderId: 1 }] };
      expect(() => create().load(twice)).toThrow(InvariantError);
    });
  });
});
