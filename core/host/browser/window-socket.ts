/** A window's WebSocket, from the upgrade that the host let in to a Port of the desk. */
import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { MESSAGE_BYTES_MAX } from '../../desk/messages.ts';
import type { Port } from '../../desk/port.ts';
import type { UpgradeRequest } from './core-protocol.ts';

/** A window that has not answered a ping by the next one is gone. */
const PING_EVERY_MS = 15_000;
/** Of the WebSocket protocol: the message is not of the kind that is taken here. */
const UNSUPPORTED_DATA = 1_003;

/** Completes upgrades and hands each new conversation to `attach`. */
export class WindowSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: true,
  });
  readonly #silent = new WeakSet<WebSocket>();
  readonly #attach: (port: Port) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(attach: (port: Port) => void) {
    this.#attach = attach;
    this.#timer = setInterval(() => this.#ping(), PING_EVERY_MS).unref();
  }

  accept({ url, headers, head }: UpgradeRequest, socket: Socket): void {
    // A peer that is gone already says so by an error, which nobody else waits for.
    socket.on('error', () => socket.destroy());
    const request = new IncomingMessage(socket);
    request.method = 'GET';
    request.url = url;
    Object.assign(request.headers, headers);
    this.#server.handleUpgrade(request, socket, Buffer.from(head, 'base64'), (webSocket) => {
      this.#watch(webSocket);
      this.#attach(portOf(webSocket));
    });
  }

  /** Ends every conversation. */
  close(): void {
    clearInterval(this.#timer);
    for (const webSocket of this.#server.clients) webSocket.terminate();
    this.#server.close();
  }

  #watch(webSocket: WebSocket): void {
    webSocket.on('pong', () => this.#silent.delete(webSocket));
    webSocket.on('message', () => this.#silent.delete(webSocket));
  }

  #ping(): void {
    for (const webSocket of this.#server.clients) {
      if (this.#silent.has(webSocket)) webSocket.terminate();
      this.#silent.add(webSocket);
      if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
    }
  }
}

function portOf(webSocket: WebSocket): Port {
  // A message too big, or broken: `ws` tells the peer the code and closes by itself.
  webSocket.on('error', () => {});
  return {
    send: (text) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(text);
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
    onMessage: (listener) => {
      webSocket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) webSocket.close(UNSUPPORTED_DATA);
        else listener(textOf(data));
      });
    },
    onClose: (listener) => {
      webSocket.on('close', () => listener());
    },
    close: () => webSocket.close(),
  };
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : data.toString();
}
