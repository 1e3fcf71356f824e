/** Electron's ports and channels on Node's: queued until started, and spent when handed on. */
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { MessagePortMain, MessageChannelMain as RealChannel } from 'electron';

export class PortDouble
  extends EventEmitter
  implements Pick<MessagePortMain, 'close' | 'postMessage' | 'start'>
{
  #node: MessagePort | null;

  constructor(node: MessagePort) {
    super();
    this.#node = node;
    node.on('close', () => this.emit('close'));
    // A port keeps no process of Electron alive.
    node.unref();
  }

  start(): void {
    const node = this.#live();
    node.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
    node.unref();
  }

  postMessage(data: unknown, transfer: readonly object[] = []): void {
    this.#live().postMessage(
      data,
      transfer.map((port) => (port as PortDouble).spend()),
    );
  }

  close(): void {
    this.#node?.close();
  }

  /** What is handed on is of no use here any more. */
  spend(): MessagePort {
    const node = this.#live();
    this.#node = null;
    return node;
  }

  #live(): MessagePort {
    if (this.#node === null) throw new Error('this port was handed on');
    return this.#node;
  }
}

export class MessageChannelMain implements Record<keyof RealChannel, PortDouble> {
  readonly port1: PortDouble;
  readonly port2: PortDouble;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortDouble(port1);
    this.port2 = new PortDouble(port2);
  }
}
