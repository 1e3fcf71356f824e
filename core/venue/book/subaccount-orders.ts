/**
 * The live orders of each subaccount in one book, by falling order id.
 *
 * Ids rise, so an order nearly always goes to the front. The order is by id, and not by arrival, so
 * that a book that was loaded from an image is walked exactly as the one it was saved from.
 */
import { RECORD, type OrderPool } from './pool.ts';

const { SUBACCOUNT, SUBACCOUNT_NEXT, SUBACCOUNT_PREVIOUS, SHIFT } = RECORD;

const INITIAL_SUBACCOUNTS = 1024;

export class SubaccountOrders {
  readonly #pool: OrderPool;
  #first = new Int32Array(INITIAL_SUBACCOUNTS).fill(-1);
  /** Of all orders that ever came: one with a higher id is the first of any list. */
  #highestId = -1;

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

  link(slot: number): void {
    const pool = this.#pool;
    const { words } = pool;
    const record = slot << SHIFT;
    const subaccount = words[record | SUBACCOUNT]!;
    if (subaccount >= this.#first.length) this.#grow(subaccount);
    const orderId = pool.orderIdOf(slot);
    const first = this.#first[subaccount]!;
    if (orderId < this.#highestId && first >= 0 && pool.orderIdOf(first) > orderId) {
      this.#linkAfter(first, slot, orderId);
      return;
    }
    if (orderId > this.#highestId) this.#highestId = orderId;
    words[record | SUBACCOUNT_PREVIOUS] = -1;
    words[record | SUBACCOUNT_NEXT] = first;
    this.#first[subaccount] = slot;
    if (first >= 0) words[(first << SHIFT) | SUBACCOUNT_PREVIOUS] = slot;
  }

  unlink(slot: number): void {
    const words = this.#pool.words;
    const record = slot << SHIFT;
    const before = words[record | SUBACCOUNT_PREVIOUS]!;
    const after = words[record | SUBACCOUNT_NEXT]!;
    if (before < 0) this.#first[words[record | SUBACCOUNT]!] = after;
    else words[(before << SHIFT) | SUBACCOUNT_NEXT] = after;
    if (after >= 0) words[(after << SHIFT) | SUBACCOUNT_PREVIOUS] = before;
  }

  /** Links an order behind those of its subaccount with higher ids; the first is one of them. */
  #linkAfter(first: number, slot: number, orderId: number): void {
    const pool = this.#pool;
    const { words } = pool;
    let before = first;
    let after = words[(first << SHIFT) | SUBACCOUNT_NEXT]!;
    while (after >= 0 && pool.orderIdOf(after) > orderId) {
      before = after;
      after = words[(after << SHIFT) | SUBACCOUNT_NEXT]!;
    }
    words[(slot << SHIFT) | SUBACCOUNT_PREVIOUS] = before;
    words[(slot << SHIFT) | SUBACCOUNT_NEXT] = after;
    words[(before << SHIFT) | SUBACCOUNT_NEXT] = slot;
    if (after >= 0) words[(after << SHIFT) | SUBACCOUNT_PREVIOUS] = slot;
  }

  #grow(subaccount: number): void {
    let capacity = this.#first.length;
    while (capacity <= subaccount) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1, this.#first.length);
    first.set(this.#first);
    this.#first = first;
  }
}
