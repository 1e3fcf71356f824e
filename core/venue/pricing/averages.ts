/** Averages of what a mark is made of, as integers on whole seconds of venue time. Rule VAR-50. */
import { emaStep, PPM } from '../numbers.ts';
import type { Ppm, PriceE8 } from '../numbers.ts';
import type { Smoothing } from './own-mark-fields.ts';

/** As many samples as a mean may be of. */
export const MOST_SAMPLES = 300;

/** Plain; part of the venue's state. Nothing of it is there before its first sample. */
export interface AverageState {
  /** Of a moving average: where it stands, and the second of its newest sample. */
  ema?: { valueE8: number; timeS: number };
  /** Of a mean: what was sampled, and in which of its intervals, oldest first. */
  samples?: { at: number[]; valuesE8: number[] };
}

/** How many samples a mean is of at most. */
export function samplesOf({ overS, everyS = 1 }: Pick<Smoothing, 'overS' | 'everyS'>): number {
  return Math.floor(overS / everyS);
}

/** Takes in a sample, which may be below zero, and gives the average with it, in 1e-8. */
export function average(
  smooth: Smoothing,
  state: AverageState,
  sampleE8: number,
  timeS: number,
): number {
  return smooth.by === 'ema'
    ? movingAverage(smooth, state, sampleE8, timeS)
    : windowMean(smooth, state, sampleE8, timeS);
}

/** The recurrence NUM-03; the first sample is the average. */
function movingAverage(
  { overS }: Smoothing,
  state: AverageState,
  sampleE8: number,
  timeS: number,
): number {
  const { ema } = state;
  const valueE8 =
    ema === undefined ? sampleE8 : emaStep(ema.valueE8, sampleE8, timeS - ema.timeS, overS);
  state.ema = { valueE8, timeS };
  return valueE8;
}

/** The mean of the first sample of each interval, of those that lie within the window. */
function windowMean(
  smooth: Smoothing,
  state: AverageState,
  sampleE8: number,
  timeS: number,
): number {
  const now = Math.floor(timeS / (smooth.everyS ?? 1));
  const samples = (state.samples ??= { at: [], valuesE8: [] });
  const { at, valuesE8 } = samples;
  const oldest = now - samplesOf(smooth);
  while ((at[0] ?? now) <= oldest) {
    at.shift();
    valuesE8.shift();
  }
  if (at.at(-1) !== now) {
    at.push(now);
    valuesE8.push(sampleE8);
  }
  return weightedMeanE8(valuesE8);
}

/**
 * The mean of whole numbers of any sign by their weights, all alike unless given, half up and exact
 * on the way: in two limbs of base 1e6, neither of which passes 2^53.
 */
export function weightedMeanE8(values: readonly PriceE8[], weightsPpm?: readonly Ppm[]): PriceE8 {
  let [millions, units, total] = [0, 0, 0];
  values.forEach((value, n) => {
    const weight = weightsPpm?.[n] ?? 1;
    const above = Math.floor(value / PPM);
    millions += weight * above;
    units += weight * (value - above * PPM);
    total += weight;
  });
  const whole = Math.floor(millions / total);
  const rest = (millions - whole * total) * PPM + units;
  return whole * PPM + Math.floor((2 * rest + total) / (2 * total));
}

/** The middle value, of an even number the mean of the middle two, half up. */
export function medianE8(values: readonly PriceE8[]): PriceE8 {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
  return Math.floor((lower + upper + 1) / 2);
}
