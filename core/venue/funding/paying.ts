/** Funding is paid: every position of an instrument at one rate, before the margin check. */
import { expectFunding, isElsewhere } from '../external/expecting.ts';
import { at, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isExactAt } from '../instruments/exact.ts';
import { notionalAtoms, roundToTicks } from '../instruments/value.ts';
import { takeRemainder } from '../liquidation/fund.ts';
import { attribute } from '../liquidation/pools.ts';
import { clamp } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { permissionsOf } from '../orders/checks.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  fundingPaymentAtoms,
  isFunded,
  isFundingDue,
  meanPremiumE8,
  settleFunding,
} from './funding.ts';

/**
 * Pays what is due, instruments in order; what is due at another venue is expected to be paid
 * there. Rules FUND-05, FUND-06, EXT-10.
 */
export function payFundingDue(step: Step): void {
  for (const instrument of step.state.instruments) {
    // What ends pays none: its mark comes to the index by itself.
    if (!isFunded(instrument.spec)) continue;
    const { funding: mode } = permissionsOf(step.state, instrument);
    if (isFundingDue(instrument.funding, mode, step.timeUs)) pay(step, instrument);
  }
}

/** Where positions are valued for it: at the mark, or at the index where it can be. VAR-13. */
function paidTicks(state: VenueState, instrument: Instrument): Ticks {
  const { spec, markTicks } = instrument;
  if (spec.funding.payOn !== 'index' || markTicks === 0) return markTicks;
  const { priceE8 } = at(state.indices, spec.index).price;
  const ticks = clamp(roundToTicks(spec, priceE8), 1, MAX_INT32);
  return isExactAt(instrument, ticks) ? ticks : markTicks;
}

/** The worth of lots that a rate is paid on; who is long pays a positive one. Rule FUND-06. */
export function fundedAtoms(state: VenueState, instrument: Instrument, lots: Lots): Atoms {
  const ticks = paidTicks(state, instrument);
  if (lots === 0 || ticks === 0) return 0;
  return Math.sign(lots) * notionalAtoms(instrument.scales, Math.abs(lots), ticks);
}

function pay(step: Step, instrument: Instrument): void {
  const { spec } = instrument;
  const premiumE8 = meanPremiumE8(instrument.funding);
  const { rateE8, observedMinutes } = settleFunding(spec.funding, instrument.funding, step.timeUs);
  if (isElsewhere(step.state, instrument)) return expectFunding(step, instrument, rateE8);
  let paid = 0;
  let received = 0;
  let positions = 0;
  for (const subaccount of step.state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0 || instrument.markTicks === 0) continue;
    // Who is long pays a positive rate, in a linear and in an inverse contract alike.
    const value = fundedAtoms(step.state, instrument, position.lots);
    const amount = fundingPaymentAtoms(value, rateE8);
    positions += 1;
    if (amount === 0) continue;
    step.ledger.post(subaccount, spec.settleAsset, -amount);
    position.fundingAtoms -= amount;
    if (subaccount.id === LIQUIDATION_SUBACCOUNT) attribute(step.state, instrument, -amount);
    if (position.mode === 'isolated') position.allocatedAtoms -= amount;
    if (amount > 0) paid += amount;
    else received -= amount;
    step.events.emit('funding.paid', subaccount.id, instrument.id, amount, rateE8, value);
  }
  const remainder = paid - received;
  step.events.emit(
    'funding.settled',
    instrument.id,
    rateE8,
    observedMinutes,
    paid,
    received,
    remainder,
    positions,
    premiumE8,
    instrument.markTicks,
  );
  takeRemainder(step, instrument, remainder, 'fundingRemainder');
}
