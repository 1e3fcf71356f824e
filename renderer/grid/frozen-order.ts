/** Rows that stand still while a person reads them: their figures move on, their places do not. */

interface Row {
  readonly key: string;
}

export class FrozenOrder {
  #places: ReadonlyMap<string, number> | null = null;

  get isFrozen(): boolean {
    return this.#places !== null;
  }

  /** From now on rows stay in this order; those that come later go behind, in their own. */
  freeze(rows: readonly Row[]): void {
    this.#places = new Map(rows.map(({ key }, place) => [key, place]));
  }

  thaw(): void {
    this.#places = null;
  }

  /** Compares by the places that were frozen, and as given where there are none. */
  compare<T extends Row>(a: T, b: T, live: (a: T, b: T) => number): number {
    if (this.#places === null) return live(a, b);
    const behind = this.#places.size;
    const difference = (this.#places.get(a.key) ?? behind) - (this.#places.get(b.key) ?? behind);
    return difference === 0 ? live(a, b) : difference;
  }
}
