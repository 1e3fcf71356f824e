/** Pegged orders are brought after the prices that they follow, at the end of a step. */
import type { CancelReason } from '../events.ts';
import { withdrawLegs } from '../margin/headroom.ts';
import type { Lots, Ticks } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { gateRefusal, reducibleLots } from './checks.ts';
import { followedTicks, surroundingsOf } from './peg-price.ts';
import type { Surroundings } from './pegs.ts';
import { orderOf, pricedRefusal } from './pegging.ts';
import type { Peg } from './pegs.ts';
import { emitCancelled, place, tellResult } from './placing.ts';
import type { ReadyOrder } from './placing.ts';
import { cancelReasonOf } from './releasing.ts';

/** A step moves at most this many pegged orders; the rest wait for the next command. PEG-05. */
const MOVED_PER_STEP = 1_000;

/**
 * Every pegged order gets the price that it is to have, by instrument and then the oldest first,
 * until none has to move. None of them takes and none follows another, so what they follow stays as
 * it is meanwhile, and it ends. Rules PEG-04, PEG-05.
 */
export function followPegs(step: Step): void {
  const { pegs, instruments } = step.state;
  let left = MOVED_PER_STEP;
  for (const instrument of instruments) {
    if (pegs.of(instrument.id).size === 0) continue;
    for (;;) {
      const surroundings = surroundingsOf(step.state, instrument);
      if (pegs.isQuiet(instrument.id, surroundings)) break;
      const moved = followIn(step, instrument, surroundings, left);
      left -= moved;
      if (left === 0) return;
      if (moved === 0) pegs.rest(instrument.id, surroundings);
    }
  }
}

/** Moves the pegged orders of an instrument that have to; how many, at most so many. */
function followIn(
  step: Step,
  instrument: Instrument,
  surroundings: Surroundings,
  most: number,
): number {
  const { book } = instrument;
  let moved = 0;
  for (const peg of step.state.pegs.of(instrument.id).values()) {
    if (moved === most) break;
    const ticks = followedTicks(step.state, instrument, peg, surroundings);
    const now = peg.parkedLots > 0 ? 0 : book.priceTicksOf(book.slotOf(peg.orderId));
    if (ticks === now) continue;
    moved += 1;
    if (ticks === 0) park(step, instrument, peg);
    else if (now === 0) comeBack(step, instrument, peg, ticks);
    else move(step, instrument, peg, ticks);
  }
  return moved;
}

function emitFollowed(step: Step, peg: Peg, ticks: Ticks, remainingLots: Lots): void {
  const who = [peg.orderId, peg.subaccount, peg.instrument] as const;
  step.events.emit('order.followed', ...who, ticks, remainingLots);
}

/** Out of the book, and live still: it waits until it can have a price. Rule PEG-06. */
function park(step: Step, instrument: Instrument, peg: Peg): void {
  const { book } = instrument;
  const slot = book.slotOf(peg.orderId);
  instrument.sums.leaving(instrument, slot);
  peg.filledLots += book.quantityLotsOf(slot) - book.remainingLotsOf(slot);
  peg.parkedLots = book.cancel(slot);
  emitFollowed(step, peg, 0, peg.parkedLots);
}

/** A parked order passes the checks of a new one, or is cancelled with the reason. PEG-05. */
function comeBack(step: Step, instrument: Instrument, peg: Peg, ticks: Ticks): void {
  const order = readyAt(step, instrument, peg, ticks, -1);
  if (order === null) return;
  emitFollowed(step, peg, ticks, order.quantityLots);
  peg.parkedLots = 0;
  place(step, order);
}

/** Another price is a new place in the queue, with the checks of a new order. Rule PEG-05. */
function move(step: Step, instrument: Instrument, peg: Peg, ticks: Ticks): void {
  const { book, sums } = instrument;
  const slot = book.slotOf(peg.orderId);
  const order = readyAt(step, instrument, peg, ticks, slot);
  if (order === null) return;
  emitFollowed(step, peg, ticks, order.quantityLots);
  sums.leaving(instrument, slot);
  withdrawLegs(step.state, peg.subaccount, instrument.spec);
  // It stands before whatever it would take, so nobody trades.
  const matcher = step.matcher.beginCall(instrument);
  const result = book.amend(slot, order.quantityLots, ticks, matcher);
  tellResult(step, instrument, result, peg.orderId, peg.subaccount);
}

/** The order as it may be at a price; null where it may not and has left with the reason. */
function readyAt(
  step: Step,
  instrument: Instrument,
  peg: Peg,
  ticks: Ticks,
  slot: number,
): ReadyOrder | null {
  const { state } = step;
  const subaccount = at(state.subaccounts, peg.subaccount);
  const lots = slot === -1 ? peg.parkedLots : instrument.book.remainingLotsOf(slot);
  const wish = { subaccount, instrument, side: peg.side, lots, postOnly: true };
  if (peg.reduceOnly) wish.lots = reducibleLots(wish);
  const order = orderOf(peg, { subaccount, instrument }, ticks, wish.lots);
  const why =
    wish.lots === 0
      ? refused('NOTHING_TO_REDUCE')
      : (gateRefusal(state, wish) ?? pricedRefusal(state, order, slot));
  if (why === null) return order;
  end(step, instrument, peg, cancelReasonOf(why.code));
  return null;
}

/** It cannot have the price that it is to have, and leaves with the reason. */
function end(step: Step, instrument: Instrument, peg: Peg, reason: CancelReason): void {
  const { book } = instrument;
  const { orderId, subaccount, parkedLots } = peg;
  let remainingLots = parkedLots;
  if (parkedLots === 0) {
    const slot = book.slotOf(orderId);
    instrument.sums.leaving(instrument, slot);
    remainingLots = book.cancel(slot);
  }
  const where = { orderId, subaccount, instrument: instrument.id, remainingLots };
  emitCancelled(step, where, reason);
}
