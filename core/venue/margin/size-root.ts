/**
 * Rates that rise with the root of the size, as some venues ask: `margin-rules.md` section 4. They
 * follow from the lots, before any price is known, and all of the value pays them. Rule VAR-45.
 */
import type { InstrumentSpec } from '../commands.ts';
import type { Root } from '../instruments/own-ways.ts';
import { invariant, mulDivCeil, PPM } from '../numbers.ts';
import type { Lots, Ppm } from '../numbers.ts';
import type { Terms } from './tiers.ts';

/** Beyond this no rate goes: a price must still be able to change what is missing. */
const MOST_RATE_PPM = 900_000;
/** A fee is below this, so that together they stay below all of the value. */
const MOST_FEE_PPM = 100_000;

/** The least whole number whose square is no less; of one up to 2^52. */
export function rootUp(square: number): number {
  invariant(square >= 0 && square <= 4_503_599_627_370_496, 'its root is not exact');
  // A root of the machine is one off at most, and the squares beside it say which way.
  let root = Math.ceil(Math.sqrt(square));
  while (root > 0 && (root - 1) * (root - 1) >= square) root -= 1;
  while (root * root < square) root += 1;
  return root;
}

/** So much at `unitLots` x the root of lots / unitLots, up; all that is asked at most, or more. */
function risenPpm(atUnitPpm: Ppm, lots: Lots, unitLots: Lots): Ppm {
  const about = (lots / unitLots) * atUnitPpm * atUnitPpm;
  if (about > 2 * MOST_RATE_PPM * MOST_RATE_PPM) return MOST_RATE_PPM;
  return rootUp(mulDivCeil(atUnitPpm * atUnitPpm, lots, unitLots));
}

/** max(r, kept x r + c x root(lots / unit)), each term up, and no more than 90 %. Rule VAR-45. */
export function rootedPpm(
  firstPpm: Ppm,
  atUnitPpm: Ppm,
  { keptPpm, unitLots }: Pick<Root, 'keptPpm' | 'unitLots'>,
  lots: Lots,
): Ppm {
  const risen = mulDivCeil(firstPpm, keptPpm, PPM) + risenPpm(atUnitPpm, Math.abs(lots), unitLots);
  return Math.max(firstPpm, Math.min(risen, MOST_RATE_PPM));
}

/** Terms of so many lots, where rates rise by them; else as they are. Rule VAR-45. */
export function rootedTerms(terms: Terms, lots: Lots): Terms {
  const { contract, fees, margin } = terms;
  const { tierMode, root, tiers, ...ways } = margin;
  const [first] = tiers;
  if (tierMode !== 'sizeRoot' || root === undefined || first === undefined) return terms;
  const only = {
    floorAtoms: 0,
    maintenancePpm: rootedPpm(first.maintenancePpm, root.maintenancePpm, root, lots),
    initialPpm: rootedPpm(first.initialPpm, root.initialPpm, root, lots),
  };
  return { contract, fees, margin: { ...ways, tiers: [only] } };
}

/** Terms of as many lots as there may be, where rates rise by them; else as they are. VAR-45. */
export function largestTerms(terms: Terms): Terms {
  const { contract, fees, margin } = terms;
  const { tierMode, root, ...ways } = margin;
  if (tierMode !== 'sizeRoot' || root === undefined) return terms;
  const only = { floorAtoms: 0, maintenancePpm: MOST_RATE_PPM, initialPpm: MOST_RATE_PPM };
  return { contract, fees, margin: { ...ways, tiers: [only] } };
}

/**
 * It has one tier, initial rates are no lower than maintenance at any size, and nothing else adds
 * to them before an end. Rule VAR-45.
 */
export function rootFits({
  margin,
  fees,
  expiry,
}: Terms & Pick<InstrumentSpec, 'expiry'>): boolean {
  const { tierMode, root, tiers } = margin;
  if ((tierMode === 'sizeRoot') !== (root !== undefined)) return false;
  if (root === undefined) return true;
  const [first] = tiers;
  if (first === undefined || tiers.length > 1 || fees.takerPpm >= MOST_FEE_PPM) return false;
  if (expiry?.ramp !== undefined) return false;
  return first.initialPpm <= MOST_RATE_PPM && root.initialPpm >= root.maintenancePpm;
}
