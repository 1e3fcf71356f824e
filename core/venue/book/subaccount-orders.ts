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
    const subaccount = words[record + SUBACCOUNT]!;
    if (subaccount >= this.#first.length) this.#grow(subaccount);
    const orderId = pool.orderIdOf(slot);
    let before = -1;
    let after = this.#first[subaccount]!;
    while (after >= 0 && pool.orderIdOf(after) > orderId) {
      before = after;
      after = words[(after << SHIFT) + SUBACCOUNT_NEXT]!;
    }
    words[record + SUBACCOUNT_PREVIOUS] = before;
    words[record + SUBACCOUNT_NEXT] = after;
    if (before < 0) this.#first[subaccount] = slot;
    else words[(before << SHIFT) + SUBACCOUNT_NEXT] = slot;
    if (after >= 0) words[(after << SHIFT) + SUBACCOUNT_PREVIOUS] = slot;
  }

  unlink(slot: number): void {
    const words = this.#pool.words;
    const record = slot << SHIFT;
    const before = words[record + SUBACCOUNT_PREVIOUS]!;
    const after = words[record + SUBACCOUNT_NEXT]!;
    if (before < 0) this.#first[words[record + SUBACCOUNT]!] = after;
    else words[(before << SHIFT) + SUBACCOUNT_NEXT] = after;
    if (after >= 0) words[(after << SHIFT) + SUBACCOUNT_PREVIOUS] = before;
  }

  #grow(subaccount: number): void {
    let capacity = this.#first.length;
    while (capacity <= subaccount) capacity *= 2;
    const first = new Int32Array(capacity).fill(-1, this.#first.length);
    first.set(this.#first);
    this.#first = first;
  }
}
