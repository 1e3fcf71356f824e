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

/**
 * Where things stand in a slot's record of 16 words.
 *
 * An array begins at any quarter of a line of cache, most often the second. So the eight words that
 * every coming and going touches are the middle of the record, and what only a placing writes is
 * its last quarter: in three cases of four, an order that leaves is one line.
 */
export const RECORD = {
  FLAGS: 0,
  SUBACCOUNT: 1,
  OWNER: 2,
  /** The next order of its chain in the index of ids: slot + 1, or 0. */
  CHAIN: 3,
  ID_LOW: 4,
  /** The bits of `TRAIT`, and the upper word of the id above them. */
  TRAITS: 5,
  /** Level of its side that the order rests in; -1 when it rests in none. */
  LEVEL: 6,
  REMAINING_LOTS: 7,
  /** Queue of the level; of a free slot, the next free one. */
  NEXT: 8,
  PREVIOUS: 9,
  /** The orders of the same subaccount with the next lower and the next higher id, or -1. */
  LOWER: 10,
  HIGHER: 11,
  PRICE_TICKS: 12,
  STRATEGY: 13,
  /** Filled so far plus remaining, two words as it may pass 2^31 when an order is raised. */
  QUANTITY_LOW: 14,
  QUANTITY_HIGH: 15,
  /** The words of a slot begin at `slot << SHIFT`. */
  SHIFT: 4,
} as const;

// The compiler folds a constant of its own file into the code, and reads an imported one every
// time: so each file on the hot path takes what it needs out of RECORD.
const { NEXT, LEVEL, TRAITS, ID_LOW, QUANTITY_LOW, QUANTITY_HIGH, SHIFT } = RECORD;

const TWO_32 = 4_294_967_296;

/** Bits of the traits: the side, and what of an order's instructions outlives its placing. */
export const TRAIT = {
  SELLS: 1,
  POST_ONLY: 2,
  SELF_TRADE_EXEMPT: 4,
  REPRICES: 8,
  /** It does not show everything: `reserves.ts`. */
  RESERVED: 16,
  /** Of those, it shows nothing, and stands behind all that do. */
  HIDDEN: 32,
  /** From here on three bits: the number of the self-trade mode. */
  MODE_SHIFT: 6,
  MODE_MASK: 7,
  /** From here on 21 bits: the upper word of the id. */
  ID_HIGH_SHIFT: 9,
} as const;

const { SELLS, ID_HIGH_SHIFT } = TRAIT;

export class OrderPool {
  /** Replaced when the pool grows, so do not hold it across a `take`. */
  words = new Int32Array(INITIAL_SLOTS << SHIFT);
  #free = -1;
  #used = 0;
  #liveCount = 0;

  get liveCount(): number {
    return this.#liveCount;
  }

  /** Slots that there is memory for. */
  get capacity(): number {
    return this.words.length >>> SHIFT;
  }

  /** A slot of its own for an order; the caller fills the record. */
  take(): number {
    this.#liveCount += 1;
    const slot = this.#free;
    if (slot >= 0) {
      this.#free = this.words[(slot << SHIFT) | NEXT]!;
      return slot;
    }
    if (this.#used << SHIFT === this.words.length) this.#grow();
    this.#used += 1;
    return this.#used - 1;
  }

  /** Gives a slot back that is in no level. */
  release(slot: number): void {
    this.words[(slot << SHIFT) | NEXT] = this.#free;
    this.#free = slot;
    this.#liveCount -= 1;
  }

  /** One word of a slot's record, by the names above. */
  word(slot: number, field: number): number {
    return this.words[(slot << SHIFT) | field]!;
  }

  setWord(slot: number, field: number, value: number): void {
    this.words[(slot << SHIFT) | field] = value;
  }

  quantityLotsOf(slot: number): number {
    return this.word(slot, QUANTITY_HIGH) * TWO_32 + (this.word(slot, QUANTITY_LOW) >>> 0);
  }

  setQuantityLots(slot: number, lots: number): void {
    this.setWord(slot, QUANTITY_LOW, lots | 0);
    this.setWord(slot, QUANTITY_HIGH, (lots / TWO_32) | 0);
  }

  orderIdOf(slot: number): number {
    const { words } = this;
    const record = slot << SHIFT;
    return (words[record | TRAITS]! >>> ID_HIGH_SHIFT) * TWO_32 + (words[record | ID_LOW]! >>> 0);
  }

  sideOf(slot: number): Side {
    return (this.word(slot, TRAITS) & SELLS) === 0 ? 1 : -1;
  }

  /** Whether a number is the slot of an order in a level. */
  isLive(slot: number): boolean {
    const known = (slot | 0) === slot && slot >= 0 && slot < this.#used;
    return known && this.words[(slot << SHIFT) | LEVEL]! >= 0;
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
  }
}
