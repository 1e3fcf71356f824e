/**
 * Ways of asking for margin that no instrument here is listed with, but that a desk meets at other
 * venues: `margin-rules.md` sections 1 and 3, as pure functions on integers.
 */
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';

export { scaledInitialPpm } from './open-interest.ts';
export type { InterestCaps } from './open-interest.ts';

/** Multiples of maintenance at which margin is searched, filled up to, and let go. */
export interface LevelRates {
  readonly searchPpm: Ppm;
  readonly initialPpm: Ppm;
  readonly releasePpm: Ppm;
}

/** The same levels in atoms, each rounded up. Rule VAR-09. */
export function marginLevels(
  maintenanceAtoms: Atoms,
  { searchPpm, initialPpm, releasePpm }: LevelRates,
): { readonly searchAtoms: Atoms; readonly initialAtoms: Atoms; readonly releaseAtoms: Atoms } {
  return {
    searchAtoms: mulDivCeil(maintenanceAtoms, searchPpm, PPM),
    initialAtoms: mulDivCeil(maintenanceAtoms, initialPpm, PPM),
    releaseAtoms: mulDivCeil(maintenanceAtoms, releasePpm, PPM),
  };
}
