/** A connection: who speaks, under which session, and how answers come back. */
import { isCount, RecordError } from '../journal/records.ts';
import type { Command } from '../venue/commands.ts';
import type { Answer, NoOutcome } from './answers.ts';
import { STOPPED } from './answers.ts';
import type { Speaker, Waiting } from './waiting-line.ts';

export interface SubmitOptions {
  /** The client's own number of the request, rising within a session; 0 asks for no memory. */
  readonly request?: number;
  /**
   * When it happened, microseconds since 1970 UTC; without one the sequencer's clock stamps it.
   * It moves venue time, so it is for replays, drills and feeds of our own, never for a client.
   */
  readonly timeUs?: number;
}

export interface Connection {
  /** Number of the session that the connection opened last; 0 before the first. */
  readonly session: number;
  /**
   * Sends a command, checked at the boundary before, to its place in the log. Commands of all
   * connections are applied in the order in which they are submitted. Resolves when it is durable
   * and applied, or is not going to be: see `Answer`. Rejects with a RecordError, and nothing
   * happens, when the command is not of the vocabulary's form.
   */
  submit(command: Command, options?: SubmitOptions): Promise<Answer>;
  /**
   * Takes nothing further; what was submitted is still answered, and the session stays. Its venue
   * is told where the session asked that its orders go with its last connection. Rule SEQ-16.
   */
  close(): void;
}

/** The sequencer's side: a line to join, unless there is an answer already. */
export interface Reception {
  refusal(): NoOutcome | null;
  join(waiting: Waiting): void;
  /** A connection is closed, or opened a session when it was closed already. */
  left(speaker: Speaker): void;
}

export class SequencedConnection implements Connection, Speaker {
  readonly internal: boolean;
  readonly #reception: Reception;
  #session = 0;
  #closed = false;

  constructor(reception: Reception, internal: boolean) {
    this.#reception = reception;
    this.internal = internal;
  }

  get session(): number {
    return this.#session;
  }

  opened(session: number): void {
    this.#session = session;
    if (this.#closed) this.#reception.left(this);
  }

  submit(command: Command, options: SubmitOptions = {}): Promise<Answer> {
    const refusal = this.#closed ? STOPPED : this.#reception.refusal();
    if (refusal !== null) return Promise.resolve(refusal);
    const { request = 0, timeUs } = options;
    if (!isCount(request) || (timeUs !== undefined && !isCount(timeUs))) {
      const error = new RecordError('DOES_NOT_FIT', 'request and time are numbers from 0');
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      const time = timeUs ?? null;
      this.#reception.join({ speaker: this, command, request, timeUs: time, resolve, reject });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reception.left(this);
  }
}
