/**
 * Funding that accrues at the rate of each moment and is paid every few seconds, in place of a mean
 * of samples: `everyS`. Rule VAR-30.
 */
import { E8, HOUR_US, mulDivCeil } from '../numbers.ts';
import type { Atoms, RateE8, TimeUs } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';

const MS_US = 1_000;
const HOUR_MS = HOUR_US / MS_US;

/** Plain; a part of what is remembered of an instrument's funding. */
export interface Accrual {
  /** Until when it has accrued, in milliseconds. */
  untilMs: number;
  /** At what it accrues from there. */
  rateE8: RateE8;
  /** Rate times milliseconds, since the last payment. */
  sumE8Ms: number;
}

/** Accrues at the rate that stood until now, an hour at most, and takes up the new one. */
export function accrue(accrual: Accrual, rateE8: RateE8, timeUs: TimeUs): void {
  const nowMs = Math.floor(timeUs / MS_US);
  const passedMs = accrual.untilMs === 0 ? 0 : Math.min(nowMs - accrual.untilMs, HOUR_MS);
  accrual.sumE8Ms += accrual.rateE8 * passedMs + 0;
  accrual.untilMs = nowMs;
  accrual.rateE8 = rateE8;
}

/** What accrued as a rate, half up: it may be less than one in 1e-8. */
export function accruedE8(sumE8Ms: number, rateHours: number): RateE8 {
  return mulDivHalfUp(sumE8Ms, 1, rateHours * HOUR_MS);
}

/** What a position pays of it, or with a minus receives; up for who pays. */
export function accruedAtoms(valueAtoms: Atoms, sumE8Ms: number, rateHours: number): Atoms {
  return mulDivCeil(valueAtoms, sumE8Ms, E8 * rateHours * HOUR_MS);
}
