/**
 * What the host turned away, for whoever looks after the machine: a bounded ring, a counter for
 * each code, and one line a second at most on the terminal. The core's security log is told of all
 * of it, so many a second one by one and the rest as a count of each code.
 */
import type { HostCode } from '../../sequencer/admission/security-codes.ts';
import type { HostRefused } from './core-protocol.ts';
import { systemClock } from './supervisor.ts';
import type { SupervisorClock } from './supervisor.ts';

export const ENTRIES_KEPT = 256;
/** Told to the core one by one in a second; beyond it they are only counted. */
export const TOLD_PER_SECOND_MAX = 20;
/** Of what a stranger sent, as it is kept and shown. */
const SHOWN_CHARACTERS = 80;
const SECOND_MS = 1_000;

export const SENTENCES: Readonly<Record<HostCode, string>> = {
  FOREIGN_HOST: 'This host does not go by that name.',
  FOREIGN_ORIGIN: 'Another origin may not ask here.',
  NO_COOKIE: 'Open the link that the terminal shows.',
  BAD_TOKEN: 'This link was used or is of an earlier start. Open the newest one of the terminal.',
  BAD_PATH: 'There is nothing here.',
  BAD_METHOD: 'Only GET and HEAD are answered.',
  BAD_REQUEST: 'The request is malformed or too large.',
};

export interface RefusedEntry {
  /** Rises by one with every refusal, so that a gap shows what the ring has forgotten. */
  readonly number: number;
  readonly wallMs: number;
  readonly code: HostCode;
  /** What was refused, printable and cut. */
  readonly shown: string;
}

export interface RefusalLogOptions {
  readonly say: (sentence: string) => void;
  /** Tells the core, once for `times` refusals of the code; false while none hears. */
  readonly tell?: (refused: HostRefused, times: number) => boolean;
  readonly clock?: SupervisorClock;
}

/** Holds up no process that ends meanwhile. */
const idleClock: SupervisorClock = {
  nowMs: () => systemClock.nowMs(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms).unref();
    return () => clearTimeout(timer);
  },
};

interface Untold {
  readonly refused: HostRefused;
  readonly times: number;
}

export class RefusalLog {
  readonly #options: Required<RefusalLogOptions>;
  readonly #ring: RefusedEntry[] = [];
  readonly #counts = new Map<HostCode, number>();
  /** What the core is still to be told, the last of each code. */
  readonly #untold = new Map<HostCode, Untold>();
  #total = 0;
  #unsaid = 0;
  #saidAtMs = -Infinity;
  #told = 0;
  #isPaced = false;

  constructor(options: RefusalLogOptions) {
    this.#options = { tell: () => true, clock: idleClock, ...options };
  }

  /** Refusals since the start, kept or not. */
  get total(): number {
    return this.#total;
  }

  countOf(code: HostCode): number {
    return this.#counts.get(code) ?? 0;
  }

  /** The newest entries, oldest first. */
  entries(): RefusedEntry[] {
    const at = this.#total % ENTRIES_KEPT;
    if (this.#total <= ENTRIES_KEPT) return [...this.#ring];
    return [...this.#ring.slice(at), ...this.#ring.slice(0, at)];
  }

  /** Keeps a refusal; `path` is where it was asked for, without its query. */
  record(code: HostCode, what: string, path = ''): void {
    const wallMs = this.#options.clock.nowMs();
    const shown = printable(what);
    this.#ring[this.#total % ENTRIES_KEPT] = { number: this.#total + 1, wallMs, code, shown };
    this.#total += 1;
    this.#counts.set(code, this.countOf(code) + 1);
    this.#say(code, shown, wallMs);
    this.#tell({ code, path: printable(path), sentence: `${SENTENCES[code]} It was ${shown}.` });
  }

  /** A flood is one line a second, which counts what had none. */
  #say(code: HostCode, shown: string, wallMs: number): void {
    if (wallMs - this.#saidAtMs < SECOND_MS) {
      this.#unsaid += 1;
      return;
    }
    const before = this.#unsaid === 0 ? '' : ` (and ${this.#unsaid} before it)`;
    this.#options.say(`Refused ${code}: ${shown}${before}.`);
    this.#unsaid = 0;
    this.#saidAtMs = wallMs;
  }

  #tell(refused: HostRefused): void {
    this.#told += 1;
    const isTold = this.#told <= TOLD_PER_SECOND_MAX && this.#options.tell(refused, 1);
    if (!isTold) {
      const times = (this.#untold.get(refused.code)?.times ?? 0) + 1;
      this.#untold.set(refused.code, { refused, times });
    }
    this.#pace();
  }

  /** A second later the next may be told, beginning with what was only counted. */
  #pace(): void {
    if (this.#isPaced) return;
    this.#isPaced = true;
    this.#options.clock.after(SECOND_MS, () => {
      this.#isPaced = false;
      this.#told = 0;
      for (const [code, { refused, times }] of this.#untold) {
        if (this.#options.tell(refused, times)) this.#untold.delete(code);
      }
      if (this.#untold.size > 0) this.#pace();
    });
  }
}

/** A terminal must not obey what a stranger sent. */
function printable(text: string): string {
  const cut = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return cut.replace(/[^\u0020-\u007e…]/g, '?');
}
