import { beforeEach, describe, expect, test } from 'vitest';
import { Book, BUY, SELL } from '../venue/book/book.ts';
import { limit } from '../venue/book/testing/books.ts';
import { Recorder } from '../venue/book/testing/recorder.ts';
import { Mirror } from './mirror.ts';
import { queueAt, topLevels, topOrders } from './shown.ts';

let book: Book;
let recorder: Recorder;

beforeEach(() => {
  book = new Book();
  recorder = new Recorder(book);
  book.place(limit(1, SELL, 9, 100, { displayLots: 0 }), recorder);
  book.place(limit(2, SELL, 9, 101, { displayLots: 0 }), recorder);
  book.place(limit(3, SELL, 9, 101, { displayLots: 4 }), recorder);
  book.place(limit(4, SELL, 2, 101), recorder);
});

describe('what a book shows of itself', () => {
  test('BOOK-18 levels and queues leave out what is hidden, and prices with nothing else', () => {
    expect(topLevels(book, SELL, 10)).toEqual([{ priceTicks: 101, lots: 6 }]);
    expect(topOrders(book, SELL, 10).map(({ order, lots }) => [order, lots])).toEqual([
      [3, 4],
      [4, 2],
    ]);
    expect(queueAt(book, SELL, 0)).toEqual([]);
  });

  test('BOOK-17 a part that follows leaves the queue and comes again at its end', () => {
    const mirror = new Mirror(book);
    book.place(limit(5, BUY, 13, 101), recorder);
    const [change, ...others] = mirror.changesAt(book, new Set([-100, -101]));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ priceTicks: 101, lots: null, removed: [3], changed: [] });
    expect(change?.added.map(({ order, lots }) => [order, lots])).toEqual([[3, 4]]);
  });
});
