/**
 * The orders of a book: one record of 64 bytes, a line of cache, per slot, in one typed array.
 *
 * A column per field would cost a line of cache per field touched, and a cancel touches ten. Slots
 * of orders that left are used again, last out first in, so that a book of constant depth stays in
 * the same memory.
 */
import { invariant } from '../numbers.ts';
import type { Side } from './contract.ts';

const INITIAL_SLOTS = 1024;

/** The record of a slot begins at word `slot << RECORD_SHIFT`. */
export const RECORD_SHIFT = 4;
/** Queue of the level; of a free slot, the next free one. */
export const NEXT = 0;
export const PREVIOUS = 1;
/** Level of its side that the order rests in; -1 when it rests in none. */
export const LEVEL = 2;
export const REMAINING_LOTS = 3;
export const PRICE_TICKS = 4;
export const OWNER = 5;
export const FLAGS = 6;
export const TRAITS = 7;
export const SUBACCOUNT = 8;
/** List of the subaccount's orders. */
export const SUBACCOUNT_NEXT = 9;
export const SUBACCOUNT_PREVIOUS = 10;
export const STRATEGY = 11;

/** The doubles of a slot begin at `slot << DOUBLES_SHIFT`, and stand behind its words. */
const DOUBLES_SHIFT = 3;
export const ORDER_ID = 6;
/** Filled so far plus remaining: may pass 2^31 when a part-filled order is raised. */
export const QUANTITY_LOTS = 7;

/** Bits of the traits: the side, and what of an order's instructions outlives its placing. */
export const SELLS = 1;
export const POST_ONLY = 2;
export const SELF_TRADE_EXEMPT = 4;

export class OrderPool {
  /** Two views of the same bytes; replaced when the pool grows, so hold neither across a `take`. */
  words = new Int32Array(INITIAL_SLOTS << RECORD_SHIFT);
  doubles = new Float64Array(this.words.buffer);
  #free = -1;
  #used = 0;
  #liveCount = 0;

  get liveCount(): number {
    return this.#liveCount;
  }

  /** A slot of its own for an order; the caller fills the record. */
  take(): number {
    this.#liveCount += 1;
    const slot = this.#free;
    if (slot >= 0) {
      this.#free = this.word(slot, NEXT);
      return slot;
    }
    if (this.#used << RECORD_SHIFT === this.words.length) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  /** Gives a slot back that is in no level. */
  release(slot: number): void {
    this.setWord(slot, NEXT, this.#free);
    this.#free = slot;
    this.#liveCount -= 1;
  }

  /** One word of a slot's record, by the names above. */
  word(slot: number, field: number): number {
    return this.words[(slot << RECORD_SHIFT) + field]!;
  }

  setWord(slot: number, field: number, value: number): void {
    this.words[(slot << RECORD_SHIFT) + field] = value;
  }

  double(slot: number, field: number): number {
    return this.doubles[(slot << DOUBLES_SHIFT) + field]!;
  }

  setDouble(slot: number, field: number, value: number): void {
    this.doubles[(slot << DOUBLES_SHIFT) + field] = value;
  }

  orderIdOf(slot: number): number {
    return this.double(slot, ORDER_ID);
  }

  sideOf(slot: number): Side {
    return (this.word(slot, TRAITS) & SELLS) === 0 ? 1 : -1;
  }

  /** Whether a number is the slot of an order in a level. */
  isLive(slot: number): boolean {
    const known = (slot | 0) === slot && slot >= 0 && slot < this.#used;
    return known && this.word(slot, LEVEL) >= 0;
  }

  /** Throws InvariantError unless the slots that are not live are exactly the free ones. */
  validate(): void {
    let free = 0;
    let slot = this.#free;
    while (slot >= 0) {
      free += 1;
      invariant(!this.isLive(slot), `free slot ${slot} is in a level`);
      invariant(free <= this.#used, 'the free slots form a ring');
      slot = this.word(slot, NEXT);
    }
    const live = this.#used - free;
    invariant(live === this.#liveCount, `pool counts ${this.#liveCount} orders and has ${live}`);
  }

  #grow(): void {
    const words = new Int32Array(2 * this.words.length);
    words.set(this.words);
    this.words = words;
    this.doubles = new Float64Array(words.buffer);
  }
}
