/**
 * Price monitoring: whether a mark would move further than allowed within a time, against the marks
 * of the seconds before it (margin-rules section 14, default).
 */
import { mulDivCeil, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { Ppm, Ticks, TimeUs } from '../numbers.ts';

export interface MonitoringBand {
  /** How far the mark may move, up or down, */
  readonly movePpm: Ppm;
  /** against any mark of so many seconds. */
  readonly withinS: number;
  /** How long its call is, where calls are not all alike. */
  readonly callS?: number | undefined;
}

/** The first mark of each second, oldest first; at most as many as the longest band looks back. */
export interface Monitor {
  readonly seconds: number[];
  readonly marks: Ticks[];
}

export function createMonitor(): Monitor {
  return { seconds: [], marks: [] };
}

/** Between which marks every band allows the next; everywhere while none is remembered. AUC-06. */
export function monitoredBounds(
  bands: readonly MonitoringBand[],
  { seconds, marks }: Monitor,
  timeUs: TimeUs,
): { readonly lowest: Ticks; readonly highest: Ticks } {
  const nowS = Math.floor(timeUs / SECOND_US);
  let lowest = 0;
  let highest = Number.MAX_SAFE_INTEGER;
  for (const { movePpm, withinS } of bands) {
    for (const [n, reference] of marks.entries()) {
      if ((seconds[n] ?? 0) < nowS - withinS) continue;
      highest = Math.min(highest, mulDivFloor(reference, PPM + movePpm, PPM));
      lowest = Math.max(lowest, mulDivCeil(reference, PPM - movePpm, PPM));
    }
  }
  return { lowest, highest };
}

/** Whether `markTicks` is further than some band allows from a mark within its time. AUC-06. */
export function movesTooFar(
  bands: readonly MonitoringBand[],
  monitor: Monitor,
  markTicks: Ticks,
  timeUs: TimeUs,
): boolean {
  const { lowest, highest } = monitoredBounds(bands, monitor, timeUs);
  return markTicks > highest || markTicks < lowest;
}

/** The marks of so many seconds. */
export function reachesBack({ seconds, marks }: Monitor, withinS: number, timeUs: TimeUs): Ticks[] {
  const fromS = Math.floor(timeUs / SECOND_US) - withinS;
  return marks.filter((_, n) => (seconds[n] ?? 0) >= fromS);
}

/** Takes a mark into the memory of its second and forgets those that no band looks back to. */
export function rememberMark(
  bands: readonly MonitoringBand[],
  monitor: Monitor,
  markTicks: Ticks,
  timeUs: TimeUs,
): void {
  const { seconds, marks } = monitor;
  const nowS = Math.floor(timeUs / SECOND_US);
  const longestS = bands.reduce((most, { withinS }) => Math.max(most, withinS), 0);
  while (seconds.length > 0 && (seconds[0] ?? 0) < nowS - longestS) {
    seconds.shift();
    marks.shift();
  }
  if (longestS === 0 || seconds.at(-1) === nowS) return;
  seconds.push(nowS);
  marks.push(markTicks);
}

/** After a call prices are found anew: what was before it is no measure of them. */
export function forgetMarks({ seconds, marks }: Monitor): void {
  seconds.length = 0;
  marks.length = 0;
}
