/**
 * Order id -> slot: a table of chains, with the links in the orders' own records. Who has the words
 * of the pool at hand passes them on: another way to them would be checked anew.
 *
 * Ids are a sequence number times 65,536 plus an index; any integer from 0 below 2^53 is one. They
 * rise, and one above all that ever came cannot be there already: it goes to the front of its chain
 * unread. A search reads the table, and the record that its caller wants anyway. Sixteen sequence
 * numbers that follow each other have neighbouring chains, one line of cache, for orders come in a
 * row; nothing is kept for an id that is gone, so that the table stays in the nearer caches.
 */
import { broken, invariant } from '../numbers.ts';
import { RECORD, TRAIT, type OrderPool } from './pool.ts';

const { CHAIN, ID_LOW, TRAITS, SHIFT } = RECORD;
const { ID_HIGH_SHIFT } = TRAIT;

const INITIAL_CHAINS = 2048;
const TWO_32 = 4_294_967_296;

export class OrderIndex {
  readonly #pool: OrderPool;
  /** By hash: slot + 1 of the first order of its chain, or 0. */
  #heads = new Int32Array(INITIAL_CHAINS);
  /** What is left of a hash of 32 bits is the number of a line. */
  #shift = Math.clz32(INITIAL_CHAINS) + 5;
  #count = 0;
  /** Of all orders that ever came. */
  #highestId = -1;

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  get count(): number {
    return this.#count;
  }

  /** Slot of a live order, or -1. */
  slotOf(orderId: number): number {
    const { words } = this.#pool;
    const low = orderId | 0;
    const high = highWord(orderId);
    let slot = this.#heads[chainOf(low, high, this.#shift)]! - 1;
    while (slot >= 0) {
      const record = slot << SHIFT;
      const isIt =
        words[record | ID_LOW] === low && words[record | TRAITS]! >>> ID_HIGH_SHIFT === high;
      if (isIt) return slot;
      slot = words[record | CHAIN]! - 1;
    }
    return -1;
  }

  /**
   * Adds the order of a slot, by the id in its record; whether its id is above all that ever came.
   * Throws when the id is there already.
   */
  add(words: Int32Array, slot: number): boolean {
    const record = slot << SHIFT;
    const low = words[record | ID_LOW]!;
    const high = words[record | TRAITS]! >>> ID_HIGH_SHIFT;
    const orderId = high * TWO_32 + (low >>> 0);
    const isNewest = orderId > this.#highestId;
    if (isNewest) this.#highestId = orderId;
    else if (this.slotOf(orderId) >= 0) isThere(orderId);
    const heads = this.#heads;
    const chain = chainOf(low, high, this.#shift);
    words[record | CHAIN] = heads[chain]!;
    heads[chain] = slot + 1;
    this.#count += 1;
    if (2 * this.#count > heads.length) this.#double();
    return isNewest;
  }

  /** Takes out the order of a slot, by the id in its record. */
  remove(words: Int32Array, slot: number): void {
    const record = slot << SHIFT;
    const heads = this.#heads;
    const high = words[record | TRAITS]! >>> ID_HIGH_SHIFT;
    const chain = chainOf(words[record | ID_LOW]!, high, this.#shift);
    const next = words[record | CHAIN]!;
    if (heads[chain] === slot + 1) heads[chain] = next;
    else this.#unchain(heads[chain]! - 1, slot, next);
    this.#count -= 1;
  }

  /** Throws InvariantError unless every order can be found and there are chains enough. */
  validate(): void {
    let count = 0;
    for (const head of this.#heads) {
      for (let slot = head - 1; slot >= 0; slot = this.#pool.word(slot, CHAIN) - 1) {
        const orderId = this.#pool.orderIdOf(slot);
        invariant(this.slotOf(orderId) === slot, `order ${orderId} is not found by its id`);
        count += 1;
      }
    }
    invariant(count === this.#count, `index counts ${this.#count} and holds ${count}`);
    invariant(2 * count <= this.#heads.length, 'index has too few chains');
  }

  /** Takes an order out of its chain that is not the first there. */
  #unchain(first: number, slot: number, next: number): void {
    let before = first;
    while (before >= 0 && this.#pool.word(before, CHAIN) !== slot + 1) {
      before = this.#pool.word(before, CHAIN) - 1;
    }
    if (before < 0) broken(`slot ${slot} is not in the index`);
    this.#pool.setWord(before, CHAIN, next);
  }

  #double(): void {
    const old = this.#heads;
    const pool = this.#pool;
    this.#heads = new Int32Array(2 * old.length);
    this.#shift -= 1;
    for (const head of old) {
      let next = head;
      while (next !== 0) {
        const slot = next - 1;
        next = pool.word(slot, CHAIN);
        const high = pool.word(slot, TRAITS) >>> ID_HIGH_SHIFT;
        const chain = chainOf(pool.word(slot, ID_LOW), high, this.#shift);
        pool.setWord(slot, CHAIN, this.#heads[chain]!);
        this.#heads[chain] = slot + 1;
      }
    }
  }
}

/** Sequence numbers that follow each other have chains that do; other indices lie elsewhere. */
function chainOf(low: number, high: number, shift: number): number {
  const line = (low >>> 20) ^ (high << 12) ^ (low << 16);
  return ((Math.imul(line, 0x9e3779b1) >>> shift) << 4) | ((low >>> 16) & 15);
}

/** A function of its own, so that the text takes no room in the one that is compiled in line. */
function isThere(orderId: number): never {
  broken(`order ${orderId} is in the book already`);
}

/** The upper word of an id; the lower one is `orderId | 0`. */
export function highWord(orderId: number): number {
  return (orderId / TWO_32) | 0;
}
