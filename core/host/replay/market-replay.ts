/**
 * Drives a venue from a market, slot by slot, in one loop in virtual time: the prints, then the
 * books, then the prices and the clock, then whoever takes part. The order of commands follows
 * from the market alone, so two runs give the same state.
 */
import type { MarketSlot, MarketSource } from '../../feeds/market-source.ts';
import { at } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';
import type { CommandOf } from '../../venue/commands.ts';
import { BookHouse } from './book-house.ts';
import type { Inflight } from './inflight.ts';
import type { Pacer } from './pacing.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Port } from './port.ts';
import { isTickDue, PriceFeed } from './price-feed.ts';

/** The sessions through which the market speaks, open. */
export interface MarketConnections {
  readonly book: Connection;
  readonly tape: Connection;
  readonly feed: Connection;
  readonly clock: Connection;
}

/** Acts at the end of each slot: behind its books, knowing all that came before them. */
export interface Participant {
  act(slot: MarketSlot): void;
}

export interface MarketReplayOptions {
  readonly port: Port;
  readonly source: MarketSource;
  readonly connections: MarketConnections;
  readonly inflight: Inflight;
  readonly bookSubaccount: number;
  readonly tapeSubaccount: number;
  /** Instrument ids by market, in the order of the source. */
  readonly instruments: readonly number[];
  readonly participants: readonly Participant[];
  readonly pacer: Pacer;
  /** Pass after pass, each later by the length of a pass. */
  readonly loop: boolean;
  /** Ends where a pass ends, also in a loop. */
  readonly once: boolean;
  /** Ends after so much market time. */
  readonly durationUs?: number;
}

/** Why the replay ended. */
export type ReplayEnd = 'passEnded' | 'durationOver' | 'stopped';

export class MarketReplay {
  readonly #options: MarketReplayOptions;
  readonly #house: BookHouse;
  readonly #feed: PriceFeed;
  #firstTimeUs = 0;

  constructor(options: MarketReplayOptions) {
    const { port, connections, inflight, bookSubaccount, instruments } = options;
    const { state } = port.venue;
    this.#options = options;
    const quoted = instruments.map((instrument) => quotedOf(state, instrument));
    this.#house = new BookHouse(port, connections.book, inflight, bookSubaccount, quoted);
    this.#feed = new PriceFeed(state.indices);
  }

  /** The first slot that was played, in microseconds since 1970 UTC; 0 before it. */
  get firstTimeUs(): number {
    return this.#firstTimeUs;
  }

  /** How much of the pass, or of the duration asked for, has been played: 0 to 1. */
  get progress(): number {
    const { port, source, durationUs } = this.#options;
    if (this.#firstTimeUs === 0) return 0;
    const { timeUs } = port.venue.state;
    if (durationUs !== undefined) return (timeUs - this.#firstTimeUs) / durationUs;
    return ((timeUs - source.startTimeUs) % source.passDurationUs) / source.passDurationUs;
  }

  /** Orders that the book house has resting in the venue, as it knows them. */
  get restingOrders(): number {
    return this.#house.restingOrders;
  }

  /**
   * Runs from the venue's time on, until the market or the wish for it ends. Throws what the
   * sequencer threw, or a NotDecidedError where it would not take a command.
   */
  async run(signal: AbortSignal): Promise<ReplayEnd> {
    const { source, port, loop, inflight } = this.#options;
    let end: ReplayEnd = 'passEnded';
    for (const slot of source.slots({ loop, fromTimeUs: port.venue.state.timeUs })) {
      const stop = await this.#shouldStop(slot, signal);
      if (stop !== null) {
        end = stop;
        break;
      }
      await this.#play(slot);
    }
    await inflight.settled();
    return end;
  }

  /** Waits until a slot is due; why it is not to be played, or null. */
  async #shouldStop(slot: MarketSlot, signal: AbortSignal): Promise<ReplayEnd | null> {
    const { once, durationUs, pacer } = this.#options;
    const isFirst = this.#firstTimeUs === 0;
    if (isFirst) this.#firstTimeUs = slot.timeUs;
    else if (once && slot.restarted) return 'passEnded';
    if (durationUs !== undefined && slot.timeUs - this.#firstTimeUs >= durationUs) {
      return 'durationOver';
    }
    await pacer.until(slot.timeUs, signal);
    return signal.aborted ? 'stopped' : null;
  }

  async #play(slot: MarketSlot): Promise<void> {
    const { inflight, participants } = this.#options;
    const isFresh = slot.restarted || slot.timeUs === this.#firstTimeUs;
    // Nothing of the slot before is waited for until here, so that it shares the prints' batch.
    this.#print(slot);
    // What the prints ate must be known before the books are brought to their targets.
    await inflight.settled();
    if (isFresh) await this.#beginAnew(slot);
    this.#house.follow(slot.books, slot.timeUs);
    this.#observe(slot);
    this.#tick(slot.timeUs);
    for (const participant of participants) participant.act(slot);
  }

  /** What stood before is void; no order is taken before the index has a price. */
  async #beginAnew(slot: MarketSlot): Promise<void> {
    this.#house.clear(slot.timeUs);
    this.#feed.forget();
    this.#observe(slot);
    await this.#options.inflight.settled();
  }

  #print({ prints }: MarketSlot): void {
    const { tapeSubaccount: subaccount, instruments, connections, inflight } = this.#options;
    for (const { market, side, priceTicks, quantityLots, timeUs } of prints) {
      const instrument = instruments[market];
      if (instrument === undefined) continue;
      const command: CommandOf<'order.place'> = {
        kind: 'order.place',
        subaccount,
        instrument,
        side: side === 1 ? 'buy' : 'sell',
        type: 'limit',
        priceTicks,
        quantityLots,
        timeInForce: 'ioc',
        postOnly: false,
        reduceOnly: false,
      };
      inflight.send(connections.tape, command, timeUs);
    }
  }

  #observe(slot: MarketSlot): void {
    const { connections, inflight } = this.#options;
    for (const command of this.#feed.due(slot)) {
      inflight.send(connections.feed, command, slot.timeUs);
    }
  }

  #tick(timeUs: number): void {
    const { connections, inflight } = this.#options;
    if (!isTickDue(timeUs)) return;
    inflight.send(connections.clock, { kind: 'clock.tick' }, timeUs);
  }
}

function quotedOf(state: VenueState, instrument: number) {
  return { instrument, maxOrderLots: at(state.instruments, instrument).spec.maxOrderLots };
}
