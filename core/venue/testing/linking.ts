/** Links in random programs: what an order may ask for, and what must hold of it afterwards. */
import type { Command, CommandOf } from '../commands.ts';
import type { VenueEvent } from '../events.ts';
import { mulDivFloor, PPM } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';

/** What a placement is linked with, in terms that make sense of any market. */
export interface LinkWish {
  /** The pick-th live order of the same subaccount and instrument. */
  readonly pick?: number;
  readonly profitPpm?: number;
  readonly lossPpm?: number;
  readonly source: 'last' | 'mark' | 'index';
}

type Link = Partial<
  Pick<CommandOf<'order.place'>, 'oco' | 'takeProfitTicks' | 'stopLossTicks' | 'stopLossTrigger'>
>;

/** The fields of a wish, around the price that an order is expected to have. */
export function linkFields(
  { stops, book, markTicks }: Instrument,
  order: { subaccount: number; side: 'buy' | 'sell'; aroundTicks: number },
  wish: LinkWish,
): Link {
  const found: number[] = [];
  stops.forEach(({ orderId, payload }) => {
    if (payload.subaccount === order.subaccount) found.push(orderId);
  });
  for (let slot = book.firstOrderOf(order.subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    found.push(book.orderIdOf(slot));
  }
  const { pick, profitPpm, lossPpm, source } = wish;
  const oco = pick === undefined ? undefined : (found[pick % Math.max(1, found.length)] ?? 1);
  const sign = order.side === 'buy' ? 1 : -1;
  const away = (ppm: number): number =>
    Math.max(1, order.aroundTicks + sign * Math.max(1, mulDivFloor(markTicks, ppm, PPM)));
  return {
    ...(oco !== undefined && { oco }),
    ...(profitPpm !== undefined && { takeProfitTicks: away(profitPpm) }),
    ...(lossPpm !== undefined && {
      stopLossTicks: Math.max(1, 2 * order.aroundTicks - away(lossPpm)),
      stopLossTrigger: source,
    }),
  };
}

/** The pick-th bracket's exits are set anew, away from where its order stands; one of none is. */
export function exitsCommand(
  { instruments, links }: VenueState,
  wish: { readonly pick: number; readonly profitPpm?: number; readonly lossPpm?: number },
): Command {
  const all = [...links.brackets()];
  const bracket = all[wish.pick % Math.max(1, all.length)];
  const names = { kind: 'order.amend', subaccount: bracket?.subaccount ?? 1 } as const;
  const listed = at(instruments, bracket?.instrument ?? 1);
  const { book, stops, markTicks } = listed;
  const order = bracket?.parent ?? 1;
  const slot = book.slotOf(order);
  const ownTicks =
    slot === -1 ? (stops.get(order)?.triggerTicks ?? markTicks) : book.priceTicksOf(slot);
  const away = (ppm: number): number =>
    Math.max(1, ownTicks + (bracket?.side ?? 1) * Math.max(1, mulDivFloor(markTicks, ppm, PPM)));
  const { profitPpm, lossPpm } = wish;
  return {
    ...names,
    instrument: listed.id,
    order,
    ...(profitPpm !== undefined && { takeProfitTicks: away(profitPpm) }),
    ...(lossPpm !== undefined && { stopLossTicks: Math.max(1, 2 * ownTicks - away(lossPpm)) }),
  };
}

/** Lots of a live order, wherever it is; 0 of one that is gone. */
function liveLots({ triggered }: VenueState, { id, book, stops }: Instrument, order: number) {
  const slot = book.slotOf(order);
  if (slot !== -1) return book.remainingLotsOf(slot);
  const queued = triggered.find(
    ({ instrument, stop }) => instrument === id && stop.orderId === order,
  );
  return (stops.get(order) ?? queued?.stop)?.payload.quantityLots ?? 0;
}

/** LINK-01, LINK-04: who is linked is live, one of a group rests, and nothing is left undrawn. */
export function linkFault(state: VenueState): string | null {
  const { links } = state;
  if (links.takeTouched() !== undefined) return 'something that happened to links was forgotten';
  for (const { orders, instrument, subaccount } of links.groups()) {
    const listed = at(state.instruments, instrument);
    const { book } = listed;
    const gone = orders.find((order) => liveLots(state, listed, order) === 0);
    if (gone !== undefined) return `order ${gone} is gone and still linked`;
    const resting = orders.map((order) => book.slotOf(order)).filter((slot) => slot !== -1);
    if (resting.length > 1) return `${resting.length} linked orders rest`;
    const stranger = resting.some((slot) => book.subaccountOf(slot) !== subaccount);
    if (stranger) return 'an order is linked with another’s';
  }
  for (const { parent, instrument, owedLots, isOver } of links.brackets()) {
    const isLive = liveLots(state, at(state.instruments, instrument), parent) > 0;
    if (isOver && owedLots === 0) return `the bracket of order ${parent} is over and kept`;
    if (!isOver && !isLive) return `order ${parent} is gone and its bracket is not`;
  }
  return null;
}

/** An order as its events tell it. */
interface Told {
  askedLots: number;
  filledLots: number;
  /** What it last lost at an order of its own group. */
  preventedLots: number;
  readonly isReduceOnly: boolean;
}

/** The exits of one order, by the group that they are in. */
interface Exits {
  readonly instrument: number;
  readonly orders: Map<number, number>;
  /** Somebody has set a quantity by hand. */
  isAmended: boolean;
  /** Where those that come next will be; 0 is none. */
  takeProfitTicks: number;
  stopLossTicks: number;
}

/** A taker that goes on has lost what did not trade; of one that ends there its end tells it. */
function prevent(told: Told, { kind, selfTrade, quantityLots, reason }: VenueEvent): void {
  if (kind === 'order.selfTradePrevented' && selfTrade === 'decrementAndCancel') {
    told.preventedLots = Number(quantityLots);
    told.askedLots -= told.preventedLots;
  }
  if (kind === 'order.rested') told.preventedLots = 0;
  if (kind === 'order.cancelled' && reason === 'selfTrade') told.askedLots += told.preventedLots;
}

export class LinkWatch {
  readonly #told = new Map<number, Told>();
  readonly #exits = new Map<number, Exits>();
  readonly #parentOf = new Map<number, number>();
  readonly #filled = new Map<number, number>();
  /** Limits of orders, of those that wait their triggers, as they were accepted. */
  readonly #askedTicks = new Map<number, number>();
  /** How many brackets were set anew. */
  amendedBrackets = 0;

  before(command: Command): void {
    if (command.kind !== 'order.amend') return;
    const exits = this.#exits.get(this.#parentOf.get(command.order ?? 0) ?? 0);
    if (exits !== undefined) exits.isAmended = true;
  }

  /** The first fault in what the events of a command tell, or null. */
  after(state: VenueState, events: readonly VenueEvent[]): string | null {
    for (const event of events) {
      const fault = this.#take(event);
      if (fault !== null) return fault;
    }
    return this.#exitFault(state);
  }

  #take(event: VenueEvent): string | null {
    const { kind } = event;
    const order = Number(event['order']);
    const told = this.#told.get(order);
    if (kind === 'order.accepted') this.#accept(event, order);
    if (kind === 'order.bracketed') {
      const instrument = Number(event['instrument']);
      const before = this.#exits.get(order) ?? { orders: new Map(), isAmended: false };
      if (this.#exits.has(order)) this.amendedBrackets += 1;
      const takeProfitTicks = Number(event['takeProfitTicks']);
      const stopLossTicks = Number(event['stopLossTicks']);
      this.#exits.set(order, { ...before, instrument, takeProfitTicks, stopLossTicks });
    }
    if (kind === 'order.linked' && event['parent'] !== 0) {
      const fault = this.#exitIsElsewhere(event, order);
      if (fault !== null) return fault;
    }
    const remainingLots = Number(event['remainingLots']);
    if (told !== undefined) prevent(told, event);
    if (kind === 'order.amended' && told !== undefined) {
      told.askedLots = told.filledLots + remainingLots;
    }
    if (kind === 'order.followed' && told !== undefined) {
      const lots = told.askedLots - told.filledLots;
      // At a new price it is as a new order, and has no more than there is to reduce.
      const isRight = told.isReduceOnly ? remainingLots <= lots : remainingLots === lots;
      if (!isRight) return `order ${order} had ${lots} lots, and followed with ${remainingLots}`;
      told.askedLots = told.filledLots + remainingLots;
    }
    if (kind === 'execution') {
      this.#filled.set(order, (this.#filled.get(order) ?? 0) + Number(event['quantityLots']));
      if (told !== undefined) told.filledLots += Number(event['quantityLots']);
    }
    const isOver = kind === 'order.cancelled' || (kind === 'execution' && remainingLots === 0);
    return isOver ? this.#endFault(order, remainingLots) : null;
  }

  /** LINK-09: an exit comes where its order's bracket says by then. */
  #exitIsElsewhere(event: VenueEvent, order: number): string | null {
    const parent = Number(event['parent']);
    this.#parentOf.set(order, parent);
    const exits = this.#exits.get(parent);
    if (exits === undefined) return `order ${order} is an exit of ${parent}, which has none`;
    exits.orders.set(order, Number(event['group']));
    const { takeProfitTicks, stopLossTicks } = exits;
    const asked = event['link'] === 'takeProfit' ? takeProfitTicks : stopLossTicks;
    const told = this.#askedTicks.get(order);
    return told === asked ? null : `an exit came at ${told}, where its bracket says ${asked}`;
  }

  #accept(event: VenueEvent, order: number): void {
    const isStop = event['trigger'] !== 'none';
    this.#askedTicks.set(order, Number(event[isStop ? 'triggerTicks' : 'priceTicks']));
    // What closes when it is released has the size of the position by then.
    const isReduceOnly = (Number(event['flags']) & 1) === 1;
    const mayShrink = event['trigger'] !== 'none' && isReduceOnly;
    const askedLots = Number(event['quantityLots']);
    const told = { askedLots, filledLots: 0, preventedLots: 0, isReduceOnly };
    if (!mayShrink) this.#told.set(order, told);
  }

  /** What was filled and what was cancelled is what was asked. */
  #endFault(order: number, cancelledLots: number): string | null {
    const told = this.#told.get(order);
    if (told === undefined) return null;
    this.#told.delete(order);
    const { askedLots, filledLots } = told;
    if (askedLots === filledLots + cancelledLots) return null;
    return `order ${order} asked ${askedLots}, filled ${filledLots}, cancelled ${cancelledLots}`;
  }

  /** LINK-06: exits that were filled, and one of each group that may be, are within the fills. */
  #exitFault(state: VenueState): string | null {
    for (const [parent, { instrument, orders, isAmended }] of this.#exits) {
      if (isAmended) continue;
      const listed = at(state.instruments, instrument);
      const byGroup = new Map<number, number>();
      let lots = 0;
      for (const [order, group] of orders) {
        lots += this.#filled.get(order) ?? 0;
        const live = liveLots(state, listed, order);
        byGroup.set(group, Math.max(byGroup.get(group) ?? 0, live));
      }
      for (const live of byGroup.values()) lots += live;
      const filled = this.#filled.get(parent) ?? 0;
      if (lots > filled) return `order ${parent} filled ${filled} and has exits of ${lots}`;
    }
    return null;
  }
}
