/**
 * The window's bridge. A sandboxed preload is CommonJS and has no module but `electron`. It hands
 * the port over by a message event, because the context bridge carries none.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { DESKTOP_BRIDGE } from '../core/desk/desktop.ts';
import type { Attached, DesktopBridge, DesktopCalls } from '../core/desk/desktop.ts';
import { ATTACH, ATTACHED, CALLS, CORE_GONE } from './channels.ts';

const bridge: DesktopBridge = {
  attach: (nonce) => ipcRenderer.send(ATTACH, nonce),
  onCoreGone: (listener) => void ipcRenderer.on(CORE_GONE, () => listener()),
  notify: call('notify'),
  openWindow: call('openWindow'),
  saveFile: call('saveFile'),
};

/** The event with its sender stays here; the window gets what was answered. */
function call<N extends keyof DesktopCalls>(name: N): DesktopCalls[N] {
  return (argument: unknown): Promise<boolean> => ipcRenderer.invoke(CALLS[name], argument);
}

ipcRenderer.on(ATTACHED, ({ ports }, nonce: string) => {
  const attached: Attached = { nonce };
  window.postMessage(attached, window.location.origin, ports);
});

contextBridge.exposeInMainWorld(DESKTOP_BRIDGE, bridge);
