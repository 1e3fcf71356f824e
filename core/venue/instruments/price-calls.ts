/**
 * Calls whose length is that of the bands that were broken, and which go on while their price
 * breaks others. `margin-rules.md` section 14.
 */
import type { InstrumentSpec } from '../commands.ts';
import { mulDivCeil, mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { Ticks, TimeUs } from '../numbers.ts';
import { movesTooFar, reachesBack } from '../pricing/monitoring.ts';
import type { Monitor, MonitoringBand } from '../pricing/monitoring.ts';

/** What a band allows the price of a call, and how much longer the call is beyond it. */
export interface CallBound {
  readonly lowTicks: Ticks;
  readonly highTicks: Ticks;
  readonly callS: number;
  /** By then the marks that it is drawn from are too old for it. */
  readonly untilUs: TimeUs;
}

/** How long a call is, and by which bounds it may be longer. */
export interface CallTerms {
  readonly callS: number;
  readonly bounds: readonly CallBound[];
}

/** Either all bands have calls of their own, in an instrument that has auctions, or none. */
export function callsFit({ monitoring = [] }: Pick<InstrumentSpec, 'monitoring'>): boolean {
  const own = monitoring.filter(({ callS }) => callS !== undefined).length;
  return own === 0 || own === monitoring.length;
}

/**
 * The call that a mark begins: as long as those of all bands that it breaks together; the others
 * bound its price. Undefined where calls are all alike. Rule VAR-68.
 */
export function termsOfCall(
  bands: readonly MonitoringBand[],
  monitor: Monitor,
  markTicks: Ticks,
  timeUs: TimeUs,
): CallTerms | undefined {
  if (bands[0]?.callS === undefined) return undefined;
  const isBroken = (band: MonitoringBand): boolean =>
    movesTooFar([band], monitor, markTicks, timeUs);
  const bounds: CallBound[] = [];
  for (const band of bands) {
    const marks = reachesBack(monitor, band.withinS, timeUs);
    if (marks.length > 0 && !isBroken(band)) bounds.push(boundOf(band, marks, timeUs));
  }
  return { callS: secondsOf(bands.filter(isBroken)), bounds };
}

/** What a band allows where it is measured from all marks within its time. */
function boundOf(
  { movePpm, withinS, callS = 0 }: MonitoringBand,
  marks: readonly Ticks[],
  timeUs: TimeUs,
): CallBound {
  return {
    lowTicks: mulDivCeil(Math.max(...marks), PPM - movePpm, PPM),
    highTicks: mulDivFloor(Math.min(...marks), PPM + movePpm, PPM),
    callS,
    untilUs: timeUs + withinS * SECOND_US,
  };
}

/** Where a call stands at its end: so many seconds longer for what its price breaks, each once. */
export function longerBy(
  bounds: readonly CallBound[],
  priceTicks: Ticks,
  timeUs: TimeUs,
): CallTerms {
  const isBroken = ({ lowTicks, highTicks, untilUs }: CallBound): boolean =>
    priceTicks !== 0 && timeUs < untilUs && (priceTicks < lowTicks || priceTicks > highTicks);
  return {
    callS: secondsOf(bounds.filter(isBroken)),
    bounds: bounds.filter((bound) => !isBroken(bound)),
  };
}

function secondsOf(parts: readonly { readonly callS?: number | undefined }[]): number {
  return parts.reduce((sum, { callS = 0 }) => sum + callS, 0);
}
