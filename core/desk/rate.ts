/** Counts what one window asks, second by second. */

/** Requests, and changes of what is looked at, that a window may send in a second. */
export const REQUESTS_PER_SECOND_MAX = 100;

export class Rate {
  #secondMs = -Infinity;
  #count = 0;

  /** False when the second is used up. Rule DESK-04. */
  take(nowMs: number): boolean {
    if (nowMs - this.#secondMs >= 1_000) {
      this.#secondMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= REQUESTS_PER_SECOND_MAX;
  }
}
