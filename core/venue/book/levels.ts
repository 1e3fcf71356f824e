/**
 * The price levels of one side, each a queue of orders, sorted with the best price at the end.
 *
 * Most orders come and go near the best price, so an insertion moves few entries, and the search
 * for a place gallops from the best. Memory depends on the number of levels and never on how far
 * apart they are (BOOK-10).
 */
import type { Side } from './contract.ts';
import { IntIndex } from './int-index.ts';
import {
  LEVEL,
  NEXT,
  PREVIOUS,
  PRICE_TICKS,
  RECORD_SHIFT,
  REMAINING_LOTS,
  type OrderPool,
} from './pool.ts';

const INITIAL_LEVELS = 1024;
const RECORD_WORDS = 8;
/** Words of a level's record. `TAIL` also links the free levels. */
const HEAD = 0;
const TAIL = 1;
const TICKS = 2;
/** The double of a level's record. */
const LOTS = 2;

/** Up to here a plain loop moves the entries of a sorted array faster than `copyWithin`. */
const SHORT_MOVE = 32;

export class SideLevels {
  readonly side: Side;
  readonly #pool: OrderPool;
  readonly prices = new IntIndex();
  #words = new Int32Array(INITIAL_LEVELS * RECORD_WORDS);
  #doubles = new Float64Array(this.#words.buffer);
  #sorted = new Int32Array(INITIAL_LEVELS);
  #count = 0;
  #free = -1;
  #used = 0;

  constructor(side: Side, pool: OrderPool) {
    this.side = side;
    this.#pool = pool;
  }

  get count(): number {
    return this.#count;
  }

  /** The best level, or -1. */
  best(): number {
    return this.#count === 0 ? -1 : this.#sorted[this.#count - 1]!;
  }

  /** The level at a depth, 0 being the best. */
  at(depthIndex: number): number {
    return this.#sorted[this.#count - 1 - depthIndex]!;
  }

  ticksOf(level: number): number {
    return this.#words[(level << 3) + TICKS]!;
  }

  lotsOf(level: number): number {
    return this.#doubles[(level << 2) + LOTS]!;
  }

  headOf(level: number): number {
    return this.#words[(level << 3) + HEAD]!;
  }

  tailOf(level: number): number {
    return this.#words[(level << 3) + TAIL]!;
  }

  /** Puts an order at the end of the queue of its price. */
  append(slot: number): void {
    const orders = this.#pool.words;
    const order = slot << RECORD_SHIFT;
    const priceTicks = orders[order + PRICE_TICKS]!;
    let level = this.prices.slotOf(priceTicks);
    if (level < 0) level = this.#open(priceTicks);
    const words = this.#words;
    const record = level << 3;
    const tail = words[record + TAIL]!;
    orders[order + LEVEL] = level;
    orders[order + PREVIOUS] = tail;
    orders[order + NEXT] = -1;
    if (tail < 0) words[record + HEAD] = slot;
    else orders[(tail << RECORD_SHIFT) + NEXT] = slot;
    words[record + TAIL] = slot;
    this.#addLots(level, orders[order + REMAINING_LOTS]!);
  }

  /** Takes an order out of its queue, and its level away when it was the last there. */
  unlink(slot: number): void {
    const orders = this.#pool.words;
    const order = slot << RECORD_SHIFT;
    const words = this.#words;
    const level = orders[order + LEVEL]!;
    const record = level << 3;
    const previous = orders[order + PREVIOUS]!;
    const next = orders[order + NEXT]!;
    if (previous < 0) words[record + HEAD] = next;
    else orders[(previous << RECORD_SHIFT) + NEXT] = next;
    if (next < 0) words[record + TAIL] = previous;
    else orders[(next << RECORD_SHIFT) + PREVIOUS] = previous;
    orders[order + LEVEL] = -1;
    this.#addLots(level, -orders[order + REMAINING_LOTS]!);
    if (previous < 0 && next < 0) this.#close(level);
  }

  /** Lowers what remains of an order in its place. */
  reduce(slot: number, byLots: number): void {
    const orders = this.#pool.words;
    const order = slot << RECORD_SHIFT;
    orders[order + REMAINING_LOTS] = orders[order + REMAINING_LOTS]! - byLots;
    this.#addLots(orders[order + LEVEL]!, -byLots);
  }

  #addLots(level: number, lots: number): void {
    const index = (level << 2) + LOTS;
    this.#doubles[index] = this.#doubles[index]! + lots;
  }

  #open(priceTicks: number): number {
    const level = this.#takeLevel();
    const position = this.#positionOf(priceTicks);
    if (this.#count === this.#sorted.length) {
      const sorted = new Int32Array(2 * this.#count);
      sorted.set(this.#sorted);
      this.#sorted = sorted;
    }
    this.#move(position, position + 1);
    this.#sorted[position] = level;
    this.#count += 1;
    this.prices.add(priceTicks, level);
    const record = level << 3;
    this.#words[record + HEAD] = -1;
    this.#words[record + TAIL] = -1;
    this.#words[record + TICKS] = priceTicks;
    this.#doubles[(level << 2) + LOTS] = 0;
    return level;
  }

  #close(level: number): void {
    const priceTicks = this.ticksOf(level);
    const position = this.#positionOf(priceTicks);
    this.#move(position + 1, position);
    this.#count -= 1;
    this.prices.remove(priceTicks, level);
    this.#words[(level << 3) + TAIL] = this.#free;
    this.#free = level;
  }

  #takeLevel(): number {
    const level = this.#free;
    if (level >= 0) {
      this.#free = this.#words[(level << 3) + TAIL]!;
      return level;
    }
    if (this.#used << 3 === this.#words.length) {
      const words = new Int32Array(2 * this.#words.length);
      words.set(this.#words);
      this.#words = words;
      this.#doubles = new Float64Array(words.buffer);
    }
    this.#used += 1;
    return this.#used - 1;
  }

  /** Position of the first level that is not worse than a price. */
  #positionOf(priceTicks: number): number {
    const words = this.#words;
    const sorted = this.#sorted;
    const side = this.side;
    const rank = priceTicks * side;
    let high = this.#count;
    let step = 1;
    let low = high - step;
    while (low >= 0 && words[(sorted[low]! << 3) + TICKS]! * side >= rank) {
      high = low;
      step *= 2;
      low = high - step;
    }
    low = Math.max(low + 1, 0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[(sorted[middle]! << 3) + TICKS]! * side < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves the entries from `from` to the end so that they begin at `to`, one away. */
  #move(from: number, to: number): void {
    const sorted = this.#sorted;
    const count = this.#count;
    if (count - from > SHORT_MOVE) {
      sorted.copyWithin(to, from, count);
    } else if (to > from) {
      for (let index = count - 1; index >= from; index -= 1) sorted[index + 1] = sorted[index]!;
    } else {
      for (let index = from; index < count; index += 1) sorted[index - 1] = sorted[index]!;
    }
  }
}
