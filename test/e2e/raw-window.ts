/** A window without a browser: the messages of the desk by hand, well meant or not. */
import type { Socket } from 'node:net';
import type { Call, Fault, FromCore, Reply, SecurityCode } from '../../core/desk/messages.ts';
import type { SecurityPage } from '../../core/desk/messages.ts';
import type { Conversation, Visitor } from '../../core/host/browser/testing/visitor.ts';

const ANSWERED_WITHIN_MS = 60_000;

export class RawWindow {
  readonly conversation: Conversation;
  fault: Fault | null = null;
  /** The newest frame that came. */
  frame = 0;
  readonly #pending = new Map<number, (reply: Reply) => void>();
  #requests = 0;

  private constructor(conversation: Conversation) {
    this.conversation = conversation;
    conversation.socket.on('message', (data: Buffer) => {
      this.#take(JSON.parse(data.toString()) as FromCore);
    });
  }

  /** A window by this name, or one that has said nothing yet. */
  static async open(visitor: Visitor, name: string | null): Promise<RawWindow> {
    const window = new RawWindow(await visitor.insist());
    if (name !== null) window.say({ type: 'hello', protocol: 1, window: name });
    return window;
  }

  /** One that has signed in. */
  static async signedIn(visitor: Visitor, operator: number, role: string): Promise<RawWindow> {
    const window = await RawWindow.open(visitor, `raw-${operator}-${crypto.randomUUID()}`);
    const reply = await window.ask({ name: 'signIn', operator, role: role as never });
    if (reply.result !== 'done') throw new Error(reply.sentence);
    return window;
  }

  say(message: unknown): void {
    this.conversation.say(message);
  }

  ask(call: Call): Promise<Reply> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no answer')), ANSWERED_WITHIN_MS);
      this.#pending.set(id, (reply) => {
        clearTimeout(late);
        resolve(reply);
      });
      this.say({ type: 'request', id, call });
    });
  }

  /** What was turned away, as this window is told. */
  async security(code?: SecurityCode): Promise<SecurityPage> {
    const call = { name: 'security', beforeNumber: 0, count: 1_000 } as const;
    const { body, sentence } = await this.ask(code === undefined ? call : { ...call, code });
    if (body?.name !== 'security') throw new Error(sentence);
    return body;
  }

  /** The socket underneath, to write to it and to stop reading from it. */
  get wire(): Socket {
    return Reflect.get(this.conversation.socket, '_socket') as Socket;
  }

  close(): void {
    this.conversation.socket.terminate();
  }

  #take(message: FromCore): void {
    if (message.type === 'fault') this.fault = message;
    if (message.type === 'reply') {
      this.#pending.get(message.id)?.(message);
      this.#pending.delete(message.id);
    }
    if (message.type !== 'frame') return;
    this.frame = message.frame;
    this.say({ type: 'ack', frame: message.frame });
  }
}
