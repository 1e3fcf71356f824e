/** Connections of windows that went, kept for as long as they may come back. */
import type { Connection } from '../sequencer/connection.ts';
import { GRACE_MS } from './views/seat.ts';

/**
 * A session that asked for it loses its orders with its last connection (SESS-05), and a page that
 * is loaded anew loses its connection for a moment: the desk keeps that open meanwhile. DESK-53.
 */
export class Lingering {
  readonly #held = new Map<Connection, NodeJS.Timeout>();
  readonly #goesWithWindow: (session: number) => boolean;
  #isClosed = false;

  constructor(goesWithWindow: (session: number) => boolean) {
    this.#goesWithWindow = goesWithWindow;
  }

  /** A window went without a word. */
  leave(connection: Connection): void {
    if (this.#isClosed || !this.#goesWithWindow(connection.session)) return connection.close();
    const timer = setTimeout(() => this.#letGo(connection), GRACE_MS).unref();
    this.#held.set(connection, timer);
  }

  /** A window speaks in this session again. */
  back(session: number): void {
    for (const held of this.#held.keys()) if (held.session === session) this.#letGo(held);
  }

  /** Nobody comes back to a desk that closes. */
  close(): void {
    this.#isClosed = true;
    for (const held of this.#held.keys()) this.#letGo(held);
  }

  #letGo(connection: Connection): void {
    clearTimeout(this.#held.get(connection));
    this.#held.delete(connection);
    connection.close();
  }
}
