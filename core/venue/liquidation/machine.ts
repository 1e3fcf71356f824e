/**
 * The life of one liquidation: detect, cancel, retest, sized slices with waits between them, or
 * takeover at the bankruptcy price. `margin-rules.md` section 8, Default, in its order.
 */
import { SELL, BUY } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { INDEX_STATES, LIQUIDATION_ENDS } from '../events.ts';
import { touches } from '../instruments/pair.ts';
import { valueAtoms } from '../instruments/value.ts';
import {
  bucketFigures,
  positionBankruptcyTicks,
  positionEquityAtoms,
  positionMaintenanceAtoms,
  positionsOf,
} from '../margin/buckets.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { leastEquityAtoms, runsOut } from '../margin/ratios.ts';
import { lowersLimits } from '../margin/risk-limit.ts';
import { emitAccepted, place } from '../orders/placing.ts';
import type { Traded } from '../orders/placing.ts';
import { costOf } from '../orders/settling.ts';
import { sweepOrders } from '../orders/changing.ts';
import type { Atoms, Lots } from '../numbers.ts';
import { standing } from '../pricing/ladder.ts';
import { at, bucketId, isOfPool } from '../state.ts';
import type { Bucket, Instrument, Liquidation } from '../state.ts';
import type { Step } from '../step.ts';
import { endsInTakeover, isCured, liquidationFeeAtoms, rungLots } from './arithmetic.ts';
import { payFeeToFund } from './fund.ts';
import { payBeyond } from './improving.ts';
import { equityIn, largestInPool } from './pooled.ts';
import type { Closable, SlicePart } from './pooled.ts';
import { leftAboveRuinAtoms, missingAtoms } from './slice-ways.ts';
import { sliceLimitTicks, slicesOf } from './slices.ts';
import type { Seen } from './slices.ts';
import { heavyLots, lightLots, pairOf, partsOf } from './spread-slices.ts';
import type { PairSlice } from './spread-slices.ts';
import { takeOver } from './takeover.ts';

/** The open position with the largest maintenance margin that still trades, ties by instrument. */
export function largestPosition(step: Seen, bucket: Bucket): Closable | null {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  if (isOfPool(step.state, bucket)) return largestInPool(step.state, subaccount);
  let largest: Closable | null = null;
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
  if (endsInTakeover(spec, liquidation.slices, figures)) return giveUp(step, bucket, liquidation);
  if (step.timeUs < liquidation.nextSliceUs) return;
  const pair = pairOf(step.state, bucket, liquidation, largest, figures);
  const parts =
    pair === null ? slicesOf(step, bucket, liquidation, largest, figures) : partsOf(pair);
  // Nothing more may go yet.
  if (parts.length === 0) return;
  if (pair !== null) slicePair(step, bucket, liquidation, pair, figures);
  else for (const part of parts) slice(step, bucket, liquidation, part, figures);
  countSlice(step, liquidation, spec);
  const before = figures;
  figures = bucketFigures(step.state, bucket);
  noteFreed(liquidation, spec, before, figures);
  largest = largestPosition(step, bucket);
  if (largest === null) return finish(step, bucket, figures, 'closed');
  if (isOver(step, bucket, largest.instrument.spec, figures)) {
    return finish(step, bucket, figures, 'cured');
  }
  const isLast = liquidation.slices >= spec.liquidation.maxSlices;
  if (isLast && spec.liquidation.afterSlices === 'atOnce') giveUp(step, bucket, liquidation);
}

/** All that is left goes, and with it the orders that were left to stand. Rules LIQ-06, VAR-24. */
function giveUp(step: Step, bucket: Bucket, liquidation: Liquidation): void {
  const { instruments } = step.state;
  const leavesSome = instruments.some(({ spec }) => spec.liquidation.cancels === 'contract');
  if (leavesSome) cancelOrders(step, bucket, null);
  takeOver(step, bucket, liquidation);
  finish(step, bucket, bucketFigures(step.state, bucket), 'takeover');
}

/** Remembers what slices have freed of what was missing, where that counts. Rule VAR-25. */
function noteFreed(
  liquidation: Liquidation,
  spec: InstrumentSpec,
  before: BucketFigures,
  after: BucketFigures,
): void {
  if (spec.liquidation.growth === undefined) return;
  const freed = Math.max(0, missingAtoms(spec, before) - missingAtoms(spec, after));
  liquidation.freedAtoms = (liquidation.freedAtoms ?? 0) + freed;
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
  giveUp(step, bucket, liquidation);
}

/** One rung; whether there was one, and it was filled. */
function goesDown(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  largest: Closable,
  figures: BucketFigures,
): boolean {
  const { position, instrument } = largest;
  const { spec, scales, markTicks, book } = instrument;
  const { ladderTiers = 1, ladderFrom } = spec.liquidation;
  const held = Math.abs(position.lots);
  const wanted = rungLots(spec, scales, held, markTicks, ladderTiers, ladderFrom);
  if (wanted === 0 || wanted > spec.maxOrderLots) return false;
  const side = position.lots > 0 ? SELL : BUY;
  // Its owner's own orders are nobody to sell to.
  cancelLeft(step, bucket, instrument);
  const limitTicks = sliceLimitTicks(step, { ...largest, lots: wanted }, figures);
  // No owner: liquidations are exempt from self-trade prevention.
  if (book.fillableLots(side, limitTicks, 0, wanted) < wanted) return false;
  slice(step, bucket, liquidation, { ...largest, lots: wanted }, figures);
  countSlice(step, liquidation, spec);
  return true;
}

/** Detects, freezes new risk (the gate reads `bucket.liquidation`) and cancels orders in scope. */
function start(step: Step, bucket: Bucket, instrument: Instrument, figures: BucketFigures): void {
  const { state } = step;
  const { spec } = instrument;
  state.liquidationsStarted += 1;
  const id = state.liquidationsStarted;
  bucket.liquidation = { id, startedUs: step.timeUs, slices: 0, nextSliceUs: step.timeUs };
  const { ladder } = at(state.indices, spec.index).price;
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
  const isAll = spec.liquidation.cancels !== 'contract' || isOfPool(state, bucket);
  const cancelled = cancelOrders(step, bucket, isAll ? null : instrument);
  lowersLimits(step, bucket, false);
  const after = bucketFigures(state, bucket);
  const who = [id, bucket.subaccount, bucketId(bucket), cancelled] as const;
  step.events.emit('liquidation.cancelled', ...who, after.equityAtoms, after.maintenanceAtoms);
}

/** Cancels the orders that a bucket stands behind, or of them those of one instrument; how many. */
function cancelOrders(step: Step, bucket: Bucket, only: Instrument | null): number {
  const { state } = step;
  const isPool = isOfPool(state, bucket);
  let cancelled = 0;
  for (const listed of only === null ? state.instruments : [only]) {
    const inScope =
      isPool ||
      (bucket.instrument === 0
        ? touches(listed.spec, bucket.asset)
        : listed.id === bucket.instrument);
    if (!inScope) continue;
    const scope = { reason: 'liquidation', onlyReduceOnly: false } as const;
    cancelled += sweepOrders(step, bucket.subaccount, listed, scope);
  }
  return cancelled;
}

/** What was left to stand at the beginning goes when its contract's turn has come. VAR-24. */
function cancelLeft(step: Step, bucket: Bucket, instrument: Instrument): void {
  if (instrument.spec.liquidation.cancels === 'contract') cancelOrders(step, bucket, instrument);
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
 * Both legs of what offsets, or neither: of the smaller first, no more than the book of the other
 * takes, and then of that as much as was filled. Rule VAR-22.
 */
function slicePair(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  pair: PairSlice,
  figures: BucketFigures,
): void {
  const { heavy, light } = pair;
  const { position, instrument, lots } = heavy;
  cancelLeft(step, bucket, instrument);
  const limitTicks = sliceLimitTicks(step, heavy, figures);
  const side = position.lots > 0 ? SELL : BUY;
  const most = instrument.book.fillableLots(side, limitTicks, 0, lots);
  const wanted = lightLots(pair, Math.min(lots, most));
  let own = lots;
  if (light !== null && wanted > 0) {
    const filled = slice(step, bucket, liquidation, { ...light, lots: wanted }, figures);
    own = Math.min(lots, heavyLots(pair, filled));
  }
  if (own > 0) slice(step, bucket, liquidation, { ...heavy, lots: own }, figures);
}

/**
 * One sized order, immediate or cancelled, no worse than the bankruptcy price, and how much of it
 * was filled. LIQ-03, LIQ-05.
 */
function slice(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  part: SlicePart,
  figures: BucketFigures,
): Lots {
  const { position, instrument } = part;
  cancelLeft(step, bucket, instrument);
  const side = position.lots > 0 ? SELL : BUY;
  const bankruptcy = positionBankruptcyTicks(step.state, instrument, position, figures);
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
  const equityAtoms = positionEquityAtoms(step.state, instrument, position, figures);
  const heldLots = position.lots;
  const traded = place(step, order);
  const leftAtoms = ownedAtoms + position.realisedAtoms;
  const whose = { id: liquidation.id, subaccount: subaccount.id };
  payBeyond(step, whose, part, bankruptcy, { side, ...traded });
  const most =
    instrument.spec.liquidation.feeBound === 'fill'
      ? aboveRuinAtoms(instrument, heldLots, equityAtoms, traded)
      : Number.MAX_SAFE_INTEGER;
  const fee = chargeLiquidationFee(step, bucket, part, traded.filledAtoms, leftAtoms, most);
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
  return traded.filledLots;
}

/** What a slice's fill has left of a position above its bankruptcy price. Rule VAR-26. */
function aboveRuinAtoms(
  instrument: Instrument,
  heldLots: Lots,
  equityAtoms: Atoms,
  { filledLots, filledAtoms }: Traded,
): Atoms {
  const { scales, markTicks } = instrument;
  const side = heldLots > 0 ? SELL : BUY;
  const marked = valueAtoms(scales, -side * filledLots, markTicks);
  const gained = -costOf(instrument, side, filledAtoms) - marked;
  return leftAboveRuinAtoms(equityAtoms, Math.abs(heldLots), filledLots, gained);
}

/**
 * The fee on what was closed is the fund's, and never takes equity below zero. An isolated
 * bucket whose position is gone has let go what it owned, `leftAtoms`, and pays from that. LIQ-05.
 */
function chargeLiquidationFee(
  step: Step,
  bucket: Bucket,
  { position, instrument }: Closable,
  closedAtoms: Atoms,
  leftAtoms: Atoms,
  mostAtoms: Atoms,
): Atoms {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const isEmptied = position.mode === 'isolated' && position.lots === 0;
  const most = isEmptied ? leftAtoms : equityFor(step, bucket, instrument);
  const fee = liquidationFeeAtoms(instrument.spec, closedAtoms, Math.min(most, mostAtoms));
  if (position.mode === 'isolated' && !isEmptied) position.allocatedAtoms -= fee;
  position.feesAtoms += fee;
  payFeeToFund(step, subaccount, instrument, fee);
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
