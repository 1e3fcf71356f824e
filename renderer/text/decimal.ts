/**
 * Decimal texts of inputs: what a person typed, one tick up, one lot down. Exact at any size; no
 * amount of money is ever computed here.
 */
const DECIMAL = /^\d{1,15}(?:\.\d{1,15})?$/;

/** Digits after the point. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

function scaled(text: string, decimals: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
}

function unscaled(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, '0');
  if (decimals === 0) return digits;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** What was typed as a plain decimal: without commas and spaces. Null where it is none. */
export function parseDecimal(typed: string): string | null {
  const text = typed.replaceAll(/[,\s]/g, '');
  return DECIMAL.test(text) ? text : null;
}

export function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}

/** Whether a decimal is a whole number of steps, such as ticks. */
export function isMultiple(text: string, step: string): boolean {
  const decimals = Math.max(decimalsOf(text), decimalsOf(step));
  return scaled(text, decimals) % scaled(step, decimals) === 0n;
}

/** The next whole number of steps above (`count` > 0) or below; never under one step. */
export function stepped(typed: string, step: string, count: number): string {
  const decimals = decimalsOf(step);
  const text = parseDecimal(typed) ?? '0';
  const fine = Math.max(decimals, decimalsOf(text));
  const unit = scaled(step, fine);
  const value = scaled(text, fine);
  const isWhole = value % unit === 0n;
  const below = value / unit;
  const steps = below + BigInt(count) + (!isWhole && count < 0 ? 1n : 0n);
  const next = steps < 1n ? 1n : steps;
  return unscaled(next * scaled(step, decimals), decimals);
}

/** Commas for thousands; the rest of the text stands. */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const commas = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? commas : `${commas}.${fraction}`;
}

/** How many whole steps a decimal is; null where it is no whole number of them. */
export function stepsOf(text: string, step: string): number | null {
  if (!isMultiple(text, step)) return null;
  const decimals = Math.max(decimalsOf(text), decimalsOf(step));
  return Number(scaled(text, decimals) / scaled(step, decimals));
}

/** The text of a whole number of steps. */
export function ofSteps(count: number, step: string): string {
  const decimals = decimalsOf(step);
  return unscaled(BigInt(count) * scaled(step, decimals), decimals);
}

/** A share of a size in whole steps, rounded down; for "a quarter of the position". */
export function shareOf(text: string, percent: number, step: string): string {
  const decimals = Math.max(decimalsOf(text), decimalsOf(step));
  const share = (scaled(text, decimals) * BigInt(percent)) / 100n;
  const steps = share / scaled(step, decimals);
  return unscaled(steps * scaled(step, decimalsOf(step)), decimalsOf(step));
}

/** Half of a size in whole steps, and one step of a size of one. */
export function halfOf(size: string, step: string): string {
  const half = shareOf(parseDecimal(size) ?? '0', 50, step);
  return isZero(half) ? step : half;
}
