/**
 * Call auctions: what begins one, what is told while it lasts, when it is longer, and the one price
 * at which it ends. `margin-rules.md` section 14, Default.
 */
import { mulDivCeil, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { Ticks } from '../numbers.ts';
import { indexPermissions } from '../orders/checks.ts';
import { uncross } from '../orders/uncross.ts';
import { forgetMarks, movesTooFar, rememberMark } from '../pricing/monitoring.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { longerBy, termsOfCall } from './price-calls.ts';
import { beginCall, collects, moveInstrument } from './life.ts';

/**
 * Whether a mark is so far from those before it that a call begins instead; if not it is remembered
 * for those after it. Only prices that everybody trades on are watched. Rule AUC-02.
 */
export function callsAuction(step: Step, instrument: Instrument, markTicks: Ticks): boolean {
  const { spec, monitor, state } = instrument;
  const { monitoring = [] } = spec;
  if (monitoring.length === 0) return false;
  if (state !== 'open' || indexPermissions(step.state, instrument).orders !== 'all') {
    forgetMarks(monitor);
    return false;
  }
  if (movesTooFar(monitoring, monitor, markTicks, step.timeUs)) {
    const call = termsOfCall(monitoring, monitor, markTicks, step.timeUs);
    return moveInstrument(step, instrument, 'priceMove', call);
  }
  rememberMark(monitoring, monitor, markTicks, step.timeUs);
  return false;
}

/** Tells what orders that are collected would trade at, and ends what is due, in order. */
export function runAuctions(step: Step): void {
  for (const instrument of step.state.instruments) {
    const { state, life } = instrument;
    if (state === 'postOnly' && life.untilUs <= step.timeUs) {
      moveInstrument(step, instrument, 'heldPostOnly');
    }
    if (collects(instrument.state)) tellIndicative(step, instrument);
    if (instrument.state === 'auction') advance(step, instrument);
  }
}

/** Told when it has changed, and at most once a step. Rule AUC-06. */
function tellIndicative(step: Step, { id, book, life, markTicks }: Instrument): void {
  const { priceTicks, volumeLots, surplusLots, surplusSide } = book.indicative(markTicks);
  if (priceTicks === life.toldTicks && volumeLots === life.toldLots) return;
  life.toldTicks = priceTicks;
  life.toldLots = volumeLots;
  const surplus = surplusSide * surplusLots;
  step.events.emit('auction.indicative', id, priceTicks, volumeLots, surplus);
}

/** A call waits while its index does not let everybody trade, and is then held anew. AUC-04. */
function advance(step: Step, instrument: Instrument): void {
  const { life, id } = instrument;
  if (indexPermissions(step.state, instrument).orders !== 'all') {
    life.untilUs = 0;
    return;
  }
  if (life.untilUs === 0) return beginCall(step, instrument);
  if (step.timeUs < life.untilUs) return;
  const { priceTicks } = instrument.book.indicative(instrument.markTicks);
  if (isLonger(step, instrument, priceTicks)) {
    life.isExtended = true;
    step.events.emit('auction.extended', id, life.untilUs, priceTicks);
    return;
  }
  const traded = uncross(step, instrument, priceTicks);
  step.events.emit('auction.uncrossed', id, priceTicks, traded.quantityLots, traded.trades);
  moveInstrument(step, instrument, 'uncross');
}

/** Whether a call that is at its end goes on, and until when. Rules AUC-04, VAR-68. */
function isLonger(step: Step, instrument: Instrument, priceTicks: Ticks): boolean {
  const { life, spec } = instrument;
  let seconds = 0;
  if (life.bounds !== undefined) {
    const { callS, bounds } = longerBy(life.bounds, priceTicks, step.timeUs);
    life.bounds = bounds;
    seconds = callS;
  } else if (!life.isExtended && isFar(instrument, priceTicks)) {
    seconds = spec.auction?.extensionS ?? 0;
  }
  if (seconds !== 0) life.untilUs = step.timeUs + seconds * SECOND_US;
  return seconds !== 0;
}

/** Whether a price is further than the extension's bound from the mark at which the call began. */
export function isFar(
  { spec, markTicks }: Pick<Instrument, 'spec' | 'markTicks'>,
  priceTicks: Ticks,
): boolean {
  if (priceTicks === 0) return false;
  const extendPpm = spec.auction?.extendPpm ?? PPM;
  const highest = mulDivFloor(markTicks, PPM + extendPpm, PPM);
  const lowest = mulDivCeil(markTicks, PPM - extendPpm, PPM);
  return priceTicks > highest || priceTicks < lowest;
}
