import { afterEach, describe, expect, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { run } from './main.ts';

/** Runs a command line and keeps what it printed. */
async function capture(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, ...printed };
}

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('the bulkhead command', () => {
  test('says its version and names its verbs', async () => {
    expect(await capture('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
    const help = await capture('--help');
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/^ {2}doctor /m);
  });

  test('every verb has its own help', async () => {
    const help = await capture('doctor', '--help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('--json');
  });

  test('misuse is exit code 2 and a sentence on stderr', async () => {
    const unknown = await capture('frobnicate');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toMatch(/^bulkhead: unknown command 'frobnicate'\n.*bulkhead --help/);
    expect(await capture('doctor', '--frobnicate')).toMatchObject({ code: 2, out: '' });
    expect(await capture()).toMatchObject({ code: 2, out: '' });
  });

  test('a verb that has not succeeded is exit code 1', async () => {
    const folder = `${import.meta.filename}/below-a-file`;
    const { code, out } = await capture('doctor', '--json', '--data', folder);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ usable: false });
  });
});
