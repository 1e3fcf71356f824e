/**
 * Funding whose rate is fixed and that has yet to be paid, inside maintenance: `margin-rules.md`
 * section 4. Rule VAR-48.
 */
import type { InstrumentSpec } from '../commands.ts';
import type { Lots, Ppm } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import { tiersFit } from './tiers.ts';
import type { Terms } from './tiers.ts';

/** Of a rate in 1e-8, up to a ppm. */
const E8_IN_PPM = 100;

/** What who holds so many lots pays next, of what maintenance is asked of; 0 of who is paid. */
export function pendingPpm(
  { spec, funding }: Pick<Instrument, 'spec' | 'funding'>,
  lots: Lots,
): Ppm {
  if (spec.margin.mmFunding !== 'pending') return 0;
  const { fixedRateE8: rateE8 } = funding;
  if (lots * rateE8 <= 0) return 0;
  return Math.ceil(Math.min(Math.abs(rateE8), spec.funding.capE8) / E8_IN_PPM);
}

/** Terms with so much more of each rate of maintenance. */
export function fundedTerms({ contract, fees, margin }: Terms, pending: Ppm): Terms {
  const tiers = margin.tiers.map((tier) => ({
    ...tier,
    maintenancePpm: tier.maintenancePpm + pending,
  }));
  return { contract, fees, margin: { ...margin, tiers } };
}

/**
 * The rate is one that was fixed an interval before, and at its cap asks for no more than initial
 * margin does. Rule VAR-48.
 */
export function pendingFits(spec: InstrumentSpec): boolean {
  const { mmFunding, tierMode } = spec.margin;
  if (mmFunding !== 'pending') return true;
  const isFixed = spec.funding.samplesFrom === 'previousInterval' && spec.expiry === undefined;
  const most = fundedTerms(spec, Math.ceil(spec.funding.capE8 / E8_IN_PPM));
  return isFixed && tierMode !== 'sizeRoot' && tiersFit(most);
}
