/** What the next slice of a liquidation closes, and at no worse a price than which. */
import { BUY, SELL } from '../book/contract.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { bankruptcyTicks } from '../margin/arithmetic.ts';
import {
  positionBankruptcyTicks,
  positionMaintenanceAtoms,
  positionsOf,
} from '../margin/buckets.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { termsOfPosition } from '../margin/account-terms.ts';
import { mulDivCeil, mulDivRound, PPM } from '../numbers.ts';
import type { Ppm, Ticks } from '../numbers.ts';
import { at, isOfPool, isPooled } from '../state.ts';
import type { Bucket, Instrument, Liquidation, Position, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sliceLots, sliceTerms } from './arithmetic.ts';
import { sliceTicks } from './improving.ts';
import { slicesInPool } from './pooled.ts';
import type { SlicePart } from './pooled.ts';
import { fillableAtoms, grownLots, missingAtoms, multiplePpm } from './slice-ways.ts';
import type { Standing } from './slice-ways.ts';
import { worstTicks } from './takeover.ts';

/** All that looking ahead at a liquidation needs. */
export type Seen = Pick<Step, 'state'>;

/** A position that may be closed. */
export interface Closable {
  readonly position: Position;
  readonly instrument: Instrument;
}

/** What a liquidation has done so far, if it has begun. */
type SoFar = Pick<Liquidation, 'slices'> & Partial<Liquidation>;

/** The bucket's positions that still trade, instruments in order. */
function closableOf(state: VenueState, bucket: Bucket): Closable[] {
  return positionsOf(state, bucket)
    .map((position) => ({ position, instrument: at(state.instruments, position.instrument) }))
    .filter(({ position, instrument }) => position.lots !== 0 && instrument.state !== 'expired');
}

/** So much of a position, up to a lot. */
function shareOf({ position, instrument }: Closable, sharePpm: Ppm): SlicePart {
  const lots = mulDivCeil(Math.abs(position.lots), Math.min(sharePpm, PPM), PPM);
  return { position, instrument, lots: Math.min(lots, instrument.spec.maxOrderLots) };
}

/** How a bucket would stand had a part been closed at the mark, less fee and slippage. */
function without(
  { equityAtoms, maintenanceAtoms }: Standing,
  { position, instrument, lots: closed }: SlicePart,
): Standing {
  const { spec, scales, markTicks } = instrument;
  const { feePpm, slipPpm } = spec.liquidation;
  const worth = notionalAtoms(scales, closed, markTicks);
  const { bucket, costAtoms } = position;
  const held = Math.abs(position.lots);
  const lots = Math.sign(position.lots) * (held - closed);
  const rest = { bucket, lots, costAtoms: mulDivRound(costAtoms, held - closed, held) };
  const own = positionMaintenanceAtoms(instrument, position);
  return {
    equityAtoms: equityAtoms - mulDivCeil(worth, Math.min(PPM, feePpm + slipPpm), PPM),
    maintenanceAtoms: maintenanceAtoms - own + positionMaintenanceAtoms(instrument, rest),
  };
}

/**
 * What the next slice closes: of the largest position, of a pool as it says, or of all positions
 * the same share. Rules LIQ-03, PM-11, VAR-19, VAR-25, VAR-29.
 */
export function slicesOf(
  { state }: Seen,
  bucket: Bucket,
  soFar: SoFar,
  largest: Closable,
  figures: BucketFigures,
): SlicePart[] {
  const subaccount = at(state.subaccounts, bucket.subaccount);
  if (isOfPool(state, bucket)) return slicesInPool(state, subaccount);
  const how = sliceTerms(largest.instrument.spec, soFar.slices);
  const { sliceOf, sizing, slicePpm } = how.liquidation;
  const closable = sliceOf === 'all' ? closableOf(state, bucket) : [largest];
  if (sizing === 'multiple') {
    const after = (sharePpm: Ppm): Standing =>
      closable.map((one) => shareOf(one, sharePpm)).reduce<Standing>(without, figures);
    const sharePpm = multiplePpm(how, after);
    return closable.map((one) => shareOf(one, sharePpm));
  }
  if (sliceOf === 'all') return closable.map((one) => shareOf(one, slicePpm));
  const lots = enoughOf(state, how, soFar, largest, figures);
  return lots === 0 ? [] : [{ ...largest, lots }];
}

/** Of the largest position, as far as its share may have grown. */
function enoughOf(
  { timeUs }: VenueState,
  how: Instrument['spec'],
  { startedUs = timeUs, freedAtoms = 0 }: SoFar,
  { position, instrument }: Closable,
  figures: BucketFigures,
): number {
  const { scales, markTicks, spec } = instrument;
  const held = Math.abs(position.lots);
  const value = notionalAtoms(scales, held, markTicks);
  const terms = termsOfPosition(instrument, position);
  const lots = sliceLots(how, { lots: held, notionalAtoms: value }, figures, terms);
  const { growth, uncappedValueAtoms } = spec.liquidation;
  const isHeldBack = growth !== undefined && value > uncappedValueAtoms;
  const missing = missingAtoms(spec, figures);
  const growing = { missingAtoms: missing, freedAtoms, elapsedUs: timeUs - startedUs };
  return Math.min(isHeldBack ? grownLots(growth, lots, growing) : lots, spec.maxOrderLots);
}

/**
 * No worse than the bankruptcy price, or than what the fund pays for beyond it, nor than what may
 * be lost by now. Rules LIQ-03, VAR-26, VAR-41.
 */
export function sliceLimitTicks({ state }: Seen, part: SlicePart, figures: BucketFigures): Ticks {
  const { position, instrument } = part;
  const { spec, scales, markTicks } = instrument;
  const { fillable } = spec.liquidation;
  const owner = at(state.subaccounts, position.bucket.subaccount);
  const isOfAll = isPooled(owner) && position.mode === 'cross';
  const side = position.lots > 0 ? SELL : BUY;
  const bankruptcy = positionBankruptcyTicks(state, instrument, position, figures);
  const furthest =
    bankruptcy === 0 ? worstTicks(side) : sliceTicks(state, part, bankruptcy, figures.equityAtoms);
  if (fillable === undefined || isOfAll) return furthest;
  const own = positionMaintenanceAtoms(instrument, position);
  const most = fillableAtoms(fillable, own, figures);
  const ticks = bankruptcyTicks(spec, scales, position.lots, markTicks, most);
  if (ticks === 0) return furthest;
  return side === SELL ? Math.max(ticks, furthest) : Math.min(ticks, furthest);
}
