import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findElectron } from '../../host/electron/find-electron.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import { run } from '../main.ts';
import type { PassReport } from './start.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let temporary: string;

beforeEach(() => {
  temporary = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-start-'));
  vi.stubEnv('TMPDIR', temporary);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  rmSync(temporary, { recursive: true, force: true });
});

/** Runs `bulkhead start` and keeps what it printed. */
async function start(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
  process.exitCode = undefined;
  const code = await run(['start', ...args]);
  vi.restoreAllMocks();
  return { code, ...printed };
}

/** A data directory whose key is in a file: a test leaves nothing in anybody's keychain. */
async function madeDirectory(): Promise<string> {
  const data = path.join(temporary, 'data');
  await (await Sequencer.open(data, { keychain: 'none' })).stop();
  return data;
}

const QUICK = ['--headless', '--speed', 'max', '--once', '--duration', '5s'];

/** The state hash that a quick run prints. */
async function hashOf(...args: string[]): Promise<string> {
  return (JSON.parse((await start(...QUICK, ...args)).out) as PassReport).stateHash;
}

describe('bulkhead start --once', () => {
  test('prints one line of JSON, exits 0 and leaves nothing behind', async () => {
    const { code, out, err } = await start(...QUICK);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.endsWith('}\n')).toBe(true);
    expect(out.trim()).not.toContain('\n');
    const report = JSON.parse(out) as PassReport;
    expect(report).toMatchObject({
      badges: ['SIMULATED', 'PAPER', 'SIMULATED CUSTODY', 'ONE SOURCE', 'PEG ASSUMED'],
      venueTime: { start: '2024-08-08T23:54:20Z' },
      marginCalls: 0,
      liquidations: 0,
      conservation: 'ok',
      insuranceFund: { USDT: { start: '3412880.440000', end: '3412880.440000' } },
    });
    const counts = ['commands', 'events', 'batches', 'trades', 'orders', 'elapsedMs'] as const;
    expect(counts.filter((count) => report[count] <= 10)).toEqual([]);
    expect(report.stateHash).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('gives the same state hash again, and another one for another seed', async () => {
    const first = await hashOf();
    expect(await hashOf()).toBe(first);
    expect(await hashOf('--seed', '2')).not.toBe(first);
  });

  test('goes on in a directory that is given, and says where a market has ended', async () => {
    const data = await madeDirectory();
    const args = ['--headless', '--speed', 'max', '--once', '--data', data];
    expect(await start(...args, '--duration', '2s')).toMatchObject({ code: 0, err: '' });
    const { out } = await start(...args, '--duration', '2s');
    expect(JSON.parse(out)).toMatchObject({ venueTime: { start: '2024-08-08T23:54:22Z' } });
    const sequencer = await Sequencer.open(data, { keychain: 'none' });
    const core = sequencer.connect({ internal: true });
    const session = { session: 'late', channel: 'internal', workstation: 'test' } as const;
    const timeUs = Date.UTC(2024, 7, 9, 12) * 1_000;
    const opening = { kind: 'session.open', system: 'clock', role: 'system', ...session } as const;
    await core.submit(opening, { timeUs });
    await sequencer.stop();
    expect(await start(...args)).toEqual({
      code: 1,
      out: '',
      err:
        'bulkhead: The venue stands at 2024-08-09T12:00:00Z, ' +
        "after the market's end; add --loop.\n",
    });
  });
});

describe('bulkhead start', () => {
  test.each([
    [['--host', 'qt'], 'The host is browser or electron, not "qt".'],
    [['--port', '65536'], 'A port is a number up to 65535, not "65536".'],
    [['--port', '-1'], 'A port is a number up to 65535, not "-1".'],
    [['--once'], '--once prints a report and has no window: add --headless.'],
  ])('says what the window can do: %j', async (args, sentence) => {
    const { code, out, err } = await start(...args);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `bulkhead: ${sentence}\n` });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a window in Electron is refused where its binary is not', async (context) => {
    if (findElectron(ROOT, process.env) !== null) context.skip('the binary of Electron is here');
    expect(await start('--host', 'electron')).toEqual({
      code: 1,
      out: '',
      err:
        'bulkhead: The binary of Electron is not here; ' +
        '`npx install-electron --no` fetches it.\n',
    });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('settles misuse of its options before it makes anything', async () => {
    const { code, out, err } = await start('--headless', '--speed', '3x');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('bulkhead: The speed is one of 1x, 10x, max, not "3x".\n');
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('says in a sentence what is wrong with a feed or a directory', async () => {
    const feed = await start(...QUICK, '--feed', path.join(temporary, 'none'));
    expect(feed).toMatchObject({ code: 1, out: '' });
    expect(feed.err).toMatch(/^bulkhead: The feed directory .*none does not exist\.\n$/);
    const data = path.join(temporary, 'data');
    const sequencer = await Sequencer.open(data, { keychain: 'none' });
    const taken = await start(...QUICK, '--data', data);
    await sequencer.stop();
    expect(taken).toMatchObject({ code: 1, out: '' });
    expect(taken.err).toMatch(/^bulkhead: .*data/);
  });

  test('runs until it is told to stop, and stops in good order', async () => {
    const data = await madeDirectory();
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const args = [main, 'start', '--headless', '--speed', '10x', '--data', data];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const begun = new Promise<void>((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        if (said.includes('Ctrl-C')) setTimeout(resolve, 500);
      });
    });
    await begun;
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
    expect(said).toMatch(/^bulkhead: SIMULATED, PAPER, SIMULATED CUSTODY, .*\n/);
    expect(said).toMatch(/Stopped after command \d+\.\n$/);
    // Shut down in good order, it comes up from its snapshot with nothing to replay.
    const sequencer = await Sequencer.open(data, { keychain: 'none' });
    expect(sequencer.health()).toMatchObject({ state: 'running', replayed: 0, notices: [] });
    await sequencer.stop();
  });
});
