/**
 * What assets are worth as collateral, as pure functions on integers: `margin-rules.md` section 12.
 *
 * Pooled margin counts in one reference currency: the listed asset whose terms name no index.
 * Indices are quoted in it, at par. Figures are bounded, far above what anybody may build.
 */
import type { CollateralTerms } from '../commands.ts';
import { powerOfTen } from '../instruments/value.ts';
import { clamp, mulDivCeil, mulDivFloor, positiveZero, PPM } from '../numbers.ts';
import type { Atoms, Ppm, PriceE8 } from '../numbers.ts';

/** No figure in the reference counts for more: twice it still adds up exactly. */
export const MOST_POOLED_ATOMS = 2_251_799_813_685_248;
const E8_DECIMALS = 8;

/** How many atoms of the reference an atom is worth: `over` of them for each `under`. */
export interface Rate {
  readonly over: number;
  readonly under: number;
}

export const AT_PAR: Rate = { over: 1, under: 1 };

/** The rate of an asset at a price in 1e-8 of a whole reference unit. */
export function rateAt(priceE8: PriceE8, decimals: number, referenceDecimals: number): Rate {
  const under = powerOfTen(decimals + E8_DECIMALS - referenceDecimals);
  return { over: priceE8, under };
}

/** A sum in the reference, kept within what is exact. */
export function bounded(atoms: Atoms): Atoms {
  return clamp(atoms, -MOST_POOLED_ATOMS, MOST_POOLED_ATOMS);
}

/** a x b / c rounded down, or the bound on its side where it is beyond that. */
export function boundedFloor(a: number, b: number, c: number): Atoms {
  const estimate = (a * b) / c;
  if (Math.abs(estimate) > 2 * MOST_POOLED_ATOMS) return Math.sign(estimate) * MOST_POOLED_ATOMS;
  return bounded(mulDivFloor(a, b, c));
}

/** The same rounded up. */
export function boundedCeil(a: number, b: number, c: number): Atoms {
  return positiveZero(-boundedFloor(-a, b, c));
}

/** An amount of an asset in the reference, rounded down: what is owed, away from zero. COLL-01. */
export function referenceAtoms({ over, under }: Rate, atoms: Atoms): Atoms {
  return boundedFloor(atoms, over, under);
}

/** The same rounded up: what is asked. */
export function askedAtoms(rate: Rate, atoms: Atoms): Atoms {
  const negative = referenceAtoms(rate, -atoms);
  return negative === 0 ? 0 : -negative;
}

/** What reference atoms are in an asset, rounded down. */
export function assetAtoms({ over, under }: Rate, atoms: Atoms): Atoms {
  return boundedFloor(atoms, under, over);
}

export type Haircut = 'maintenancePpm' | 'initialPpm';

/** A holding and what is known of its asset. */
export interface Holding {
  readonly terms: Pick<CollateralTerms, 'tiers' | 'debtWeightPpm'>;
  readonly rate: Rate;
  /** More of each haircut. */
  readonly extraPpm: Ppm;
  /** The part that counts of what haircuts leave; all of it unless given. */
  readonly scalePpm?: Ppm;
}

/** A holding with the haircuts of its tiers and nothing else. */
export function plainly({ terms, rate }: Holding): Holding {
  return { terms, rate, extraPpm: 0 };
}

/** What of a holding counts, in its own atoms: the part in each tier less its haircut, down. */
export function countedAtoms(holding: Holding, atoms: Atoms, which: Haircut): Atoms {
  const { scalePpm = PPM } = holding;
  const { tiers } = holding.terms;
  let counted = 0;
  for (const [n, tier] of tiers.entries()) {
    if (tier.floorAtoms >= atoms) break;
    const part = Math.min(atoms, tiers[n + 1]?.floorAtoms ?? atoms) - tier.floorAtoms;
    const uncut = Math.max(0, PPM - tier[which] - holding.extraPpm);
    const kept = scalePpm === PPM ? uncut : mulDivFloor(uncut, scalePpm, PPM);
    counted += mulDivFloor(part, kept, PPM);
  }
  return counted;
}

/** V_c of what is held of an asset, in the reference. Rule COLL-02. */
export function collateralAtoms(holding: Holding, atoms: Atoms, which: Haircut): Atoms {
  if (atoms <= 0) return 0;
  return referenceAtoms(holding.rate, countedAtoms(holding, atoms, which));
}

/**
 * What an asset adds to equity: debts count whole, or more where its terms say so, and what its own
 * positions ask of it counts whole; only what is held beyond that is cut. Rules COLL-02, COLL-03,
 * VAR-14.
 */
export function equityOfAsset(
  holding: Holding,
  netAtoms: Atoms,
  ownAtoms: Atoms,
  which: Haircut,
): Atoms {
  const { debtWeightPpm = PPM } = holding.terms;
  if (netAtoms <= 0) {
    return referenceAtoms(holding.rate, positiveZero(-mulDivCeil(-netAtoms, debtWeightPpm, PPM)));
  }
  const own = Math.min(netAtoms, ownAtoms);
  return bounded(
    referenceAtoms(holding.rate, own) + collateralAtoms(holding, netAtoms - own, which),
  );
}

/** Terms whose tiers begin at zero and rise, the initial haircut never the smaller. COLL-05. */
export function isSound({ tiers }: Pick<CollateralTerms, 'tiers'>): boolean {
  if (tiers.length === 0 || tiers[0]?.floorAtoms !== 0) return false;
  return tiers.every((tier, n) => {
    const before = tiers[n - 1];
    if (tier.initialPpm < tier.maintenancePpm) return false;
    if (before === undefined) return true;
    const rises = tier.floorAtoms > before.floorAtoms;
    const cutsMore =
      tier.maintenancePpm >= before.maintenancePpm && tier.initialPpm >= before.initialPpm;
    return rises && cutsMore;
  });
}

/** What one exchange moves: a debt that is paid, and the coins that pay it. */
export interface Exchange {
  readonly paidAtoms: Atoms;
  readonly takenAtoms: Atoms;
}

/**
 * The coins of a holding that are worth a debt at their index less haircut, those that are cut most
 * first; all of them, and what they pay of it, where they are worth less. Rule COLL-06.
 */
export function exchanged(
  holding: Holding,
  heldAtoms: Atoms,
  debtRate: Rate,
  debtAtoms: Atoms,
): Exchange {
  const all = collateralAtoms(holding, heldAtoms, 'maintenancePpm');
  const needed = askedAtoms(debtRate, debtAtoms);
  if (all <= needed) {
    const paidAtoms = Math.min(debtAtoms, assetAtoms(debtRate, all));
    return paidAtoms === 0 ? { paidAtoms: 0, takenAtoms: 0 } : { paidAtoms, takenAtoms: heldAtoms };
  }
  let [few, enough] = [0, heldAtoms];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    const left = collateralAtoms(holding, heldAtoms - middle, 'maintenancePpm');
    if (all - left >= needed) enough = middle;
    else few = middle;
  }
  return { paidAtoms: debtAtoms, takenAtoms: enough };
}
