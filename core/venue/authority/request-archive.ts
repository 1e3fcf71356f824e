/** What a session that asks little is to remember longer than the log of all does. */

/** A remembered request; true where no more is to be told. */
export type TellRow = (
  request: number,
  digest: number,
  code: number,
  figure: number,
) => boolean | void;

/** Most sessions ask for little: an archive begins small and doubles. */
const FIRST_ROWS = 16;
/** As many as a session remembers: `REQUESTS_REMEMBERED`. */
const MOST_ROWS = 1_024;
const COLUMNS = 4;

/** The last requests of one session that have left the log, oldest overwritten first. */
export class RequestArchive {
  #rows = new Float64Array(0);
  #added = 0;

  /** Keeps a row behind those that were added before it. */
  add(request: number, digest: number, code: number, figure: number): void {
    const capacity = this.#rows.length / COLUMNS;
    if (this.#added === capacity && capacity < MOST_ROWS) {
      const rows = new Float64Array(Math.max(FIRST_ROWS, 2 * capacity) * COLUMNS);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#rows.set([request, digest, code, figure], this.#placeOf(this.#added));
    this.#added += 1;
  }

  #placeOf(n: number): number {
    return (n * COLUMNS) % this.#rows.length;
  }

  /** Tells of so many at most, the last first, until `tell` says true. */
  walk(most: number, tell: TellRow): void {
    const rows = this.#rows;
    const until = Math.max(0, this.#added - Math.min(most, MOST_ROWS));
    for (let n = this.#added - 1; n >= until; n--) {
      const at = this.#placeOf(n);
      const row = [rows[at], rows[at + 1], rows[at + 2], rows[at + 3]] as Parameters<TellRow>;
      if (tell(...row) === true) return;
    }
  }
}
