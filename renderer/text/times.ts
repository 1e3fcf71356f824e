/** Times as the desk writes them: UTC, 24 hours. All take venue time in microseconds. */

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** 23:58:41 */
export function timeOfDay(timeUs: number): string {
  const seconds = Math.floor(timeUs / 1_000_000) % 86_400;
  const minutes = Math.floor(seconds / 60);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** .320 */
export function millisecondsOf(timeUs: number): string {
  return `.${String(Math.floor(timeUs / 1_000) % 1_000).padStart(3, '0')}`;
}

/** 2024-08-08 */
export function dateOf(timeUs: number): string {
  return new Date(timeUs / 1_000).toISOString().slice(0, 10);
}

/** 2024-08-08 23:58:41.320, for a file that is read on another day. */
export function stamp(timeUs: number): string {
  return `${dateOf(timeUs)} ${timeOfDay(timeUs)}${millisecondsOf(timeUs)}`;
}

const TYPED = /^(?:(\d{4})-(\d{2})-(\d{2}) +)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DAY_US = 86_400_000_000;

/**
 * The time that a person means by 23:30, 23:30:15 or 2024-08-09 23:30: without a date the next such
 * time after now. Null where it is none.
 */
export function timeMeant(typed: string, nowUs: number): number | null {
  const [, year, month = '', day = '', hour = '', minute = '', second = '0'] =
    TYPED.exec(typed.trim()) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const intoUs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000_000;
  if (year !== undefined) {
    const date = `${year}-${month}-${day}`;
    const ms = Date.parse(`${date}T00:00:00Z`);
    // The 31st of February would be taken for a day in March.
    const isDay = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
    return isDay ? ms * 1_000 + intoUs : null;
  }
  const today = Math.floor(nowUs / DAY_US) * DAY_US + intoUs;
  return today > nowUs ? today : today + DAY_US;
}

/** 23:30:00, with the date where it is not today's. */
export function momentText(timeUs: number, nowUs: number): string {
  const date = dateOf(timeUs);
  return date === dateOf(nowUs) ? timeOfDay(timeUs) : `${date} ${timeOfDay(timeUs)}`;
}

/** A countdown: 12:39, then 1:21:08, then 19:12 h. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(left / 3_600), Math.floor(left / 60) % 60];
  if (hours >= 10) return `${hours}:${two(minutes)} h`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(left % 60)}`;
  return `${minutes}:${two(left % 60)}`;
}

const DAY_S = 86_400;
/** Longer than this nobody counts in hours. */
const DAYS_FROM_S = 3 * DAY_S;

/** The same of what may be far off, in whole days: 52 d. */
export function longCountdown(seconds: number): string {
  return seconds < DAYS_FROM_S ? countdown(seconds) : `${Math.floor(seconds / DAY_S)} d`;
}

/** An age: 0.04 s, 3.1 s, 2:05. */
export function age(ageMs: number): string {
  if (ageMs < 1_000) return `${(ageMs / 1_000).toFixed(2)} s`;
  if (ageMs < 60_000) return `${(ageMs / 1_000).toFixed(1)} s`;
  return countdown(ageMs / 1_000);
}
