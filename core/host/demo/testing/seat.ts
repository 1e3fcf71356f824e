/** A strategy's seat without a venue: what it sends is kept, and answered as the test wishes. */
import type { BookTarget } from '../../../feeds/market-source.ts';
import type { Answer } from '../../../sequencer/answers.ts';
import { submitBy } from '../../../sequencer/connection.ts';
import type { Command } from '../../../venue/commands.ts';
import { createState, addSubaccount } from '../../../venue/beginning.ts';
import type { EventKind, VenueEvent } from '../../../venue/events.ts';
import { done } from '../../../venue/outcomes.ts';
import { Inflight } from '../../replay/inflight.ts';
import { Hand } from '../hand.ts';
import { MarketView } from '../market-view.ts';
import type { Strategy, StrategyTools } from '../strategies/strategy.ts';
import { SubaccountView } from '../subaccount-view.ts';

/** Begins on a whole second. */
export const SEAT_START_US = 1_723_161_260_000_000;

export interface Touch {
  readonly bidTicks: number;
  readonly askTicks: number;
}

export class Seat {
  readonly tools: StrategyTools;
  /** Answers to come; OK when there are none. */
  readonly answers: Answer[] = [];
  readonly #sent: Command[] = [];
  readonly #inflight = new Inflight();
  readonly #market = new MarketView([1]);
  #timeUs = SEAT_START_US;

  constructor() {
    const account = { account: 1, label: 'seat', desk: 'test', owner: 1, mode: 'cross' } as const;
    const own = new SubaccountView(addSubaccount(createState(), account));
    const connection = {
      session: 1,
      send: (command: Command, hear: (answer: Answer) => void): null => {
        this.#sent.push(command);
        queueMicrotask(() => hear(this.answers.shift() ?? done()));
        return null;
      },
      submit: (command: Command): Promise<Answer> => submitBy(connection, command),
      close: () => {},
    };
    const hand = new Hand({ connection, inflight: this.#inflight, subaccount: 7, strategy: 3 });
    this.tools = { market: this.#market, own, hand };
  }

  /** Lets the strategy act once behind a slot; what it sent, when that is answered. */
  async act(strategy: Strategy, touch: Touch, afterMs = 0): Promise<Command[]> {
    this.#timeUs += afterMs * 1_000;
    this.#market.show({
      slot: 0,
      timeUs: this.#timeUs,
      restarted: false,
      prints: [],
      books: [bookOf(touch)],
      spot: [],
    });
    this.tools.hand.at(this.#timeUs);
    strategy.act();
    this.#market.endSlot();
    await this.#inflight.settled();
    return this.#sent.splice(0);
  }

  /** An event of the market or of the subaccount. */
  hear(kind: EventKind, columns: Record<string, number | string>): void {
    const event: VenueEvent = {
      kind,
      sequence: 1,
      eventIndex: 0,
      timeUs: this.#timeUs,
      ...columns,
    };
    this.#market.hear(event);
    this.tools.own.hear(event);
  }

  /** An own order of instrument 1 rests. */
  rests(order: number, side: 1 | -1, priceTicks: number, remainingLots: number): void {
    this.hear('order.rested', { order, instrument: 1, side, priceTicks, remainingLots });
  }

  /** The position in instrument 1 is now this. */
  holds(positionLots: number): void {
    this.hear('execution', { order: 0, instrument: 1, remainingLots: 0, positionLots });
  }
}

function bookOf({ bidTicks, askTicks }: Touch): BookTarget {
  return { market: 0, bidTicks: [bidTicks], bidLots: [10], askTicks: [askTicks], askLots: [10] };
}
