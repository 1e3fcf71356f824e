/**
 * Order bands that are around another price than the index: the mark, or what was the last price
 * when the hour began. `margin-rules.md` section 14.
 */
import type { InstrumentSpec } from '../commands.ts';
import { HOUR_US, mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Ppm, Ticks, TimeUs } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import { collared } from './order-band.ts';
import type { OrderBand } from './order-band.ts';
import type { Collar } from './permissions.ts';

/** What an hour's limits are around, and which hour since 1970 it is. */
export interface HourReference {
  readonly hour: number;
  readonly ticks: Ticks;
}

/** Widths are of a price that is not the index, and below it less than all of it. */
export function bandsFit({ bands }: Pick<InstrumentSpec, 'bands'>): boolean {
  const { around = 'index', innerPpm, lowerPpm } = bands;
  if (around === 'index') return lowerPpm === undefined;
  return (lowerPpm ?? innerPpm) < PPM;
}

/** The price that a band is around; 0 where it is the index. Rule VAR-67. */
export function referenceTicks({
  spec,
  markTicks,
  lastTicks,
  hourly,
}: Pick<Instrument, 'spec' | 'markTicks' | 'lastTicks' | 'hourly'>): Ticks {
  const { around = 'index' } = spec.bands;
  if (around === 'index') return 0;
  if (around === 'mark') return markTicks;
  return hourly?.ticks ?? openingTicks(lastTicks, markTicks);
}

/** What an hour begins at: the last price, or the mark where nothing has traded. */
function openingTicks(lastTicks: Ticks, markTicks: Ticks): Ticks {
  return lastTicks === 0 ? markTicks : lastTicks;
}

/** Keeps the price at which the hour began, if limits are around it. Rule VAR-67. */
export function keepHour(instrument: Instrument, timeUs: TimeUs): void {
  const { spec, lastTicks, markTicks, hourly } = instrument;
  if (spec.bands.around !== 'hour') {
    if (hourly !== undefined) delete instrument.hourly;
    return;
  }
  const hour = Math.floor(timeUs / HOUR_US);
  if (hourly?.hour === hour) return;
  instrument.hourly = { hour, ticks: openingTicks(lastTicks, markTicks) };
}

/**
 * The highest bid and the lowest offer around a price: p (1 + up) and p (1 - down), in ticks
 * rounded inwards, both widths as a collar narrows them. Rule VAR-67.
 */
export function bandAround(
  widths: { readonly innerPpm: Ppm; readonly lowerPpm?: Ppm | undefined },
  ticks: Ticks,
  collar: Collar,
): OrderBand {
  const { innerPpm, lowerPpm = innerPpm } = widths;
  return {
    maxBidTicks: mulDivFloor(ticks, PPM + collared(innerPpm, collar), PPM),
    minAskTicks: mulDivCeil(ticks, PPM - collared(lowerPpm, collar), PPM),
  };
}
