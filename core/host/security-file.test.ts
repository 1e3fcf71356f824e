/** The security log on the disk: read again, bounded, and whole after a crash. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ENTRIES_KEPT } from '../sequencer/admission/security-log.ts';
import type { SecurityEntry } from '../sequencer/admission/security-log.ts';
import { OLDER_SECURITY_FILE, SECURITY_BYTES_MAX } from './security-file.ts';
import { SECURITY_FILE, SecurityFile } from './security-file.ts';

const BUSY = { code: 'BUSY', path: 'requests', sentence: 'Too many requests.' } as const;
const from = (timeUs: number) => ({ timeUs, session: 3, channel: 'window' });

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-security-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

const numbersOf = (entries: readonly SecurityEntry[]) => entries.map(({ number }) => number);

test('DESK-33 what was turned away is there after a restart, and numbers rise on', async () => {
  const directory = temporary();
  const before = await SecurityFile.open(directory, fail);
  before.log.record(BUSY, from(1));
  before.log.record(BUSY, from(2));
  before.log.record({ ...BUSY, code: 'NOT_NOW' }, from(3), 70);
  await before.close();
  const after = await SecurityFile.open(directory, fail);
  const { log } = after;
  expect(log.entries()).toEqual(before.log.entries());
  expect([log.total, log.forgotten, log.countOf('BUSY')]).toEqual([72, 0, 2]);
  log.record(BUSY, from(4));
  expect(numbersOf(log.entries())).toEqual([1, 2, 3]);
  await after.close();
});

test('DESK-33 what repeats itself is a line in half a second, and the last counts', async () => {
  const directory = temporary();
  const file = await SecurityFile.open(directory, fail);
  for (let n = 0; n < 5_000; n++) file.log.record(BUSY, from(n));
  await file.close();
  file.log.record(BUSY, from(5_000));
  await file.close();
  expect(readFileSync(join(directory, SECURITY_FILE), 'utf8').split('\n')).toHaveLength(3);
  const { log } = await SecurityFile.open(directory, fail);
  expect(log.entries()).toMatchObject([{ number: 1, times: 5_001 }]);
  expect(log.total).toBe(5_001);
});

test('DESK-33 a torn last line is left out, and the next one is whole', async () => {
  const directory = temporary();
  const before = await SecurityFile.open(directory, fail);
  before.log.record(BUSY, from(1));
  before.log.record({ ...BUSY, code: 'TOO_LONG' }, from(2));
  await before.close();
  const path = join(directory, SECURITY_FILE);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -9));
  const torn = await SecurityFile.open(directory, fail);
  expect(torn.log.entries()).toMatchObject([{ number: 1, code: 'BUSY' }]);
  torn.log.record({ ...BUSY, code: 'NOT_NOW' }, from(9_000_000));
  await torn.close();
  const { log } = await SecurityFile.open(directory, fail);
  expect(log.entries()).toMatchObject([{ code: 'BUSY' }, { number: 2, code: 'NOT_NOW' }]);
});

test('DESK-33 lines that are no entries are left out', async () => {
  const directory = temporary();
  const good = { number: 7, times: 1, ...from(1), ...BUSY };
  const bad = [
    { ...good, code: 'NO_CODE' },
    { ...good, number: -1 },
    { ...good, path: 1 },
    5,
    null,
  ];
  const lines = [...bad, good].map((line) => JSON.stringify(line));
  writeFileSync(join(directory, SECURITY_FILE), `{\n${lines.join('\n')}\n`);
  const { log } = await SecurityFile.open(directory, fail);
  expect(log.entries()).toEqual([good]);
  expect(log.forgotten).toBe(6);
});

test('DESK-33 two files of bounded size hold the newest, whatever comes', async () => {
  const directory = temporary();
  const file = await SecurityFile.open(directory, fail);
  let recorded = 0;
  for (let batch = 0; batch < 8; batch++) {
    for (let n = 0; n < ENTRIES_KEPT + 100; n++) {
      recorded += 1;
      const sentence = `${recorded} ${'\u20ac'.repeat(300)}`;
      file.log.record({ ...BUSY, sentence }, from(recorded));
    }
    await file.close();
  }
  const sizes = [SECURITY_FILE, OLDER_SECURITY_FILE].map(
    (name) => statSync(join(directory, name)).size,
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(SECURITY_BYTES_MAX);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  const { log } = await SecurityFile.open(directory, fail);
  const numbers = numbersOf(log.entries());
  expect(numbers.length).toBeGreaterThan(500);
  expect(numbers.at(-1)).toBe(recorded);
  expect(numbers).toEqual(numbers.map((_, n) => recorded - numbers.length + 1 + n));
  expect(log.forgotten).toBe(recorded - numbers.length);
});

test('DESK-33 a disk that fails is told of, and the log is kept in memory', async () => {
  const directory = join(temporary(), 'none');
  const faults: string[] = [];
  const file = await SecurityFile.open(directory, (sentence) => faults.push(sentence));
  file.log.record(BUSY, from(1));
  await file.close();
  expect(faults).toEqual([expect.stringContaining('The security log was not written')]);
  expect(file.log.total).toBe(1);
});
