/** By which terms a subaccount is asked, for a twin: a profile's, whose tables may be by lots. */
import type { InstrumentSpec } from '../commands.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
import { ceil, fraction } from './naive-margin.ts';
import type { NaiveContract } from './naive-margin.ts';
import { naiveRoot } from './naive-root.ts';

const PPM = 1_000_000n;
const MOST_RATE_PPM = 900_000;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

type ProfiledMargin = ProfiledTerms['margin'];

/** By whose table a subaccount is asked in an instrument, at so many lots. */
export function contractFor(
  state: VenueState,
  subaccount: Subaccount,
  { id, spec }: Instrument,
  lots: bigint,
): NaiveContract {
  const { decimals } = at(state.assets, spec.settleAsset);
  const { profile } = accountOf(state, subaccount);
  const contracts = profile === undefined ? [] : at(state.profiles, profile).contracts;
  const own = contracts.find(({ instrument }) => instrument === id);
  if (own === undefined && spec.margin.tierMode === 'sizeRoot') {
    return { spec: { ...spec, margin: naiveRoot(spec.margin, lots) }, decimals };
  }
  if (own === undefined) return { spec, decimals };
  const asked = own.tierBy === 'lots' ? byLots(own.margin, lots) : own.margin;
  return { spec: { ...spec, margin: asked as InstrumentSpec['margin'] }, decimals };
}

/** One rate for all of a position: of the floor that its lots are above, or rising with them. */
function byLots(margin: ProfiledMargin, lots: bigint): ProfiledMargin {
  const { tiers, tierMode: _, rampAtoms, ...ways } = margin;
  const size = absolute(lots);
  const reached = tiers.filter(({ floorAtoms }) => BigInt(floorAtoms) < size).at(-1) ?? tiers[0];
  const ramp = rampAtoms === undefined ? null : BigInt(rampAtoms);
  const on = ramp === null ? 0n : size < ramp ? size : ramp;
  const rise = ramp === null ? 0 : Number(ceil(fraction(on * PPM, ramp)));
  const rate = (ppm = 0): number => Math.min(ppm + rise, MOST_RATE_PPM);
  const maintenancePpm = rate(reached?.maintenancePpm);
  const only = { floorAtoms: 0, maintenancePpm, initialPpm: rate(reached?.initialPpm) };
  return { ...ways, tiers: [only] };
}
