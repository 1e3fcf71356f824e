/**
 * The live orders of each subaccount in one book, by falling order id.
 *
 * Ids rise, so an order nearly always goes to the front. The order is by id, and not by arrival, so
 * that a book that was loaded from an image is walked exactly as the one it was saved from. The
 * links stand in the orders' own records: an order that comes or goes writes to its neighbours'
 * and reads none.
 */
import { RECORD, type OrderPool } from './pool.ts';

const { LOWER, HIGHER, SUBACCOUNT, SHIFT } = RECORD;

const INITIAL_SUBACCOUNTS = 1024;

export class SubaccountOrders {
  readonly #pool: OrderPool;
  #first = new Int32Array(INITIAL_SUBACCOUNTS).fill(-1);

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  /** One more than the highest subaccount that could have orders. */
  get subaccountLimit(): number {
    return this.#first.length;
  }

  firstOf(subaccount: number): number {
    return subaccount < this.#first.length ? this.#first[subaccount]! : -1;
  }

  /** The order of the same subaccount with the next lower id, or -1. */
  nextOf(slot: number): number {
    return this.#pool.word(slot, LOWER);
  }

  /** The order of the same subaccount with the next higher id, or -1. */
  previousOf(slot: number): number {
    return this.#pool.word(slot, HIGHER);
  }

  /** Lists an order; one whose id is above all others goes to the front unread. */
  link(words: Int32Array, slot: number, isNewest: boolean): void {
    const record = slot << SHIFT;
    const subaccount = words[record | SUBACCOUNT]!;
    if (subaccount >= this.#first.length) this.#grow(subaccount);
    const first = this.#first[subaccount]!;
    if (!isNewest && first >= 0 && this.#pool.orderIdOf(first) > this.#pool.orderIdOf(slot)) {
      this.#linkAfter(first, slot);
      return;
    }
    words[record | LOWER] = first;
    words[record | HIGHER] = -1;
    this.#first[subaccount] = slot;
    if (first >= 0) words[(first << SHIFT) | HIGHER] = slot;
  }

  unlink(words: Int32Array, slot: number): void {
    const record = slot << SHIFT;
    const lower = words[record | LOWER]!;
    const higher = words[record | HIGHER]!;
    if (higher < 0) this.#first[words[record | SUBACCOUNT]!] = lower;
    else words[(higher << SHIFT) | LOWER] = lower;
    if (lower >= 0) words[(lower << SHIFT) | HIGHER] = higher;
  }

  /** Links an order behind those of its subaccount with higher ids; the first is one of them. */
  #linkAfter(first: number, slot: number): void {
    const pool = this.#pool;
    const orderId = pool.orderIdOf(slot);
    let higher = first;
    let lower = this.nextOf(first);
    while (lower >= 0 && pool.orderIdOf(lower) > orderId) {
      higher = lower;
      lower = this.nextOf(lower);
    }
    pool.setWord(slot, LOWER, lower);
    pool.setWord(slot, HIGHER, higher);
    pool.setWord(higher, LOWER, slot);
    if (lower >= 0) pool.setWord(lower, HIGHER, slot);
  }

  /** Makes room for a subaccount. */
  #grow(subaccount: number): void {
    let capacity = this.#first.length;
    while (capacity <= subaccount) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1, this.#first.length);
    first.set(this.#first);
    this.#first = first;
  }
}
