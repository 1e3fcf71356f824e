/**
 * Which of an operator's windows is heard: the one that a person touched last. A lock of the
 * browser has exactly one holder and outlives none, so a window that closes or crashes hands it on.
 */
const LOCK = 'bulkhead.voice.';

export class Voice {
  readonly #locks: LockManager;
  #name = '';
  #release: (() => void) | null = null;
  #queued: AbortController | null = null;

  constructor(locks: LockManager) {
    this.#locks = locks;
  }

  /** Whether this window is the one that is heard. */
  get isHeld(): boolean {
    return this.#release !== null;
  }

  /** Waits behind the windows that this operator has open; 0 is nobody. */
  join(operator: number): void {
    const name = LOCK + String(operator);
    if (name === this.#name) return;
    this.leave();
    this.#name = name;
    this.#wait();
  }

  /** Takes it from whichever window has it. */
  take(): void {
    if (this.isHeld || this.#name === '') return;
    this.#queued?.abort();
    this.#queued = null;
    void this.#hold({ steal: true });
  }

  leave(): void {
    this.#queued?.abort();
    this.#queued = null;
    this.#name = '';
    this.#release?.();
    this.#release = null;
  }

  #wait(): void {
    this.#queued = new AbortController();
    void this.#hold({ signal: this.#queued.signal });
  }

  async #hold(options: LockOptions): Promise<void> {
    const name = this.#name;
    let isGiven = false;
    const held = (): Promise<void> =>
      new Promise((release) => {
        // Another operator may have signed in meanwhile.
        if (name !== this.#name) return release();
        isGiven = true;
        this.#release = release;
      });
    try {
      await this.#locks.request(name, options, held);
    } catch {
      // Taken by another window: this one waits behind it. What was waiting only was called off.
      if (!isGiven || name !== this.#name) return;
      this.#release = null;
      this.#wait();
    }
  }
}
