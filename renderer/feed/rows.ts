/** The newest row of each key, and which keys changed since somebody last asked. */

/** What changed: `isFresh` when everything that was known before no longer counts. */
export interface Changes<T> {
  readonly isFresh: boolean;
  readonly changed: readonly T[];
  readonly gone: readonly string[];
}

export class KeyedRows<T extends { readonly key: string }> {
  readonly #rows = new Map<string, T>();
  readonly #dirty = new Set<string>();
  #isFresh = false;
  /** All rows as a list, made when it is asked for and kept until one changes. */
  #list: readonly T[] | null = null;

  get(key: string): T | undefined {
    return this.#rows.get(key);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The same list until a row changes: whoever derives something of it may keep that as long. */
  values(): readonly T[] {
    return (this.#list ??= [...this.#rows.values()]);
  }

  /** Takes what a frame brings; a row that went and came back in one frame is there. */
  apply(rows: readonly T[], gone: readonly string[]): void {
    if (rows.length > 0 || gone.length > 0) this.#list = null;
    for (const key of gone) {
      this.#rows.delete(key);
      this.#dirty.add(key);
    }
    for (const row of rows) {
      this.#rows.set(row.key, row);
      this.#dirty.add(row.key);
    }
  }

  /** Forgets everything: the core that sent it is no more. */
  clear(): void {
    this.#list = null;
    this.#rows.clear();
    this.#dirty.clear();
    this.#isFresh = true;
  }

  /** Null where nothing changed. The buffer is a map: late is possible, piling up is not. */
  takeChanges(): Changes<T> | null {
    if (this.#dirty.size === 0 && !this.#isFresh) return null;
    const changed: T[] = [];
    const gone: string[] = [];
    for (const key of this.#dirty) {
      const row = this.#rows.get(key);
      if (row === undefined) gone.push(key);
      else changed.push(row);
    }
    const isFresh = this.#isFresh;
    this.#dirty.clear();
    this.#isFresh = false;
    return { isFresh, changed, gone };
  }
}
