/**
 * The last requests of a session and what became of them, oldest overwritten first. A row of plain
 * numbers each, so that remembering one makes nothing and touches one place of memory.
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

export class RequestMemory {
  #rows = new Float64Array(FIRST_ROWS * COLUMNS);
  #count = 0;
  /** Where the next row begins. */
  #nextAt = 0;
  #highest = 0;

  static load(image: RequestMemoryImage): RequestMemory {
    const memory = new RequestMemory();
    for (const [n, request] of image.requests.entries()) {
      const code = image.codes[n] ?? 'OK';
      const figures = code === 'OK' ? image.references : image.details;
      memory.#write(request, image.digests[n] ?? 0, outcomeNumber(code), figures[n] ?? 0);
    }
    memory.#nextAt = image.next * COLUMNS;
    memory.#highest = image.highest;
    return memory;
  }

  /** The highest request number so far. */
  get highest(): number {
    return this.#highest;
  }

  /** Keeps an outcome in the place of the oldest; request numbers rise. */
  remember(request: number, digest: number, { code, reference, detail }: Outcome): void {
    if (code === 'OK') this.#write(request, digest, 0, reference);
    else this.#write(request, digest, outcomeNumber(code), detail);
  }

  #write(request: number, digest: number, code: number, figure: number): void {
    const at = this.#nextAt;
    if (at === this.#rows.length) this.#grow();
    const rows = this.#rows;
    rows[at + REQUEST] = request;
    rows[at + DIGEST] = digest;
    rows[at + CODE] = code;
    rows[at + FIGURE] = figure;
    const next = at + COLUMNS;
    this.#nextAt = next === REQUESTS_REMEMBERED * COLUMNS ? 0 : next;
    if (this.#count < REQUESTS_REMEMBERED) this.#count += 1;
    this.#highest = request;
  }

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #column(at: number, column: number): number {
    return this.#rows[at + column] as number;
  }

  #codeAt(at: number): OutcomeCode {
    return codeNumbered(this.#column(at, CODE));
  }

  /** Where the rows begin, by place in the ring. */
  #places(): number[] {
    return Array.from({ length: this.#count }, (_, n) => n * COLUMNS);
  }

  /** Whether a request is still remembered. */
  has(request: number): boolean {
    return this.#find(request) !== undefined;
  }

  #find(request: number): number | undefined {
    return this.#places().find((at) => this.#column(at, REQUEST) === request);
  }

  /** The digest of a request and what became of it; undefined where it is not remembered. */
  get(request: number): { readonly digest: number; readonly outcome: Outcome } | undefined {
    const at = this.#find(request);
    if (at === undefined) return undefined;
    const code = this.#codeAt(at);
    const figure = this.#column(at, FIGURE);
    const [reference, detail] = code === 'OK' ? [figure, 0] : [0, figure];
    return {
      digest: this.#column(at, DIGEST),
      outcome: { code, reference, detail, repeated: true },
    };
  }

  /** Number, code and detail of all that is remembered, by number: what of it is meant to last. */
  meaning(): (readonly [number, OutcomeCode, number])[] {
    const entries = this.#places().map((at) => {
      const code = this.#codeAt(at);
      const detail = code === 'OK' ? 0 : this.#column(at, FIGURE);
      return [this.#column(at, REQUEST), code, detail] as const;
    });
    return entries.toSorted(([a], [b]) => a - b);
  }

  save(): RequestMemoryImage {
    const places = this.#places();
    const isDone = (at: number): boolean => this.#column(at, CODE) === 0;
    return {
      requests: places.map((at) => this.#column(at, REQUEST)),
      digests: places.map((at) => this.#column(at, DIGEST)),
      codes: places.map((at) => this.#codeAt(at)),
      references: places.map((at) => (isDone(at) ? this.#column(at, FIGURE) : 0)),
      details: places.map((at) => (isDone(at) ? 0 : this.#column(at, FIGURE))),
      next: this.#nextAt / COLUMNS,
      highest: this.#highest,
    };
  }
}
