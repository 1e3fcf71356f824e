/** The bundles as they are built, under the double; what that cannot show: docs/electron.md. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HARDENED } from '../../electron/security.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let seen: Record<string, unknown>;

function run(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const options = { cwd: ROOT, env, encoding: 'utf8', timeout: 120_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(`${args[0] ?? ''}: ${stdout}${stderr}`);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-electron-'));
  const out = path.join(folder, 'out');
  // A build of its own: that of the tree may be made anew meanwhile.
  const build = ['build', '--logLevel', 'error', '--outDir', out];
  run(['node_modules/electron-vite/bin/electron-vite.js', ...build]);
  mkdirSync(path.join(out, 'renderer'));
  writeFileSync(path.join(out, 'renderer', 'index.html'), '<p nonce="__CSP_NONCE__">desk</p>');
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  for (const name of ['resources', 'node_modules']) {
    symlinkSync(path.join(ROOT, name), path.join(folder, name));
  }
  const [register, scenario] = ['register', 'scenario'].map((name) =>
    fileURLToPath(new URL(`double/${name}.ts`, import.meta.url)),
  );
  const env = { ...process.env, BULKHEAD_TEST_FOLDER: folder, NODE_OPTIONS: '' };
  const said = run(['--import', register ?? '', scenario ?? '', out, folder], env);
  seen = JSON.parse(said) as Record<string, unknown>;
  process.stdout.write(`under the double: ${JSON.stringify(seen['figures'])}\n`);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundles of Electron, under a double of it', () => {
  test('say what must be said before the app is ready, and have no menu when packaged', () => {
    expect(seen['calls']).toEqual(['schemes', 'sandbox', 'no menu', 'show']);
    expect(seen['schemes']).toMatchObject([{ scheme: 'app', privileges: { standard: true } }]);
  });

  test('open a hardened window, and hand it a port to the real core', () => {
    expect(seen['webPreferences']).toMatchObject(HARDENED);
    expect(seen['url']).toBe('app://desk/?workspace=main');
    expect(seen['welcome']).toMatchObject({ type: 'welcome' });
    expect(seen['environment']).not.toContain('NODE_OPTIONS');
  });

  test('have a preload that requires electron alone and exposes one name', () => {
    expect(seen['preload']).toEqual({ required: ['electron'], exposed: ['bulkheadDesktop'] });
  });

  test('deny permissions, navigation and windows, but for what is listed', () => {
    expect(seen['permissions']).toEqual({
      notifications: true,
      media: false,
      hid: false,
      openExternal: false,
      foreign: false,
    });
    const navigations = Object.entries(seen['navigations'] as Record<string, boolean>);
    expect(navigations.filter(([, isPrevented]) => !isPrevented)).toEqual([
      ['app://desk/?workspace=main', false],
    ]);
    const deny = { action: 'deny' };
    expect(seen['openings']).toEqual({
      answers: [deny, deny, deny],
      external: ['https://www.tradingview.com/'],
      windows: 2,
    });
  });

  test('hear only the main frame of the desk', () => {
    const calls = [false, false, false];
    expect(seen['refused']).toEqual({ answered: 0, calls, notifications: 0 });
    expect([seen['notified'], seen['notifiedWrong']]).toEqual([true, false]);
  });

  test('serve the page with its nonce, by GET, and nothing outside', () => {
    expect(seen['page']).toMatchObject({ status: 200, hasNonce: true });
    expect([seen['post'], seen['outside']]).toEqual([405, 404]);
  });

  test('notify, open windows and save files for the window, and nothing that is malformed', () => {
    expect(seen['clicked']).toEqual(['focus']);
    expect(seen['opened']).toEqual({
      answers: [true, true, false],
      added: ['app://desk/?workspace=risk'],
    });
    expect(seen['saved']).toEqual({
      cancelled: false,
      written: true,
      strange: false,
      text: 'a,b\r\n',
    });
  });

  test('say how the core is, for a window that has no conversation with it', () => {
    expect(seen['core']).toMatchObject({ state: 'running', restarts: 0, sentence: '' });
    expect(seen['core']).toHaveProperty('directory');
  });

  test('start a killed core again, with a new epoch, and stop in good order', () => {
    expect(seen['restart']).toEqual({ hasNewEpoch: true, cores: 2, errorBoxes: [] });
  });
});
