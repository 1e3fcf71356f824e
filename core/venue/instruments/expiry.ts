/**
 * Dated futures end by the clock: at their expiry they stop trading, and they settle as soon as the
 * half hour before it has given them a price. `margin-rules.md` section 1, `oracles.md` section 2.
 */
import { POSTPONED_REASONS } from '../events.ts';
import type { PostponedReason } from '../events.ts';
import { expectSettlement, isElsewhere } from '../external/expecting.ts';
import type { TimeUs } from '../numbers.ts';
import { underCap } from '../margin/capped.ts';
import { indexPermissions } from '../orders/checks.ts';
import type { DatedState } from '../pricing/dated-mark.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { moveInstrument } from './life.ts';
import { closePositions, endOrders, isHeld } from './settlement.ts';
import {
  closeMinute,
  extendedUntilUs,
  isSampled,
  leastMinutesOf,
  sampleIndex,
  settlementE8,
} from './settlement-price.ts';
import { roundToTicks } from './value.ts';

/** When an instrument stops trading; 0 when it never does, or has. */
function endUs({ spec, state }: Instrument): TimeUs {
  const isOver = state === 'expired' || state === 'settled';
  return isOver ? 0 : (spec.expiry?.expiresUs ?? 0);
}

/** The instrument that expires next, of the same moment the first that was listed. */
function nextToExpire({ instruments }: VenueState): Instrument | undefined {
  let next: Instrument | undefined;
  for (const instrument of instruments) {
    const us = endUs(instrument);
    if (us !== 0 && (next === undefined || us < endUs(next))) next = instrument;
  }
  return next;
}

/** When the next instrument expires; 0 when none does. */
export function nextInstrumentUs(state: VenueState): TimeUs {
  const next = nextToExpire(state);
  return next === undefined ? 0 : endUs(next);
}

/** The instrument whose time has come stops trading: its orders and stops go. Rule EXP-01. */
export function expireInstrument(step: Step): void {
  const instrument = nextToExpire(step.state);
  if (instrument === undefined) return;
  moveInstrument(step, instrument, 'expire');
  endOrders(step, instrument);
}

/** Takes in what the index shows of the half hour before the expiry. Rule EXP-02. */
export function sampleSettlement(
  step: Step,
  instrument: Instrument,
  { samples }: DatedState,
  indexE8: number,
): void {
  const { expiry } = instrument.spec;
  closeMinute(samples, step.timeUs);
  if (expiry === undefined || !isSampled(samples, expiry.expiresUs, step.timeUs, expiry)) return;
  const { funding } = indexPermissions(step.state, instrument);
  if (funding === 'normal' || funding === 'flagged') sampleIndex(samples, indexE8, step.timeUs);
}

/** Settles what has expired and has its price, instruments in order. Rules EXP-03, EXP-04. */
export function settleExpired(step: Step): void {
  for (const instrument of step.state.instruments) {
    if (instrument.state === 'expired') settleOrWait(step, instrument);
  }
}

function settleOrWait(step: Step, instrument: Instrument): void {
  const { dated, spec } = instrument;
  if (dated === undefined || spec.expiry === undefined) return;
  if (isElsewhere(step.state, instrument)) return expectSettlement(step, instrument);
  const why = isHeld(step.state, instrument) ? waitsFor(step, instrument, dated) : null;
  if (why === null) {
    moveInstrument(step, instrument, 'settle');
    closePositions(step, instrument, spec.expiry.feePpm);
    return;
  }
  const reason = POSTPONED_REASONS.indexOf(why) + 1;
  if (dated.toldReason === reason) return;
  dated.toldReason = reason;
  const untilUs = why === 'fewMinutes' ? extendedUntilUs(spec.expiry.expiresUs, spec.expiry) : 0;
  const minutes = dated.samples.minutes.count;
  step.events.emit('expiry.postponed', instrument.id, reason - 1, minutes, untilUs);
}

/** Why positions cannot be closed yet; null when they can. */
function waitsFor(
  step: Step,
  instrument: Instrument,
  { samples }: DatedState,
): PostponedReason | null {
  const { spec, markTicks } = instrument;
  const { expiresUs = 0, ...ways } = spec.expiry ?? {};
  if (samples.minutes.count < leastMinutesOf(ways)) {
    const isOver = step.timeUs >= extendedUntilUs(expiresUs, ways);
    return isOver ? 'overdue' : 'fewMinutes';
  }
  if (indexPermissions(step.state, instrument).liquidations === 'off') return 'priceNotTrusted';
  // A price at which positions could not be valued exactly is not set as the mark. VAL-08.
  const settles = Math.max(1, roundToTicks(spec, settlementE8(samples)));
  const isSet = markTicks === underCap(spec, settles);
  return isSet ? null : 'overdue';
}
