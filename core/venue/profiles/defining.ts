/** Venues' ways of asking for margin come into being, for accounts to be opened with. */
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { mostPendingTerms } from '../funding/pending.ts';
import { asksAlike } from '../funding/unpaid.ts';
import { fundingOf } from '../funding/ways.ts';
import { capsFit } from '../margin/open-interest.ts';
import { rampedTerms } from '../margin/ramp.ts';
import { tiersFit } from '../margin/tiers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { termsOf } from './profile.ts';

const MOST_PROFILES = 1_000;

type Asked = CommandOf<'profile.define'>['contracts'][number];

/** Defines a profile whose tables agree with what they are for. Rules PROF-05, PROF-07. */
export function defineProfile(step: Step, command: CommandOf<'profile.define'>): Outcome {
  const { profiles, instruments } = step.state;
  const { label, contracts } = command;
  if (profiles.some((profile) => profile.label === label)) return refused('ALREADY_EXISTS');
  if (profiles.length === MOST_PROFILES) return refused('TOO_MANY');
  for (const [n, contract] of contracts.entries()) {
    const { instrument } = contract;
    const listed = instruments[instrument - 1];
    if (listed === undefined) return refused('UNKNOWN_INSTRUMENT');
    const isFirst = contracts.findIndex((one) => one.instrument === instrument) === n;
    // A pair is paid in full, wherever it is traded.
    if (listed.spec.contract === 'spot') return refused('PAIR_HAS_NO_POSITION');
    if (!isFirst || !isAskable(listed.spec, contract)) return refused('INVALID_SPEC');
  }
  const id = profiles.length + 1;
  profiles.push({ id, label, contracts });
  step.events.emit('profile.defined', id, contracts.length);
  return done(id);
}

/** More lots than anybody holds. */
const MOST_LOTS = Number.MAX_SAFE_INTEGER;

/**
 * Whether a table can be asked by, also of the largest position, in the last days before an end,
 * and with all the funding in it that there may be. Rules VAR-15, VAR-16, VAR-33, VAR-74.
 */
function isAskable(spec: InstrumentSpec, { margin, tierBy }: Asked): boolean {
  const terms = { contract: spec.contract, fees: spec.fees, margin };
  if (!tiersFit(terms) || !capsFit(margin.openInterest) || !asksAlike(spec, margin)) return false;
  const largest = tierBy === 'lots' ? termsOf({ ...terms, tierBy }, MOST_LOTS) : terms;
  const ramped = rampedTerms(largest, spec.expiry?.ramp?.ratePpm ?? 0);
  return tiersFit(mostPendingTerms(ramped, fundingOf(spec).capE8));
}

/** Whether the tables of all profiles agree with what an instrument would be. Rule PROF-07. */
export function profilesFit(state: VenueState, id: number, spec: InstrumentSpec): boolean {
  return state.profiles.every(({ contracts }) =>
    contracts.every((one) => one.instrument !== id || isAskable(spec, one)),
  );
}
