/** The next funding of each perpetual as it stands, by the venue's own functions. */
import {
  dampedE8,
  fundingPaymentAtoms,
  indicativeRateE8,
  isFunded,
  meanPremiumE8,
  payableRateE8,
  startedUs,
} from '../../venue/funding/funding.ts';
import { fundingOf, intervalUs, sampleUs } from '../../venue/funding/ways.ts';
import type { FundingParameters, FundingState } from '../../venue/funding/funding.ts';
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { permissionsOf } from '../../venue/orders/checks.ts';
import type { FundingMode } from '../../venue/pricing/permissions.ts';
import type { FundingPayment } from '../../projections/funding-record.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { NOT_APPLICABLE, rateText, signOf } from '../format.ts';
import type { FundingEntry, FundingForce, FundingRow } from '../messages.ts';
import type { Scene } from './scene.ts';

const HELD: Readonly<Record<FundingMode, string>> = {
  normal: '',
  flagged: 'Minutes count now, and are flagged: the index is not at its best.',
  excluded: 'Minutes are left out now: the index is held.',
  postponed: 'Minutes are left out and a payment waits: the index is halted.',
};

/** What of its formula decides a rate. Rule FUND-03. */
function forceOf(parameters: FundingParameters, state: FundingState): FundingForce {
  if (state.observedMinutes === 0) return 'none';
  const damped = dampedE8(parameters, meanPremiumE8(state));
  if (Math.abs(damped) > parameters.capE8) return 'cap';
  return damped === parameters.interestE8 ? 'interest' : 'premium';
}

function whyOf(force: FundingForce, { damperE8, capE8 }: FundingParameters): string {
  const [damper, cap] = [rateText(damperE8), rateText(capE8)].map((text) => text.replace('+', ''));
  switch (force) {
    case 'none':
      return 'No minute was sampled yet: nothing would be paid.';
    case 'interest':
      return `The premium is within ${damper} of the interest rate, which is paid.`;
    case 'premium':
      return `The premium, less ${damper} on its way to the interest rate.`;
    case 'cap':
      return `The premium is beyond what may be paid: held at the cap of ${cap}.`;
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

function rowOf(scene: Scene, instrument: Instrument): FundingRow {
  const { state } = scene;
  const { spec, funding } = instrument;
  const parameters = fundingOf(spec);
  const rateE8 = payableRateE8(parameters, funding, state.timeUs);
  const force = forceOf(parameters, funding);
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
    damper: rateText(parameters.damperE8).replace('+', ''),
    cap: rateText(parameters.capE8).replace('+', ''),
    force,
    why: whyOf(force, parameters),
    intervalHours: parameters.intervalHours,
    nextTimeUs: funding.nextTimeUs,
    sampled,
    flagged: funding.flaggedMinutes,
    leftOut: Math.max(0, judgedMinutes(parameters, funding) - sampled),
    minutes: Math.ceil(intervalUs(parameters) / sampleUs(parameters)),
    held: HELD[permissionsOf(state, instrument).funding],
    ...longsOf(scene, instrument, rateE8),
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
