export const SPEEDS = ['1x', '10x', 'max'] as const;
export type Speed = (typeof SPEEDS)[number];

const FACTORS: Readonly<Record<Speed, number>> = { '1x': 1, '10x': 10, max: Infinity };
/** No timer runs longer; a paused pacer sleeps again. */
const LONGEST_SLEEP_MS = 86_400_000;

/** A moment of venue time, and the wall time at which it is due. */
interface Origin {
  readonly timeUs: number;
  readonly wallMs: number;
}

/**
 * Holds venue time back to the wall clock times a speed. Every moment is measured from the first
 * one, so lateness is caught up and nothing drifts; at `max` nothing waits. A change of speed or a
 * pause measures anew from the venue time that is due then: what was late is not caught up at the
 * new speed, and nothing is skipped.
 */
export class Pacer {
  readonly #nowMs: () => number;
  #factor: number;
  #isPaused = false;
  #origin: Origin | null = null;
  /** The venue time last asked for. */
  #askedUs = 0;
  /** Each wakes one who waits. */
  readonly #sleepers = new Set<() => void>();

  /** `nowMs` is a clock that never goes back. */
  constructor(speed: Speed, nowMs: () => number = () => performance.now()) {
    this.#factor = FACTORS[speed];
    this.#nowMs = nowMs;
  }

  /** As it is shown: "1x", "60x", "max". */
  get speed(): string {
    return this.#factor === Infinity ? 'max' : `${this.#factor}x`;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** So many times the wall clock, more than 0; Infinity for as fast as it goes. */
  setSpeed(times: number): void {
    this.#change(() => (this.#factor = times));
  }

  /** Nothing is due until it is resumed. */
  pause(): void {
    this.#change(() => (this.#isPaused = true));
  }

  resume(): void {
    this.#change(() => (this.#isPaused = false));
  }

  /**
   * Milliseconds of wall time from now until a venue time is due, infinite while paused; the first
   * asked for is now.
   */
  waitMs(timeUs: number): number {
    this.#origin ??= { timeUs, wallMs: this.#nowMs() };
    this.#askedUs = timeUs;
    if (this.#isPaused) return Infinity;
    const factor = this.#factor;
    if (factor === Infinity) return 0;
    const dueMs = this.#origin.wallMs + (timeUs - this.#origin.timeUs) / 1_000 / factor;
    return Math.max(0, dueMs - this.#nowMs());
  }

  /** Sleeps until a venue time is due, or until the signal is aborted. */
  async until(timeUs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const waitMs = this.waitMs(timeUs);
      if (waitMs === 0 || signal.aborted) return;
      await this.#sleep(Math.min(waitMs, LONGEST_SLEEP_MS), signal);
    }
  }

  /** Resolves after so long, when what is due has changed, or when the signal is aborted. */
  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.#sleepers.add(wake);
    });
  }

  /** Measures from here on, and wakes whoever waits. */
  #change(act: () => void): void {
    if (this.#origin !== null) this.#origin = { timeUs: this.#dueUs(), wallMs: this.#nowMs() };
    act();
    for (const wake of this.#sleepers) wake();
  }

  /** The venue time that is due now; never beyond the one that somebody waits for. */
  #dueUs(): number {
    const { timeUs, wallMs } = this.#origin ?? { timeUs: 0, wallMs: 0 };
    if (this.#isPaused) return timeUs;
    const factor = this.#factor;
    if (factor === Infinity) return this.#askedUs;
    return Math.min(this.#askedUs, timeUs + (this.#nowMs() - wallMs) * 1_000 * factor);
  }
}
