/**
 * A mark that an instrument makes of parts that its data name (margin-rules section 6, the table):
 * each part is a price of index, book or trades, perhaps smoothed, and the mark is the median or
 * the mean of those that are there. Where none is there it is the index. Band, tick and what a
 * dated future settles at are as with any other mark.
 */
import { clamp, median3, mulDivCeil, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { Ppm, PriceE8, Ticks, TimeUs } from '../numbers.ts';
import { average, medianE8, weightedMeanE8 } from './averages.ts';
import type { AverageState } from './averages.ts';
import type { MarkPart, OwnMark } from './own-mark-fields.ts';

/** What stands when the mark is set; 0 = none. */
export interface SeenPrices {
  readonly tickE8: PriceE8;
  readonly indexE8: PriceE8;
  /** The index with its funding (MARK-02), or with what a book adds to it (MARK-07). */
  readonly fairE8: PriceE8;
  readonly impactBidE8: PriceE8;
  readonly impactAskE8: PriceE8;
  readonly bestBidTicks: Ticks;
  readonly bestAskTicks: Ticks;
  /** Last trade on the book; forced trades do not count. */
  readonly lastTicks: Ticks;
  /** The index of other venues' contracts, while it may be sampled. */
  readonly elsewhereE8: PriceE8;
  /** A spread above this share of the index has no middle: the base maintenance rate. */
  readonly maintenancePpm: Ppm;
}

export interface Composed {
  readonly priceE8: PriceE8;
  /** What each part gave, in their order; 0 of one that is missing. */
  readonly partsE8: readonly PriceE8[];
}

interface CombinedParts {
  readonly combine: OwnMark['combine'];
  readonly parts: readonly Pick<MarkPart, 'standsIn' | 'weightPpm'>[];
}

/** The price before its band, and the averages of its parts brought up to date. Rule VAR-49. */
export function composeMark(
  own: OwnMark,
  averages: AverageState[],
  seen: SeenPrices,
  timeUs: TimeUs,
): Composed {
  const timeS = Math.floor(timeUs / SECOND_US);
  const partsE8 = own.parts.map((part, n) => {
    const state = (averages[n] ??= {});
    return smoothedE8(part, state, priceOf(part, seen), seen.indexE8, timeS);
  });
  return { priceE8: combineParts(own, partsE8, seen.indexE8), partsE8 };
}

/** What is made of parts, 0 of which are missing: of none at all the index. Rule VAR-49. */
export function combineParts(
  { parts, combine }: CombinedParts,
  partsE8: readonly PriceE8[],
  indexE8: PriceE8,
): PriceE8 {
  const there = parts.flatMap((_, n) => (partsE8[n] === 0 ? [] : [n]));
  const usual = there.filter((n) => parts[n]!.standsIn !== true);
  const taken = usual.length === 2 ? there : usual;
  if (taken.length === 0) return indexE8;
  const prices = taken.map((n) => partsE8[n]!);
  if (combine === 'median') return medianE8(prices);
  return weightedMeanE8(
    prices,
    taken.map((n) => parts[n]!.weightPpm ?? PPM),
  );
}

/** What a part shows now, as it is; 0 where it is missing. Rules VAR-49, VAR-51. */
function priceOf({ of }: MarkPart, seen: SeenPrices): PriceE8 {
  const { tickE8, lastTicks, bestBidTicks, bestAskTicks } = seen;
  switch (of) {
    case 'index':
      return seen.indexE8;
    case 'fair':
      return seen.fairE8;
    case 'last':
      return lastTicks * tickE8;
    case 'market':
      return withinQuote(lastTicks, bestBidTicks, bestAskTicks) * tickE8;
    case 'quote':
      if (bestBidTicks === 0 || bestAskTicks === 0 || lastTicks === 0) return 0;
      return median3(bestBidTicks, bestAskTicks, lastTicks) * tickE8;
    case 'mid':
      return middleE8(seen, bestBidTicks * tickE8, bestAskTicks * tickE8);
    case 'impact':
      return middleE8(seen, seen.impactBidE8, seen.impactAskE8);
    case 'elsewhere':
      return seen.elsewhereE8;
  }
}

/** The last trade, no lower than the best bid and no higher than the best offer. MARK-04. */
export function withinQuote(lastTicks: Ticks, bidTicks: Ticks, askTicks: Ticks): Ticks {
  if (lastTicks === 0) return 0;
  return Math.max(askTicks === 0 ? lastTicks : Math.min(lastTicks, askTicks), bidTicks);
}

/** Half up; missing where a side is, or they are too far apart to have a middle, as in MARK-03. */
function middleE8(
  { indexE8, maintenancePpm }: SeenPrices,
  bidE8: PriceE8,
  askE8: PriceE8,
): PriceE8 {
  if (bidE8 === 0 || askE8 === 0) return 0;
  if (askE8 - bidE8 > mulDivFloor(indexE8, maintenancePpm, PPM)) return 0;
  return Math.floor((bidE8 + askE8 + 1) / 2);
}

/** A part with its average: one that is missing feeds none, and is missing. Rule VAR-50. */
function smoothedE8(
  { smooth }: MarkPart,
  state: AverageState,
  priceE8: PriceE8,
  indexE8: PriceE8,
  timeS: number,
): PriceE8 {
  if (smooth === undefined || priceE8 === 0) return priceE8;
  const from = smooth.what === 'basis' ? indexE8 : 0;
  // No price is nothing or less: as low as it goes is still there.
  return Math.max(1, from + average(smooth, state, priceE8 - from, timeS));
}

/** Where a period of a limit began. Plain; part of the venue's state. */
export interface LimitState {
  /** Its number, counted from 1970. */
  period: number;
  /** The mark that stood then; 0 where there was none. */
  fromTicks: Ticks;
}

/** What a mark may not pass. */
export interface TickRange {
  readonly lowTicks: Ticks;
  readonly highTicks: Ticks;
}

/** The limit at a time, of which the mark that stands is where a new period begins. VAR-52. */
export function limitAt(
  { everyS }: NonNullable<OwnMark['limit']>,
  before: LimitState | undefined,
  markTicks: Ticks,
  timeUs: TimeUs,
): LimitState {
  const period = Math.floor(timeUs / (everyS * SECOND_US));
  return before?.period === period && before.fromTicks > 0
    ? before
    : { period, fromTicks: markTicks };
}

/** As far as the limit lets prices be, in whole ticks inwards; null where none stood. VAR-52. */
export function limitRange(
  { movePpm }: NonNullable<OwnMark['limit']>,
  { fromTicks }: LimitState,
): TickRange | null {
  if (fromTicks === 0) return null;
  return {
    lowTicks: mulDivCeil(fromTicks, PPM - movePpm, PPM),
    highTicks: mulDivFloor(fromTicks, PPM + movePpm, PPM),
  };
}

/** A price in so many parts of 1e-8 held within a range of ticks. */
export function heldWithin(
  range: TickRange | null,
  tickE8: PriceE8,
  price: number,
  parts: number,
): number {
  if (range === null) return price;
  return clamp(price, parts * range.lowTicks * tickE8, parts * range.highTicks * tickE8);
}
