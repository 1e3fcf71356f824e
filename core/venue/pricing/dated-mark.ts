/**
 * The mark of a dated future (margin-rules section 6): the index with the premium of its book, as a
 * yearly rate that shrinks with the time that is left, held near the index, and over the last half
 * hour drawn to what it will settle at.
 */
import { createSamples, settlementE8, windowMinutesOf } from '../instruments/settlement-price.ts';
import type { SettlementWays } from '../instruments/own-ways.ts';
import type { SettlementSamples } from '../instruments/settlement-price.ts';
import { roundToTicks } from '../instruments/value.ts';
import { clamp, E8, mulDivCeil, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { Ppm, PriceE8, RateE8, Ticks, TimeUs } from '../numbers.ts';
import { mulDivHalfUp } from './half-up.ts';
import { heldWithin } from './own-mark.ts';
import type { TickRange } from './own-mark.ts';

const DAY_S = 86_400;
const YEAR_S = 365 * DAY_S;
const MINUTE_S = 60;

export interface DatedMarkParameters extends SettlementWays {
  readonly tickE8: PriceE8;
  readonly expiresUs: TimeUs;
  /** How far from the index the mark may be at the expiry, and so many days before it. */
  readonly bandPpm: Ppm;
  readonly farBandPpm: Ppm;
  readonly farDays: number;
  /** An impact spread above this share of the index says nothing. */
  readonly maintenancePpm: Ppm;
  /** What of the fair price an instrument's own way makes of its parts. Rule VAR-49. */
  readonly compose?: (fairE8: PriceE8) => PriceE8;
  /** What the mark may not pass before it is drawn to its settlement. Rule VAR-52. */
  readonly limit?: TickRange | null;
}

/** What stands when the mark is set; an impact price that there is not is 0. */
export interface DatedMarkInputs {
  readonly indexE8: PriceE8;
  readonly impactBidE8: PriceE8;
  readonly impactAskE8: PriceE8;
}

/** Plain; part of the venue's state. */
export interface DatedState {
  /** The premium of the book as it last said one, for a whole year. */
  yearlyE8: RateE8;
  readonly samples: SettlementSamples;
  /** Why it was last said to wait, counted from 1; 0 before it waits. */
  toldReason: number;
  /** What is added to all rates of margin; absent before its first step. */
  rampPpm?: Ppm;
}

export function createDatedState(ways: SettlementWays = {}): DatedState {
  return { yearlyE8: 0, samples: createSamples(ways), toldReason: 0 };
}

export interface DatedMark {
  readonly markTicks: Ticks;
  readonly fairE8: PriceE8;
  /** The middle of the book that the premium was taken from now; 0 where it stands as it was. */
  readonly bookE8: PriceE8;
  /** What it would settle at by the minutes so far; 0 before the last half hour. */
  readonly settlementE8: PriceE8;
}

/** Whole seconds to an expiry, of which the last is not over before it. */
export function leftS(expiresUs: TimeUs, timeUs: TimeUs): number {
  return Math.max(0, Math.ceil((expiresUs - timeUs) / SECOND_US));
}

/** How far the mark may be from the index: it narrows evenly to the expiry. Rule MARK-08. */
export function datedBandPpm(parameters: DatedMarkParameters, secondsLeft: number): Ppm {
  const { bandPpm, farBandPpm, farDays } = parameters;
  const far = farDays * DAY_S;
  return bandPpm + Math.floor(((farBandPpm - bandPpm) * Math.min(secondsLeft, far)) / far);
}

/** Sets the mark and takes in what the book says. Rules MARK-07, MARK-08, MARK-09. */
export function updateDatedMark(
  parameters: DatedMarkParameters,
  state: DatedState,
  inputs: DatedMarkInputs,
  timeUs: TimeUs,
): DatedMark {
  const { indexE8 } = inputs;
  const secondsLeft = leftS(parameters.expiresUs, timeUs);
  const bookE8 = bookMiddleE8(parameters, inputs);
  if (bookE8 !== 0 && secondsLeft > 0) state.yearlyE8 = yearlyE8(indexE8, bookE8, secondsLeft);
  const premiumE8 = mulDivHalfUp(state.yearlyE8, secondsLeft, YEAR_S);
  const fairE8 = indexE8 + mulDivHalfUp(indexE8, premiumE8, E8);
  const band = datedBandPpm(parameters, secondsLeft);
  const low = mulDivCeil(indexE8, PPM - band, PPM);
  const { compose, limit = null, tickE8 } = parameters;
  const ownE8 = compose === undefined ? fairE8 : compose(fairE8);
  const within = clamp(ownE8, low, mulDivFloor(indexE8, PPM + band, PPM));
  const banded = heldWithin(limit, tickE8, within, 1);
  const settlesAt = settlementE8(state.samples);
  const windowS = windowMinutesOf(parameters) * MINUTE_S;
  const passed = Math.max(0, windowS - secondsLeft);
  const drawn = settlesAt === 0 ? 0 : mulDivHalfUp(settlesAt - banded, passed, windowS);
  const markE8 = banded + drawn;
  const markTicks = Math.max(1, roundToTicks(parameters, markE8));
  return { markTicks, fairE8, bookE8, settlementE8: settlesAt };
}

/** The middle of the impact prices; 0 where a side has none or they are too far apart. */
function bookMiddleE8(
  { maintenancePpm }: DatedMarkParameters,
  { indexE8, impactBidE8, impactAskE8 }: DatedMarkInputs,
): PriceE8 {
  if (impactBidE8 === 0 || impactAskE8 === 0) return 0;
  if (impactAskE8 - impactBidE8 > mulDivFloor(indexE8, maintenancePpm, PPM)) return 0;
  return Math.floor((impactBidE8 + impactAskE8 + 1) / 2);
}

/** b = (middle / I - 1) / (time left in years), each step half up; a premium is at most 1. */
function yearlyE8(indexE8: PriceE8, bookE8: PriceE8, secondsLeft: number): RateE8 {
  const away = clamp(bookE8 - indexE8, -indexE8, indexE8);
  return mulDivHalfUp(mulDivHalfUp(away, E8, indexE8), YEAR_S, secondsLeft);
}
