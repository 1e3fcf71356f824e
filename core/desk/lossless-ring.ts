/** The newest items of a lossless stream, numbered from 1, the oldest forgotten first. */

/** Items kept for a window that comes back. */
export const ITEMS_KEPT = 4_096;

export class LosslessRing<Item> {
  readonly #items: Item[] = [];
  readonly #capacity: number;
  #last = 0;

  constructor(capacity = ITEMS_KEPT) {
    this.#capacity = capacity;
  }

  /** Number of the newest item; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Number of the oldest item that is still known. */
  get first(): number {
    return Math.max(1, this.#last - this.#capacity + 1);
  }

  push(item: Item): void {
    this.#items[this.#last % this.#capacity] = item;
    this.#last += 1;
  }

  /**
   * Up to `count` items after the one numbered `position`, and the number of the first: higher
   * than `position` + 1 where the ring has forgotten what came between. Rule DESK-06.
   */
  after(position: number, count: number): { readonly from: number; readonly items: Item[] } {
    const from = Math.max(position + 1, this.first);
    const items: Item[] = [];
    const end = Math.min(this.#last, from + count - 1);
    for (let number = from; number <= end; number++) {
      items.push(this.#items[(number - 1) % this.#capacity] as Item);
    }
    return { from, items };
  }
}
