/**
 * Integer arithmetic for everything that is owned or owed.
 *
 * Values are integer-valued doubles up to 2^53 - 1. A product that could pass that takes an exact
 * 106-bit path (two doubles), so no result is ever rounded except where a function's name says so.
 * The unit types are flavours of number: a literal fits any of them, but one unit never fits
 * another.
 */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]?: Name };

/** Price in ticks of its instrument. */
export type Ticks = Unit<'ticks'>;
/** Quantity in lots of its instrument; signed where a position is meant. */
export type Lots = Unit<'lots'>;
/** Money in atoms of its asset (1e-8 XBT, 1e-8 ETH, 1e-6 USDT). */
export type Atoms = Unit<'atoms'>;
/** Price in 1e-8 of the quote currency. */
export type PriceE8 = Unit<'e8'>;
/** A ratio in 1e-8. */
export type RateE8 = Unit<'rateE8'>;
/** A ratio in 1e-6. */
export type Ppm = Unit<'ppm'>;
/** Microseconds since 1970-01-01 UTC. */
export type TimeUs = Unit<'timeUs'>;

export const E8 = 100_000_000;
export const PPM = 1_000_000;
export const SECOND_US = 1_000_000;
export const MINUTE_US = 60_000_000;
export const HOUR_US = 3_600_000_000;

/** A broken invariant: the venue stops rather than trade on. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

export function invariant(condition: boolean, sentence: string): asserts condition {
  if (!condition) broken(sentence);
}

/** For hot paths, where the sentence of a breach should be built only when there is one. */
export function broken(sentence: string): never {
  throw new InvariantError(sentence);
}

const SPLITTER = 134_217_729; // 2^27 + 1, Dekker's constant for a 53-bit significand.

/** The rounding error of `a * b`, exactly: `a * b = product + productError`. */
function productError(a: number, b: number, product: number): number {
  const aSplit = SPLITTER * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = SPLITTER * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

let remainder = 0;

/**
 * floor(a * b / c) for safe integers a, b >= 0 and c > 0 whose product passes 2^53; leaves the
 * remainder in `remainder`. The estimate is within two of the quotient, so the exact remainder
 * decides. Rule NUM-01.
 */
function divideProduct(a: number, b: number, c: number): number {
  const product = a * b;
  const error = productError(a, b, product);
  let quotient = Math.floor(product / c);
  invariant(quotient <= Number.MAX_SAFE_INTEGER, `quotient of ${a} * ${b} / ${c} passes 2^53`);
  const back = quotient * c;
  let rest = product - back + (error - productError(quotient, c, back));
  while (rest < 0) {
    rest += c;
    quotient -= 1;
  }
  while (rest >= c) {
    rest -= c;
    quotient += 1;
  }
  remainder = rest;
  return quotient;
}

/**
 * floor(product / c) of a product within 2^53. The division may round up to the next integer, never
 * past it, and one more than the product still is exact.
 */
function floorOf(product: number, c: number): number {
  const quotient = Math.floor(product / c);
  return quotient * c > product ? quotient - 1 : quotient;
}

/** Largest integer not above a * b / c. Any signs of a and b; c > 0. */
export function mulDivFloor(a: number, b: number, c: number): number {
  const product = a * b;
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return positiveZero(floorOf(product, c));
  const quotient = divideProduct(Math.abs(a), Math.abs(b), c);
  if (product > 0) return quotient;
  return positiveZero(-(remainder === 0 ? quotient : quotient + 1));
}

/** Smallest integer not below a * b / c. Any signs of a and b; c > 0. */
export function mulDivCeil(a: number, b: number, c: number): number {
  const product = a * b;
  if (product > 0 && product <= Number.MAX_SAFE_INTEGER) {
    // As in `floorOf`: the quotient is the floor or, where that is too low, one more already.
    const quotient = Math.floor(product / c);
    return quotient * c < product ? quotient + 1 : quotient;
  }
  return positiveZero(-mulDivFloor(-a, b, c));
}

/** a * b / c to the nearest integer, halves away from zero. Any signs; c > 0. Rule NUM-02. */
export function mulDivRound(a: number, b: number, c: number): number {
  const product = a * b;
  const size = Math.abs(product);
  let quotient = 0;
  if (size <= Number.MAX_SAFE_INTEGER) {
    quotient = floorOf(size, c);
    remainder = size - quotient * c;
  } else quotient = divideProduct(Math.abs(a), Math.abs(b), c);
  const rounded = remainder >= c - remainder ? quotient + 1 : quotient;
  return product < 0 ? positiveZero(-rounded) : rounded;
}

/** Minus zero is not a value of ours: it would differ in canonical bytes. Plus zero takes it. */
export function positiveZero(value: number): number {
  return value + 0;
}

/** The middle one of three. */
export function median3(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/**
 * One step of an exponential moving average as an integer recurrence on whole seconds
 * (margin-rules section 6): e + roundHalfUp((x - e) * dt / tau), dt capped at tau.
 * Rule NUM-03.
 */
export function emaStep(ema: number, sample: number, elapsedS: number, tauS: number): number {
  const dt = Math.min(elapsedS, tauS);
  // Whole multiples of tau come first, so that no product passes 2^53.
  const whole = Math.floor((sample - ema) / tauS);
  const rest = sample - ema - whole * tauS;
  return ema + whole * dt + Math.floor((2 * rest * dt + tauS) / (2 * tauS));
}
