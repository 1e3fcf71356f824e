/** A port without a log, for tests: what is submitted in one turn is one batch. */
import { isOutcome, STOPPED } from '../../../sequencer/answers.ts';
import type { Answer } from '../../../sequencer/answers.ts';
import { submitBy } from '../../../sequencer/connection.ts';
import type { Connection, SubmitOptions } from '../../../sequencer/connection.ts';
import type { AppliedListener } from '../../../sequencer/sequencer.ts';
import type { Hear } from '../../../sequencer/waiting-line.ts';
import type { Command } from '../../../venue/commands.ts';
import { Venue } from '../../../venue/venue.ts';
import type { Port } from '../port.ts';

interface Waiting {
  readonly speaker: DirectConnection;
  readonly command: Command;
  readonly options: SubmitOptions;
  readonly hear: Hear;
}

class DirectConnection implements Connection {
  session = 0;
  readonly internal: boolean;
  readonly #join: (waiting: Waiting) => void;

  constructor(internal: boolean, join: (waiting: Waiting) => void) {
    this.internal = internal;
    this.#join = join;
  }

  send(command: Command, hear: Hear, options: SubmitOptions = {}): null {
    this.#join({ speaker: this, command, options, hear });
    return null;
  }

  submit(command: Command, options?: SubmitOptions): Promise<Answer> {
    return submitBy(this, command, options);
  }

  close(): void {
    this.session = 0;
  }
}

export class DirectPort implements Port {
  readonly venue: Venue;
  /** Every command that was applied, with its time, in order. */
  readonly applied: { readonly command: Command; readonly timeUs: number }[] = [];
  /** From that many commands on everything is answered STOPPED, as by a core that has died. */
  refuseAfter = Infinity;
  readonly #listeners = new Set<AppliedListener>();
  #line: Waiting[] = [];

  constructor(venue: Venue = Venue.create()) {
    this.venue = venue;
  }

  connect({ internal }: { readonly internal: boolean }): Connection {
    return new DirectConnection(internal, (waiting) => {
      this.#line.push(waiting);
      if (this.#line.length === 1) queueMicrotask(() => this.#applyWaiting());
    });
  }

  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #applyWaiting(): void {
    const batch = this.#line;
    this.#line = [];
    const { events } = this.venue;
    const from = events.written;
    const answers = batch.map((waiting) => this.#apply(waiting));
    for (const listener of this.#listeners) listener(from, events.written);
    batch.forEach(({ speaker, command, hear }, n) => {
      const answer = answers[n] as Answer;
      const isOpened = command.kind === 'session.open' && isOutcome(answer);
      if (isOpened && answer.code === 'OK') speaker.session = answer.reference;
      hear(answer);
    });
    events.release(events.written);
  }

  #apply({ speaker, command, options }: Waiting): Answer {
    const { state } = this.venue;
    if (state.sequence >= this.refuseAfter) return STOPPED;
    const timeUs = Math.max(options.timeUs ?? 0, state.timeUs);
    this.applied.push({ command, timeUs });
    return this.venue.apply({
      sequence: state.sequence + 1,
      timeUs,
      session: speaker.session,
      request: options.request ?? 0,
      digest: 0,
      internal: speaker.internal,
      command,
    });
  }
}
