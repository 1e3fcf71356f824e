/**
 * The newest state of keyed rows, each with the tick at which it last changed, and one cursor per
 * window over them: what a window has missed is whatever changed after its last frame, however
 * long ago that was, so nothing piles up behind a slow one.
 */

interface Entry<Row> {
  readonly row: Row;
  readonly text: string;
  readonly changedAt: number;
}

export class RowTable<Row> {
  readonly #keyOf: (row: Row) => string;
  readonly #entries = new Map<string, Entry<Row>>();
  readonly #gone = new Map<string, number>();
  /** Keys that the running pass has met. */
  readonly #present = new Set<string>();

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  /** Takes in all rows that there are now. Ticks rise from 1. */
  update(rows: readonly Row[], tick: number): void {
    for (const row of rows) this.put(row, tick);
    this.finish(tick);
  }

  /** Takes in one of the rows of a pass over all of them. */
  put(row: Row, tick: number): void {
    const key = this.#keyOf(row);
    this.#present.add(key);
    const text = JSON.stringify(row);
    if (this.#entries.get(key)?.text === text) return;
    this.#entries.set(key, { row, text, changedAt: tick });
    this.#gone.delete(key);
  }

  /** Ends a pass: rows that it did not meet are gone. */
  finish(tick: number): void {
    const present = this.#present;
    if (present.size < this.#entries.size) {
      for (const key of this.#entries.keys()) {
        if (present.has(key)) continue;
        this.#entries.delete(key);
        this.#gone.set(key, tick);
      }
    }
    present.clear();
  }

  entry(key: string): Entry<Row> | undefined {
    return this.#entries.get(key);
  }

  /** Calls back for each key that changed, or went, after a tick. */
  since(tick: number, changed: (key: string) => void, gone: (key: string) => void): void {
    for (const [key, { changedAt }] of this.#entries) {
      if (changedAt > tick) changed(key);
    }
    // Who has seen nothing misses nothing.
    if (tick === 0) return;
    for (const [key, goneAt] of this.#gone) {
      if (goneAt > tick) gone(key);
    }
  }

  /** Forgets what went before the oldest tick that anybody may still ask for. */
  forget(tick: number): void {
    for (const [key, goneAt] of this.#gone) {
      if (goneAt <= tick) this.#gone.delete(key);
    }
  }
}

/** Characters that one frame may still take. */
export interface Budget {
  left: number;
}

export interface RowChanges<Row> {
  readonly rows: Row[];
  readonly gone: string[];
}

/** Where one window stands in a table. */
export class RowCursor<Row> {
  readonly #table: RowTable<Row>;
  readonly #changed = new Set<string>();
  readonly #gone = new Set<string>();
  #seen = 0;

  constructor(table: RowTable<Row>) {
    this.#table = table;
  }

  /**
   * What the window does not know yet as of a tick, as far as it fits into the budget; the rest
   * comes with the next call. A row that went is said once, and never after it came back.
   */
  take(tick: number, budget: Budget): RowChanges<Row> {
    this.#table.since(
      this.#seen,
      (key) => void (this.#changed.add(key), this.#gone.delete(key)),
      (key) => void (this.#gone.add(key), this.#changed.delete(key)),
    );
    this.#seen = tick;
    const rows: Row[] = [];
    for (const key of this.#changed) {
      if (budget.left <= 0) break;
      this.#changed.delete(key);
      const entry = this.#table.entry(key);
      if (entry === undefined) continue;
      budget.left -= entry.text.length;
      rows.push(entry.row);
    }
    const gone = [...this.#gone];
    this.#gone.clear();
    return { rows, gone };
  }
}
