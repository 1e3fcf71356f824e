/**
 * Sockets that the host hands over. The host keeps its own copy of each until it hears that it
 * came, and as long as it has one it may read from it: what the window said first would be lost.
 * So a window is answered, and begins to speak, only when the host has let go.
 */
import type { Socket } from 'node:net';
import type { FromCore, ToCore, UpgradeRequest } from './core-protocol.ts';

export interface Accepts {
  accept(request: UpgradeRequest, socket: Socket): void;
}

export class HandedOver {
  readonly #windows: Accepts;
  readonly #tell: (message: FromCore) => void;
  readonly #underWay = new Map<number, () => void>();

  constructor(windows: Accepts, tell: (message: FromCore) => void) {
    this.#windows = windows;
    this.#tell = tell;
  }

  /** Takes what the host says of windows; anything else is for others. */
  hear(message: ToCore, socket?: Socket): void {
    if (message.type === 'window') this.#take(message, socket);
    else if (message.type === 'yours') this.#answer(message.number);
  }

  #take(
    { number, url, headers, head }: Extract<ToCore, { type: 'window' }>,
    socket?: Socket,
  ): void {
    this.#tell({ type: 'taken', number });
    // A window that has gone meanwhile has no socket any more.
    if (socket === undefined) return;
    // A peer that goes now says so by an error, which nobody else waits for.
    socket.on('error', () => socket.destroy());
    this.#underWay.set(number, () => this.#windows.accept({ url, headers, head }, socket));
  }

  #answer(number: number): void {
    this.#underWay.get(number)?.();
    this.#underWay.delete(number);
  }
}
