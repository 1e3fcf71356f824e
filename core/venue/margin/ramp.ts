/**
 * Margin that rises by daily steps before a contract ends, as who delivers asks for it:
 * `margin-rules.md` section 1. Rule VAR-16.
 */
import type { InstrumentSpec } from '../commands.ts';
import { clamp, HOUR_US, mulDivCeil, PPM } from '../numbers.ts';
import type { Ppm, TimeUs } from '../numbers.ts';
import type { Step } from '../step.ts';
import type { Terms } from './tiers.ts';

const DAY_US = 24 * HOUR_US;

type Expiry = NonNullable<InstrumentSpec['expiry']>;

/** What is added to all rates at a time: the n-th of so many days has n parts of it, up. */
export function rampPpmAt({ expiresUs, ramp }: Expiry, timeUs: TimeUs): Ppm {
  if (ramp === undefined) return 0;
  const { days, ratePpm } = ramp;
  const day = clamp(days - Math.floor((expiresUs - timeUs) / DAY_US), 0, days);
  return mulDivCeil(ratePpm, day, days);
}

/** Terms with so much more of each rate, none of them raised above all of the value. */
export function rampedTerms(terms: Terms, rampPpm: Ppm): Terms {
  const more = (ppm: Ppm): Ppm => Math.max(ppm, Math.min(PPM, ppm + rampPpm));
  const tiers = terms.margin.tiers.map(({ floorAtoms, maintenancePpm, initialPpm }) => ({
    floorAtoms,
    maintenancePpm: more(maintenancePpm),
    initialPpm: more(initialPpm),
  }));
  return { contract: terms.contract, fees: terms.fees, margin: { ...terms.margin, tiers } };
}

/** Takes the steps that are due; whoever holds something is then valued. Rule VAR-16. */
export function rampMargins(step: Step): void {
  for (const { spec, dated } of step.state.instruments) {
    if (dated === undefined || spec.expiry?.ramp === undefined) continue;
    const rampPpm = rampPpmAt(spec.expiry, step.timeUs);
    if (rampPpm === (dated.rampPpm ?? 0)) continue;
    dated.rampPpm = rampPpm;
    step.ledger.touched.touchAll();
  }
}
