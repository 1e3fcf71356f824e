/** A utility process as a worker: its parent's port, then the bundle that it was forked for. */
import { EventEmitter } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { ParentPort } from 'electron';
import { PortDouble } from './message-port.ts';

interface Delivered {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

class ParentPortDouble extends EventEmitter implements Pick<ParentPort, 'postMessage'> {
  constructor() {
    super();
    // Messages wait until somebody listens, as Electron has it.
    this.once('newListener', () => {
      parentPort?.on('message', ({ data, ports }: Delivered) => {
        this.emit('message', { data, ports: ports.map((port) => new PortDouble(port)) });
      });
    });
  }

  postMessage(message: unknown): void {
    parentPort?.postMessage(message);
  }
}

Object.defineProperty(process, 'parentPort', { value: new ParentPortDouble() });
await import(workerData as string);
