/**
 * The live orders of each subaccount in one book, by falling order id.
 *
 * Ids rise, so an order nearly always goes to the front. The order is by id, and not by arrival, so
 * that a book that was loaded from an image is walked exactly as the one it was saved from. The
 * links have an array of their own: an order that comes or goes writes to its neighbours', and
 * eight orders share a line of cache here.
 */
import { RECORD, type OrderPool } from './pool.ts';

const { SUBACCOUNT, SHIFT } = RECORD;

const INITIAL_SUBACCOUNTS = 1024;

export class SubaccountOrders {
  readonly #pool: OrderPool;
  #first = new Int32Array(INITIAL_SUBACCOUNTS).fill(-1);
  /** By slot, two words: the order with the next lower id, and with the next higher one. */
  #links: Int32Array;

  constructor(pool: OrderPool) {
    this.#pool = pool;
    this.#links = new Int32Array(2 * pool.capacity);
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
    return this.#links[slot << 1]!;
  }

  /** The order of the same subaccount with the next higher id, or -1. */
  previousOf(slot: number): number {
    return this.#links[(slot << 1) | 1]!;
  }

  /** Lists an order; one whose id is above all others goes to the front unread. */
  link(slot: number, isNewest: boolean): void {
    const pool = this.#pool;
    const subaccount = pool.words[(slot << SHIFT) | SUBACCOUNT]!;
    if (subaccount >= this.#first.length || slot << 1 >= this.#links.length) this.#grow(subaccount);
    const first = this.#first[subaccount]!;
    if (!isNewest && first >= 0 && pool.orderIdOf(first) > pool.orderIdOf(slot)) {
      this.#linkAfter(first, slot);
      return;
    }
    const links = this.#links;
    links[slot << 1] = first;
    links[(slot << 1) | 1] = -1;
    this.#first[subaccount] = slot;
    if (first >= 0) links[(first << 1) | 1] = slot;
  }

  unlink(slot: number): void {
    const links = this.#links;
    const after = links[slot << 1]!;
    const before = links[(slot << 1) | 1]!;
    if (before < 0) this.#first[this.#pool.words[(slot << SHIFT) | SUBACCOUNT]!] = after;
    else links[before << 1] = after;
    if (after >= 0) links[(after << 1) | 1] = before;
  }

  /** Links an order behind those of its subaccount with higher ids; the first is one of them. */
  #linkAfter(first: number, slot: number): void {
    const links = this.#links;
    const orderId = this.#pool.orderIdOf(slot);
    let before = first;
    let after = links[first << 1]!;
    while (after >= 0 && this.#pool.orderIdOf(after) > orderId) {
      before = after;
      after = links[after << 1]!;
    }
    links[slot << 1] = after;
    links[(slot << 1) | 1] = before;
    links[before << 1] = slot;
    if (after >= 0) links[(after << 1) | 1] = slot;
  }

  /** Makes room for a subaccount, and for as many orders as the pool has room for. */
  #grow(subaccount: number): void {
    let capacity = this.#first.length;
    while (capacity <= subaccount) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1, this.#first.length);
    first.set(this.#first);
    this.#first = first;
    const links = new Int32Array(2 * this.#pool.capacity);
    links.set(this.#links);
    this.#links = links;
  }
}
