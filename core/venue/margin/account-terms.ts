/** By whose terms a subaccount is asked for margin: its account's profile's, or the usual. */
import { termsOf } from '../profiles/profile.ts';
import type { Lots } from '../numbers.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, Position, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
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

/**
 * The terms of so many lots of a subaccount: a table may be by them, and the fees are those that
 * are paid here. Rule PROF-05.
 */
export function termsFor(instrument: Instrument, subaccount: number, lots: Lots): Terms {
  const { spec, profiled } = instrument;
  const terms = profiled.size === 0 ? undefined : profiled.get(subaccount);
  if (terms === undefined) return spec;
  // Contract and fees as they are now: a listing may be amended.
  return termsOf({ contract: spec.contract, fees: spec.fees, ...terms }, lots);
}

/** Those of a position as it is. */
export function termsOfPosition(
  instrument: Instrument,
  { bucket, lots }: Pick<Position, 'bucket' | 'lots'>,
): Terms {
  return termsFor(instrument, bucket.subaccount, lots);
}
