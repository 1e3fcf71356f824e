/** A connection: who speaks, under which session, and how answers come back. */
import { isCount, RecordError } from '../journal/records.ts';
import type { Command } from '../venue/commands.ts';
import type { Answer, NoOutcome } from './answers.ts';
import { STOPPED } from './answers.ts';
import type { Hear, Speaker } from './waiting-line.ts';

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
   * Sends a command, checked at the boundary before, to its place in the log, under the session
   * that the connection has now. Commands of all connections are applied in the order in which they
   * are sent. `hear` is called once, in that order: when it is durable and applied, or is not going
   * to be, see `Answer`. What cannot be taken is answered by the result, and `hear` is not called;
   * null where it is taken. Throws a RecordError, and nothing happens, when the command is not of
   * the vocabulary's form.
   */
  send(command: Command, hear: Hear, options?: SubmitOptions): NoOutcome | null;
  /** The same for who waits for one answer: resolves to it, or rejects with the RecordError. */
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
  /** Throws a RecordError where it is no command. Without a time the clock stamps it. */
  join(
    speaker: Speaker,
    command: Command,
    request: number,
    timeUs: number | undefined,
    hear: Hear,
  ): void;
  /** A connection is closed, or opened a session when it was closed already. */
  left(speaker: Speaker): void;
}

const NO_OPTIONS: SubmitOptions = {};

/** `submit`, made of a connection's `send`. */
export function submitBy(
  connection: Pick<Connection, 'send'>,
  command: Command,
  options?: SubmitOptions,
): Promise<Answer> {
  return new Promise((resolve) => {
    const refusal = connection.send(command, resolve, options);
    if (refusal !== null) resolve(refusal);
  });
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

  send(command: Command, hear: Hear, options = NO_OPTIONS): NoOutcome | null {
    const refusal = this.#closed ? STOPPED : this.#reception.refusal();
    if (refusal !== null) return refusal;
    const { request = 0, timeUs } = options;
    if (!isCount(request) || (timeUs !== undefined && !isCount(timeUs))) {
      throw new RecordError('DOES_NOT_FIT', 'request and time are numbers from 0');
    }
    const told = command.kind === 'session.open' ? this.#opening(hear) : hear;
    this.#reception.join(this, command, request, timeUs, told);
    return null;
  }

  submit(command: Command, options?: SubmitOptions): Promise<Answer> {
    return submitBy(this, command, options);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reception.left(this);
  }

  /** Speaks under the session that was opened before whoever opened it hears of it. */
  #opening(hear: Hear): Hear {
    return (answer) => {
      if (answer.code === 'OK') {
        this.#session = answer.reference;
        if (this.#closed) this.#reception.left(this);
      }
      hear(answer);
    };
  }
}
