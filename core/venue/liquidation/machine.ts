/**
 * The life of one liquidation: detect, cancel, retest, sized slices with waits between them, or
 * takeover at the bankruptcy price. `margin-rules.md` section 8, Default, in its order.
 */
import { SELL, BUY } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { INDEX_STATES, LIQUIDATION_ENDS } from '../events.ts';
import { touches } from '../instruments/pair.ts';
import { notionalAtoms } from '../instruments/value.ts';
import {
  bucketFigures,
  positionBankruptcyTicks,
  positionMaintenanceAtoms,
  positionsOf,
} from '../margin/buckets.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { termsOfPosition } from '../margin/account-terms.ts';
import { leastEquityAtoms, runsOut } from '../margin/ratios.ts';
import { lowersLimits } from '../margin/risk-limit.ts';
import { emitAccepted, place } from '../orders/placing.ts';
import { sweepOrders } from '../orders/changing.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Ticks } from '../numbers.ts';
import { standing } from '../pricing/ladder.ts';
import { at, bucketId, isOfPool } from '../state.ts';
import type { Bucket, Instrument, Liquidation, Position } from '../state.ts';
import type { Step } from '../step.ts';
import {
  isCured,
  liquidationFeeAtoms,
  mustTakeOver,
  rungLots,
  sliceLots,
  sliceTerms,
} from './arithmetic.ts';
import { payIntoFund } from './fund.ts';
import { equityIn, largestInPool, slicesInPool } from './pooled.ts';
import type { SlicePart } from './pooled.ts';
import { takeOver, worstTicks } from './takeover.ts';

/** All that looking ahead at a liquidation needs. */
type Seen = Pick<Step, 'state'>;

interface Largest {
  readonly position: Position;
  readonly instrument: Instrument;
}

/** The open position with the largest maintenance margin that still trades, ties by instrument. */
export function largestPosition(step: Seen, bucket: Bucket): Largest | null {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  if (isOfPool(step.state, bucket)) return largestInPool(step.state, subaccount);
  let largest: Largest | null = null;
  let most = 0;
  for (const position of positionsOf(step.state, bucket)) {
    if (position.lots === 0) continue;
    const instrument = at(step.state.instruments, position.instrument);
    if (instrument.state === 'expired') continue;
    const maintenance = positionMaintenanceAtoms(instrument, position);
    if (maintenance > most) {
      most = maintenance;
      largest = { position, instrument };
    }
  }
  return largest;
}

/** Takes one bucket through whatever is due now. Rules LIQ-01 to LIQ-06. */
export function advanceLiquidation(step: Step, bucket: Bucket): void {
  // An earlier liquidation of the same step may have traded with this one.
  let figures = bucketFigures(step.state, bucket);
  let largest = largestPosition(step, bucket);
  if (largest === null) return finish(step, bucket, figures, 'closed');
  if (bucket.liquidation === null) {
    if (!isBelow(step, bucket, figures)) return;
    start(step, bucket, largest.instrument, figures);
    figures = bucketFigures(step.state, bucket);
    if (!isBelow(step, bucket, figures)) return finish(step, bucket, figures, 'cured');
  }
  const { liquidation } = bucket;
  if (liquidation === null) return;
  const { spec } = largest.instrument;
  const isPool = isOfPool(step.state, bucket);
  if (spec.liquidation.ladderTiers !== undefined && !isPool)
    return descend(step, bucket, liquidation);
  if (isOver(step, bucket, spec, figures)) return finish(step, bucket, figures, 'cured');
  if (mustTakeOver(spec, figures) || liquidation.slices >= spec.liquidation.maxSlices) {
    takeOver(step, bucket, liquidation);
    return finish(step, bucket, bucketFigures(step.state, bucket), 'takeover');
  }
  if (step.timeUs < liquidation.nextSliceUs) return;
  for (const part of slicesOf(step, bucket, liquidation, largest, figures)) {
    slice(step, bucket, liquidation, part, figures);
  }
  countSlice(step, liquidation, spec);
  figures = bucketFigures(step.state, bucket);
  largest = largestPosition(step, bucket);
  if (largest === null) finish(step, bucket, figures, 'closed');
  else if (isOver(step, bucket, largest.instrument.spec, figures)) {
    finish(step, bucket, figures, 'cured');
  }
}

/** Below maintenance, or of a pool with states at its ratio. Rules LIQ-01, VAR-63. */
function isBelow({ state }: Seen, bucket: Bucket, figures: BucketFigures): boolean {
  const owner = at(state.subaccounts, bucket.subaccount);
  const least = leastEquityAtoms(owner, figures.maintenanceAtoms, bucket.instrument);
  return figures.equityAtoms < least;
}

/** Whether the target is reached, and that ends it. Rules LIQ-03, VAR-63. */
function isOver(step: Seen, bucket: Bucket, spec: InstrumentSpec, figures: BucketFigures): boolean {
  const goesOn = runsOut(at(step.state.subaccounts, bucket.subaccount), bucket.instrument);
  return !goesOn && isCured(spec, figures) && !isBelow(step, bucket, figures);
}

/**
 * The ladder in place of slices: what lies above the next bracket goes at once, all of it or
 * nothing, and again while it did and was not enough; then the rest is taken over. Rule LIQ-08.
 */
function descend(step: Step, bucket: Bucket, liquidation: Liquidation): void {
  for (;;) {
    const figures = bucketFigures(step.state, bucket);
    const largest = largestPosition(step, bucket);
    if (largest === null) return finish(step, bucket, figures, 'closed');
    if (figures.equityAtoms >= figures.maintenanceAtoms) {
      return finish(step, bucket, figures, 'cured');
    }
    if (!goesDown(step, bucket, liquidation, largest, figures)) break;
  }
  takeOver(step, bucket, liquidation);
  finish(step, bucket, bucketFigures(step.state, bucket), 'takeover');
}

/** One rung; whether there was one, and it was filled. */
function goesDown(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  largest: Largest,
  figures: BucketFigures,
): boolean {
  const { position, instrument } = largest;
  const { spec, scales, markTicks, book } = instrument;
  const tiers = spec.liquidation.ladderTiers ?? 1;
  const wanted = rungLots(spec, scales, Math.abs(position.lots), markTicks, tiers);
  if (wanted === 0 || wanted > spec.maxOrderLots) return false;
  const side = position.lots > 0 ? SELL : BUY;
  const limitTicks = sliceLimitTicks(step, largest, figures);
  // No owner: liquidations are exempt from self-trade prevention.
  if (book.fillableLots(side, limitTicks, 0, wanted) < wanted) return false;
  slice(step, bucket, liquidation, { ...largest, lots: wanted }, figures);
  countSlice(step, liquidation, spec);
  return true;
}

/** Detects, freezes new risk (the gate reads `bucket.liquidation`) and cancels orders in scope. */
function start(step: Step, bucket: Bucket, instrument: Instrument, figures: BucketFigures): void {
  const { state } = step;
  state.liquidationsStarted += 1;
  const id = state.liquidationsStarted;
  bucket.liquidation = { id, startedUs: step.timeUs, slices: 0, nextSliceUs: step.timeUs };
  const { ladder } = at(state.indices, instrument.spec.index).price;
  step.events.emit(
    'liquidation.started',
    id,
    bucket.subaccount,
    bucketId(bucket),
    instrument.id,
    figures.equityAtoms,
    figures.maintenanceAtoms,
    instrument.markTicks,
    INDEX_STATES.indexOf(standing(ladder).state),
  );
  if (lowersLimits(step, bucket, true)) {
    const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
    if (equityAtoms >= maintenanceAtoms) return;
  }
  let cancelled = 0;
  const isPool = isOfPool(state, bucket);
  for (const listed of state.instruments) {
    const inScope =
      isPool ||
      (bucket.instrument === 0
        ? touches(listed.spec, bucket.asset)
        : listed.id === bucket.instrument);
    if (!inScope) continue;
    const scope = { reason: 'liquidation', onlyReduceOnly: false } as const;
    cancelled += sweepOrders(step, bucket.subaccount, listed, scope);
  }
  lowersLimits(step, bucket, false);
  const after = bucketFigures(state, bucket);
  const who = [id, bucket.subaccount, bucketId(bucket), cancelled] as const;
  step.events.emit('liquidation.cancelled', ...who, after.equityAtoms, after.maintenanceAtoms);
}

/** The next slice waits for its time. */
function countSlice(
  step: Step,
  liquidation: Liquidation,
  { liquidation: how }: InstrumentSpec,
): void {
  liquidation.slices += 1;
  liquidation.nextSliceUs = step.timeUs + how.waitUs;
}

/**
 * What the next slice closes: of the largest position, of a pool as it says, or of all positions
 * the same share. Rules LIQ-03, PM-11, VAR-19.
 */
export function slicesOf(
  step: Seen,
  bucket: Bucket,
  { slices }: Pick<Liquidation, 'slices'>,
  { position, instrument }: Largest,
  figures: BucketFigures,
): SlicePart[] {
  const { state } = step;
  const subaccount = at(state.subaccounts, bucket.subaccount);
  if (isOfPool(state, bucket)) return slicesInPool(state, subaccount);
  const { spec, scales, markTicks } = instrument;
  const how = sliceTerms(spec, slices);
  if (spec.liquidation.sliceOf === 'all') {
    return positionsOf(state, bucket).flatMap((held): SlicePart[] => {
      if (held.lots === 0) return [];
      const listed = at(state.instruments, held.instrument);
      const lots = mulDivCeil(Math.abs(held.lots), how.liquidation.slicePpm, PPM);
      return [
        { position: held, instrument: listed, lots: Math.min(lots, listed.spec.maxOrderLots) },
      ];
    });
  }
  const held = Math.abs(position.lots);
  const notional = notionalAtoms(scales, held, markTicks);
  const terms = termsOfPosition(instrument, position);
  const lots = sliceLots(how, { lots: held, notionalAtoms: notional }, figures, terms);
  return [{ position, instrument, lots: Math.min(lots, spec.maxOrderLots) }];
}

/** No worse than the bankruptcy price. */
export function sliceLimitTicks(
  step: Seen,
  { position, instrument }: Largest,
  figures: BucketFigures,
): Ticks {
  const bankruptcy = positionBankruptcyTicks(step.state, instrument, position, figures);
  return bankruptcy === 0 ? worstTicks(position.lots > 0 ? SELL : BUY) : bankruptcy;
}

/** One sized order, immediate or cancelled, no worse than the bankruptcy price. LIQ-03, LIQ-05. */
function slice(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  part: SlicePart,
  figures: BucketFigures,
): void {
  const { position, instrument } = part;
  const side = position.lots > 0 ? SELL : BUY;
  const limitTicks = sliceLimitTicks(step, part, figures);
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const order = {
    orderId: step.nextOrderId(),
    subaccount,
    instrument,
    side,
    type: 'limit',
    priceTicks: limitTicks,
    quantityLots: part.lots,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: true,
    strategy: 0,
    session: 0,
    kind: 'liquidation',
    selfTradeExempt: true,
  } as const;
  emitAccepted(step, order, 'liquidation');
  const ownedAtoms = position.allocatedAtoms - position.realisedAtoms;
  const traded = place(step, order);
  const leftAtoms = ownedAtoms + position.realisedAtoms;
  const fee = chargeLiquidationFee(step, bucket, part, traded.filledAtoms, leftAtoms);
  const after = bucketFigures(step.state, bucket);
  step.events.emit(
    'liquidation.sliced',
    liquidation.id,
    subaccount.id,
    instrument.id,
    order.quantityLots,
    traded.filledLots,
    limitTicks,
    fee,
    after.equityAtoms,
    after.maintenanceAtoms,
    bucketId(bucket),
  );
}

/**
 * The fee on what was closed goes to the fund, and never takes equity below zero. An isolated
 * bucket whose position is gone has let go what it owned, `leftAtoms`, and pays from that. LIQ-05.
 */
function chargeLiquidationFee(
  step: Step,
  bucket: Bucket,
  { position, instrument }: Largest,
  closedAtoms: Atoms,
  leftAtoms: Atoms,
): Atoms {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const isEmptied = position.mode === 'isolated' && position.lots === 0;
  const most = isEmptied ? leftAtoms : equityFor(step, bucket, instrument);
  const fee = liquidationFeeAtoms(instrument.spec, closedAtoms, most);
  if (position.mode === 'isolated' && !isEmptied) position.allocatedAtoms -= fee;
  position.feesAtoms += fee;
  payIntoFund(step, subaccount, instrument, fee, 'liquidationFee');
  return fee;
}

function equityFor({ state }: Step, bucket: Bucket, instrument: Instrument): Atoms {
  const figures = bucketFigures(state, bucket);
  return isOfPool(state, bucket) ? equityIn(state, instrument, figures) : figures.equityAtoms;
}

function finish(
  step: Step,
  bucket: Bucket,
  figures: BucketFigures,
  how: (typeof LIQUIDATION_ENDS)[number],
): void {
  const { liquidation } = bucket;
  if (liquidation === null) return;
  bucket.liquidation = null;
  bucket.belowSinceUs = 0;
  step.events.emit(
    'liquidation.ended',
    liquidation.id,
    bucket.subaccount,
    bucketId(bucket),
    LIQUIDATION_ENDS.indexOf(how),
    liquidation.slices,
    figures.equityAtoms,
    figures.maintenanceAtoms,
  );
}
