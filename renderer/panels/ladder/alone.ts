/** A ladder that nobody is at follows the market; under pointer or focus it stands still. */

/** The last price is out of sight for so long before the ladder goes after it. */
export const ALONE_MS = 1_000;

export interface AloneOptions {
  /** Whether a pointer or the focus is in it, or an order is staged on it. */
  readonly isInUse: () => boolean;
  readonly centre: () => void;
  readonly startTimer: (run: () => void, delayMs: number) => () => void;
}

/** Takes whether the last price is out of sight; centres after a second of nobody being there. */
export class Alone {
  readonly #options: AloneOptions;
  #stop: (() => void) | null = null;

  constructor(options: AloneOptions) {
    this.#options = options;
  }

  tell(isOut: boolean): void {
    if (!isOut) return this.stop();
    // Whoever comes in between has the whole second anew.
    if (this.#options.isInUse()) return this.stop();
    this.#stop ??= this.#options.startTimer(() => {
      this.#stop = null;
      if (!this.#options.isInUse()) this.#options.centre();
    }, ALONE_MS);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
