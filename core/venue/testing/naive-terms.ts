/**
 * By which terms a subaccount is asked, for a twin: a profile's, whose tables may be by lots, the
 * tier that it chose, by the root of its lots, and with what is asked beside all of them.
 */
import type { InstrumentSpec } from '../commands.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, ProfiledTerms, Subaccount, VenueState } from '../state.ts';
import { ceil, fraction, naiveNotional, naiveTiers } from './naive-margin.ts';
import type { NaiveContract } from './naive-margin.ts';
import { naiveRoot } from './naive-root.ts';

const PPM = 1_000_000n;
const E8 = 100_000_000n;
const MOST_RATE_PPM = 900_000;

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

type ProfiledMargin = ProfiledTerms['margin'];

/** By whose table a subaccount is asked in an instrument, at so many lots; a minus is short. */
export function contractFor(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
  lots: bigint,
): NaiveContract {
  const { id, spec } = instrument;
  const { decimals } = at(state.assets, spec.settleAsset);
  const { profile } = accountOf(state, subaccount);
  const contracts = profile === undefined ? [] : at(state.profiles, profile).contracts;
  const own = contracts.find((one) => one.instrument === id);
  const margin =
    own === undefined
      ? byItself(subaccount, instrument, lots)
      : ((own.tierBy === 'lots' ? byLots(own.margin, lots) : own.margin) as Margin);
  const asked = { ...spec, margin };
  return {
    spec: { ...asked, margin: withMore(instrument, { spec: asked, decimals }, lots) },
    decimals,
  };
}

type Margin = InstrumentSpec['margin'];

/** The instrument's own: of its steps from a chosen one on, or by the root of the size. */
function byItself({ id }: Subaccount, { spec, riskTiers }: Instrument, lots: bigint): Margin {
  if (spec.margin.tierMode === 'sizeRoot') return naiveRoot(spec.margin, lots);
  const chosen = riskTiers.get(id) ?? 0;
  return spec.margin.riskLimit === undefined || chosen === 0
    ? spec.margin
    : { ...spec.margin, tiers: naiveTiers(spec.margin.tiers, { ...NO_MORE, chosen }) };
}

const NO_MORE = { chosen: 0, rampPpm: 0, openAtoms: 0, lowerAtoms: 0, upperAtoms: 1 };

/** What would be paid of funding, what rises before the end, and for what all others hold. */
function withMore(
  { funding, dated, positions, markTicks }: Instrument,
  contract: NaiveContract,
  lots: bigint,
): Margin {
  const { margin } = contract.spec;
  const owed = BigInt(funding.pendingE8 ?? 0) * (lots < 0n ? -1n : lots === 0n ? 0n : 1n);
  const factor = BigInt(margin.pendingFundingPpm ?? 0);
  const pending = owed <= 0n ? 0 : Number(ceil(fraction(owed * factor, E8)));
  const rampPpm = pending + (dated?.rampPpm ?? 0);
  const { lowerAtoms, upperAtoms } = margin.openInterest ?? NO_MORE;
  const longs = positions.reduce((sum, one) => sum + BigInt(Math.max(0, one.lots)), 0n);
  const open = markTicks === 0 ? 0n : naiveNotional(contract, longs, BigInt(markTicks));
  const openAtoms = margin.openInterest === undefined ? 0 : Number(open);
  const more = { ...NO_MORE, rampPpm, openAtoms, lowerAtoms, upperAtoms };
  return { ...margin, tiers: naiveTiers(margin.tiers, more) };
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
