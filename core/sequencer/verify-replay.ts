/**
 * Verification of a data directory as a whole: its chain, checkpoints and anchor, and the replay of
 * every command through the venue, compared with the states that were signed. It writes nothing
 * and needs no private key.
 */
import type { Batch } from '../journal/batch.ts';
import { lastSequence } from '../journal/batch.ts';
import type { Checkpoint } from '../journal/checkpoint.ts';
import type { FindingCode } from '../journal/verify-chain.ts';
import { verifyDirectory } from '../journal/verify-chain.ts';
import { RULES_VERSION, Venue } from '../venue/venue.ts';
import { SequencerError } from './errors.ts';
import { stateHashOf } from './recovery.ts';
import { replayBatch } from './replay.ts';

export type ReplayFindingCode =
  /** A command of the log cannot be read or applied. */
  | 'CANNOT_APPLY'
  /** The replayed state is not the one that a signed checkpoint names. */
  | 'STATE_DIFFERS'
  /** Value is not conserved where the replay ends. */
  | 'NOT_CONSERVED'
  /** The replay could not be made from here on: other rules, or a log that begins later. */
  | 'NOT_REPLAYED';

export interface DirectoryFinding {
  readonly code: FindingCode | ReplayFindingCode;
  readonly about: 'journal' | 'batch' | 'checkpoint' | 'anchor' | 'key';
  /** The batch it is about, where there is one. */
  readonly batch: number | null;
  readonly sentence: string;
}

export interface DirectoryReport {
  /** True only when everything was looked at and nothing was found. */
  readonly ok: boolean;
  readonly findings: readonly DirectoryFinding[];
  readonly batches: number;
  readonly checkpoints: number;
  /** The last batch that was replayed whole, and its last command. */
  readonly replayedBatch: number;
  readonly replayedSequence: number;
  /** State hash there; null where the replay broke off inside a batch. */
  readonly stateHash: string | null;
  /** Signed states that the replay was compared with. */
  readonly statesCompared: number;
}

class Replay {
  readonly #venue = Venue.create();
  readonly findings: DirectoryFinding[] = [];
  batch = 0;
  sequence = 0;
  statesCompared = 0;
  #isOver = false;
  #isBroken = false;

  apply(batch: Batch): void {
    if (this.#isOver) return;
    const { batchNumber, rulesVersion, firstSequence } = batch.header;
    if (firstSequence !== this.sequence + 1) {
      const sentence = `The log begins at batch ${batchNumber}: what stood before is not replayed.`;
      this.#end('NOT_REPLAYED', batchNumber, sentence);
    } else if (rulesVersion !== RULES_VERSION) {
      const sentence =
        `Batch ${batchNumber} was written under rules version ${rulesVersion}, which this ` +
        'program does not replay.';
      this.#end('NOT_REPLAYED', batchNumber, sentence);
    } else this.#apply(batch);
  }

  compare({ batch, sequence, stateHash }: Checkpoint): void {
    if (this.#isOver || stateHash === null || batch !== this.batch) return;
    this.statesCompared += 1;
    const found = stateHashOf(this.#venue);
    if (found === stateHash) return;
    const sentence =
      `After command ${sequence} (batch ${batch}) the replayed state is ${found}; the signed ` +
      `checkpoint names ${stateHash}.`;
    this.findings.push({ code: 'STATE_DIFFERS', about: 'checkpoint', batch, sentence });
  }

  /** State hash where the replay ended; a venue that threw is not to be used. */
  get stateHash(): string | null {
    return this.#isBroken ? null : stateHashOf(this.#venue);
  }

  finish(): void {
    if (this.#isOver) return;
    const breach = this.#venue.conservationBreach();
    if (breach === null) return;
    const sentence = `Value is not conserved after batch ${this.batch}: ${breach}.`;
    this.#end('NOT_CONSERVED', this.batch, sentence);
  }

  #apply(batch: Batch): void {
    try {
      replayBatch(this.#venue, batch);
    } catch (thrown) {
      if (!(thrown instanceof SequencerError)) throw thrown;
      this.#isBroken = true;
      this.#end('CANNOT_APPLY', batch.header.batchNumber, thrown.message);
      return;
    }
    this.batch = batch.header.batchNumber;
    this.sequence = lastSequence(batch.header);
  }

  #end(code: ReplayFindingCode, batch: number, sentence: string): void {
    this.#isOver = true;
    this.findings.push({ code, about: 'batch', batch, sentence });
  }
}

/**
 * Verifies a data directory and says everything that is wrong with it; never throws for what it
 * finds there. `onProgress` is told the sequence number that the replay has reached. Rule SEQ-13.
 */
export function verifyReplay(
  directory: string,
  onProgress: (sequence: number) => void = () => {},
): DirectoryReport {
  const replay = new Replay();
  const chain = verifyDirectory(directory, {
    onBatch: (batch) => {
      replay.apply(batch);
      onProgress(lastSequence(batch.header));
    },
    onCheckpoint: (checkpoint) => replay.compare(checkpoint),
  });
  replay.finish();
  const findings = [...chain.findings, ...replay.findings];
  return {
    ok: findings.length === 0,
    findings,
    batches: chain.batches,
    checkpoints: chain.checkpoints,
    replayedBatch: replay.batch,
    replayedSequence: replay.sequence,
    stateHash: replay.stateHash,
    statesCompared: replay.statesCompared,
  };
}
