/** Pegged orders when they are placed: what they may say, and the price that they get. */
import type { CommandOf } from '../commands.ts';
import { countOrder, limitsRefusal } from '../limits/check.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import {
  gateOf,
  gateRefusal,
  isBeyond,
  isolatedBoundTicks,
  marginRefusal,
  reducibleLots,
  sizeRefusal,
} from './checks.ts';
import { sideOf } from './instructions.ts';
import { isNoted, note } from './noting.ts';
import { PEGS } from './options.ts';
import { peggedTicks } from './peg-price.ts';
import type { Peg } from './pegs.ts';
import { emitAccepted, place } from './placing.ts';
import type { ReadyOrder } from './placing.ts';
import { emitTerms, termsOf } from './terms.ts';

type PlaceCommand = CommandOf<'order.place'>;

interface Where {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
}

/** Says what an order follows, and how. Rule PEG-01. */
export function emitPegged(step: Step, peg: Peg): void {
  const { orderId, subaccount, instrument, to, offsetTicks, capTicks } = peg;
  const who = [orderId, subaccount, instrument] as const;
  step.events.emit('order.pegged', ...who, PEGS.indexOf(to), offsetTicks, capTicks);
}

/** A pegged order with the price that it would have now. */
export interface ReadyPeg {
  readonly order: ReadyOrder;
  readonly peg: Peg;
}

/**
 * A pegged order with the price that it would have now, or why it can have none. What may be said
 * against that price is asked next. The order has no number yet. Rules PEG-03, PEG-05.
 */
export function readyPeg(
  state: VenueState,
  command: PlaceCommand,
  { subaccount, instrument }: Where,
  session: number,
): ReadyPeg | Outcome {
  const side = sideOf(command.side);
  const { strategy = 0, timeInForce, peg: to = 'primary' } = command;
  const wish = { subaccount, instrument, side, lots: command.quantityLots, postOnly: true };
  if (command.reduceOnly) wish.lots = reducibleLots(wish);
  if (wish.lots === 0) return refused('NOTHING_TO_REDUCE');
  const gate = gateOf(state, subaccount, instrument);
  const closed = gateRefusal(state, wish, gate);
  if (closed !== null) return closed;
  // What passed because it reduces must still only reduce when it trades later.
  const reduceOnly = command.reduceOnly || gate === 'reduceOnly';
  // The book itself holds it back from taking, whatever has become of its price.
  const terms = { ...(termsOf(command) ?? { selfTrade: 'cancelNewest' as const }), reprice: true };
  const peg: Peg = {
    orderId: 0,
    subaccount: subaccount.id,
    instrument: instrument.id,
    side,
    session,
    strategy,
    reduceOnly,
    terms,
    to,
    offsetTicks: command.pegOffsetTicks ?? 0,
    capTicks: command.priceTicks ?? 0,
    parkedLots: 0,
    filledLots: 0,
  };
  const priceTicks = peggedTicks(state, instrument, peg);
  if (priceTicks === 0) return refused('NO_PEG_PRICE');
  const order = { ...orderOf(peg, { subaccount, instrument }, priceTicks, wish.lots), timeInForce };
  return { order, peg };
}

/**
 * What may be said against a pegged order at a price that it would have, in place of the one that
 * it has in a slot of its book: all that depends on the price, which is within its band and takes
 * nothing. Rule PEG-05.
 */
export function pricedRefusal(
  state: VenueState,
  { subaccount, instrument, side, priceTicks, quantityLots: lots, reduceOnly }: ReadyOrder,
  replacesSlot: number,
): Outcome | null {
  const bound = isolatedBoundTicks(state, { subaccount, instrument, side, lots });
  if (bound !== 0 && isBeyond(side, priceTicks, bound)) return refused('BEYOND_BANKRUPTCY', bound);
  const candidate = {
    instrument: instrument.id,
    side,
    priceTicks,
    lots,
    reduceOnly,
    replacesSlot,
  };
  return sizeRefusal(state, subaccount, candidate) ?? marginRefusal(state, subaccount, candidate);
}

/** A pegged order as its book takes it at a price. */
export function orderOf(
  { orderId, side, strategy, session, reduceOnly, terms }: Peg,
  { subaccount, instrument }: Where,
  priceTicks: number,
  quantityLots: number,
): ReadyOrder {
  return {
    orderId,
    subaccount,
    instrument,
    side,
    type: 'pegged',
    priceTicks,
    quantityLots,
    timeInForce: 'gtc',
    postOnly: true,
    reduceOnly,
    strategy,
    session,
    kind: 'book',
    selfTradeExempt: false,
    terms,
  };
}

/** Places an order that follows a price. Rules PEG-01, PEG-05. */
export function placePegged(step: Step, command: PlaceCommand, where: Where): Outcome {
  const ready = readyPeg(step.state, command, where, step.session?.number ?? 0);
  if ('code' in ready) return ready;
  const why = limitsRefusal(step.state, ready.order) ?? pricedRefusal(step.state, ready.order, -1);
  if (why !== null) return why;
  const orderId = step.nextOrderId();
  const order = { ...ready.order, orderId };
  const peg = { ...ready.peg, orderId };
  emitAccepted(step, order, 'request');
  const terms = termsOf(command);
  if (terms !== undefined) emitTerms(step, order, terms);
  emitPegged(step, peg);
  countOrder(step, order, orderId);
  if (isNoted(command)) note(step, order, command);
  step.state.pegs.add(peg);
  place(step, order);
  return done(orderId);
}
