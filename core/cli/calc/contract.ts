/** What a calculation is about: a contract by its own settings, or one of a venue's profile. */
import { loadProfiles } from '../../host/profiles.ts';
import type { Profile, ProfileContract } from '../../venue/profiles/profile.ts';
import { tiersFit } from '../../venue/margin/tiers.ts';
import type { Terms } from '../../venue/margin/tiers.ts';
import type { Scales } from '../../venue/state.ts';
import { divide, rational, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';
import type { Taken } from './rule.ts';
import { gridOf, ofLots, ofPpm, readGrid, toAtoms, toLots, toPpm, venueScales } from './scale.ts';
import type { Grid } from './scale.ts';

export interface ExactTier {
  readonly floor: Rational;
  readonly maintenance: Rational;
  readonly initial: Rational;
}

export interface OrderCost {
  readonly gap: boolean;
  readonly openFee: boolean;
  readonly closeFee: 'bankruptcy' | 'value' | 'none';
}

/** A contract before anything is rounded, with the grid that its rounded figures lie on. */
export interface Contract {
  readonly isLinear: boolean;
  readonly tiers: readonly ExactTier[];
  readonly tierMode: 'marginal' | 'step' | 'linear';
  /** Floors and ramp are of the quantity, not of the value. */
  readonly isByLots: boolean;
  readonly ramp: Rational | null;
  readonly isOnEntry: boolean;
  readonly mmIncludesCloseFee: boolean;
  readonly orderCost: OrderCost;
  readonly rounding: 'perFill' | 'perContract';
  readonly takerFee: Rational;
  readonly grid: Grid;
}

let loaded: ReadonlyMap<string, Profile> | undefined;

export function profileNamed(name: string, path: string): Profile {
  loaded ??= loadProfiles();
  const profile = loaded.get(name);
  if (profile !== undefined) return profile;
  const known = [...loaded.keys()].join(', ');
  throw new Refusal('UNKNOWN_PROFILE', path, `${path} is ${name}; there are: ${known}`);
}

export function contractNamed(profile: Profile, symbol: string, path: string): ProfileContract {
  const contract = profile.contracts.find((one) => one.symbol === symbol);
  if (contract !== undefined) return contract;
  const known = profile.contracts.map((one) => one.symbol).join(', ');
  throw new Refusal('UNKNOWN_CONTRACT', path, `${path} is ${symbol}; there are: ${known}`);
}

const ALL_COST: OrderCost = { gap: true, openFee: true, closeFee: 'bankruptcy' };

/** A contract of a profile before anything is rounded. */
export function ofProfile(contract: ProfileContract): Contract {
  const { margin, fees, rounding = 'perFill', tierBy = 'value' } = contract;
  const grid = gridOf(contract);
  const isByLots = tierBy === 'lots';
  const measure = (count: number): Rational =>
    isByLots
      ? ofLots(grid, count)
      : divide(rational(count), rational(10n ** BigInt(grid.decimals)));
  return {
    isLinear: contract.contract === 'linear',
    tiers: margin.tiers.map(({ floorAtoms, maintenancePpm, initialPpm }) => ({
      floor: measure(floorAtoms),
      maintenance: ofPpm(maintenancePpm),
      initial: ofPpm(initialPpm),
    })),
    tierMode: margin.tierMode ?? 'marginal',
    isByLots,
    ramp: margin.rampAtoms === undefined ? null : measure(margin.rampAtoms),
    isOnEntry: margin.mmBasis === 'entry',
    mmIncludesCloseFee: margin.mmIncludesCloseFee ?? true,
    orderCost: margin.orderCost ?? ALL_COST,
    rounding,
    takerFee: ofPpm(fees.takerPpm),
    grid,
  };
}

/** What is taken where neither settings nor a profile say it. */
function plainContract(settings: Reader, taken: Taken): Contract {
  const kind = settings.has('contract')
    ? settings.choice('contract', ['linear', 'inverse'])
    : (taken.contract ?? 'linear');
  const isLinear = kind === 'linear';
  return {
    isLinear,
    tiers: [],
    tierMode: 'marginal',
    isByLots: false,
    ramp: null,
    isOnEntry: false,
    mmIncludesCloseFee: true,
    orderCost: ALL_COST,
    rounding: taken.rounding ?? 'perFill',
    takerFee: ZERO,
    grid: readGrid(settings, isLinear),
  };
}

function readTiers(settings: Reader): ExactTier[] {
  return settings.records('tiers').map((tier) => {
    const read = {
      floor: tier.notNegative('floor'),
      maintenance: tier.positive('maintenance'),
      initial: tier.positive('initial'),
    };
    tier.end();
    return read;
  });
}

function readOrderCost(cost: Reader): OrderCost {
  const read = {
    gap: cost.flag('gap'),
    openFee: cost.flag('openFee'),
    closeFee: cost.choice('closeFee', ['bankruptcy', 'value', 'none']),
  };
  cost.end();
  return read;
}

/** The contract that settings describe: a profile's where they name one, changed as they say. */
export function readContract(settings: Reader, taken: Taken = {}): Contract {
  const isOfProfile = settings.has('profile');
  const base = isOfProfile
    ? ofProfile(
        contractNamed(
          profileNamed(settings.text('profile'), settings.at('profile')),
          settings.text('symbol'),
          settings.at('symbol'),
        ),
      )
    : plainContract(settings, taken);
  return changed(base, settings);
}

/** A contract with what settings say of it otherwise. */
export function changed(base: Contract, settings: Reader): Contract {
  const has = (name: string): boolean => settings.has(name);
  return {
    ...base,
    ...(has('tiers') && { tiers: readTiers(settings), isByLots: false }),
    ...(has('tierMode') && {
      tierMode: settings.choice('tierMode', ['marginal', 'step', 'linear']),
    }),
    ...(has('tierBy') && { isByLots: settings.choice('tierBy', ['value', 'lots']) === 'lots' }),
    ...(has('ramp') && { ramp: settings.positive('ramp') }),
    ...(has('mmBasis') && { isOnEntry: settings.choice('mmBasis', ['mark', 'entry']) === 'entry' }),
    ...(has('mmIncludesCloseFee') && { mmIncludesCloseFee: settings.flag('mmIncludesCloseFee') }),
    ...(has('orderCost') && { orderCost: readOrderCost(settings.record('orderCost')) }),
    ...(has('rounding') && { rounding: settings.choice('rounding', ['perFill', 'perContract']) }),
    ...(has('takerFee') && { takerFee: settings.notNegative('takerFee') }),
  };
}

/** The venue's own scales of a contract. */
export function scalesOfContract({ grid, isLinear, rounding }: Contract): Scales {
  return venueScales(grid, isLinear ? 'linear' : 'inverse', rounding);
}

/** The terms that the venue's functions take; refused where a table has steps between its own. */
export function venueTerms(contract: Contract): Terms & Pick<ProfileContract, 'tierBy'> {
  const { grid, tiers, tierMode, ramp, isByLots } = contract;
  const measure = (value: Rational, what: string): number =>
    isByLots ? toLots(grid, value, what) : toAtoms(grid, value, what);
  const terms: Terms = {
    contract: contract.isLinear ? 'linear' : 'inverse',
    fees: { makerPpm: 0, takerPpm: toPpm(contract.takerFee, 'settings.takerFee') },
    margin: {
      tiers: tiers.map((tier) => ({
        floorAtoms: measure(tier.floor, 'settings.tiers.floor'),
        maintenancePpm: toPpm(tier.maintenance, 'settings.tiers.maintenance'),
        initialPpm: toPpm(tier.initial, 'settings.tiers.initial'),
      })),
      tierMode,
      ...(ramp !== null && { rampAtoms: measure(ramp, 'settings.ramp') }),
      mmBasis: contract.isOnEntry ? 'entry' : 'mark',
      mmIncludesCloseFee: contract.mmIncludesCloseFee,
      orderCost: contract.orderCost,
    },
  };
  if (tiers.length > 0 && !tiersFit(terms)) {
    const sentence =
      'settings.tiers must begin at 0 and rise, and maintenance stay below the value';
    throw new Refusal('MISFIT', 'settings.tiers', sentence);
  }
  return { ...terms, tierBy: isByLots ? 'lots' : 'value' };
}
