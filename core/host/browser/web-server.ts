/**
 * The host's loopback server: the window's build, the state of the core, and upgrades, which it
 * lets in or refuses and hands on. It reads no message of a conversation.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HostCode } from '../../sequencer/admission/security-codes.ts';
import { CORE_STATE_PATH } from '../../desk/desktop.ts';
import { DESK_SOCKET_PATH } from '../../desk/port.ts';
import { Admission } from './admission.ts';
import type { UpgradeRequest } from './core-protocol.ts';
import { contentSecurityPolicy, newNonce, NONCE_PLACEHOLDER, SECURITY_HEADERS } from './headers.ts';
import { SENTENCES } from './refusals.ts';
import type { RefusalLog } from './refusals.ts';
import { pathOf, RendererFiles } from './renderer-files.ts';
import type { ServedFile } from './renderer-files.ts';

const HEADER_BYTES_MAX = 8_192;
const HEADERS_MAX = 64;
const CONNECTIONS_MAX = 256;
const REQUEST_WITHIN_MS = 10_000;
const ADDRESS = '127.0.0.1';

export interface WebServerOptions {
  /** The folder of the window's build. */
  readonly rendererFolder: string;
  /** 0 for a free port. */
  readonly port: number;
  readonly refusals: RefusalLog;
  /** Told when a link was used: the next one is in `link`. */
  readonly onSignedIn: () => void;
  /** What a page is told of the core. */
  readonly coreState: () => object;
  /** Hands an upgrade to the core; false where there is none that takes it. */
  readonly handOver: (request: UpgradeRequest, socket: Socket) => boolean;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const STATUS: Readonly<Record<HostCode, number>> = {
  FOREIGN_HOST: 421,
  FOREIGN_ORIGIN: 403,
  NO_COOKIE: 401,
  BAD_TOKEN: 403,
  BAD_PATH: 404,
  BAD_METHOD: 405,
  BAD_REQUEST: 400,
};

function plain(status: number, sentence: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    body: `${sentence}\n`,
  };
}

function pageOf({ bytes, contentType }: ServedFile): Answer {
  const nonce = newNonce();
  const headers = {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(nonce),
  };
  return { status: 200, headers, body: bytes.toString().replaceAll(NONCE_PLACEHOLDER, nonce) };
}

function answerOf(file: ServedFile): Answer {
  if (file.isPage) return pageOf(file);
  const age = file.isImmutable ? { 'Cache-Control': 'private, max-age=31536000, immutable' } : {};
  return { status: 200, headers: { 'Content-Type': file.contentType, ...age }, body: file.bytes };
}

/** As little as a browser shows and a program understands. */
function refuseUpgrade(socket: Socket, status: number, reason: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n` +
      (status === 503 ? 'Retry-After: 1\r\n' : '') +
      '\r\n',
  );
}

export class WebServer {
  readonly #options: WebServerOptions;
  readonly #server: Server;
  readonly #files: RendererFiles;
  readonly #admission: Admission;

  private constructor(options: WebServerOptions, server: Server) {
    this.#options = options;
    this.#server = server;
    this.#files = new RendererFiles(options.rendererFolder);
    this.#admission = new Admission((server.address() as AddressInfo).port);
    server.on('request', (request, response) => void this.#serve(request, response));
    server.on('upgrade', (request, socket, head) => {
      this.#upgrade(request, socket as Socket, head);
    });
    server.on('clientError', (error, socket) => this.#malformed(error, socket as Socket));
  }

  /** Listens on the loopback address. Throws what the port refuses, or where the build is not. */
  static async listen(options: WebServerOptions): Promise<WebServer> {
    const server = createServer({
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: REQUEST_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
    });
    server.maxHeadersCount = HEADERS_MAX;
    server.maxConnections = CONNECTIONS_MAX;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, ADDRESS, resolve);
    });
    try {
      return new WebServer(options, server);
    } catch (thrown) {
      server.close();
      throw thrown;
    }
  }

  /** A link that lets one browser in, once; another one after it was used. */
  get link(): string {
    return this.#admission.link;
  }

  /**
   * Ends every request and listens no more. Conversations are the core's to end; Node would wait
   * to hear of each from the process that has it, which may be gone.
   */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body = '' } = await this.#answer(request);
    response.writeHead(status, {
      ...SECURITY_HEADERS,
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '' } = request;
    const foreign = this.#admission.foreign(request, false);
    if (foreign !== null) return this.#refuse(foreign, request);
    if (method !== 'GET' && method !== 'HEAD') {
      // What it would send is not waited for.
      const refused = this.#refuse('BAD_METHOD', request);
      return {
        ...refused,
        headers: { ...refused.headers, Allow: 'GET, HEAD', Connection: 'close' },
      };
    }
    const path = pathOf(url);
    if (path === null) return this.#refuse('BAD_PATH', request);
    const token = path === '/' ? new URLSearchParams(url.split('?', 2)[1]).get('token') : null;
    if (!this.#admission.isSignedIn(request)) return this.#signIn(request, token);
    // A tab that is opened again with its old link shows the desk.
    if (token !== null) return { status: 303, headers: { Location: '/' } };
    if (path === CORE_STATE_PATH) return this.#coreState();
    const file = await this.#files.read(path);
    return file === null ? this.#refuse('BAD_PATH', request) : answerOf(file);
  }

  #signIn(request: IncomingMessage, token: string | null): Answer {
    if (token === null) return this.#refuse('NO_COOKIE', request);
    // Whoever only looks at a link, as a preview does, does not spend it.
    const cookie = request.method === 'HEAD' ? null : this.#admission.exchange(token);
    if (cookie === null) return this.#refuse('BAD_TOKEN', request);
    this.#options.onSignedIn();
    return { status: 303, headers: { Location: '/', 'Set-Cookie': cookie } };
  }

  #coreState(): Answer {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    return { status: 200, headers, body: `${JSON.stringify(this.#options.coreState())}\n` };
  }

  #refuse(code: HostCode, request: IncomingMessage): Answer {
    this.#options.refusals.record(code, shownOf(code, request), askedOf(request));
    return plain(STATUS[code], SENTENCES[code]);
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refused = this.#upgradeFault(request);
    if (refused !== null) {
      this.#options.refusals.record(refused, shownOf(refused, request), askedOf(request));
      refuseUpgrade(socket, STATUS[refused], 'Refused');
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      // The cookie let it in, and is nobody else's business.
      typeof value === 'string' && name !== 'cookie' ? [[name, value] as const] : [],
    );
    const upgrade = {
      url: request.url ?? '',
      headers: Object.fromEntries(headers),
      head: head.toString('base64'),
    };
    if (!this.#options.handOver(upgrade, socket)) refuseUpgrade(socket, 503, 'Service Unavailable');
  }

  #upgradeFault(request: IncomingMessage): HostCode | null {
    const foreign = this.#admission.foreign(request, true);
    if (foreign !== null) return foreign;
    if (!this.#admission.isSignedIn(request)) return 'NO_COOKIE';
    if (request.method !== 'GET') return 'BAD_METHOD';
    return pathOf(request.url ?? '') === DESK_SOCKET_PATH ? null : 'BAD_PATH';
  }

  #malformed(error: NodeJS.ErrnoException, socket: Socket): void {
    // A peer that hangs up has done nothing.
    if (error.code !== 'ECONNRESET' && socket.writable) {
      this.#options.refusals.record('BAD_REQUEST', error.code ?? error.message);
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : STATUS.BAD_REQUEST;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
    socket.destroySoon();
  }
}

/** What was asked for; never its query, where a token may stand. */
function askedOf({ method, url }: IncomingMessage): string {
  return `${method ?? ''} ${(url ?? '').split('?', 1)[0] ?? ''}`;
}

/** What the log shows of a refused request. */
function shownOf(code: HostCode, request: IncomingMessage): string {
  const { host, origin } = request.headers;
  if (code === 'FOREIGN_HOST') return `host ${host ?? '(none)'}`;
  if (code === 'FOREIGN_ORIGIN') {
    const dest = request.headers['sec-fetch-dest'];
    return `origin ${origin ?? `(none${typeof dest === 'string' ? `, for ${dest}` : ''})`}`;
  }
  return askedOf(request);
}
