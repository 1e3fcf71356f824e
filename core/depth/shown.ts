/** What a book shows of itself, read and never changed. */
import { BUY, SELL } from '../venue/book/contract.ts';
import type { BookView, Side } from '../venue/book/contract.ts';
import type { Level, SideName } from './messages.ts';

/** An order as the book shows it; to whom it belongs is told to nobody but its owner. */
export interface ShownOrder {
  readonly order: number;
  readonly subaccount: number;
  readonly priceTicks: number;
  readonly lots: number;
}

export const SIDES = [BUY, SELL] as const;

export function sideName(side: Side): SideName {
  return side === BUY ? 'buy' : 'sell';
}

function shownOrder(book: BookView, slot: number): ShownOrder {
  return {
    order: book.orderIdOf(slot),
    subaccount: book.subaccountOf(slot),
    priceTicks: book.priceTicksOf(slot),
    lots: book.remainingLotsOf(slot),
  };
}

/** The queue at a depth, oldest first. */
export function queueAt(book: BookView, side: Side, depthIndex: number): ShownOrder[] {
  const queue: ShownOrder[] = [];
  let slot = book.firstOrderAt(side, depthIndex);
  for (; slot !== -1; slot = book.nextInLevel(slot)) queue.push(shownOrder(book, slot));
  return queue;
}

/** The best levels of a side, at most so many. */
export function topLevels(book: BookView, side: Side, most: number): Level[] {
  const count = Math.min(most, book.levelCount(side));
  return Array.from({ length: count }, (_, depth) => ({
    priceTicks: book.levelTicks(side, depth),
    lots: book.levelLots(side, depth),
  }));
}

/** The first orders of a side by price and then time, at most so many. */
export function topOrders(book: BookView, side: Side, most: number): ShownOrder[] {
  const orders: ShownOrder[] = [];
  const count = book.levelCount(side);
  for (let depth = 0; depth < count && orders.length < most; depth++) {
    let slot = book.firstOrderAt(side, depth);
    for (; slot !== -1 && orders.length < most; slot = book.nextInLevel(slot)) {
      orders.push(shownOrder(book, slot));
    }
  }
  return orders;
}
