/**
 * The mark of a perpetual (margin-rules section 6, default): the median of a funding-adjusted
 * index, a smoothed book and the last trade, held near the index. The same for linear and inverse
 * contracts: all prices are quote per base.
 */
import {
  clamp,
  emaStep,
  median3,
  mulDivCeil,
  mulDivFloor,
  mulDivRound,
  PPM,
  E8,
  SECOND_US,
} from '../numbers.ts';
import type { Ppm, PriceE8, RateE8, Ticks, TimeUs } from '../numbers.ts';
import type { AverageState } from './averages.ts';
import { heldWithin, withinQuote } from './own-mark.ts';
import type { LimitState, TickRange } from './own-mark.ts';

export interface MarkParameters {
  readonly tickE8: PriceE8;
  readonly fundingIntervalS: number;
  readonly basisTauS: number;
  /** How far the mark may be from the index. */
  readonly bandPpm: Ppm;
  /** An impact spread above this share of the index gives no B: the base maintenance rate. */
  readonly maintenancePpm: Ppm;
  readonly method: MarkMethod;
  /** What of A an instrument's own way makes of its parts, in place of a method. Rule VAR-49. */
  readonly compose?: (aE8: PriceE8) => PriceE8;
  /** What the mark may not pass, whatever the band says. Rule VAR-52. */
  readonly limit?: TickRange | null;
}

/** How a mark is made: `margin-rules.md` section 6, the default and two ways of another venue. */
export type MarkMethod = 'median' | 'fairPrice' | 'lastPriceProtected';

/** What stands when the mark is set; 0 = none for all but the rate. */
export interface MarkInputs {
  readonly indexE8: PriceE8;
  /** The rate to be paid at `fundingTimeUs`, for the whole interval. */
  readonly fundingRateE8: RateE8;
  readonly fundingTimeUs: TimeUs;
  readonly impactBidE8: PriceE8;
  readonly impactAskE8: PriceE8;
  readonly bestBidTicks: Ticks;
  readonly bestAskTicks: Ticks;
  /** Last trade on the book; forced trades do not count. */
  readonly lastTicks: Ticks;
  /** The mark that stands; 0 before the first. */
  readonly markTicks: Ticks;
}

/** Plain; part of the venue's state. */
export interface MarkState {
  /** Moving average of (impact mid - index) in 1e-8; may be negative. */
  basisE8: number;
  /** Venue time of its newest sample in whole seconds; 0 = no sample yet. */
  basisTimeS: number;
  /** Of an own mark alone: the averages of its parts, and where its limit began. */
  averages?: AverageState[];
  limit?: LimitState;
}

/** What a mark was made of, before the band. */
export type MarkChoice =
  | 'median'
  | 'meanAC'
  | 'meanAB'
  | 'fundingAdjusted'
  | 'protectedLast'
  | 'composed';

export interface Mark {
  readonly markTicks: Ticks;
  readonly aE8: PriceE8;
  /** 0 = missing. */
  readonly bE8: PriceE8;
  readonly cE8: PriceE8;
  readonly which: MarkChoice;
  /** Whether the band around the index, or a limit, decided. */
  readonly isClamped: boolean;
}

export function createMarkState(): MarkState {
  return { basisE8: 0, basisTimeS: 0 };
}

/**
 * Sets the mark at `timeUs` and brings the moving average up to date (MARK-02 to MARK-06).
 * Everything is in 1e-8 of the quote until the tick, to which the mark is rounded half up once.
 */
export function updateMark(
  parameters: MarkParameters,
  state: MarkState,
  inputs: MarkInputs,
  timeUs: TimeUs,
): Mark {
  const { indexE8 } = inputs;
  const aE8 = fundingAdjustedE8(parameters, inputs, timeUs);
  const bE8 = smoothedBookE8(parameters, state, inputs, timeUs);
  const cE8 = lastWithinQuoteE8(parameters, inputs);
  const { which, doubledE8 } = made(parameters, inputs, [aE8, bE8, cE8]);
  const low = 2 * mulDivCeil(indexE8, PPM - parameters.bandPpm, PPM);
  const high = 2 * mulDivFloor(indexE8, PPM + parameters.bandPpm, PPM);
  const within = clamp(doubledE8, low, high);
  const banded = heldWithin(parameters.limit ?? null, parameters.tickE8, within, 2);
  const nearest = Math.floor((banded + parameters.tickE8) / (2 * parameters.tickE8));
  // A price is at least a tick: what an inverse contract is worth divides by it.
  const markTicks = Math.max(1, nearest);
  return { markTicks, aE8, bE8, cE8, which, isClamped: banded !== doubledE8 };
}

/** A = index x (1 + F t/T), t in whole seconds to the payment; half up. */
function fundingAdjustedE8(
  { fundingIntervalS }: MarkParameters,
  { indexE8, fundingRateE8, fundingTimeUs }: MarkInputs,
  timeUs: TimeUs,
): PriceE8 {
  const leftS = clamp(Math.floor((fundingTimeUs - timeUs) / SECOND_US), 0, fundingIntervalS);
  const one = E8 * fundingIntervalS;
  return mulDivRound(indexE8, one + fundingRateE8 * leftS, one);
}

/**
 * B = index + moving average of (impact mid - index). Missing, and the average not fed, where a
 * side cannot fill the impact notional or the two are too far apart. The first sample is the
 * average.
 */
function smoothedBookE8(
  parameters: MarkParameters,
  state: MarkState,
  { indexE8, impactBidE8, impactAskE8 }: MarkInputs,
  timeUs: TimeUs,
): PriceE8 {
  if (impactBidE8 === 0 || impactAskE8 === 0) return 0;
  const limit = mulDivFloor(indexE8, parameters.maintenancePpm, PPM);
  if (impactAskE8 - impactBidE8 > limit) return 0;
  const sample = Math.floor((impactBidE8 + impactAskE8 + 1) / 2) - indexE8;
  const nowS = Math.floor(timeUs / SECOND_US);
  const elapsedS = nowS - state.basisTimeS;
  const isFirst = state.basisTimeS === 0;
  state.basisE8 = isFirst ? sample : emaStep(state.basisE8, sample, elapsedS, parameters.basisTauS);
  state.basisTimeS = nowS;
  return indexE8 + state.basisE8;
}

/**
 * C = the last trade, no lower than the best bid and no higher than the best ask, where they are.
 */
function lastWithinQuoteE8(
  { tickE8 }: MarkParameters,
  { lastTicks, bestBidTicks, bestAskTicks }: MarkInputs,
): PriceE8 {
  return withinQuote(lastTicks, bestBidTicks, bestAskTicks) * tickE8;
}

interface Made {
  readonly which: MarkChoice;
  /** Doubled, so that a mean is whole. */
  readonly doubledE8: number;
}

/** What the way of an instrument makes of its prices. Rules MARK-05, MARK-11, VAR-49. */
function made(
  parameters: MarkParameters,
  inputs: MarkInputs,
  [aE8, bE8, cE8]: readonly [PriceE8, PriceE8, PriceE8],
): Made {
  const { compose } = parameters;
  if (compose !== undefined) return { which: 'composed', doubledE8: 2 * compose(aE8) };
  switch (parameters.method) {
    case 'median':
      return choose(aE8, bE8, cE8);
    case 'fairPrice':
      return { which: 'fundingAdjusted', doubledE8: 2 * aE8 };
    case 'lastPriceProtected':
      return protectedLast(parameters, inputs, aE8);
  }
}

/**
 * The last trade while it is within half of the base maintenance rate of A; beyond, the mark only
 * moves from where it was toward A, and no further than the last trade. Rule MARK-11.
 */
function protectedLast(
  { tickE8, maintenancePpm }: MarkParameters,
  { lastTicks, markTicks }: MarkInputs,
  aE8: PriceE8,
): Made {
  if (lastTicks === 0) return { which: 'fundingAdjusted', doubledE8: 2 * aE8 };
  const last = lastTicks * tickE8;
  const reach = mulDivFloor(aE8, maintenancePpm, 2 * PPM);
  const stood = markTicks === 0 ? aE8 : markTicks * tickE8;
  const isNear = Math.abs(last - aE8) <= reach;
  const moved = isNear ? last : clamp(last, Math.min(stood, aE8), Math.max(stood, aE8));
  return { which: 'protectedLast', doubledE8: 2 * moved };
}

/** The median, or the mean of what there is beside A; doubled, so that a mean is whole. */
function choose(aE8: PriceE8, bE8: PriceE8, cE8: PriceE8): Made {
  if (bE8 !== 0 && cE8 !== 0) return { which: 'median', doubledE8: 2 * median3(aE8, bE8, cE8) };
  if (cE8 !== 0) return { which: 'meanAC', doubledE8: aE8 + cE8 };
  if (bE8 !== 0) return { which: 'meanAB', doubledE8: aE8 + bE8 };
  return { which: 'fundingAdjusted', doubledE8: 2 * aE8 };
}
