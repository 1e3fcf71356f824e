/** A progress bar on a terminal, for what runs long; silent everywhere else. */

const WIDTH = 24;
const EVERY_MS = 100;
/** What is done sooner needs no bar. */
const PATIENCE_MS = 500;

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class ProgressBar {
  readonly #label: string;
  readonly #stream: ProgressStream;
  readonly #nowMs: () => number;
  #dueMs: number;
  #isShown = false;

  constructor(
    label: string,
    stream: ProgressStream = process.stderr,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#label = label;
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#dueMs = nowMs() + PATIENCE_MS;
  }

  /** Shows how far it is, at most ten times a second. */
  update(done: number, total: number): void {
    if (this.#stream.isTTY !== true || this.#nowMs() < this.#dueMs) return;
    this.#dueMs = this.#nowMs() + EVERY_MS;
    const share = total <= 0 ? 0 : Math.min(1, done / total);
    const filled = Math.round(share * WIDTH);
    const bar = '#'.repeat(filled).padEnd(WIDTH, '.');
    const percent = String(Math.floor(share * 100)).padStart(3);
    this.#isShown = true;
    this.#stream.write(`\r${this.#label} [${bar}] ${percent} %`);
  }

  /** Takes the bar away. */
  end(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.#stream.write('\r\u001b[K');
  }
}
