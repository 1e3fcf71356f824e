/**
 * What was turned away before it could become a command, by the host, a transport, the desk or the
 * boundary, for whoever looks after the venue: a bounded ring and a counter for each code. It is
 * not part of the journal, and a flood of bad input only turns the ring. The host keeps it in a
 * file.
 */
import { printable } from './refusals.ts';
import type { SecurityCode } from './security-codes.ts';

export const ENTRIES_KEPT = 1_024;
/** The same again within this time is counted in the entry that it repeats. */
export const REPEATED_WITHIN_US = 1_000_000;
const PATH_LENGTH = 80;
/** The log keeps so much of a sentence. */
export const SENTENCE_LENGTH = 200;

/** Where something came from, as the connection knows it. */
export interface Origin {
  /** Wall or venue time of the arrival, as the caller keeps it, in microseconds. */
  readonly timeUs: number;
  /** The session's number, 0 before it has one. */
  readonly session: number;
  readonly channel: string;
}

/** What was turned away: a Refusal of the boundary is one. */
export interface TurnedAway {
  readonly code: SecurityCode;
  readonly path: string;
  readonly sentence: string;
}

export interface SecurityEntry extends Origin, TurnedAway {
  /** Rises by one with every entry, so that a gap shows what the ring has forgotten. */
  readonly number: number;
  /** How often, where one entry stands for a flood; `timeUs` is of the last time. */
  readonly times: number;
}

/** Which entries are asked for; `beforeNumber` 0 begins with the newest. */
export interface SecurityQuery {
  readonly beforeNumber: number;
  readonly count: number;
  readonly code?: SecurityCode;
}

export interface SecurityLogOptions {
  /** Entries from before, in the order of their numbers. */
  readonly kept?: readonly SecurityEntry[];
  /** Told of each entry as it is now: new, or repeated. */
  readonly onEntry?: (entry: SecurityEntry) => void;
}

export class SecurityLog {
  /** By number; where entries from before were lost it has holes. */
  readonly #ring: (SecurityEntry | undefined)[] = [];
  readonly #counts = new Map<SecurityCode, number>();
  readonly #onEntry: (entry: SecurityEntry) => void;
  /** The number of the newest entry. */
  #last = 0;
  #total = 0;

  constructor({ kept = [], onEntry = () => undefined }: SecurityLogOptions = {}) {
    this.#onEntry = onEntry;
    this.#last = kept.at(-1)?.number ?? 0;
    for (const entry of kept) {
      if (entry.number > this.#last - ENTRIES_KEPT) this.#put(entry);
      this.#count(entry.code, entry.times);
    }
  }

  /** Refusals since the start, and those of the entries from before, kept or not. */
  get total(): number {
    return this.#total;
  }

  /** Entries that the ring holds no more. */
  get forgotten(): number {
    return this.#last - this.entries().length;
  }

  countOf(code: SecurityCode): number {
    return this.#counts.get(code) ?? 0;
  }

  /** Refusals by code, kept or not, without those that never came. */
  counts(): readonly (readonly [SecurityCode, number])[] {
    return [...this.#counts];
  }

  /** Keeps one refusal, or `times` of one kind that somebody counted instead of telling each. */
  record({ code, path, sentence }: TurnedAway, origin: Origin, times = 1): void {
    const what = {
      code,
      path: printable(path, PATH_LENGTH),
      sentence: printable(sentence, SENTENCE_LENGTH),
      timeUs: origin.timeUs,
      session: origin.session,
      channel: origin.channel,
    };
    const newest = this.#ring[(this.#last - 1) % ENTRIES_KEPT];
    const repeated = newest !== undefined && isRepeated(newest, what) ? newest.times : 0;
    if (repeated === 0) this.#last += 1;
    const entry = { number: this.#last, ...what, times: repeated + times };
    this.#put(entry);
    this.#count(code, times);
    this.#onEntry(entry);
  }

  /** The newest entries, oldest first. */
  entries(): SecurityEntry[] {
    const at = this.#last % ENTRIES_KEPT;
    const inOrder = [...this.#ring.slice(at), ...this.#ring.slice(0, at)];
    return inOrder.filter((entry) => entry !== undefined);
  }

  /** A page of what is kept, newest first. */
  page({ beforeNumber, count, code }: SecurityQuery): SecurityEntry[] {
    const before = beforeNumber === 0 ? Infinity : beforeNumber;
    const wanted = this.entries().filter(
      (entry) => entry.number < before && (code === undefined || entry.code === code),
    );
    return wanted.slice(-count).reverse();
  }

  #put(entry: SecurityEntry): void {
    this.#ring[(entry.number - 1) % ENTRIES_KEPT] = entry;
  }

  #count(code: SecurityCode, times: number): void {
    this.#total += times;
    this.#counts.set(code, this.countOf(code) + times);
  }
}

function isRepeated(newest: SecurityEntry, next: TurnedAway & Origin): boolean {
  return (
    newest.code === next.code &&
    newest.path === next.path &&
    newest.sentence === next.sentence &&
    newest.session === next.session &&
    newest.channel === next.channel &&
    next.timeUs - newest.timeUs < REPEATED_WITHIN_US
  );
}
