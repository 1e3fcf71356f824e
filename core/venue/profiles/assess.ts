/**
 * What a venue asks of an account, as a pure function of its profile and the account's state. All
 * positions settle in one asset; those that are isolated stand by themselves.
 */
import { notionalAtoms, unrealisedAtoms } from '../instruments/value.ts';
import {
  bankruptcyTicks,
  basisAtoms,
  healthPpm,
  liquidationTicks,
  maintenanceAtoms,
  openAtoms,
} from '../margin/arithmetic.ts';
import type { Terms } from '../margin/tiers.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import type { Profile } from './profile.ts';

/** A position at a venue. */
export interface VenuePosition {
  readonly terms: Terms;
  readonly scales: Scales;
  /** Signed, not zero. */
  readonly lots: Lots;
  readonly costAtoms: Atoms;
  readonly markTicks: Ticks;
  readonly leverageX100: number;
  /** Margin of its own, where it is isolated; null in cross. */
  readonly allocatedAtoms: Atoms | null;
}

export interface VenueAccount {
  /** What stands behind the cross positions, without isolated margin and unrealised results. */
  readonly walletAtoms: Atoms;
  readonly positions: readonly VenuePosition[];
}

export interface PositionFigures {
  readonly notionalAtoms: Atoms;
  readonly unrealisedAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  readonly initialAtoms: Atoms;
  /** Of the position where it is isolated; its share of the account's in cross. */
  readonly equityAtoms: Atoms;
  /** 0 where no price does it. */
  readonly liquidationTicks: Ticks;
  readonly bankruptcyTicks: Ticks;
}

export interface AccountFigures {
  /** Of the cross positions together. */
  readonly equityAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  readonly initialAtoms: Atoms;
  readonly positions: readonly PositionFigures[];
}

interface Alone {
  readonly position: VenuePosition;
  readonly notional: Atoms;
  readonly unrealised: Atoms;
  readonly maintenance: Atoms;
  readonly initial: Atoms;
}

function alone(position: VenuePosition): Alone {
  const { terms, scales, lots, markTicks, leverageX100 } = position;
  const notional = notionalAtoms(scales, Math.abs(lots), markTicks);
  const basis = basisAtoms(terms, scales, position, markTicks);
  return {
    position,
    notional,
    unrealised: unrealisedAtoms(scales, position, markTicks),
    maintenance: maintenanceAtoms(terms, basis),
    initial: openAtoms(terms, lots > 0 ? 1 : -1, notional, leverageX100),
  };
}

/** Requirement, equity and prices of an account and each of its positions. Rule PROF-03. */
export function assess({ walletAtoms, positions }: VenueAccount): AccountFigures {
  const each = positions.map(alone);
  let equityAtoms = walletAtoms;
  let crossMaintenance = 0;
  let initialAtoms = 0;
  for (const { position, unrealised, maintenance, initial } of each) {
    if (position.allocatedAtoms !== null) continue;
    equityAtoms += unrealised;
    crossMaintenance += maintenance;
    initialAtoms += initial;
  }
  const figures = each.map((one): PositionFigures => {
    const { position, notional, unrealised, maintenance, initial } = one;
    const { terms, scales, lots, markTicks, allocatedAtoms } = position;
    const isCross = allocatedAtoms === null;
    const behind = isCross ? equityAtoms - unrealised : allocatedAtoms;
    const beside = isCross ? crossMaintenance - maintenance : 0;
    const total = behind + unrealised;
    const isAll = !isCross || maintenance === crossMaintenance;
    const equity = isAll ? total : mulDivFloor(total, maintenance, crossMaintenance);
    return {
      notionalAtoms: notional,
      unrealisedAtoms: unrealised,
      maintenanceAtoms: maintenance,
      initialAtoms: initial,
      equityAtoms: equity,
      liquidationTicks: liquidationTicks({
        spec: terms,
        scales,
        lots,
        costAtoms: position.costAtoms,
        otherAtoms: behind - beside,
        markTicks,
      }),
      bankruptcyTicks: bankruptcyTicks(terms, scales, lots, markTicks, equity),
    };
  });
  return { equityAtoms, maintenanceAtoms: crossMaintenance, initialAtoms, positions: figures };
}

/**
 * The ratio that a venue shows, in ppm: equity over maintenance rounded down, or maintenance over
 * equity rounded up; null where what it is of is nothing. Rule PROF-04.
 */
export function ratioPpm(
  { ratio }: Pick<Profile, 'ratio'>,
  equityAtoms: Atoms,
  askedAtoms: Atoms,
): number | null {
  if (ratio === 'equityOverMaintenance') {
    return askedAtoms === 0 ? null : healthPpm(equityAtoms, askedAtoms);
  }
  if (equityAtoms <= 0 || askedAtoms / equityAtoms > PPM) return null;
  return mulDivCeil(askedAtoms, PPM, equityAtoms);
}
