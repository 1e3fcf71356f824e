/**
 * As much of Electron as the main process uses, on Node. Each piece names what it stands for, so
 * that a change of Electron's interface is a type error here. It shows the wiring; it shows nothing
 * of sandboxes, the context bridge, Chromium, real exit codes or dialogs of the system.
 */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type Electron from 'electron';
import type { PortDouble } from './message-port.ts';

export { MessageChannelMain } from './message-port.ts';

type Handler<F> = Exclude<F, null>;
type WindowOpen = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

/** What happened, for the scenario to look at. */
export const record = {
  calls: [] as string[],
  cores: [] as UtilityDouble[],
  windows: [] as BrowserWindow[],
  external: [] as string[],
  errorBoxes: [] as string[],
  notifications: [] as Notification[],
  schemes: [] as Electron.CustomScheme[],
  served: new Map<string, (request: Request) => Response | Promise<Response>>(),
  invoked: new Map<string, (event: object, argument: unknown) => unknown>(),
};

class UtilityDouble
  extends EventEmitter
  implements Pick<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage'>
{
  readonly pid = undefined;
  readonly options: Electron.ForkOptions;
  readonly #worker: Worker;

  constructor(file: string, options: Electron.ForkOptions) {
    super();
    this.options = options;
    this.#worker = new Worker(new URL('utility-worker.ts', import.meta.url), {
      workerData: pathToFileURL(file).href,
      env: options.env as Record<string, string>,
    });
    this.#worker.on('message', (message) => this.emit('message', message));
    this.#worker.on('error', (error) => process.stderr.write(`core: ${error.stack ?? ''}\n`));
    this.#worker.on('exit', (code) => this.emit('exit', code));
  }

  postMessage(data: unknown, transfer: readonly object[] = []): void {
    const ports = transfer.map((port) => (port as PortDouble).spend());
    this.#worker.postMessage({ data, ports }, ports);
  }

  kill(): boolean {
    void this.#worker.terminate();
    return true;
  }
}

export const utilityProcess = {
  fork: (file: string, _args: readonly string[], options: Electron.ForkOptions) => {
    const core = new UtilityDouble(file, options);
    record.cores.push(core);
    return core;
  },
} satisfies Record<keyof Pick<typeof Electron.utilityProcess, 'fork'>, unknown>;

class AppDouble
  extends EventEmitter
  implements
    Pick<
      Electron.App,
      | 'enableSandbox'
      | 'exit'
      | 'getPath'
      | 'isPackaged'
      | 'quit'
      | 'requestSingleInstanceLock'
      | 'whenReady'
    >
{
  readonly isPackaged = true;
  isReady = false;

  enableSandbox(): void {
    record.calls.push(this.isReady ? 'sandbox late' : 'sandbox');
  }
  exit(code?: number): void {
    record.calls.push(`exit ${code ?? 0}`);
  }
  getPath(name: string): string {
    return `${process.env['BULKHEAD_TEST_FOLDER'] ?? ''}/${name}`;
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.isReady = true;
  }
  quit(): void {
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.emit('quit');
  }
}

export const app = new AppDouble();

class SessionDouble
  extends EventEmitter
  implements
    Pick<
      Electron.Session,
      | 'setDevicePermissionHandler'
      | 'setPermissionCheckHandler'
      | 'setPermissionRequestHandler'
      | 'setSpellCheckerDictionaryDownloadURL'
    >
{
  request: Handler<Parameters<Electron.Session['setPermissionRequestHandler']>[0]> | null = null;
  check: Handler<Parameters<Electron.Session['setPermissionCheckHandler']>[0]> | null = null;
  device: Handler<Parameters<Electron.Session['setDevicePermissionHandler']>[0]> | null = null;

  setPermissionRequestHandler(handler: SessionDouble['request']): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: SessionDouble['check']): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: SessionDouble['device']): void {
    this.device = handler;
  }
  setSpellCheckerDictionaryDownloadURL(): void {}
}

export const session = { defaultSession: new SessionDouble() };

export class ContentsDouble
  extends EventEmitter
  implements Pick<Electron.WebContents, 'getURL' | 'postMessage' | 'send' | 'setWindowOpenHandler'>
{
  readonly mainFrame = { url: '', parent: null };
  windowOpen: WindowOpen | null = null;
  /** Where the preload of this page listens. */
  readonly preload = new EventEmitter();

  getURL(): string {
    return this.mainFrame.url;
  }
  setWindowOpenHandler(handler: WindowOpen): void {
    this.windowOpen = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    this.preload.emit(channel, { ports: [] }, ...args);
  }
  postMessage(channel: string, message: unknown, transfer: readonly object[] = []): void {
    this.preload.emit(
      channel,
      { ports: transfer.map((port) => (port as PortDouble).spend()) },
      message,
    );
  }
}

export class BrowserWindow
  extends EventEmitter
  implements Pick<Electron.BrowserWindow, 'focus' | 'isMinimized' | 'loadURL' | 'restore' | 'show'>
{
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new ContentsDouble();

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    record.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return record.windows.find(({ webContents }) => webContents === contents) ?? null;
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url;
    this.emit('ready-to-show');
  }
  show(): void {
    record.calls.push('show');
  }
  focus(): void {
    record.calls.push('focus');
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
}

class IpcMainDouble extends EventEmitter implements Pick<Electron.IpcMain, 'handle'> {
  handle(channel: string, handler: (event: never, argument: unknown) => unknown): void {
    record.invoked.set(channel, handler as (event: object, argument: unknown) => unknown);
  }
}

export const ipcMain = new IpcMainDouble();

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => {
    record.calls.push(app.isReady ? 'schemes late' : 'schemes');
    record.schemes.push(...schemes);
  },
  handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>): void => {
    record.served.set(scheme, handler);
  },
} satisfies Partial<Electron.Protocol>;

export const shell = {
  openExternal: async (url: string): Promise<void> => void record.external.push(url),
} satisfies Partial<Electron.Shell>;

export const dialog = {
  /** Where the person says that a file is to go; empty for one who cancels. */
  answer: '',
  showErrorBox: (_: string, text: string): void => void record.errorBoxes.push(text),
  showSaveDialog: async () => ({ canceled: dialog.answer === '', filePath: dialog.answer }),
} satisfies Pick<Record<keyof Electron.Dialog, unknown>, 'showErrorBox' | 'showSaveDialog'> &
  Record<'answer', string>;

export const Menu = {
  setApplicationMenu: (menu: Electron.Menu | null): void => {
    record.calls.push(menu === null ? 'no menu' : 'menu');
  },
} satisfies Pick<typeof Electron.Menu, 'setApplicationMenu'>;

export class Notification extends EventEmitter implements Pick<Electron.Notification, 'show'> {
  readonly title: string;

  constructor({ title = '' }: Electron.NotificationConstructorOptions) {
    super();
    this.title = title;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    record.notifications.push(this);
  }
}
