/** One lossless stream: every item once and in order, or a gap that is seen. */

/** What became of a message: its new items, or that items before it are missing. */
export type Taken<T> =
  | { readonly kind: 'items'; readonly items: readonly T[] }
  | { readonly kind: 'gap'; readonly expected: number; readonly got: number };

export class LosslessReader<T> {
  readonly #keep: number;
  #items: T[] = [];
  #position = 0;

  /** Keeps at most so many of the newest items. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** Number of the last item that was read; 0 before the first. */
  get position(): number {
    return this.#position;
  }

  /** The newest items, oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** Items that were read before are dropped; a gap changes nothing. */
  take(from: number, items: readonly T[]): Taken<T> {
    const expected = this.#position + 1;
    if (from > expected) return { kind: 'gap', expected, got: from };
    const fresh = items.slice(expected - from);
    if (fresh.length === 0) return { kind: 'items', items: [] };
    this.#position += fresh.length;
    this.#items = [...this.#items, ...fresh].slice(-this.#keep);
    return { kind: 'items', items: fresh };
  }

  /** After a first attachment the stream may begin anywhere: what is older is not held any more. */
  beginAt(from: number): void {
    this.#position = from - 1;
    this.#items = [];
  }
}
