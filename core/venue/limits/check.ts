/**
 * Whether an order passes the limits of its subaccount, and what is counted once it is taken. Each
 * costs one comparison where nothing is limited, which is the ordinary case.
 */
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { ORDER_TYPES } from '../choices.ts';
import { ORDER_LIMITS } from '../commands.ts';
import { lotsWorth } from '../instruments/value.ts';
import { mulDivFloor, PPM } from '../numbers.ts';
import type { Lots, Ticks } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome, OutcomeCode } from '../outcomes.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { addTime, freeAgainUs, instrumentLimitsOf } from './limits.ts';
import type { OrderLimit, SubaccountLimits } from './limits.ts';
import { limitBit, useWaiver, waiverFor } from './waivers.ts';

const SECOND_US = 1_000_000;

/** What the limits ask of an order, placed or amended; a stop brings its trigger's price. */
export interface AskedOrder {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly type: (typeof ORDER_TYPES)[number];
  readonly priceTicks: Ticks;
  readonly quantityLots: Lots;
  readonly reduceOnly: boolean;
  readonly strategy: number;
  readonly triggerTicks?: Ticks | undefined;
}

const CODES: Readonly<Record<OrderLimit, Exclude<OutcomeCode, 'OK'>>> = {
  quantity: 'OVER_ORDER_QUANTITY',
  value: 'OVER_ORDER_VALUE',
  price: 'TOO_FAR_FROM_MARK',
  rate: 'TOO_MANY_ORDERS',
  executions: 'TOO_MANY_EXECUTIONS',
};

/** A stop is measured where it will trade, not where the mark is now. Rule LIM-09. */
function referenceOf({ triggerTicks, instrument }: AskedOrder): Ticks {
  return triggerTicks ?? instrument.markTicks;
}

/** Most lots that the limit of value allows, at the reference and at the order's own limit. */
function mostByValue(order: AskedOrder, maxValueAtoms: number): Lots {
  const { scales } = order.instrument;
  const atReference = lotsWorth(scales, referenceOf(order), maxValueAtoms);
  if (order.type === 'market') return atReference;
  return Math.min(atReference, lotsWorth(scales, order.priceTicks, maxValueAtoms));
}

/** The nearest bound to the reference, above it or below, that a price may not pass. LIM-03. */
export function boundTicks(referenceTicks: Ticks, sign: 1 | -1, maxAwayPpm: number): Ticks {
  return referenceTicks + sign * mulDivFloor(referenceTicks, maxAwayPpm, PPM);
}

type Breaches = Partial<Record<OrderLimit, number>>;

/** Each limit that the order passes, with the figure that would do. Rules LIM-01 to LIM-05. */
function breachesOf(state: VenueState, limits: SubaccountLimits, order: AskedOrder): Breaches {
  const { instrument, quantityLots, priceTicks } = order;
  const set = instrumentLimitsOf(limits, instrument.id);
  const breaches: Breaches = {};
  if (order.type !== 'market' && set.maxAwayPpm !== 0) {
    const reference = referenceOf(order);
    const bound = boundTicks(reference, priceTicks > reference ? 1 : -1, set.maxAwayPpm);
    const isPast = priceTicks > reference ? priceTicks > bound : priceTicks < bound;
    if (isPast) breaches.price = bound;
  }
  // What can only reduce is never held up, whatever its size. Rule LIM-10.
  if (order.reduceOnly) return breaches;
  const { maxQuantityLots, maxValueAtoms } = set;
  if (maxQuantityLots !== 0 && quantityLots > maxQuantityLots) breaches.quantity = maxQuantityLots;
  if (maxValueAtoms !== 0 && quantityLots > mostByValue(order, maxValueAtoms)) {
    breaches.value = maxValueAtoms;
  }
  const { rates, ordersUs, executed } = limits;
  const ordersFreeUs = freeAgainUs(ordersUs, rates.ordersPerSecond, SECOND_US, state.timeUs);
  if (ordersFreeUs !== 0) breaches.rate = ordersFreeUs;
  const own = executed.find(({ strategy }) => strategy === order.strategy)?.timesUs ?? [];
  const freeUs = freeAgainUs(own, rates.executions, rates.windowUs, state.timeUs);
  if (freeUs !== 0) breaches.executions = freeUs;
  return breaches;
}

function bitsOf(breaches: Breaches): number {
  return ORDER_LIMITS.reduce(
    (bits, limit) => (breaches[limit] === undefined ? bits : bits | limitBit(limit)),
    0,
  );
}

/** All limits that an order passes: what a waiver of it must name. Changes nothing. */
export function limitsPassed(state: VenueState, order: AskedOrder): OrderLimit[] {
  const { limits } = order.subaccount;
  if (limits === null) return [];
  const breaches = breachesOf(state, limits, order);
  return ORDER_LIMITS.filter((limit) => breaches[limit] !== undefined);
}

/** Null when no limit is passed, or a waiver covers all that are. Changes nothing. */
export function limitsRefusal(state: VenueState, order: AskedOrder): Outcome | null {
  const { limits } = order.subaccount;
  if (limits === null) return null;
  const breaches = breachesOf(state, limits, order);
  const breached = bitsOf(breaches);
  if (breached === 0 || waiverFor(state, order, breached) !== undefined) return null;
  const first = ORDER_LIMITS.find((limit) => breaches[limit] !== undefined) as OrderLimit;
  return refused(CODES[first], breaches[first]);
}

/** Counts an order that was taken, and uses up the waiver that it needed. LIM-04, LIM-07. */
export function countOrder(step: Step, order: AskedOrder, orderId: number): void {
  const { limits } = order.subaccount;
  if (limits === null) return;
  const breached = bitsOf(breachesOf(step.state, limits, order));
  const waiver = breached === 0 ? undefined : waiverFor(step.state, order, breached);
  if (waiver !== undefined) useWaiver(step, waiver, orderId, breached);
  const { ordersPerSecond } = limits.rates;
  if (ordersPerSecond === 0 || order.reduceOnly) return;
  addTime(limits.ordersUs, ordersPerSecond, step.timeUs);
}

/** Counts an execution of a strategy, and tells when it is the one too many. Rule LIM-05. */
export function countExecution(step: Step, subaccount: Subaccount, strategy: number): void {
  const { limits } = subaccount;
  if (limits === null || limits.rates.executions === 0) return;
  const { executions, windowUs } = limits.rates;
  const nowUs = step.timeUs;
  let own = limits.executed.find((entry) => entry.strategy === strategy);
  if (own === undefined) {
    // Those whose window has passed need not be remembered: memory follows what is active.
    const isRecent = (timesUs: number[]): boolean => (timesUs.at(-1) ?? 0) + windowUs > nowUs;
    limits.executed = limits.executed.filter(({ timesUs }) => isRecent(timesUs));
    own = { strategy, timesUs: [] };
    limits.executed.push(own);
  }
  const wasFree = freeAgainUs(own.timesUs, executions, windowUs, nowUs) === 0;
  addTime(own.timesUs, executions, nowUs);
  const untilUs = freeAgainUs(own.timesUs, executions, windowUs, nowUs);
  if (!wasFree || untilUs === 0) return;
  step.events.emit('throttle.reached', subaccount.id, strategy, executions, untilUs);
}

/** A market order's limit is drawn in to the distance that its subaccount allows. Rule LIM-03. */
export function drawnIn(
  order: Pick<AskedOrder, 'subaccount' | 'instrument' | 'side'>,
  limitTicks: Ticks,
): Ticks {
  const { subaccount, instrument, side } = order;
  if (subaccount.limits === null) return limitTicks;
  const { maxAwayPpm } = instrumentLimitsOf(subaccount.limits, instrument.id);
  if (maxAwayPpm === 0) return limitTicks;
  const bound = boundTicks(instrument.markTicks, side, maxAwayPpm);
  return side === BUY ? Math.min(limitTicks, bound) : Math.max(limitTicks, bound);
}
