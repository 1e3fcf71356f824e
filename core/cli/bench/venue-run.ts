/**
 * A venue of many subaccounts that a stream is applied to, command by command, as the sequencer
 * would: stamped, with a session and a request number, each in the one record that plain orders are
 * read into, and the events released after each batch.
 */
import type { Command } from '../../venue/commands.ts';
import { plainOrder, stampedOf } from '../../venue/plain-order.ts';
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
import { CANCEL, MID_TICKS, TAKE } from './stream.ts';
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

/** Words of a parsed command. */
const WORDS = 6;

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
  /** The next commands, parsed: six words each, and the order that each takes back. */
  readonly #words = new Int32Array(BLOCK_COMMANDS * WORDS);
  readonly #orders = new Float64Array(BLOCK_COMMANDS);
  readonly #plain = plainOrder();
  #from = 0;
  #length = 0;
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

  /** Parses the next commands up to a place into the block that `apply` takes; how many. */
  parse(untilPlace: number): number {
    const end = Math.min(untilPlace, this.#next + BLOCK_COMMANDS);
    this.#from = this.#next;
    this.#length = end - this.#next;
    for (let n = 0; n < this.#length; n++) this.#parseOne(this.#next + n, n * WORDS);
    this.#next = end;
    return this.#length;
  }

  #parseOne(place: number, at: number): void {
    const { kinds, accounts, isBuy, priceTicks, lots, targets } = this.#stream;
    const account = accounts[place] as number;
    const speaker = account % SESSIONS;
    const words = this.#words;
    words[at] = (kinds[place] as number) | ((isBuy[place] as number) << 8);
    words[at + 1] = this.#sessions[speaker] as number;
    words[at + 2] = (this.#requests[speaker] as number) += 1;
    words[at + 3] = FIRST_DESK_SUBACCOUNT + account;
    words[at + 4] = priceTicks[place] as number;
    words[at + 5] = lots[place] as number;
    const target = this.#firstSequence + (targets[place] as number);
    this.#orders[at / WORDS] = target * ORDERS_PER_STEP;
  }

  #applyOne(n: number): void {
    const words = this.#words;
    const at = n * WORDS;
    const { venue } = this;
    const plain = this.#plain;
    const place = this.#from + n;
    const kind = (words[at] as number) & 255;
    plain.sequence = this.#firstSequence + place;
    plain.timeUs = START_US + place;
    plain.session = words[at + 1] as number;
    plain.request = words[at + 2] as number;
    plain.digest = place;
    plain.isCancel = kind === CANCEL;
    plain.subaccount = words[at + 3] as number;
    plain.instrument = BTCUSDT;
    plain.order = this.#orders[n] as number;
    plain.side = (2 * ((words[at] as number) >> 8) - 1) as 1 | -1;
    plain.priceTicks = words[at + 4] as number;
    plain.quantityLots = words[at + 5] as number;
    plain.timeInForce = kind === TAKE ? 'ioc' : 'gtc';
    if (venue.applyPlain(plain) !== 0) return;
    if (venue.apply(stampedOf(plain)).code !== 'OK') this.refused += 1;
  }

  /** Applies the parsed block; nanoseconds it took. */
  apply(): number {
    const begunMs = performance.now();
    for (let n = 0; n < this.#length; n++) this.#applyOne(n);
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.#hear();
    return tookNs;
  }

  /** Applies the parsed block with the clock read around each command; times go into `timesNs`. */
  applyTimed(timesNs: Float64Array, from: number): void {
    for (let n = 0; n < this.#length; n++) {
      const begunMs = performance.now();
      this.#applyOne(n);
      timesNs[from + n] = (performance.now() - begunMs) * 1e6;
    }
    this.#hear();
  }

  /** What the readers of a batch do at least: look at each event's kind, and release it. */
  #hear(): void {
    const { events } = this.venue;
    const { written } = events;
    for (let position = this.#readFrom; position < written; position++) {
      if (events.kindAt(position) === 'trade') this.trades += 1;
    }
    this.#readFrom = written;
    events.release(written);
  }
}
