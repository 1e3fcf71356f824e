/**
 * Opens a data directory for its one writer, or says why it must not be written.
 *
 * Start-up checks what damage since the last acknowledgement could have done: the head against the
 * anchor, and the chain from the newest signed checkpoint on. The whole chain is verification's.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Anchor } from './anchor.ts';
import { AnchorWriter, readAnchor } from './anchor.ts';
import { equalBytes } from './bytes.ts';
import type { ChainPosition } from './chain.ts';
import { chainBroken, chainedBatches, GENESIS } from './chain.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import type { LocalLog } from './command-log.ts';
import { syncDirectory } from './durable-file.ts';
import { JournalError } from './errors.ts';
import type { JournalDatabase } from './journal-database.ts';
import { JOURNAL_FILE, openJournalDatabase } from './journal-database.ts';
import type { SigningKey, SigningKeyOptions } from './keys.ts';
import { openSigningKey, readPublicKeys } from './keys.ts';
import { takeLock } from './lock.ts';
import { SnapshotStore } from './snapshots.ts';
import { SqliteLog } from './sqlite-log.ts';
import { WorkerLog } from './worker-log.ts';

export interface OpenJournalOptions extends SigningKeyOptions {
  /** Sequence numbers that projections stand at: see SnapshotStoreOptions. */
  readonly keepSnapshotsFor?: () => readonly number[];
  /** Told when the log or its anchor fails, or the thread that writes ends: stop acknowledging. */
  readonly onFault?: (fault: JournalError) => void;
}

/** Something a start goes on with, but a person must be told. */
export interface JournalNotice {
  readonly code: 'ANCHOR_MISSING';
  readonly sentence: string;
}

export interface Journal {
  readonly log: LocalLog;
  readonly anchor: AnchorWriter;
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly key: SigningKey;
  /** The last batch when the journal was opened. */
  readonly head: ChainPosition;
  readonly notices: readonly JournalNotice[];
  /** Writes the anchor, folds and closes the log, and gives the directory free. */
  close(): Promise<void>;
}

function belowAnchor(directory: string, head: ChainPosition, anchor: Anchor): JournalError {
  const { batchNumber, sequence } = head;
  const missing =
    anchor.batch === batchNumber + 1
      ? `batch ${anchor.batch} is`
      : `batches ${batchNumber + 1} to ${anchor.batch} are`;
  const sentence =
    `The journal of ${directory} ends at batch ${batchNumber} (sequence ${sequence}), but ` +
    `batch ${anchor.batch} (sequence ${anchor.sequence}) was acknowledged: ${missing} missing. ` +
    'Put back the newest copy of journal.db together with its journal.db-wal. To give those ' +
    'batches up for good, move the file anchor out of the directory and start again.';
  return new JournalError('BELOW_ANCHOR', sentence, { head: batchNumber, anchor: anchor.batch });
}

function anchorMismatch(directory: string, anchor: Anchor): JournalError {
  const sentence =
    `The journal of ${directory} holds another batch ${anchor.batch} than was acknowledged: ` +
    'journal.db and anchor are not of one piece. Put back the copies that belong together, and ' +
    'verify the directory.';
  return new JournalError('ANCHOR_MISMATCH', sentence, { batch: anchor.batch });
}

/** Refuses to make a journal anew where there has been one. */
function requireNotLost(directory: string, anchor: Anchor | null): void {
  const path = join(directory, JOURNAL_FILE);
  if (existsSync(path)) return;
  if (anchor !== null && anchor.batch > 0) throw belowAnchor(directory, GENESIS, anchor);
  // SQLite would delete it as a left-over, and with it the last trace of what was there.
  if (existsSync(`${path}-wal`)) {
    const sentence = `${path} is missing, but its write-ahead log is there. Put back a copy of it.`;
    throw new JournalError('UNREADABLE', sentence);
  }
}

async function checkAnchor(directory: string, log: LocalLog, anchor: Anchor): Promise<void> {
  const head = await log.head();
  if (head.batchNumber < anchor.batch) throw belowAnchor(directory, head, anchor);
  // A crash right after a trim can leave an anchor below what the log still holds.
  if (anchor.batch < log.base.batchNumber) return;
  const position = await log.positionAt(anchor.batch);
  if (
    position === null ||
    position.sequence !== anchor.sequence ||
    !equalBytes(position.hash, anchor.hash)
  ) {
    throw anchorMismatch(directory, anchor);
  }
}

/** Checks the chain from the newest checkpoint, or from where the log begins, to the head. */
async function checkTail(log: LocalLog, checkpoints: CheckpointStore): Promise<void> {
  let from = log.base;
  const checkpoint = checkpoints.newest();
  if (checkpoint !== null) {
    const position = await log.positionAt(checkpoint.batch);
    if (position === null) throw chainBroken(checkpoint.batch, 'It is missing, but was signed.');
    if (!equalBytes(position.hash, checkpoint.batchHash)) {
      throw chainBroken(checkpoint.batch, 'A signed checkpoint names another hash for it.');
    }
    from = position;
  }
  const tail = chainedBatches(log, from);
  while ((await tail.next()).done !== true);
}

function makeDirectory(directory: string): boolean {
  if (existsSync(directory)) return false;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return true;
}

function noticesOf(directory: string, anchor: Anchor | null, head: ChainPosition): JournalNotice[] {
  if (anchor !== null || head.batchNumber === 0) return [];
  const sentence =
    `There was no anchor in ${directory}: whether anything acknowledged is missing after batch ` +
    `${head.batchNumber} (sequence ${head.sequence}) cannot be told. It has a new anchor now.`;
  return [{ code: 'ANCHOR_MISSING', sentence }];
}

async function openLocked(
  directory: string,
  database: JournalDatabase,
  log: WorkerLog,
  release: () => void,
  storedAnchor: Anchor | null,
  options: OpenJournalOptions,
): Promise<Journal> {
  if (storedAnchor !== null) await checkAnchor(directory, log, storedAnchor);
  const key = await openSigningKey(directory, options);
  const publicKeys = readPublicKeys(directory);
  const checkpoints = new CheckpointStore(database, log, key.privateKey, publicKeys);
  await checkTail(log, checkpoints);
  await log.begin();

  const head = await log.head();
  const anchor = new AnchorWriter(directory, options.onFault);
  anchor.note(head.batchNumber, head.sequence, head.hash);
  await anchor.flush();
  const { keepSnapshotsFor: keepFor } = options;
  return {
    log,
    anchor,
    snapshots: new SnapshotStore(directory, keepFor === undefined ? {} : { keepFor }),
    checkpoints,
    key,
    head,
    notices: noticesOf(directory, storedAnchor, head),
    async close() {
      try {
        if (log.health().state === 'ok') {
          const { batchNumber, sequence, hash } = await log.head();
          anchor.note(batchNumber, sequence, hash);
        }
        await anchor.flush();
      } finally {
        try {
          await log.close();
        } finally {
          release();
        }
      }
    },
  };
}

/**
 * Takes a data directory, made if it is missing, checks it and opens what is in it. Throws
 * JournalError: IN_USE, BELOW_ANCHOR, ANCHOR_MISMATCH, ANCHOR_DAMAGED, CHAIN_BROKEN, NOT_DURABLE,
 * FORMAT_UNKNOWN, UNREADABLE, or a KEY_ code of openSigningKey; an error of the file system, such
 * as a directory that may not be made, passes through as it is.
 */
export async function openJournal(
  directory: string,
  options: OpenJournalOptions = {},
): Promise<Journal> {
  if (makeDirectory(directory)) await syncDirectory(dirname(directory));
  const lock = takeLock(directory);
  let database: JournalDatabase | null = null;
  let log: WorkerLog | null = null;
  try {
    const anchor = readAnchor(directory);
    requireNotLost(directory, anchor);
    const path = join(directory, JOURNAL_FILE);
    database = openJournalDatabase(path, options.onFault);
    log = new WorkerLog(path, database, new SqliteLog(database));
    return await openLocked(directory, database, log, () => lock.release(), anchor, options);
  } catch (thrown) {
    await log?.abandon();
    database?.close();
    lock.release();
    throw thrown;
  }
}
