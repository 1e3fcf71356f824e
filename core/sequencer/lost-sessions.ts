/** Sessions that asked for their orders to go with their last connection. */
import type { VenueState } from '../venue/state.ts';
import type { Speaker } from './waiting-line.ts';

/** Who is connected. */
export class Speakers {
  readonly #connected = new Set<Speaker>();

  add(speaker: Speaker): void {
    this.#connected.add(speaker);
  }

  /** Takes a connection out; true where nobody else speaks in its session. */
  leave(speaker: Speaker): boolean {
    this.#connected.delete(speaker);
    return ![...this.#connected].some(({ session }) => session === speaker.session);
  }
}

/** The open sessions that are told of as lost when they have no connection, and were not yet. */
export function lostSessions({ sessions }: VenueState): number[] {
  return sessions
    .filter(({ open, connected, cancelOnDisconnect }) => open && connected && cancelOnDisconnect)
    .map(({ number }) => number);
}
