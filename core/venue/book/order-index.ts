/** Order id -> slot. Ids are integers from 0 below 2^53, folded to 32 bits for the index. */
import { InvariantError } from '../numbers.ts';
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
    while (slot >= 0 && this.#pool.orderIdOf(slot) !== orderId) {
      slot = this.entries.nextSlotOf(key, slot);
    }
    return slot;
  }

  /** Adds the order of a slot, by the id in its record; throws when the id is there already. */
  add(slot: number): void {
    const orderId = this.#pool.orderIdOf(slot);
    const key = fold(orderId);
    if (this.entries.add(key, slot) && this.#isTwice(key, orderId)) {
      throw new InvariantError(`order ${orderId} is in the book already`);
    }
  }

  remove(slot: number): void {
    this.entries.remove(fold(this.#pool.orderIdOf(slot)), slot);
  }

  #isTwice(key: number, orderId: number): boolean {
    let found = 0;
    let slot = this.entries.slotOf(key);
    while (slot >= 0) {
      if (this.#pool.orderIdOf(slot) === orderId) found += 1;
      slot = this.entries.nextSlotOf(key, slot);
    }
    return found > 1;
  }
}

/** Ids are made of a sequence number and an index, so both halves count. */
function fold(orderId: number): number {
  const low = orderId | 0;
  return low === orderId ? low : low ^ Math.imul((orderId / TWO_32) | 0, 0x85ebca6b);
}
