/** How long commands took from submit to acknowledgement, over a sliding window. */

const WINDOW_MS = 10_000;
/** Enough for 100 windows at full rate; beyond it the oldest give way. */
const SAMPLES_MAX = 16_384;

export class Latency {
  #samples: { readonly atMs: number; readonly us: number }[] = [];

  add(atMs: number, us: number): void {
    if (this.#samples.length === SAMPLES_MAX) this.#samples = this.#samples.slice(SAMPLES_MAX / 2);
    this.#samples.push({ atMs, us });
  }

  /** The 99th percentile of the last ten seconds in whole microseconds; 0 where there is none. */
  p99Us(nowMs: number): number {
    this.#samples = this.#samples.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    const sorted = this.#samples.map(({ us }) => us).toSorted((a, b) => a - b);
    const at = Math.ceil(sorted.length * 0.99) - 1;
    return Math.round(sorted[at] ?? 0);
  }
}
