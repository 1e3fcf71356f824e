import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readOwner, takeLock } from './lock.ts';
import { firstLine, kill, startChild } from './testing/child.ts';
import { temporaryDirectory } from './testing/temporary.ts';

describe('LOG-09 one data directory has one writer', () => {
  test('another process is named by pid and host, and kill -9 frees the directory', async () => {
    const directory = temporaryDirectory();
    const child = startChild('hold-lock.ts', [directory]);
    onTestFinished(() => void child.kill('SIGKILL'));
    expect(await firstLine(child)).toBe('locked');
    const facts = { pid: child.pid!, host: hostname() };
    expect(readOwner(directory)).toEqual(facts);
    expect(() => takeLock(directory)).toThrow(
      expect.objectContaining({
        code: 'IN_USE',
        facts,
        message: expect.stringContaining(`process ${facts.pid} on ${facts.host}`),
      }),
    );

    await kill(child);
    expect(existsSync(join(directory, 'owner'))).toBe(true);
    const lock = takeLock(directory);
    expect(readOwner(directory)?.pid).toBe(process.pid);
    lock.release();
  });

  test('a second writer in the same process is refused as well', () => {
    const directory = temporaryDirectory();
    const lock = takeLock(directory);
    expect(() => takeLock(directory)).toThrow(expect.objectContaining({ code: 'IN_USE' }));
    lock.release();
    lock.release();
    takeLock(directory).release();
    expect(existsSync(join(directory, 'owner'))).toBe(false);
  });

  test('an owner file that says nothing is no reason to let go, nor to fail', () => {
    const directory = temporaryDirectory();
    const lock = takeLock(directory);
    for (const text of ['', 'null', '{"pid":"1"}', '{"pid":1e99,"host":"x"}', '[]']) {
      writeFileSync(join(directory, 'owner'), text);
      expect(() => takeLock(directory)).toThrow(/in use by another process/);
    }
    lock.release();
  });

  test('a lock file that is no database is refused and left as it is', () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'lock.db');
    writeFileSync(path, 'something else entirely '.repeat(100));
    expect(() => takeLock(directory)).toThrow(expect.objectContaining({ code: 'UNREADABLE' }));
    expect(readFileSync(path, 'utf8')).toContain('something else');
  });
});
