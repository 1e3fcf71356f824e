import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Batch } from './batch.ts';
import { sha256, toHex } from './bytes.ts';
import { chainedBatches, GENESIS } from './chain.ts';
import type { CommandLogHarness } from './command-log.conformance.ts';
import { commandLogConformance } from './command-log.conformance.ts';
import type { JournalError } from './errors.ts';
import { openJournalDatabase } from './journal-database.ts';
import { SqliteLog } from './sqlite-log.ts';
import { batchesAfter } from './testing/batches.ts';
import { temporaryDirectory } from './testing/temporary.ts';
import { WorkerLog } from './worker-log.ts';

async function openLog(path: string, onFault?: (fault: JournalError) => void): Promise<WorkerLog> {
  const database = openJournalDatabase(path, onFault);
  const log = new WorkerLog(path, database, new SqliteLog(database));
  await log.begin();
  return log;
}

/** Changes the database from outside, as a disk would: the thread has no ear for tests. */
function exec(path: string, statement: string): void {
  const raw = new Database(path);
  raw.exec(statement);
  raw.close();
}

const BREAK = `CREATE TRIGGER broken BEFORE INSERT ON batch BEGIN SELECT raise(FAIL, 'no'); END`;

async function workerHarness(): Promise<CommandLogHarness> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-journal-'));
  const path = join(directory, 'journal.db');
  return {
    open: () => openLog(path),
    async failNextWrite() {
      exec(path, BREAK);
    },
    async heal() {
      exec(path, 'DROP TRIGGER broken');
    },
    async dispose() {
      rmSync(directory, { recursive: true });
    },
  };
}

commandLogConformance('WorkerLog', workerHarness);

async function openTemporary() {
  const path = join(temporaryDirectory(), 'journal.db');
  const faults: JournalError[] = [];
  const log = await openLog(path, (fault) => faults.push(fault));
  onTestFinished(() => log.close());
  return { path, log, faults };
}

/** The thread of the log that is opened next. */
function nextThread(): () => Worker {
  const threads: Worker[] = [];
  // It is called with a `this` of its own below.
  // oxlint-disable-next-line typescript/unbound-method
  const real = Worker.prototype.postMessage;
  const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
    this: Worker,
    message,
  ) {
    threads.push(this);
    real.call(this, message);
  });
  onTestFinished(() => post.mockRestore());
  return () => threads.at(-1)!;
}

describe('LOG-23 the journal is written by a thread of its own', () => {
  test('appends on their way together are written in their order', async () => {
    const { log } = await openTemporary();
    const batches = batchesAfter(GENESIS, 50, { bodyBytes: 10_000 });
    const results = await Promise.all(batches.map((bytes, n) => log.append(n + 1, bytes)));
    expect(results.map((hash) => Buffer.from(hash))).toEqual(batches.map(sha256));
    let read = 0;
    for await (const { header } of chainedBatches(log, GENESIS)) {
      read += 1;
      expect(header.batchNumber).toBe(read);
    }
    expect(read).toBe(50);
  });

  test('reading ahead gives every batch that follows a place, whatever their sizes', async () => {
    const { log } = await openTemporary();
    const small = batchesAfter(GENESIS, 90);
    for (const [n, bytes] of small.entries()) await log.append(n + 1, bytes);
    const large = batchesAfter(await log.head(), 100, { bodyBytes: 500_000 });
    for (const [n, bytes] of large.entries()) await log.append(91 + n, bytes);
    const place = await log.positionAt(7);
    const expected: Batch[] = [];
    for await (const batch of chainedBatches(log, place!)) expected.push(batch);
    const read: Batch[] = [];
    const packs: number[] = [];
    for await (const batches of log.readAhead(place!)) {
      read.push(...batches);
      packs.push(batches.length);
    }
    const plain = ({ header, body, hash }: Batch) => [header, toHex(body), toHex(hash)];
    expect(read.map(plain)).toEqual(expected.map(plain));
    // A few first; then many, as they are small; then what comes to a few megabytes.
    expect(packs).toEqual([16, 128, 17, 8, 8, 6]);
  });

  test('reading ahead stops before a batch that does not follow', async () => {
    const { log, path } = await openTemporary();
    const batches = batchesAfter(GENESIS, 40);
    for (const [n, bytes] of batches.entries()) await log.append(n + 1, bytes);
    exec(
      path,
      'UPDATE batch SET bytes = (SELECT bytes FROM batch WHERE batch = 3) WHERE batch = 31',
    );
    const ahead = log.readAhead(GENESIS);
    expect((await ahead.next()).value).toHaveLength(16);
    await expect(ahead.next()).rejects.toMatchObject({
      code: 'CHAIN_BROKEN',
      facts: { batch: 31 },
    });
    expect(await log.append(41, batchesAfter(await log.head(), 1)[0]!)).toBeInstanceOf(Uint8Array);
  });

  test('its core goes on while a commit waits', async () => {
    const { log } = await openTemporary();
    const batches = batchesAfter(GENESIS, 40, { bodyBytes: 400_000 });
    let turns = 0;
    let isWriting = true;
    const turn = (): void => {
      turns += 1;
      if (isWriting) setImmediate(turn);
    };
    const written = batches.map((bytes, n) => log.append(n + 1, bytes));
    setImmediate(turn);
    await Promise.all(written);
    isWriting = false;
    expect(turns).toBeGreaterThan(10);
  });

  test('the write-ahead log stays bounded under a caller that never lets go', async () => {
    const { path, log } = await openTemporary();
    const batches = batchesAfter(GENESIS, 120, { bodyBytes: 400_000 });
    await Promise.all(batches.map((bytes, n) => log.append(n + 1, bytes)));
    expect(statSync(`${path}-wal`).size).toBeLessThan(20_000_000);
    expect(statSync(path).size).toBeGreaterThan(20_000_000);
  });

  test('when it is killed, what was on its way is unknown and nothing more is taken', async () => {
    const thread = nextThread();
    const { path, log, faults } = await openTemporary();
    const batches = batchesAfter(GENESIS, 31, { bodyBytes: 100_000 });
    const acked: number[] = [];
    const appends = batches.slice(0, 30).map(async (bytes, n) => {
      await log.append(n + 1, bytes);
      acked.push(n + 1);
      if (n === 4) void thread().terminate();
    });
    const results = await Promise.allSettled(appends);
    const lost = results.filter(({ status }) => status === 'rejected');
    expect(lost.length).toBeGreaterThan(0);
    for (const result of lost)
      expect(result).toMatchObject({ reason: { code: 'OUTCOME_UNKNOWN' } });
    expect(faults).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(log.health()).toMatchObject({ state: 'poisoned', fault: { code: 'OUTCOME_UNKNOWN' } });
    await expect(log.append(31, batches[30]!)).rejects.toMatchObject({ code: 'POISONED' });
    await log.close();
    const again = await openLog(path);
    expect((await again.head()).batchNumber).toBeGreaterThanOrEqual(acked.at(-1)!);
    await again.close();
  });

  test('when it ends with nothing on its way, that is told as well', async () => {
    const thread = nextThread();
    const { log, faults } = await openTemporary();
    await thread().terminate();
    expect(faults).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    const [first] = batchesAfter(GENESIS, 1);
    await expect(log.append(1, first!)).rejects.toMatchObject({ code: 'POISONED' });
  });

  test('a failure is told before the request that met it is answered', async () => {
    const { path, log, faults } = await openTemporary();
    const [first] = batchesAfter(GENESIS, 1);
    expect(await log.append(1, first!)).toBeInstanceOf(Uint8Array);
    exec(path, BREAK);
    const [second] = batchesAfter(await log.head(), 1);
    const refused = log.append(2, second!);
    const told = await refused.catch(() => faults.length);
    expect(told).toBe(1);
    expect(faults).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
  });

  test('what cannot be opened for writing is refused, and the thread ends', async () => {
    const path = join(temporaryDirectory(), 'journal.db');
    const database = openJournalDatabase(path);
    const log = new WorkerLog(path, database, new SqliteLog(database));
    database.handle.prepare(`UPDATE meta SET value = 2 WHERE name = 'format'`).run();
    await expect(log.begin()).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
    await log.abandon();
    expect(database.fault).toBeNull();
    database.close();
  });
});
