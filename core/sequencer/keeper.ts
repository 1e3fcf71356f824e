/** Takes the checkpoints and snapshots of a running venue, between batches. DESIGN section 6. */
import type { ChainPosition } from '../journal/chain.ts';
import type { Checkpoint } from '../journal/checkpoint.ts';
import { CheckpointPolicy } from '../journal/checkpoint.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Venue } from '../venue/venue.ts';
import { RULES_VERSION } from '../venue/venue.ts';
import type { Notice } from './errors.ts';
import { encodeImage, stateHashOf } from './recovery.ts';

/**
 * The venue stands still while a snapshot is taken, the longer the more accounts it has: after one
 * it runs for so many times as long before the next.
 */
const RUNS_BETWEEN_SNAPSHOTS = 19;

export interface KeeperOptions {
  readonly journal: Pick<Journal, 'checkpoints' | 'snapshots'>;
  readonly venue: Venue;
  /** Where the log stands, all of it applied. */
  readonly position: ChainPosition;
  /** Sequence number of the newest snapshot. */
  readonly snapshotSequence: number;
  readonly snapshotEveryCommands: number;
  readonly programVersion: string;
  readonly onNotice: (notice: Notice) => void;
  /** Told of a checkpoint that could not be stored: the log has failed. */
  readonly onFault: (fault: unknown) => void;
}

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #policy: CheckpointPolicy;
  #position: ChainPosition;
  #snapshotSequence: number;
  /** No snapshot before, on the clock of `performance`. */
  #snapshotNotBeforeMs = 0;
  /** The write of a snapshot under way. It never rejects. */
  #writing: Promise<void> | null = null;
  /** The checkpoints on their way to the log, one after the other. It never rejects. */
  #storing: Promise<void> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#snapshotSequence = options.snapshotSequence;
    const newest = options.journal.checkpoints.newest();
    this.#policy = new CheckpointPolicy(() => performance.now(), newest);
  }

  /** Whether the state is wanted as a snapshot once the log stands there. */
  wantsSnapshot(position: ChainPosition): boolean {
    const commands = position.sequence - this.#snapshotSequence;
    if (commands < this.#options.snapshotEveryCommands || this.#writing !== null) return false;
    return performance.now() >= this.#snapshotNotBeforeMs;
  }

  /** After a batch was applied: what is due is taken; it is stored while the next one runs. */
  applied(position: ChainPosition): void {
    this.#position = position;
    if (this.wantsSnapshot(position)) this.#takeSnapshot();
    else this.takeDue();
  }

  /** Takes a checkpoint if time or batches have made one due. */
  takeDue(): void {
    if (this.#policy.due(this.#position.batchNumber)) this.#takeCheckpoint(null);
  }

  /** The last checkpoint and snapshot, each unless it stands already, and until they are stored. */
  async shutDown(): Promise<void> {
    await this.#writing;
    const { sequence, batchNumber } = this.#position;
    if (sequence > this.#snapshotSequence) this.#takeSnapshot();
    else if (this.#policy.dueAtShutdown(batchNumber)) {
      this.#takeCheckpoint(stateHashOf(this.#options.venue));
    }
    await this.#writing;
    await this.#storing;
  }

  #takeCheckpoint(state: string | null): void {
    const { batchNumber, sequence, hash } = this.#position;
    const checkpoint: Checkpoint = {
      batch: batchNumber,
      sequence,
      batchHash: hash,
      rulesVersion: RULES_VERSION,
      programVersion: this.#options.programVersion,
      stateHash: state,
      wallTimeUs: Date.now() * 1_000,
    };
    const { journal, onFault } = this.#options;
    const stored = journal.checkpoints.take(checkpoint).catch(onFault);
    this.#storing = this.#storing.then(() => stored);
    this.#policy.taken(checkpoint);
  }

  /** Hash and image are taken at once, of the state as it stands; the file is written meanwhile. */
  #takeSnapshot(): void {
    const { venue, journal, onNotice } = this.#options;
    const { sequence, batchNumber } = this.#position;
    const begunMs = performance.now();
    const state = stateHashOf(venue);
    this.#takeCheckpoint(state);
    this.#snapshotSequence = sequence;
    const snapshot = {
      sequence,
      batch: batchNumber,
      rulesVersion: RULES_VERSION,
      stateHash: state,
      image: encodeImage(venue),
    };
    const endMs = performance.now();
    this.#snapshotNotBeforeMs = endMs + (endMs - begunMs) * RUNS_BETWEEN_SNAPSHOTS;
    this.#writing = journal.snapshots
      .write(snapshot)
      .catch((thrown: unknown) => {
        onNotice({ code: 'SNAPSHOT_NOT_WRITTEN', sentence: sentenceOf(thrown) });
      })
      .finally(() => {
        this.#writing = null;
      });
  }
}
