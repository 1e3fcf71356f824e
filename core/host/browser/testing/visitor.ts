/** A browser without a screen: opens the link, keeps the cookie, speaks over WebSockets. */
import { WebSocket } from 'ws';
import { DESK_SOCKET_PATH } from '../../../desk/port.ts';

export class Visitor {
  readonly origin: string;
  readonly cookie: string;

  private constructor(origin: string, cookie: string) {
    this.origin = origin;
    this.cookie = cookie;
  }

  static async open(link: string): Promise<Visitor> {
    const response = await fetch(link, { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return new Visitor(new URL(link).origin, cookie);
  }

  async get(target: string): Promise<string> {
    const response = await fetch(this.origin + target, { headers: { cookie: this.cookie } });
    return response.text();
  }

  /** Resolves to a conversation, or to the status with which it was refused. */
  async converse(): Promise<Conversation | number> {
    const socket = new WebSocket(this.origin.replace('http', 'ws') + DESK_SOCKET_PATH, {
      headers: { cookie: this.cookie },
      origin: this.origin,
    });
    const conversation = new Conversation(socket);
    const answer = await new Promise<number>((resolve) => {
      socket.once('open', () => resolve(101));
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      // Hung up on: the core went away with the socket.
      socket.once('error', () => resolve(0));
    });
    return answer === 101 ? conversation : answer;
  }

  /** Tries again until there is a conversation. */
  async insist(withinMs = 20_000): Promise<Conversation> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      const answer = await this.converse();
      if (typeof answer !== 'number') return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no conversation within ${withinMs} ms`);
  }
}

/** What arrives is kept until it is asked for. */
export class Conversation {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #arrived: string[] = [];
  #wake: () => void = () => {};

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      this.#arrived.push(data.toString());
      this.#wake();
    });
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message; throws when there is none in time. */
  async next(withinMs = 10_000): Promise<string> {
    if (this.#arrived.length === 0) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('nothing arrived')), withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#arrived.shift() ?? '';
  }
}
