/**
 * From a window's own request ids to the request numbers of its session, which rise for the life
 * of the session. A page that was loaded anew counts from 1 again, so its ids go above what the
 * session has; one that only lost its connection goes on where it was, and a request that it asks
 * again under the same id is recognised by the venue.
 */
import type { VenueState } from '../venue/state.ts';

interface Given {
  readonly base: number;
  highest: number;
}

/** The numbering of all sessions that windows opened since the core started. */
export class Numbering {
  readonly #state: VenueState;
  readonly #given = new Map<number, Given>();

  constructor(state: VenueState) {
    this.#state = state;
  }

  /** A page that begins anew in a session that may have been used before. */
  restart(session: number): void {
    const base = Math.max(this.#highestOf(session), this.#given.get(session)?.highest ?? 0);
    this.#given.set(session, { base, highest: base });
  }

  /** The request number of a window's id. Rule DESK-07. */
  numberOf(session: number, id: number): number {
    let given = this.#given.get(session);
    if (given === undefined) {
      given = { base: this.#baseOfResumed(session, id), highest: 0 };
      this.#given.set(session, given);
    }
    const number = given.base + id;
    given.highest = Math.max(given.highest, number);
    return number;
  }

  /** After a restart of the core the ids are the numbers, unless they cannot have been. */
  #baseOfResumed(session: number, id: number): number {
    const highest = this.#highestOf(session);
    const isAskedAgain = this.#state.sessions[session - 1]?.memory.has(id) ?? false;
    return id > highest || isAskedAgain ? 0 : highest;
  }

  #highestOf(session: number): number {
    return this.#state.sessions[session - 1]?.memory.highest ?? 0;
  }
}
