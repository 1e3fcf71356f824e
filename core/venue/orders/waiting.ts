/** Orders that wait outside the book for a price: stops, if-touched and trailing ones. */
import { directionOf } from '../book/stops.ts';
import type { Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { roundToTicks } from '../instruments/value.ts';
import { countOrder, limitsRefusal } from '../limits/check.ts';
import type { Ticks } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { MAX_INT32 } from '../schema.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, Stop, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sideOf } from './instructions.ts';
import { emitAccepted } from './placing.ts';
import { isLinked, link } from './linking.ts';
import { isNoted, note } from './noting.ts';
import { emitTerms, termsOf } from './terms.ts';

type PlaceCommand = CommandOf<'order.place'>;
type Trigger = Pick<
  Stop,
  'source' | 'side' | 'triggerTicks' | 'ifTouched' | 'trailTicks' | 'priceProtect'
>;

/** The price of a trigger's source as it stands, 0 before the first. */
export function sourceTicks(
  state: VenueState,
  instrument: Instrument,
  source: 'last' | 'mark' | 'index',
): Ticks {
  if (source === 'last') return instrument.lastTicks;
  if (source === 'mark') return instrument.markTicks;
  const { price } = at(state.indices, instrument.spec.index);
  return roundToTicks(instrument.spec, price.priceE8);
}

/** A trailing stop's trigger where its source has just had its best price. */
export function trailedTicks(side: Side, bestTicks: Ticks, trailTicks: Ticks): Ticks | Outcome {
  const ticks = bestTicks + side * trailTicks;
  return ticks < 1 || ticks > MAX_INT32 ? refused('BAD_TRIGGER') : ticks;
}

/** Null unless the trigger is reached by the price that there is. Rules STOP-01, STOP-08. */
export function reachedRefusal(
  state: VenueState,
  instrument: Instrument,
  trigger: Trigger,
): Outcome | null {
  const now = sourceTicks(state, instrument, trigger.source);
  const isReached = now !== 0 && directionOf(trigger) * (now - trigger.triggerTicks) >= 0;
  return isReached ? refused('TRIGGERED_ALREADY', now) : null;
}

/** What an order waits for, or why it cannot. Rules STOP-01, STOP-08, STOP-09, VAR-73. */
export function triggerOf(
  state: VenueState,
  instrument: Instrument,
  command: PlaceCommand,
): Trigger | Outcome {
  const source = command.trigger as 'last' | 'mark' | 'index';
  const side = sideOf(command.side);
  const { trailTicks } = command;
  const isAsked = command.priceProtect === true;
  if (isAsked && instrument.spec.triggerProtectPpm === undefined) return refused('NO_PROTECTION');
  if (trailTicks !== undefined) {
    const now = sourceTicks(state, instrument, source);
    if (now === 0) return refused('NO_PRICE');
    const triggerTicks = trailedTicks(side, now, trailTicks);
    if (typeof triggerTicks !== 'number') return triggerTicks;
    return { source, side, triggerTicks, trailTicks, ...(isAsked && PROTECTED) };
  }
  const triggerTicks = command.triggerTicks as Ticks;
  const touched = command.ifTouched === true && TOUCHED;
  const trigger = { source, side, triggerTicks, ...touched, ...(isAsked && PROTECTED) };
  return reachedRefusal(state, instrument, trigger) ?? trigger;
}

const TOUCHED = { ifTouched: true } as const;
const PROTECTED = { priceProtect: true } as const;

/** Told where the acceptance does not say it: how far a trigger stays behind, or a new one. */
export function emitArmed(step: Step, instrument: Instrument, stop: Stop): void {
  const { orderId, triggerTicks, trailTicks = 0, payload } = stop;
  const who = [orderId, payload.subaccount, instrument.id] as const;
  step.events.emit('order.armed', ...who, triggerTicks, trailTicks);
}

/** An order with a trigger waits outside the book; margin is asked when it is released. ORD-03. */
export function placeStop(
  step: Step,
  command: PlaceCommand,
  where: { subaccount: Subaccount; instrument: Instrument; closing: boolean },
): Outcome {
  const { subaccount, instrument, closing } = where;
  // Other gates may be open again by then; a suspended account's is not expected to be.
  if (accountOf(step.state, subaccount).suspended && !command.reduceOnly) {
    return refused('ACCOUNT_SUSPENDED');
  }
  const trigger = triggerOf(step.state, instrument, command);
  if ('code' in trigger) return trigger;
  const { type, quantityLots, timeInForce, postOnly, reduceOnly, strategy = 0 } = command;
  const terms = termsOf(command);
  const waiting = {
    session: step.session?.number ?? 0,
    strategy,
    priceTicks: command.priceTicks ?? 0,
    quantityLots,
    timeInForce,
    postOnly,
    reduceOnly,
    ...(terms !== undefined && { terms }),
    ...(closing && { closePosition: true as const }),
  };
  const { side, triggerTicks } = trigger;
  const asked = { subaccount, instrument, side, type, ...waiting, triggerTicks };
  const over = limitsRefusal(step.state, asked);
  if (over !== null) return over;
  const orderId = step.nextOrderId();
  const stop = { orderId, ...trigger, payload: { subaccount: subaccount.id, ...waiting } };
  const announced = { orderId, subaccount, instrument, side: trigger.side, type, ...waiting };
  emitAccepted(step, { ...announced, trigger }, 'request');
  if (terms !== undefined) emitTerms(step, announced, terms);
  countOrder(step, asked, orderId);
  if (trigger.trailTicks !== undefined) emitArmed(step, instrument, stop);
  if (isNoted(command)) note(step, announced, command);
  if (isLinked(command)) link(step, announced, command);
  instrument.stops.add(stop);
  return done(orderId);
}
