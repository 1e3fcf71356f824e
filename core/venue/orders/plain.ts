/**
 * The short way of a plain order through the whole step: where the session is known to be allowed,
 * the request is new, no timer is due and every check would pass. It is only ever done here;
 * whatever else is to be said is said by `Venue.apply`. Rule MARG-12.
 */
import type { PlainOrder } from '../plain-order.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { isTimerDue } from '../timers.ts';
import { isOrdinary, placeOrdinary, takesOrdinary } from './ordinary.ts';
import { endOrder } from './placing.ts';

/** The instrument of a plain order of which nothing but the order itself is to be asked. */
function instrumentOf({ state, orderAuthority }: Step, plain: PlainOrder): Instrument | null {
  const { session, subaccount, request, timeUs } = plain;
  if (!orderAuthority.isKnown(session, subaccount)) return null;
  if (request !== 0 && request <= state.requests.highestOf(session)) return null;
  if (isTimerDue(state, Math.max(state.timeUs, timeUs))) return null;
  return state.instruments[plain.instrument - 1] ?? null;
}

function begin(step: Step, plain: PlainOrder): void {
  step.begin(plain.sequence, plain.timeUs);
  step.speaker = plain.session;
}

function remember(step: Step, plain: PlainOrder, orderId: number): number {
  const { request } = plain;
  if (request !== 0) {
    step.state.requests.remember(plain.session, request, plain.digest, 0, orderId);
  }
  return orderId;
}

/** Places a plain order; its id, or 0 where it is not certain, and then nothing has changed. */
export function placePlain(step: Step, plain: PlainOrder): number {
  if (!isOrdinary(plain)) return 0;
  const instrument = instrumentOf(step, plain);
  if (instrument === null || !takesOrdinary(step.state, instrument, plain)) return 0;
  begin(step, plain);
  const strategy = step.orderAuthority.strategyOf(plain.subaccount);
  return remember(step, plain, placeOrdinary(step, instrument, plain, strategy));
}

/** Cancels an order in the book, likewise; its id, or 0. */
export function cancelPlain(step: Step, plain: PlainOrder): number {
  const instrument = instrumentOf(step, plain);
  if (instrument === null) return 0;
  const { order, subaccount } = plain;
  const { book } = instrument;
  const slot = book.slotOf(order);
  if (slot === -1 || book.subaccountOf(slot) !== subaccount) return 0;
  begin(step, plain);
  instrument.sums.leaving(instrument, slot);
  endOrder(step, order, subaccount, instrument.id, book.cancel(slot), 'requested');
  return remember(step, plain, order);
}
