/**
 * Exact fractions of BigInt: what a figure is before anything is rounded. Decimal text in and out,
 * never through a floating number.
 */

/** Top over bottom in lowest terms; the bottom is positive. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Significant digits of a figure whose decimals never end. */
export const DIGITS = 30;
/** Longer numbers are no figure of ours. */
const MOST_CHARACTERS = 60;
const PLAIN = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;

function divisor(a: bigint, b: bigint): bigint {
  let [high, low] = [a < 0n ? -a : a, b];
  while (low !== 0n) [high, low] = [low, high % low];
  return high;
}

export function rational(top: bigint | number, bottom: bigint | number = 1n): Rational {
  const [a, b] = [BigInt(top), BigInt(bottom)];
  const common = divisor(a, b < 0n ? -b : b);
  const sign = b < 0n ? -1n : 1n;
  return common === 0n
    ? { top: 0n, bottom: 1n }
    : { top: (sign * a) / common, bottom: (sign * b) / common };
}

export const ZERO = rational(0);
export const ONE = rational(1);

export const add = (...all: readonly Rational[]): Rational =>
  all.reduce((a, b) => rational(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom), ZERO);
export const negate = (a: Rational): Rational => ({ top: -a.top, bottom: a.bottom });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (...all: readonly Rational[]): Rational =>
  all.reduce((a, b) => rational(a.top * b.top, a.bottom * b.bottom), ONE);
export const divide = (a: Rational, b: Rational): Rational =>
  rational(a.top * b.bottom, a.bottom * b.top);
export const absolute = (a: Rational): Rational => (a.top < 0n ? negate(a) : a);
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const isLess = (a: Rational, b: Rational): boolean => compare(a, b) < 0;
export const least = (a: Rational, b: Rational): Rational => (isLess(b, a) ? b : a);
export const greatest = (a: Rational, b: Rational): Rational => (isLess(a, b) ? b : a);

/** A figure held between two. */
export const within = (value: Rational, low: Rational, high: Rational): Rational =>
  least(greatest(value, low), high);

/** Plain digits with an optional minus and point; null for everything else. */
export function parseRational(text: string): Rational | null {
  const match = text.length > MOST_CHARACTERS ? null : PLAIN.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  return rational(BigInt(`${sign}${whole}${fraction}`), 10n ** BigInt(fraction.length));
}

/** The greatest whole number whose square is at most a whole number. */
export function wholeRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let guess = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + square / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** The root of a fraction that is not below zero, cut off beyond so many significant digits. */
export function root(a: Rational): Rational {
  const scale = 10n ** BigInt(2 * DIGITS);
  return rational(wholeRoot(a.top * a.bottom * scale * scale), a.bottom * scale);
}

/** How many decimals a fraction has, or null where they never end. */
function decimalsOf({ bottom }: Rational): number | null {
  let [rest, twos, fives] = [bottom, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : null;
}

function plain(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const fraction = decimals === 0 ? '' : `.${digits.slice(point)}`;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}

/** To the nearest, halves away from zero. */
function nearest({ top, bottom }: Rational): bigint {
  const size = top < 0n ? -top : top;
  const whole = (2n * size + bottom) / (2n * bottom);
  return top < 0n ? -whole : whole;
}

/** All decimals where they end soon enough, else the first significant ones, rounded. */
export function decimalText(value: Rational): string {
  const decimals = decimalsOf(value);
  if (decimals !== null && decimals <= MOST_CHARACTERS) {
    return plain((value.top * 10n ** BigInt(decimals)) / value.bottom, decimals);
  }
  const size = absolute(value);
  const whole = (size.top / size.bottom).toString();
  // Noughts right behind the point are no significant digits.
  const noughts = whole === '0' ? (size.bottom / size.top).toString().length - 1 : -whole.length;
  const places = Math.max(0, DIGITS + noughts);
  return plain(nearest(multiply(value, rational(10n ** BigInt(places)))), places);
}

/** How many whole steps a value is; null where it is between two. */
export function stepsIn(value: Rational, step: Rational): bigint | null {
  const { top, bottom } = divide(value, step);
  return bottom === 1n ? top : null;
}
