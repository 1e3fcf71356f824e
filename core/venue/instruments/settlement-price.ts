/**
 * What a dated future ends at (margin-rules section 1): the mean of its index over each minute of
 * the last half hour, and the mean of those. Pure, on integers in 1e-8 of the quote.
 */
import { MINUTE_US, mulDivFloor, SECOND_US } from '../numbers.ts';
import type { SettlementWays } from './own-ways.ts';
import type { PriceE8, TimeUs } from '../numbers.ts';

/** The half hour before the expiry, where the listing says no other time. */
const WINDOW_MINUTES = 30;

/** How many minutes before the expiry it is taken from. Rules EXP-02, VAR-47. */
export function windowMinutesOf({ windowMinutes = WINDOW_MINUTES }: SettlementWays): number {
  return windowMinutes;
}

/** How many must have had a sound index, four fifths of them: oracles section 2. */
export function leastMinutesOf(ways: SettlementWays): number {
  return Math.ceil((4 * windowMinutesOf(ways)) / 5);
}

/** A mean as a whole number and what is left of the sum, so that no sum passes 2^53. */
export interface Mean {
  count: number;
  whole: PriceE8;
  /** From 0 below the count: the sum is count x whole + rest. */
  rest: number;
}

export function createMean(): Mean {
  return { count: 0, whole: 0, rest: 0 };
}

/** Takes a figure into a mean, exactly. */
export function addTo(mean: Mean, figure: PriceE8): void {
  const count = mean.count + 1;
  const excess = mean.rest + figure - mean.whole;
  const up = mulDivFloor(excess, 1, count);
  mean.count = count;
  mean.whole += up;
  mean.rest = excess - up * count;
}

/** A mean, half up; 0 of nothing. */
export function meanOf({ count, whole, rest }: Mean): PriceE8 {
  return 2 * rest >= count && count > 0 ? whole + 1 : whole;
}

/** Plain; part of the venue's state. */
export interface SettlementSamples {
  /** The second (since 1970) last sampled. */
  second: number;
  /** The minute that runs, and its samples; 0 while none does. */
  minute: number;
  readonly running: Mean;
  /** Of the minutes that had a sample and are over. */
  readonly minutes: Mean;
  /** Of all samples, where these count alike. */
  readonly seconds?: Mean;
}

export function createSamples({ mean }: SettlementWays = {}): SettlementSamples {
  const each = mean === 'seconds' ? { seconds: createMean() } : {};
  return { second: 0, minute: 0, running: createMean(), minutes: createMean(), ...each };
}

/** Ends the running minute, if it is over: its mean, half up, is one figure of the mean. EXP-02. */
export function closeMinute(samples: SettlementSamples, timeUs: TimeUs): void {
  const isOver = samples.minute !== 0 && Math.floor(timeUs / MINUTE_US) !== samples.minute;
  if (!isOver) return;
  addTo(samples.minutes, meanOf(samples.running));
  samples.minute = 0;
  Object.assign(samples.running, createMean());
}

/** Takes the index of a second, the first that the second brings. Rule EXP-02. */
export function sampleIndex(samples: SettlementSamples, priceE8: PriceE8, timeUs: TimeUs): void {
  const second = Math.floor(timeUs / SECOND_US);
  if (second === samples.second) return;
  samples.second = second;
  samples.minute = Math.floor(timeUs / MINUTE_US);
  addTo(samples.running, priceE8);
  if (samples.seconds !== undefined) addTo(samples.seconds, priceE8);
}

/**
 * What the minutes so far come to, the running one like any other, or all seconds; 0 without a
 * sample. Rules EXP-02, VAR-47.
 */
export function settlementE8({ running, minutes, seconds }: SettlementSamples): PriceE8 {
  if (seconds !== undefined) return meanOf(seconds);
  if (running.count === 0) return meanOf(minutes);
  const all = { ...minutes };
  addTo(all, meanOf(running));
  return meanOf(all);
}

/** Whether a moment belongs to the time before an expiry, or waits for what it lacked. */
export function isSampled(
  samples: SettlementSamples,
  expiresUs: TimeUs,
  timeUs: TimeUs,
  ways: SettlementWays = {},
): boolean {
  if (timeUs < expiresUs - windowMinutesOf(ways) * MINUTE_US) return false;
  if (timeUs < expiresUs) return true;
  const isLate = timeUs >= extendedUntilUs(expiresUs, ways);
  return samples.minutes.count < leastMinutesOf(ways) && !isLate;
}

/** When no more minutes are waited for: as long after the expiry. Rules EXP-03, VAR-47. */
export function extendedUntilUs(expiresUs: TimeUs, ways: SettlementWays = {}): TimeUs {
  return expiresUs + windowMinutesOf(ways) * MINUTE_US;
}
