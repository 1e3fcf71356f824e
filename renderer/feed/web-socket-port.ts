/** The browser host's way to the core: a WebSocket of the page's own origin. */
import type { Port } from '../../core/desk/port.ts';

const NORMAL = 1000;

/** Opens a port; rejects where none could be opened. */
export type Connect = () => Promise<Port>;

function portOf(socket: WebSocket): Port {
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    onMessage: (listener) => {
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') listener(data);
      });
    },
    onClose: (listener) => {
      socket.addEventListener('close', () => listener());
    },
    close: () => socket.close(NORMAL),
  };
}

export function webSocketPort(url: string): Promise<Port> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => resolve(portOf(socket)), { once: true });
    const fail = (): void => reject(new Error(`no core at ${url}`));
    socket.addEventListener('error', fail, { once: true });
  });
}
