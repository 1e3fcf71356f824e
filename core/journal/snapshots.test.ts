import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from './snapshots.ts';
import { SnapshotStore } from './snapshots.ts';
import { temporaryDirectory } from './testing/temporary.ts';

function snapshotAt(sequence: number, image: Uint8Array = randomBytes(1_000)): Snapshot {
  const stateHash = String(sequence).padStart(64, '0');
  return { sequence, batch: sequence / 10, rulesVersion: 2, stateHash, image };
}

function fileOf(directory: string, sequence: number): string {
  return join(directory, 'snapshots', `${String(sequence).padStart(16, '0')}.snapshot`);
}

async function storeWith(sequences: readonly number[]) {
  const directory = temporaryDirectory();
  const store = new SnapshotStore(directory);
  for (const sequence of sequences) await store.write(snapshotAt(sequence));
  return { directory, store };
}

describe('LOG-13 a snapshot is whole or is skipped, said and kept', () => {
  test('what is read is what was written', async () => {
    const { store } = await storeWith([]);
    expect(await store.newest()).toEqual({ snapshot: null, skipped: [] });
    const written = snapshotAt(30, randomBytes(100_000));
    await store.write(written);
    await store.write(snapshotAt(20, new Uint8Array(0)));
    const { snapshot, skipped } = await store.newest();
    expect(skipped).toEqual([]);
    expect({ ...snapshot!, image: Buffer.from(snapshot!.image) }).toEqual(written);
  });

  test('newest first, passing over what the caller does not want', async () => {
    const { directory, store } = await storeWith([10, 20, 30]);
    const seen: number[] = [];
    const { snapshot, skipped } = await store.newest((candidate) => {
      seen.push(candidate.sequence);
      return candidate.sequence <= 10 ? 'take' : 'pass';
    });
    expect(seen).toEqual([30, 20, 10]);
    expect(snapshot?.sequence).toBe(10);
    expect(skipped).toEqual([]);
    expect(readdirSync(join(directory, 'snapshots'))).toHaveLength(3);
  });

  test('any flipped bit, cut or addition is found, and the next older one taken', async () => {
    const image = randomBytes(60);
    const { directory, store } = await storeWith([10]);
    await store.write(snapshotAt(20, image));
    const path = fileOf(directory, 20);
    const good = readFileSync(path);
    const bad: Buffer[] = [Buffer.alloc(0), Buffer.concat([good, Buffer.from('x')])];
    for (let length = 1; length < good.length; length += 7) bad.push(good.subarray(0, length));
    for (let index = 0; index < good.length; index++) {
      const flipped = Buffer.from(good);
      flipped[index]! ^= 1 << (index & 7);
      bad.push(flipped);
    }
    for (const bytes of bad) {
      writeFileSync(path, bytes);
      const { snapshot, skipped } = await store.newest();
      expect(snapshot?.sequence).toBe(10);
      expect(skipped).toHaveLength(1);
      expect(['FORMAT', 'TRUNCATED', 'CHECKSUM']).toContain(skipped[0]!.reason);
      expect(readFileSync(`${path}.bad`)).toEqual(bytes);
    }
    expect(await store.list()).toEqual([10]);
  });

  test('one whose state hash the caller cannot confirm is set aside too', async () => {
    const { directory, store } = await storeWith([10, 20]);
    const { snapshot, skipped } = await store.newest(async (candidate) =>
      candidate.sequence === 20 ? 'mismatch' : 'take',
    );
    expect(snapshot?.sequence).toBe(10);
    expect(skipped).toMatchObject([{ reason: 'STATE_HASH' }]);
    expect(readdirSync(join(directory, 'snapshots'))).toContain(skipped[0]!.file);
  });

  test('one under the name of another is not taken for it', async () => {
    const { directory, store } = await storeWith([10]);
    renameSync(fileOf(directory, 10), fileOf(directory, 99));
    expect(await store.newest()).toMatchObject({
      snapshot: null,
      skipped: [{ reason: 'FORMAT' }],
    });
  });

  test('one that cannot be read is skipped', async () => {
    const { directory, store } = await storeWith([10]);
    mkdirSync(fileOf(directory, 20));
    expect(await store.newest()).toMatchObject({
      snapshot: { sequence: 10 },
      skipped: [{ reason: 'UNREADABLE' }],
    });
  });

  test('a reader that does not hold the directory renames nothing', async () => {
    const { directory } = await storeWith([10, 20]);
    writeFileSync(fileOf(directory, 20), 'bad');
    const { snapshot, skipped } = await new SnapshotStore(directory, { readOnly: true }).newest();
    expect(snapshot?.sequence).toBe(10);
    expect(skipped).toMatchObject([{ reason: 'TRUNCATED' }]);
    expect(readFileSync(fileOf(directory, 20), 'utf8')).toBe('bad');
  });

  test('one that cannot be written says so and leaves nothing half-made', async () => {
    const { directory, store } = await storeWith([10]);
    mkdirSync(fileOf(directory, 20));
    await expect(store.write(snapshotAt(20))).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_WRITTEN',
    });
    const bad = { ...snapshotAt(30), stateHash: 'none' };
    await expect(store.write(bad)).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_WRITTEN' });
    expect(readdirSync(join(directory, 'snapshots')).some((name) => name.endsWith('.new'))).toBe(
      false,
    );
  });
});

describe('LOG-14 the last three snapshots stay, and those asked for', () => {
  test('older ones go, and so do files a crash left unfinished', async () => {
    const { directory, store } = await storeWith([10, 20, 30]);
    writeFileSync(`${fileOf(directory, 5)}.new`, 'half');
    await store.write(snapshotAt(40));
    expect(await store.list()).toEqual([40, 30, 20]);
    expect(readdirSync(join(directory, 'snapshots'))).toHaveLength(3);
  });

  test('the newest at or below where a reader stands stays for it', async () => {
    const directory = temporaryDirectory();
    let standing = [25];
    const store = new SnapshotStore(directory, { keepFor: () => standing });
    for (const sequence of [10, 20, 30, 40, 50, 60]) await store.write(snapshotAt(sequence));
    expect(await store.list()).toEqual([60, 50, 40, 20]);
    standing = [45, 5];
    await store.write(snapshotAt(70));
    expect(await store.list()).toEqual([70, 60, 50, 40]);
  });

  test('one set aside is never removed', async () => {
    const { directory, store } = await storeWith([10]);
    writeFileSync(fileOf(directory, 10), 'bad');
    await store.newest();
    for (const sequence of [20, 30, 40, 50]) await store.write(snapshotAt(sequence));
    expect(readFileSync(`${fileOf(directory, 10)}.bad`, 'utf8')).toBe('bad');
  });
});
