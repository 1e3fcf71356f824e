import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { drillText, OPENED } from '../../host/drill/testing/write.ts';
import { run } from '../main.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'drill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Runs `bulkhead drill` and keeps what it printed. */
async function drill(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
  const code = await run(['drill', ...args]);
  vi.restoreAllMocks();
  return { code, ...printed };
}

const GOOD = drillText(OPENED);
const BAD = drillText(`${OPENED}\n  - expect: { fund USDT: 1 }\n`);

describe('bulkhead drill', () => {
  test('prints a timeline and exits 0', async () => {
    const { code, out, err } = await drill(write('good.yaml', GOOD));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^A test\n/);
    expect(out).toMatch(/\n1 of 1 drills ok\n$/);
  });

  test('a failed drill exits 1 with its file and line, and the others still run', async () => {
    const bad = write('a-bad.yaml', BAD);
    write('b-good.yaml', GOOD);
    const { code, out } = await drill(folder);
    expect(code).toBe(1);
    expect(out).toContain(`FAILED EXPECTATION in ${bad}:`);
    expect(out).toMatch(/\n1 of 2 drills ok\n$/);
  });

  test('a folder stands for its drills, inner ones too, in the order of their names', async () => {
    write('b.yaml', GOOD);
    write('a/z.yml', GOOD);
    write('notes.txt', 'not a drill');
    const { code, out } = await drill(folder, '--json');
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; ok: boolean });
    expect(lines.map(({ file }) => path.relative(folder, file))).toEqual(['a/z.yml', 'b.yaml']);
    expect(lines.every(({ ok }) => ok)).toBe(true);
  });

  test('a file that is no drill fails with its line', async () => {
    const file = write('odd.yaml', 'name: x\nsteps: 1\n');
    const plain = await drill(file);
    expect(plain.code).toBe(1);
    expect(plain.out).toMatch(/^FAILED FILE in .*odd\.yaml:\d+\n {2}\S/);
    const json = await drill(file, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, failure: { code: 'FILE' } });
  });

  test('what is not there, or holds no drill, is an error', async () => {
    const gone = await drill(path.join(folder, 'gone.yaml'));
    expect(gone).toMatchObject({ code: 1, out: '' });
    expect(gone.err).toMatch(/gone\.yaml cannot be read: ENOENT/);
    expect((await drill(folder)).err).toBe('bulkhead: no drill (*.yaml) is there\n');
    expect((await drill()).code).toBe(2);
  });
});
