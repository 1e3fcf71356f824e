/** How much of an instrument is held, and initial rates that rise with it. Rules VAR-10, VAR-15. */
import { lotsWorth, notionalAtoms } from '../instruments/value.ts';
import { clamp, mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import type { Terms } from './tiers.ts';

/** Between which open interests an initial rate rises to all of the value. */
export interface InterestCaps {
  readonly lowerAtoms: Atoms;
  readonly upperAtoms: Atoms;
}

/** They rise. Rule VAR-15. */
export function capsFit(caps: InterestCaps | undefined): boolean {
  return caps === undefined || caps.lowerAtoms < caps.upperAtoms;
}

/** i + (1 - i) (open interest - lower) / (upper - lower), at most 1, rounded up. Rule VAR-10. */
export function scaledInitialPpm(
  initialPpm: Ppm,
  openInterestAtoms: Atoms,
  { lowerAtoms, upperAtoms }: InterestCaps,
): Ppm {
  const above = clamp(openInterestAtoms - lowerAtoms, 0, upperAtoms - lowerAtoms);
  if (above === 0) return initialPpm;
  return initialPpm + mulDivCeil(PPM - initialPpm, above, upperAtoms - lowerAtoms);
}

/** Lots that all longs of an instrument hold. */
export function openLots({ positions }: Pick<Instrument, 'positions'>): Lots {
  let open = 0;
  for (const { lots } of positions) open += Math.max(0, lots);
  return open;
}

/** What they are worth at the mark, or that many atoms where it is no less. */
function openAtMost({ scales, markTicks, positions }: Instrument, mostAtoms: Atoms): Atoms {
  if (markTicks === 0) return 0;
  const lots = openLots({ positions });
  if (lots > lotsWorth(scales, markTicks, mostAtoms)) return mostAtoms;
  return lots === 0 ? 0 : notionalAtoms(scales, lots, markTicks);
}

/** Terms whose initial rates are those of so much open interest. Rule VAR-15. */
export function scaledTerms(terms: Terms, openInterestAtoms: Atoms): Terms {
  const { openInterest: caps, ...margin } = terms.margin;
  if (caps === undefined) return terms;
  const tiers = margin.tiers.map((tier) => ({
    ...tier,
    initialPpm: Math.max(
      tier.initialPpm,
      scaledInitialPpm(tier.initialPpm, openInterestAtoms, caps),
    ),
  }));
  return { contract: terms.contract, fees: terms.fees, margin: { ...margin, tiers } };
}

/** What initial margin is asked with now: more where others hold much of the instrument too. */
export function initialTerms(terms: Terms, instrument: Instrument): Terms {
  const { openInterest: caps } = terms.margin;
  return caps === undefined ? terms : scaledTerms(terms, openAtMost(instrument, caps.upperAtoms));
}
