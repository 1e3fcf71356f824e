/**
 * The seam under the sequencer: an append-only log of batches with one head.
 *
 * On one workstation SQLite implements it; for a desk a replicated log can. Whatever implements it
 * passes `command-log.conformance.ts`.
 */
import type { Batch } from './batch.ts';
import type { ChainPosition } from './chain.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { JournalError } from './errors.ts';

export interface LogEntry {
  readonly batchNumber: number;
  /** The hash stored with the bytes; `believeEntry` checks it. */
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

export interface LogHealth {
  /** `poisoned`: a write failed, and nothing is written any more until a restart. */
  readonly state: 'ok' | 'poisoned' | 'closed';
  /** The failure that poisoned it. */
  readonly fault: JournalError | null;
  /** Size of the store in bytes, without what it has yet to fold in. */
  readonly sizeBytes: number;
}

export interface CommandLog {
  /**
   * Writes a batch if and only if the head is `batchNumber - 1` (compare-and-swap), durably: once
   * it resolves to the batch's hash, no crash or power cut undoes it. `conflict` means that nothing
   * was written. The bytes are left as they are until then.
   * Throws OUTCOME_UNKNOWN when the batch may or may not have been written, POISONED ever after,
   * BATCH_INVALID or BATCH_DOES_NOT_FOLLOW when the caller handed over what may not stand there.
   */
  append(batchNumber: number, bytes: Uint8Array): Promise<Uint8Array | 'conflict'>;
  /** Up to `maxBatches` entries in order, the first one at or after `fromBatch`. */
  read(fromBatch: number, maxBatches: number): Promise<LogEntry[]>;
  /** The last batch's place; GENESIS for an empty log. */
  head(): Promise<ChainPosition>;
  /** Removes the batches below `belowBatch`; the head always stays. */
  trim(belowBatch: number): Promise<void>;
  health(): LogHealth;
  close(): Promise<void>;
}

/** The log of one workstation, which keeps its signed checkpoints beside the batches. */
export interface LocalLog extends CommandLog {
  /** The place before the first batch that the log still holds. */
  readonly base: ChainPosition;
  /** The place that a batch makes; null where the log does not hold it. */
  positionAt(batchNumber: number): Promise<ChainPosition | null>;
  /**
   * The batches behind a place, as `chainedBatches` gives them but several at a time, read and
   * checked ahead of who takes them. For a start, and not while the log is written.
   */
  readAhead(from: ChainPosition): AsyncGenerator<readonly Batch[]>;
  /** Stores a checkpoint of a batch, durably. Fails as `append` does. */
  storeCheckpoint(batchNumber: number, signed: SignedCheckpoint): Promise<void>;
}
