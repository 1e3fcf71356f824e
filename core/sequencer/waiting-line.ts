/**
 * Commands that wait for their place in the log, first come first served. Each is written as its
 * record at once, into the batch that it will be part of, so that nothing is kept of it but bytes
 * and who waits for the answer; and a batch's room is one that both threads see, used again and
 * again, so that none of it is copied on the way to the log.
 */
import { BATCH_HEADER_BYTES, MAX_BATCH_BYTES, MAX_BATCH_COMMANDS } from '../journal/batch.ts';
import { RecordWriter } from '../journal/records-writer.ts';
import type { RecordStamp } from '../journal/records.ts';
import type { Command } from '../venue/commands.ts';
import type { Answer } from './answers.ts';

/** Told what became of a command. */
export type Hear = (answer: Answer) => void;

/** What the sequencer needs to know of who gives a command. */
export interface Speaker {
  readonly session: number;
  readonly internal: boolean;
}

/** Rooms that are kept for later batches: one is written, one applied, and one fills. */
const ROOMS_KEPT = 4;

const nobody: Hear = () => undefined;

/** A batch that fills. */
export class WaitingBatch {
  /** Room for the header and the records of a whole batch, in memory that both threads see. */
  readonly room = new Uint8Array(new SharedArrayBuffer(MAX_BATCH_BYTES));
  readonly records = new RecordWriter(this.room.subarray(BATCH_HEADER_BYTES));
  readonly #hears: Hear[] = [];

  get count(): number {
    return this.records.count;
  }

  /**
   * Takes a command; false where it belongs in the next batch. Throws RecordError for what is no
   * command, and has not taken it.
   */
  take(stamp: RecordStamp, command: Command, hear: Hear): boolean {
    const { records } = this;
    const place = records.count;
    if (place === MAX_BATCH_COMMANDS) return false;
    if (place === 0) records.begin(stamp.timeUs);
    if (!records.append(stamp, command)) return false;
    this.#hears[place] = hear;
    return true;
  }

  /**
   * Tells who waits what became of the command in a place, once. One that fails to hear it keeps
   * nobody else from theirs: `onFailed` is told.
   */
  tell(place: number, answer: Answer, onFailed: (thrown: unknown) => void): void {
    const hear = this.#hears[place] as Hear;
    this.#hears[place] = nobody;
    try {
      hear(answer);
    } catch (thrown) {
      onFailed(thrown);
    }
  }

  /** Begins anew, as a batch without commands. */
  clear(): void {
    this.records.begin(0);
  }
}

export class WaitingLine {
  /** In their order; only the last one fills. */
  readonly #batches: WaitingBatch[] = [];
  readonly #free: WaitingBatch[] = [];
  readonly #stamp = { session: 0, request: 0, internal: false, timeUs: 0 };
  #length = 0;
  /** Of the last command: no later one goes below it. */
  #timeUs: number;

  constructor(timeUs: number) {
    this.#timeUs = timeUs;
  }

  /** How many commands wait. */
  get length(): number {
    return this.#length;
  }

  /** Takes a command in. Throws RecordError where it is none. Rules SEQ-01, SEQ-02. */
  join(speaker: Speaker, command: Command, request: number, timeUs: number, hear: Hear): void {
    const stamp = this.#stamp;
    stamp.session = speaker.session;
    stamp.internal = speaker.internal;
    stamp.request = request;
    stamp.timeUs = Math.max(timeUs, this.#timeUs);
    const last = this.#batches.at(-1) ?? this.#begin();
    if (!last.take(stamp, command, hear)) this.#begin().take(stamp, command, hear);
    this.#timeUs = stamp.timeUs;
    this.#length += 1;
  }

  /** Takes the first batch out of the line; null where nobody waits. */
  leave(): WaitingBatch | null {
    if (this.#length === 0) return null;
    const batch = this.#batches.shift() as WaitingBatch;
    this.#length -= batch.count;
    return batch;
  }

  /** Takes back the room of a batch whose commands have all been answered. */
  free(batch: WaitingBatch): void {
    if (this.#free.length === ROOMS_KEPT) return;
    batch.clear();
    this.#free.push(batch);
  }

  #begin(): WaitingBatch {
    const batch = this.#free.pop() ?? new WaitingBatch();
    this.#batches.push(batch);
    return batch;
  }
}
