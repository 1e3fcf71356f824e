/** What a step sees of an instrument's funding: a sample of its premium, or a rate that accrues. */
import {
  aboveE8,
  dampedE8,
  judgesMinute,
  minuteWeight,
  RATE_HOURS,
  takeSample,
} from './funding.ts';
import { permissionsOf } from '../orders/checks.ts';
import { E8 } from '../numbers.ts';
import type { PriceE8, RateE8 } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';
import type { FundingMode } from '../pricing/permissions.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { accrue } from './continuous.ts';
import type { Accrual } from './continuous.ts';
import { imbalanceE8, movedE14, sidesOf, takenE8 } from './imbalance.ts';
import { addPrices, createPriceSums } from './price-sums.ts';
import { boundedE8, fundingOf } from './ways.ts';

export interface SeenPrices {
  readonly indexE8: PriceE8;
  /** 0 = that side cannot fill the impact notional. */
  readonly impactBidE8: PriceE8;
  readonly impactAskE8: PriceE8;
}

/** Takes the sample of this minute, or accrues until now. Rules FUND-02, VAR-30. */
export function sampleFunding(step: Step, instrument: Instrument, seen: SeenPrices): void {
  const { funding, spec } = instrument;
  const { funding: mode } = permissionsOf(step.state, instrument);
  if (funding.accrual !== undefined) {
    accrueNow(step, instrument, funding.accrual, mode, seen);
    return;
  }
  const see = (): RateE8 => sampleOf(instrument, seen);
  const sampled = takeSample(spec.funding, funding, mode, see, step.timeUs);
  if (sampled === null) return;
  if (spec.funding.averageOf === 'prices') {
    funding.prices ??= createPriceSums();
    const weight = minuteWeight(spec.funding, funding, step.timeUs);
    addPrices(funding.prices, weight, aboveOf(instrument, seen), seen.indexE8);
  }
  step.events.emit('funding.sampled', instrument.id, sampled, 1);
}

/** While the price is not sound nothing accrues. */
function accrueNow(
  step: Step,
  instrument: Instrument,
  accrual: Accrual,
  mode: FundingMode,
  seen: SeenPrices,
): void {
  const { funding, spec } = instrument;
  if (mode === 'excluded' || mode === 'postponed') {
    accrue(accrual, 0, step.timeUs);
    return;
  }
  const parameters = fundingOf(spec);
  const premium = premiumOf(instrument, seen);
  accrue(accrual, boundedE8(parameters, dampedE8(parameters, premium)), step.timeUs);
  // The newest is what is told of an interval; a minute's first is told when it is seen.
  funding.premiumSumE8 = premium;
  funding.observedMinutes = 1;
  funding.flaggedMinutes = mode === 'flagged' ? 1 : 0;
  if (judgesMinute(spec.funding, funding, step.timeUs))
    step.events.emit('funding.sampled', instrument.id, premium, 1);
}

function sampleOf(instrument: Instrument, seen: SeenPrices): RateE8 {
  const { funding, spec } = instrument;
  const { imbalance, sampleS = 60 } = spec.funding;
  if (imbalance === undefined) return premiumOf(instrument, seen);
  const sides = sidesOf(instrument);
  if (imbalance.increaseE8 === 0) return imbalanceE8(imbalance, sides);
  const { capE8 } = fundingOf(spec);
  const { movedE14: was = 0 } = funding;
  funding.movedE14 = movedE14(imbalance, capE8, was, sides, sampleS);
  return takenE8(imbalance, funding.movedE14);
}

/** Of the book over the index or the mark, or of the mark alone. Rules FUND-01, VAR-13, VAR-31. */
function aboveOf({ spec, markTicks }: Instrument, seen: SeenPrices): PriceE8 {
  const { premiumOver, premiumOf: what } = spec.funding;
  const { indexE8, impactBidE8, impactAskE8 } = seen;
  const markE8 = markTicks * spec.tickE8;
  if (what === 'mark') return aboveE8(indexE8, 0, 0, markTicks === 0 ? indexE8 : markE8);
  const overE8 = premiumOver === 'mark' && markTicks > 0 ? markE8 : indexE8;
  return aboveE8(indexE8, impactBidE8, impactAskE8, overE8);
}

function premiumOf(instrument: Instrument, seen: SeenPrices): RateE8 {
  return mulDivHalfUp(aboveOf(instrument, seen), E8, seen.indexE8);
}

/** For how many hours the rates of a listing are. */
export const rateHoursOf = ({ spec }: Instrument): number => spec.funding.rateHours ?? RATE_HOURS;
