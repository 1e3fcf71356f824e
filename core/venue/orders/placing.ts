/** An accepted order meets the book, and what becomes of it is told. */
import type { NewOrder, PlaceResult, Side } from '../book/contract.ts';
import { CANCEL_REASONS, ORDER_ORIGINS, ORDER_TYPES, TIMES_IN_FORCE, TRIGGERS } from '../events.ts';
import type { CancelReason, OrderTimeInForce, TradeKind } from '../events.ts';
import { withdrawLegs } from '../margin/headroom.ts';
import type { Lots, Ticks } from '../numbers.ts';
import type { Instrument, Stop, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { bookFlagsOf, flagsOf } from './flags.ts';
import { lifeInBook } from './instructions.ts';
import { closeNote } from './naming.ts';
import { writeCancelled } from './event-rows.ts';
import type { OrderTerms } from './terms.ts';

/** The reason of most cancellations, found once. */
const REQUESTED = CANCEL_REASONS.indexOf('requested');

/** An order with its id and its final limit price. */
export interface ReadyOrder {
  readonly orderId: number;
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: (typeof ORDER_TYPES)[number];
  /** The limit: for a market order the bound that it may not pass. */
  readonly priceTicks: Ticks;
  readonly quantityLots: Lots;
  readonly timeInForce: OrderTimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly strategy: number;
  /** Who placed it; 0 for the venue itself. */
  readonly session: number;
  readonly kind: TradeKind;
  readonly selfTradeExempt: boolean;
  /** Only of an order that has other than the usual ones. */
  readonly terms?: OrderTerms | undefined;
}

/** Bits that the acceptance of an order tells beside those of `flagsOf`. */
const FLAG_IF_TOUCHED = 4;
const FLAG_TRAILING = 8;
const FLAG_CLOSE_POSITION = 16;
const FLAG_PRICE_PROTECT = 32;

/** What `emitAccepted` needs of an order that may still wait for its trigger. */
interface Announced extends Omit<ReadyOrder, 'kind' | 'selfTradeExempt'> {
  readonly trigger?: Pick<
    Stop,
    'source' | 'triggerTicks' | 'ifTouched' | 'trailTicks' | 'priceProtect'
  >;
  readonly closePosition?: true;
}

function toldFlags(order: Announced): number {
  const { trigger, closePosition } = order;
  if (trigger === undefined) return flagsOf(order);
  const touched = trigger.ifTouched === true ? FLAG_IF_TOUCHED : 0;
  const trailing = trigger.trailTicks === undefined ? 0 : FLAG_TRAILING;
  const closing = closePosition === true ? FLAG_CLOSE_POSITION : 0;
  const protects = trigger.priceProtect === true ? FLAG_PRICE_PROTECT : 0;
  return flagsOf(order) + touched + trailing + closing + protects;
}

export function emitAccepted(
  step: Step,
  order: Announced,
  origin: (typeof ORDER_ORIGINS)[number],
): void {
  step.events.emit(
    'order.accepted',
    order.orderId,
    order.subaccount.id,
    order.instrument.id,
    order.side,
    ORDER_TYPES.indexOf(order.type),
    order.priceTicks,
    order.quantityLots,
    TIMES_IN_FORCE.indexOf(order.timeInForce),
    toldFlags(order),
    order.strategy,
    // An exit is the session's whose order it belongs to, whoever speaks now.
    origin === 'bracket' ? order.session : (step.session?.number ?? 0),
    TRIGGERS.indexOf(order.trigger?.source ?? 'none'),
    order.trigger?.triggerTicks ?? 0,
    ORDER_ORIGINS.indexOf(origin),
  );
}

export function emitCancelled(
  step: Step,
  order: { orderId: number; subaccount: number; instrument: number; remainingLots: Lots },
  reason: CancelReason,
): void {
  const { orderId, subaccount, instrument, remainingLots } = order;
  endOrder(step, orderId, subaccount, instrument, remainingLots, reason);
}

/** The same of figures, where no object should be made of them. */
export function endOrder(
  step: Step,
  orderId: number,
  subaccount: number,
  instrument: number,
  remainingLots: Lots,
  reason: CancelReason,
): void {
  const { notes, links, pegs } = step.state;
  const number = reason === 'requested' ? REQUESTED : CANCEL_REASONS.indexOf(reason);
  if (notes.count !== 0) closeNote(step.state, orderId);
  if (links.count !== 0) links.cancelled(orderId);
  if (pegs.count !== 0) pegs.remove(orderId);
  writeCancelled(step.events, orderId, subaccount, instrument, remainingLots, number);
}

export function emitRested(step: Step, instrument: Instrument, slot: number): void {
  const { book } = instrument;
  step.events.emit(
    'order.rested',
    book.orderIdOf(slot),
    book.subaccountOf(slot),
    instrument.id,
    book.sideOf(slot),
    book.priceTicksOf(slot),
    book.remainingLotsOf(slot),
  );
}

/** What a placed order traded; to be read before the next is placed. */
export interface Traded {
  readonly filledLots: Lots;
  readonly filledAtoms: number;
}

/** An order as the book takes it, in the one record that serves all of them in turn. */
function bookOrder(record: NewOrder, order: ReadyOrder): NewOrder {
  const { subaccount } = order;
  record.orderId = order.orderId;
  record.subaccount = subaccount.id;
  record.owner = subaccount.owner;
  record.side = order.side;
  record.priceTicks = order.priceTicks;
  record.quantityLots = order.quantityLots;
  record.flags = bookFlagsOf(order);
  record.strategy = order.strategy;
  record.timeInForce = lifeInBook(order.timeInForce, order.type === 'market');
  record.postOnly = order.postOnly;
  record.selfTradeExempt = order.selfTradeExempt;
  const { terms } = order;
  record.selfTradeMode = terms === undefined ? 'cancelNewest' : terms.selfTrade;
  record.postOnlyReprices = terms !== undefined && terms.reprice;
  record.displayLots = terms === undefined ? undefined : terms.displayLots;
  return record;
}

/** Places a checked order and says what became of it: rested, filled or cancelled. */
export function place(step: Step, order: ReadyOrder): Traded {
  const { subaccount, instrument } = order;
  const traded = placeRequested(step, order);
  withdrawLegs(step.state, subaccount.id, instrument.spec);
  return traded;
}

/** The same, where headroom is looked after. */
export function placeRequested(step: Step, order: ReadyOrder): Traded {
  const { instrument, subaccount } = order;
  const { book } = instrument;
  const matcher = step.matcher.begin(instrument, order);
  const result = book.place(bookOrder(step.bookOrder, order), matcher);
  tellResult(step, instrument, result, order.orderId, subaccount.id);
  return matcher;
}

/** Emits the end or the rest of an order after the book has had it. */
export function tellResult(
  step: Step,
  instrument: Instrument,
  result: PlaceResult,
  orderId: number,
  subaccount: number,
): void {
  if (result.status === 'rested') {
    instrument.sums.rested(instrument, result.slot);
    emitRested(step, instrument, result.slot);
  }
  if (result.status !== 'cancelled' && result.status !== 'refused') return;
  const reason = result.reason === 'selfTrade' ? 'selfTrade' : 'ioc';
  const { remainingLots } = result;
  emitCancelled(step, { orderId, subaccount, instrument: instrument.id, remainingLots }, reason);
}
