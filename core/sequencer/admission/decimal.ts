/**
 * Decimal text and whole numbers of a step (a tick, a lot, an atom), exactly in both directions.
 *
 * Nothing here passes through a fraction: digits become a BigInt, and a number of steps is found by
 * integer division, so "60000.1" is 600,001 ticks of 0.1 and never 600,000.99999.
 */

/** `units` / 10^`decimals`. */
export interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

/** Longer numbers are no price, size or amount of ours. */
export const MOST_DIGITS = 40;
const PLAIN = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;

/** Plain digits with an optional minus and point; null for everything else, `1e3` and NaN too. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > MOST_DIGITS) return null;
  const match = PLAIN.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  return { units: BigInt(`${sign}${whole}${fraction}`), decimals: fraction.length };
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** How many whole steps a decimal is, rounded down, and whether that is all of it. */
export interface Steps {
  readonly floor: bigint;
  readonly isExact: boolean;
}

export function stepsIn(value: Decimal, step: Decimal): Steps {
  const numerator = value.units * powerOfTen(step.decimals);
  const denominator = step.units * powerOfTen(value.decimals);
  const towardsZero = numerator / denominator;
  const isExact = towardsZero * denominator === numerator;
  return { floor: !isExact && numerator < 0n ? towardsZero - 1n : towardsZero, isExact };
}

/** How many decimals a step needs: 1 for 0.10000000, 0 for 100.00000000. */
export function decimalsOf({ units, decimals }: Decimal): number {
  let needed = decimals;
  for (let rest = units; needed > 0 && rest % 10n === 0n; rest /= 10n) needed -= 1;
  return needed;
}

/** `units` / 10^`decimals` as text with that many decimals, down to `least` while they are 0. */
export function formatUnits(units: bigint | number, decimals: number, least = decimals): string {
  const whole = BigInt(units);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  let fraction = digits.slice(point);
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  const sign = whole < 0n ? '-' : '';
  return `${sign}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A number of steps as decimal text with the decimals of the step: 600001 of 0.1 is "60000.1". */
export function formatSteps(count: bigint | number, step: Decimal): string {
  const total = BigInt(count) * step.units;
  const decimals = decimalsOf(step);
  return formatUnits(total / powerOfTen(step.decimals - decimals), decimals);
}

/** Smaller than, equal or greater: -1, 0 or 1. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const left = a.units * powerOfTen(b.decimals);
  const right = b.units * powerOfTen(a.decimals);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
