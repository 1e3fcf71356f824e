/**
 * Opens the positions that subaccounts without a strategy begin with: a few each slot, one order
 * each, so that the books refill between them. Who has traded before is not opened again.
 */
import type { MarketSlot } from '../../feeds/market-source.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Command } from '../../venue/commands.ts';
import { PPM } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Subaccount, VenueState } from '../../venue/state.ts';
import type { Inflight } from '../replay/inflight.ts';
import type { Participant } from '../replay/market-replay.ts';
import type { Port } from '../replay/port.ts';
import type { DemoFile } from './demo-file.ts';
import { instrumentId, strategyId, traderOf } from './lookups.ts';
import { MarketView } from './market-view.ts';
import { connectOperator } from './sessions.ts';

const ORDERS_PER_SLOT = 20;
/** Beyond the touch: past all that the book of a calm market shows, and within its bands. */
const REACH_PPM = 1_000;
const TRIES = 5;

/** The strategy under which a trader's openings are recorded. */
export function openingStrategy(trader: number): string {
  return `opening-${trader}`;
}

/** The traders who open positions, by operator id. */
export function openingTraders(demo: DemoFile): number[] {
  const opening = demo.subaccounts.filter((entry) => entry.opening !== undefined);
  const desks = new Set(opening.map(({ desk }) => desk));
  return [...new Set([...desks].map((desk) => traderOf(demo, desk)))].toSorted((a, b) => a - b);
}

interface Seat {
  readonly connection: Connection;
  readonly strategy: number;
}

interface Opening {
  readonly seat: Seat;
  readonly subaccount: number;
  readonly instrument: number;
  /** Signed. */
  readonly lots: number;
  triesLeft: number;
}

export class Openings implements Participant {
  readonly #inflight: Inflight;
  readonly #market: MarketView;
  #waiting: Opening[];

  private constructor(inflight: Inflight, market: MarketView, waiting: Opening[]) {
    this.#inflight = inflight;
    this.#market = market;
    this.#waiting = waiting;
  }

  /** Opens a session a trader. `instruments` are ids by market, in the order of the source. */
  static async open(
    port: Port,
    inflight: Inflight,
    demo: DemoFile,
    instruments: readonly number[],
    timeUs: number,
  ): Promise<Openings> {
    const { state } = port.venue;
    const seats = new Map<number, Seat>();
    for (const trader of openingTraders(demo)) {
      const name = openingStrategy(trader);
      const strategy = strategyId(state, name);
      const speaker = { operator: trader, role: 'trader', strategy } as const;
      const connection = await connectOperator(port, speaker, `algo/${name}`, timeUs);
      seats.set(trader, { connection, strategy });
    }
    const byLabel = new Map(state.subaccounts.map((entry) => [entry.label, entry]));
    const waiting = demo.subaccounts.flatMap(({ label, desk, opening }): Opening[] => {
      const subaccount = byLabel.get(label);
      const seat = seats.get(opening === undefined ? 0 : traderOf(demo, desk));
      if (opening === undefined || subaccount === undefined || seat === undefined) return [];
      const instrument = instrumentId(state, opening.instrument);
      if (hasTraded(state, subaccount, instrument)) return [];
      const { lots } = opening;
      return [{ seat, subaccount: subaccount.id, instrument, lots, triesLeft: TRIES }];
    });
    return new Openings(inflight, new MarketView(instruments), waiting);
  }

  act(slot: MarketSlot): void {
    if (this.#waiting.length === 0) return;
    this.#market.show(slot);
    for (const opening of this.#waiting.splice(0, ORDERS_PER_SLOT)) this.#place(opening);
  }

  #place(opening: Opening): void {
    const { seat, subaccount, instrument, lots } = opening;
    const touch = this.#market.touch(instrument);
    if (touch === null) return this.#putBack(opening);
    const isBuy = lots > 0;
    const nearTicks = isBuy ? touch.askTicks : touch.bidTicks;
    const reachTicks = Math.floor((nearTicks * REACH_PPM) / PPM);
    const command: Command = {
      kind: 'order.place',
      subaccount,
      instrument,
      strategy: seat.strategy,
      side: isBuy ? 'buy' : 'sell',
      type: 'limit',
      priceTicks: isBuy ? nearTicks + reachTicks : nearTicks - reachTicks,
      quantityLots: Math.abs(lots),
      timeInForce: 'ioc',
      postOnly: false,
      reduceOnly: false,
    };
    this.#inflight.send(seat.connection, command, this.#market.timeUs, ({ code }) => {
      if (code !== 'OK') this.#putBack(opening);
    });
  }

  /** To the end of the line, a few times: the market may only just have opened. */
  #putBack(opening: Opening): void {
    opening.triesLeft -= 1;
    if (opening.triesLeft > 0) this.#waiting.push(opening);
  }
}

/** Its fees stay when a position is closed: what a person or a liquidation ended stays ended. */
function hasTraded(state: VenueState, { positions, balances }: Subaccount, instrument: number) {
  const { settleAsset } = at(state.instruments, instrument).spec;
  return at(positions, instrument).lots !== 0 || at(balances, settleAsset).unsettledAtoms !== 0;
}
