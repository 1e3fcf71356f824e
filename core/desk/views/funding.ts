/** The next funding of each perpetual as it stands, by the venue's own functions. */
import {
  dampedE8,
  fundingPaymentAtoms,
  indicativeRateE8,
  isFunded,
  meanPremiumE8,
  payableRateE8,
  RATE_HOURS,
  startedUs,
} from '../../venue/funding/funding.ts';
import type { Accrual } from '../../venue/funding/continuous.ts';
import { fundingOf, intervalUs, sampleUs } from '../../venue/funding/ways.ts';
import type { FundingParameters, FundingState } from '../../venue/funding/funding.ts';
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { HOUR_US, mulDivRound, SECOND_US } from '../../venue/numbers.ts';
import type { RateE8 } from '../../venue/numbers.ts';
import { permissionsOf } from '../../venue/orders/checks.ts';
import type { FundingMode } from '../../venue/pricing/permissions.ts';
import type { FundingPayment } from '../../projections/funding-record.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { NOT_APPLICABLE, rateText, signOf, spanText } from '../format.ts';
import type { FundingEntry, FundingForce, FundingRow } from '../messages.ts';
import type { Scene } from './scene.ts';

const HELD: Readonly<Record<FundingMode, string>> = {
  normal: '',
  flagged: 'Minutes count now, and are flagged: the index is not at its best.',
  excluded: 'Minutes are left out now: the index is held.',
  postponed: 'Minutes are left out and a payment waits: the index is halted.',
};

/** The same of what accrues. */
const HELD_ACCRUING: Readonly<Record<FundingMode, string>> = {
  normal: '',
  flagged: 'It accrues, though the index is not at its best.',
  excluded: 'Nothing accrues now: the index is held.',
  postponed: 'Nothing accrues and a payment waits: the index is halted.',
};

/** Why a payment would wait, and what is not seen now; empty where neither. Rule VAR-30. */
function heldText({ sampleS, everyS }: FundingParameters, mode: FundingMode): string {
  if (everyS !== undefined) return HELD_ACCRUING[mode];
  return sampleS === undefined ? HELD[mode] : HELD[mode].replace('Minutes', 'Samples');
}

/** Of what accrues the rate itself tells it: what was seen is forgotten with each payment. */
function accruingForce(
  { interestE8, capE8 }: FundingParameters,
  { rateE8, untilMs }: Accrual,
): FundingForce {
  if (untilMs === 0 || (rateE8 === 0 && interestE8 !== 0)) return 'none';
  if (rateE8 === interestE8) return 'interest';
  return Math.abs(rateE8) === capE8 ? 'cap' : 'premium';
}

/** What of its formula decides a rate. Rule FUND-03. */
function forceOf(
  parameters: FundingParameters,
  state: FundingState,
  seen: FundingRow['seen'],
): FundingForce {
  const { accrual } = state;
  if (accrual !== undefined) return accruingForce(parameters, accrual);
  if (state.observedMinutes === 0) return 'none';
  const damped = dampedE8(parameters, meanPremiumE8(state));
  if (Math.abs(damped) > parameters.capE8) return 'cap';
  if (seen === 'imbalance') return 'premium';
  return damped === parameters.interestE8 ? 'interest' : 'premium';
}

/** What is seen, and in which words. */
const SEEN = { premium: 'The premium', imbalance: 'The imbalance' } as const;

function seenOf({ spec }: Instrument): FundingRow['seen'] {
  return spec.funding.imbalance === undefined ? 'premium' : 'imbalance';
}

function premiumWords({ damperE8, damping = 'interest' }: FundingParameters, damper: string) {
  if (damping === 'deadZone') return `The premium, as far as it is beyond ${damper}.`;
  if (damping === 'none' || damperE8 === 0) return 'The premium and the interest rate together.';
  return `The premium, less ${damper} on its way to the interest rate.`;
}

/** Of what holds on either side. */
function unsigned(rateE8: RateE8): string {
  return rateText(rateE8).replace('+', '');
}

/** Why the rate is what it is. Rules FUND-03, VAR-12, VAR-35. */
function whyOf(
  force: FundingForce,
  seen: FundingRow['seen'],
  parameters: FundingParameters,
): string {
  const { damperE8, capE8, damping, sampleS, everyS } = parameters;
  const [damper, cap] = [unsigned(damperE8), unsigned(capE8)];
  switch (force) {
    case 'none':
      if (everyS !== undefined) return 'Nothing accrues now.';
      return sampleS === undefined
        ? 'No minute was sampled yet: nothing would be paid.'
        : 'No sample was taken yet: nothing would be paid.';
    case 'interest':
      if (damping === 'deadZone') return `The premium is within ${damper}: nothing is paid.`;
      return `The premium is within ${damper} of the interest rate, which is paid.`;
    case 'premium':
      if (seen === 'imbalance') return 'By how much longs and shorts are apart.';
      return premiumWords(parameters, damper);
    case 'cap':
      return `${SEEN[seen]} is beyond what may be paid: held at the cap of ${cap}.`;
  }
}

/** Minutes of this interval that were judged, with a sample or without. */
function judgedMinutes(parameters: FundingParameters, state: FundingState): number {
  const first = Math.floor(startedUs(parameters, state) / sampleUs(parameters));
  return Math.max(0, state.minute - first + 1);
}

/** Lots that all longs hold. */
function openLots({ positions }: Instrument): number {
  let open = 0;
  for (const { lots } of positions) open += Math.max(0, lots);
  return open;
}

/** To the whole of what is open; of each position it is rounded for itself. Rule FUND-06. */
function longsOf({ scales }: Scene, instrument: Instrument, rateE8: number) {
  const { spec, markTicks } = instrument;
  const lots = openLots(instrument);
  const value = markTicks === 0 ? 0 : notionalAtoms(instrument.scales, lots, markTicks);
  const pays = fundingPaymentAtoms(value, rateE8);
  return {
    longsPay: `${scales.signedMoney(spec.settleAsset, -pays)} ${scales.symbol(spec.settleAsset)}`,
    longsSign: signOf(-pays),
    open: scales.size(instrument, lots),
  };
}

/** What accrues has the rate of this moment: what there is of it so far is next to nothing. */
export function shownRateE8({ state }: Scene, { spec, funding }: Instrument): RateE8 {
  const { accrual } = funding;
  return accrual?.rateE8 ?? payableRateE8(fundingOf(spec), funding, state.timeUs);
}

/** When, how often, and what of it was seen. Rule VAR-30. */
function timesOf(parameters: FundingParameters, { accrual, nextTimeUs }: FundingState) {
  const { rateHours = RATE_HOURS, sampleS } = parameters;
  return {
    ratesFor: spanText((rateHours * HOUR_US) / SECOND_US),
    every: spanText(intervalUs(parameters) / SECOND_US),
    isAccruing: accrual !== undefined,
    sampleEvery: sampleS === undefined ? 'min' : spanText(sampleS),
    nextTimeUs,
  };
}

function rowOf(scene: Scene, instrument: Instrument): FundingRow {
  const { state } = scene;
  const { spec, funding } = instrument;
  const parameters = fundingOf(spec);
  const rateE8 = shownRateE8(scene, instrument);
  const { rateHours = RATE_HOURS } = parameters;
  const isAccruing = funding.accrual !== undefined;
  const paidE8 = isAccruing ? mulDivRound(rateE8, 1, rateHours) : rateE8;
  const seen = seenOf(instrument);
  const force = forceOf(parameters, funding, seen);
  const isAhead = parameters.samplesFrom === 'previousInterval';
  const sampled = funding.observedMinutes;
  return {
    key: spec.symbol,
    instrument: spec.symbol,
    index: at(state.indices, spec.index).definition.symbol,
    rate: rateText(rateE8),
    rateSign: signOf(rateE8),
    from: parameters.samplesFrom,
    after: isAhead ? rateText(indicativeRateE8(parameters, funding, state.timeUs)) : '',
    premium: sampled === 0 ? NOT_APPLICABLE : rateText(meanPremiumE8(funding)),
    interest: rateText(parameters.interestE8),
    damper: unsigned(parameters.damperE8),
    cap: unsigned(parameters.capE8),
    force,
    why: whyOf(force, seen, parameters),
    seen,
    ...timesOf(parameters, funding),
    sampled,
    flagged: funding.flaggedMinutes,
    leftOut: Math.max(0, judgedMinutes(parameters, funding) - sampled),
    minutes: Math.ceil(intervalUs(parameters) / sampleUs(parameters)),
    held: heldText(parameters, permissionsOf(state, instrument).funding),
    ...longsOf(scene, instrument, paidE8),
  };
}

/** One row of each perpetual that is listed and not settled. Rule DESK-76. */
export function fundingRows(scene: Scene): FundingRow[] {
  const { instruments } = scene.state;
  const funded = instruments.filter(({ spec, state }) => isFunded(spec) && state !== 'settled');
  return funded.map((instrument) => rowOf(scene, instrument));
}

/** Fundings of one instrument as they were paid. Rule DESK-77. */
export function fundingEntries(
  scene: { readonly state: VenueState; readonly scales: Scene['scales'] },
  instrument: Instrument,
  payments: readonly FundingPayment[],
): FundingEntry[] {
  const { scales } = scene;
  const asset = instrument.spec.settleAsset;
  return payments.map((one) => ({
    sequence: one.sequence,
    timeUs: one.timeUs,
    rate: rateText(one.rateE8),
    rateSign: signOf(one.rateE8),
    premium: one.observedMinutes === 0 ? NOT_APPLICABLE : rateText(one.premiumE8),
    mark: scales.priceOr(instrument, one.markTicks, NOT_APPLICABLE),
    sampled: one.observedMinutes,
    positions: one.positions,
    paid: scales.money(asset, one.paidAtoms),
    received: scales.money(asset, one.receivedAtoms),
    residue: scales.exactMoney(asset, one.remainderAtoms),
  }));
}
