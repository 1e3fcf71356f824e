/**
 * What founds the venue that a stream is given to, and the stream's orders as commands: the same
 * for the bench of the venue alone and for that of the whole way through sequencer and journal.
 */
import { BUY, SELL } from '../../venue/book/contract.ts';
import type { Command } from '../../venue/commands.ts';
import type { PlainOrder } from '../../venue/plain-order.ts';
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
import { ADD, CANCEL, MID_TICKS } from './stream.ts';
import type { Stream } from './stream.ts';

const COLLATERAL_ATOMS = 100_000_000_000;
const FUND_ATOMS = 1_000_000_000_000;
const TICK_E8 = 10_000_000;
const START_US = 1_735_689_630_000_000;
/** Trading sessions; the subaccounts are spread over them. */
export const SESSIONS = 100;
/** An order's id is its command's sequence times this: the first order of its step. */
const ORDERS_PER_STEP = 65_536;

/** Who speaks: the systems by their places in SYSTEM_SPEAKERS, then the trading sessions. */
export const FIRST_TRADER = SYSTEM_SPEAKERS.length;
export const SPEAKERS = FIRST_TRADER + SESSIONS;

/** A command, who gives it, and what the connection is told with it. */
export interface Given {
  readonly speaker: number;
  readonly command: Command;
  readonly request: number;
  readonly timeUs: number;
}

/** The commands that found a venue of so many subaccounts; each speaker opens its session first. */
export function streamFounding(accounts: number): Given[] {
  const desks = Array.from({ length: accounts }, (_, n) => ({
    label: `Desk ${n + 1}`,
    mode: 'cross' as const,
    collateralAtoms: COLLATERAL_ATOMS,
  }));
  const places = new Map<string, number>(SYSTEM_SPEAKERS.map((name, place) => [name, place]));
  const given = (speaker: number, command: Command): Given => {
    return { speaker, command, request: 0, timeUs: START_US };
  };
  const opened = Array.from({ length: SESSIONS }, (_, n) => ({
    ...openCommand('trader'),
    session: `bench/trader/${n}`,
    operator: TRADER,
  }));
  return [
    ...SYSTEM_SPEAKERS.map((name, place) => given(place, openCommand(name))),
    ...foundingScript(desks, FUND_ATOMS).map(({ speaker, command }) =>
      given(places.get(speaker) ?? 0, command),
    ),
    given(places.get('feed') ?? 0, observation(BTC_INDEX, MID_TICKS * TICK_E8, START_US)),
    ...opened.map((command, n) => given(FIRST_TRADER + n, command)),
  ];
}

/** A stream's commands, one after the other, for a venue founded by so many before the first. */
export class StreamCommands {
  readonly #stream: Stream;
  readonly #firstSequence: number;
  /** The number of each trading session's last request. */
  readonly #requests = new Float64Array(SESSIONS);
  #next = 0;

  constructor(stream: Stream, foundingCommands: number) {
    this.#stream = stream;
    this.#firstSequence = foundingCommands + 1;
  }

  /** The place of the next command. */
  get place(): number {
    return this.#next;
  }

  next(): Given {
    const place = this.#next++;
    const speaker = this.#speakerOf(place);
    return {
      speaker,
      command: this.#commandAt(place),
      request: this.#requestOf(speaker),
      timeUs: START_US + place,
    };
  }

  /**
   * Puts the next command into the record of a plain order, and makes nothing: what is made is
   * written to memory that nothing else is in, and crowds out what is near. `sessions` are the
   * numbers of the sessions by speaker.
   */
  read(plain: PlainOrder, sessions: readonly number[]): void {
    const stream = this.#stream;
    const place = this.#next++;
    const speaker = this.#speakerOf(place);
    const kind = stream.kinds[place] as number;
    plain.sequence = this.#firstSequence + place;
    plain.timeUs = START_US + place;
    plain.session = sessions[speaker] as number;
    plain.request = this.#requestOf(speaker);
    plain.digest = plain.sequence;
    plain.internal = true;
    plain.isCancel = kind === CANCEL;
    plain.subaccount = FIRST_DESK_SUBACCOUNT + (stream.accounts[place] as number);
    plain.instrument = BTCUSDT;
    if (plain.isCancel) {
      plain.order = this.#orderOf(place);
      return;
    }
    plain.side = stream.isBuy[place] === 1 ? BUY : SELL;
    plain.isMarket = false;
    plain.priceTicks = stream.priceTicks[place] as number;
    plain.quantityLots = stream.lots[place] as number;
    plain.timeInForce = kind === ADD ? 'gtc' : 'ioc';
    plain.postOnly = false;
    plain.reduceOnly = false;
  }

  #speakerOf(place: number): number {
    return FIRST_TRADER + ((this.#stream.accounts[place] as number) % SESSIONS);
  }

  /** The number of a speaker's next request. */
  #requestOf(speaker: number): number {
    const request = (this.#requests[speaker - FIRST_TRADER] as number) + 1;
    this.#requests[speaker - FIRST_TRADER] = request;
    return request;
  }

  /** The order that the cancel at a place takes back. */
  #orderOf(place: number): number {
    return (this.#firstSequence + (this.#stream.targets[place] as number)) * ORDERS_PER_STEP;
  }

  #commandAt(place: number): Command {
    const stream = this.#stream;
    const subaccount = FIRST_DESK_SUBACCOUNT + (stream.accounts[place] as number);
    const kind = stream.kinds[place] as number;
    if (kind === CANCEL) {
      const order = this.#orderOf(place);
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
}
