/** Order entry: checks first, then one accepted event, then the book. */
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { elsewhereRefusal } from '../external/gate.ts';
import { collects } from '../instruments/life.ts';
import { countOrder, drawnIn, limitsRefusal } from '../limits/check.ts';
import { grantHeadroom, withdrawLegs } from '../margin/headroom.ts';
import type { Ticks } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { MAX_INT32 } from '../schema.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import {
  bandTicks,
  gateOf,
  gateRefusal,
  isBeyond,
  isolatedBoundTicks,
  marginRefusal,
  reducibleLots,
  sizeRefusal,
} from './checks.ts';
import { killRefusal } from './kill-scope.ts';
import { contradiction, mostLots, sideOf } from './instructions.ts';
import { isLinked, link, linkRefusal } from './linking.ts';
import { isNoted, note } from './noting.ts';
import { isOrdinary, isPlain, placeOrdinary, readPlain, takesOrdinary } from './ordinary.ts';
import { placePegged } from './pegging.ts';
import { emitAccepted, placeRequested } from './placing.ts';
import type { ReadyOrder } from './placing.ts';
import { emitRepriced, emitTerms, restingTicks, termsOf } from './terms.ts';
import type { OrderTerms } from './terms.ts';
import { placeStop } from './waiting.ts';

type PlaceCommand = CommandOf<'order.place'>;

/**
 * What must trade at once or not at all cannot be had where orders are collected. Post-only orders
 * can: nobody takes in a call. Rule AUC-03.
 */
export function callRefusal(
  { type, timeInForce, trigger }: PlaceCommand,
  instrument: Instrument,
): Outcome | null {
  if (trigger !== undefined || !collects(instrument.state)) return null;
  const stays = type === 'limit' && timeInForce !== 'ioc' && timeInForce !== 'fok';
  return stays ? null : refused('CALL_COLLECTS');
}

/**
 * The limit that an order will have in the book, or why it can have none: a market order takes the
 * band's bound, one that is repriced the price where it will rest, and none closes an isolated
 * position below zero. Rules ORD-02, ISO-02, POST-01.
 */
export function limitOf(
  state: VenueState,
  wish: {
    subaccount: Subaccount;
    instrument: Instrument;
    side: Side;
    lots: number;
    terms?: OrderTerms | undefined;
  },
  askedTicks: Ticks,
): Ticks | Outcome {
  const band = bandTicks(state, wish.instrument, wish.side);
  const bound = isolatedBoundTicks(state, wish);
  if (askedTicks === 0) {
    const isNearer = bound !== 0 && isBeyond(wish.side, band, bound);
    const limit = drawnIn(wish, isNearer ? bound : band);
    // A bid may be below the highest allowed, an offer above the lowest: as a book can hold them.
    const held = wish.side === BUY ? Math.min(limit, MAX_INT32) : Math.max(limit, 1);
    return held < 1 || held > MAX_INT32 ? refused('OUTSIDE_BAND', limit) : held;
  }
  const isRepriced = wish.terms !== undefined && wish.terms.reprice;
  const { book } = wish.instrument;
  const priceTicks = isRepriced ? restingTicks(book, wish.side, askedTicks) : askedTicks;
  if (isBeyond(wish.side, priceTicks, band)) return refused('OUTSIDE_BAND', band);
  if (bound !== 0 && isBeyond(wish.side, priceTicks, bound)) {
    return refused('BEYOND_BANKRUPTCY', bound);
  }
  return priceTicks;
}

/** What the book would refuse, asked before anything is announced. Rules BOOK-05, BOOK-06. */
export function bookRefusal(order: ReadyOrder): Outcome | null {
  const { book, state } = order.instrument;
  if (order.postOnly && !collects(state)) {
    const opposite = book.bestTicks(order.side === BUY ? SELL : BUY);
    const takes = opposite !== 0 && order.side * (order.priceTicks - opposite) >= 0;
    if (takes) return refused('POST_ONLY_WOULD_TAKE', opposite);
  }
  if (order.timeInForce === 'fok') {
    const { side, priceTicks, quantityLots, subaccount } = order;
    const mode = order.terms?.selfTrade;
    const fillable = book.fillableLots(side, priceTicks, subaccount.owner, quantityLots, mode);
    if (fillable < quantityLots) return refused('FOK_UNFILLABLE', fillable);
  }
  return null;
}

/** Everything that may be said against an order that goes to the book now; null when nothing is. */
export function readyRefusal(state: VenueState, order: ReadyOrder): Outcome | null {
  const candidate = {
    instrument: order.instrument.id,
    side: order.side,
    priceTicks: order.priceTicks,
    lots: order.quantityLots,
    reduceOnly: order.reduceOnly,
    replacesSlot: -1,
  };
  const { subaccount } = order;
  return (
    sizeRefusal(state, subaccount, candidate) ??
    marginRefusal(state, subaccount, candidate) ??
    bookRefusal(order)
  );
}

/**
 * Places an order, an ordinary one by the short way where it can; `closing` is one that closes a
 * position, which a kill switch lets through.
 */
export function placeOrder(step: Step, command: PlaceCommand, closing = false): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const plain = isPlain(command) ? readPlain(step.plain, command, step.speaker) : null;
  const ordinary = plain !== null && isOrdinary(plain);
  if (ordinary && takesOrdinary(state, instrument, plain)) {
    return done(placeOrdinary(step, instrument, plain, step.session?.strategy ?? 0));
  }
  // From here on the sums over its orders are asked for, and kept.
  instrument.holders.end(subaccount.id);
  const outcome = placeChecked(step, command, closing);
  if (outcome.code !== 'OK') return outcome;
  if (ordinary) grantHeadroom(state, subaccount, instrument);
  else withdrawLegs(state, subaccount.id, instrument.spec);
  return outcome;
}

/** Places an order that passes everything that may be asked of it. */
function placeChecked(step: Step, command: PlaceCommand, closing: boolean): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const side = sideOf(command.side);
  const elsewhere = elsewhereRefusal(state, subaccount, instrument);
  if (elsewhere !== null) return elsewhere;
  const against =
    contradiction(command, instrument, state.timeUs) ?? callRefusal(command, instrument);
  if (against !== null) return against;
  if (instrument.markTicks === 0) return refused('NO_PRICE');
  if (command.strategy !== undefined && state.strategies[command.strategy - 1] === undefined) {
    return refused('UNKNOWN_STRATEGY');
  }
  // Whose session it is is known from the connection: an order cannot claim another.
  const spoken = step.session?.strategy ?? 0;
  const strategy = command.strategy ?? spoken;
  if (spoken !== 0 && strategy !== spoken) return refused('CONTRADICTION');
  if (state.kills.length !== 0) {
    const killed = killRefusal(state, subaccount, strategy, closing);
    if (killed !== null) return killed;
  }
  if (command.clientId !== undefined && state.notes.isTaken(subaccount.id, command.clientId)) {
    return refused('DUPLICATE_CLIENT_ID');
  }
  const linked = isLinked(command);
  const unlinkable = linked ? linkRefusal(state, command, instrument) : null;
  if (unlinkable !== null) return unlinkable;
  if (command.trigger !== undefined) {
    return placeStop(step, { ...command, strategy }, { subaccount, instrument, closing });
  }
  if (command.type === 'pegged') {
    return placePegged(step, { ...command, strategy }, { subaccount, instrument });
  }
  const { postOnly } = command;
  const terms = termsOf(command);
  const wish = { subaccount, instrument, side, lots: command.quantityLots, postOnly, terms };
  if (command.reduceOnly) wish.lots = reducibleLots(wish);
  const { lots } = wish;
  if (lots === 0) return refused('NOTHING_TO_REDUCE');
  const gate = gateOf(state, subaccount, instrument);
  const closed = gateRefusal(state, wish, gate);
  if (closed !== null) return closed;
  const limit = limitOf(state, wish, command.priceTicks ?? 0);
  if (typeof limit !== 'number') return limit;
  const order: ReadyOrder = {
    orderId: step.nextOrderId(),
    subaccount,
    instrument,
    side,
    type: command.type,
    priceTicks: limit,
    quantityLots: lots,
    timeInForce: command.timeInForce,
    postOnly,
    // What passed because it reduces must still only reduce when it trades later.
    reduceOnly: command.reduceOnly || gate === 'reduceOnly',
    strategy,
    session: step.session?.number ?? 0,
    kind: 'book',
    selfTradeExempt: false,
    terms,
  };
  const why = limitsRefusal(state, order) ?? readyRefusal(state, order);
  if (why !== null) return why;
  emitAccepted(step, order, 'request');
  if (terms !== undefined) {
    emitTerms(step, order, terms);
    if (terms.reprice) emitRepriced(step, order, command.priceTicks ?? limit);
  }
  countOrder(step, order, order.orderId);
  if (isNoted(command)) note(step, order, command);
  if (linked) link(step, order, command);
  placeRequested(step, order);
  return done(order.orderId);
}

/** The reduce-only order that closes a position as it stands, or why there is none. ORD-04. */
export function closingOrder(
  state: VenueState,
  command: CommandOf<'position.close'>,
): PlaceCommand | Outcome {
  const position = at(at(state.subaccounts, command.subaccount).positions, command.instrument);
  if (position.lots === 0) return refused('NOTHING_TO_REDUCE');
  const instrument = at(state.instruments, command.instrument);
  const { kind: _, ...given } = command;
  const isMarket = command.priceTicks === undefined;
  return {
    ...given,
    kind: 'order.place',
    side: position.lots > 0 ? 'sell' : 'buy',
    type: isMarket ? 'market' : 'limit',
    quantityLots: Math.min(Math.abs(position.lots), mostLots(instrument, isMarket)),
    timeInForce: isMarket ? 'ioc' : 'gtc',
    postOnly: false,
    reduceOnly: true,
  };
}

/** Closes a whole position: at the market, resting at a price, or once one is reached. ORD-04. */
export function closePosition(step: Step, command: CommandOf<'position.close'>): Outcome {
  const order = closingOrder(step.state, command);
  return 'code' in order ? order : placeOrder(step, order, true);
}
