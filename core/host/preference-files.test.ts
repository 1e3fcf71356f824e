/** Preferences on the disk: a file for each operator. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PREFERENCES_CHARACTERS_MAX } from '../desk/messages.ts';
import { PREFERENCES_FOLDER, PreferenceFiles } from './preference-files.ts';

const ANY = () => true;

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-preferences-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('DESK-23 what was written is read again by another store, and leaves one file', async () => {
  const directory = temporary();
  const files = new PreferenceFiles(directory);
  expect(await files.read(3)).toBe('');
  await Promise.all(['first', 'second', 'third \u20ac'].map((text) => files.write(3, text, ANY)));
  await files.write(4, 'of another', ANY);
  const again = new PreferenceFiles(directory);
  expect(await again.read(3)).toBe('third \u20ac');
  expect(await again.read(4)).toBe('of another');
  expect(readdirSync(join(directory, PREFERENCES_FOLDER))).toEqual(['3.json', '4.json']);
});

test('DESK-23 a read waits for the write before it', async () => {
  const files = new PreferenceFiles(temporary());
  void files.write(3, 'new', ANY);
  expect(await files.read(3)).toBe('new');
});

test('DESK-23 no number of an operator leads out of the folder', async () => {
  const directory = temporary();
  const files = new PreferenceFiles(join(directory, 'data'));
  const numbers = [0, -1, 1.5, Number.NaN, Infinity, '../people' as unknown as number];
  for (const operator of numbers) {
    await expect(files.read(operator)).rejects.toThrow(RangeError);
    expect(() => files.write(operator, 'x', ANY)).toThrow(RangeError);
  }
  expect(existsSync(join(directory, 'data'))).toBe(false);
});

test('DESK-23 a file that is no text or too long is not read, and is left as it is', async () => {
  const directory = temporary();
  const folder = join(directory, PREFERENCES_FOLDER);
  mkdirSync(folder);
  writeFileSync(join(folder, '3.json'), Buffer.from([0xff, 0xfe, 0x00]));
  writeFileSync(join(folder, '4.json'), 'x'.repeat(3 * PREFERENCES_CHARACTERS_MAX + 1));
  const files = new PreferenceFiles(directory);
  await expect(files.read(3)).rejects.toThrow('not valid');
  await expect(files.read(4)).rejects.toThrow('too long');
  expect(await files.write(3, 'whole again', (now) => now === '')).toBe(true);
  expect(await files.read(3)).toBe('whole again');
});

test('DESK-34 a write is judged by what the one before it left', async () => {
  const files = new PreferenceFiles(temporary());
  const over = (text: string) => (now: string) => now === text;
  const done = await Promise.all([
    files.write(3, 'one', over('')),
    files.write(3, 'two', over('')),
    files.write(3, 'three', over('one')),
  ]);
  expect(done).toEqual([true, false, true]);
  expect(await files.read(3)).toBe('three');
});
