import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { AnchorWriter, readAnchor } from './anchor.ts';
import { temporaryDirectory } from './testing/temporary.ts';

const hash = (fill: number) => Buffer.alloc(32, fill);

describe('LOG-10 the anchor follows what was acknowledged', () => {
  test('it follows without being asked', async () => {
    const directory = temporaryDirectory();
    const writer = new AnchorWriter(directory);
    writer.note(5, 50, hash(1));
    expect(existsSync(join(directory, 'anchor'))).toBe(false);
    // The promise is 100 ms; the patience is for a busy machine.
    for (let waited = 0; waited < 1_000 && readAnchor(directory) === null; waited++)
      await sleep(20);
    expect(readAnchor(directory)).toEqual({ batch: 5, sequence: 50, hash: hash(1) });
    await writer.flush();
  });

  test('under steady notes it keeps up instead of waiting for a pause', async () => {
    const directory = temporaryDirectory();
    const writer = new AnchorWriter(directory);
    const seen = new Set<number>();
    let batch = 0;
    // Never so long that it could take it for a pause, for as long as a slow disk may need.
    while (seen.size <= 3 && batch < 4_000) {
      batch += 1;
      writer.note(batch, batch, hash(batch));
      await sleep(5);
      seen.add(readAnchor(directory)?.batch ?? 0);
    }
    expect(seen.size).toBeGreaterThan(3);
    await writer.flush();
    expect(readAnchor(directory)?.batch).toBe(batch);
  });

  test('flush writes the newest note at once, and leaves no other file behind', async () => {
    const directory = temporaryDirectory();
    const writer = new AnchorWriter(directory);
    await writer.flush();
    expect(readAnchor(directory)).toBeNull();
    writer.note(1, 1, hash(1));
    const first = writer.flush();
    writer.note(2, 9, hash(2));
    await Promise.all([first, writer.flush()]);
    expect(readAnchor(directory)).toEqual({ batch: 2, sequence: 9, hash: hash(2) });
    expect(writer.written?.batch).toBe(2);
    expect(readdirSync(directory)).toEqual(['anchor']);
  });

  test('a batch noted again is not written again', async () => {
    const directory = temporaryDirectory();
    const anchor = new AnchorWriter(directory);
    anchor.note(3, 30, hash(3));
    await anchor.flush();
    rmSync(join(directory, 'anchor'));
    anchor.note(3, 30, hash(3));
    await anchor.flush();
    await sleep(150);
    expect(existsSync(join(directory, 'anchor'))).toBe(false);
  });

  test('it never goes back', () => {
    const writer = new AnchorWriter(temporaryDirectory());
    writer.note(3, 3, hash(3));
    expect(() => writer.note(2, 2, hash(2))).toThrow(/cannot go back to batch 2/);
  });

  test('one failed write stops it for good, and is told once', async () => {
    const directory = join(temporaryDirectory(), 'gone');
    const told: string[] = [];
    const writer = new AnchorWriter(directory, (fault) => told.push(fault.code));
    writer.note(1, 1, hash(1));
    await expect(writer.flush()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(() => writer.note(2, 2, hash(2))).toThrow(/cannot be written/);
    await expect(writer.flush()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(told).toEqual(['OUTCOME_UNKNOWN']);
  });
});

describe('LOG-10 a damaged anchor is refused', () => {
  test('whichever bit of it is flipped, wherever it is cut, whatever is added', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'anchor');
    const writer = new AnchorWriter(directory);
    writer.note(123, 4_567, hash(0xab));
    await writer.flush();
    const good = readFileSync(path);
    const damaged = expect.objectContaining({ code: 'ANCHOR_DAMAGED' });
    const bad: Buffer[] = [Buffer.concat([good, good]), Buffer.concat([good, Buffer.from(' ')])];
    for (let length = 0; length < good.length; length++) bad.push(good.subarray(0, length));
    for (let bit = 0; bit < good.length * 8; bit++) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      bad.push(flipped);
    }
    for (const bytes of bad) {
      writeFileSync(path, bytes);
      expect(() => readAnchor(directory)).toThrow(damaged);
    }
    writeFileSync(path, good);
    expect(readAnchor(directory)?.sequence).toBe(4_567);
    rmSync(path);
    expect(readAnchor(directory)).toBeNull();
  });
});
