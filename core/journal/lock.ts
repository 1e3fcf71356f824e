/**
 * One writer a data directory: an exclusive SQLite lock on `lock.db`, held for life.
 *
 * The kernel releases it however the process ends, kill -9 included, so there is no stale lock to
 * judge. POSIX drops a process's locks on a file when that process closes any descriptor of it:
 * nothing else in the process may open `lock.db`, not even to copy it.
 */
import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { JournalError, sentenceOf } from './errors.ts';

export const LOCK_FILE = 'lock.db';
export const OWNER_FILE = 'owner';

export interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** Who wrote the owner file last; null where it is missing or says nothing. For messages only. */
export function readOwner(directory: string): Owner | null {
  try {
    const owner: unknown = JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8'));
    const { pid, host } = owner as Partial<Record<keyof Owner, unknown>>;
    return Number.isSafeInteger(pid) && typeof host === 'string'
      ? { pid: Number(pid), host }
      : null;
  } catch {
    return null;
  }
}

function inUse(directory: string): JournalError {
  const owner = readOwner(directory);
  const by = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  const sentence =
    `The data directory ${directory} is in use by ${by}. ` +
    'Stop that one first, or choose another directory.';
  return new JournalError('IN_USE', sentence, owner === null ? {} : { ...owner });
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
}

export class DirectoryLock {
  readonly #directory: string;
  readonly #handle: Database.Database;

  /** Takes a handle inside an exclusive transaction; use takeLock. */
  constructor(directory: string, handle: Database.Database) {
    this.#directory = directory;
    this.#handle = handle;
  }

  release(): void {
    if (!this.#handle.open) return;
    rmSync(join(this.#directory, OWNER_FILE), { force: true });
    this.#handle.close();
  }
}

/**
 * Takes the directory for this process and writes its pid and host to `owner`. Throws IN_USE, with
 * pid and host where they are known, when another process (or another part of this one) has it.
 */
export function takeLock(directory: string): DirectoryLock {
  let handle: Database.Database | null = null;
  try {
    handle = new Database(join(directory, LOCK_FILE), { timeout: 0 });
    handle.exec('BEGIN EXCLUSIVE');
    const owner: Owner = { pid: process.pid, host: hostname() };
    writeFileSync(join(directory, OWNER_FILE), `${JSON.stringify(owner)}\n`);
    return new DirectoryLock(directory, handle);
  } catch (thrown) {
    handle?.close();
    if (isBusy(thrown)) throw inUse(directory);
    const sentence = `The data directory ${directory} cannot be locked: ${sentenceOf(thrown)}.`;
    throw new JournalError('UNREADABLE', sentence, {}, thrown);
  }
}
