import { setTimeout as sleep } from 'node:timers/promises';

export const SPEEDS = ['1x', '10x', 'max'] as const;
export type Speed = (typeof SPEEDS)[number];

const FACTORS: Readonly<Record<Speed, number>> = { '1x': 1, '10x': 10, max: Infinity };

/**
 * Holds venue time back to the wall clock times a speed. Every moment is measured from the first
 * one, so lateness is caught up and nothing drifts; at `max` nothing waits.
 */
export class Pacer {
  readonly #factor: number;
  readonly #nowMs: () => number;
  #origin: { readonly timeUs: number; readonly wallMs: number } | null = null;

  /** `nowMs` is a clock that never goes back. */
  constructor(speed: Speed, nowMs: () => number = () => performance.now()) {
    this.#factor = FACTORS[speed];
    this.#nowMs = nowMs;
  }

  /** Milliseconds of wall time from now until a venue time is due; the first asked for is now. */
  waitMs(timeUs: number): number {
    if (this.#factor === Infinity) return 0;
    this.#origin ??= { timeUs, wallMs: this.#nowMs() };
    const dueMs = this.#origin.wallMs + (timeUs - this.#origin.timeUs) / 1_000 / this.#factor;
    return Math.max(0, dueMs - this.#nowMs());
  }

  /** Sleeps until a venue time is due, or until the signal is aborted. */
  async until(timeUs: number, signal: AbortSignal): Promise<void> {
    const waitMs = this.waitMs(timeUs);
    if (waitMs === 0 || signal.aborted) return;
    try {
      await sleep(waitMs, undefined, { signal });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}
