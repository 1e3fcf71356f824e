/** Amending and cancelling live orders, waiting stops among them. */
import { FLAG_REDUCE_ONLY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { collects } from '../instruments/life.ts';
import { countOrder, limitsRefusal } from '../limits/check.ts';
import type { AskedOrder } from '../limits/check.ts';
import { withdrawLegs } from '../margin/headroom.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { CancelReason } from '../events.ts';
import { at } from '../state.ts';
import type { Instrument, Stop, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import {
  bandTicks,
  gateRefusal,
  isBeyond,
  isolatedBoundTicks,
  marginRefusal,
  reducibleLots,
  sizeRefusal,
} from './checks.ts';
import { amendPegged } from './amend-pegged.ts';
import { amendWaiting, askedLots } from './amend-waiting.ts';
import { amendExits, amendsExits } from './linking.ts';
import { orderNamed } from './naming.ts';
import { FLAG_POST_ONLY, sessionOf } from './flags.ts';
import { emitCancelled, endOrder, tellResult } from './placing.ts';
import { displayRefusal, emitRepriced, restingTicks } from './terms.ts';

/**
 * New remaining quantity, new price or both. Less at the same price keeps priority; all else loses
 * it and is checked like a new order. Rules BOOK-03, ORD-05.
 */
export function amendOrder(step: Step, command: CommandOf<'order.amend'>): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const { book } = instrument;
  const orderId = orderNamed(state, command);
  if (typeof orderId !== 'number') return orderId;
  if (command.quantityLots !== undefined && command.totalLots !== undefined) {
    return refused('CONTRADICTION');
  }
  const peg = state.pegs.count === 0 ? undefined : state.pegs.get(orderId);
  if (peg !== undefined) return amendPegged(step, command, instrument, peg);
  if (command.pegOffsetTicks !== undefined) return refused('CONTRADICTION');
  const slot = book.slotOf(orderId);
  if (slot === -1) return amendWaiting(step, command, orderId, instrument);
  if (command.triggerTicks !== undefined || command.trailTicks !== undefined) {
    return refused('CONTRADICTION');
  }
  if (book.subaccountOf(slot) !== subaccount.id) return refused('UNKNOWN_ORDER');
  const oldTicks = book.priceTicksOf(slot);
  if (amendsExits(command)) return amendExits(step, command, orderId, oldTicks);
  const oldLots = book.remainingLotsOf(slot);
  const askedTicks = command.priceTicks ?? oldTicks;
  const isRepriced = askedTicks !== oldTicks && book.repricesOf(slot);
  const priceTicks = isRepriced ? restingTicks(book, book.sideOf(slot), askedTicks) : askedTicks;
  const filledLots = book.quantityLotsOf(slot) - oldLots;
  const asked = askedLots(command, filledLots);
  if (asked !== undefined && asked <= 0) return refused('ALREADY_FILLED', filledLots);
  const lots = amendedLots(instrument, subaccount, slot, priceTicks, asked);
  if (lots === 0) return refused('NOTHING_TO_REDUCE');
  if (priceTicks === oldTicks && lots === oldLots) return refused('NOTHING_TO_CHANGE');
  const kept = priceTicks === oldTicks && lots < oldLots;
  const isLimited = !kept && subaccount.limits !== null;
  const wanted = isLimited ? askedOf(subaccount, instrument, slot, priceTicks, lots) : null;
  if (!kept) {
    const why =
      (wanted === null ? null : limitsRefusal(state, wanted)) ??
      amendRefusal(step, subaccount, instrument, slot, priceTicks, lots);
    if (why !== null) return why;
  }
  const { id } = subaccount;
  const keptBit = kept ? 1 : 0;
  step.events.emit('order.amended', orderId, id, instrument.id, priceTicks, lots, keptBit);
  if (isRepriced) emitRepriced(step, { orderId, subaccount, instrument, priceTicks }, askedTicks);
  if (wanted !== null) countOrder(step, wanted, orderId);
  changeResting(step, subaccount, instrument, slot, { priceTicks, lots });
  return done(orderId);
}

/** Changes a resting order, which was checked and announced, and tells what became of it. */
export function changeResting(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  slot: number,
  { priceTicks, lots }: { priceTicks: number; lots: number },
): void {
  const { book } = instrument;
  const orderId = book.orderIdOf(slot);
  const matcher = step.matcher.begin(instrument, {
    orderId,
    subaccount,
    side: book.sideOf(slot),
    quantityLots: lots,
    strategy: book.strategyOf(slot),
    kind: 'book',
  });
  instrument.sums.forget(subaccount.id);
  withdrawLegs(step.state, subaccount.id, instrument.spec);
  const result = book.amend(slot, lots, priceTicks, matcher);
  tellResult(step, instrument, result, orderId, subaccount.id);
}

/** An amended order as the limits of its subaccount see it. */
function askedOf(
  subaccount: Subaccount,
  instrument: Instrument,
  slot: number,
  priceTicks: number,
  quantityLots: number,
): AskedOrder {
  const { book } = instrument;
  const reduceOnly = (book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0;
  const what = { side: book.sideOf(slot), priceTicks, quantityLots, reduceOnly };
  return { subaccount, instrument, type: 'limit', ...what, strategy: book.strategyOf(slot) };
}

/**
 * The lots that an amended order will have: what was asked, but what goes into its queue anew and
 * is reduce-only has at most what there is to reduce, as a new order would. Rule ORD-06.
 */
function amendedLots(
  instrument: Instrument,
  subaccount: Subaccount,
  slot: number,
  priceTicks: number,
  asked: number | undefined,
): number {
  const { book } = instrument;
  const oldLots = book.remainingLotsOf(slot);
  const lots = asked ?? oldLots;
  const staysPut = priceTicks === book.priceTicksOf(slot) && lots <= oldLots;
  const isReduceOnly = (book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0;
  if (staysPut || !isReduceOnly) return lots;
  return reducibleLots({ subaccount, instrument, side: book.sideOf(slot), lots });
}

export function amendRefusal(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  slot: number,
  priceTicks: number,
  lots: number,
): Outcome | null {
  const { book, spec } = instrument;
  const flags = book.flagsOf(slot);
  const postOnly = (flags & FLAG_POST_ONLY) !== 0;
  const reduceOnly = (flags & FLAG_REDUCE_ONLY) !== 0;
  const side = book.sideOf(slot);
  if (lots > spec.maxOrderLots) return refused('TOO_LARGE', spec.maxOrderLots);
  const display = displayRefusal(book.displayLotsOf(slot), lots);
  if (display !== null) return display;
  const wish = { subaccount, instrument, side, lots, postOnly };
  const closed = gateRefusal(step.state, wish);
  if (closed !== null) return closed;
  const band = bandTicks(step.state, instrument, side);
  if (isBeyond(side, priceTicks, band)) return refused('OUTSIDE_BAND', band);
  const bound = isolatedBoundTicks(step.state, wish);
  if (bound !== 0 && isBeyond(side, priceTicks, bound)) return refused('BEYOND_BANKRUPTCY', bound);
  const opposite = book.bestTicks(side === 1 ? -1 : 1);
  const takes = !collects(instrument.state) && opposite !== 0;
  if (postOnly && takes && side * (priceTicks - opposite) >= 0) {
    return refused('POST_ONLY_WOULD_TAKE', opposite);
  }
  const candidate = {
    instrument: instrument.id,
    side,
    priceTicks,
    lots,
    reduceOnly,
    replacesSlot: slot,
  };
  return (
    sizeRefusal(step.state, subaccount, candidate) ??
    marginRefusal(step.state, subaccount, candidate)
  );
}

export function cancelOrder(step: Step, command: CommandOf<'order.cancel'>): Outcome {
  const { subaccount } = command;
  const instrument = at(step.state.instruments, command.instrument);
  const orderId = orderNamed(step.state, command);
  if (typeof orderId !== 'number') return orderId;
  const remainingLots = takeOut(step, instrument, orderId, subaccount);
  if (remainingLots === 0) return refused('UNKNOWN_ORDER');
  endOrder(step, orderId, subaccount, instrument.id, remainingLots, 'requested');
  return done(orderId);
}

/**
 * Takes a subaccount's order out of wherever it is; its lots, 0 when it is nowhere. A parked one
 * is nowhere but among the pegged orders, which its cancellation takes it from.
 */
export function takeOut(
  step: Step,
  instrument: Instrument,
  orderId: number,
  subaccount: number,
): number {
  const { book } = instrument;
  const slot = book.slotOf(orderId);
  if (slot !== -1) {
    if (book.subaccountOf(slot) !== subaccount) return 0;
    instrument.sums.leaving(instrument, slot);
    return book.cancel(slot);
  }
  return takeWaiting(step, instrument, orderId, subaccount);
}

/** The same of an order that is not in the book. */
function takeWaiting(
  step: Step,
  instrument: Instrument,
  orderId: number,
  subaccount: number,
): number {
  const { stops } = instrument;
  const waiting = stops.get(orderId);
  if (waiting !== undefined) {
    if (waiting.payload.subaccount !== subaccount) return 0;
    stops.cancel(orderId);
    return waiting.payload.quantityLots;
  }
  const parked = step.state.pegs.get(orderId);
  if (parked !== undefined) {
    const isOwn = parked.subaccount === subaccount && parked.instrument === instrument.id;
    return isOwn ? parked.parkedLots : 0;
  }
  const wanted = (stop: Stop): boolean =>
    stop.orderId === orderId && stop.payload.subaccount === subaccount;
  return takeTriggered(step, instrument, wanted)[0]?.payload.quantityLots ?? 0;
}

/** Takes stops out of the queue of those that were triggered and wait for their turn. STOP-07. */
function takeTriggered(
  step: Step,
  instrument: Instrument,
  wanted: (stop: Stop) => boolean,
): Stop[] {
  const { triggered } = step.state;
  const taken: Stop[] = [];
  for (let n = triggered.length - 1; n >= 0; n--) {
    const queued = triggered[n];
    if (queued === undefined || queued.instrument !== instrument.id || !wanted(queued.stop))
      continue;
    triggered.splice(n, 1);
    taken.unshift(queued.stop);
  }
  return taken;
}

/** Which live orders of a subaccount in one instrument a sweep takes. */
export interface SweepScope {
  readonly reason: CancelReason;
  readonly onlyReduceOnly: boolean;
  /** Only orders of this side, strategy or session; of all where it is not said. */
  readonly side?: Side;
  readonly strategy?: number;
  readonly session?: number;
}

/** What is asked of an order before a sweep takes it. */
function isSwept(
  scope: SweepScope,
  order: { side: Side; strategy: number; session: number; reduceOnly: boolean },
): boolean {
  const { side, strategy, session } = scope;
  if (scope.onlyReduceOnly && !order.reduceOnly) return false;
  if (side !== undefined && side !== order.side) return false;
  if (strategy !== undefined && strategy !== order.strategy) return false;
  return session === undefined || session === order.session;
}

/** Cancels a subaccount's live orders in one instrument, waiting stops with them; how many. */
export function sweepOrders(
  step: Step,
  subaccount: number,
  instrument: Instrument,
  scope: SweepScope,
): number {
  const { book, stops } = instrument;
  instrument.sums.forget(subaccount);
  let count = 0;
  const tell = (orderId: number, remainingLots: number): void => {
    const where = { orderId, subaccount, instrument: instrument.id, remainingLots };
    emitCancelled(step, where, scope.reason);
    count += 1;
  };
  for (let slot = book.firstOrderOf(subaccount); slot !== -1;) {
    const next = book.nextOrderOf(slot);
    const flags = book.flagsOf(slot);
    const order = {
      side: book.sideOf(slot),
      strategy: book.strategyOf(slot),
      session: sessionOf(flags),
      reduceOnly: (flags & FLAG_REDUCE_ONLY) !== 0,
    };
    if (isSwept(scope, order)) tell(book.orderIdOf(slot), book.cancel(slot));
    slot = next;
  }
  const inScope = ({ side, payload }: Stop): boolean =>
    payload.subaccount === subaccount && isSwept(scope, { ...payload, side });
  if (step.state.pegs.count !== 0) {
    for (const peg of step.state.pegs.parked(instrument.id)) {
      const isTaken = peg.subaccount === subaccount && isSwept(scope, peg);
      if (isTaken) tell(peg.orderId, peg.parkedLots);
    }
  }
  const waiting: Stop[] = [];
  if (stops.count > 0) stops.forEach((stop) => waiting.push(stop));
  for (const stop of waiting) {
    if (!inScope(stop)) continue;
    stops.cancel(stop.orderId);
    tell(stop.orderId, stop.payload.quantityLots);
  }
  for (const stop of takeTriggered(step, instrument, inScope)) {
    tell(stop.orderId, stop.payload.quantityLots);
  }
  return count;
}
