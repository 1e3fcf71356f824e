import Database from 'better-sqlite3';
import fc from 'fast-check';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Batch } from './batch.ts';
import { decodeBatch, encodeBatch } from './batch.ts';
import { sha256 } from './bytes.ts';
import { GENESIS } from './chain.ts';
import {
  appendTo,
  checkpointOf,
  copyOf,
  filledDirectory,
  openPlain,
} from './testing/directories.ts';
import { LONG, temporaryDirectory } from './testing/temporary.ts';
import { verifyDirectory } from './verify-chain.ts';

const BATCHES = 40;

function rawJournal(directory: string): Database.Database {
  const raw = new Database(join(directory, 'journal.db'));
  onTestFinished(() => void raw.close());
  return raw;
}

const brief = (directory: string) =>
  verifyDirectory(directory).findings.map(({ code, batch }) => `${code} ${batch}`);

function rowOf(raw: Database.Database, batch: number): { hash: Buffer; bytes: Buffer } {
  const row = raw.prepare('SELECT hash, bytes FROM batch WHERE batch = ?').get(batch);
  return row as { hash: Buffer; bytes: Buffer };
}

describe('LOG-20 verification of a sound directory', () => {
  test('finds nothing, and hands over every batch and checkpoint in order', async () => {
    const directory = await filledDirectory(BATCHES);
    const seen: string[] = [];
    const result = verifyDirectory(directory, {
      onBatch: ({ header }) => seen.push(`batch ${header.batchNumber}`),
      onCheckpoint: ({ batch }) => seen.push(`checkpoint ${batch}`),
    });
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ batches: BATCHES, checkpoints: 4, base: GENESIS });
    expect(result.head?.batchNumber).toBe(BATCHES);
    expect(seen).toHaveLength(BATCHES + 4);
    expect(seen.slice(8, 12)).toEqual(['batch 9', 'batch 10', 'checkpoint 10', 'batch 11']);
  });

  test('changes nothing, needs no private key, and works on a crashed directory', async () => {
    const directory = await filledDirectory(3);
    const journal = await openPlain(directory);
    await appendTo(journal, 20);
    await journal.anchor.flush();
    const crashed = copyOf(directory);
    expect(brief(directory)).toEqual([]);
    await journal.close();
    rmSync(join(crashed, 'key'));
    const files = ['journal.db', 'journal.db-wal', 'anchor', 'key.pub', 'id'];
    const before = files.map((file) => readFileSync(join(crashed, file)));
    expect(verifyDirectory(crashed)).toMatchObject({ findings: [], batches: 23 });
    expect(files.map((file) => readFileSync(join(crashed, file)))).toEqual(before);
  });

  test("an error of the caller's own passes through and leaves nothing open", async () => {
    const directory = await filledDirectory(5);
    const onBatch = () => {
      throw new Error('the venue stopped');
    };
    expect(() => verifyDirectory(directory, { onBatch })).toThrow('the venue stopped');
    expect(brief(directory)).toEqual([]);
  });
});

describe('LOG-20 verification names what was altered', () => {
  test('100 random byte flips, anywhere in the bytes or the hash of a batch', async () => {
    const directory = await filledDirectory(BATCHES);
    const raw = rawJournal(directory);
    const update = raw.prepare('UPDATE batch SET hash = ?, bytes = ? WHERE batch = ?');
    const anywhere = fc.record({
      batch: fc.integer({ min: 1, max: BATCHES }),
      place: fc.nat(),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(anywhere, ({ batch, place, mask }) => {
        const row = rowOf(raw, batch);
        const whole = Buffer.concat([row.hash, row.bytes]);
        whole[place % whole.length]! ^= mask;
        update.run(whole.subarray(0, 32), whole.subarray(32), batch);
        const replayed: Batch[] = [];
        const { findings } = verifyDirectory(directory, { onBatch: (b) => replayed.push(b) });
        update.run(row.hash, row.bytes, batch);
        expect(findings.map((finding) => finding.batch)).toEqual([batch]);
        expect(['BATCH_HASH', 'BATCH_MALFORMED']).toContain(findings[0]!.code);
        expect(replayed).toHaveLength(batch - 1);
      }),
      { numRuns: LONG ? 3_000 : 100 },
    );
    expect(brief(directory)).toEqual([]);
  });

  test('one batch deleted, first, middle or several', async () => {
    for (const [where, expected] of [
      ['batch = 17', ['BATCH_MISSING 17']],
      ['batch = 1', ['BATCH_MISSING 1']],
      ['batch BETWEEN 11 AND 13', ['BATCH_MISSING 11']],
      ['batch = 20', ['BATCH_MISSING 20']],
    ] as const) {
      const directory = await filledDirectory(BATCHES);
      rawJournal(directory).exec(`DELETE FROM batch WHERE ${where}`);
      expect(brief(directory)).toEqual(expected);
    }
  });

  test('two batches swapped', async () => {
    const directory = await filledDirectory(BATCHES);
    const raw = rawJournal(directory);
    raw.exec('UPDATE batch SET batch = -1 WHERE batch = 5');
    raw.exec('UPDATE batch SET batch = 5 WHERE batch = 25');
    raw.exec('UPDATE batch SET batch = 25 WHERE batch = -1');
    const found = brief(directory);
    expect(found).toContain('BATCH_NUMBER 5');
    expect(found).toContain('BATCH_NUMBER 25');
    expect(found.every((each) => /^BATCH_\w+ (5|6|25|26)$/.test(each))).toBe(true);
  });

  test('the tail cut off: the anchor tells', async () => {
    const directory = await filledDirectory(BATCHES - 5);
    rawJournal(directory).exec('DELETE FROM batch WHERE batch > 31');
    expect(brief(directory)).toEqual(['BELOW_ANCHOR 35']);
    rawJournal(directory).exec('DELETE FROM batch WHERE batch > 29');
    expect(brief(directory)).toEqual(['CHECKPOINT_BEYOND 30', 'BELOW_ANCHOR 35']);
    rawJournal(directory).exec('DELETE FROM batch');
    expect(brief(directory)).toContain('BELOW_ANCHOR 35');
  });

  test("yesterday's journal beside today's anchor", async () => {
    const directory = await filledDirectory(12);
    const old = join(temporaryDirectory(), 'journal.db');
    copyFileSync(join(directory, 'journal.db'), old);
    const journal = await openPlain(directory);
    await appendTo(journal, 9);
    await journal.close();
    expect(brief(directory)).toEqual([]);
    copyFileSync(old, join(directory, 'journal.db'));
    expect(brief(directory)).toEqual(['BELOW_ANCHOR 21']);
  });

  test('a history rewritten with all its hashes: checkpoints and anchor tell', async () => {
    const directory = await filledDirectory(BATCHES);
    const raw = rawJournal(directory);
    let previousHash: Uint8Array = rowOf(raw, 14).hash;
    for (let number = 15; number <= BATCHES; number++) {
      const decoded = decodeBatch(rowOf(raw, number).bytes);
      if (!decoded.ok) throw new Error(decoded.sentence);
      const { header, body } = decoded.batch;
      const forged = number === 15 ? Buffer.alloc(body.length, 1) : body;
      const bytes = encodeBatch({ ...header, previousHash }, forged);
      previousHash = sha256(bytes);
      raw
        .prepare('UPDATE batch SET hash = ?, bytes = ? WHERE batch = ?')
        .run(previousHash, bytes, number);
    }
    expect(brief(directory)).toEqual([
      'CHECKPOINT_MISMATCH 20',
      'CHECKPOINT_MISMATCH 30',
      'CHECKPOINT_MISMATCH 40',
      'ANCHOR_MISMATCH 40',
    ]);
  });
});

describe('LOG-20 verification of checkpoints, anchor and base', () => {
  test('an altered checkpoint, and one that a stranger signed', async () => {
    const directory = await filledDirectory(BATCHES);
    const stranger = await openPlain(join(temporaryDirectory(), 'data'));
    await stranger.close();
    const raw = rawJournal(directory);
    const [, row] = raw.prepare('SELECT id, bytes FROM checkpoint ORDER BY id').all() as {
      id: number;
      bytes: Buffer;
    }[];
    const bytes = Buffer.from(row!.bytes);
    bytes[90]! ^= 1;
    raw.prepare('UPDATE checkpoint SET bytes = ? WHERE id = ?').run(bytes, row!.id);
    expect(brief(directory)).toEqual(['CHECKPOINT_SIGNATURE 20']);
    bytes[0]! ^= 1;
    raw.prepare('UPDATE checkpoint SET bytes = ? WHERE id = ?').run(bytes, row!.id);
    expect(brief(directory)).toEqual(['CHECKPOINT_MALFORMED 20']);
    const publicKeys = [stranger.key.publicKey];
    const distrusted = verifyDirectory(directory, { publicKeys });
    expect(distrusted.findings.map(({ code }) => code)).toEqual([
      'CHECKPOINT_SIGNATURE',
      'CHECKPOINT_MALFORMED',
      'CHECKPOINT_SIGNATURE',
      'CHECKPOINT_SIGNATURE',
    ]);
  });

  test('a lost or damaged anchor or key', async () => {
    const directory = await filledDirectory(5);
    writeFileSync(join(directory, 'key.pub'), 'no key');
    expect(brief(directory)).toEqual(['KEY_UNREADABLE null']);
    rmSync(join(directory, 'key.pub'));
    writeFileSync(join(directory, 'anchor'), 'no anchor');
    expect(brief(directory)).toEqual(['ANCHOR_DAMAGED null']);
    rmSync(join(directory, 'anchor'));
    expect(brief(directory)).toEqual(['ANCHOR_MISSING null']);
  });

  test('a trim is sound where a signed checkpoint names the last batch that went', async () => {
    const directory = await filledDirectory(BATCHES);
    const journal = await openPlain(directory);
    await journal.log.trim(21);
    expect(brief(directory)).toEqual([]);
    expect(verifyDirectory(directory)).toMatchObject({ batches: 20, checkpoints: 3 });
    await journal.log.trim(26);
    expect(brief(directory)).toEqual(['BASE_UNSIGNED 25']);
    await journal.close();
    rawJournal(directory).exec('DELETE FROM batch WHERE batch = 26');
    expect(brief(directory)).toEqual(['BASE_UNSIGNED 25', 'BATCH_MISSING 26']);
  });

  test('a trimmed base that was exchanged is found against its checkpoint', async () => {
    const directory = await filledDirectory(BATCHES);
    const journal = await openPlain(directory);
    const position = (await journal.log.positionAt(22))!;
    const forged = { ...position, hash: Buffer.alloc(32, 1) };
    await journal.checkpoints.take(checkpointOf(forged, null));
    await journal.log.trim(23);
    await journal.close();
    expect(brief(directory)).toEqual(['CHECKPOINT_MISMATCH 22']);
  });

  test('no journal, or one that cannot be read', async () => {
    const empty = temporaryDirectory();
    expect(brief(empty)).toEqual(['ANCHOR_MISSING null', 'JOURNAL_UNREADABLE null']);
    const directory = await filledDirectory(3);
    writeFileSync(join(directory, 'journal.db'), 'x'.repeat(9_000));
    expect(brief(directory)).toEqual(['JOURNAL_UNREADABLE null']);
  });

  test('a journal without its batches is said to be unreadable', async () => {
    const directory = await filledDirectory(BATCHES);
    const database = new Database(join(directory, 'journal.db'));
    database.exec('ALTER TABLE batch RENAME TO other');
    database.close();
    expect(brief(directory)).toEqual(['JOURNAL_UNREADABLE null']);
  });

  test('random damage to the pages of the file never passes as another history', async () => {
    const directory = await filledDirectory(BATCHES);
    const path = join(directory, 'journal.db');
    const good = readFileSync(path);
    const history = (): string[] => {
      const hashes: string[] = [];
      const { findings } = verifyDirectory(directory, {
        onBatch: (batch) => hashes.push(Buffer.from(batch.hash).toString('hex')),
      });
      return findings.length === 0 ? hashes : ['found'];
    };
    const sound = history();
    let found = 0;
    fc.assert(
      fc.property(fc.nat({ max: good.length * 8 - 1 }), (bit) => {
        const damaged = Buffer.from(good);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(path, damaged);
        const seen = history();
        if (seen[0] === 'found') found += 1;
        else expect(seen).toEqual(sound);
      }),
      { numRuns: LONG ? 3_000 : 150 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
