/**
 * What the host turned away, for whoever looks after the machine: a bounded ring, a counter for
 * each code, and one line a second at most on the terminal.
 */

export type HostRefusal =
  | 'FOREIGN_HOST'
  | 'FOREIGN_ORIGIN'
  | 'NO_COOKIE'
  | 'BAD_TOKEN'
  | 'BAD_PATH'
  | 'BAD_METHOD'
  | 'BAD_REQUEST';

export const ENTRIES_KEPT = 256;
/** Of what a stranger sent, as it is kept and shown. */
const SHOWN_CHARACTERS = 80;
const LINE_EVERY_MS = 1_000;

export interface RefusedEntry {
  /** Rises by one with every refusal, so that a gap shows what the ring has forgotten. */
  readonly number: number;
  readonly wallMs: number;
  readonly code: HostRefusal;
  /** What was refused, printable and cut. */
  readonly shown: string;
}

export interface RefusalLogOptions {
  readonly say: (sentence: string) => void;
  /** A clock that never goes back. */
  readonly nowMs?: () => number;
}

export class RefusalLog {
  readonly #options: Required<RefusalLogOptions>;
  readonly #ring: RefusedEntry[] = [];
  readonly #counts = new Map<HostRefusal, number>();
  #total = 0;
  #unsaid = 0;
  #saidAtMs = -Infinity;

  constructor(options: RefusalLogOptions) {
    this.#options = { nowMs: () => performance.now(), ...options };
  }

  /** Refusals since the start, kept or not. */
  get total(): number {
    return this.#total;
  }

  countOf(code: HostRefusal): number {
    return this.#counts.get(code) ?? 0;
  }

  /** The newest entries, oldest first. */
  entries(): RefusedEntry[] {
    const at = this.#total % ENTRIES_KEPT;
    if (this.#total <= ENTRIES_KEPT) return [...this.#ring];
    return [...this.#ring.slice(at), ...this.#ring.slice(0, at)];
  }

  record(code: HostRefusal, what: string): void {
    const wallMs = this.#options.nowMs();
    const shown = printable(what);
    this.#ring[this.#total % ENTRIES_KEPT] = { number: this.#total + 1, wallMs, code, shown };
    this.#total += 1;
    this.#counts.set(code, this.countOf(code) + 1);
    this.#say(code, shown, wallMs);
  }

  /** A flood is one line a second, which counts what had none. */
  #say(code: HostRefusal, shown: string, wallMs: number): void {
    if (wallMs - this.#saidAtMs < LINE_EVERY_MS) {
      this.#unsaid += 1;
      return;
    }
    const before = this.#unsaid === 0 ? '' : ` (and ${this.#unsaid} before it)`;
    this.#options.say(`Refused ${code}: ${shown}${before}.`);
    this.#unsaid = 0;
    this.#saidAtMs = wallMs;
  }
}

/** A terminal must not obey what a stranger sent. */
function printable(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return cut.replace(/[^\u0020-\u007e…]/g, '?');
}
