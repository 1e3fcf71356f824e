/**
 * What a desktop host offers a window beside its way to the core. The host hands the window one
 * end of a channel whose other end the core has, and reads nothing of what goes through it.
 */

/** Where a window of a desktop host finds its bridge; another host has none. */
export const DESKTOP_BRIDGE = 'bulkheadDesktop';

/** Where a page asks its host how the core is when it has no conversation with it. */
export const CORE_STATE_PATH = '/core';

/** What the host answers, of which a page shows this. */
export interface CoreState {
  /** `waiting` to start it again; `failed` where another start would not help. */
  readonly state: 'starting' | 'running' | 'waiting' | 'stopping' | 'stopped' | 'failed';
  /** Starts again, over the life of the host. */
  readonly restarts: number;
  /** Why it does not run; empty while it does. */
  readonly sentence: string;
  /** The data directory, with the log in it. */
  readonly directory: string;
  /** Whether the directory is removed when the host stops. */
  readonly isTemporary: boolean;
}

/** How a window is told whether it was attached; with the port in the event where it was. */
export interface Attached {
  /** Random text of the window that asked. */
  readonly nonce: string;
}

export interface DesktopCalls {
  /** A notification of the system; false where it shows none. */
  notify(notice: { readonly title: string; readonly body: string }): Promise<boolean>;
  /** An independent window; false for a name that is no workspace's. */
  openWindow(workspace: string): Promise<boolean>;
  /** Asks the person where to; false where nothing was saved. */
  saveFile(file: { readonly name: string; readonly text: string }): Promise<boolean>;
}

export interface DesktopBridge extends DesktopCalls {
  /** Asks for a port; the answer is a message event of the window with `Attached` in it. */
  attach(nonce: string): void;
  /** Told when no core runs any more. */
  onCoreGone(listener: () => void): void;
}
