/** Times and durations as people write them, in whole microseconds. */
import { parseDecimal, stepsIn } from './decimal.ts';

const UNITS_US: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
};
const DURATION = /^([0-9.]{1,20})\s?(us|ms|s|m|h|d)$/;

/** "10s", "1.5h", "250 ms" in microseconds; null when it is none or not whole. */
export function parseDurationUs(text: string): number | null {
  const [, amount = '', unit = ''] = DURATION.exec(text) ?? [];
  const decimal = parseDecimal(amount);
  const unitUs = UNITS_US[unit];
  if (decimal === null || unitUs === undefined) return null;
  const { floor, isExact } = stepsIn(
    { units: decimal.units * unitUs, decimals: decimal.decimals },
    { units: 1n, decimals: 0 },
  );
  const us = Number(floor);
  return isExact && Number.isSafeInteger(us) ? us : null;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z$/;

/** "2026-01-05T08:00:00Z", with up to six decimals of a second, in microseconds; null when none. */
export function parseTimeUs(text: string): number | null {
  const [, day = '', clock = '', fraction = ''] = INSTANT.exec(text) ?? [];
  if (day === '') return null;
  const ms = Date.parse(`${day}T${clock}Z`);
  // The 31st of February would be taken for a day in March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(`${day}T${clock}`)) return null;
  return ms * 1_000 + Number(fraction.padEnd(6, '0'));
}

/** A time in microseconds as ISO 8601 in UTC, with the decimals it needs. */
export function formatTimeUs(timeUs: number): string {
  const ms = Math.floor(timeUs / 1_000);
  if (Math.abs(ms) > 8_640_000_000_000_000) return `${timeUs} us`;
  const us = timeUs - ms * 1_000;
  const text = new Date(ms).toISOString().slice(0, -1);
  const fraction = `${text.slice(-3)}${String(us).padStart(3, '0')}`.replace(/0+$/, '');
  return `${text.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** Microseconds as a duration in the largest unit that divides them. */
export function formatDurationUs(us: number): string {
  const whole = BigInt(us);
  for (const [unit, unitUs] of Object.entries(UNITS_US).toReversed()) {
    if (whole % unitUs === 0n && (whole !== 0n || unit === 's')) return `${whole / unitUs}${unit}`;
  }
  return `${whole}us`;
}
