/**
 * The orders of a book: one record of 64 bytes, a line of cache, per slot, in one typed array.
 *
 * Slots of orders that left are used again, last out first in, so that a book of constant depth
 * stays in the same memory.
 */
import { invariant } from '../numbers.ts';
import type { Side } from './contract.ts';

const INITIAL_SLOTS = 1024;
const RECORD_WORDS = 16;

/** Words of a record. `NEXT` also links the free slots. */
const NEXT = 0;
const PREVIOUS = 1;
const LEVEL = 2;
const REMAINING_LOTS = 3;
const PRICE_TICKS = 4;
const OWNER = 5;
const FLAGS = 6;
const TRAITS = 7;
const SUBACCOUNT = 8;
const SUBACCOUNT_NEXT = 9;
const SUBACCOUNT_PREVIOUS = 10;
const STRATEGY = 11;
/** Doubles of a record, behind its words. */
const ORDER_ID = 6;
const QUANTITY_LOTS = 7;

/** Bits of the traits: the side, and what of an order's instructions outlives its placing. */
const SELLS = 1;
export const POST_ONLY = 2;
export const SELF_TRADE_EXEMPT = 4;

export class OrderPool {
  #words = new Int32Array(INITIAL_SLOTS * RECORD_WORDS);
  #doubles = new Float64Array(this.#words.buffer);
  #free = -1;
  #used = 0;
  #liveCount = 0;

  get liveCount(): number {
    return this.#liveCount;
  }

  /** A slot for an order that is in no level yet; nothing of it can change but links and lots. */
  take(
    orderId: number,
    subaccount: number,
    owner: number,
    side: Side,
    flags: number,
    strategy: number,
    instructions: number,
  ): number {
    const slot = this.#free >= 0 ? this.#free : this.#used;
    if (slot === this.#used) {
      if (slot << 4 === this.#words.length) this.#grow();
      this.#used += 1;
    } else {
      this.#free = this.#words[slot << 4]!;
    }
    const words = this.#words;
    const record = slot << 4;
    words[record + LEVEL] = -1;
    words[record + OWNER] = owner;
    words[record + FLAGS] = flags;
    words[record + TRAITS] = side === 1 ? instructions : instructions | SELLS;
    words[record + SUBACCOUNT] = subaccount;
    words[record + STRATEGY] = strategy;
    this.#doubles[(slot << 3) + ORDER_ID] = orderId;
    this.#liveCount += 1;
    return slot;
  }

  /** Gives a slot back that is in no level. */
  release(slot: number): void {
    this.#words[slot << 4] = this.#free;
    this.#free = slot;
    this.#liveCount -= 1;
  }

  next(slot: number): number {
    return this.#words[(slot << 4) + NEXT]!;
  }
  setNext(slot: number, next: number): void {
    this.#words[(slot << 4) + NEXT] = next;
  }
  previous(slot: number): number {
    return this.#words[(slot << 4) + PREVIOUS]!;
  }
  setPrevious(slot: number, previous: number): void {
    this.#words[(slot << 4) + PREVIOUS] = previous;
  }
  level(slot: number): number {
    return this.#words[(slot << 4) + LEVEL]!;
  }
  setLevel(slot: number, level: number): void {
    this.#words[(slot << 4) + LEVEL] = level;
  }
  remainingLots(slot: number): number {
    return this.#words[(slot << 4) + REMAINING_LOTS]!;
  }
  setRemainingLots(slot: number, lots: number): void {
    this.#words[(slot << 4) + REMAINING_LOTS] = lots;
  }
  priceTicks(slot: number): number {
    return this.#words[(slot << 4) + PRICE_TICKS]!;
  }
  setPriceTicks(slot: number, ticks: number): void {
    this.#words[(slot << 4) + PRICE_TICKS] = ticks;
  }
  owner(slot: number): number {
    return this.#words[(slot << 4) + OWNER]!;
  }
  flags(slot: number): number {
    return this.#words[(slot << 4) + FLAGS]!;
  }
  instructions(slot: number): number {
    return this.#words[(slot << 4) + TRAITS]! & ~SELLS;
  }
  sideOf(slot: number): Side {
    return (this.#words[(slot << 4) + TRAITS]! & SELLS) === 0 ? 1 : -1;
  }
  subaccount(slot: number): number {
    return this.#words[(slot << 4) + SUBACCOUNT]!;
  }
  subaccountNext(slot: number): number {
    return this.#words[(slot << 4) + SUBACCOUNT_NEXT]!;
  }
  setSubaccountNext(slot: number, next: number): void {
    this.#words[(slot << 4) + SUBACCOUNT_NEXT] = next;
  }
  subaccountPrevious(slot: number): number {
    return this.#words[(slot << 4) + SUBACCOUNT_PREVIOUS]!;
  }
  setSubaccountPrevious(slot: number, previous: number): void {
    this.#words[(slot << 4) + SUBACCOUNT_PREVIOUS] = previous;
  }
  strategy(slot: number): number {
    return this.#words[(slot << 4) + STRATEGY]!;
  }
  orderId(slot: number): number {
    return this.#doubles[(slot << 3) + ORDER_ID]!;
  }
  quantityLots(slot: number): number {
    return this.#doubles[(slot << 3) + QUANTITY_LOTS]!;
  }
  setQuantityLots(slot: number, lots: number): void {
    this.#doubles[(slot << 3) + QUANTITY_LOTS] = lots;
  }

  validate(): void {
    let free = 0;
    for (let slot = this.#free; slot >= 0; slot = this.next(slot)) {
      free += 1;
      invariant(this.level(slot) < 0, `free slot ${slot} is in a level`);
      invariant(free <= this.#used, 'the free slots form a ring');
    }
    const live = this.#used - free;
    invariant(live === this.#liveCount, `pool counts ${this.#liveCount} orders and has ${live}`);
  }

  #grow(): void {
    const words = new Int32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
    this.#doubles = new Float64Array(words.buffer);
  }
}
