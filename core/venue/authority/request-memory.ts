/**
 * The last requests of all sessions and what became of them, oldest overwritten first. Rows of
 * plain numbers, so that remembering one makes nothing.
 *
 * Each session has a ring of its own, and those of many are more memory than the nearer caches
 * hold. So a row is first written behind the last one of anybody, and goes where it belongs with
 * thousands of others: then the processor waits for many places at a time instead of for each.
 */
import { codeNumbered, outcomeNumber } from '../outcomes.ts';
import type { Outcome, OutcomeCode } from '../outcomes.ts';

export const REQUESTS_REMEMBERED = 1_024;
/** Most sessions ask for little: a memory begins small and doubles. */
const FIRST_ROWS = 16;

/** Columns of a row. An outcome has a reference or a detail, never both: one column is either. */
const REQUEST = 0;
const DIGEST = 1;
const CODE = 2;
const FIGURE = 3;
const COLUMNS = 4;

/** Rows that wait for that, and one more column in them, behind the others: whose it is. */
const WAITING_ROWS = 2_048;
const SESSION = 4;
const WAITING_COLUMNS = 5;

/** A head is half a line of cache: a double, and behind it words. */
const DOUBLES_SHIFT = 2;
const WORDS_SHIFT = 3;
const HIGHEST = 0;
/** Where the next row is written, where the first is, and where there is no more room. */
const NEXT = 2;
const FIRST = 3;
const END = 4;
const COUNT = 5;

/** As an image has it: by place in the ring. */
export interface RequestMemoryImage {
  readonly requests: readonly number[];
  readonly digests: readonly number[];
  readonly codes: readonly OutcomeCode[];
  readonly references: readonly number[];
  readonly details: readonly number[];
  /** The place of the next. */
  readonly next: number;
  readonly highest: number;
}

/** The memories of all sessions, by session number. */
export class RequestMemories {
  #heads = new Float64Array(FIRST_ROWS << DOUBLES_SHIFT);
  #words = new Int32Array(this.#heads.buffer);
  #rows = new Float64Array(FIRST_ROWS * FIRST_ROWS * COLUMNS);
  #used = 0;
  readonly #waiting = new Float64Array(WAITING_ROWS * WAITING_COLUMNS);
  #waitingEnd = 0;
  /** Room that a memory has outgrown, by its size: the next that grows to it takes it over. */
  readonly #outgrown = new Map<number, number[]>();

  /** A memory of nothing for a session that begins. */
  enter(session: number): RequestMemory {
    const head = session << DOUBLES_SHIFT;
    if (head >= this.#heads.length) {
      const heads = new Float64Array(2 * head);
      heads.set(this.#heads);
      this.#heads = heads;
      this.#words = new Int32Array(heads.buffer);
    }
    const words = session << WORDS_SHIFT;
    const first = this.#take(FIRST_ROWS * COLUMNS);
    this.#heads[head + HIGHEST] = 0;
    this.#words[words + NEXT] = first;
    this.#words[words + FIRST] = first;
    this.#words[words + END] = first + FIRST_ROWS * COLUMNS;
    this.#words[words + COUNT] = 0;
    return new RequestMemory(this, session);
  }

  load(session: number, image: RequestMemoryImage): RequestMemory {
    const memory = this.enter(session);
    for (const [n, request] of image.requests.entries()) {
      const code = image.codes[n] ?? 'OK';
      const figures = code === 'OK' ? image.references : image.details;
      this.remember(session, request, image.digests[n] ?? 0, outcomeNumber(code), figures[n] ?? 0);
    }
    this.#spread();
    const words = session << WORDS_SHIFT;
    const first = this.#words[words + FIRST] as number;
    this.#words[words + NEXT] = first + image.next * COLUMNS;
    this.#words[words + COUNT] = image.requests.length;
    this.#heads[(session << DOUBLES_SHIFT) + HIGHEST] = image.highest;
    return memory;
  }

  /** The highest request number of a session so far. */
  highestOf(session: number): number {
    return this.#heads[(session << DOUBLES_SHIFT) + HIGHEST] as number;
  }

  /** Keeps an outcome in the place of the oldest; request numbers rise. */
  remember(session: number, request: number, digest: number, code: number, figure: number): void {
    if (this.#waitingEnd === WAITING_ROWS * WAITING_COLUMNS) this.#spread();
    const at = this.#waitingEnd;
    const waiting = this.#waiting;
    waiting[at + REQUEST] = request;
    waiting[at + DIGEST] = digest;
    waiting[at + CODE] = code;
    waiting[at + FIGURE] = figure;
    waiting[at + SESSION] = session;
    this.#waitingEnd = at + WAITING_COLUMNS;
    this.#heads[(session << DOUBLES_SHIFT) + HIGHEST] = request;
  }

  /** Brings what waits to the rings of its sessions. */
  #spread(): void {
    const waiting = this.#waiting;
    const end = this.#waitingEnd;
    for (let from = 0; from < end; from += WAITING_COLUMNS) {
      const words = (waiting[from + SESSION] as number) << WORDS_SHIFT;
      let at = this.#words[words + NEXT] as number;
      if (at === this.#words[words + END]) at = this.#roomFor(waiting[from + SESSION] as number);
      const rows = this.#rows;
      rows[at + REQUEST] = waiting[from + REQUEST] as number;
      rows[at + DIGEST] = waiting[from + DIGEST] as number;
      rows[at + CODE] = waiting[from + CODE] as number;
      rows[at + FIGURE] = waiting[from + FIGURE] as number;
      this.#words[words + NEXT] = at + COLUMNS;
    }
    this.#waitingEnd = 0;
  }

  /** Where the next row goes of a session that has come to the end of its rows. */
  #roomFor(session: number): number {
    const words = session << WORDS_SHIFT;
    const first = this.#words[words + FIRST] as number;
    const end = this.#words[words + END] as number;
    this.#words[words + COUNT] = (end - first) / COLUMNS;
    if (end - first === REQUESTS_REMEMBERED * COLUMNS) return first;
    const size = 2 * (end - first);
    const grown = this.#take(size);
    this.#rows.copyWithin(grown, first, end);
    const outgrown = this.#outgrown.get(end - first) ?? [];
    outgrown.push(first);
    this.#outgrown.set(end - first, outgrown);
    this.#words[words + FIRST] = grown;
    this.#words[words + END] = grown + size;
    return grown + end - first;
  }

  /** Room for so many numbers. */
  #take(size: number): number {
    const kept = this.#outgrown.get(size)?.pop();
    if (kept !== undefined) return kept;
    const at = this.#used;
    this.#used += size;
    if (this.#used > this.#rows.length) {
      const rows = new Float64Array(2 * this.#used);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    return at;
  }

  /** One column of the row at a place that `placesOf` gave. */
  at(place: number, column: number): number {
    return this.#rows[place + column] as number;
  }

  /** Where the rows of a session begin, by place in its ring. */
  placesOf(session: number): number[] {
    this.#spread();
    const words = session << WORDS_SHIFT;
    const first = this.#words[words + FIRST] as number;
    const next = this.#words[words + NEXT] as number;
    const filled = Math.max((next - first) / COLUMNS, this.#words[words + COUNT] as number);
    return Array.from({ length: filled }, (_, n) => first + n * COLUMNS);
  }

  /** The place in its ring that a session writes next. */
  nextOf(session: number): number {
    this.#spread();
    const words = session << WORDS_SHIFT;
    const first = this.#words[words + FIRST] as number;
    return (((this.#words[words + NEXT] as number) - first) / COLUMNS) % REQUESTS_REMEMBERED;
  }
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

  #codeAt(place: number): OutcomeCode {
    return codeNumbered(this.#all.at(place, CODE));
  }

  /** Whether a request is still remembered. */
  has(request: number): boolean {
    return this.#find(request) !== undefined;
  }

  #find(request: number): number | undefined {
    const places = this.#all.placesOf(this.#session);
    return places.find((place) => this.#all.at(place, REQUEST) === request);
  }

  /** The digest of a request and what became of it; undefined where it is not remembered. */
  get(request: number): { readonly digest: number; readonly outcome: Outcome } | undefined {
    const place = this.#find(request);
    if (place === undefined) return undefined;
    const code = this.#codeAt(place);
    const figure = this.#all.at(place, FIGURE);
    const [reference, detail] = code === 'OK' ? [figure, 0] : [0, figure];
    return {
      digest: this.#all.at(place, DIGEST),
      outcome: { code, reference, detail, repeated: true },
    };
  }

  /** Number, code and detail of all that is remembered, by number: what of it is meant to last. */
  meaning(): (readonly [number, OutcomeCode, number])[] {
    const entries = this.#all.placesOf(this.#session).map((place) => {
      const code = this.#codeAt(place);
      const detail = code === 'OK' ? 0 : this.#all.at(place, FIGURE);
      return [this.#all.at(place, REQUEST), code, detail] as const;
    });
    return entries.toSorted(([a], [b]) => a - b);
  }

  save(): RequestMemoryImage {
    const all = this.#all;
    const places = all.placesOf(this.#session);
    const isDone = (place: number): boolean => all.at(place, CODE) === 0;
    return {
      requests: places.map((place) => all.at(place, REQUEST)),
      digests: places.map((place) => all.at(place, DIGEST)),
      codes: places.map((place) => this.#codeAt(place)),
      references: places.map((place) => (isDone(place) ? all.at(place, FIGURE) : 0)),
      details: places.map((place) => (isDone(place) ? 0 : all.at(place, FIGURE))),
      next: all.nextOf(this.#session),
      highest: this.highest,
    };
  }
}
