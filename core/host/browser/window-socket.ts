/** A window's WebSocket, from the upgrade that the host let in to a Port of the desk. */
import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { TransportCode } from '../../sequencer/admission/security-codes.ts';
import { MESSAGE_BYTES_MAX } from '../../desk/messages.ts';
import type { Port } from '../../desk/port.ts';
import type { UpgradeRequest } from './core-protocol.ts';

/** A window that has not answered a ping by the next one is gone. */
const PING_EVERY_MS = 15_000;
/** A peer that does not say goodbye in turn has its socket, and what waits in it, destroyed. */
const CLOSE_WITHIN_MS = 5_000;
/** Of the WebSocket protocol: the message is not of the kind that is taken here. */
const UNSUPPORTED_DATA = 1_003;

/** `closeTimeout` is not in the types of `ws`. */
const OPTIONS = {
  noServer: true,
  maxPayload: MESSAGE_BYTES_MAX,
  perMessageDeflate: false,
  clientTracking: true,
  closeTimeout: CLOSE_WITHIN_MS,
};

/** Completes upgrades and hands each new conversation to `attach`. */
export class WindowSockets {
  readonly #server = new WebSocketServer(OPTIONS);
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

/** What `ws` finds wrong by itself; it tells the peer and closes. */
const WS_ERRORS: Readonly<Record<string, TransportCode>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'FRAME_TOO_BIG',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'FRAME_TOO_BIG',
  WS_ERR_INVALID_UTF8: 'BAD_UTF8',
};

const SENTENCES: Readonly<Record<TransportCode, string>> = {
  FRAME_TOO_BIG: `A message has at most ${MESSAGE_BYTES_MAX} bytes.`,
  BINARY_FRAME: 'A message is text, not bytes.',
  BAD_UTF8: 'A message is UTF-8 text.',
  BROKEN_FRAME: 'A message broke the WebSocket protocol.',
};

function portOf(webSocket: WebSocket): Port {
  const texts: ((text: string) => void)[] = [];
  const turnings: ((code: TransportCode, sentence: string) => void)[] = [];
  const turnAway = (code: TransportCode): void => {
    for (const listener of turnings) listener(code, SENTENCES[code]);
  };
  webSocket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    // Anything else is a peer that went, and has done nothing.
    if (code.startsWith('WS_ERR_')) turnAway(WS_ERRORS[code] ?? 'BROKEN_FRAME');
  });
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    // What was under way when this side closed is no part of the conversation any more.
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (!isBinary) {
      const text = textOf(data);
      for (const listener of texts) listener(text);
      return;
    }
    turnAway('BINARY_FRAME');
    webSocket.close(UNSUPPORTED_DATA);
  });
  return {
    send: (text) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(text);
    },
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },
    onMessage: (listener) => void texts.push(listener),
    onClose: (listener) => {
      webSocket.on('close', () => listener());
    },
    onTurnedAway: (listener) => void turnings.push(listener),
    close: () => webSocket.close(),
  };
}

function textOf(data: RawData): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString();
  return Array.isArray(data) ? Buffer.concat(data).toString() : data.toString();
}
