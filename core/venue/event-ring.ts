/**
 * The ring that the venue writes its events into, as rows of integers, and that readers decode.
 */
import { eventChoices } from './choices.ts';
import { EVENT_KINDS, eventTable, packedTexts, textColumns } from './events.ts';
import type { EventKind, VenueEvent } from './events.ts';
import { broken, invariant } from './numbers.ts';
import { unpackText } from './packed-text.ts';

const kindNumber = new Map(EVENT_KINDS.map((kind, index) => [kind, index]));
const STRIDE = 17; // kind and index, sequence, time, then at most 14 columns.
const HEAD = 3;
/** The first column of a row is the index of its event, and its kind in the lowest bits. */
const KIND_UNIT = 256;
const KIND = KIND_UNIT - 1;

/** The number of a kind: what is told often is told by it, found once. */
export function kindNumbered(kind: EventKind): number {
  return EVENT_KINDS.indexOf(kind);
}

/**
 * The ring of events. It overwrites only what its reader has released; when one step says more
 * than fits, it grows rather than forget.
 */
export class EventRing {
  #rows: Float64Array;
  #capacity: number;
  #written = 0;
  #released = 0;
  /** Position of the first row: once all is released, writing begins there again. */
  #base = 0;
  /** Where the next row begins. */
  #nextAt = 0;
  #sequence = 0;
  #timeUs = 0;
  #index = 0;

  constructor(capacity = 16_384) {
    this.#capacity = capacity;
    this.#rows = new Float64Array(capacity * STRIDE);
  }

  /** Events written since the beginning: the position to read from next. */
  get written(): number {
    return this.#written;
  }

  /** Number of events of the step so far: the second half of the next event's id. */
  get stepIndex(): number {
    return this.#index;
  }

  begin(sequence: number, timeUs: number): void {
    this.#sequence = sequence;
    this.#timeUs = timeUs;
    this.#index = 0;
  }

  /**
   * Begins an event of a kind; the place in `rows` of its first column. Who calls writes all its
   * columns there, at once: what stood in them is not cleared.
   */
  open(kind: number): number {
    if (this.#written - this.#released === this.#capacity) this.#grow();
    const rows = this.#rows;
    const at = this.#nextAt;
    rows[at] = this.#index++ * KIND_UNIT + kind;
    rows[at + 1] = this.#sequence;
    rows[at + 2] = this.#timeUs;
    this.#written += 1;
    this.#nextAt = at + STRIDE === rows.length ? 0 : at + STRIDE;
    return at + HEAD;
  }

  /** Where `open` says to write; read it behind `open`, which may have it replaced. */
  get rows(): Float64Array {
    return this.#rows;
  }

  /**
   * Writes one event, its columns in the order of the table. All 14 are parameters: an array of
   * them would be made and thrown away for each event.
   */
  emit(
    kind: EventKind,
    c0 = 0,
    c1 = 0,
    c2 = 0,
    c3 = 0,
    c4 = 0,
    c5 = 0,
    c6 = 0,
    c7 = 0,
    c8 = 0,
    c9 = 0,
    c10 = 0,
    c11 = 0,
    c12 = 0,
    c13 = 0,
  ): void {
    const at = this.open(kindNumber.get(kind) as number);
    const rows = this.#rows;
    rows[at] = c0;
    rows[at + 1] = c1;
    rows[at + 2] = c2;
    rows[at + 3] = c3;
    rows[at + 4] = c4;
    rows[at + 5] = c5;
    rows[at + 6] = c6;
    rows[at + 7] = c7;
    rows[at + 8] = c8;
    rows[at + 9] = c9;
    rows[at + 10] = c10;
    rows[at + 11] = c11;
    rows[at + 12] = c12;
    rows[at + 13] = c13;
  }

  #rowOf(position: number): number {
    return ((position - this.#base) % this.#capacity) * STRIDE;
  }

  #grow(): void {
    const bigger = new Float64Array(this.#capacity * 2 * STRIDE);
    for (let position = this.#released; position < this.#written; position++) {
      const from = this.#rowOf(position);
      const to = (position - this.#released) * STRIDE;
      bigger.set(this.#rows.subarray(from, from + STRIDE), to);
    }
    this.#base = this.#released;
    this.#nextAt = (this.#written - this.#released) * STRIDE;
    this.#rows = bigger;
    this.#capacity *= 2;
  }

  /** Kind of the event at a position: lets a reader skip without building an object. */
  kindAt(position: number): EventKind {
    return EVENT_KINDS[(this.#rows[this.#offset(position)] as number) & KIND] as EventKind;
  }

  /** Sequence number of the command whose event is at a position. */
  sequenceAt(position: number): number {
    return this.#rows[this.#offset(position) + 1] as number;
  }

  /** One column of the event at a position. */
  columnAt(position: number, column: number): number {
    return this.#rows[this.#offset(position) + HEAD + column] as number;
  }

  #offset(position: number): number {
    const kept = position >= this.#written - this.#capacity && position >= this.#released;
    if (!kept || position >= this.#written) broken(`event ${position} is not in the ring`);
    return this.#rowOf(position);
  }

  /** The event at a position, as an object. */
  decode(position: number): VenueEvent {
    const at = this.#offset(position);
    const kind = this.kindAt(position);
    const event: Record<string, number | string> = {
      kind,
      sequence: this.#rows[at + 1] as number,
      eventIndex: Math.floor((this.#rows[at] as number) / KIND_UNIT),
      timeUs: this.#rows[at + 2] as number,
    };
    const columns: readonly string[] = eventTable[kind];
    columns.forEach((column, n) => {
      const value = this.#rows[at + HEAD + n] as number;
      event[column] = (eventChoices[`${kind}.${column}`] ?? eventChoices[column])?.[value] ?? value;
    });
    const text = packedTexts[kind];
    if (text !== undefined) {
      event[text] = unpackText(textColumns.map((column) => Number(event[column])));
      for (const column of textColumns) delete event[column];
    }
    return event as unknown as VenueEvent;
  }

  /** Says that everything before the position has been read and may be overwritten. */
  release(position: number): void {
    invariant(position >= this.#released && position <= this.#written, 'release goes forward');
    this.#released = position;
    // The same few rows again stay in the processor's cache; a ring that goes round does not.
    if (position !== this.#written) return;
    this.#base = position;
    this.#nextAt = 0;
  }
}

/** Column numbers of a kind, for readers that do not want objects. */
export function columnOf(kind: EventKind, column: string): number {
  const at = (eventTable[kind] as readonly string[]).indexOf(column);
  invariant(at >= 0, `${kind} has no column ${column}`);
  return at;
}
