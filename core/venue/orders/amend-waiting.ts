/** Amending what waits for its trigger: at once, for it is in no queue yet. Rule STOP-05. */
import type { CommandOf } from '../commands.ts';
import { countOrder, limitsRefusal } from '../limits/check.ts';
import type { AskedOrder } from '../limits/check.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Stop, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { amendExits, amendsExits } from './linking.ts';
import { mostLots } from './instructions.ts';
import { displayRefusal } from './terms.ts';
import { emitArmed, reachedRefusal, trailedTicks } from './waiting.ts';

type AmendCommand = CommandOf<'order.amend'>;

/** The remaining quantity that an amend asks for; what is filled counts in a total. AMND-01. */
export function askedLots(
  { quantityLots, totalLots }: AmendCommand,
  filledLots: number,
): number | undefined {
  return totalLots === undefined ? quantityLots : totalLots - filledLots;
}

/** A new limit, quantity or trigger for an order that waits. Rules STOP-05, STOP-09. */
export function amendWaiting(
  step: Step,
  command: AmendCommand,
  orderId: number,
  instrument: Instrument,
): Outcome {
  const stop = instrument.stops.get(orderId);
  if (stop === undefined || stop.payload.subaccount !== command.subaccount) {
    return refused('UNKNOWN_ORDER');
  }
  const { payload } = stop;
  if (amendsExits(command)) return amendExits(step, command, orderId, payload.priceTicks);
  if (command.priceTicks !== undefined && payload.priceTicks === 0) {
    return refused('UNEXPECTED_PRICE');
  }
  const asked = askedLots(command, 0);
  // What closes a position has the position's size.
  if (asked !== undefined && payload.closePosition === true) return refused('CONTRADICTION');
  const priceTicks = command.priceTicks ?? payload.priceTicks;
  const quantityLots = asked ?? payload.quantityLots;
  const most = mostLots(instrument, priceTicks === 0);
  if (quantityLots > most) return refused('TOO_LARGE', most);
  const display = displayRefusal(payload.terms?.displayLots ?? quantityLots, quantityLots);
  if (display !== null) return display;
  const armed = armedAnew(step.state, instrument, stop, command);
  if ('code' in armed) return armed;
  const isAmended = priceTicks !== payload.priceTicks || quantityLots !== payload.quantityLots;
  if (!isAmended && armed === stop) return refused('NOTHING_TO_CHANGE');
  const wanted: AskedOrder = {
    ...payload,
    subaccount: at(step.state.subaccounts, payload.subaccount),
    instrument,
    side: stop.side,
    type: priceTicks === 0 ? 'market' : 'limit',
    priceTicks,
    quantityLots,
    triggerTicks: armed.triggerTicks,
  };
  const isOnlyLess =
    armed === stop && priceTicks === payload.priceTicks && quantityLots < payload.quantityLots;
  const over = isOnlyLess ? null : limitsRefusal(step.state, wanted);
  if (over !== null) return over;
  instrument.stops.cancel(orderId);
  const amended = { ...armed, payload: { ...payload, priceTicks, quantityLots } };
  instrument.stops.add(amended);
  const { subaccount } = payload;
  const columns = [orderId, subaccount, instrument.id, priceTicks, quantityLots, 0];
  if (isAmended) step.events.emit('order.amended', ...columns);
  if (armed !== stop) emitArmed(step, instrument, amended);
  if (!isOnlyLess) countOrder(step, wanted, orderId);
  return done(orderId);
}

/** The stop with the trigger that is asked for; itself where none is, or the same. */
function armedAnew(
  state: VenueState,
  instrument: Instrument,
  stop: Stop,
  { triggerTicks, trailTicks }: AmendCommand,
): Stop | Outcome {
  const isTrailing = stop.trailTicks !== undefined;
  if (isTrailing ? triggerTicks !== undefined : trailTicks !== undefined) {
    return refused('CONTRADICTION');
  }
  if (stop.trailTicks === undefined) {
    if (triggerTicks === undefined || triggerTicks === stop.triggerTicks) return stop;
    const armed = { ...stop, triggerTicks };
    return reachedRefusal(state, instrument, armed) ?? armed;
  }
  if (trailTicks === undefined || trailTicks === stop.trailTicks) return stop;
  const bestTicks = stop.triggerTicks - stop.side * stop.trailTicks;
  const ticks = trailedTicks(stop.side, bestTicks, trailTicks);
  if (typeof ticks !== 'number') return ticks;
  const armed = { ...stop, triggerTicks: ticks, trailTicks };
  return reachedRefusal(state, instrument, armed) ?? armed;
}
