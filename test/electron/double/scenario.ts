/**
 * The life of a desk under the double, in a process of its own: the real bundles start, a window
 * attaches, strangers are refused, the core is killed and comes back, everything stops. Prints what
 * it saw as one line of JSON. Arguments: the folder of the bundles, a folder for data.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { FromCore, Welcome } from '../../../core/desk/messages.ts';
import type { Port } from '../../../core/desk/port.ts';
import { launchArgument } from '../../../core/host/electron/launch-argument.ts';
import { desktopOf } from '../../../renderer/desktop.ts';
import { connectOf } from '../../../renderer/host.ts';
import { app, dialog, ipcMain, record, session } from './electron-double.ts';
import type { BrowserWindow } from './electron-double.ts';
import { openPage } from './page.ts';
import type { Page } from './page.ts';

const [, , out = '', folder = ''] = process.argv;
const EVIL = 'https://evil.example/?next=app://desk/';
const begunMs = performance.now();

async function until<T>(what: string, look: () => T | undefined, withinMs = 60_000): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(10);
  }
}

function pageOf({ webContents }: BrowserWindow): Page {
  const event = { sender: webContents, senderFrame: webContents.mainFrame };
  return openPage(path.join(out, 'preload', 'preload.cjs'), {
    send: (channel, argument) => void ipcMain.emit(channel, event, argument),
    invoke: async (channel, argument) => record.invoked.get(channel)?.(event, argument),
    incoming: webContents.preload,
  });
}

/** A conversation that has been welcomed; asks again while no core takes it, or it goes under. */
async function welcomed(connect: () => Promise<Port>): Promise<[Port, Welcome]> {
  for (;;) {
    const port = await connect().catch(() => null);
    const welcome = port === null ? null : await hello(port);
    if (port !== null && welcome !== null) return [port, welcome];
    await wait(50);
  }
}

function hello(port: Port): Promise<Welcome | null> {
  return new Promise((resolve) => {
    port.onClose(() => resolve(null));
    port.onMessage((text) => {
      const message = JSON.parse(text) as FromCore;
      if (message.type === 'welcome') resolve(message);
    });
    port.send(JSON.stringify({ type: 'hello', protocol: 1, window: 'double' }));
  });
}

/** What the page of a window may go to: each address with whether it was prevented. */
function navigations({ webContents }: BrowserWindow): Record<string, boolean> {
  const urls = ['app://desk/?workspace=main', EVIL, 'app://desk@evil/', 'file:///etc/passwd'];
  return Object.fromEntries(
    urls.map((url) => {
      let isPrevented = false;
      const event = { url, isMainFrame: true, preventDefault: () => (isPrevented = true) };
      for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        webContents.emit(name, event);
      }
      return [url, isPrevented];
    }),
  );
}

async function permissions(window: BrowserWindow): Promise<Record<string, boolean>> {
  const { defaultSession } = session;
  const names = ['notifications', 'media', 'hid', 'openExternal'] as const;
  const answers = names.map(async (name) => {
    const asked = new Promise<boolean>((resolve) => {
      const details = { isMainFrame: true, requestingUrl: 'app://desk/' } as never;
      defaultSession.request?.(window.webContents as never, name, resolve, details);
    });
    const check = defaultSession.check?.(null, name, 'app://desk/', {} as never) ?? true;
    return [name, (await asked) && check] as const;
  });
  const foreign = defaultSession.check?.(
    null,
    'notifications',
    'https://evil.example',
    {} as never,
  );
  return { ...Object.fromEntries(await Promise.all(answers)), foreign: foreign ?? true };
}

async function served(url: string, method = 'GET') {
  const response = await record.served.get('app')?.({ url, method } as Request);
  const policy = response?.headers.get('Content-Security-Policy') ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '(none)';
  const text = (await response?.text()) ?? '';
  return { status: response?.status, hasNonce: text.includes(`nonce="${nonce}"`), policy };
}

function openings({ webContents }: BrowserWindow) {
  const ask = (url: string): unknown => webContents.windowOpen?.({ url } as never);
  const answers = [EVIL, 'https://www.tradingview.com/', 'app://desk/?workspace=second'].map(ask);
  return { answers, external: record.external, windows: record.windows.length };
}

/** A frame of another origin, or one inside the desk's page, asks for a port and a notification. */
async function strangers({ webContents }: BrowserWindow) {
  let answered = 0;
  webContents.preload.on('desk:attached', () => (answered += 1));
  const frames = [{ url: EVIL, parent: null }, { url: 'app://desk/', parent: {} }, null];
  const calls: unknown[] = [];
  for (const senderFrame of frames) {
    const event = { sender: webContents, senderFrame };
    ipcMain.emit('desk:attach', event, 'a'.repeat(32));
    calls.push(await record.invoked.get('desk:notify')?.(event, { title: 'x', body: 'x' }));
  }
  webContents.preload.removeAllListeners('desk:attached');
  return { answered, calls, notifications: record.notifications.length };
}

async function coreState(): Promise<unknown> {
  const response = await record.served.get('app')?.({
    url: 'app://desk/core',
    method: 'GET',
  } as Request);
  return response?.json();
}

/** Whoever clicks a notification has the window in front that told it. */
function clickNotification(): readonly string[] {
  record.notifications.at(-1)?.emit('click');
  return record.calls.filter((call) => call === 'focus');
}

/** A window by name: a new one, then the same again, and none by a name that is no workspace's. */
async function opened() {
  const before = record.windows.length;
  const answers = [];
  for (const name of ['risk', 'risk', '../risk']) answers.push(await desktop.openWindow.run(name));
  const added = record.windows.slice(before).map(({ webContents }) => webContents.getURL());
  return { answers, added };
}

/** What the person answers in the dialog decides; a name with a path in it never gets there. */
async function saved() {
  const file = { name: 'bulkhead-positions.csv', text: 'a,b\r\n' };
  const cancelled = await desktop.saveFile.run(file);
  dialog.answer = path.join(folder, 'chosen.csv');
  const written = await desktop.saveFile.run(file);
  const strange = await desktop.saveFile.run({ ...file, name: '../../etc/passwd' });
  return { cancelled, written, strange, text: readFileSync(dialog.answer, 'utf8') };
}

// Ports and pages keep no process alive.
setTimeout(() => process.exit(3), 25_000);
const place = { directory: path.join(folder, 'venue'), isTemporary: true };
process.argv.push(launchArgument({ speed: '10x', loop: true }, place));
await import(pathToFileURL(path.join(out, 'main', 'index.js')).href);
const window = await until('a window', () => record.windows[0]);
const refused = await strangers(window);
const page = pageOf(window);
const connect = connectOf(page.window);
const desktop = desktopOf(page.window as never);
const [port, welcome] = await welcomed(connect);
const welcomeMs = performance.now() - begunMs;
const seen = {
  calls: [...record.calls],
  schemes: record.schemes,
  preload: { required: page.required, exposed: page.exposed },
  webPreferences: window.options.webPreferences,
  url: window.webContents.getURL(),
  environment: Object.keys(record.cores[0]?.options.env ?? {}),
  welcome: { type: welcome.type, badges: welcome.badges },
  refused,
  permissions: await permissions(window),
  navigations: navigations(window),
  openings: openings(window),
  page: await served('app://desk/?workspace=main'),
  core: await coreState(),
  post: (await served('app://desk/', 'POST')).status,
  outside: (await served('app://desk/..%2f..%2fpackage.json')).status,
  notified: await desktop.notify.run({ title: 'Margin call', body: 'amber' }),
  notifiedWrong: await page.bridge.notify({ title: 1 } as never),
  clicked: clickNotification(),
  opened: await opened(),
  saved: await saved(),
};

const closed = new Promise<void>((resolve) => port.onClose(resolve));
const killedMs = performance.now();
record.cores[0]?.kill();
await closed;
const lostMs = performance.now() - killedMs;
const [, again] = await welcomed(connect);
const backMs = performance.now() - killedMs;
const quit = new Promise<void>((resolve) => app.once('quit', resolve));
app.quit();
await quit;
const restart = {
  hasNewEpoch: again.epoch !== welcome.epoch,
  cores: record.cores.length,
  errorBoxes: record.errorBoxes,
};
const figures = { welcomeMs, lostMs, backMs };
process.stdout.write(`${JSON.stringify({ ...seen, restart, figures })}\n`);
process.exit(0);
