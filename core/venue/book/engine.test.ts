import { beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import {
  Book,
  BUY,
  FLAG_REDUCE_ONLY,
  SELL,
  type AuctionPolicy,
  type MatchPolicy,
  type NewOrder,
} from './book.ts';
import { RECORD } from './pool.ts';
import { limit } from './testing/books.ts';
import { Recorder } from './testing/recorder.ts';

const { FLAGS, NEXT, OWNER, PRICE_TICKS, REMAINING_LOTS, SUBACCOUNT } = RECORD;

let book: Book;
let policy: Recorder;

beforeEach(() => {
  book = new Book();
  policy = new Recorder(book);
});

describe('what an order must be to come here', () => {
  const unfit: readonly (readonly [string, Partial<NewOrder>])[] = [
    ['a price of 0', { priceTicks: 0 }],
    ['a price of 2^31', { priceTicks: 2 ** 31 }],
    ['a price between ticks', { priceTicks: 100.5 }],
    ['a quantity of 0', { quantityLots: 0 }],
    ['a quantity of 2^31', { quantityLots: 2 ** 31 }],
    ['a quantity that is no number', { quantityLots: Number.NaN }],
    ['an id of 2^53', { orderId: 2 ** 53 }],
    ['an id below 0', { orderId: -1 }],
    ['a subaccount below 0', { subaccount: -1 }],
    ['a subaccount beyond every list', { subaccount: 2 ** 24 }],
    ['an owner below 0', { owner: -1 }],
    ['flags of more than 32 bits', { flags: 2 ** 32 }],
    ['less than nothing to show', { displayLots: -1 }],
    ['half a lot to show', { displayLots: 0.5 }],
    ['2^31 lots to show', { displayLots: 2 ** 31 }],
  ];

  test.each(unfit)('%s is a broken invariant', (_, more) => {
    expect(() => book.place(limit(1, BUY, 5, 100, more), policy)).toThrow(InvariantError);
    expect(book.orderCount).toBe(0);
  });

  test('an id that rests already is a broken invariant', () => {
    book.place(limit(1, BUY, 5, 100), policy);
    expect(() => book.place(limit(1, BUY, 5, 99), policy)).toThrow(InvariantError);
  });

  test('ids of one sequence number are different orders', () => {
    const ids = [9, 9 + 65_536, 10, 9 + 2 ** 32, 9 + 2 ** 48];
    for (const orderId of ids) book.place(limit(orderId, BUY, 1, 100), policy);
    book.validate();
    expect(ids.map((orderId) => book.orderIdOf(book.slotOf(orderId)))).toEqual(ids);
    book.cancel(book.slotOf(9));
    expect(ids.map((orderId) => book.slotOf(orderId) >= 0)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    book.validate();
  });
});

describe('what a caller must not do', () => {
  test.each([-1, 1, 0.5, 5_000, Number.NaN])('slot %d, which has no order, is refused', (slot) => {
    book.place(limit(1, BUY, 5, 100), policy);
    expect(() => book.cancel(slot)).toThrow(InvariantError);
    expect(() => book.amend(slot, 1, 100, policy)).toThrow(InvariantError);
  });

  test('BOOK-09 a cancelled order cannot be cancelled again', () => {
    const { slot } = book.place(limit(1, BUY, 5, 100), policy);
    book.cancel(slot);
    expect(() => book.cancel(slot)).toThrow(InvariantError);
  });

  test('BOOK-08 an allowance beyond what was wanted is a broken invariant', () => {
    book.place(limit(1, SELL, 5, 100, { flags: FLAG_REDUCE_ONLY }), policy);
    const generous: MatchPolicy = {
      makerAllowanceLots: (_, wantedLots) => wantedLots + 1,
      onFill() {},
      onSelfTrade() {},
      onTransfer() {},
      onMakerCancelled() {},
    };
    expect(() => book.place(limit(2, BUY, 2, 100), generous)).toThrow(InvariantError);
  });

  test('a policy that changes the book while it matches is stopped', () => {
    book.place(limit(1, SELL, 5, 100), policy);
    const { slot } = book.place(limit(2, SELL, 5, 101), policy);
    const meddler: MatchPolicy = {
      makerAllowanceLots: (_, wantedLots) => wantedLots,
      onFill: () => void book.cancel(slot),
      onSelfTrade() {},
      onTransfer() {},
      onMakerCancelled() {},
    };
    expect(() => book.place(limit(3, BUY, 10, 101), meddler)).toThrow(InvariantError);
  });

  test('BOOK-16 so is one that changes it during an uncross', () => {
    book.collect();
    book.place(limit(1, SELL, 5, 100), policy);
    book.place(limit(2, BUY, 5, 100), policy);
    const meddler: AuctionPolicy = {
      makerAllowanceLots: (_, wantedLots) => wantedLots,
      onCross: (buySlot) => void book.cancel(buySlot),
      onMakerCancelled() {},
    };
    expect(() => book.uncross(100, meddler)).toThrow(InvariantError);
  });
});

describe('memory', () => {
  test('a slot that became free is the next to be used', () => {
    const first = book.place(limit(1, BUY, 5, 100), policy).slot;
    book.place(limit(2, BUY, 5, 100), policy);
    book.cancel(first);
    expect(book.place(limit(3, SELL, 5, 105), policy).slot).toBe(first);
  });

  test('the book grows past its first arrays and keeps every order', () => {
    const count = 5_000;
    for (let orderId = 1; orderId <= count; orderId += 1) {
      book.place(limit(orderId, BUY, orderId, 3 * orderId, { subaccount: orderId }), policy);
    }
    book.validate();
    expect([book.orderCount, book.levelCount(BUY)]).toEqual([count, count]);
    for (let orderId = 1; orderId <= count; orderId += 1) {
      const slot = book.slotOf(orderId);
      expect([book.remainingLotsOf(slot), book.priceTicksOf(slot)]).toEqual([orderId, 3 * orderId]);
      expect(book.firstOrderOf(orderId)).toBe(slot);
    }
  });
});

describe('levels', () => {
  test('BOOK-10 hundreds of levels come and go in any order', () => {
    const count = 499;
    // Two steps that share no factor with the count, so that each visits every price once.
    const ticksAt = (turn: number, step: number) => 1_000 + ((turn * step) % count);
    for (let turn = 0; turn < count; turn += 1) {
      book.place(limit(ticksAt(turn, 197), SELL, 1, ticksAt(turn, 197)), policy);
      book.place(limit(10_000 + ticksAt(turn, 61), BUY, 1, ticksAt(turn, 61) - 900), policy);
      book.validate();
    }
    expect([book.bestTicks(BUY), book.bestTicks(SELL)]).toEqual([598, 1_000]);
    for (let turn = 0; turn < count; turn += 1) {
      book.cancel(book.slotOf(ticksAt(turn, 61)));
      book.cancel(book.slotOf(10_000 + ticksAt(turn, 197)));
      book.validate();
    }
    expect(book.orderCount).toBe(0);
  });
});

describe('a market that runs away', () => {
  test('BOOK-10 keeps no more memory than its levels ask, wherever it goes', () => {
    let orderId = 0;
    for (let mid = 1_000; mid < 2_000_000_000; mid += 40_000_003) {
      const slots: number[] = [];
      for (let away = 1; away <= 40; away += 1) {
        orderId += 2;
        slots.push(book.place(limit(orderId, BUY, 1, mid - 7 * away), policy).slot);
        slots.push(book.place(limit(orderId + 1, SELL, 1, mid + 7 * away), policy).slot);
      }
      book.validate();
      expect([book.bestTicks(BUY), book.bestTicks(SELL)]).toEqual([mid - 7, mid + 7]);
      for (const slot of slots) book.cancel(slot);
    }
    expect(book.levelCapacity).toBeLessThanOrEqual(2 * 32 * 32);
  });
});

describe('validate', () => {
  class Breakable extends Book {
    write(field: number, value: number): void {
      this.pool.setWord(this.slotOf(2), field, value);
    }
    forget(): void {
      this.ids.remove(this.pool.words, this.slotOf(2));
    }
    orphan(): void {
      this.subaccounts.unlink(this.pool.words, this.slotOf(2));
    }
    show(): void {
      this.bids.reserves.enter(this.slotOf(2), 1);
    }
    leak(): void {
      this.pool.take();
    }
  }

  const faults: readonly (readonly [string, (broken: Breakable) => void])[] = [
    ['a level total that is not the sum', (broken) => broken.write(REMAINING_LOTS, 4)],
    ['an order in the level of another price', (broken) => broken.write(PRICE_TICKS, 99)],
    ['a queue that ends too early', (broken) => broken.write(NEXT, -1)],
    ['an order in the list of another subaccount', (broken) => broken.write(SUBACCOUNT, 5)],
    ['an id that is not in the index', (broken) => broken.forget()],
    ['an order in no list of its subaccount', (broken) => broken.orphan()],
    ['a level that hides more than its orders', (broken) => broken.show()],
    ['a slot that is neither live nor free', (broken) => broken.leak()],
  ];

  test.each(faults)('finds %s', (_, breakIt) => {
    const broken = new Breakable();
    for (const orderId of [1, 2, 3]) broken.place(limit(orderId, BUY, 5, 100), policy);
    broken.validate();
    breakIt(broken);
    expect(() => broken.validate()).toThrow(InvariantError);
  });

  test('BOOK-17 finds an image of an iceberg that shows more than it may, or nothing', () => {
    book.place(limit(1, BUY, 8, 100, { displayLots: 3 }), policy);
    const [order] = book.save().orders;
    for (const shownLots of [0, 0.5, 4]) {
      const image = { orders: [{ ...order!, shownLots }] };
      expect(() => new Book().load(image)).toThrow(InvariantError);
    }
  });

  test('does not mind what the venue writes for itself', () => {
    const flagged = new Breakable();
    flagged.place(limit(2, BUY, 5, 100), policy);
    flagged.write(FLAGS, 64);
    flagged.write(OWNER, 3);
    expect(() => flagged.validate()).not.toThrow();
  });
});
