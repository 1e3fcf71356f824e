/** The demo's trading floor: one strategy a subaccount, acting at the end of every slot. */
import type { MarketSlot } from '../../feeds/market-source.ts';
import { columnOf } from '../../venue/event-ring.ts';
import { EVENT_KINDS, eventTable } from '../../venue/events.ts';
import type { EventKind } from '../../venue/events.ts';
import { at } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';
import type { Inflight } from '../replay/inflight.ts';
import type { Participant } from '../replay/market-replay.ts';
import type { Port } from '../replay/port.ts';
import type { DemoFile, DemoStrategy, DemoSubaccount } from './demo-file.ts';
import { Hand } from './hand.ts';
import { MarketView } from './market-view.ts';
import { assetId, strategyId, subaccountId, traderOf } from './lookups.ts';
import { connectOperator } from './sessions.ts';
import { buildStrategy } from './strategies/build.ts';
import { CallResponder } from './strategies/call-responder.ts';
import type { Strategy, StrategyTools } from './strategies/strategy.ts';
import { SubaccountView } from './subaccount-view.ts';

/** The column that names a subaccount, of the kinds that have one. */
const subaccountColumns: ReadonlyMap<EventKind, number> = new Map(
  EVENT_KINDS.filter((kind) => (eventTable[kind] as readonly string[]).includes('subaccount')).map(
    (kind) => [kind, columnOf(kind, 'subaccount')],
  ),
);

interface LeftOrder {
  readonly instrument: number;
  readonly order: number;
}

interface Seat {
  readonly hand: Hand;
  /** Orders of the strategy itself that stood when the core last stopped: nobody's any more. */
  readonly leftBehind: LeftOrder[];
  readonly strategies: readonly Strategy[];
}

export class Desk implements Participant {
  readonly #port: Port;
  readonly #market: MarketView;
  readonly #seats: Seat[] = [];
  readonly #views = new Map<number, SubaccountView>();

  private constructor(port: Port, market: MarketView) {
    this.#port = port;
    this.#market = market;
  }

  /**
   * Opens a session a strategy, in which it speaks itself, and seats it. `instruments` are ids by
   * market, in the order of the source; session.open is stamped with `timeUs`.
   */
  static async open(
    port: Port,
    inflight: Inflight,
    demo: DemoFile,
    instruments: readonly number[],
    timeUs: number,
  ): Promise<Desk> {
    const desk = new Desk(port, new MarketView(instruments));
    const { state } = port.venue;
    for (const entry of demo.subaccounts) {
      if (entry.strategy === undefined) continue;
      const { label } = entry.strategy;
      const subaccount = subaccountId(state, entry.label);
      const strategy = strategyId(state, label);
      const operator = traderOf(demo, entry.desk);
      const speaker = { operator, role: 'trader', strategy } as const;
      // A name apart from the sessions that spoke as the trader in logs of before.
      const connection = await connectOperator(port, speaker, `algo/${label}`, timeUs);
      const hand = new Hand({ connection, inflight, subaccount, strategy });
      const leftBehind = ordersOf(state, subaccount, strategy);
      desk.#seat(state, { ...entry, strategy: entry.strategy }, subaccount, { hand, leftBehind });
    }
    port.onApplied((from, to) => {
      for (let position = from; position < to; position += 1) desk.#hear(position);
    });
    return desk;
  }

  #seat(
    state: VenueState,
    entry: DemoSubaccount & { readonly strategy: DemoStrategy },
    subaccount: number,
    { hand, leftBehind }: Pick<Seat, 'hand' | 'leftBehind'>,
  ): void {
    const own = new SubaccountView(at(state.subaccounts, subaccount));
    const tools: StrategyTools = { market: this.#market, own, hand };
    const strategies: Strategy[] = [buildStrategy(entry.strategy.behaviour, state, tools)];
    if (entry.onCall !== undefined) {
      const { from, asset, sharePpm, everyS } = entry.onCall;
      const source = { from: subaccountId(state, from), asset: assetId(state, asset) };
      strategies.unshift(new CallResponder({ ...source, sharePpm, everyS }, tools));
    }
    this.#views.set(subaccount, own);
    this.#seats.push({ hand, leftBehind, strategies });
  }

  act(slot: MarketSlot): void {
    this.#market.show(slot);
    for (const { hand, leftBehind, strategies } of this.#seats) {
      hand.at(slot.timeUs);
      while (hand.isFree) {
        const left = leftBehind.pop();
        if (left === undefined) break;
        hand.cancel(left.instrument, left.order);
      }
      if (leftBehind.length === 0) for (const strategy of strategies) strategy.act();
    }
    this.#market.endSlot();
  }

  #hear(position: number): void {
    const { events } = this.#port.venue;
    const kind = events.kindAt(position);
    if (kind === 'mark.set' || kind === 'trade') {
      this.#market.hear(events.decode(position));
      return;
    }
    const column = subaccountColumns.get(kind);
    if (column === undefined) return;
    this.#views.get(events.columnAt(position, column))?.hear(events.decode(position));
  }
}

/** Live orders of one strategy; those that a person placed in its subaccount are not its own. */
function ordersOf(state: VenueState, subaccount: number, strategy: number): LeftOrder[] {
  const orders: LeftOrder[] = [];
  for (const { id: instrument, book, stops } of state.instruments) {
    for (let slot = book.firstOrderOf(subaccount); slot >= 0; slot = book.nextOrderOf(slot)) {
      if (book.strategyOf(slot) === strategy)
        orders.push({ instrument, order: book.orderIdOf(slot) });
    }
    stops.forEach(({ orderId: order, payload }) => {
      const isOwn = payload.subaccount === subaccount && payload.strategy === strategy;
      if (isOwn) orders.push({ instrument, order });
    });
  }
  return orders;
}
