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
import { maintenanceSpared, sumOfSpared } from '../margin/month-spread.ts';
import { termsOfPosition } from '../margin/account-terms.ts';
import { mulDivCeil, mulDivRound, PPM } from '../numbers.ts';
import type { Lots, Ppm, Ticks } from '../numbers.ts';
import { at, isOfPool, isPooled } from '../state.ts';
import type { Bucket, Instrument, Position, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sliceLots, sliceTerms } from './arithmetic.ts';
import { sliceTicks } from './improving.ts';
import { slicesInPool } from './pooled.ts';
import type { Closable, SlicePart, SoFar } from './pooled.ts';
import { fillableAtoms, grownOf, multiplePpm, shareOf } from './slice-ways.ts';
import type { Standing } from './slice-ways.ts';
import { pairOf, partsOf } from './spread-slices.ts';
import { worstTicks } from './takeover.ts';

/** All that looking ahead at a liquidation needs. */
export type Seen = Pick<Step, 'state'>;

/** The bucket's positions that still trade, instruments in order. */
function closableOf(state: VenueState, bucket: Bucket): Closable[] {
  return positionsOf(state, bucket)
    .map((position) => ({ position, instrument: at(state.instruments, position.instrument) }))
    .filter(({ position, instrument }) => position.lots !== 0 && instrument.state !== 'expired');
}

/** A position once so many lots were closed. */
function lessLots(position: Position, closed: Lots): Position {
  const { lots, costAtoms } = position;
  const held = Math.abs(lots);
  const left = Math.sign(lots) * (held - closed);
  return { ...position, lots: left, costAtoms: mulDivRound(costAtoms, held - closed, held) };
}

/** How a bucket would stand had a part been closed at the mark, less fee and slippage. */
function without(
  { equityAtoms, maintenanceAtoms }: Standing,
  { position, instrument, lots: closed }: SlicePart,
): Standing {
  const { spec, scales, markTicks } = instrument;
  const { feePpm, slipPpm } = spec.liquidation;
  const worth = notionalAtoms(scales, closed, markTicks);
  const rest = lessLots(position, closed);
  const own = positionMaintenanceAtoms(instrument, position);
  return {
    equityAtoms: equityAtoms - mulDivCeil(worth, Math.min(PPM, feePpm + slipPpm), PPM),
    maintenanceAtoms: maintenanceAtoms - own + positionMaintenanceAtoms(instrument, rest),
  };
}

/** The same of several, with what they are spared where they offset each other. Rule VAR-21. */
function withoutAll(
  state: VenueState,
  bucket: Bucket,
  parts: readonly SlicePart[],
  figures: BucketFigures,
): Standing {
  const alone = parts.reduce<Standing>(without, figures);
  if (bucket.instrument !== 0) return alone;
  const owner = at(state.subaccounts, bucket.subaccount);
  const left = maintenanceSpared(state, owner, bucket.asset, (position) => {
    const part = parts.find((one) => one.position === position);
    return part === undefined ? position : lessLots(position, part.lots);
  });
  const spared = sumOfSpared(figures.spared) - sumOfSpared(left);
  return { ...alone, maintenanceAtoms: alone.maintenanceAtoms + spared };
}

/**
 * What the next slice closes: of the largest position, of what offsets it as well, of a pool as it
 * says, or of all positions the same share. Rules LIQ-03, PM-11, VAR-19, VAR-22, VAR-25, VAR-29.
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
  const pair = pairOf(state, bucket, soFar, largest, figures);
  if (pair !== null) return partsOf(pair);
  const how = sliceTerms(largest.instrument.spec, soFar.slices);
  const { sliceOf, sizing, slicePpm } = how.liquidation;
  const closable = sliceOf === 'all' ? closableOf(state, bucket) : [largest];
  if (sizing === 'multiple') {
    const shares = (sharePpm: Ppm) => closable.map((one) => shareOf(one, sharePpm));
    return shares(
      multiplePpm(how, (sharePpm) => withoutAll(state, bucket, shares(sharePpm), figures)),
    );
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
  const growing = { freedAtoms, elapsedUs: timeUs - startedUs };
  return Math.min(grownOf(spec, { lots, valueAtoms: value }, figures, growing), spec.maxOrderLots);
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
  const improved =
    bankruptcy === 0 || part.goesAlong === true
      ? bankruptcy
      : sliceTicks(state, part, bankruptcy, figures.equityAtoms);
  const furthest = improved === 0 ? worstTicks(side) : improved;
  if (fillable === undefined || isOfAll) return furthest;
  const spared = figures.spared?.get(instrument.id) ?? 0;
  const own = positionMaintenanceAtoms(instrument, position) - spared;
  const most = fillableAtoms(fillable, own, figures);
  const ticks = bankruptcyTicks(spec, scales, position.lots, markTicks, most);
  if (ticks === 0) return furthest;
  return side === SELL ? Math.max(ticks, furthest) : Math.min(ticks, furthest);
}
