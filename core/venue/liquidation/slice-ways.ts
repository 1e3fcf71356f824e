/**
 * What slices are at venues that go about them otherwise: pure functions on integers.
 * `margin-rules.md` section 8, Drift, dYdX and Paradex.
 */
import type { InstrumentSpec } from '../commands.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, TimeUs } from '../numbers.ts';
import { isCured } from './arithmetic.ts';
import type { Closable, SlicePart } from './pooled.ts';

type Ways = InstrumentSpec['liquidation'];

/** How a bucket stands. */
export interface Standing {
  readonly equityAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
}

/** What is missing to the target: t MM - E. */
export function missingAtoms({ liquidation }: InstrumentSpec, bucket: Standing): Atoms {
  return mulDivCeil(bucket.maintenanceAtoms, liquidation.targetPpm, PPM) - bucket.equityAtoms;
}

/** What a liquidation has come to when it asks for more. */
export interface Growing {
  readonly missingAtoms: Atoms;
  /** What its slices have freed so far. */
  readonly freedAtoms: Atoms;
  readonly elapsedUs: TimeUs;
}

/**
 * Of the lots that would free all that is missing those that may go by now: of all that has ever
 * been missing a share may be freed that grows with time, less what has been. Rule VAR-25.
 */
export function grownLots(
  { firstPpm, fullUs }: NonNullable<Ways['growth']>,
  lots: Lots,
  { missingAtoms: missing, freedAtoms, elapsedUs }: Growing,
): Lots {
  const all = missing + freedAtoms;
  if (firstPpm >= PPM || !Number.isSafeInteger(all)) return lots;
  const grown = mulDivFloor(all, Math.min(elapsedUs, fullUs), fullUs);
  const may = mulDivFloor(all, firstPpm, PPM) + grown - freedAtoms;
  if (may >= missing) return lots;
  return may <= 0 ? 0 : mulDivCeil(lots, may, missing);
}

/**
 * What a slice may lose against the mark: of the position's maintenance the spread, as a share that
 * is none at maintenance, grows as equity falls, and is the rating at no equity. Rule VAR-26.
 */
export function fillableAtoms(
  { spreadPpm, ratingPpm }: NonNullable<Ways['fillable']>,
  ownAtoms: Atoms,
  { equityAtoms, maintenanceAtoms }: Standing,
): Atoms {
  if (maintenanceAtoms === 0) return 0;
  const missing = Math.min(maintenanceAtoms, Math.max(0, maintenanceAtoms - equityAtoms));
  // Asked first, so that no product passes 2^53.
  const isWhole = ratingPpm > PPM && missing > mulDivFloor(maintenanceAtoms, PPM, ratingPpm);
  const rated = isWhole ? maintenanceAtoms : mulDivFloor(missing, ratingPpm, PPM);
  return mulDivFloor(mulDivFloor(ownAtoms, rated, maintenanceAtoms), spreadPpm, PPM);
}

/**
 * What a fill has left above the bankruptcy price: the closed lots' share of the equity there was,
 * with what they gained on the mark. Rule VAR-26.
 */
export function leftAboveRuinAtoms(
  equityAtoms: Atoms,
  heldLots: Lots,
  closedLots: Lots,
  gainedAtoms: Atoms,
): Atoms {
  if (closedLots === 0) return 0;
  return Math.max(0, mulDivFloor(equityAtoms, closedLots, heldLots) + gainedAtoms);
}

/**
 * The fewest times its share after which a slice has reached the target, as a share, where
 * `after` says how the bucket then stands; all, where nothing less does. Rule VAR-29.
 */
export function multiplePpm(spec: InstrumentSpec, after: (sharePpm: Ppm) => Standing): Ppm {
  const { slicePpm } = spec.liquidation;
  for (let sharePpm = slicePpm; sharePpm < PPM; sharePpm += slicePpm) {
    if (isCured(spec, after(sharePpm))) return sharePpm;
  }
  return PPM;
}

/** So much of a position, up to a lot. */
export function shareOf({ position, instrument }: Closable, sharePpm: Ppm): SlicePart {
  const lots = mulDivCeil(Math.abs(position.lots), Math.min(sharePpm, PPM), PPM);
  return { position, instrument, lots: Math.min(lots, instrument.spec.maxOrderLots) };
}

/** Of lots of a position those that may go by now, where that grows with time. Rule VAR-25. */
export function grownOf(
  spec: InstrumentSpec,
  { lots, valueAtoms }: { readonly lots: Lots; readonly valueAtoms: Atoms },
  figures: Standing,
  growing: Omit<Growing, 'missingAtoms'>,
): Lots {
  const { growth, uncappedValueAtoms } = spec.liquidation;
  if (growth === undefined || valueAtoms <= uncappedValueAtoms) return lots;
  return grownLots(growth, lots, { missingAtoms: missingAtoms(spec, figures), ...growing });
}
