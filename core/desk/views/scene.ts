/** What the views of one tick share: the state, how to write it, and who may be seen. */
import { BUY, FLAG_REDUCE_ONLY } from '../../venue/book/contract.ts';
import type { SelfTradeMode } from '../../venue/book/contract.ts';
import type { OrderTimeInForce } from '../../venue/choices.ts';
import { reducibleLots } from '../../venue/orders/checks.ts';
import { mostLots } from '../../venue/orders/instructions.ts';
import { FLAG_POST_ONLY, sessionOf } from '../../venue/orders/flags.ts';
import type { OrderNote } from '../../venue/orders/notes.ts';
import type { Peg } from '../../venue/orders/pegs.ts';
import { accountOf, at, isMargined } from '../../venue/state.ts';
import type { Instrument, Stop, Subaccount, VenueState } from '../../venue/state.ts';
import { Scales } from './scales.ts';

/** A live order of a client: resting in its book, or waiting for its trigger. */
export interface ClientOrder {
  readonly orderId: number;
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: 1 | -1;
  /** 0 for a market order that waits. */
  readonly priceTicks: number;
  readonly remainingLots: number;
  readonly quantityLots: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly reprice: boolean;
  readonly selfTrade: SelfTradeMode;
  /** What it shows at a time, 0 being hidden; -1 where it shows all. */
  readonly displayLots: number;
  readonly timeInForce: OrderTimeInForce;
  /** What it carries beside what the books keep, where it does. */
  readonly note: OrderNote | undefined;
  readonly strategy: number;
  /** Which session placed it. */
  readonly session: number;
  readonly stop: Stop | null;
  /** What it follows, where it does; parked it has no price. */
  readonly peg: Peg | null;
}

export class Scene {
  readonly state: VenueState;
  readonly scales: Scales;
  readonly clients: readonly Subaccount[];
  /** Of the clients, by instrument id - 1, in order of subaccount; stops last. */
  readonly orders: readonly (readonly ClientOrder[])[];

  /** Rule DESK-09: windows see everybody but the house and the venue's own subaccounts. */
  constructor(state: VenueState, scales: Scales) {
    this.state = state;
    this.scales = scales;
    this.clients = state.subaccounts.filter((subaccount) => isMargined(state, subaccount));
    this.orders = state.instruments.map((instrument) => ordersIn(this, instrument));
  }
}

function ordersIn({ clients, state }: Scene, instrument: Instrument): ClientOrder[] {
  const orders: ClientOrder[] = [];
  const { book, stops } = instrument;
  for (const subaccount of clients) {
    // From the subaccount's own list: the house's thousands of orders are never walked.
    for (let slot = book.firstOrderOf(subaccount.id); slot !== -1; slot = book.nextOrderOf(slot)) {
      const flags = book.flagsOf(slot);
      const note = state.notes.get(book.orderIdOf(slot));
      orders.push({
        orderId: book.orderIdOf(slot),
        subaccount,
        instrument,
        side: book.sideOf(slot),
        priceTicks: book.priceTicksOf(slot),
        remainingLots: book.remainingLotsOf(slot),
        quantityLots: book.quantityLotsOf(slot),
        postOnly: (flags & FLAG_POST_ONLY) !== 0,
        reduceOnly: (flags & FLAG_REDUCE_ONLY) !== 0,
        reprice: book.repricesOf(slot),
        selfTrade: book.selfTradeModeOf(slot),
        displayLots: book.displayLotsOf(slot),
        timeInForce: note?.timeInForce ?? 'gtc',
        note,
        strategy: book.strategyOf(slot),
        session: sessionOf(flags),
        stop: null,
        peg: state.pegs.get(book.orderIdOf(slot)) ?? null,
      });
    }
  }
  orders.push(...parkedIn(state, instrument));
  stops.forEach((stop) => {
    const subaccount = state.subaccounts[stop.payload.subaccount - 1];
    if (subaccount === undefined || !isMargined(state, subaccount)) return;
    const { priceTicks, quantityLots, ...how } = stop.payload;
    const { postOnly, reduceOnly, timeInForce, strategy, terms } = how;
    // What closes a position is as large as the position is now.
    const most = mostLots(instrument, priceTicks === 0);
    const wished = { subaccount, instrument, side: stop.side, lots: most };
    const lots = stop.payload.closePosition === true ? reducibleLots(wished) : quantityLots;
    orders.push({
      orderId: stop.orderId,
      subaccount,
      instrument,
      side: stop.side,
      priceTicks,
      remainingLots: lots,
      quantityLots: lots,
      postOnly,
      reduceOnly,
      reprice: terms?.reprice ?? false,
      selfTrade: terms?.selfTrade ?? 'cancelNewest',
      displayLots: terms?.displayLots ?? -1,
      timeInForce,
      note: state.notes.get(stop.orderId),
      strategy,
      session: stop.payload.session,
      stop,
      peg: null,
    });
  });
  return orders;
}

/** Pegged orders that wait outside the book until they can have a price. */
function parkedIn(state: VenueState, instrument: Instrument): ClientOrder[] {
  return state.pegs.parked(instrument.id).flatMap((peg): ClientOrder[] => {
    const { orderId, side, parkedLots, filledLots, reduceOnly, terms, strategy, session } = peg;
    const subaccount = at(state.subaccounts, peg.subaccount);
    if (!isMargined(state, subaccount)) return [];
    const note = state.notes.get(orderId);
    const size = { remainingLots: parkedLots, quantityLots: parkedLots + filledLots };
    const how = { postOnly: true, reduceOnly, reprice: true, selfTrade: terms.selfTrade };
    const life = { timeInForce: note?.timeInForce ?? ('gtc' as const), note, strategy, session };
    const where = { orderId, subaccount, instrument, side, priceTicks: 0 };
    return [{ ...where, ...size, ...how, ...life, displayLots: -1, stop: null, peg }];
  });
}

export function sideText(side: 1 | -1): 'BUY' | 'SELL' {
  return side === BUY ? 'BUY' : 'SELL';
}

/** The kind of account that a subaccount is of, as every row of it is badged. Rule DESK-32. */
export function kindText(state: VenueState, subaccount: Subaccount): string {
  return accountOf(state, subaccount).kind.toUpperCase();
}

/** The label of a strategy; empty where an order has none. */
export function strategyText({ strategies }: VenueState, strategy: number): string {
  return strategies[strategy - 1]?.label ?? '';
}
