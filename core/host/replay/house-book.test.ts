import { describe, expect, test } from 'vitest';
import type { BookTarget } from '../../feeds/market-source.ts';
import { HouseBook } from './house-book.ts';
import type { MadeLevels } from './testing/made-market.ts';

const where = { subaccount: 4, instrument: 1 };

function target(bids: MadeLevels, asks: MadeLevels): BookTarget {
  return {
    market: 0,
    bidTicks: bids.map(([ticks]) => ticks),
    bidLots: bids.map(([, lots]) => lots),
    askTicks: asks.map(([ticks]) => ticks),
    askLots: asks.map(([, lots]) => lots),
  };
}

/** A book whose orders are 1, 2, 3 in the order given: side, price, lots. */
function bookOf(...orders: [1 | -1, number, number][]): HouseBook {
  const book = new HouseBook({ ...where, maxOrderLots: 1_000 });
  orders.forEach(([side, ticks, lots], n) => book.rested(n + 1, side, ticks, lots));
  return book;
}

/** Commands in short: cancel 3, amend 2 to 5, buy 10 at 99. */
function told(book: HouseBook, to: BookTarget): string[] {
  return book.changesTo(to).map((command) => {
    expect(command).toMatchObject(where);
    switch (command.kind) {
      case 'order.cancel':
        return `cancel ${command.order}`;
      case 'order.amend':
        return `amend ${command.order} to ${command.quantityLots}`;
      case 'order.place':
        return `${command.side} ${command.quantityLots} at ${command.priceTicks}`;
    }
  });
}

describe('the house brings its orders to the target', () => {
  test('from nothing: every level, best first, bids before asks', () => {
    const to = target(
      [
        [99, 10],
        [98, 20],
      ],
      [
        [101, 30],
        [103, 40],
      ],
    );
    expect(told(bookOf(), to)).toEqual([
      'buy 10 at 99',
      'buy 20 at 98',
      'sell 30 at 101',
      'sell 40 at 103',
    ]);
  });

  test('does nothing where the target stands', () => {
    const book = bookOf([1, 99, 4], [1, 99, 6], [-1, 101, 30]);
    expect(told(book, target([[99, 10]], [[101, 30]]))).toEqual([]);
  });

  test('more joins behind with an order of its own', () => {
    const book = bookOf([1, 99, 10], [-1, 101, 30]);
    expect(told(book, target([[99, 17]], [[101, 30]]))).toEqual(['buy 7 at 99']);
  });

  test('less amends the newest order in place, and takes away whole ones before an older', () => {
    const book = bookOf([1, 99, 10], [1, 99, 5], [1, 99, 3]);
    expect(told(book, target([[99, 16]], []))).toEqual(['amend 3 to 1']);
    expect(told(book, target([[99, 15]], []))).toEqual(['cancel 3']);
    expect(told(book, target([[99, 12]], []))).toEqual(['cancel 3', 'amend 2 to 2']);
    expect(told(book, target([[99, 4]], []))).toEqual(['cancel 3', 'cancel 2', 'amend 1 to 4']);
  });

  test('takes down gone levels of both sides before it places: it never meets itself', () => {
    const book = bookOf([1, 99, 10], [-1, 101, 30]);
    expect(told(book, target([[101, 5]], [[103, 6]]))).toEqual([
      'cancel 1',
      'cancel 2',
      'buy 5 at 101',
      'sell 6 at 103',
    ]);
  });

  test('places no more at once than an order may have', () => {
    expect(told(bookOf(), target([[99, 2_500]], []))).toEqual(['buy 1000 at 99']);
  });

  test('rests and is not post-only; an amend keeps its price, and with it its turn', () => {
    const [placed] = bookOf().changesTo(target([[99, 10]], []));
    expect(placed).toMatchObject({ type: 'limit', timeInForce: 'gtc', postOnly: false });
    const [amended] = bookOf([1, 99, 10]).changesTo(target([[99, 4]], []));
    expect(amended).toEqual({ kind: 'order.amend', ...where, order: 1, quantityLots: 4 });
  });
});

describe('the house knows its orders from what it is told', () => {
  test('what was filled in part is missing, what was filled whole is gone', () => {
    const book = bookOf([1, 99, 10], [1, 98, 20]);
    book.remains(1, 4);
    book.remains(2, 0);
    expect(book.restingLots(1, 99)).toBe(4);
    expect(book.orderCount).toBe(1);
    const to = target(
      [
        [99, 10],
        [98, 20],
      ],
      [],
    );
    expect(told(book, to)).toEqual(['buy 6 at 99', 'buy 20 at 98']);
  });

  test('an order amended in place does not stand there twice, and keeps its turn', () => {
    const book = bookOf([1, 99, 10], [1, 99, 5]);
    book.rested(1, 1, 99, 8);
    expect(book.restingLots(1, 99)).toBe(13);
    expect(told(book, target([[99, 12]], []))).toEqual(['amend 2 to 4']);
  });

  test('what it does not know does not concern it', () => {
    const book = bookOf([1, 99, 10]);
    book.remains(77, 0);
    expect(book.orderCount).toBe(1);
  });
});
