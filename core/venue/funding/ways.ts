/**
 * What other venues do to a rate beside damping it, as pure functions: how often a premium is
 * seen, what the rate is scaled by, and within what it stays. Rates are in 1e-8.
 */
import type { InstrumentSpec } from '../commands.ts';
import { clamp, E8, HOUR_US, MINUTE_US, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { RateE8 } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';
import type { FundingFault, FundingParameters } from './funding.ts';

/** Where later samples count for more, the sum of so many is still exact. */
const MOST_WEIGHTED = 8_640;

/** From one sample to the next. Rule VAR-30. */
export function sampleUs({ sampleS }: Pick<FundingParameters, 'sampleS'>): number {
  return sampleS === undefined ? MINUTE_US : sampleS * SECOND_US;
}

/** From one payment to the next. Rule VAR-30. */
export function intervalUs({
  intervalHours,
  everyS,
}: Pick<FundingParameters, 'intervalHours' | 'everyS'>): number {
  return everyS === undefined ? intervalHours * HOUR_US : everyS * SECOND_US;
}

/** A share of a rate of the first tier in 1e-6, as a rate in 1e-8, rounded down. */
function shareE8(sharePpm: number, ratePpm: number): RateE8 {
  return mulDivFloor(sharePpm, ratePpm, (PPM * PPM) / E8);
}

/**
 * The parameters of an instrument's funding, with what follows from its first tier: a cap, and how
 * far a rate may be from the one before. Rule VAR-31.
 */
export function fundingOf({
  funding,
  margin,
}: Pick<InstrumentSpec, 'funding' | 'margin'>): FundingParameters {
  const { capOf, changePpm } = funding;
  if (capOf === undefined && changePpm === undefined) return funding;
  const { maintenancePpm = 0, initialPpm = 0 } = margin.tiers[0] ?? {};
  const ofPpm = capOf?.what === 'maintenance' ? maintenancePpm : initialPpm - maintenancePpm;
  const capE8 =
    capOf === undefined ? funding.capE8 : Math.min(funding.capE8, shareE8(capOf.sharePpm, ofPpm));
  const changeE8 = changePpm === undefined ? {} : { changeE8: shareE8(changePpm, maintenancePpm) };
  return { ...funding, capE8, ...changeE8 };
}

/** A damped premium scaled, then held within its bounds and its cap, in this order. VAR-31. */
export function boundedE8(
  { capE8, scalePpm, bounds }: Pick<FundingParameters, 'capE8' | 'scalePpm' | 'bounds'>,
  damped: RateE8,
): RateE8 {
  const scaled = scalePpm === undefined ? damped : mulDivHalfUp(damped, scalePpm, PPM);
  const bounded = bounds === undefined ? scaled : clamp(scaled, bounds.leastE8, bounds.mostE8);
  return clamp(bounded, -capE8, capE8);
}

/** A rate no further from the last one than it may be in an interval of `hours`. Rule VAR-31. */
export function steppedE8(
  { changeE8, rateHours = 8 }: Pick<FundingParameters, 'changeE8' | 'rateHours'>,
  lastE8: RateE8,
  rateE8: RateE8,
  hours: number,
): RateE8 {
  if (changeE8 === undefined) return rateE8;
  const most = mulDivFloor(changeE8, hours, rateHours);
  return clamp(rateE8, lastE8 - most, lastE8 + most);
}

/** Whether funding is nothing at all, as it is of what ends and of a pair. */
export function isUnfunded(funding: InstrumentSpec['funding']): boolean {
  const { interestE8, damperE8, capE8, imbalance, borrow } = funding;
  const isFree = interestE8 === 0 && damperE8 === 0 && capE8 === 0;
  return isFree && imbalance === undefined && borrow === undefined;
}

/** What is wrong with the ways of a listing. Rules VAR-30, VAR-31, VAR-35. */
export function wayFault(funding: InstrumentSpec['funding']): FundingFault {
  const { intervalHours, sampleS = 60, everyS, weighting, bounds, imbalance, payOn } = funding;
  if (3_600 % sampleS !== 0 || 3_600 % (everyS ?? 1) !== 0) return 'INTERVAL_NOT_ON_GRID';
  const samples = (intervalHours * 3_600) / sampleS;
  if (weighting === 'linear' && samples > MOST_WEIGHTED) return 'SAMPLES_TOO_MANY';
  if (everyS !== undefined && !isContinuous(funding)) return 'RATE_UNUSED';
  if (payOn === 'averageIndex' && !isOfPrices(funding)) return 'RATE_UNUSED';
  if (bounds !== undefined && bounds.leastE8 > bounds.mostE8) return 'RATE_OUT_OF_RANGE';
  return imbalance === undefined || isMeasured(funding, imbalance) ? 'OK' : 'RATE_UNUSED';
}

/** What accrues is paid as it is: nothing is sampled, weighed, or remembered of an interval. */
function isContinuous(funding: InstrumentSpec['funding']): boolean {
  const { intervalHours, samplesFrom, weighting, sampleS, changePpm, imbalance, interval } =
    funding;
  const hasOwn = [weighting, sampleS, changePpm, imbalance, interval, funding.averageOf].some(
    (setting) => setting !== undefined,
  );
  return intervalHours === 1 && samplesFrom === 'sameInterval' && !hasOwn;
}

/** Whether the average index of an interval is known when its own rate is paid. Rule VAR-72. */
function isOfPrices({ averageOf, samplesFrom }: InstrumentSpec['funding']): boolean {
  return averageOf === 'prices' && samplesFrom === 'sameInterval';
}

/** A rate by imbalance is damped by nothing, and either is a part of it or moves. */
function isMeasured(
  { damping, interestE8, premiumOf, premiumOver, averageOf }: InstrumentSpec['funding'],
  imbalance: NonNullable<InstrumentSpec['funding']['imbalance']>,
): boolean {
  const { factorE8, increaseE8, decreaseE8, stablePpm, belowPpm, leastE8 } = imbalance;
  const ofPrices = [premiumOf, premiumOver, averageOf].some((setting) => setting !== undefined);
  const isAlone = !ofPrices && interestE8 === 0;
  if (damping !== 'none' || !isAlone) return false;
  if (increaseE8 === 0) return factorE8 > 0 && decreaseE8 + stablePpm + belowPpm + leastE8 === 0;
  return factorE8 === 0 && belowPpm <= stablePpm;
}
