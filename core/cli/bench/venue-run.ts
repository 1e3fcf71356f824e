/**
 * A venue of many subaccounts that a stream is applied to, command by command, as the sequencer
 * would: stamped, with a session and a request number, and the events released after each batch.
 */
import type { Command, StampedCommand } from '../../venue/commands.ts';
import { Venue } from '../../venue/venue.ts';
import {
  BTC_INDEX,
  BTCUSDT,
  FIRST_DESK_SUBACCOUNT,
  foundingScript,
  observation,
  openCommand,
  SYSTEM_SPEAKERS,
  TRADER,
} from './founding.ts';
import type { SpeakerName } from './founding.ts';
import { ADD, CANCEL, MID_TICKS } from './stream.ts';
import type { Stream } from './stream.ts';

const COLLATERAL_ATOMS = 100_000_000_000;
const FUND_ATOMS = 1_000_000_000_000;
const TICK_E8 = 10_000_000;
const START_US = 1_735_689_630_000_000;
/** A batch of the size that the sequencer's come to under load; it takes 8,192 at most. */
export const BLOCK_COMMANDS = 1_024;
/** Trading sessions; the subaccounts are spread over them. */
export const SESSIONS = 100;
/** An order's id is its command's sequence times this: the first order of its step. */
const ORDERS_PER_STEP = 65_536;

/** One venue that is given one stream from the beginning. */
export class VenueRun {
  readonly venue = Venue.create();
  refused = 0;
  /** Trades behind the warm-up, from the venue's own events. */
  trades = 0;
  readonly #stream: Stream;
  readonly #sessions: number[] = [];
  readonly #requests: number[] = [];
  readonly #firstSequence: number;
  readonly #block: StampedCommand[] = [];
  #next = 0;
  #readFrom = 0;

  constructor(stream: Stream, accounts: number) {
    this.#stream = stream;
    this.#found(accounts);
    this.#firstSequence = this.venue.state.sequence + 1;
  }

  #found(accounts: number): void {
    const desks = Array.from({ length: accounts }, (_, n) => ({
      label: `Desk ${n + 1}`,
      mode: 'cross' as const,
      collateralAtoms: COLLATERAL_ATOMS,
    }));
    const sessions = new Map<SpeakerName, number>();
    for (const speaker of SYSTEM_SPEAKERS) {
      sessions.set(speaker, this.#give(0, openCommand(speaker)));
    }
    for (const { speaker, command } of foundingScript(desks, FUND_ATOMS)) {
      this.#give(sessions.get(speaker) ?? 0, command);
    }
    const price = observation(BTC_INDEX, MID_TICKS * TICK_E8, START_US);
    this.#give(sessions.get('feed') ?? 0, price);
    for (let n = 0; n < SESSIONS; n++) {
      const opened = { ...openCommand('trader'), session: `bench/trader/${n}`, operator: TRADER };
      this.#sessions.push(this.#give(0, opened));
      this.#requests.push(0);
    }
    this.#readFrom = this.venue.events.written;
    this.venue.events.release(this.#readFrom);
  }

  #give(session: number, command: Command): number {
    const sequence = this.venue.state.sequence + 1;
    const stamp = { sequence, timeUs: START_US, session, request: 0, digest: 0, internal: true };
    const { code, reference } = this.venue.apply({ ...stamp, command });
    if (code !== 'OK') throw new Error(`The bench's venue: ${command.kind} was answered ${code}.`);
    return reference;
  }

  #commandAt(place: number): Command {
    const stream = this.#stream;
    const subaccount = FIRST_DESK_SUBACCOUNT + (stream.accounts[place] as number);
    const kind = stream.kinds[place] as number;
    if (kind === CANCEL) {
      const order = (this.#firstSequence + (stream.targets[place] as number)) * ORDERS_PER_STEP;
      return { kind: 'order.cancel', subaccount, instrument: BTCUSDT, order };
    }
    return {
      kind: 'order.place',
      subaccount,
      instrument: BTCUSDT,
      side: stream.isBuy[place] === 1 ? 'buy' : 'sell',
      type: 'limit',
      priceTicks: stream.priceTicks[place] as number,
      quantityLots: stream.lots[place] as number,
      timeInForce: kind === ADD ? 'gtc' : 'ioc',
      postOnly: false,
      reduceOnly: false,
    };
  }

  /** Parses the next commands up to a place into the block that `apply` takes; how many. */
  parse(untilPlace: number): number {
    const block = this.#block;
    block.length = 0;
    const end = Math.min(untilPlace, this.#next + BLOCK_COMMANDS);
    for (; this.#next < end; this.#next++) {
      const place = this.#next;
      const speaker = (this.#stream.accounts[place] as number) % SESSIONS;
      const request = ((this.#requests[speaker] as number) += 1);
      block.push({
        sequence: this.#firstSequence + place,
        timeUs: START_US + place,
        session: this.#sessions[speaker] as number,
        request,
        digest: place,
        internal: false,
        command: this.#commandAt(place),
      });
    }
    return block.length;
  }

  /** Applies the parsed block; nanoseconds it took. */
  apply(): number {
    const { venue } = this;
    const begunMs = performance.now();
    for (const stamped of this.#block) {
      if (venue.apply(stamped).code !== 'OK') this.refused += 1;
    }
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.#read();
    return tookNs;
  }

  /** Applies the parsed block with the clock read around each command; times go into `timesNs`. */
  applyTimed(timesNs: Float64Array, from: number): void {
    const { venue } = this;
    let at = from;
    for (const stamped of this.#block) {
      const begunMs = performance.now();
      if (venue.apply(stamped).code !== 'OK') this.refused += 1;
      timesNs[at++] = (performance.now() - begunMs) * 1e6;
    }
    this.#read();
  }

  /** What the readers of a batch do at least: look at each event's kind, and release it. */
  #read(): void {
    const { events } = this.venue;
    const { written } = events;
    for (let position = this.#readFrom; position < written; position++) {
      if (events.kindAt(position) === 'trade') this.trades += 1;
    }
    this.#readFrom = written;
    events.release(written);
  }
}
