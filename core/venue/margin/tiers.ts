/**
 * What a table of tiers asks of a value, as pure functions on integers: `margin-rules.md` section 4
 * with each shape as a setting. Marginal brackets, each of which charges its own slice, unless the
 * instrument says otherwise.
 */
import type { InstrumentSpec } from '../commands.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';

/** How margin is asked, by an instrument that is listed here or a contract of a profile. */
export type Margin = Omit<InstrumentSpec['margin'], 'defaultLeverageX100'>;
/** What margin must know of a contract. */
export type Terms = Pick<InstrumentSpec, 'contract' | 'fees'> & { readonly margin: Margin };
export type Tiers = Margin['tiers'];
export type Rate = 'maintenancePpm' | 'initialPpm';

/** A ramp is one up to this part of the value by which it would have risen by all of it. */
const STEEPEST = 4;
/** What a ramp's value must be a multiple of, so that its straight part has whole atoms. */
export const RAMP_MULTIPLE = STEEPEST * STEEPEST;

/** The bracket that holds a value, and what the lower brackets save it, in whole atoms. */
export function tierAt(
  tiers: Tiers,
  notional: Atoms,
  rate: Rate,
): { ratePpm: Ppm; deductionAtoms: Atoms } {
  let ratePpm = 0;
  let deductionAtoms = 0;
  for (const tier of tiers) {
    if (tier.floorAtoms > notional) break;
    // Floors are multiples of a million atoms (checked at listing), so this divides exactly.
    deductionAtoms += mulDivFloor(tier.floorAtoms, tier[rate] - ratePpm, PPM);
    ratePpm = tier[rate];
  }
  return { ratePpm, deductionAtoms };
}

/** Whether the first bracket holds a value, as it does for most: it has no deduction. */
export function isInFirst(tiers: Tiers, notional: Atoms): boolean {
  const second = tiers[1];
  return second === undefined || notional < second.floorAtoms;
}

/** V (rate + extra) - d in the bracket that holds V, rounded up once. */
function bracketAtoms(tiers: Tiers, notional: Atoms, rate: Rate, extraPpm: Ppm): Atoms {
  if (isInFirst(tiers, notional)) {
    return mulDivCeil(notional, (tiers[0]?.[rate] ?? 0) + extraPpm, PPM);
  }
  const { ratePpm, deductionAtoms } = tierAt(tiers, notional, rate);
  return mulDivCeil(notional, ratePpm + extraPpm, PPM) - deductionAtoms;
}

/** Which tier's rate all of a value pays: the last that it is above. Of a step alone. */
export function stepAt(tiers: Tiers, notional: Atoms): number {
  let step = 0;
  while (step + 1 < tiers.length && notional > (tiers[step + 1]?.floorAtoms ?? 0)) step += 1;
  return step;
}

/**
 * V^2 / ramp, rounded up: what rates that rise with the value ask beyond the first. From a quarter
 * of the ramp on, where the next atom would ask for more than half of itself, it goes on straight,
 * so that equity less maintenance goes one way with the price at any size.
 */
function rampedAtoms(notional: Atoms, rampAtoms: Atoms): Atoms {
  if (notional > rampAtoms / STEEPEST) return Math.ceil(notional / 2) - rampAtoms / RAMP_MULTIPLE;
  return mulDivCeil(notional, notional, rampAtoms);
}

/** What a value is asked by its instrument's tiers, and `extraPpm` of it. Rules MARG-01, VAR-02. */
export function tierAtoms(margin: Margin, notional: Atoms, rate: Rate, extraPpm: Ppm): Atoms {
  const { tiers, tierMode } = margin;
  if (tierMode === undefined || tierMode === 'marginal') {
    return bracketAtoms(tiers, notional, rate, extraPpm);
  }
  const { rampAtoms = 0 } = margin;
  const tier = tierMode === 'step' ? tiers[stepAt(tiers, notional)] : tiers[0];
  const level = mulDivCeil(notional, (tier?.[rate] ?? 0) + extraPpm, PPM);
  return tierMode === 'step' ? level : level + rampedAtoms(notional, rampAtoms);
}

/**
 * Steps from a tier on: it is what all of a value pays, until it is above the next. Of a table that
 * an amendment made shorter it is the last. VAR-17.
 */
export function chosenTerms(terms: Terms, chosenTier: number): Terms {
  const tier = Math.min(chosenTier, terms.margin.tiers.length - 1);
  const chosen = terms.margin.tiers[tier];
  if (tier <= 0 || chosen === undefined) return terms;
  const tiers = [{ ...chosen, floorAtoms: 0 }, ...terms.margin.tiers.slice(tier + 1)];
  return { contract: terms.contract, fees: terms.fees, margin: { ...terms.margin, tiers } };
}

/** What the next atom of a value asks, at most: by how much closing some of it relieves. */
export function tierRatePpm(margin: Margin, notional: Atoms, rate: Rate): Ppm {
  const { tiers, tierMode = 'marginal', rampAtoms = 0 } = margin;
  if (tierMode === 'marginal') return tierAt(tiers, notional, rate).ratePpm;
  if (tierMode === 'step') return tiers[stepAt(tiers, notional)]?.[rate] ?? 0;
  const onRamp = Math.min(notional, rampAtoms / STEEPEST);
  return (tiers[0]?.[rate] ?? 0) + mulDivFloor(onRamp, 2 * PPM, rampAtoms);
}

/**
 * Whether a table is one that margin can be asked by: it begins at zero and rises, by deductions of
 * whole atoms, and no atom more of value asks for all of itself, so that equity less maintenance
 * goes one way with the price. A ramp has one tier. Rule LIST-01.
 */
export function tiersFit({ margin, fees }: Terms): boolean {
  const { tiers, tierMode, rampAtoms } = margin;
  if (tiers[0]?.floorAtoms !== 0) return false;
  const isRamp = tierMode === 'linear';
  if (isRamp !== (rampAtoms !== undefined)) return false;
  if (isRamp && (tiers.length > 1 || rampAtoms === undefined || rampAtoms % RAMP_MULTIPLE !== 0)) {
    return false;
  }
  const mostPpm = isRamp ? PPM / 2 : PPM;
  return tiers.every((tier, n) => {
    const before = tiers[n - 1];
    const { maintenancePpm, initialPpm } = tier;
    if (maintenancePpm <= 0 || maintenancePpm + fees.takerPpm >= mostPpm) return false;
    if (initialPpm < maintenancePpm) return false;
    if (before === undefined) return true;
    const rises =
      tier.floorAtoms > before.floorAtoms &&
      tier.maintenancePpm > before.maintenancePpm &&
      tier.initialPpm > before.initialPpm;
    const isMarginal = tierMode === undefined || tierMode === 'marginal';
    return rises && (!isMarginal || tier.floorAtoms % PPM === 0);
  });
}
