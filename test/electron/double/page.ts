/** A window's page: the real preload bundle in a world where `require` knows only electron. */
import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { DESKTOP_BRIDGE } from '../../../core/desk/desktop.ts';
import type { DesktopBridge } from '../../../core/desk/desktop.ts';
import type { HostWindow } from '../../../renderer/host.ts';

/** What a preload may reach of the main process. */
export interface Wire {
  readonly send: (channel: string, argument: unknown) => void;
  readonly invoke: (channel: string, argument: unknown) => Promise<unknown>;
  readonly incoming: EventEmitter;
}

export interface Page {
  readonly window: HostWindow;
  readonly bridge: DesktopBridge;
  /** All that it was asked for. */
  readonly required: readonly string[];
  /** Names that the preload put into the page. */
  readonly exposed: readonly string[];
}

const ORIGIN = 'app://desk';

/** Runs a preload bundle. Throws what the bundle throws. */
export function openPage(preloadFile: string, wire: Wire): Page {
  const required: string[] = [];
  const exposed = new Map<string, unknown>();
  const target = new EventTarget();
  const location = { origin: ORIGIN, href: `${ORIGIN}/?workspace=main` };
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown) => void exposed.set(name, api),
    },
    ipcRenderer: {
      send: wire.send,
      invoke: wire.invoke,
      on: (channel: string, listener: (...args: unknown[]) => void) => {
        wire.incoming.on(channel, listener);
      },
    },
  };
  const postMessage = (data: unknown, origin: string, ports: MessagePort[]): void => {
    if (origin !== ORIGIN) throw new Error(`posted to ${origin}`);
    target.dispatchEvent(Object.assign(new Event('message'), { data, origin, ports }));
  };
  vm.runInNewContext(readFileSync(preloadFile, 'utf8'), {
    require: (name: string) => {
      required.push(name);
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electron;
    },
    window: { location, postMessage },
  });
  const bridge = exposed.get(DESKTOP_BRIDGE) as DesktopBridge;
  const window = {
    location,
    setTimeout,
    clearTimeout,
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    [DESKTOP_BRIDGE]: bridge,
  } as unknown as HostWindow;
  return { window, bridge, required, exposed: [...exposed.keys()] };
}
