/**
 * What the orders of one side do not show (BOOK-17, BOOK-18): kept beside their records, as few
 * orders hide anything, and in no memory at all before the first does.
 *
 * An iceberg shows at most its display lots, and less while they trade; a hidden order, whose
 * display is 0, shows nothing. The rest of both is their level's reserve.
 */
import { RECORD, type OrderPool } from './pool.ts';

const { LEVEL, REMAINING_LOTS } = RECORD;

export class Reserves {
  readonly #pool: OrderPool;
  /** By slot; what they say of an order that shows everything means nothing. */
  #displayLots = new Int32Array(0);
  #shownLots = new Int32Array(0);
  /** By level. */
  #levelLots = new Float64Array(0);

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  /** Lots of a level that are not shown. */
  lotsOf(level: number): number {
    return level < this.#levelLots.length ? this.#levelLots[level]! : 0;
  }

  displayLotsOf(slot: number): number {
    return this.#displayLots[slot]!;
  }

  shownLotsOf(slot: number): number {
    return this.#shownLots[slot]!;
  }

  /** Lots of an order that can trade before its turn is over. */
  offeredLotsOf(slot: number): number {
    const isHidden = this.#displayLots[slot] === 0;
    return isHidden ? this.#pool.word(slot, REMAINING_LOTS) : this.#shownLots[slot]!;
  }

  /** What an order shows that is new in its queue. */
  freshLotsOf(slot: number): number {
    return Math.min(this.#displayLots[slot]!, this.#pool.word(slot, REMAINING_LOTS));
  }

  /** Notes how much an order is to show, before it enters a level. */
  setDisplay(slot: number, displayLots: number): void {
    if (slot >= this.#displayLots.length) {
      this.#displayLots = grown(Int32Array, this.#displayLots, this.#pool.capacity);
      this.#shownLots = grown(Int32Array, this.#shownLots, this.#pool.capacity);
    }
    this.#displayLots[slot] = displayLots;
  }

  /** Counts the reserve of an order that stands in a level and shows so much. */
  enter(slot: number, shownLots: number): void {
    const level = this.#pool.word(slot, LEVEL);
    if (level >= this.#levelLots.length) {
      this.#levelLots = grown(Float64Array, this.#levelLots, 2 * (level + 1));
    }
    this.#shownLots[slot] = shownLots;
    this.#levelLots[level]! += this.#pool.word(slot, REMAINING_LOTS) - shownLots;
  }

  /** Takes the reserve of an order from that of its level, in which it still stands. */
  leave(slot: number): void {
    const reserveLots = this.#pool.word(slot, REMAINING_LOTS) - this.#shownLots[slot]!;
    this.#levelLots[this.#pool.word(slot, LEVEL)]! -= reserveLots;
  }
}

function grown<T extends Int32Array | Float64Array>(
  type: new (length: number) => T,
  old: T,
  length: number,
): T {
  const larger = new type(length);
  larger.set(old);
  return larger;
}
