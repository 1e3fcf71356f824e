/** Order id -> slot. Ids are integers from 0 below 2^53, folded to 32 bits for the index. */
import { IntIndex } from './int-index.ts';
import type { OrderPool } from './pool.ts';

const TWO_32 = 4_294_967_296;

export class OrderIndex {
  readonly entries = new IntIndex();
  readonly #pool: OrderPool;

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  /** Slot of a live order, or -1. */
  slotOf(orderId: number): number {
    const key = fold(orderId);
    let slot = this.entries.slotOf(key);
    while (slot >= 0 && this.#pool.orderId(slot) !== orderId) {
      slot = this.entries.nextSlotOf(key, slot);
    }
    return slot;
  }

  add(slot: number): void {
    this.entries.add(fold(this.#pool.orderId(slot)), slot);
  }

  remove(slot: number): void {
    this.entries.remove(fold(this.#pool.orderId(slot)), slot);
  }
}

/** Ids are made of a sequence number and an index, so both halves count. */
function fold(orderId: number): number {
  const low = orderId | 0;
  return low === orderId ? low : low ^ Math.imul((orderId / TWO_32) | 0, 0x85ebca6b);
}
