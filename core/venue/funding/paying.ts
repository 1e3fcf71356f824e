/** Funding is paid: every position of an instrument at one rate, before the margin check. */
import { at, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { takeRemainder } from '../liquidation/fund.ts';
import { attribute } from '../liquidation/pools.ts';
import { permissionsOf } from '../orders/checks.ts';
import {
  fundingPaymentAtoms,
  isFunded,
  isFundingDue,
  meanPremiumE8,
  settleFunding,
} from './funding.ts';

/** Pays what is due, instruments in order. Rules FUND-05, FUND-06. */
export function payFundingDue(step: Step): void {
  for (const instrument of step.state.instruments) {
    // What ends pays none: its mark comes to the index by itself.
    if (!isFunded(instrument.spec)) continue;
    const { funding: mode } = permissionsOf(step.state, instrument);
    if (isFundingDue(instrument.funding, mode, step.timeUs)) pay(step, instrument);
  }
}

function pay(step: Step, instrument: Instrument): void {
  const { spec, scales } = instrument;
  const premiumE8 = meanPremiumE8(instrument.funding);
  const { rateE8, observedMinutes } = settleFunding(spec.funding, instrument.funding, step.timeUs);
  let paid = 0;
  let received = 0;
  let positions = 0;
  for (const subaccount of step.state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0 || instrument.markTicks === 0) continue;
    const notional = notionalAtoms(scales, Math.abs(position.lots), instrument.markTicks);
    // Who is long pays a positive rate, in a linear and in an inverse contract alike.
    const value = position.lots > 0 ? notional : -notional;
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
