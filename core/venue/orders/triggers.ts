/** Stops come to life: found when a price moves, placed in order, at most 1,000 in a step. */
import { FLAG_REDUCE_ONLY } from '../book/contract.ts';
import { TRIGGERS } from '../events.ts';
import { STATE_TAKES } from '../instruments/life.ts';
import { mulDivFloor, PPM } from '../numbers.ts';
import type { OutcomeCode } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Stop } from '../state.ts';
import type { Step } from '../step.ts';
import { gateOf, gateRefusal, permissionsOf, reducibleLots } from './checks.ts';
import { sweepOrders } from './changing.ts';
import { limitOf, readyRefusal } from './entry.ts';
import { mostLots } from './instructions.ts';
import { endOthers, settleLinks } from './linked-effects.ts';
import { emitCancelled, place } from './placing.ts';
import { cancelReasonOf } from './releasing.ts';
import { emitRepriced } from './terms.ts';
import { sourceTicks } from './waiting.ts';

/** DESIGN section 4: a step releases at most this many; the rest wait for the next command. */
const RELEASED_PER_STEP = 1_000;

/**
 * Whether last price and mark are so far apart that neither is taken for what triggers wait for:
 * further than a part of the mark. They wait, and trailing ones stay where they are: all of them,
 * or those whose orders ask for it. Rules VAR-69, VAR-73.
 */
export function isProtected({
  spec,
  lastTicks,
  markTicks,
}: Pick<Instrument, 'spec' | 'lastTicks' | 'markTicks'>): boolean {
  const { triggerProtectPpm } = spec;
  if (triggerProtectPpm === undefined || lastTicks === 0) return false;
  return Math.abs(lastTicks - markTicks) > mulDivFloor(markTicks, triggerProtectPpm, PPM);
}

/**
 * Queues the stops that the present price of a source makes due. Mark and index trigger nothing
 * while nobody may be liquidated on them. Rules STOP-01, STOP-02, STOP-04.
 */
export function queueDueStops(
  step: Step,
  instrument: Instrument,
  source: 'last' | 'mark' | 'index',
): void {
  if (instrument.stops.count === 0 || !STATE_TAKES[instrument.state].stops) return;
  const isTrusted = permissionsOf(step.state, instrument).liquidations !== 'off';
  if (source !== 'last' && !isTrusted) return;
  const isHeld = isProtected(instrument);
  if (isHeld && instrument.spec.triggerProtects !== 'asked') return;
  const priceTicks = sourceTicks(step.state, instrument, source);
  if (priceTicks === 0) return;
  for (const stop of instrument.stops.due(source, priceTicks, isHeld)) {
    step.state.triggered.push({ instrument: instrument.id, stop });
    const where = [stop.orderId, stop.payload.subaccount, instrument.id] as const;
    const trigger = TRIGGERS.indexOf(source);
    step.events.emit('order.triggered', ...where, trigger, stop.triggerTicks, priceTicks);
  }
}

/**
 * Places queued stops first in first out, with those that their own trades trigger behind them, and
 * leaves what is beyond the bound for the next command, and what belongs to an instrument that does
 * not trade for when it does. Rules STOP-06, LIFE-04.
 */
export function releaseTriggered(step: Step): void {
  const { triggered, instruments, waiting, links } = step.state;
  for (;;) {
    if (links.count !== 0) settleLinks(step, RELEASED_PER_STEP);
    if (waiting.count !== 0) {
      for (const instrument of instruments) queueDueStops(step, instrument, 'last');
    }
    if (triggered.length === 0 || step.releasedStops === RELEASED_PER_STEP) return;
    const turn = triggered.findIndex(
      ({ instrument }) => STATE_TAKES[at(instruments, instrument).state].stops,
    );
    const next = triggered[turn];
    if (next === undefined) return;
    triggered.splice(turn, 1);
    step.releasedStops += 1;
    release(step, at(instruments, next.instrument), next.stop);
  }
}

/** A released stop passes the same checks as a new order; what fails them is cancelled. STOP-03. */
function release(step: Step, instrument: Instrument, stop: Stop): void {
  const { payload, orderId, side } = stop;
  if (step.state.links.count !== 0) endOthers(step, orderId);
  const subaccount = at(step.state.subaccounts, payload.subaccount);
  const cancel = (code: OutcomeCode): void => {
    const remainingLots = payload.quantityLots;
    const where = { orderId, subaccount: subaccount.id, instrument: instrument.id, remainingLots };
    emitCancelled(step, where, cancelReasonOf(code));
  };
  // What closes a position follows it: it has grown or shrunk since the order was placed.
  const largest = mostLots(instrument, payload.priceTicks === 0);
  const most = payload.closePosition === true ? largest : payload.quantityLots;
  const wished = { subaccount, instrument, side, lots: most };
  const lots = payload.reduceOnly ? reducibleLots(wished) : payload.quantityLots;
  if (lots === 0) return cancel('NOTHING_TO_REDUCE');
  const { terms } = payload;
  const wish = { ...wished, lots, postOnly: payload.postOnly, terms };
  const closed = gateRefusal(step.state, wish);
  if (closed !== null) return cancel(closed.code);
  const limit = limitOf(step.state, wish, payload.priceTicks);
  if (typeof limit !== 'number') return cancel(limit.code);
  const order = {
    ...payload,
    // What passes because it reduces must still only reduce when it trades later.
    reduceOnly: payload.reduceOnly || gateOf(step.state, subaccount, instrument) === 'reduceOnly',
    orderId,
    subaccount,
    instrument,
    side,
    type: payload.priceTicks === 0 ? ('market' as const) : ('limit' as const),
    priceTicks: limit,
    quantityLots: lots,
    kind: 'book' as const,
    selfTradeExempt: false,
  };
  const why = readyRefusal(step.state, order);
  if (why !== null) return cancel(why.code);
  if (terms?.reprice === true) emitRepriced(step, order, payload.priceTicks);
  place(step, order);
}

/** False for most: the orders of a subaccount are in the book, and none of them only reduces. */
function mayHaveReduceOnly(step: Step, subaccount: number, { book, stops }: Instrument): boolean {
  if (stops.count > 0 || step.state.triggered.length > 0) return true;
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    if ((book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0) return true;
  }
  return false;
}

/** Reduce-only orders of positions that went flat in this step go with them. Rule ORD-08. */
export function cancelFlattened(step: Step): void {
  if (step.flattened.length === 0) return;
  const scope = { reason: 'reduceOnly', onlyReduceOnly: true } as const;
  for (let n = 0; n < step.flattened.length; n += 2) {
    const subaccount = step.flattened[n] as number;
    const listed = at(step.state.instruments, step.flattened[n + 1] as number);
    if (at(listed.positions, subaccount).lots !== 0) continue;
    if (mayHaveReduceOnly(step, subaccount, listed)) sweepOrders(step, subaccount, listed, scope);
  }
  if (step.state.links.count !== 0) settleLinks(step, 0);
}
