/**
 * What a subaccount's orders may not pass before they trade: sizes and prices by instrument, and
 * how often. Nothing is limited until somebody says so. Rules LIM-01 to LIM-05.
 */
import type { ORDER_LIMITS } from '../commands.ts';

export type OrderLimit = (typeof ORDER_LIMITS)[number];

/** Of one instrument; 0 is no limit. */
export interface InstrumentLimits {
  readonly instrument: number;
  readonly maxQuantityLots: number;
  readonly maxValueAtoms: number;
  /** Greatest distance of a limit price from the mark. */
  readonly maxAwayPpm: number;
}

/** Of all instruments together; 0 is no limit. */
export interface OrderRates {
  readonly ordersPerSecond: number;
  /** Executions of one strategy within the window, after which it places no more orders. */
  readonly executions: number;
  readonly windowUs: number;
}

/** When a strategy last executed, oldest first; strategy 0 is all that is placed by hand. */
export interface Executed {
  readonly strategy: number;
  readonly timesUs: number[];
}

export interface SubaccountLimits {
  /** By rising instrument. */
  instruments: InstrumentLimits[];
  rates: OrderRates;
  /** When the newest orders came, oldest first: as many as one second may have. */
  readonly ordersUs: number[];
  executed: Executed[];
}

/** One order that a second person lets pass the limits named. */
export interface Waiver {
  readonly id: number;
  readonly subaccount: number;
  readonly instrument: number;
  readonly side: 'buy' | 'sell';
  readonly quantityLots: number;
  /** 0 where any price will do, and for a market order. */
  readonly priceTicks: number;
  /** Bits by place in ORDER_LIMITS. */
  readonly limits: number;
  readonly expiresUs: number;
}

export const NO_RATES: OrderRates = { ordersPerSecond: 0, executions: 0, windowUs: 0 };

export function noInstrumentLimits(instrument: number): InstrumentLimits {
  return { instrument, maxQuantityLots: 0, maxValueAtoms: 0, maxAwayPpm: 0 };
}

/** The limits of a subaccount in one instrument, all 0 where none is set. */
export function instrumentLimitsOf(
  limits: SubaccountLimits | null,
  instrument: number,
): InstrumentLimits {
  const set = limits?.instruments.find((entry) => entry.instrument === instrument);
  return set ?? noInstrumentLimits(instrument);
}

/**
 * When there is room again in a sliding window: 0 when there is now. `most` of the times lie in
 * the window that ends at `nowUs` when the one that is `most` from the end does. LIM-04, LIM-05.
 */
export function freeAgainUs(
  timesUs: readonly number[],
  most: number,
  windowUs: number,
  nowUs: number,
): number {
  const oldest = timesUs[timesUs.length - most];
  if (most === 0 || oldest === undefined) return 0;
  return oldest + windowUs > nowUs ? oldest + windowUs : 0;
}

/** Adds a time and keeps no more than can matter. */
export function addTime(timesUs: number[], most: number, nowUs: number): void {
  timesUs.push(nowUs);
  if (timesUs.length > most) timesUs.splice(0, timesUs.length - most);
}
