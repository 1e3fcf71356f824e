import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GENESIS } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  CheckpointPolicy,
  decodeCheckpoint,
  encodeCheckpoint,
  isSignedBy,
  signCheckpoint,
} from './checkpoint.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { openJournalDatabase } from './journal-database.ts';
import { SqliteLog } from './sqlite-log.ts';
import { batchesAfter } from './testing/batches.ts';
import { temporaryDirectory } from './testing/temporary.ts';

const example: Checkpoint = {
  batch: 1_000,
  sequence: 54_321,
  batchHash: new Uint8Array(32).fill(5),
  rulesVersion: 4,
  programVersion: '0.1.0+abc',
  stateHash: 'ab'.repeat(32),
  wallTimeUs: 1_723_075_200_000_000,
};

const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  batch: fc.maxSafeNat(),
  sequence: fc.maxSafeNat(),
  batchHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  rulesVersion: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  programVersion: fc.string({ minLength: 1, maxLength: 16 }),
  stateHash: fc.option(
    fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('hex')),
  ),
  wallTimeUs: fc.maxSafeNat(),
});

describe('LOG-15 a checkpoint is signed in canonical bytes', () => {
  test('there is one way to write each, and reading it gives it back', () => {
    fc.assert(
      fc.property(checkpoints, (checkpoint) => {
        expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
      }),
    );
    fc.assert(
      fc.property(checkpoints, fc.nat(), (checkpoint, bit) => {
        const bytes = encodeCheckpoint(checkpoint);
        bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        const decoded = decodeCheckpoint(bytes);
        if (decoded !== null) expect(encodeCheckpoint(decoded)).toEqual(bytes);
      }),
    );
  });

  test('one that cannot be written down is not signed', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const wrong: Partial<Checkpoint>[] = [
      { batch: -1 },
      { sequence: 0.5 },
      { rulesVersion: 2 ** 32 },
      { batchHash: new Uint8Array(31) },
      { stateHash: 'AB'.repeat(32) },
      { programVersion: '' },
      { programVersion: 'x'.repeat(65) },
    ];
    for (const part of wrong) {
      expect(() => signCheckpoint({ ...example, ...part }, privateKey)).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_INVALID' }),
      );
    }
  });

  test('the public key alone verifies it, another does not, nor any other bytes', () => {
    const mine = generateKeyPairSync('ed25519');
    const other = generateKeyPairSync('ed25519');
    const signed = signCheckpoint(example, mine.privateKey);
    expect(isSignedBy(signed, [mine.publicKey])).toBe(true);
    expect(isSignedBy(signed, [other.publicKey, mine.publicKey])).toBe(true);
    expect(isSignedBy(signed, [other.publicKey])).toBe(false);
    expect(isSignedBy(signed, [])).toBe(false);
    for (let index = 0; index < signed.bytes.length; index++) {
      const bytes = new Uint8Array(signed.bytes);
      bytes[index]! ^= 1;
      expect(isSignedBy({ ...signed, bytes }, [mine.publicKey])).toBe(false);
    }
  });

  test('a signature over something else is no checkpoint', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const bytes = Buffer.from('a message of another kind, long enough to be one'.repeat(4));
    expect(sign(null, bytes, privateKey)).toHaveLength(64);
    expect(decodeCheckpoint(bytes)).toBeNull();
  });
});

describe('LOG-15 the journal keeps its checkpoints', () => {
  test('the newest that is signed and wanted is found, over a restart', async () => {
    const path = join(temporaryDirectory(), 'journal.db');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const database = openJournalDatabase(path);
    const store = new CheckpointStore(database, new SqliteLog(database), privateKey, [publicKey]);
    expect(store.newest()).toBeNull();
    for (const batch of [10, 20, 30]) {
      await store.take({ ...example, batch, stateHash: batch === 30 ? null : example.stateHash });
    }
    database.close();
    const opened = openJournalDatabase(path);
    const again = new CheckpointStore(opened, new SqliteLog(opened), privateKey, [publicKey]);
    expect(again.newest()?.batch).toBe(30);
    expect(again.newest((checkpoint) => checkpoint.stateHash !== null)?.batch).toBe(20);
    const stranger = generateKeyPairSync('ed25519').publicKey;
    const distrustful = new CheckpointStore(opened, new SqliteLog(opened), privateKey, [stranger]);
    expect(distrustful.newest()).toBeNull();
  });

  test('one that cannot be stored poisons the log: they share a disk', async () => {
    const database = openJournalDatabase(join(temporaryDirectory(), 'journal.db'));
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const log = new SqliteLog(database);
    const store = new CheckpointStore(database, log, privateKey, [publicKey]);
    database.handle.pragma('query_only = 1');
    await expect(store.take(example)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    database.handle.pragma('query_only = 0');
    await expect(log.append(1, batchesAfter(GENESIS, 1)[0]!)).rejects.toMatchObject({
      code: 'POISONED',
    });
  });
});

describe('LOG-16 when a checkpoint is due', () => {
  test('every 1,000 batches, every 10 s with traffic, never without', () => {
    let nowMs = 500;
    const policy = new CheckpointPolicy(() => nowMs, null);
    expect(policy.due(999)).toBe(false);
    expect(policy.due(1_000)).toBe(true);
    policy.taken({ ...example, batch: 1_000 });
    expect(policy.due(1_001)).toBe(false);
    nowMs += 9_999;
    expect(policy.due(1_001)).toBe(false);
    nowMs += 1;
    expect(policy.due(1_001)).toBe(true);
    policy.taken({ ...example, batch: 1_001 });
    nowMs += 3_600_000;
    expect(policy.due(1_001)).toBe(false);
  });

  test('at shutdown, unless the newest already names the state there', () => {
    const fresh = new CheckpointPolicy(() => 0, null);
    expect(fresh.dueAtShutdown(0)).toBe(false);
    expect(fresh.dueAtShutdown(1)).toBe(true);
    const policy = new CheckpointPolicy(() => 0, example);
    expect(policy.dueAtShutdown(1_000)).toBe(false);
    expect(policy.dueAtShutdown(1_001)).toBe(true);
    policy.taken({ ...example, batch: 1_002, stateHash: null });
    expect(policy.dueAtShutdown(1_002)).toBe(true);
  });
});
