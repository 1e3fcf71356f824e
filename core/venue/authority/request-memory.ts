/**
 * The last requests of all sessions and what became of them: rows of plain numbers, so that
 * remembering one makes nothing.
 *
 * All are told of in one log, one behind the other, for that is what memory is fast at: a ring for
 * each session is a place for each that is far away. The log is as long as all that busy sessions
 * are to remember, so a row that comes to be overwritten is nearly always too old by then. One that
 * is not, because its session asks less than others, goes to an archive of its session.
 */
import { codeNumbered, outcomeNumber } from '../outcomes.ts';
import type { Outcome, OutcomeCode } from '../outcomes.ts';
import { RequestArchive } from './request-archive.ts';
import type { TellRow } from './request-archive.ts';

export const REQUESTS_REMEMBERED = 1_024;
const FIRST_SESSIONS = 16;
/** Rows of the log, a power of two: what is remembered for each session, in 8 MiB at most. */
const FIRST_ROWS = REQUESTS_REMEMBERED;
const MOST_ROWS = 262_144;

/** A row of the log is half a line of cache: three doubles, and behind them two words. */
const ROW_SHIFT = 2;
const REQUEST = 0;
const DIGEST = 1;
/** An outcome has a reference or a detail, never both: one column is either. */
const FIGURE = 2;
const ROW_WORDS_SHIFT = 3;
/** The place of the session's row before it. */
const PREVIOUS = 6;
/** Whose it is, above the number of its outcome; 0 where nothing was written yet. */
const WHOSE = 7;
const CODE_BITS = 12;
const CODE = (1 << CODE_BITS) - 1;

/** What is known of a session: its highest number as a double, and behind it two words. */
const HEAD_SHIFT = 1;
const HEAD_WORDS_SHIFT = 2;
/** The place of its last row, and how many of its rows are in the log. */
const LAST = 2;
const IN_LOG = 3;

/** As an image has it: the oldest first. Older images are a ring, with the oldest at `next`. */
export interface RequestMemoryImage {
  readonly requests: readonly number[];
  readonly digests: readonly number[];
  readonly codes: readonly OutcomeCode[];
  readonly references: readonly number[];
  readonly details: readonly number[];
  /** The place that the next would take. */
  readonly next: number;
  readonly highest: number;
}

/** The memories of all sessions, by session number from 1. */
export class RequestMemories {
  #heads = new Float64Array(FIRST_SESSIONS << HEAD_SHIFT);
  #headWords = new Int32Array(this.#heads.buffer);
  #rows = new Float64Array(FIRST_ROWS << ROW_SHIFT);
  #words = new Int32Array(this.#rows.buffer);
  /** Where the next row is written, and how many rows there are. */
  #next = 0;
  #capacity = FIRST_ROWS;
  readonly #archives: RequestArchive[] = [];

  /** A memory of nothing for a session that begins. */
  enter(session: number): RequestMemory {
    const head = session << HEAD_SHIFT;
    if (head >= this.#heads.length) {
      const heads = new Float64Array(2 * head);
      heads.set(this.#heads);
      this.#heads = heads;
      this.#headWords = new Int32Array(heads.buffer);
    }
    this.#archives[session] = new RequestArchive();
    const wanted = Math.min(MOST_ROWS, session * REQUESTS_REMEMBERED);
    while (this.#capacity < wanted) this.#double();
    return new RequestMemory(this, session);
  }

  load(session: number, image: RequestMemoryImage): RequestMemory {
    const memory = this.enter(session);
    const { requests, next, highest } = image;
    const count = requests.length;
    const isRound = count === REQUESTS_REMEMBERED;
    const archive = this.#archives[session] as RequestArchive;
    for (let n = 0; n < count; n++) {
      const place = isRound ? (next + n) % count : n;
      const code = image.codes[place] ?? 'OK';
      const figures = code === 'OK' ? image.references : image.details;
      const request = requests[place] as number;
      archive.add(request, image.digests[place] ?? 0, outcomeNumber(code), figures[place] ?? 0);
    }
    this.#heads[session << HEAD_SHIFT] = highest;
    return memory;
  }

  /** The highest request number of a session so far. */
  highestOf(session: number): number {
    return this.#heads[session << HEAD_SHIFT] as number;
  }

  /** Keeps an outcome behind those of all; request numbers rise. */
  remember(session: number, request: number, digest: number, code: number, figure: number): void {
    const place = this.#next;
    const words = this.#words;
    const whose = words[(place << ROW_WORDS_SHIFT) + WHOSE] as number;
    if (whose !== 0) this.#leave(place, whose);
    const rows = this.#rows;
    const row = place << ROW_SHIFT;
    rows[row + REQUEST] = request;
    rows[row + DIGEST] = digest;
    rows[row + FIGURE] = figure;
    const headWords = this.#headWords;
    const head = session << HEAD_WORDS_SHIFT;
    words[(place << ROW_WORDS_SHIFT) + PREVIOUS] = headWords[head + LAST] as number;
    words[(place << ROW_WORDS_SHIFT) + WHOSE] = (session << CODE_BITS) | code;
    headWords[head + LAST] = place;
    headWords[head + IN_LOG] = (headWords[head + IN_LOG] as number) + 1;
    this.#heads[session << HEAD_SHIFT] = request;
    this.#next = place + 1 === this.#capacity ? 0 : place + 1;
  }

  /** The oldest row of the log goes; where it is still to be remembered, to its session's own. */
  #leave(place: number, whose: number): void {
    const session = whose >>> CODE_BITS;
    const at = (session << HEAD_WORDS_SHIFT) + IN_LOG;
    const left = (this.#headWords[at] as number) - 1;
    this.#headWords[at] = left;
    if (left >= REQUESTS_REMEMBERED) return;
    const archive = this.#archives[session] as RequestArchive;
    this.#tell(place, (...row) => archive.add(...row));
  }

  #tell(place: number, tell: TellRow): boolean | void {
    const row = place << ROW_SHIFT;
    const code = (this.#words[(place << ROW_WORDS_SHIFT) + WHOSE] as number) & CODE;
    const rows = this.#rows;
    return tell(
      rows[row + REQUEST] as number,
      rows[row + DIGEST] as number,
      code,
      rows[row + FIGURE] as number,
    );
  }

  /** Tells of what a session asked, the last first, until there is no more or `tell` says true. */
  walk(session: number, tell: TellRow): void {
    const head = session << HEAD_WORDS_SHIFT;
    const inLog = Math.min(REQUESTS_REMEMBERED, this.#headWords[head + IN_LOG] as number);
    let place = this.#headWords[head + LAST] as number;
    for (let n = 0; n < inLog; n++) {
      if (this.#tell(place, tell) === true) return;
      place = this.#words[(place << ROW_WORDS_SHIFT) + PREVIOUS] as number;
    }
    this.#archives[session]?.walk(REQUESTS_REMEMBERED - inLog, tell);
  }

  /** Makes the log twice as long, its oldest row first. */
  #double(): void {
    const capacity = this.#capacity;
    const start = this.#words[(this.#next << ROW_WORDS_SHIFT) + WHOSE] === 0 ? 0 : this.#next;
    const moved = (place: number): number => (place - start + capacity) % capacity;
    const rows = new Float64Array((2 * capacity) << ROW_SHIFT);
    const split = start << ROW_SHIFT;
    rows.set(this.#rows.subarray(split));
    rows.set(this.#rows.subarray(0, split), this.#rows.length - split);
    const words = new Int32Array(rows.buffer);
    for (let place = 0; place < capacity; place++) {
      const at = (place << ROW_WORDS_SHIFT) + PREVIOUS;
      words[at] = moved(words[at] as number);
    }
    for (let at = LAST; at < this.#headWords.length; at += 1 << HEAD_WORDS_SHIFT) {
      this.#headWords[at] = moved(this.#headWords[at] as number);
    }
    this.#next = start === this.#next ? capacity : this.#next;
    this.#rows = rows;
    this.#words = words;
    this.#capacity = 2 * capacity;
  }
}

/** A row as it is remembered. */
interface Remembered {
  readonly request: number;
  readonly digest: number;
  readonly code: OutcomeCode;
  readonly reference: number;
  readonly detail: number;
}

function rememberedOf(request: number, digest: number, number: number, figure: number): Remembered {
  const code = codeNumbered(number);
  const isDone = code === 'OK';
  return { request, digest, code, reference: isDone ? figure : 0, detail: isDone ? 0 : figure };
}

/** What one session was told. */
export class RequestMemory {
  readonly #all: RequestMemories;
  readonly #session: number;

  constructor(all: RequestMemories, session: number) {
    this.#all = all;
    this.#session = session;
  }

  /** The highest request number so far. */
  get highest(): number {
    return this.#all.highestOf(this.#session);
  }

  /** Keeps an outcome in the place of the oldest; request numbers rise. */
  remember(request: number, digest: number, { code, reference, detail }: Outcome): void {
    const figure = code === 'OK' ? reference : detail;
    this.#all.remember(this.#session, request, digest, outcomeNumber(code), figure);
  }

  /** Whether a request is still remembered. */
  has(request: number): boolean {
    return this.get(request) !== undefined;
  }

  /** The digest of a request and what became of it; undefined where it is not remembered. */
  get(request: number): { readonly digest: number; readonly outcome: Outcome } | undefined {
    let found: Remembered | undefined;
    this.#all.walk(this.#session, (one, ...rest) => {
      if (one === request) found = rememberedOf(one, ...rest);
      // Request numbers rise: before a lower one there is no such.
      return one <= request;
    });
    if (found === undefined) return undefined;
    const { digest, code, reference, detail } = found;
    return { digest, outcome: { code, reference, detail, repeated: true } };
  }

  /** All that is remembered, by rising number. */
  #rows(): Remembered[] {
    const rows: Remembered[] = [];
    this.#all.walk(this.#session, (...row) => void rows.push(rememberedOf(...row)));
    return rows.toReversed();
  }

  /** Number, code and detail of all that is remembered, by number: what of it is meant to last. */
  meaning(): (readonly [number, OutcomeCode, number])[] {
    return this.#rows().map(({ request, code, detail }) => [request, code, detail] as const);
  }

  save(): RequestMemoryImage {
    const rows = this.#rows();
    return {
      requests: rows.map(({ request }) => request),
      digests: rows.map(({ digest }) => digest),
      codes: rows.map(({ code }) => code),
      references: rows.map(({ reference }) => reference),
      details: rows.map(({ detail }) => detail),
      next: rows.length % REQUESTS_REMEMBERED,
      highest: this.highest,
    };
  }
}
