/** What orders may carry beside side, size and price: fields of several commands. */
import {
  asciiText,
  boolean,
  choice,
  integer,
  MAX_INT32,
  MAX_INTEGER,
  optional,
} from '../schema.ts';

/** The prices that a pegged order may follow. */
export const PEGS = ['primary', 'market'] as const;

const ticks = integer(1, MAX_INT32);

/** Of an order that waits for a price. */
export const triggerOptions = {
  /** Due when its price is better than the trigger, and not when it is worse. */
  ifTouched: optional(boolean),
  /** In place of `triggerTicks`: the trigger follows the best price so far behind. */
  trailTicks: optional(ticks),
  /** It waits on while last price and mark are far apart, where the listing has such a bound. */
  priceProtect: optional(boolean),
} as const;

/** Of a pegged order, which has no price of its own but one that follows another. */
export const pegOptions = {
  /** The best price of its own side, or of the other one. */
  peg: optional(choice(...PEGS)),
  /** Signed, and added to that price; unsaid, none. */
  pegOffsetTicks: optional(integer(-MAX_INT32, MAX_INT32)),
} as const;

/** Of an order that is tied to others. */
export const linkOptions = {
  /** A live order, by its number or its client's name: of it and this one only one is done. */
  oco: optional(integer(1, MAX_INTEGER)),
  ocoClientId: optional(asciiText(36)),
  /** Exits that come with this order's fills, of which only one is done. */
  takeProfitTicks: optional(ticks),
  stopLossTicks: optional(ticks),
  stopLossTrigger: optional(choice('last', 'mark', 'index')),
  /** Absent, the stop is a market order. */
  stopLossLimitTicks: optional(ticks),
} as const;
