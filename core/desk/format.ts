/**
 * Whole numbers of the venue as texts ready to show: thousands commas, a true minus, a plus on
 * signed columns, a space before the per cent sign. Rounded half away from zero unless said.
 */

export const MINUS = '\u2212';
/** Where a figure does not apply. */
export const NOT_APPLICABLE = '\u2014';
/** Where no price liquidates. */
export const NONE = 'none';

const PPM_DECIMALS = 6;
const E8_DECIMALS = 8;
/** Health above this says nothing more. */
const MOST_HEALTH_PPM = 99_990_000;

export type Rounding = 'nearest' | 'down';

/** `magnitude` / 10^`decimals` with `shown` decimals, for whole numbers from 0 below 2^53. */
function magnitudeText(magnitude: number, decimals: number, shown: number, how: Rounding): string {
  const places = Math.min(decimals, shown);
  const step = powerOfTen(decimals - places);
  const rest = magnitude % step;
  const isUp = how === 'nearest' && rest * 2 >= step && rest > 0;
  const digits = String((magnitude - rest) / step + (isUp ? 1 : 0)).padStart(places + 1, '0');
  const point = digits.length - places;
  const fraction = digits.slice(point).padEnd(shown, '0');
  const whole = withCommas(digits.slice(0, point));
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function powerOfTen(exponent: number): number {
  let power = 1;
  for (let n = 0; n < exponent; n++) power *= 10;
  return power;
}

function withCommas(digits: string): string {
  if (digits.length <= 3) return digits;
  const first = digits.length % 3;
  const groups = first === 0 ? [] : [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.join(',');
}

/** `value` / 10^`decimals` with `shown` decimals; negative ones with a true minus. */
export function decimalText(
  value: number,
  decimals: number,
  shown = decimals,
  how: Rounding = 'nearest',
): string {
  if (value >= 0) return magnitudeText(value, decimals, shown, how);
  // Down is towards minus infinity, which is away from zero here.
  const step = powerOfTen(Math.max(0, decimals - shown));
  const magnitude = how === 'down' ? Math.ceil(-value / step) * step : -value;
  const text = magnitudeText(magnitude, decimals, shown, 'nearest');
  return isZero(text) ? text : `${MINUS}${text}`;
}

/** The same with a plus before what is above zero. */
export function signedText(value: number, decimals: number, shown = decimals): string {
  const text = decimalText(value, decimals, shown);
  return value > 0 && !isZero(text) ? `+${text}` : text;
}

function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}

export function signOf(value: number): -1 | 0 | 1 {
  if (value === 0) return 0;
  return value > 0 ? 1 : -1;
}

/** Health in per cent with one decimal, rounded down: it never looks better than it is. */
export function healthText(ppm: number): string {
  if (ppm === Number.MAX_SAFE_INTEGER) return NOT_APPLICABLE;
  if (ppm > MOST_HEALTH_PPM) return '> 9,999 %';
  return `${decimalText(ppm, PPM_DECIMALS - 2, 1, 'down')} %`;
}

/** A ratio in 1e-6 as per cent with two decimals. */
export function percentText(ppm: number): string {
  return `${decimalText(ppm, PPM_DECIMALS - 2, 2)} %`;
}

export function signedPercentText(ppm: number): string {
  return `${signedText(ppm, PPM_DECIMALS - 2, 2)} %`;
}

/** A share or a rate in 1e-6 as per cent, without what is nothing behind the point: 0.05 %. */
export function shareText(ppm: number): string {
  const text = decimalText(ppm, PPM_DECIMALS - 2);
  return `${text.replace(/\.?0+$/, '')} %`;
}

/** A funding rate in 1e-8 as per cent with four decimals. */
export function rateText(rateE8: number): string {
  return `${signedText(rateE8, E8_DECIMALS - 2, 4)} %`;
}

/** Whole seconds in the largest unit that they are a whole number of: 8 h, 10 min, 5 s. */
export function spanText(seconds: number): string {
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Leverage in hundredths: 20x, 12.5x. */
export function leverageText(leverageX100: number): string {
  const whole = leverageX100 % 100 === 0;
  const shown = whole ? 0 : leverageX100 % 10 === 0 ? 1 : 2;
  return `${decimalText(leverageX100, 2, shown)}x`;
}
