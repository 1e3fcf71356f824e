/** Rows of a journal's database, parsed: a damaged file may hold anything in any column. */
import type Database from 'better-sqlite3';
import { BATCH_HEADER_BYTES, decodeBatchHeader } from './batch.ts';
import { equalBytes, HASH_BYTES, sha256 } from './bytes.ts';
import type { ChainPosition } from './chain.ts';
import { GENESIS, positionAfter } from './chain.ts';
import type { LogEntry } from './command-log.ts';
import { JournalError } from './errors.ts';

const BASE = 'base';

function damaged(sentence: string): JournalError {
  return new JournalError('UNREADABLE', sentence);
}

/** A row of the table batch. Throws UNREADABLE where the columns are not of their types. */
export function entryOf(row: unknown): LogEntry {
  const { batch, hash, bytes } = row as Record<string, unknown>;
  if (typeof batch !== 'number' || !Buffer.isBuffer(hash) || !Buffer.isBuffer(bytes)) {
    throw damaged(`The row of batch ${String(batch)} is damaged.`);
  }
  return { batchNumber: batch, hash, bytes };
}

/** The place before the first batch that the journal still holds; GENESIS unless trimmed. */
export function readBase(handle: Database.Database): ChainPosition {
  const value: unknown = handle.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(BASE);
  if (value === undefined) return GENESIS;
  if (!Buffer.isBuffer(value)) throw damaged('The record of what was trimmed is damaged.');
  const bytes = value.subarray(0, -2 * HASH_BYTES);
  const decoded = decodeBatchHeader(bytes);
  const checksum = value.subarray(-HASH_BYTES);
  if (!decoded.ok || !equalBytes(sha256(value.subarray(0, -HASH_BYTES)), checksum)) {
    throw damaged('The record of what was trimmed is damaged.');
  }
  const hash = value.subarray(-2 * HASH_BYTES, -HASH_BYTES);
  return positionAfter(decoded.header, hash);
}

/** Records the last of the batches that a trim removes: header, hash, a checksum over both. */
export function writeBase(handle: Database.Database, { bytes, hash }: LogEntry): void {
  const record = Buffer.concat([bytes.subarray(0, BATCH_HEADER_BYTES), hash]);
  handle
    .prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
    .run(BASE, Buffer.concat([record, sha256(record)]));
}
