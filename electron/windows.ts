/** The desk's windows: each a page of its own with a port of its own, on any monitor. */
import { BrowserWindow } from 'electron';
import type { BrowserWindowConstructorOptions } from 'electron';
import { HARDENED, isTrusted, workspaceUrl } from './security.ts';

export const MAIN_WORKSPACE = 'main';
/** As many as a core attaches. */
const WINDOWS_MAX = 64;

export class Windows {
  readonly #preload: string;
  readonly #byWorkspace = new Map<string, BrowserWindow>();

  /** `preload` is the preload's bundle. */
  constructor(preload: string) {
    this.#preload = preload;
  }

  /** The window of a workspace: a new one, or the one that is open, in front. */
  async open(workspace: string): Promise<void> {
    const known = this.#byWorkspace.get(workspace);
    if (known !== undefined) {
      if (known.isMinimized()) known.restore();
      known.focus();
      return;
    }
    if (this.#byWorkspace.size >= WINDOWS_MAX) return;
    const window = new BrowserWindow(this.#options(workspace));
    this.#byWorkspace.set(workspace, window);
    window.on('closed', () => this.#byWorkspace.delete(workspace));
    window.once('ready-to-show', () => window.show());
    await window.loadURL(workspaceUrl(workspace));
  }

  /** Tells every window whose page is still the desk. */
  tell(channel: string): void {
    for (const { webContents } of this.#byWorkspace.values()) {
      if (isTrusted(webContents.mainFrame)) webContents.send(channel);
    }
  }

  #options(workspace: string): BrowserWindowConstructorOptions {
    return {
      title: 'Bulkhead',
      width: 1600,
      height: 1000,
      minWidth: 1024,
      minHeight: 640,
      show: false,
      autoHideMenuBar: true,
      // The page's own ground in the dark, so that nothing flashes before it is there.
      backgroundColor: '#0c0f13',
      webPreferences: {
        ...HARDENED,
        preload: this.#preload,
        // The desk that raises the alarms is awake; further windows sleep when they are hidden.
        backgroundThrottling: workspace !== MAIN_WORKSPACE,
      },
    } satisfies BrowserWindowConstructorOptions;
  }
}
