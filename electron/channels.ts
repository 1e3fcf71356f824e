/** What the main process and a window's preload say to each other. */
import type { DesktopCalls } from '../core/desk/desktop.ts';

/** From the window: a port is wanted; with the nonce. */
export const ATTACH = 'desk:attach';
/** To the window: the answer with the nonce, and a port where a core runs. */
export const ATTACHED = 'desk:attached';
/** To the window: no core runs any more. */
export const CORE_GONE = 'desk:core-gone';

/** Calls that are answered, each by the channel of its own name. */
export const CALLS = {
  notify: 'desk:notify',
  openWindow: 'desk:open-window',
  saveFile: 'desk:save-file',
} as const satisfies Record<keyof DesktopCalls, `desk:${string}`>;
