/**
 * The live orders of each subaccount in one book, by falling order id.
 *
 * Ids rise, so an order nearly always goes to the front. The order is by id, and not by arrival, so
 * that a book that was loaded from an image is walked exactly as the one it was saved from.
 */
import type { OrderPool } from './pool.ts';

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

  link(slot: number): void {
    const pool = this.#pool;
    const subaccount = pool.subaccount(slot);
    if (subaccount >= this.#first.length) this.#grow(subaccount);
    const orderId = pool.orderId(slot);
    let before = -1;
    let after = this.#first[subaccount]!;
    while (after >= 0 && pool.orderId(after) > orderId) {
      before = after;
      after = pool.subaccountNext(after);
    }
    pool.setSubaccountPrevious(slot, before);
    pool.setSubaccountNext(slot, after);
    if (before < 0) this.#first[subaccount] = slot;
    else pool.setSubaccountNext(before, slot);
    if (after >= 0) pool.setSubaccountPrevious(after, slot);
  }

  unlink(slot: number): void {
    const pool = this.#pool;
    const before = pool.subaccountPrevious(slot);
    const after = pool.subaccountNext(slot);
    if (before < 0) this.#first[pool.subaccount(slot)] = after;
    else pool.setSubaccountNext(before, after);
    if (after >= 0) pool.setSubaccountPrevious(after, before);
  }

  #grow(subaccount: number): void {
    let capacity = this.#first.length;
    while (capacity <= subaccount) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1, this.#first.length);
    first.set(this.#first);
    this.#first = first;
  }
}
