/** How much a liquidation closes: pure functions on integers, `margin-rules.md` section 8. */
import type { InstrumentSpec } from '../commands.ts';
import { lotsWorth, notionalAtoms } from '../instruments/value.ts';
import { closingPpm } from '../margin/arithmetic.ts';
import { tierRatePpm } from '../margin/tiers.ts';
import type { Terms } from '../margin/tiers.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';

/** A specification as it is for a slice after so many: the first may have a share of its own. */
export function sliceTerms(spec: InstrumentSpec, slices: number): InstrumentSpec {
  const { laterPpm } = spec.liquidation;
  if (laterPpm === undefined || slices === 0) return spec;
  return { ...spec, liquidation: { ...spec.liquidation, slicePpm: laterPpm } };
}

/**
 * Lots of one slice: (t MM - E) / (v (t m - f_liq - slip)), rounded up to a lot, at most a share of
 * the position unless its value is small; all of it when closing cannot help fast enough, or where
 * always a share is closed. Rules LIQ-03, VAR-19.
 */
export function sliceLots(
  spec: InstrumentSpec,
  position: { lots: Lots; notionalAtoms: Atoms },
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
  terms: Terms = spec,
): Lots {
  const { targetPpm, feePpm, slipPpm, slicePpm, uncappedValueAtoms } = spec.liquidation;
  const { lots, notionalAtoms: value } = position;
  const uncapped = value <= uncappedValueAtoms;
  const cap = uncapped ? lots : Math.max(1, mulDivFloor(lots, Math.min(slicePpm, PPM), PPM));
  const ratePpm = tierRatePpm(terms.margin, value, 'maintenancePpm') + closingPpm(terms);
  if (spec.liquidation.sizing === 'share') return cap;
  const relief = mulDivFloor(ratePpm, targetPpm, PPM) - feePpm - slipPpm;
  if (relief <= 0) return cap;
  const missing = mulDivCeil(bucket.maintenanceAtoms, targetPpm, PPM) - bucket.equityAtoms;
  if (missing <= 0) return 0;
  // Also what keeps the quotient within 2^53: it is then smaller than the position's value.
  if (missing >= mulDivFloor(value, relief, PPM)) return cap;
  const closedAtoms = mulDivCeil(missing, PPM, relief);
  return Math.min(cap, mulDivCeil(closedAtoms, lots, value));
}

/**
 * Lots of one rung of a ladder: what lies above the bracket so many lower, as all of it must be
 * closed to be there; 0 in the lowest, and below where the ladder begins. LIQ-08, VAR-24.
 */
export function rungLots(
  spec: InstrumentSpec,
  scales: Scales,
  lots: Lots,
  markTicks: Ticks,
  tiersDown: number,
  fromTier = 2,
): Lots {
  const { tiers } = spec.margin;
  const notional = notionalAtoms(scales, lots, markTicks);
  const bracket = tiers.findLastIndex(({ floorAtoms }) => floorAtoms <= notional);
  if (bracket + 1 < fromTier) return 0;
  const lowest = tiers[Math.max(1, bracket - tiersDown + 1)];
  if (bracket <= 0 || lowest === undefined) return 0;
  return lots - lotsWorth(scales, markTicks, lowest.floorAtoms - 1);
}

/** True when equity is below the share of maintenance at which the fund takes over. LIQ-04. */
export function mustTakeOver(
  spec: InstrumentSpec,
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
): boolean {
  const { takeoverPpm } = spec.liquidation;
  return bucket.equityAtoms < mulDivCeil(bucket.maintenanceAtoms, takeoverPpm, PPM);
}

/** True when no slice is made any more, or none is made at all. Rules LIQ-04, VAR-28. */
export function endsInTakeover(
  spec: InstrumentSpec,
  slices: number,
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
): boolean {
  return mustTakeOver(spec, bucket) || slices >= spec.liquidation.maxSlices;
}

/** True when equity has reached the target multiple of maintenance. LIQ-03. */
export function isCured(
  spec: InstrumentSpec,
  bucket: { equityAtoms: Atoms; maintenanceAtoms: Atoms },
): boolean {
  const { targetPpm } = spec.liquidation;
  return bucket.equityAtoms >= mulDivCeil(bucket.maintenanceAtoms, targetPpm, PPM);
}

/** The fee on what a slice closed, at most what there is to pay it from. LIQ-05. */
export function liquidationFeeAtoms(spec: InstrumentSpec, closed: Atoms, most: Atoms): Atoms {
  return Math.max(0, Math.min(mulDivCeil(closed, spec.liquidation.feePpm, PPM), most));
}

/**
 * Lots of one disposal: half of what is held, or all when it is little, but never more than a share
 * of what the book offers in range. LIQ-07.
 */
export function disposalLots(spec: InstrumentSpec, heldLots: Lots, depthLots: Lots): Lots {
  const { disposalFullLots, disposalFractionPpm, disposalBookSharePpm } = spec.liquidation;
  const wanted =
    heldLots <= disposalFullLots ? heldLots : mulDivCeil(heldLots, disposalFractionPpm, PPM);
  return Math.min(wanted, heldLots, mulDivFloor(depthLots, disposalBookSharePpm, PPM));
}

/**
 * An amount, or lots, shared pro rata to what each can give or take, which is not nothing: shares
 * of the sum so far less those before, so that together they are all of it. Rules INS-09, VAR-27.
 */
export function sharesOf(amount: number, most: readonly number[]): number[] {
  const total = most.reduce((sum, one) => sum + one, 0);
  let cumulative = 0;
  let shared = 0;
  return most.map((one) => {
    cumulative += one;
    const share = mulDivFloor(amount, cumulative, total) - shared;
    shared += share;
    return share;
  });
}

/**
 * What each gives of a loss, of what it can: a fixed part of that, where there is one and all of
 * them together are enough, and else pro rata as much as is asked for. VAR-37.
 */
export function winnersShares(
  lossAtoms: Atoms,
  mostAtoms: readonly Atoms[],
  fixedPpm: Ppm | undefined,
): Atoms[] {
  const fixed = mostAtoms.map((most) => mulDivFloor(most, fixedPpm ?? 0, PPM));
  if (fixed.reduce((sum, share) => sum + share, 0) >= lossAtoms) return fixed;
  const total = mostAtoms.reduce((sum, most) => sum + most, 0);
  return sharesOf(Math.min(lossAtoms, total), mostAtoms);
}

/** What each part of a fund pays of an amount, the first as much as it has. INS-02, INS-06. */
export function paidByParts(amountAtoms: Atoms, partsAtoms: readonly Atoms[]): Atoms[] {
  let unpaid = amountAtoms;
  return partsAtoms.map((has) => {
    const paid = Math.max(0, Math.min(unpaid, has));
    unpaid -= paid;
    return paid;
  });
}
