/** By whose terms a subaccount is asked for margin: its account's profile's, or the usual. */
import { termsOf } from '../profiles/profile.ts';
import type { Lots } from '../numbers.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, Position, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
import { pendingTerms } from '../funding/pending.ts';
import { initialTerms } from './open-interest.ts';
import { rampedTerms } from './ramp.ts';
import { rootedTerms } from './size-root.ts';
import { chosenTerms } from './tiers.ts';
import type { Terms } from './tiers.ts';

/** What a subaccount's account asks with in an instrument; undefined where as everybody. */
export function profiledTerms(
  state: VenueState,
  subaccount: Subaccount,
  { id }: Instrument,
): ProfiledTerms | undefined {
  const { profile } = accountOf(state, subaccount);
  if (profile === undefined) return undefined;
  const found = at(state.profiles, profile).contracts.find(({ instrument }) => instrument === id);
  if (found === undefined) return undefined;
  const { margin, tierBy } = found;
  return tierBy === undefined ? { margin } : { margin, tierBy };
}

/** Whether a subaccount is asked in another way than the instrument's own. Rule PROF-05. */
export function isProfiled({ profiled }: Instrument, subaccount: number): boolean {
  return profiled.size > 0 && profiled.has(subaccount);
}

/** Whether it is asked by other terms than the specification's as it stands. */
export function hasOwnTerms(instrument: Instrument, subaccount: number): boolean {
  const { profiled, riskTiers, dated, spec } = instrument;
  const { openInterest, riskLimit, tierMode, pendingFundingPpm } = spec.margin;
  if (pendingFundingPpm !== undefined) return true;
  if (openInterest !== undefined || dated?.rampPpm !== undefined) return true;
  if (tierMode === 'sizeRoot') return true;
  if (riskLimit !== undefined && riskTiers.has(subaccount)) return true;
  return profiled.size > 0 && profiled.has(subaccount);
}

/**
 * The terms of so many lots of a subaccount, a minus being short: a table may be by them, begin at
 * the tier that was chosen, rise with the lots, have risen before the end, or have in it what they
 * would pay of funding, and the fees are those that are paid here. Rules PROF-05, VAR-16, VAR-17,
 * VAR-33, VAR-45.
 */
export function termsFor(instrument: Instrument, subaccount: number, lots: Lots): Terms {
  const { spec, profiled, riskTiers, dated, funding } = instrument;
  const profile = profiled.size === 0 ? undefined : profiled.get(subaccount);
  let terms: Terms = spec;
  // Contract and fees as they are now: a listing may be amended.
  if (profile !== undefined) {
    terms = termsOf({ contract: spec.contract, fees: spec.fees, ...profile }, lots);
  } else if (spec.margin.riskLimit !== undefined) {
    terms = chosenTerms(spec, riskTiers.get(subaccount) ?? 0);
  } else if (spec.margin.tierMode === 'sizeRoot') {
    terms = rootedTerms(spec, lots);
  }
  if (terms.margin.pendingFundingPpm !== undefined) terms = pendingTerms(terms, funding, lots);
  const { rampPpm = 0 } = dated ?? {};
  return rampPpm === 0 ? terms : rampedTerms(terms, rampPpm);
}

/** The same for initial margin, which may rise with open interest. Rule VAR-15. */
export function initialTermsFor(instrument: Instrument, subaccount: number, lots: Lots): Terms {
  return initialTerms(termsFor(instrument, subaccount, lots), instrument);
}

type Held = Pick<Position, 'bucket' | 'lots'>;

/** Those of a position as it is. */
export function termsOfPosition(instrument: Instrument, { bucket, lots }: Held): Terms {
  return termsFor(instrument, bucket.subaccount, lots);
}

export function initialTermsOfPosition(instrument: Instrument, { bucket, lots }: Held): Terms {
  return initialTermsFor(instrument, bucket.subaccount, lots);
}
