/**
 * The price levels of one side, each a queue of orders. `tick-pages.ts` says where they are kept;
 * a level's number is its page times 32 plus the last five bits of its key.
 */
import { MAX_TICKS, type Side } from './contract.ts';
import { bitsBelow, highestBit } from './bit-tree.ts';
import { RECORD, TRAIT, type OrderPool } from './pool.ts';
import { Reserves } from './reserves.ts';
import { TickPages } from './tick-pages.ts';

// The compiler folds a constant of this file into the code, and reads an imported one every time.
const { NEXT, PREVIOUS, LEVEL, REMAINING_LOTS, PRICE_TICKS, TRAITS, SHIFT } = RECORD;
const { RESERVED, HIDDEN } = TRAIT;

/** Words of a level's record, which is four of them; where there is no level, the tail is -1. */
const HEAD = 0;
const TAIL = 1;
/** The double of a level's record, which is two of them. */
const LOTS = 1;

export class SideLevels {
  readonly side: Side;
  readonly pages: TickPages;
  readonly reserves: Reserves;
  readonly #pool: OrderPool;
  /** A key is ticks XOR this. */
  readonly #mirror: number;
  #words: Int32Array;
  #doubles: Float64Array;
  /** Whether there has ever been an order with a reserve. */
  #hasReserves = false;
  /** The best level, or -1, and its price, or 0. */
  best = -1;
  bestTicks = 0;
  count = 0;
  /** Where the last reader by depth was, so that reading on costs one step; -1 when unknown. */
  #readDepth = -1;
  #readLevel = -1;

  constructor(side: Side, pool: OrderPool) {
    this.side = side;
    this.#mirror = side === 1 ? 0 : MAX_TICKS;
    this.#pool = pool;
    this.pages = new TickPages(this.#mirror);
    this.reserves = new Reserves(pool);
    this.#words = new Int32Array(this.pages.capacity << 7).fill(-1);
    this.#doubles = new Float64Array(this.#words.buffer);
  }

  /** The level at a depth, 0 being the best, or -1; a walk from depth to depth is cheap. */
  at(depthIndex: number): number {
    let depth = this.#readDepth;
    let level = this.#readLevel;
    if (depth < 0 || depth > depthIndex) {
      depth = 0;
      level = this.best;
    }
    for (; depth < depthIndex && level >= 0; depth += 1) level = this.worse(level);
    this.#readDepth = depth;
    this.#readLevel = level;
    return level;
  }

  /** The next worse level, or -1. */
  worse(level: number): number {
    const { bits, numbers } = this.pages;
    let page = level >>> 5;
    let rest = bitsBelow(bits[page]!, level & 31);
    if (rest === 0) {
      page = this.pages.below(numbers[page]!);
      if (page === 0) return -1;
      rest = bits[page]!;
    }
    return (page << 5) | highestBit(rest);
  }

  ticksOf(level: number): number {
    return ((this.pages.numbers[level >>> 5]! << 5) | (level & 31)) ^ this.#mirror;
  }

  /** The level of a price, or -1. */
  levelOf(priceTicks: number): number {
    const key = priceTicks ^ this.#mirror;
    const page = this.pages.pageOf(key);
    const isThere = (this.pages.bits[page]! & (1 << (key & 31))) !== 0;
    return page !== 0 && isThere ? (page << 5) | (key & 31) : -1;
  }

  /** All lots of a level, shown or not. */
  lotsOf(level: number): number {
    return this.#doubles[(level << 1) | LOTS]!;
  }

  shownLotsOf(level: number): number {
    return this.lotsOf(level) - this.reserves.lotsOf(level);
  }

  headOf(level: number): number {
    return this.#words[(level << 2) | HEAD]!;
  }

  tailOf(level: number): number {
    return this.#words[(level << 2) | TAIL]!;
  }

  /** Puts an order at the end of the queue of its price, or of what is shown of it. */
  append(orders: Int32Array, slot: number): void {
    const order = slot << SHIFT;
    const key = orders[order | PRICE_TICKS]! ^ this.#mirror;
    let page = this.pages.pageOf(key);
    if (page === 0) page = this.#openPage(key);
    const level = (page << 5) | (key & 31);
    const words = this.#words;
    const tail = words[(level << 2) | TAIL]!;
    orders[order | LEVEL] = level;
    if (tail < 0) {
      this.#opened(orders, level, slot);
      return;
    }
    this.#doubles[(level << 1) | LOTS]! += orders[order | REMAINING_LOTS]!;
    // The tail's record is rarely near, and is not read before there is something hidden.
    if (this.#hasReserves && this.#pass(slot, tail)) return;
    orders[order | NEXT] = -1;
    orders[order | PREVIOUS] = tail;
    words[(level << 2) | TAIL] = slot;
    orders[(tail << SHIFT) | NEXT] = slot;
  }

  /** Puts an order before the hidden ones of its level, unless it is one or the tail is none. */
  #pass(slot: number, tail: number): boolean {
    const orders = this.#pool.words;
    const order = slot << SHIFT;
    if ((orders[order + TRAITS]! & HIDDEN) !== 0) return false;
    if ((orders[(tail << SHIFT) + TRAITS]! & HIDDEN) === 0) return false;
    let after = tail;
    let before = orders[(after << SHIFT) + PREVIOUS]!;
    while (before >= 0 && (orders[(before << SHIFT) + TRAITS]! & HIDDEN) !== 0) {
      after = before;
      before = orders[(after << SHIFT) + PREVIOUS]!;
    }
    orders[order + PREVIOUS] = before;
    orders[order + NEXT] = after;
    orders[(after << SHIFT) + PREVIOUS] = slot;
    if (before >= 0) orders[(before << SHIFT) + NEXT] = slot;
    else this.#words[(orders[order + LEVEL]! << 2) + HEAD] = slot;
    return true;
  }

  /** Takes an order out of its queue, and its level away when it was the last there. */
  unlink(orders: Int32Array, slot: number): void {
    const order = slot << SHIFT;
    const level = orders[order | LEVEL]!;
    const previous = orders[order | PREVIOUS]!;
    const next = orders[order | NEXT]!;
    orders[order | LEVEL] = -1;
    if (previous < 0 && next < 0) {
      this.#close(level);
      return;
    }
    const words = this.#words;
    if (previous < 0) words[(level << 2) | HEAD] = next;
    else orders[(previous << SHIFT) | NEXT] = next;
    if (next < 0) words[(level << 2) | TAIL] = previous;
    else orders[(next << SHIFT) | PREVIOUS] = previous;
    this.#doubles[(level << 1) | LOTS]! -= orders[order | REMAINING_LOTS]!;
  }

  /** Lowers what remains of an order in its place. */
  reduce(orders: Int32Array, slot: number, byLots: number): void {
    const order = slot << SHIFT;
    orders[order | REMAINING_LOTS]! -= byLots;
    this.#doubles[(orders[order | LEVEL]! << 1) | LOTS]! -= byLots;
  }

  /** Counts the reserve of an order that has come in and shows so much. */
  enterReserve(slot: number, shownLots: number): void {
    this.#hasReserves = true;
    this.reserves.enter(slot, shownLots);
  }

  /** As `reduce`, of an order with a reserve, which then shows so much. */
  reduceReserved(slot: number, byLots: number, shownLots: number): void {
    this.reserves.leave(slot);
    this.reduce(this.#pool.words, slot, byLots);
    this.reserves.enter(slot, shownLots);
  }

  /** Shows the next part of an iceberg that shows nothing more, behind all else that is shown. */
  refresh(slot: number): void {
    const orders = this.#pool.words;
    const next = orders[(slot << SHIFT) + NEXT]!;
    this.reserves.leave(slot);
    if (next >= 0 && (orders[(next << SHIFT) + TRAITS]! & HIDDEN) === 0) {
      this.unlink(orders, slot);
      this.append(orders, slot);
    }
    this.reserves.enter(slot, this.reserves.freshLotsOf(slot));
  }

  /** Lots shown at a level. */
  shownAt(level: number): number {
    return this.lotsOf(level) - this.reserves.lotsOf(level);
  }

  /** Lots that are shown and trade before an order at its price. */
  lotsAhead(slot: number): number {
    const level = this.#pool.word(slot, LEVEL);
    if (this.reserves.lotsOf(level) === 0) return this.#lotsBefore(slot);
    // Hidden orders come last: all that is shown is before them.
    const isHidden = (this.#pool.word(slot, TRAITS) & HIDDEN) !== 0;
    return isHidden ? this.shownAt(level) : this.#shownBefore(slot);
  }

  /** Lots shown before an order that is not hidden itself. */
  #shownBefore(slot: number): number {
    const pool = this.#pool;
    let lots = 0;
    let other = pool.word(slot, PREVIOUS);
    for (; other >= 0; other = pool.word(other, PREVIOUS)) {
      const isShort = (pool.word(other, TRAITS) & RESERVED) !== 0;
      lots += isShort ? this.reserves.shownLotsOf(other) : pool.word(other, REMAINING_LOTS);
    }
    return lots;
  }

  /** Lots before an order in its queue, counted from both ends until one is reached. */
  #lotsBefore(slot: number): number {
    const orders = this.#pool.words;
    let before = orders[(slot << SHIFT) | PREVIOUS]!;
    let after = slot;
    let ahead = 0;
    let notAhead = 0;
    while (before >= 0) {
      if (after < 0) return this.lotsOf(orders[(slot << SHIFT) | LEVEL]!) - notAhead;
      ahead += orders[(before << SHIFT) | REMAINING_LOTS]!;
      before = orders[(before << SHIFT) | PREVIOUS]!;
      notAhead += orders[(after << SHIFT) | REMAINING_LOTS]!;
      after = orders[(after << SHIFT) | NEXT]!;
    }
    return ahead;
  }

  #openPage(key: number): number {
    const page = this.pages.open(key);
    if (page << 7 >= this.#words.length) {
      const words = new Int32Array(this.pages.capacity << 7).fill(-1, this.#words.length);
      words.set(this.#words);
      this.#words = words;
      this.#doubles = new Float64Array(words.buffer);
    }
    return page;
  }

  #opened(orders: Int32Array, level: number, slot: number): void {
    const order = slot << SHIFT;
    orders[order | NEXT] = -1;
    orders[order | PREVIOUS] = -1;
    const words = this.#words;
    words[(level << 2) | HEAD] = slot;
    words[(level << 2) | TAIL] = slot;
    this.#doubles[(level << 1) | LOTS] = orders[order | REMAINING_LOTS]!;
    this.pages.bits[level >>> 5]! |= 1 << (level & 31);
    this.count += 1;
    this.#readDepth = -1;
    const priceTicks = orders[order | PRICE_TICKS]!;
    const key = priceTicks ^ this.#mirror;
    if (this.best < 0 || key > (this.bestTicks ^ this.#mirror)) {
      this.best = level;
      this.bestTicks = priceTicks;
    }
  }

  #close(level: number): void {
    const { pages } = this;
    const page = level >>> 5;
    this.#words[(level << 2) | TAIL] = -1;
    this.count -= 1;
    this.#readDepth = -1;
    const bits = pages.bits[page]! & ~(1 << (level & 31));
    if (level === this.best) {
      const next = this.worse(level);
      this.best = next;
      this.bestTicks = next < 0 ? 0 : this.ticksOf(next);
    }
    pages.bits[page] = bits;
    if (bits === 0) pages.close(page);
  }
}
