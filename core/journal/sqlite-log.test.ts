import Database from 'better-sqlite3';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { chainedBatches, GENESIS } from './chain.ts';
import type { CommandLogHarness } from './command-log.conformance.ts';
import { commandLogConformance } from './command-log.conformance.ts';
import type { CommandLog } from './command-log.ts';
import type { JournalDatabase } from './journal-database.ts';
import { durabilitySettings, openJournalDatabase } from './journal-database.ts';
import { SqliteLog } from './sqlite-log.ts';
import { batchesAfter } from './testing/batches.ts';
import { LONG, temporaryDirectory } from './testing/temporary.ts';

/** A full disk, as far as SQLite can tell: the file may not grow by another page. */
function fillDisk(database: JournalDatabase): void {
  const pages: unknown = database.handle.pragma('page_count', { simple: true });
  database.handle.pragma(`max_page_count = ${String(pages)}`);
}

function freeDisk(database: JournalDatabase): void {
  database.handle.pragma('max_page_count = 1073741823');
}

async function sqliteHarness(): Promise<CommandLogHarness> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-journal-'));
  const databases = new Map<CommandLog, JournalDatabase>();
  return {
    async open() {
      const database = openJournalDatabase(join(directory, 'journal.db'));
      const log = new SqliteLog(database);
      databases.set(log, database);
      return log;
    },
    async failNextWrite(log) {
      fillDisk(databases.get(log)!);
    },
    async heal(log) {
      freeDisk(databases.get(log)!);
    },
    async dispose() {
      rmSync(directory, { recursive: true });
    },
  };
}

commandLogConformance('SqliteLog', sqliteHarness);

function openLog() {
  const path = join(temporaryDirectory(), 'journal.db');
  const database = openJournalDatabase(path);
  return { path, database, log: new SqliteLog(database) };
}

describe('LOG-05 a commit that returned survives a power cut', () => {
  test('write-ahead log, synchronous FULL, and no folding behind our back, read back', () => {
    const { database } = openLog();
    const read = (pragma: string): unknown => database.handle.pragma(pragma, { simple: true });
    expect(read('journal_mode')).toBe('wal');
    expect(read('synchronous')).toBe(2);
    expect(read('wal_autocheckpoint')).toBe(0);
  });

  test('on macOS the drive is told to empty its cache as well', () => {
    const names = durabilitySettings('darwin').map(({ pragma, reads }) => `${pragma} ${reads}`);
    expect(names).toContain('fullfsync 1');
    expect(names).toContain('checkpoint_fullfsync 1');
    expect(names).toContain('synchronous 2');
  });

  test('a database that cannot keep a write-ahead log is refused', () => {
    expect(() => openJournalDatabase(':memory:')).toThrow(
      expect.objectContaining({ code: 'NOT_DURABLE', facts: { pragma: 'journal_mode' } }),
    );
  });
});

describe('LOG-06 the latch holds for whatever SQLite would have forgiven', () => {
  test('SQLite itself takes the batch once the disk has room; only the latch refuses', async () => {
    const { database, log } = openLog();
    const [first] = batchesAfter(GENESIS, 1, { bodyBytes: 20_000 });
    fillDisk(database);
    await expect(log.append(1, first!)).rejects.toThrow(/database or disk is full/);
    freeDisk(database);
    await expect(log.append(1, first!)).rejects.toMatchObject({ code: 'POISONED' });
    const insert = database.handle.prepare('INSERT INTO batch VALUES (1, ?, ?)');
    expect(insert.run(Buffer.alloc(32), first).changes).toBe(1);
  });

  test('a failed fold of the write-ahead log stops the appends as well', async () => {
    const { database, log } = openLog();
    const [first] = batchesAfter(GENESIS, 1);
    // SQLite refuses to fold inside a transaction: an error as good as that of a failed fsync.
    database.handle.exec('BEGIN IMMEDIATE');
    expect(() => database.fold()).toThrow(expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }));
    database.handle.exec('ROLLBACK');
    await expect(log.append(1, first!)).rejects.toMatchObject({ code: 'POISONED' });
  });
});

describe('LOG-21 the write-ahead log is folded into the database by us, off the answer', () => {
  test('after about a thousand pages, and not before the answer', async () => {
    const { path, log } = openLog();
    const batches = batchesAfter(GENESIS, 12, { bodyBytes: 400_000 });
    for (const [index, bytes] of batches.entries()) await log.append(index + 1, bytes);
    expect(statSync(path).size).toBeLessThan(100_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(statSync(path).size).toBeGreaterThan(4_000_000);
  });

  test('at once for a caller that never lets go, so that it stays bounded', async () => {
    const { path, log } = openLog();
    const batches = batchesAfter(GENESIS, 120, { bodyBytes: 400_000 });
    for (const [index, bytes] of batches.entries()) await log.append(index + 1, bytes);
    expect(statSync(`${path}-wal`).size).toBeLessThan(20_000_000);
    expect(statSync(path).size).toBeGreaterThan(30_000_000);
  });
});

test('LOG-04 two threads racing for every place never both get one', async () => {
  const { path, log } = openLog();
  const places = LONG ? 2_000 : 150;
  const racers = [1, 2].map((writer) => {
    const worker = new Worker(new URL('./testing/racer.ts', import.meta.url), {
      workerData: { path, writer, places },
    });
    return new Promise<number[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  });
  const [first, second] = await Promise.all(racers);
  const won = [...first!, ...second!].toSorted((left, right) => left - right);
  expect(won).toEqual(Array.from({ length: places }, (_, index) => index + 1));
  let batches = 0;
  for await (const batch of chainedBatches(log, GENESIS)) {
    batches += 1;
    const winner = first!.includes(batch.header.batchNumber) ? 1 : 2;
    expect(batch.header.writer).toBe(winner);
  }
  expect(batches).toBe(places);
});

describe('LOG-08 a trimmed log remembers what its first batch follows', () => {
  test('the chain holds from the base on, and the checkpoints below it are gone', async () => {
    const { path, database, log } = openLog();
    const batches = batchesAfter(GENESIS, 300);
    for (const [index, bytes] of batches.entries()) await log.append(index + 1, bytes);
    await log.trim(291);
    expect(log.base.batchNumber).toBe(290);
    const left: number[] = [];
    for await (const batch of chainedBatches(log, log.base)) left.push(batch.header.batchNumber);
    expect(left).toEqual([291, 292, 293, 294, 295, 296, 297, 298, 299, 300]);
    expect(await log.positionAt(290)).toBe(log.base);
    expect(await log.positionAt(289)).toBeNull();
    database.close();
    expect(new SqliteLog(openJournalDatabase(path)).base).toEqual({
      ...log.base,
      hash: Buffer.from(log.base.hash),
    });
  });

  test('a damaged record of it is refused', async () => {
    const { path, database, log } = openLog();
    const batches = batchesAfter(GENESIS, 5);
    for (const [index, bytes] of batches.entries()) await log.append(index + 1, bytes);
    await log.trim(3);
    const base = database.handle
      .prepare(`SELECT value FROM meta WHERE name = 'base'`)
      .pluck()
      .get();
    const flipped = Buffer.from(base as Buffer);
    flipped[30]! ^= 1;
    database.handle.prepare(`UPDATE meta SET value = ? WHERE name = 'base'`).run(flipped);
    database.close();
    expect(() => new SqliteLog(openJournalDatabase(path))).toThrow(/trimmed is damaged/);
  });
});

describe('what is no journal is refused and left alone', () => {
  test('another format', () => {
    const { path, database } = openLog();
    database.handle.prepare(`UPDATE meta SET value = 2 WHERE name = 'format'`).run();
    database.close();
    expect(() => openJournalDatabase(path)).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNKNOWN' }),
    );
  });

  test('bytes that are no database', () => {
    const path = join(temporaryDirectory(), 'journal.db');
    writeFileSync(path, 'x'.repeat(5_000));
    expect(() => openJournalDatabase(path)).toThrow(
      expect.objectContaining({ code: 'UNREADABLE' }),
    );
    expect(readFileSync(path, 'utf8')).toBe('x'.repeat(5_000));
  });

  test("another program's database", () => {
    const path = join(temporaryDirectory(), 'journal.db');
    const other = new Database(path);
    other.exec('CREATE TABLE something (id INTEGER)');
    other.close();
    const before = readFileSync(path);
    expect(() => openJournalDatabase(path)).toThrow(
      expect.objectContaining({ code: 'UNREADABLE' }),
    );
    expect(readFileSync(path)).toEqual(before);
  });
});
