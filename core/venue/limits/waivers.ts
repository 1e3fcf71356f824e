/**
 * Waivers: a second person lets one order pass limits that would refuse it. Granted by two people,
 * used up by the order that it describes, gone at its time. Rules LIM-07, LIM-08.
 */
import { BUY } from '../book/contract.ts';
import { ORDER_LIMITS } from '../commands.ts';
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, setTimer } from '../state.ts';
import type { VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import type { AskedOrder } from './check.ts';
import type { OrderLimit, Waiver } from './limits.ts';

const MOST_WAIVERS = 10_000;

export function limitBit(limit: OrderLimit): number {
  return 1 << ORDER_LIMITS.indexOf(limit);
}

/** Grants it, where nothing says that it could never be used. Rule LIM-07. */
export function grantWaiver(step: Step, command: CommandOf<'waiver.grant'>): Outcome {
  const { state } = step;
  const { subaccount, instrument, side, quantityLots, expiresUs } = command;
  const priceTicks = command.priceTicks ?? 0;
  const limits = command.limits.reduce((bits, limit) => bits | limitBit(limit), 0);
  if (limits === 0) return refused('NOTHING_TO_CHANGE');
  if (expiresUs <= step.timeUs) return refused('TOO_LATE');
  const { maxOrderLots } = at(state.instruments, instrument).spec;
  if (quantityLots > maxOrderLots) return refused('TOO_LARGE', maxOrderLots);
  if (state.waivers.length === MOST_WAIVERS) return refused('TOO_MANY');
  // Its id is the sequence number that granted it: unique, and a place in the log to look at.
  const id = step.sequence;
  const what = { subaccount, instrument, side, quantityLots, priceTicks, limits, expiresUs };
  state.waivers.push({ id, ...what });
  setTimer(state, expiresUs);
  step.events.emit(
    'waiver.granted',
    id,
    subaccount,
    instrument,
    side === 'buy' ? BUY : -BUY,
    quantityLots,
    priceTicks,
    limits,
    expiresUs,
    step.operator,
  );
  return done(id);
}

function describes(waiver: Waiver, order: AskedOrder): boolean {
  return (
    waiver.subaccount === order.subaccount.id &&
    waiver.instrument === order.instrument.id &&
    waiver.side === (order.side === BUY ? 'buy' : 'sell') &&
    waiver.quantityLots === order.quantityLots &&
    (waiver.priceTicks === 0 || (order.type !== 'market' && waiver.priceTicks === order.priceTicks))
  );
}

/** The oldest waiver of an order that covers all the limits which it passes. Rule LIM-07. */
export function waiverFor(
  state: VenueState,
  order: AskedOrder,
  breached: number,
): Waiver | undefined {
  return state.waivers.find(
    (waiver) => (breached & ~waiver.limits) === 0 && describes(waiver, order),
  );
}

/** A waiver serves once. Rule LIM-07. */
export function useWaiver(step: Step, waiver: Waiver, orderId: number, breached: number): void {
  const { waivers } = step.state;
  waivers.splice(waivers.indexOf(waiver), 1);
  const { id, subaccount, instrument } = waiver;
  step.events.emit('waiver.used', id, subaccount, instrument, orderId, breached);
}

/** When the next waiver ends; 0 where there is none. */
export function nextWaiverUs({ waivers }: VenueState): number {
  let next = 0;
  for (const { expiresUs } of waivers) if (next === 0 || expiresUs < next) next = expiresUs;
  return next;
}

/** The first waiver whose time comes ends: by (time, id). Rule LIM-08. */
export function expireWaiver(step: Step): void {
  const { waivers } = step.state;
  const endsUs = nextWaiverUs(step.state);
  const place = waivers.findIndex(({ expiresUs }) => expiresUs === endsUs);
  const [waiver] = waivers.splice(place, 1);
  if (waiver === undefined) return;
  const { id, subaccount, instrument } = waiver;
  step.events.emit('waiver.expired', id, subaccount, instrument);
}
