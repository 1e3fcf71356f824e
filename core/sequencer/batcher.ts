/** Makes batches of what is waiting: numbers them, and says in their headers what they follow. */
import type { BatchHeader } from '../journal/batch.ts';
import { BATCH_FORMAT_VERSION, BATCH_HEADER_BYTES, writeBatchHeader } from '../journal/batch.ts';
import type { ChainPosition } from '../journal/chain.ts';
import { positionAfter } from '../journal/chain.ts';
import { RULES_VERSION } from '../venue/venue.ts';
import type { WaitingBatch, WaitingLine } from './waiting-line.ts';

/** A batch on its way: its bytes, and who waits for its outcomes, in the order of its records. */
export interface FormedBatch {
  readonly header: BatchHeader;
  readonly body: Uint8Array;
  readonly bytes: Uint8Array;
  readonly waiting: WaitingBatch;
}

/** A batch on its way to the disk; the place that it makes, null where it is not known to. */
export interface Writing {
  readonly batch: FormedBatch;
  readonly written: Promise<ChainPosition | null>;
}

export interface BatcherOptions {
  /** Where the log stands. */
  readonly position: ChainPosition;
  readonly epoch: number;
  readonly writer: number;
}

export class Batcher {
  readonly #options: BatcherOptions;
  #position: ChainPosition;

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** The next batch: what is waiting, as far as it fits; null where nothing is. Rule SEQ-01. */
  form(line: WaitingLine): FormedBatch | null {
    const waiting = line.leave();
    if (waiting === null) return null;
    const { batchNumber, sequence, hash } = this.#position;
    const { epoch, writer } = this.#options;
    const { records, room } = waiting;
    const header: BatchHeader = {
      formatVersion: BATCH_FORMAT_VERSION,
      rulesVersion: RULES_VERSION,
      epoch,
      writer,
      batchNumber: batchNumber + 1,
      firstSequence: sequence + 1,
      count: records.count,
      venueTimeUs: records.batchTimeUs,
      wallTimeUs: Date.now() * 1_000,
      previousHash: hash,
    };
    const bytes = room.subarray(0, BATCH_HEADER_BYTES + records.byteLength);
    writeBatchHeader(bytes, header);
    return { header, body: bytes.subarray(BATCH_HEADER_BYTES), bytes, waiting };
  }

  /** Goes on behind a batch that is in the log, with this hash: the place that it made. */
  follow({ header }: FormedBatch, hash: Uint8Array): ChainPosition {
    this.#position = positionAfter(header, hash);
    return this.#position;
  }
}
