/**
 * The venue of one drill, in memory and with no log, and everybody who speaks to it: the clock that
 * only moves when told, the sessions of the organisation, and what was heard since.
 */
import { CommandBoundary } from '../../sequencer/admission/boundary.ts';
import { Presenter } from '../../sequencer/admission/presenter.ts';
import type { PresentedEvent } from '../../sequencer/admission/presenter.ts';
import { Views } from '../../sequencer/admission/views.ts';
import type { Refusal } from '../../sequencer/admission/refusals.ts';
import type { Command } from '../../venue/commands.ts';
import type { EventKind } from '../../venue/events.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { Venue } from '../../venue/venue.ts';

/** Told at every observation and tick; their figures stand in the views of index and instrument. */
const UNHEARD: readonly EventKind[] = ['mark.set', 'index.priced'];

/** What became of a command in the human form: the boundary's refusal or the venue's outcome. */
export type Told =
  | { readonly refusal: Refusal }
  | { readonly command: Command; readonly outcome: Outcome };

export class Stage {
  readonly venue = Venue.create();
  readonly boundary = new CommandBoundary(this.venue.state);
  readonly presenter = new Presenter(this.venue.state);
  readonly views = new Views(this.venue.state, this.presenter);
  /** Ids that people gave names to: operators, remembered orders and proposals. */
  readonly operators = new Map<string, number>();
  readonly remembered = new Map<string, number>();
  /** Newest price of each index, by symbol, as a decimal. */
  readonly observed = new Map<string, string>();
  timeUs: number;
  sequence = 0;
  eventCount = 0;
  readonly #sessions = new Map<string, number>();
  #heard: PresentedEvent[] = [];
  #read = 0;

  constructor(startUs: number) {
    this.timeUs = startUs;
  }

  /** Opens a session under a name; later commands speak in it. */
  open(name: string, command: Extract<Command, { kind: 'session.open' }>): Outcome {
    const outcome = this.#apply(0, command);
    if (outcome.code === 'OK') this.#sessions.set(name, outcome.reference);
    return outcome;
  }

  hasSession(name: string): boolean {
    return this.#sessions.has(name);
  }

  sessionNames(): string[] {
    return [...this.#sessions.keys()];
  }

  apply(session: string, command: Command): Outcome {
    return this.#apply(this.#sessions.get(session) ?? 0, command);
  }

  /** A command in the human form, as a person sends it. */
  send(session: string, human: unknown): Told {
    const number = this.#sessions.get(session) ?? 0;
    const origin = { timeUs: this.timeUs, session: number, channel: 'drill' };
    const admitted = this.boundary.admit(human, origin);
    if (!admitted.ok) return { refusal: admitted.refusal };
    const { command } = admitted;
    return { command, outcome: this.#apply(number, command) };
  }

  /** Events since this was last asked. */
  takeHeard(): PresentedEvent[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  #apply(session: number, command: Command): Outcome {
    this.sequence += 1;
    const outcome = this.venue.apply({
      sequence: this.sequence,
      timeUs: this.timeUs,
      session,
      // A drill sends nothing twice, so it asks the venue to remember nothing.
      request: 0,
      digest: 0,
      internal: true,
      command,
    });
    const { events } = this.venue;
    for (; this.#read < events.written; this.#read++) {
      this.eventCount += 1;
      if (UNHEARD.includes(events.kindAt(this.#read))) continue;
      this.#heard.push(this.presenter.event(events.decode(this.#read)));
    }
    events.release(this.#read);
    return outcome;
  }
}
