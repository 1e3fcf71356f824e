/** How much a liquidation closes: pure functions on integers, `margin-rules.md` section 8. */
import type { InstrumentSpec } from '../commands.ts';
import { closingPpm } from '../margin/arithmetic.ts';
import { tierRatePpm } from '../margin/tiers.ts';
import type { Terms } from '../margin/tiers.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots } from '../numbers.ts';

/**
 * Lots of one slice: (t MM - E) / (v (t m - f_liq - slip)), rounded up to a lot, at most a share of
 * the position unless its value is small; all of it when closing cannot help fast enough. LIQ-03.
 */
export function sliceLots(
  spec: InstrumentSpec,
  position: { lots: Lots; notionalAtoms: Atoms },
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
  terms: Terms = spec,
): Lots {
  const { targetPpm, feePpm, slipPpm, slicePpm, uncappedValueAtoms } = spec.liquidation;
  const { lots, notionalAtoms } = position;
  const uncapped = notionalAtoms <= uncappedValueAtoms;
  const cap = uncapped ? lots : Math.max(1, mulDivFloor(lots, slicePpm, PPM));
  const ratePpm = tierRatePpm(terms.margin, notionalAtoms, 'maintenancePpm') + closingPpm(terms);
  const relief = mulDivFloor(ratePpm, targetPpm, PPM) - feePpm - slipPpm;
  if (relief <= 0) return cap;
  const missing = mulDivCeil(bucket.maintenanceAtoms, targetPpm, PPM) - bucket.equityAtoms;
  if (missing <= 0) return 0;
  // Also what keeps the quotient within 2^53: it is then smaller than the position's value.
  if (missing >= mulDivFloor(notionalAtoms, relief, PPM)) return cap;
  const closedAtoms = mulDivCeil(missing, PPM, relief);
  return Math.min(cap, mulDivCeil(closedAtoms, lots, notionalAtoms));
}

/** True when equity is below the share of maintenance at which the fund takes over. LIQ-04. */
export function mustTakeOver(
  spec: InstrumentSpec,
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
): boolean {
  const { takeoverPpm } = spec.liquidation;
  return bucket.equityAtoms < mulDivCeil(bucket.maintenanceAtoms, takeoverPpm, PPM);
}

/** True when equity has reached the target multiple of maintenance. LIQ-03. */
export function isCured(
  spec: InstrumentSpec,
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
): boolean {
  const { targetPpm } = spec.liquidation;
  return bucket.equityAtoms >= mulDivCeil(bucket.maintenanceAtoms, targetPpm, PPM);
}

/**
 * Lots of one disposal: half of what is held, or all when it is little, but never more than a share
 * of what the book offers in range. LIQ-07.
 */
export function disposalLots(spec: InstrumentSpec, heldLots: Lots, depthLots: Lots): Lots {
  const { disposalFullLots, disposalFractionPpm, disposalBookSharePpm } = spec.liquidation;
  const wanted =
    heldLots <= disposalFullLots ? heldLots : mulDivCeil(heldLots, disposalFractionPpm, PPM);
  return Math.min(wanted, mulDivFloor(depthLots, disposalBookSharePpm, PPM));
}
