import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CoreState } from '../../core/desk/desktop.ts';
import { deskFiles } from '../../electron/app-protocol.ts';
import { parseLaunch } from '../../electron/launch-options.ts';
import {
  isDesk,
  isTrusted,
  mayOpenExternally,
  mayUse,
  workspaceOf,
} from '../../electron/security.ts';
import { launchArgument } from '../../core/host/electron/launch-argument.ts';
import { findElectron, hasDisplay, wasTried } from '../../core/host/electron/find-electron.ts';

const CORE: CoreState = {
  state: 'running',
  restarts: 0,
  sentence: '',
  directory: '/data',
  isTemporary: false,
};

function temporary(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.each([
  'https://desk/',
  'https://evil.example/?next=app://desk',
  'https://evil.example/app://desk/',
  'app://desk.evil.example/',
  'app://evil/desk',
  'app://user@desk/',
  'app://desk@evil/',
  'app://desk:80/',
  'apps://desk/',
  'file:///app://desk/',
  'javascript:location="app://desk/"',
  'data:text/html,app://desk/',
  'app:desk',
  'desk',
  '',
])('%j is not the desk', (url) => {
  expect(isDesk(url)).toBe(false);
  expect(isTrusted({ url, parent: null })).toBe(false);
  expect(mayUse('notifications', url)).toBe(false);
  expect(workspaceOf(url)).toBeNull();
});

test('the desk is heard from its main frame only, and gets notifications only', () => {
  expect(isTrusted({ url: 'app://desk/?workspace=main', parent: null })).toBe(true);
  expect(isTrusted({ url: 'app://desk/', parent: {} })).toBe(false);
  expect(isTrusted(null)).toBe(false);
  expect(mayUse('notifications', 'app://desk/')).toBe(true);
  expect(mayUse('media', 'app://desk/')).toBe(false);
});

test.each([
  ['app://desk/?workspace=left-2', 'left-2'],
  ['app://desk/?workspace=', null],
  ['app://desk/?workspace=a&workspace=b', null],
  ['app://desk/?workspace=a&x=1', null],
  ['app://desk/?workspace=a#b', null],
  ['app://desk/x?workspace=a', null],
  ['app://desk/?workspace=../a', null],
  ['app://desk/?workspace=%61', null],
  [`app://desk/?workspace=${'a'.repeat(33)}`, null],
])('a window may be opened at %j: %j', (url, workspace) => {
  expect(workspaceOf(url)).toBe(workspace);
});

test.each([
  ['https://www.tradingview.com/', true],
  ['http://www.tradingview.com/', false],
  ['https://www.tradingview.com.evil.example/', false],
  ['https://www.tradingview.com@evil.example/', false],
  ['https://user@www.tradingview.com/', false],
  ['https://www.tradingview.com:8443/', false],
  ['https://evil.example/?www.tradingview.com', false],
  ['file:///etc/passwd', false],
  ['smb://www.tradingview.com/', false],
])('the browser of the system may be given %j: %j', (url, may) => {
  expect(mayOpenExternally(url)).toBe(may);
});

test.each([
  'app://desk/../secret.txt',
  'app://desk/..%2fsecret.txt',
  'app://desk/%2e%2e%2fsecret.txt',
  'app://desk/..%5csecret.txt',
  'app://desk/%252e%252e%252fsecret.txt',
  'app://desk//secret.txt',
  'app://desk/link.txt',
  'app://desk/../root-2/secret.txt',
  'app://desk/index.html%00.txt',
  'app://evil/index.html',
  'https://desk/index.html',
])('%j is no file of the window', async (url) => {
  const folder = temporary();
  const root = path.join(folder, 'root');
  for (const name of ['root', 'root-2']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'root-2', 'secret.txt'), 'secret');
  writeFileSync(path.join(root, 'index.html'), '<p nonce="__CSP_NONCE__">desk</p>');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(root, 'link.txt'));
  const serve = deskFiles(root, () => CORE);
  const response = await serve({ method: 'GET', url });
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('secret');
  expect((await serve({ method: 'GET', url: 'app://desk' })).status).toBe(200);
  expect((await serve({ method: 'HEAD', url: 'app://desk/' })).status).toBe(405);
});

test('what the launcher says comes back, and anything else is refused', () => {
  const place = { directory: '/data', isTemporary: true };
  const said = launchArgument({ speed: '10x', loop: true }, place);
  expect(parseLaunch(['electron', '.', said], '/own')).toMatchObject({
    ok: true,
    config: { speed: '10x', loop: true },
    place,
  });
  expect(parseLaunch(['bulkhead'], '/own')).toMatchObject({
    ok: true,
    place: { directory: '/own', isTemporary: false },
  });
  const fast = launchArgument({ speed: '3x' }, place);
  for (const wrong of ['--bulkhead-launch=e30', '--bulkhead-launch=%', fast]) {
    expect(parseLaunch([wrong], '/own').ok).toBe(false);
  }
});

test('the binary is looked for and never asked for', () => {
  const root = temporary();
  const electron = path.join(root, 'node_modules', 'electron');
  mkdirSync(path.join(electron, 'dist'), { recursive: true });
  expect(findElectron(root, {})).toBeNull();
  writeFileSync(path.join(electron, 'path.txt'), 'electron');
  expect(findElectron(root, {})).toBeNull();
  writeFileSync(path.join(electron, 'dist', 'electron'), '');
  expect(findElectron(root, {})).toBe(path.join(electron, 'dist', 'electron'));
  const named = path.join(electron, 'path.txt');
  expect(findElectron(root, { ELECTRON_EXEC_PATH: named })).toBe(named);
  expect(wasTried(root)).toBe(false);
  expect(hasDisplay('linux', {}, 1000)).toBe(false);
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'w' }, 1000)).toBe(true);
  expect(hasDisplay('linux', { DISPLAY: ':0' }, 0)).toBe(false);
  expect(hasDisplay('win32', {})).toBe(true);
});
