/**
 * Checkpoints: signed statements of how far the log went and what state that made.
 *
 * Someone who can write the files can rebuild the whole hash chain, but not a signature. The
 * signed bytes are a tag, fixed little-endian fields and the program version: one way to write
 * each statement, and no other statement reads like one.
 */
import type { KeyObject } from 'node:crypto';
import { sign, verify } from 'node:crypto';
import {
  equalBytes,
  HASH_BYTES,
  isCount,
  isUint32,
  readUint64,
  toHex,
  viewOf,
  writeUint64,
} from './bytes.ts';
import { JournalError } from './errors.ts';

export interface Checkpoint {
  readonly batch: number;
  /** Sequence number of the batch's last command. */
  readonly sequence: number;
  readonly batchHash: Uint8Array;
  readonly rulesVersion: number;
  /** Version of the program that applied the log. */
  readonly programVersion: string;
  /** State hash after the batch, 64 hexadecimal digits, where it was taken. */
  readonly stateHash: string | null;
  /** The workstation's clock, microseconds since 1970 UTC; for the record only. */
  readonly wallTimeUs: number;
}

export interface SignedCheckpoint {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

const TAG = Buffer.from('bulkhead-checkpoint 1\n', 'latin1');
const OFFSET = {
  batch: 22,
  sequence: 30,
  wallTimeUs: 38,
  rulesVersion: 46,
  batchHash: 50,
  hasState: 82,
  stateHash: 83,
  programVersion: 115,
} as const;
const MAX_PROGRAM_VERSION_BYTES = 64;
const NO_STATE = new Uint8Array(HASH_BYTES);

function faultOf(checkpoint: Checkpoint): string | null {
  const { batch, sequence, wallTimeUs, rulesVersion, batchHash, stateHash } = checkpoint;
  if (![batch, sequence, wallTimeUs].every(isCount) || !isUint32(rulesVersion)) {
    return 'A number of the checkpoint is out of range.';
  }
  if (batchHash.length !== HASH_BYTES) return 'A batch hash has 32 bytes.';
  if (stateHash !== null && !/^[0-9a-f]{64}$/.test(stateHash)) {
    return 'A state hash has 64 hexadecimal digits.';
  }
  const versionBytes = Buffer.byteLength(checkpoint.programVersion);
  if (versionBytes < 1 || versionBytes > MAX_PROGRAM_VERSION_BYTES) {
    return `A program version has 1 to ${MAX_PROGRAM_VERSION_BYTES} bytes.`;
  }
  return null;
}

/** The canonical bytes of a checkpoint, those that are signed. Throws CHECKPOINT_INVALID. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const fault = faultOf(checkpoint);
  if (fault !== null) throw new JournalError('CHECKPOINT_INVALID', fault);
  const version = Buffer.from(checkpoint.programVersion, 'utf8');
  const bytes = new Uint8Array(OFFSET.programVersion + version.length);
  const view = viewOf(bytes);
  bytes.set(TAG);
  writeUint64(view, OFFSET.batch, checkpoint.batch);
  writeUint64(view, OFFSET.sequence, checkpoint.sequence);
  writeUint64(view, OFFSET.wallTimeUs, checkpoint.wallTimeUs);
  view.setUint32(OFFSET.rulesVersion, checkpoint.rulesVersion, true);
  bytes.set(checkpoint.batchHash, OFFSET.batchHash);
  if (checkpoint.stateHash !== null) {
    bytes[OFFSET.hasState] = 1;
    bytes.set(Buffer.from(checkpoint.stateHash, 'hex'), OFFSET.stateHash);
  }
  bytes.set(version, OFFSET.programVersion);
  return bytes;
}

/** Reads canonical bytes; null where encodeCheckpoint would never have written them. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | null {
  if (bytes.length <= OFFSET.programVersion) return null;
  const view = viewOf(bytes);
  const stateHash = bytes.subarray(OFFSET.stateHash, OFFSET.programVersion);
  const hasState = bytes[OFFSET.hasState] === 1;
  if (!hasState && !equalBytes(stateHash, NO_STATE)) return null;
  const checkpoint: Checkpoint = {
    batch: readUint64(view, OFFSET.batch),
    sequence: readUint64(view, OFFSET.sequence),
    wallTimeUs: readUint64(view, OFFSET.wallTimeUs),
    rulesVersion: view.getUint32(OFFSET.rulesVersion, true),
    batchHash: new Uint8Array(bytes.subarray(OFFSET.batchHash, OFFSET.hasState)),
    stateHash: hasState ? toHex(stateHash) : null,
    programVersion: Buffer.from(bytes.subarray(OFFSET.programVersion)).toString('utf8'),
  };
  if (faultOf(checkpoint) !== null) return null;
  return equalBytes(encodeCheckpoint(checkpoint), bytes) ? checkpoint : null;
}

/** Signs a checkpoint with the directory's Ed25519 key. Throws CHECKPOINT_INVALID. */
export function signCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): SignedCheckpoint {
  const bytes = encodeCheckpoint(checkpoint);
  return { bytes, signature: sign(null, bytes, privateKey) };
}

/** Whether one of the keys signed it. Says nothing about the journal it speaks of. */
export function isSignedBy(signed: SignedCheckpoint, publicKeys: readonly KeyObject[]): boolean {
  return publicKeys.some((key) => verify(null, signed.bytes, key, signed.signature));
}

const EVERY_BATCHES = 1_000;
const EVERY_MS = 10_000;

/**
 * When a checkpoint is due: every 1,000 batches, every 10 s in which there were any, and at
 * shutdown unless the newest one already names this batch's state.
 */
export class CheckpointPolicy {
  readonly #nowMs: () => number;
  #lastBatch: number;
  #lastHasState: boolean;
  #lastMs: number;

  /** `nowMs` is a monotonic clock in ms; `newest` the newest checkpoint of the journal. */
  constructor(nowMs: () => number, newest: Checkpoint | null) {
    this.#nowMs = nowMs;
    this.#lastBatch = newest?.batch ?? 0;
    this.#lastHasState = newest === null || newest.stateHash !== null;
    this.#lastMs = nowMs();
  }

  /** Whether the log, standing at `batch`, wants a checkpoint now. */
  due(batch: number): boolean {
    const batches = batch - this.#lastBatch;
    const waitedMs = this.#nowMs() - this.#lastMs;
    return batches >= EVERY_BATCHES || (batches > 0 && waitedMs >= EVERY_MS);
  }

  /** Whether a shutdown at `batch` wants one, with its state hash. */
  dueAtShutdown(batch: number): boolean {
    return batch > this.#lastBatch || !this.#lastHasState;
  }

  /** Says that a checkpoint was stored. */
  taken(checkpoint: Checkpoint): void {
    this.#lastBatch = checkpoint.batch;
    this.#lastHasState = checkpoint.stateHash !== null;
    this.#lastMs = this.#nowMs();
  }
}
