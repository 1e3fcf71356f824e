/**
 * Electron's main process: wiring. It owns the windows, keeps the core running, and gives each
 * window one end of a channel whose other end the core has; it reads nothing that goes through it.
 */
import path from 'node:path';
import { app, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, shell } from 'electron';
import type { IpcMainEvent, MessagePortMain } from 'electron';
import type { CoreState } from '../core/desk/desktop.ts';
import { Supervisor, systemClock, tellOf } from '../core/host/browser/supervisor.ts';
import type { CoreStatus } from '../core/host/browser/supervisor.ts';
import { deskFiles, PRIVILEGED } from './app-protocol.ts';
import { ATTACH, ATTACHED, CORE_GONE } from './channels.ts';
import { forkCore } from './core-supervisor.ts';
import { answerDesktopCalls } from './desktop-api.ts';
import { parseLaunch } from './launch-options.ts';
import type { Launch } from './launch-options.ts';
import { hardenContents, hardenSession, isTrusted } from './security.ts';
import { MAIN_WORKSPACE, Windows } from './windows.ts';

type CoreKeeper = Supervisor<[port: MessagePortMain]>;

/** The bundles stand beside each other in out/. */
const OUT = path.join(import.meta.dirname, '..');
const NONCE = /^[0-9a-f]{32}$/;

const windows = new Windows(path.join(OUT, 'preload', 'preload.cjs'));

function say(sentence: string): void {
  process.stderr.write(`bulkhead: ${sentence}\n`);
}

function openWindow(workspace: string): void {
  windows.open(workspace).catch((thrown: unknown) => {
    say(`A window did not open: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  });
}

function openExternally(url: string): void {
  shell.openExternal(url).catch(() => say('No browser took the link.'));
}

/** A core that will not run again is said in a dialog too: a terminal may not be there. */
function watch(status: CoreStatus): void {
  tellOf(status, say);
  if (status.state !== 'running' && status.state !== 'starting') windows.tell(CORE_GONE);
  if (status.state === 'failed') dialog.showErrorBox('The core has stopped', status.sentence);
}

function keepCore({ config, place }: Extract<Launch, { ok: true }>): CoreKeeper {
  return new Supervisor<[port: MessagePortMain]>({
    fork: () => forkCore(path.join(OUT, 'main', 'core-host.js')),
    begin: { type: 'begin', config, place },
    clock: systemClock,
    onStatus: watch,
    onNotice: say,
    onReady: (badges) => say(`${badges.join(', ')}.`),
  });
}

/** Gives one end to the core and the other to the window that asked; without a core, none. */
function attach(core: CoreKeeper, { senderFrame, sender }: IpcMainEvent, nonce: unknown): void {
  if (!isTrusted(senderFrame) || typeof nonce !== 'string' || !NONCE.test(nonce)) return;
  const { port1, port2 } = new MessageChannelMain();
  if (core.handOver(port1)) {
    sender.postMessage(ATTACHED, nonce, [port2]);
    return;
  }
  port1.close();
  sender.postMessage(ATTACHED, nonce);
}

/** The first quit stops the core in good order, the next one is Electron's. */
function quitInOrder(core: CoreKeeper): void {
  let hasStopped = false;
  app.on('before-quit', (event) => {
    if (hasStopped) return;
    event.preventDefault();
    void core.stop().then(() => {
      hasStopped = true;
      return app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => app.quit());
  }
}

async function begin(launch: Extract<Launch, { ok: true }>): Promise<void> {
  app.on('web-contents-created', (_, contents) => {
    hardenContents(contents, { openWindow, openExternally });
  });
  app.on('session-created', hardenSession);
  app.on('second-instance', () => openWindow(MAIN_WORKSPACE));
  await app.whenReady();
  // The default menu opens the tools of a developer; a packaged desk has none.
  if (app.isPackaged) Menu.setApplicationMenu(null);
  hardenSession(session.defaultSession);
  const core = keepCore(launch);
  const coreState = (): CoreState => ({ ...core.status, ...launch.place });
  protocol.handle(PRIVILEGED.scheme, deskFiles(path.join(OUT, 'renderer'), coreState));
  ipcMain.on(ATTACH, (event, nonce: unknown) => attach(core, event, nonce));
  answerDesktopCalls(openWindow);
  quitInOrder(core);
  core.start();
  openWindow(MAIN_WORKSPACE);
}

// Both must be said before the app is ready, so nothing is awaited above them.
protocol.registerSchemesAsPrivileged([PRIVILEGED]);
app.enableSandbox();

const launch = parseLaunch(process.argv, path.join(app.getPath('userData'), 'venue'));
if (!launch.ok) {
  say(launch.sentence);
  app.exit(2);
} else if (app.requestSingleInstanceLock()) {
  void begin(launch);
} else {
  say('Bulkhead runs already; its window is in front.');
  app.quit();
}
