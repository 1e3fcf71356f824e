/** Makes batches of what is waiting: stamps sequence, time and session, and encodes. */
import type { BatchHeader } from '../journal/batch.ts';
import {
  BATCH_FORMAT_VERSION,
  BATCH_HEADER_BYTES,
  encodeBatch,
  MAX_BATCH_BYTES,
  MAX_BATCH_COMMANDS,
} from '../journal/batch.ts';
import { sha256 } from '../journal/bytes.ts';
import type { ChainPosition } from '../journal/chain.ts';
import { positionAfter } from '../journal/chain.ts';
import { RecordWriter } from '../journal/records-writer.ts';
import { RecordError } from '../journal/records.ts';
import { RULES_VERSION } from '../venue/venue.ts';
import type { Waiting, WaitingLine } from './waiting-line.ts';

/** A batch on its way: its bytes, and who waits for its outcomes, in the order of its records. */
export interface FormedBatch {
  readonly header: BatchHeader;
  readonly body: Uint8Array;
  readonly bytes: Uint8Array;
  /** The place in the log that it makes. */
  readonly position: ChainPosition;
  readonly waiting: readonly Waiting[];
}

/** A batch on its way to the disk. */
export interface Writing {
  readonly batch: FormedBatch;
  readonly written: Promise<void>;
}

export interface BatcherOptions {
  /** Where the log stands. */
  readonly position: ChainPosition;
  /** Venue time of the last command, which no later one goes below. */
  readonly timeUs: number;
  readonly epoch: number;
  readonly writer: number;
  /** Stamps what carries no time; microseconds since 1970 UTC. */
  readonly clockUs: () => number;
}

const MAX_BODY_BYTES = MAX_BATCH_BYTES - BATCH_HEADER_BYTES;

export class Batcher {
  readonly #writer = new RecordWriter();
  readonly #options: BatcherOptions;
  #position: ChainPosition;
  #timeUs: number;

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#timeUs = options.timeUs;
  }

  /**
   * The next batch: what is waiting, as far as it fits; null where nothing is. A command that is
   * not of the vocabulary's form is told so and left out. Rules SEQ-01, SEQ-02.
   */
  form(line: WaitingLine): FormedBatch | null {
    const waiting = this.#collect(line);
    if (waiting.length === 0) return null;
    const { batchNumber, sequence, hash } = this.#position;
    const { epoch, writer } = this.#options;
    const header: BatchHeader = {
      formatVersion: BATCH_FORMAT_VERSION,
      rulesVersion: RULES_VERSION,
      epoch,
      writer,
      batchNumber: batchNumber + 1,
      firstSequence: sequence + 1,
      count: waiting.length,
      venueTimeUs: this.#writer.batchTimeUs,
      wallTimeUs: Date.now() * 1_000,
      previousHash: hash,
    };
    const body = this.#writer.take();
    const bytes = encodeBatch(header, body);
    this.#position = positionAfter(header, sha256(bytes));
    return { header, body, bytes, position: this.#position, waiting };
  }

  #collect(line: WaitingLine): Waiting[] {
    const taken: Waiting[] = [];
    const clockUs = Math.floor(this.#options.clockUs());
    const stamp = { session: 0, request: 0, internal: false, timeUs: 0 };
    while (taken.length < MAX_BATCH_COMMANDS) {
      const waiting = line.first();
      if (waiting === undefined) break;
      const timeUs = Math.max(this.#timeUs, waiting.timeUs ?? clockUs);
      if (taken.length === 0) this.#writer.begin(timeUs);
      stamp.session = waiting.speaker.session;
      stamp.request = waiting.request;
      stamp.internal = waiting.speaker.internal;
      stamp.timeUs = timeUs;
      try {
        if (!this.#writer.append(stamp, waiting.command, MAX_BODY_BYTES)) break;
        this.#timeUs = timeUs;
        taken.push(waiting);
      } catch (thrown) {
        if (!(thrown instanceof RecordError)) throw thrown;
        waiting.reject(thrown);
      }
      line.leave();
    }
    return taken;
  }
}
