/**
 * Structural verification of a data directory, read-only: does the journal still say what was
 * acknowledged and signed?
 *
 * It changes no file of the directory. It works on one that nobody writes; where the directory is
 * writable, SQLite leaves its own empty `journal.db-wal` and `journal.db-shm` beside the journal.
 */
import Database from 'better-sqlite3';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Anchor } from './anchor.ts';
import { readAnchor } from './anchor.ts';
import type { Batch, BatchHeader } from './batch.ts';
import { decodeBatch } from './batch.ts';
import { equalBytes } from './bytes.ts';
import type { ChainFaultCode, ChainPosition } from './chain.ts';
import { chainFaults, positionAfter } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { decodeCheckpoint, isSignedBy } from './checkpoint.ts';
import { signedCheckpointOf } from './checkpoint-store.ts';
import type { LogEntry } from './command-log.ts';
import { sentenceOf } from './errors.ts';
import { JOURNAL_FILE, requireFormat } from './journal-database.ts';
import { entryOf, readBase } from './journal-rows.ts';
import { readPublicKeys } from './keys.ts';

export type FindingCode =
  /** There is no journal, or it cannot be read (on). */
  | 'JOURNAL_UNREADABLE'
  /** Batches are missing between two that are there. */
  | 'BATCH_MISSING'
  /** The bytes are not a batch. */
  | 'BATCH_MALFORMED'
  /** The bytes do not make the stored hash. */
  | 'BATCH_HASH'
  /** It does not follow the batch before it: see ChainFaultCode. */
  | `BATCH_${ChainFaultCode}`
  /** The log was trimmed at a place that no signed checkpoint names. */
  | 'BASE_UNSIGNED'
  | 'CHECKPOINT_MALFORMED'
  | 'CHECKPOINT_SIGNATURE'
  /** It names another batch hash or sequence than the journal holds. */
  | 'CHECKPOINT_MISMATCH'
  /** It names a batch that the journal does not hold. */
  | 'CHECKPOINT_BEYOND'
  | 'KEY_UNREADABLE'
  | 'ANCHOR_MISSING'
  | 'ANCHOR_DAMAGED'
  /** The journal ends below what was acknowledged. */
  | 'BELOW_ANCHOR'
  | 'ANCHOR_MISMATCH';

export interface Finding {
  readonly code: FindingCode;
  readonly about: 'journal' | 'batch' | 'checkpoint' | 'anchor' | 'key';
  /** The batch it is about, where there is one. */
  readonly batch: number | null;
  readonly sentence: string;
}

export interface VerifyOptions {
  /**
   * Gets each batch of the unbroken chain from the first one held, in order, to be replayed; none
   * from the first damaged one on.
   */
  readonly onBatch?: (batch: Batch) => void;
  /** Gets each good checkpoint right after the batch that it names, as onBatch would. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** Keys to trust instead of the directory's own `key.pub`. */
  readonly publicKeys?: readonly KeyObject[];
}

export interface Verification {
  /** Empty when all is well. */
  readonly findings: readonly Finding[];
  /** Batches and checkpoints looked at. */
  readonly batches: number;
  readonly checkpoints: number;
  /** The place before the first batch held, and that of the last; null where unreadable. */
  readonly base: ChainPosition | null;
  readonly head: ChainPosition | null;
}

/** One walk along the rows, collecting what is wrong with them. */
class Walk {
  readonly findings: Finding[] = [];
  readonly #options: VerifyOptions;
  readonly #anchor: Anchor | null;
  readonly #base: ChainPosition;
  /** Good checkpoints that no batch has met yet, by batch. */
  readonly #unmet: Map<number, Checkpoint[]>;
  /** What the next row continues. After a damaged row only its two hashes count: see #follows. */
  #position: ChainPosition;
  #damagedHashes: readonly Uint8Array[] | null = null;
  #intact = true;
  batches = 0;

  constructor(
    base: ChainPosition,
    anchor: Anchor | null,
    checkpoints: readonly Checkpoint[],
    options: VerifyOptions,
  ) {
    this.#base = base;
    this.#position = base;
    this.#anchor = anchor;
    this.#options = options;
    this.#unmet = Map.groupBy(checkpoints, (checkpoint) => checkpoint.batch);
    this.#meetBase();
  }

  get position(): ChainPosition {
    return this.#position;
  }

  visit(entry: LogEntry): void {
    this.batches += 1;
    const number = entry.batchNumber;
    this.#checkGap(number);
    const decoded = decodeBatch(entry.bytes);
    if (!decoded.ok) {
      this.#damaged('BATCH_MALFORMED', number, decoded.sentence);
      this.#continueAfterDamage(number, [entry.hash]);
      return;
    }
    const { batch } = decoded;
    if (!equalBytes(batch.hash, entry.hash)) {
      const sentence = `The bytes of batch ${number} do not make the hash stored with them.`;
      this.#damaged('BATCH_HASH', number, sentence);
      this.#continueAfterDamage(number, [entry.hash, batch.hash]);
      return;
    }
    if (!this.#follows(number, batch.header)) {
      this.#continueAfterDamage(number, [batch.hash]);
      return;
    }
    this.#position = positionAfter(batch.header, batch.hash);
    this.#damagedHashes = null;
    if (this.#intact) this.#options.onBatch?.(batch);
    this.#meet(this.#position);
  }

  /** What remains to be said when there is no further row. */
  finish(): void {
    const head = this.#position.batchNumber;
    for (const [batch] of this.#unmet) {
      if (batch <= head) continue;
      const sentence = `A signed checkpoint names batch ${batch}; the journal ends at ${head}.`;
      this.#find('CHECKPOINT_BEYOND', 'checkpoint', batch, sentence);
    }
    const anchor = this.#anchor;
    if (anchor === null || anchor.batch <= head) return;
    const sentence =
      `The journal ends at batch ${head}, but batch ${anchor.batch} ` +
      `(sequence ${anchor.sequence}) was acknowledged.`;
    this.#find('BELOW_ANCHOR', 'anchor', anchor.batch, sentence);
  }

  /** Says that the journal could not be read on after the last row. */
  stop(sentence: string): void {
    const next = this.#position.batchNumber + 1;
    const text = `The journal cannot be read on at batch ${next}: ${sentence}.`;
    this.#damaged('JOURNAL_UNREADABLE', next, text);
  }

  #find(code: FindingCode, about: Finding['about'], batch: number | null, sentence: string): void {
    this.findings.push({ code, about, batch, sentence });
  }

  #damaged(code: FindingCode, batch: number, sentence: string): void {
    this.#intact = false;
    this.#find(code, 'batch', batch, sentence);
  }

  #continueAfterDamage(batchNumber: number, hashes: readonly Uint8Array[]): void {
    this.#position = { ...this.#position, batchNumber };
    this.#damagedHashes = hashes;
  }

  #checkGap(number: number): void {
    const expected = this.#position.batchNumber + 1;
    if (number <= expected) return;
    const missing =
      number - 1 === expected ? `Batch ${expected} is` : `Batches ${expected} to ${number - 1} are`;
    this.#damaged('BATCH_MISSING', expected, `${missing} missing.`);
    this.#continueAfterDamage(number - 1, []);
  }

  /**
   * Whether a row follows the one before. After a damaged row only its number and hashes count:
   * the rest of that row is no evidence against this one.
   */
  #follows(number: number, header: BatchHeader): boolean {
    const { epoch, firstSequence, venueTimeUs, previousHash } = header;
    const known = this.#damagedHashes;
    const hash = known?.find((each) => equalBytes(each, previousHash)) ?? known?.[0];
    const previous =
      known === null
        ? this.#position
        : {
            batchNumber: number - 1,
            sequence: firstSequence - 1,
            epoch,
            venueTimeUs,
            hash: hash ?? previousHash,
          };
    const [fault] = chainFaults(previous, header);
    if (fault !== undefined) this.#damaged(`BATCH_${fault.code}`, number, fault.sentence);
    return fault === undefined;
  }

  #meetBase(): void {
    const { batchNumber } = this.#base;
    const unsigned = !this.#unmet.has(batchNumber);
    this.#meet(this.#base);
    if (batchNumber === 0 || !unsigned) return;
    const sentence = `It was trimmed through batch ${batchNumber}; no signed checkpoint says so.`;
    this.#find('BASE_UNSIGNED', 'journal', batchNumber, sentence);
  }

  /** Compares a good batch with the checkpoints and the anchor that name it. */
  #meet(position: ChainPosition): void {
    const { batchNumber, sequence, hash } = position;
    const differs = (claim: { readonly sequence: number }, claimed: Uint8Array) =>
      claim.sequence !== sequence || !equalBytes(claimed, hash);
    for (const checkpoint of this.#unmet.get(batchNumber) ?? []) {
      if (differs(checkpoint, checkpoint.batchHash)) {
        const sentence = `A signed checkpoint names another batch ${batchNumber}.`;
        this.#find('CHECKPOINT_MISMATCH', 'checkpoint', batchNumber, sentence);
      } else if (this.#intact) this.#options.onCheckpoint?.(checkpoint);
    }
    const anchor = this.#anchor;
    if (anchor?.batch === batchNumber && differs(anchor, anchor.hash)) {
      const sentence = `The anchor names another batch ${batchNumber} than the journal holds.`;
      this.#find('ANCHOR_MISMATCH', 'anchor', batchNumber, sentence);
    }
  }
}

function anchorFinding(code: FindingCode, sentence: string): Finding {
  return { code, about: 'anchor', batch: null, sentence };
}

function readAnchorOrFind(directory: string, findings: Finding[]): Anchor | null {
  try {
    const anchor = readAnchor(directory);
    if (anchor === null) {
      const sentence = 'There is no anchor, so nothing says how far the journal was acknowledged.';
      findings.push(anchorFinding('ANCHOR_MISSING', sentence));
    }
    return anchor;
  } catch (thrown) {
    findings.push(anchorFinding('ANCHOR_DAMAGED', sentenceOf(thrown)));
    return null;
  }
}

function readKeysOrFind(directory: string, findings: Finding[]): readonly KeyObject[] {
  try {
    return readPublicKeys(directory);
  } catch (thrown) {
    const sentence = sentenceOf(thrown);
    findings.push({ code: 'KEY_UNREADABLE', about: 'key', batch: null, sentence });
    return [];
  }
}

/** The checkpoints that are signed, and a finding for each that is not. */
function goodCheckpoints(
  rows: readonly unknown[],
  publicKeys: readonly KeyObject[],
  findings: Finding[],
): Checkpoint[] {
  const good: Checkpoint[] = [];
  for (const row of rows) {
    const signed = signedCheckpointOf(row);
    const checkpoint = signed === null ? null : decodeCheckpoint(signed.bytes);
    const filed = (row as Record<string, unknown>)['batch'];
    const batch = checkpoint?.batch ?? (typeof filed === 'number' ? filed : null);
    if (signed === null || checkpoint === null) {
      const sentence = `What stands as a checkpoint of batch ${batch} is none.`;
      findings.push({ code: 'CHECKPOINT_MALFORMED', about: 'checkpoint', batch, sentence });
    } else if (!isSignedBy(signed, publicKeys)) {
      const sentence = `No key of the directory signed the checkpoint of batch ${batch}.`;
      findings.push({ code: 'CHECKPOINT_SIGNATURE', about: 'checkpoint', batch, sentence });
    } else good.push(checkpoint);
  }
  return good;
}

/** Feeds the rows to the walk; a row that cannot be read ends it. */
function walkRows(batches: Database.Statement, walk: Walk): void {
  const rows = batches.iterate();
  try {
    for (;;) {
      let entry: LogEntry;
      try {
        const next = rows.next();
        if (next.done === true) break;
        entry = entryOf(next.value);
      } catch (thrown) {
        walk.stop(sentenceOf(thrown));
        break;
      }
      walk.visit(entry);
    }
  } finally {
    // A callback that throws leaves the query open, and the database could not be closed.
    rows.return?.();
  }
  walk.finish();
}

interface Evidence {
  readonly handle: Database.Database;
  /** All rows of the table batch, in order. */
  readonly batchRows: Database.Statement;
  readonly base: ChainPosition;
  readonly checkpointRows: readonly unknown[];
}

function openEvidence(directory: string): Evidence {
  const path = join(directory, JOURNAL_FILE);
  const handle = new Database(path, { readonly: true, fileMustExist: true });
  try {
    handle.exec('BEGIN');
    requireFormat(handle);
    const checkpointRows = handle.prepare('SELECT * FROM checkpoint ORDER BY id').all();
    const batchRows = handle.prepare('SELECT * FROM batch ORDER BY batch');
    return { handle, batchRows, base: readBase(handle), checkpointRows };
  } catch (thrown) {
    handle.close();
    throw thrown;
  }
}

/**
 * Verifies every batch, checkpoint and the anchor of a data directory. Never throws for what it
 * finds there; an error of one of the caller's callbacks passes through.
 */
export function verifyDirectory(directory: string, options: VerifyOptions = {}): Verification {
  const findings: Finding[] = [];
  // The anchor first: a journal that is being written meanwhile can then only be ahead of it.
  const anchor = readAnchorOrFind(directory, findings);
  const publicKeys = options.publicKeys ?? readKeysOrFind(directory, findings);
  let evidence: Evidence;
  try {
    evidence = openEvidence(directory);
  } catch (thrown) {
    const sentence = `The journal cannot be read: ${sentenceOf(thrown)}.`;
    findings.push({ code: 'JOURNAL_UNREADABLE', about: 'journal', batch: null, sentence });
    return { findings, batches: 0, checkpoints: 0, base: null, head: null };
  }
  const { handle, batchRows, base, checkpointRows } = evidence;
  try {
    const checkpoints = goodCheckpoints(checkpointRows, publicKeys, findings);
    const walk = new Walk(base, anchor, checkpoints, options);
    walkRows(batchRows, walk);
    findings.push(...walk.findings);
    const { batches, position: head } = walk;
    return { findings, batches, checkpoints: checkpointRows.length, base, head };
  } finally {
    handle.close();
  }
}
