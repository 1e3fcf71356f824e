/**
 * The SQLite file of a journal, set to survive a power cut, and the latch that stops every write
 * after the first that fails.
 *
 * The latch is needed because SQLite would carry on: after a failed fsync the kernel may have
 * dropped the pages, and the next commit succeeds over the hole.
 */
import Database from 'better-sqlite3';
import { dirname } from 'node:path';
import { syncDirectoryNow } from './durable-file.ts';
import { JournalError, sentenceOf } from './errors.ts';

export const JOURNAL_FILE = 'journal.db';
export const JOURNAL_FORMAT = 1;

const SCHEMA = `
  CREATE TABLE meta (
    name TEXT PRIMARY KEY, value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE batch (
    batch INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, bytes BLOB NOT NULL, signature BLOB NOT NULL
  ) STRICT;
`;

/** Pages of write-ahead log after which it is folded into the database, once there is time. */
const FOLD_AFTER_PAGES = 1_000;
/** The same for a caller that leaves no time: it waits for the fold. */
const FOLD_AT_ONCE_PAGES = 4_000;
const PAGE_BYTES = 4_096;
const BUSY_TIMEOUT_MS = 5_000;

interface Setting {
  readonly pragma: string;
  readonly value: string;
  readonly reads: string | number;
}

/**
 * What must hold before a commit may be called durable. SQLite's own folding is off because it
 * ignores a failed fsync (`fold` does not); on macOS a plain fsync leaves data in the drive.
 */
export function durabilitySettings(platform: NodeJS.Platform): readonly Setting[] {
  const everywhere = [
    { pragma: 'journal_mode', value: 'WAL', reads: 'wal' },
    { pragma: 'synchronous', value: 'FULL', reads: 2 },
    { pragma: 'wal_autocheckpoint', value: '0', reads: 0 },
  ];
  if (platform !== 'darwin') return everywhere;
  return [
    ...everywhere,
    { pragma: 'fullfsync', value: '1', reads: 1 },
    { pragma: 'checkpoint_fullfsync', value: '1', reads: 1 },
  ];
}

function makeDurable(handle: Database.Database): void {
  for (const { pragma, value, reads } of durabilitySettings(process.platform)) {
    handle.pragma(`${pragma} = ${value}`);
    const read: unknown = handle.pragma(pragma, { simple: true });
    if (read !== reads) {
      const sentence =
        `SQLite's ${pragma} reads ${String(read)}, not ${reads}: ` +
        'a commit would not survive a power cut.';
      throw new JournalError('NOT_DURABLE', sentence, { pragma });
    }
  }
}

/** Throws FORMAT_UNKNOWN unless the journal is of this program's format. */
export function requireFormat(handle: Database.Database): void {
  const format: unknown = handle
    .prepare(`SELECT value FROM meta WHERE name = 'format'`)
    .pluck()
    .get();
  if (format === JOURNAL_FORMAT) return;
  const sentence =
    `The journal is of format ${String(format)}; this program knows only ` +
    `format ${JOURNAL_FORMAT}.`;
  throw new JournalError('FORMAT_UNKNOWN', sentence);
}

/** Looks before anything is set: a database of somebody else's stays as it is. */
function isEmpty(handle: Database.Database): boolean {
  if (handle.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0) return true;
  requireFormat(handle);
  return false;
}

/**
 * Folds what a crash left in the write-ahead log before anything is built on it: pages whose fsync
 * failed may stand in the kernel's cache alone, and only writing them again makes them durable.
 */
function foldLeftovers(handle: Database.Database): void {
  const [state] = handle.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
  if (state.busy === 0) return;
  const sentence =
    'Another program reads the journal, so what was written last cannot be made durable first. ' +
    'Wait until it has ended and start again.';
  throw new JournalError('NOT_DURABLE', sentence);
}

function createSchema(handle: Database.Database): void {
  handle.transaction(() => {
    handle.exec(SCHEMA);
    handle.prepare('INSERT INTO meta VALUES (?, ?)').run('format', JOURNAL_FORMAT);
  })();
}

export class JournalDatabase {
  readonly handle: Database.Database;
  readonly #onFault: (fault: JournalError) => void;
  #fault: JournalError | null = null;
  #unfoldedPages = 0;
  #isFoldDue = false;

  /** Takes a handle that openJournalDatabase has set; `onFault` is told of the first failure. */
  constructor(handle: Database.Database, onFault: (fault: JournalError) => void = () => {}) {
    this.handle = handle;
    this.#onFault = onFault;
  }

  /** The first failure; once there is one, it stays. */
  get fault(): JournalError | null {
    return this.#fault;
  }

  /** Whether it folds in the event loop's next turn. */
  get isFoldDue(): boolean {
    return this.#isFoldDue;
  }

  get open(): boolean {
    return this.handle.open;
  }

  /** Takes a failure that was seen elsewhere: nothing is written here any more either. */
  poison(fault: JournalError): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    this.#onFault(fault);
  }

  /** Throws CLOSED or POISONED where nothing may be written. */
  requireWritable(): void {
    if (!this.open) throw new JournalError('CLOSED', 'The journal is closed.');
    if (this.#fault === null) return;
    const sentence = `The journal takes no more writes until a restart: ${this.#fault.message}`;
    throw new JournalError('POISONED', sentence, {}, this.#fault);
  }

  /** Runs a read. A failure poisons the journal, too: the disk below it is not to be trusted. */
  read<T>(operation: () => T): T {
    if (!this.open) throw new JournalError('CLOSED', 'The journal is closed.');
    return this.#latched('UNREADABLE', 'The journal cannot be read', operation);
  }

  /** Runs a durable write of about `bytes` bytes. */
  write<T>(bytes: number, operation: () => T): T {
    this.requireWritable();
    const result = this.#latched('OUTCOME_UNKNOWN', 'A write to the journal failed', operation);
    this.#unfoldedPages += Math.ceil(bytes / PAGE_BYTES) + 2;
    if (this.#unfoldedPages >= FOLD_AT_ONCE_PAGES) this.fold();
    else if (this.#unfoldedPages >= FOLD_AFTER_PAGES) this.#scheduleFold();
    return result;
  }

  /** Size of the database file in bytes; 0 where it cannot be asked any more. */
  sizeBytes(): number {
    if (!this.open || this.#fault !== null) return 0;
    try {
      return this.read(
        () => Number(this.handle.pragma('page_count', { simple: true })) * PAGE_BYTES,
      );
    } catch {
      // The latch holds the failure; a question about health must not itself fail.
      return 0;
    }
  }

  /** Folds the write-ahead log into the database; a reader elsewhere may hold back a part. */
  fold(mode: 'PASSIVE' | 'TRUNCATE' = 'PASSIVE'): void {
    this.requireWritable();
    this.#unfoldedPages = 0;
    this.#latched('OUTCOME_UNKNOWN', 'Folding the journal failed', () =>
      this.handle.pragma(`wal_checkpoint(${mode})`),
    );
  }

  /** Folds what is left, so that a failed fsync is seen here, and closes. */
  close(): void {
    if (!this.open) return;
    try {
      if (this.#fault === null) this.fold('TRUNCATE');
    } finally {
      this.handle.close();
    }
  }

  #latched<T>(code: 'UNREADABLE' | 'OUTCOME_UNKNOWN', what: string, operation: () => T): T {
    try {
      return operation();
    } catch (thrown) {
      const error = new JournalError(code, `${what}: ${sentenceOf(thrown)}.`, {}, thrown);
      this.poison(error);
      throw error;
    }
  }

  /** After the batch has been acknowledged, not before: folding takes milliseconds. */
  #scheduleFold(): void {
    if (this.#isFoldDue) return;
    this.#isFoldDue = true;
    setImmediate(() => {
      this.#isFoldDue = false;
      if (!this.open || this.#fault !== null) return;
      try {
        this.fold();
      } catch (thrown) {
        // The latch holds it, and the next write and health() tell.
        if (!(thrown instanceof JournalError)) throw thrown;
      }
    });
  }
}

/**
 * Opens, or creates, the journal's database for its one writer; `onFault` is told of the first
 * failure after that. Throws NOT_DURABLE, FORMAT_UNKNOWN or UNREADABLE.
 */
export function openJournalDatabase(
  path: string,
  onFault?: (fault: JournalError) => void,
): JournalDatabase {
  let handle: Database.Database | null = null;
  try {
    handle = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    const empty = isEmpty(handle);
    makeDurable(handle);
    foldLeftovers(handle);
    if (empty) createSchema(handle);
    // SQLite ignores a failed fsync of the directory, where its write-ahead log has just appeared.
    syncDirectoryNow(dirname(path));
    return new JournalDatabase(handle, onFault);
  } catch (thrown) {
    handle?.close();
    if (thrown instanceof JournalError) throw thrown;
    const sentence = `The journal cannot be opened: ${sentenceOf(thrown)}.`;
    throw new JournalError('UNREADABLE', sentence, {}, thrown);
  }
}
