/**
 * Funding of a perpetual (margin-rules section 7, default): one premium sample a minute, their
 * plain mean over an interval, a damper towards the interest rate, a cap, and a payment on a UTC
 * grid. Rates are in 1e-8; those of the parameters are for eight hours whatever the interval, or
 * for as many as the instrument says.
 */
import type { InstrumentSpec } from '../commands.ts';
import { clamp, E8, HOUR_US, mulDivCeil } from '../numbers.ts';
import type { Atoms, PriceE8, RateE8, TimeUs } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';
import type { FundingMode } from '../pricing/permissions.ts';
import { accruedE8 } from './continuous.ts';
import type { Accrual } from './continuous.ts';
import { premiumOfMeansE8 } from './price-sums.ts';
import type { PriceSums } from './price-sums.ts';
import { boundedE8, intervalUs, sampleUs, steppedE8 } from './ways.ts';

export interface FundingParameters {
  /** 1 to 8 and a divisor of 24, so that the grid is the same every day. */
  readonly intervalHours: number;
  readonly interestE8: RateE8;
  readonly damperE8: RateE8;
  readonly capE8: RateE8;
  /** Whose samples set the rate paid at an interval's end: the interval before it, or its own. */
  readonly samplesFrom: 'previousInterval' | 'sameInterval';
  /** Linear: the n-th minute of an interval counts n times. */
  readonly weighting?: 'mean' | 'linear';
  /** How interest and premium make a rate; the first unless given. Rule VAR-12. */
  readonly damping?: 'interest' | 'deadZone' | 'none';
  /** What the rates are for; eight hours unless given. Rule VAR-13. */
  readonly rateHours?: number;
  /** Seconds between samples; sixty unless given. Rule VAR-30. */
  readonly sampleS?: number;
  /** Seconds between payments of what accrues, where it does. Rule VAR-30. */
  readonly everyS?: number;
  /** What a damped premium is scaled by and stays within before the cap. Rule VAR-31. */
  readonly scalePpm?: number;
  readonly bounds?: { readonly leastE8: RateE8; readonly mostE8: RateE8 };
  /** How far from the last rate the next may be. Rule VAR-31. */
  readonly changeE8?: RateE8;
}

export type FundingFault =
  | 'OK'
  | 'INTERVAL_NOT_ON_GRID'
  | 'RATE_OUT_OF_RANGE'
  | 'RATE_UNUSED'
  | 'SAMPLES_TOO_MANY';

/** Plain; part of the venue's state. */
export interface FundingState {
  /** When the running interval ends and is paid. */
  nextTimeUs: TimeUs;
  /** The minute (since 1970) last judged, sampled or not, or what is sampled; 0 = none yet. */
  minute: number;
  premiumSumE8: RateE8;
  observedMinutes: number;
  /** Of the observed, how many stood on a price worth a flag. */
  flaggedMinutes: number;
  /** What the observed minutes count for together, where they do not count alike. */
  weight?: number;
  /** What they say of prices, where the mean is of those. Rule VAR-72. */
  prices?: PriceSums;
  /** The rate that the interval before this one set. */
  fixedRateE8: RateE8;
  /** When the running interval began, where it has another length than those to come. VAR-30. */
  startUs?: TimeUs;
  /** What has accrued, where it does. Rule VAR-30. */
  accrual?: Accrual;
  /** The index at its start, where it is paid on that. Rule VAR-32. */
  startTicks?: number;
  /** What is due and not paid, by subaccount, where touched positions pay it. Rule VAR-74. */
  unpaid?: Record<number, Atoms>;
  /** What margin was last asked with, where it has funding in it. Rule VAR-33. */
  pendingE8?: RateE8;
  /** A rate that moves by imbalance, in 1e-14. Rule VAR-35. */
  movedE14?: number;
}

export interface FundingSettlement {
  /** When it was due, which may be before it was paid. */
  readonly dueTimeUs: TimeUs;
  /** A long of value V pays V x rate; a short receives it. */
  readonly rateE8: RateE8;
  readonly observedMinutes: number;
  readonly flaggedMinutes: number;
  /** What accrued, which the rate is of; absent where it is of samples. */
  readonly sumE8Ms?: number;
}

export const RATE_HOURS = 8;
const LONGEST_HOURS = 8;

export function fundingFault(parameters: FundingParameters): FundingFault {
  const { intervalHours, interestE8, damperE8, capE8, damping } = parameters;
  const { rateHours = RATE_HOURS } = parameters;
  const isOnGrid =
    Number.isInteger(intervalHours) && intervalHours >= 1 && intervalHours <= LONGEST_HOURS;
  if (!isOnGrid || 24 % intervalHours !== 0) return 'INTERVAL_NOT_ON_GRID';
  if (rateHours < intervalHours) return 'RATE_OUT_OF_RANGE';
  const isUnused =
    (damping === 'deadZone' && interestE8 !== 0) || (damping === 'none' && damperE8 !== 0);
  if (isUnused) return 'RATE_UNUSED';
  const inRange =
    [interestE8, damperE8, capE8].every((rate) => Number.isSafeInteger(rate)) &&
    Math.abs(interestE8) < E8 &&
    damperE8 >= 0 &&
    damperE8 < E8 &&
    capE8 >= 0 &&
    capE8 < E8;
  return inRange ? 'OK' : 'RATE_OUT_OF_RANGE';
}

/** Whether a contract pays funding: a perpetual does, what ends and a pair do not. FUND-07. */
export function isFunded({ expiry, contract }: InstrumentSpec): boolean {
  return expiry === undefined && contract !== 'spot';
}

export function createFundingState(
  parameters: Pick<FundingParameters, 'intervalHours' | 'everyS'>,
  timeUs: TimeUs,
): FundingState {
  return {
    nextTimeUs: nextOnGridUs(timeUs, intervalUs(parameters)),
    minute: 0,
    premiumSumE8: 0,
    observedMinutes: 0,
    flaggedMinutes: 0,
    fixedRateE8: 0,
    ...(parameters.everyS !== undefined && { accrual: { untilMs: 0, rateE8: 0, sumE8Ms: 0 } }),
  };
}

/** The next point after `timeUs` of the grid that starts at 00:00 UTC (FUND-05). */
export function nextFundingTimeUs(timeUs: TimeUs, intervalHours: number): TimeUs {
  return nextOnGridUs(timeUs, intervalHours * HOUR_US);
}

function nextOnGridUs(timeUs: TimeUs, stepUs: number): TimeUs {
  return (Math.floor(timeUs / stepUs) + 1) * stepUs;
}

/** When the running interval began. */
export function startedUs(
  parameters: Pick<FundingParameters, 'intervalHours' | 'everyS'>,
  { nextTimeUs, startUs }: FundingState,
): TimeUs {
  return startUs ?? nextTimeUs - intervalUs(parameters);
}

/**
 * The premium of a book over the index (FUND-01), in 1e-8, half up: [max(0, impact bid - I) -
 * max(0, I - impact ask)] / I. A side that cannot fill the impact notional is one at which nobody
 * can trade beyond the index: its term is 0, and the minute still counts, since the rule leaves out
 * only minutes without a sound index or in an auction. A premium is at most 1, as a discount is by
 * its nature. Over another price than the index, that price's own premium is added. Rule VAR-13.
 */
export function premiumE8(
  indexE8: PriceE8,
  impactBidE8: PriceE8,
  impactAskE8: PriceE8,
  overE8: PriceE8 = indexE8,
): RateE8 {
  return mulDivHalfUp(aboveE8(indexE8, impactBidE8, impactAskE8, overE8), E8, indexE8);
}

/** The same before it is divided: how far above the index, as a price. Rules FUND-01, VAR-72. */
export function aboveE8(
  indexE8: PriceE8,
  impactBidE8: PriceE8,
  impactAskE8: PriceE8,
  overE8: PriceE8,
): PriceE8 {
  const bidAbove = clamp(impactBidE8 - overE8, 0, indexE8);
  const askBelow = impactAskE8 === 0 ? 0 : Math.max(0, overE8 - impactAskE8);
  return clamp(overE8 - indexE8 + bidAbove - askBelow, -indexE8, indexE8);
}

/**
 * Takes this minute's sample of what is seen, if the minute has none yet and the interval is not
 * over (FUND-02). The first call in a minute decides it: where the price is not sound the minute is
 * left out. Returns the sample, or null where none was taken.
 */
export function takeSample(
  parameters: Pick<FundingParameters, 'intervalHours' | 'weighting' | 'sampleS'>,
  state: FundingState,
  mode: FundingMode,
  see: () => RateE8,
  timeUs: TimeUs,
): RateE8 | null {
  if (!judgesMinute(parameters, state, timeUs)) return null;
  if (mode === 'excluded' || mode === 'postponed') return null;
  const weight = minuteWeight(parameters, state, timeUs);
  const sampled = see();
  state.premiumSumE8 += weight * sampled;
  if (parameters.weighting === 'linear') state.weight = (state.weight ?? 0) + weight;
  state.observedMinutes += 1;
  if (mode === 'flagged') state.flaggedMinutes += 1;
  return sampled;
}

/** Whether this minute is judged now: the first step in it does so. */
export function judgesMinute(
  parameters: Pick<FundingParameters, 'sampleS'>,
  state: FundingState,
  timeUs: TimeUs,
): boolean {
  const minute = Math.floor(timeUs / sampleUs(parameters));
  if (minute === state.minute || timeUs >= state.nextTimeUs) return false;
  state.minute = minute;
  return true;
}

/** What a minute counts for: 1, or which one of its interval it is. Rule FUND-08. */
export function minuteWeight(
  parameters: Pick<FundingParameters, 'intervalHours' | 'weighting' | 'sampleS'>,
  state: FundingState,
  timeUs: TimeUs,
): number {
  if (parameters.weighting !== 'linear') return 1;
  return Math.floor((timeUs - startedUs(parameters, state)) / sampleUs(parameters)) + 1;
}

/** What a mean premium and the interest make, before the cap. Rules FUND-03, VAR-12. */
export function dampedE8(parameters: FundingParameters, premium: RateE8): RateE8 {
  const { interestE8, damperE8, damping = 'interest' } = parameters;
  if (damping === 'none') return premium + interestE8;
  if (damping === 'deadZone') return Math.max(damperE8, premium) + Math.min(-damperE8, premium);
  return premium + clamp(interestE8 - premium, -damperE8, damperE8);
}

/**
 * The rate that premiums give (FUND-03, FUND-04), each step half up: mean premium P; F = P +
 * clamp(R - P, -c, +c); cap; times interval / 8 h and observed / all minutes. No sample, no
 * funding.
 */
export function rateOfSamples(
  parameters: FundingParameters,
  premiumSumE8: RateE8,
  observedMinutes: number,
  allMinutes: number,
  weight: number = observedMinutes,
): RateE8 {
  if (observedMinutes === 0) return 0;
  const premium = mulDivHalfUp(premiumSumE8, 1, weight);
  return rateOfPremium(parameters, premium, observedMinutes, allMinutes);
}

/** The rate that a mean premium gives, of so many minutes observed. Rules FUND-03, FUND-04. */
function rateOfPremium(
  parameters: FundingParameters,
  premium: RateE8,
  observedMinutes: number,
  allMinutes: number,
): RateE8 {
  const { intervalHours, rateHours = RATE_HOURS } = parameters;
  const capped = boundedE8(parameters, dampedE8(parameters, premium));
  return mulDivHalfUp(capped, intervalHours * observedMinutes, rateHours * allMinutes);
}

/** The mean of an interval's samples so far, of rates or of prices, half up; 0 without any. */
export function meanPremiumE8(state: FundingState): RateE8 {
  const { premiumSumE8, observedMinutes, weight = observedMinutes, prices } = state;
  if (observedMinutes === 0) return 0;
  if (prices !== undefined) return premiumOfMeansE8(prices, weight);
  return mulDivHalfUp(premiumSumE8, 1, weight);
}

/** The rate that this interval's samples give so far, over the minutes that have passed. */
export function indicativeRateE8(
  parameters: FundingParameters,
  state: FundingState,
  timeUs: TimeUs,
): RateE8 {
  if (state.accrual !== undefined) {
    return accruedE8(state.accrual.sumE8Ms, parameters.rateHours ?? RATE_HOURS);
  }
  const startUs = startedUs(parameters, state);
  const untilUs = Math.min(timeUs, state.nextTimeUs - 1);
  const passed = Math.floor((untilUs - startUs) / sampleUs(parameters)) + 1;
  const { observedMinutes, fixedRateE8 } = state;
  // It is for as long as it was begun for.
  const intervalHours = (state.nextTimeUs - startUs) / HOUR_US;
  const running = state.startUs === undefined ? parameters : { ...parameters, intervalHours };
  const seen = observedMinutes > 0;
  const rate = seen ? rateOfPremium(running, meanPremiumE8(state), observedMinutes, passed) : 0;
  return steppedE8(parameters, fixedRateE8, rate, intervalHours);
}

/** The rate as it now stands to be paid at `nextTimeUs`; what the mark's A is made with. */
export function payableRateE8(
  parameters: FundingParameters,
  state: FundingState,
  timeUs: TimeUs,
): RateE8 {
  return parameters.samplesFrom === 'sameInterval'
    ? indicativeRateE8(parameters, state, timeUs)
    : state.fixedRateE8;
}

/** Whether a payment is to be made now: due, and not postponed by the price's standing. */
export function isFundingDue(state: FundingState, mode: FundingMode, timeUs: TimeUs): boolean {
  return timeUs >= state.nextTimeUs && mode !== 'postponed';
}

/**
 * Closes the interval that is due and starts the one in which `timeUs` lies (FUND-05). A payment
 * that was postponed is made once; intervals that passed meanwhile had no samples and pay nothing.
 */
export function settleFunding(
  parameters: FundingParameters,
  state: FundingState,
  timeUs: TimeUs,
): FundingSettlement {
  const { nextTimeUs: dueTimeUs, observedMinutes, flaggedMinutes, accrual } = state;
  const rateE8 = payableRateE8(parameters, state, timeUs);
  state.fixedRateE8 = indicativeRateE8(parameters, state, timeUs);
  beginInterval(parameters, state, timeUs);
  state.premiumSumE8 = 0;
  state.observedMinutes = 0;
  state.flaggedMinutes = 0;
  if (state.weight !== undefined) state.weight = 0;
  delete state.prices;
  const settled = { dueTimeUs, rateE8, observedMinutes, flaggedMinutes };
  if (accrual === undefined) return settled;
  const { sumE8Ms } = accrual;
  accrual.sumE8Ms = 0;
  return { ...settled, sumE8Ms };
}

/**
 * The interval in which `timeUs` lies. After one that an amendment left as it had begun, the first
 * on the new grid may be shorter than those to come. Rules FUND-05, VAR-30.
 */
function beginInterval(parameters: FundingParameters, state: FundingState, timeUs: TimeUs): void {
  const { nextTimeUs: dueUs, startUs } = state;
  const lengthUs = intervalUs(parameters);
  state.nextTimeUs = nextOnGridUs(timeUs, lengthUs);
  if (startUs === undefined) return;
  delete state.startUs;
  if (dueUs > state.nextTimeUs - lengthUs) state.startUs = dueUs;
}

/** Leaves the running interval as it was begun, whatever those to come will be. Rule VAR-30. */
export function keepInterval(parameters: FundingParameters, state: FundingState): void {
  state.startUs = startedUs(parameters, state);
}

/**
 * What a position pays, or with a minus receives, in atoms (FUND-06): the payer's amount rounded
 * up, the receiver's down, the rest being the insurance fund's. `valueAtoms` is the position's
 * value at the mark, positive for a long and negative for a short, linear or inverse.
 */
export function fundingPaymentAtoms(valueAtoms: Atoms, rateE8: RateE8): Atoms {
  // Rounding towards plus infinity is up for who pays and down for who receives.
  return mulDivCeil(valueAtoms, rateE8, E8);
}
