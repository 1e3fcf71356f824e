/** Funding is paid: every position of an instrument at one rate, before the margin check. */
import { expectFunding, isElsewhere } from '../external/expecting.ts';
import { at, FEE_SUBACCOUNT, isMargined, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isExactAt } from '../instruments/exact.ts';
import { lotsWorth, notionalAtoms, roundToTicks } from '../instruments/value.ts';
import { takeRemainder } from '../liquidation/fund.ts';
import { attribute } from '../liquidation/pools.ts';
import { clamp, SECOND_US } from '../numbers.ts';
import type { Atoms, Lots, PriceE8, RateE8, Ticks, TimeUs } from '../numbers.ts';
import { permissionsOf } from '../orders/checks.ts';
import { MAX_INT32 } from '../schema.ts';
import { accruedAtoms } from './continuous.ts';
import {
  fundingPaymentAtoms,
  isFunded,
  isFundingDue,
  meanPremiumE8,
  settleFunding,
  startedUs,
} from './funding.ts';
import type { FundingSettlement } from './funding.ts';
import { borrowAtoms, borrowE8, paysBorrow, sidesOf } from './imbalance.ts';
import { meanIndexE8 } from './price-sums.ts';
import { rateHoursOf } from './sampling.ts';
import { besideAtoms, shareShortage } from './sharing.ts';
import type { Payment } from './sharing.ts';
import { isPutAside, putAside } from './unpaid.ts';
import { fundingOf } from './ways.ts';

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

function indexTicks(state: VenueState, { spec }: Instrument): Ticks {
  return ticksOf(spec, at(state.indices, spec.index).price.priceE8);
}

const ticksOf = (spec: Instrument['spec'], priceE8: PriceE8): Ticks =>
  clamp(roundToTicks(spec, priceE8), 1, MAX_INT32);

/** The index as it was on average since the last payment. Rule VAR-72. */
function averageTicks({ spec, funding, markTicks }: Instrument): Ticks {
  const { prices, observedMinutes, weight = observedMinutes } = funding;
  return prices === undefined ? markTicks : ticksOf(spec, meanIndexE8(prices, weight));
}

/** Where positions are valued: at the mark, or at an index where it can be. VAR-13, VAR-32. */
function paidTicks(state: VenueState, instrument: Instrument): Ticks {
  const { spec, markTicks } = instrument;
  const { payOn = 'mark' } = spec.funding;
  if (payOn === 'mark' || markTicks === 0) return markTicks;
  const ticks = fixedTicks(payOn, instrument) ?? indexTicks(state, instrument);
  return isExactAt(instrument, ticks) ? ticks : markTicks;
}

/** Where it is not the index as it now is. */
function fixedTicks(payOn: string, instrument: Instrument): Ticks | undefined {
  if (payOn === 'averageIndex') return averageTicks(instrument);
  return payOn === 'startIndex' ? instrument.funding.startTicks : undefined;
}

/** The worth of lots that a rate is paid on; who is long pays a positive one. Rule FUND-06. */
export function fundedAtoms(state: VenueState, instrument: Instrument, lots: Lots): Atoms {
  return worthAtoms(instrument, lots, paidTicks(state, instrument));
}

function worthAtoms({ scales }: Instrument, lots: Lots, ticks: Ticks): Atoms {
  if (lots === 0 || ticks === 0) return 0;
  return Math.sign(lots) * notionalAtoms(scales, Math.abs(lots), ticks);
}

function pay(step: Step, instrument: Instrument): void {
  const { spec, funding } = instrument;
  const premiumE8 = meanPremiumE8(funding);
  const ticks = paidTicks(step.state, instrument);
  const fromUs = startedUs(spec.funding, funding);
  const settled = settleFunding(fundingOf(spec), funding, step.timeUs);
  if (spec.funding.payOn === 'startIndex') funding.startTicks = indexTicks(step.state, instrument);
  const { rateE8, observedMinutes } = settled;
  if (isElsewhere(step.state, instrument)) return expectFunding(step, instrument, rateE8);
  const payments = paymentsOf(step.state, instrument, settled, ticks);
  shareShortage(step, instrument, payments);
  let paid = 0;
  let received = 0;
  for (const payment of payments) {
    const { amountAtoms: amount } = payment;
    if (amount === 0) continue;
    postPayment(step, instrument, payment, rateE8);
    if (amount > 0) paid += amount;
    else received -= amount;
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
    payments.length,
    premiumE8,
    instrument.markTicks,
  );
  takeRemainder(step, instrument, remainder, 'fundingRemainder');
  payBorrowing(step, instrument, settled.dueTimeUs - fromUs);
}

/** What each position pays, before anybody is found to be short. */
function paymentsOf(
  state: VenueState,
  instrument: Instrument,
  { rateE8, sumE8Ms }: FundingSettlement,
  ticks: Ticks,
): Payment[] {
  const payments: Payment[] = [];
  for (const subaccount of state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0 || instrument.markTicks === 0) continue;
    // Who is long pays a positive rate, in a linear and in an inverse contract alike.
    const valueAtoms = worthAtoms(instrument, position.lots, ticks);
    const amountAtoms =
      sumE8Ms === undefined
        ? fundingPaymentAtoms(valueAtoms, rateE8)
        : accruedAtoms(valueAtoms, sumE8Ms, rateHoursOf(instrument));
    payments.push({ subaccount, position, valueAtoms, amountAtoms });
  }
  return payments;
}

/** Posts one leg; the margin of an isolated position pays what nothing beside it does. */
function postPayment(step: Step, instrument: Instrument, payment: Payment, rateE8: RateE8): void {
  const { subaccount, position, valueAtoms, amountAtoms: amount } = payment;
  if (isPutAside(instrument) && isMargined(step.state, subaccount)) {
    return putAside(step, instrument, subaccount.id, amount);
  }
  const isFromWallet = instrument.spec.funding.isolatedFrom === 'wallet';
  const beside = isFromWallet && amount > 0 ? besideAtoms(step.state, instrument, payment) : 0;
  step.ledger.post(subaccount, instrument.spec.settleAsset, -amount);
  position.fundingAtoms -= amount;
  if (subaccount.id === LIQUIDATION_SUBACCOUNT) attribute(step.state, instrument, -amount);
  if (position.mode === 'isolated') {
    position.allocatedAtoms -= isFromWallet ? Math.max(0, amount - beside) : amount;
  }
  step.events.emit('funding.paid', subaccount.id, instrument.id, amount, rateE8, valueAtoms);
}

/** What margined accounts pay for holding goes to the fees; told as a payment. Rule VAR-35. */
function payBorrowing(step: Step, instrument: Instrument, lastedUs: TimeUs): void {
  const { spec, scales, markTicks } = instrument;
  const { borrow } = spec.funding;
  if (borrow === undefined || markTicks === 0) return;
  const { state } = step;
  const sides = sidesOf(instrument);
  const rates = ([1, -1] as const).map((side) => {
    const lots = side === 1 ? sides.longLots : sides.shortLots;
    if (lots === 0 || !paysBorrow(borrow, side, sides)) return 0;
    const isFull = lots > lotsWorth(scales, markTicks, borrow.fullAtoms);
    return borrowE8(borrow, isFull ? borrow.fullAtoms : notionalAtoms(scales, lots, markTicks));
  });
  const fees = at(state.subaccounts, FEE_SUBACCOUNT);
  for (const subaccount of state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    const rateE8 = rates[position.lots > 0 ? 0 : 1] ?? 0;
    if (position.lots === 0 || rateE8 === 0 || !isMargined(state, subaccount)) continue;
    const valueAtoms = notionalAtoms(scales, Math.abs(position.lots), markTicks);
    const seconds = lastedUs / SECOND_US;
    const amountAtoms = borrowAtoms(valueAtoms, rateE8, seconds, rateHoursOf(instrument));
    postPayment(step, instrument, { subaccount, position, valueAtoms, amountAtoms }, rateE8);
    step.ledger.post(fees, spec.settleAsset, amountAtoms);
  }
}
