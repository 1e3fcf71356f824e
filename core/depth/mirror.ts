/**
 * What was last told of a book: each order in its queue. Held against the book at the prices that
 * were touched, it says what has changed there since.
 */
import type { BookView, Side } from '../venue/book/contract.ts';
import type { ShownOrder } from './shown.ts';
import { queueAt, SIDES } from './shown.ts';

interface ToldLevel {
  readonly lots: number;
  readonly queue: readonly ShownOrder[];
}

const NOTHING: ToldLevel = { lots: 0, queue: [] };

/** What one price has to tell. */
export interface PriceChange {
  readonly side: Side;
  readonly priceTicks: number;
  /** What the level shows now, where that has changed. */
  readonly lots: number | null;
  readonly removed: readonly number[];
  readonly changed: readonly ShownOrder[];
  readonly added: readonly ShownOrder[];
}

export class Mirror {
  /** By price in ticks, negative for offers: one number for a price and its side. */
  readonly #levels = new Map<number, ToldLevel>();
  /** Where each told order stands, in the same numbers. */
  readonly #places = new Map<number, number>();

  constructor(book: BookView) {
    for (const side of SIDES) {
      const count = book.levelCount(side);
      for (let depth = 0; depth < count; depth++) {
        const level = { lots: book.levelLots(side, depth), queue: queueAt(book, side, depth) };
        const place = side * book.levelTicks(side, depth);
        this.#levels.set(place, level);
        for (const { order } of level.queue) this.#places.set(order, place);
      }
    }
  }

  /** Where an order stood when it was last told, or undefined. */
  placeOf(order: number): number | undefined {
    return this.#places.get(order);
  }

  /** Holds the touched prices against the book, walking down it once; tells what differs. */
  changesAt(book: BookView, touched: ReadonlySet<number>): PriceChange[] {
    const changes: PriceChange[] = [];
    for (const side of SIDES) {
      const places = [...touched].filter((place) => place * side > 0);
      // Best first: bids from the highest price down, offers, being negative, likewise.
      places.sort((a, b) => b - a);
      const count = book.levelCount(side);
      let depth = 0;
      for (const place of places) {
        while (depth < count && side * book.levelTicks(side, depth) > place) depth += 1;
        const isThere = depth < count && side * book.levelTicks(side, depth) === place;
        const now = isThere
          ? { lots: book.levelLots(side, depth), queue: queueAt(book, side, depth) }
          : NOTHING;
        const change = difference(side, place * side, this.#levels.get(place) ?? NOTHING, now);
        if (change !== null) changes.push(change);
        if (isThere) this.#levels.set(place, now);
        else this.#levels.delete(place);
      }
    }
    for (const change of changes) this.#follow(change);
    return changes;
  }

  /** An order that moved has left one price and come to another, told in either order. */
  #follow({ side, priceTicks, removed, added }: PriceChange): void {
    const place = side * priceTicks;
    for (const order of removed) {
      if (this.#places.get(order) === place) this.#places.delete(order);
    }
    for (const { order } of added) this.#places.set(order, place);
  }
}

/**
 * What stands at one price now and did not before. Orders only leave a queue or come to its end, so
 * what is met in the old order has kept its place; what comes after is new there, or came back.
 */
function difference(
  side: Side,
  priceTicks: number,
  before: ToldLevel,
  now: ToldLevel,
): PriceChange | null {
  const removed: number[] = [];
  const changed: ShownOrder[] = [];
  const added: ShownOrder[] = [];
  let at = 0;
  for (const order of now.queue) {
    while (at < before.queue.length && before.queue[at]?.order !== order.order) {
      removed.push((before.queue[at] as ShownOrder).order);
      at += 1;
    }
    const old = before.queue[at];
    if (old === undefined) added.push(order);
    else if (old.lots !== order.lots) changed.push(order);
    if (old !== undefined) at += 1;
  }
  for (; at < before.queue.length; at++) removed.push((before.queue[at] as ShownOrder).order);
  const isSame = removed.length === 0 && changed.length === 0 && added.length === 0;
  const lots = now.lots === before.lots ? null : now.lots;
  return isSame && lots === null ? null : { side, priceTicks, lots, removed, changed, added };
}
