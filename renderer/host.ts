/** Which host this window has, and its way to the core: a message port, or a WebSocket. */
import { DESKTOP_BRIDGE } from '../core/desk/desktop.ts';
import type { Attached, DesktopBridge } from '../core/desk/desktop.ts';
import { DESK_SOCKET_PATH } from '../core/desk/port.ts';
import type { Port } from '../core/desk/port.ts';
import { webSocketPort } from './feed/web-socket-port.ts';
import type { Connect } from './feed/web-socket-port.ts';

const ATTACH_WITHIN_MS = 5_000;

/** What of a window decides; a test has its own. */
export type HostWindow = Pick<
  Window,
  'addEventListener' | 'removeEventListener' | 'location' | 'setTimeout' | 'clearTimeout'
> & { readonly [DESKTOP_BRIDGE]?: DesktopBridge };

/** How this window reaches the core. */
export function connectOf(page: HostWindow): Connect {
  const bridge = page[DESKTOP_BRIDGE];
  if (bridge !== undefined) return desktopConnect(page, bridge);
  const url = new URL(DESK_SOCKET_PATH, page.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = '';
  return () => webSocketPort(url.href);
}

function desktopConnect(page: HostWindow, bridge: DesktopBridge): Connect {
  let current: Port | null = null;
  // A port that was handed to a core just as it died never closes by itself; the host knows.
  bridge.onCoreGone(() => current?.close());
  return async () => {
    current = channelPort(await attached(page, bridge));
    return current;
  };
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The port that answers this window's own question, told by its nonce; rejects without one. */
function attached(page: HostWindow, bridge: DesktopBridge): Promise<MessagePort> {
  const nonce = newNonce();
  return new Promise((resolve, reject) => {
    const settle = (port: MessagePort | undefined): void => {
      page.clearTimeout(timer);
      page.removeEventListener('message', hear);
      if (port === undefined) reject(new Error('no core takes this window now'));
      else resolve(port);
    };
    const hear = ({ origin, data, ports }: MessageEvent<Partial<Attached> | null>): void => {
      if (origin === page.location.origin && data?.nonce === nonce) settle(ports[0]);
    };
    const timer = page.setTimeout(() => settle(undefined), ATTACH_WITHIN_MS);
    page.addEventListener('message', hear);
    bridge.attach(nonce);
  });
}

/** Each text is answered with its length: a message port does not say by itself what waits. */
function channelPort(channel: MessagePort): Port {
  const closes: (() => void)[] = [];
  let isOpen = true;
  const closed = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closes) listener();
  };
  channel.addEventListener('close', closed);
  return {
    send: (text) => {
      if (isOpen) channel.postMessage(text);
    },
    bufferedBytes: 0,
    onMessage: (listener) => {
      channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (!isOpen || typeof data !== 'string') return;
        listener(data);
        channel.postMessage(data.length);
      });
      // Nothing is delivered before there is somebody to hear it.
      channel.start();
    },
    onClose: (listener) => void closes.push(listener),
    close: () => {
      channel.close();
      closed();
    },
  };
}
