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
    lots: book.shownLotsOf(slot),
  };
}

/** The queue at a depth, oldest first, without its hidden orders, which come last. */
export function queueAt(book: BookView, side: Side, depthIndex: number): ShownOrder[] {
  const queue: ShownOrder[] = [];
  let slot = book.firstOrderAt(side, depthIndex);
  for (; isShown(book, slot); slot = book.nextInLevel(slot)) queue.push(shownOrder(book, slot));
  return queue;
}

function isShown(book: BookView, slot: number): boolean {
  return slot !== -1 && book.shownLotsOf(slot) > 0;
}

/** The best levels of a side that show anything, at most so many. */
export function topLevels(book: BookView, side: Side, most: number): Level[] {
  const levels: Level[] = [];
  const count = book.levelCount(side);
  for (let depth = 0; depth < count && levels.length < most; depth++) {
    const lots = book.levelLots(side, depth);
    if (lots > 0) levels.push({ priceTicks: book.levelTicks(side, depth), lots });
  }
  return levels;
}

/** The first orders of a side by price and then time, at most so many. */
export function topOrders(book: BookView, side: Side, most: number): ShownOrder[] {
  const orders: ShownOrder[] = [];
  const count = book.levelCount(side);
  for (let depth = 0; depth < count && orders.length < most; depth++) {
    let slot = book.firstOrderAt(side, depth);
    for (; isShown(book, slot) && orders.length < most; slot = book.nextInLevel(slot)) {
      orders.push(shownOrder(book, slot));
    }
  }
  return orders;
}
