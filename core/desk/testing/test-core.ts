/** A core for tests of the desk: a founded venue behind connections, without a log. */
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { STOPPED, UNKNOWN } from '../../sequencer/answers.ts';
import type { Answer } from '../../sequencer/answers.ts';
import type { Connection, SubmitOptions } from '../../sequencer/connection.ts';
import type { AppliedListener } from '../../sequencer/sequencer.ts';
import type { Hear } from '../../sequencer/waiting-line.ts';
import type { Command } from '../../venue/commands.ts';
import type { Adjust } from '../../venue/testing/test-venue.ts';
import { TestVenue } from '../../venue/testing/test-venue.ts';
import type { Venue } from '../../venue/venue.ts';
import type { CorePort } from '../desk-options.ts';

function digestOf(command: Command): number {
  let digest = 7;
  for (const character of JSON.stringify(command)) {
    digest = (digest * 31 + character.charCodeAt(0)) % 2_147_483_647;
  }
  return digest;
}

class TestConnection implements Connection {
  session = 0;
  readonly #core: TestCore;

  constructor(core: TestCore) {
    this.#core = core;
  }

  send(command: Command, hear: Hear, options?: SubmitOptions): null {
    void this.submit(command, options).then(hear);
    return null;
  }

  async submit(command: Command, options: SubmitOptions = {}): Promise<Answer> {
    // The log takes a turn of its own, as a real one would.
    await Promise.resolve();
    const answer = this.#core.decide(this.session, command, options);
    const isOpened = command.kind === 'session.open' && answer.code === 'OK';
    if (isOpened && 'reference' in answer) this.session = answer.reference;
    return answer;
  }

  close(): void {
    this.session = 0;
  }
}

export class TestCore implements CorePort {
  readonly test: TestVenue;
  /** Commands of connections that reached the venue, in order. */
  readonly applied: { readonly command: Command; readonly session: number; request: number }[] = [];
  /** What every command is answered from now on, as by a core that fails. */
  fails: 'not' | 'stopped' | 'unknown' = 'not';
  readonly #listeners = new Set<AppliedListener>();
  #told: number;

  constructor(test: TestVenue) {
    this.test = test;
    this.#told = test.venue.events.written;
  }

  /** BTC at 60,000 and ETH at 3,000; the mark is the index and nothing is paid for funding. */
  static found(adjust?: Adjust): TestCore {
    const test = TestVenue.found({ ...instruments, indices: indices.replay }, adjust);
    test.prices({ BTC: 60_000, ETH: 3_000 });
    return new TestCore(test);
  }

  get venue(): Venue {
    return this.test.venue;
  }

  connect(): Connection {
    return new TestConnection(this);
  }

  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells of what the test did to the venue by itself. */
  tell(): void {
    const { events } = this.venue;
    if (events.written === this.#told) return;
    for (const listener of this.#listeners) listener(this.#told, events.written);
    this.#told = events.written;
    events.release(events.written);
  }

  decide(session: number, command: Command, { request = 0 }: SubmitOptions): Answer {
    if (this.fails === 'stopped') return STOPPED;
    if (this.fails === 'unknown') return UNKNOWN;
    const { state } = this.venue;
    this.applied.push({ command, session, request });
    const answer = this.venue.apply({
      sequence: state.sequence + 1,
      timeUs: this.test.timeUs,
      session,
      request,
      digest: digestOf(command),
      internal: false,
      command,
    });
    this.tell();
    return answer;
  }
}
