/**
 * The price levels of one side, each a queue of orders, sorted with the best price at the end.
 *
 * Most orders come and go near the best price, so an insertion moves few entries, and the search
 * for a place gallops from the best. Memory depends on the number of levels and never on how far
 * apart they are (BOOK-10).
 */
import type { Side } from './contract.ts';
import { IntIndex } from './int-index.ts';
import type { OrderPool } from './pool.ts';

const INITIAL_LEVELS = 1024;
const RECORD_WORDS = 8;
/** Words of a level's record. `TAIL` also links the free levels. */
const HEAD = 0;
const TAIL = 1;
const PRICE_TICKS = 2;
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
    return this.#words[(level << 3) + PRICE_TICKS]!;
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
    const pool = this.#pool;
    const priceTicks = pool.priceTicks(slot);
    let level = this.prices.slotOf(priceTicks);
    if (level < 0) level = this.#open(priceTicks);
    const words = this.#words;
    const record = level << 3;
    const tail = words[record + TAIL]!;
    pool.setLevel(slot, level);
    pool.setPrevious(slot, tail);
    pool.setNext(slot, -1);
    if (tail < 0) words[record + HEAD] = slot;
    else pool.setNext(tail, slot);
    words[record + TAIL] = slot;
    this.#addLots(level, pool.remainingLots(slot));
  }

  /** Takes an order out of its queue, and its level away when it was the last there. */
  unlink(slot: number): void {
    const pool = this.#pool;
    const words = this.#words;
    const level = pool.level(slot);
    const record = level << 3;
    const previous = pool.previous(slot);
    const next = pool.next(slot);
    if (previous < 0) words[record + HEAD] = next;
    else pool.setNext(previous, next);
    if (next < 0) words[record + TAIL] = previous;
    else pool.setPrevious(next, previous);
    pool.setLevel(slot, -1);
    this.#addLots(level, -pool.remainingLots(slot));
    if (words[record + HEAD]! < 0) this.#close(level);
  }

  /** Lowers what remains of an order in its place. */
  reduce(slot: number, byLots: number): void {
    const pool = this.#pool;
    pool.setRemainingLots(slot, pool.remainingLots(slot) - byLots);
    this.#addLots(pool.level(slot), -byLots);
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
    this.#words[record + PRICE_TICKS] = priceTicks;
    this.#doubles[(level << 2) + LOTS] = 0;
    return level;
  }

  #close(level: number): void {
    const priceTicks = this.ticksOf(level);
    this.#move(this.#positionOf(priceTicks) + 1, this.#positionOf(priceTicks));
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
    const rank = priceTicks * this.side;
    let high = this.#count;
    let step = 1;
    let low = high - step;
    while (low >= 0 && this.#rankAt(low) >= rank) {
      high = low;
      step *= 2;
      low = high - step;
    }
    low = Math.max(low + 1, 0);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rankAt(middle) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Rises along the array on both sides. */
  #rankAt(position: number): number {
    return this.ticksOf(this.#sorted[position]!) * this.side;
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
