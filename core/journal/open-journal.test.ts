import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAnchor } from './anchor.ts';
import { chainedBatches, GENESIS } from './chain.ts';
import {
  appendTo,
  checkpointOf,
  copyOf,
  filledDirectory,
  openPlain,
} from './testing/directories.ts';
import { temporaryDirectory } from './testing/temporary.ts';
import { verifyDirectory } from './verify-chain.ts';

function exec(directory: string, statement: string): void {
  const raw = new Database(join(directory, 'journal.db'));
  raw.exec(statement);
  raw.close();
}

const COPY_26_TO_27 = `
  UPDATE batch SET (hash, bytes) = (SELECT hash, bytes FROM batch WHERE batch = 26)
  WHERE batch = 27`;

async function refusalOf(directory: string): Promise<unknown> {
  try {
    const journal = await openPlain(directory);
    await journal.close();
    return 'opened';
  } catch (thrown) {
    return thrown;
  }
}

describe('LOG-07 a data directory opened again goes on where it ended', () => {
  test('a new one is made for its owner alone, anchored at genesis', async () => {
    const directory = join(temporaryDirectory(), 'new', 'data');
    const journal = await openPlain(directory);
    expect(journal).toMatchObject({ head: GENESIS, notices: [], key: { where: 'file' } });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readAnchor(directory)).toMatchObject({ batch: 0, sequence: 0 });
    expect(verifyDirectory(directory).findings).toEqual([]);
    await journal.close();
    await journal.close();
    expect(readdirSync(directory).toSorted()).toEqual(
      ['anchor', 'id', 'journal.db', 'key', 'key.pub', 'lock.db'].toSorted(),
    );
  });

  test('everything appended is there, and the anchor stands at the head', async () => {
    const directory = await filledDirectory(25);
    expect(readAnchor(directory)?.batch).toBe(25);
    const journal = await openPlain(directory);
    expect(journal.head.batchNumber).toBe(25);
    expect(journal.checkpoints.newest()?.batch).toBe(20);
    let batches = 0;
    for await (const batch of chainedBatches(journal.log, GENESIS)) {
      batches += 1;
      expect(batch.header.batchNumber).toBe(batches);
    }
    expect(batches).toBe(25);
    await appendTo(journal, 5);
    await journal.close();
    expect(verifyDirectory(directory)).toMatchObject({ findings: [], batches: 30 });
  });

  test('a crash at any moment loses nothing that was appended', async () => {
    const directory = await filledDirectory(3);
    const journal = await openPlain(directory);
    await appendTo(journal, 20);
    const crashed = copyOf(directory);
    await journal.close();
    const log = join(crashed, 'journal.db-wal');
    expect(statSync(log).size).toBeGreaterThan(0);
    const recovered = await openPlain(crashed);
    expect(recovered.head.batchNumber).toBe(23);
    // Folded before anything is built on it: its pages may have been in the kernel's cache alone.
    expect(statSync(log).size).toBe(0);
    await recovered.close();
  });

  test('a directory in use is refused, and a refused one is not left locked', async () => {
    const directory = await filledDirectory(30);
    const journal = await openPlain(directory);
    expect(await refusalOf(directory)).toMatchObject({ code: 'IN_USE' });
    await journal.close();
    exec(directory, 'DELETE FROM batch WHERE batch > 20');
    expect(await refusalOf(directory)).toMatchObject({ code: 'BELOW_ANCHOR' });
    expect(await refusalOf(directory)).toMatchObject({ code: 'BELOW_ANCHOR' });
    expect(existsSync(join(directory, 'owner'))).toBe(false);
  });
});

describe('LOG-11 a journal below its anchor is refused', () => {
  test('with the two numbers and what to do', async () => {
    const directory = await filledDirectory(35);
    exec(directory, 'DELETE FROM batch WHERE batch > 31');
    const refusal = await refusalOf(directory);
    expect(refusal).toMatchObject({ code: 'BELOW_ANCHOR', facts: { head: 31, anchor: 35 } });
    expect(String(refusal)).toMatch(/ends at batch 31 .* batch 35 .* batches 32 to 35 are missing/);
    expect(String(refusal)).toMatch(/Put back .* journal.db.* move the file anchor out/);
    expect(readAnchor(directory)?.batch).toBe(35);
  });

  test('once a person moves the anchor away it goes on, and says what is not known', async () => {
    const directory = await filledDirectory(35);
    exec(directory, 'DELETE FROM batch WHERE batch > 31');
    rmSync(join(directory, 'anchor'));
    const journal = await openPlain(directory);
    expect(journal.notices).toMatchObject([{ code: 'ANCHOR_MISSING' }]);
    expect(journal.notices[0]!.sentence).toMatch(/after batch 31 \(sequence 91\)/);
    await appendTo(journal, 3);
    await journal.close();
    expect(verifyDirectory(directory).findings).toEqual([]);
  });

  test('so is a lost journal, which is not made anew', async () => {
    const directory = await filledDirectory(5);
    rmSync(join(directory, 'journal.db'));
    expect(await refusalOf(directory)).toMatchObject({
      code: 'BELOW_ANCHOR',
      facts: { head: 0, anchor: 5 },
    });
    expect(existsSync(join(directory, 'journal.db'))).toBe(false);
    rmSync(join(directory, 'anchor'));
    writeFileSync(join(directory, 'journal.db-wal'), 'what is left of it');
    expect(await refusalOf(directory)).toMatchObject({ code: 'UNREADABLE' });
    expect(existsSync(join(directory, 'journal.db-wal'))).toBe(true);
  });

  test('one that holds another batch where the anchor points is refused too', async () => {
    const directory = await filledDirectory(25);
    const other = await filledDirectory(25);
    copyFileSync(join(other, 'anchor'), join(directory, 'anchor'));
    expect(await refusalOf(directory)).toMatchObject({
      code: 'ANCHOR_MISMATCH',
      facts: { batch: 25 },
    });
    writeFileSync(join(directory, 'anchor'), 'damaged');
    expect(await refusalOf(directory)).toMatchObject({ code: 'ANCHOR_DAMAGED' });
  });
});

describe('LOG-12 a journal whose chain breaks is refused, naming the batch', () => {
  test.each([
    [
      'its bytes altered',
      `UPDATE batch SET bytes = CAST(bytes || x'01' AS BLOB) WHERE batch = 27`,
      27,
    ],
    ['its hash altered', `UPDATE batch SET hash = zeroblob(32) WHERE batch = 27`, 27],
    ['missing', 'DELETE FROM batch WHERE batch = 26', 26],
    ['filed under another number', 'UPDATE batch SET batch = 30 WHERE batch = 29', 30],
    ['a copy of another', COPY_26_TO_27, 27],
    ['shorter than a header', `UPDATE batch SET bytes = x'01' WHERE batch = 28`, 28],
    [
      'the head itself',
      `UPDATE batch SET bytes = CAST(bytes || x'01' AS BLOB) WHERE batch = 29`,
      29,
    ],
    ['that of the newest checkpoint', `UPDATE batch SET bytes = x'' WHERE batch = 20`, 20],
  ])('after the newest checkpoint: %s', async (_, statement, batch) => {
    const directory = await filledDirectory(29);
    exec(directory, statement);
    const refusal = await refusalOf(directory);
    expect(refusal).toMatchObject({ code: 'CHAIN_BROKEN', facts: { batch } });
    expect(verifyDirectory(directory).findings.map((finding) => finding.batch)).toContain(batch);
  });

  test('before it is left to verification, and replay refuses it all the same', async () => {
    const directory = await filledDirectory(29);
    exec(directory, `UPDATE batch SET bytes = CAST(bytes || x'01' AS BLOB) WHERE batch = 8`);
    const journal = await openPlain(directory);
    const replayed: number[] = [];
    const replay = async () => {
      for await (const batch of chainedBatches(journal.log, GENESIS)) {
        replayed.push(batch.header.batchNumber);
      }
    };
    await expect(replay()).rejects.toMatchObject({ code: 'CHAIN_BROKEN', facts: { batch: 8 } });
    expect(replayed).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await journal.close();
  });

  test('a checkpoint that was signed for another batch is a broken chain', async () => {
    const directory = await filledDirectory(29);
    const journal = await openPlain(directory);
    const position = (await journal.log.positionAt(25))!;
    const forged = { ...position, hash: Buffer.alloc(32, 1) };
    await journal.checkpoints.take(checkpointOf(forged, null));
    await journal.close();
    expect(await refusalOf(directory)).toMatchObject({
      code: 'CHAIN_BROKEN',
      facts: { batch: 25 },
    });
  });

  test('a checkpoint beyond the head is a broken chain, anchor or not', async () => {
    const directory = await filledDirectory(30);
    exec(directory, 'DELETE FROM batch WHERE batch = 30');
    rmSync(join(directory, 'anchor'));
    expect(await refusalOf(directory)).toMatchObject({
      code: 'CHAIN_BROKEN',
      facts: { batch: 30 },
    });
  });
});

describe('a trimmed directory', () => {
  test('LOG-08 opens and goes on, also with an anchor from before the trim', async () => {
    const directory = await filledDirectory(40);
    const journal = await openPlain(directory);
    const early = copyOf(directory);
    await appendTo(journal, 20);
    await journal.log.trim(51);
    await journal.close();
    copyFileSync(join(early, 'anchor'), join(directory, 'anchor'));
    const again = await openPlain(directory);
    expect(again.head.batchNumber).toBe(60);
    expect(again.log.base.batchNumber).toBe(50);
    await appendTo(again, 5);
    await again.close();
    expect(verifyDirectory(directory)).toMatchObject({ findings: [], batches: 15 });
  });
});

test('LOG-06 a poisoned journal closes without moving its anchor past what was noted', async () => {
  const directory = await filledDirectory(5);
  const journal = await openPlain(directory);
  // A checkpoint that SQLite refuses is a failed write like any other.
  const broken = { ...checkpointOf(journal.head, null), batch: Number.MAX_SAFE_INTEGER };
  const raw = new Database(join(directory, 'journal.db'));
  raw.exec(`CREATE TRIGGER no BEFORE INSERT ON checkpoint BEGIN SELECT raise(FAIL, 'no'); END`);
  raw.close();
  await expect(journal.checkpoints.take(broken)).rejects.toThrow(/failed: no/);
  expect(journal.log.health().state).toBe('poisoned');
  await journal.close();
  expect(readAnchor(directory)?.batch).toBe(5);
});
