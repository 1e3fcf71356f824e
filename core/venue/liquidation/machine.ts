/**
 * The life of one liquidation: detect, cancel, retest, sized slices with waits between them, or
 * takeover at the bankruptcy price. `margin-rules.md` section 8, Default, in its order.
 */
import { SELL, BUY } from '../book/contract.ts';
import { INDEX_STATES, LIQUIDATION_ENDS, TRADE_KINDS } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import {
  bucketFigures,
  positionBankruptcyTicks,
  positionMaintenanceAtoms,
  positionsOf,
} from '../margin/buckets.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { termsOfPosition } from '../margin/terms.ts';
import { settleSide } from '../orders/settling.ts';
import { emitAccepted, place } from '../orders/placing.ts';
import { sweepOrders } from '../orders/changing.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Ticks } from '../numbers.ts';
import { standing } from '../pricing/ladder.ts';
import { at, bucketId, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Bucket, Instrument, Liquidation, Position, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { isCured, mustTakeOver, sliceLots } from './arithmetic.ts';
import { coverShortfall, payIntoFund } from './fund.ts';

/** The open position with the largest maintenance margin, ties by instrument. */
function largestPosition(
  step: Step,
  bucket: Bucket,
): { position: Position; instrument: Instrument } | null {
  let largest: { position: Position; instrument: Instrument } | null = null;
  let most = 0;
  for (const position of positionsOf(step.state, bucket)) {
    if (position.lots === 0) continue;
    const instrument = at(step.state.instruments, position.instrument);
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
    if (figures.equityAtoms >= figures.maintenanceAtoms) return;
    start(step, bucket, largest.instrument, figures);
    figures = bucketFigures(step.state, bucket);
    if (figures.equityAtoms >= figures.maintenanceAtoms) {
      return finish(step, bucket, figures, 'cured');
    }
  }
  const { liquidation } = bucket;
  if (liquidation === null) return;
  const { spec } = largest.instrument;
  if (isCured(spec, figures)) return finish(step, bucket, figures, 'cured');
  if (mustTakeOver(spec, figures) || liquidation.slices >= spec.liquidation.maxSlices) {
    takeOver(step, bucket, liquidation);
    return finish(step, bucket, bucketFigures(step.state, bucket), 'takeover');
  }
  if (step.timeUs < liquidation.nextSliceUs) return;
  slice(step, bucket, liquidation, largest, figures);
  figures = bucketFigures(step.state, bucket);
  largest = largestPosition(step, bucket);
  if (largest === null) finish(step, bucket, figures, 'closed');
  else if (isCured(largest.instrument.spec, figures)) finish(step, bucket, figures, 'cured');
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
  let cancelled = 0;
  for (const listed of state.instruments) {
    const inScope =
      bucket.instrument === 0
        ? listed.spec.settleAsset === bucket.asset
        : listed.id === bucket.instrument;
    if (!inScope) continue;
    const scope = { reason: 'liquidation', onlyReduceOnly: false } as const;
    cancelled += sweepOrders(step, bucket.subaccount, listed, scope);
  }
  const after = bucketFigures(state, bucket);
  const who = [id, bucket.subaccount, bucketId(bucket), cancelled] as const;
  step.events.emit('liquidation.cancelled', ...who, after.equityAtoms, after.maintenanceAtoms);
}

/** One sized order, immediate or cancelled, no worse than the bankruptcy price. LIQ-03, LIQ-05. */
function slice(
  step: Step,
  bucket: Bucket,
  liquidation: Liquidation,
  largest: { position: Position; instrument: Instrument },
  figures: BucketFigures,
): void {
  const { position, instrument } = largest;
  const { spec, scales } = instrument;
  const held = Math.abs(position.lots);
  const notional = notionalAtoms(scales, held, instrument.markTicks);
  const terms = termsOfPosition(instrument, position);
  const wanted = sliceLots(spec, { lots: held, notionalAtoms: notional }, figures, terms);
  const side = position.lots > 0 ? SELL : BUY;
  const bankruptcy = positionBankruptcyTicks(instrument, position, figures);
  const limitTicks = bankruptcy === 0 ? worstTicks(side) : bankruptcy;
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const order = {
    orderId: step.nextOrderId(),
    subaccount,
    instrument,
    side,
    type: 'limit',
    priceTicks: limitTicks,
    quantityLots: Math.min(wanted, spec.maxOrderLots),
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
  liquidation.slices += 1;
  liquidation.nextSliceUs = step.timeUs + spec.liquidation.waitUs;
  const fee = chargeLiquidationFee(step, bucket, largest, traded.filledAtoms, leftAtoms);
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
  );
}

function worstTicks(side: 1 | -1): Ticks {
  return side === BUY ? 2_147_483_647 : 1;
}

/**
 * The fee on what was closed goes to the fund, and never takes equity below zero. An isolated
 * bucket whose position is gone has let go what it owned, `leftAtoms`, and pays from that. LIQ-05.
 */
function chargeLiquidationFee(
  step: Step,
  bucket: Bucket,
  { position, instrument }: { position: Position; instrument: Instrument },
  closedAtoms: Atoms,
  leftAtoms: Atoms,
): Atoms {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const isEmptied = position.mode === 'isolated' && position.lots === 0;
  const most = isEmptied ? leftAtoms : bucketFigures(step.state, bucket).equityAtoms;
  const full = mulDivCeil(closedAtoms, instrument.spec.liquidation.feePpm, PPM);
  const fee = Math.max(0, Math.min(full, most));
  if (position.mode === 'isolated' && !isEmptied) position.allocatedAtoms -= fee;
  position.feesAtoms += fee;
  payIntoFund(step, subaccount, instrument, fee, 'liquidationFee');
  return fee;
}

/**
 * Every position of the bucket goes to the liquidation account at its bankruptcy price, and what
 * rounding leaves goes to the fund: the bucket is then exactly zero. Rule LIQ-06.
 */
function takeOver(step: Step, bucket: Bucket, liquidation: Liquidation): void {
  const subaccount = at(step.state.subaccounts, bucket.subaccount);
  const figures = bucketFigures(step.state, bucket);
  let dust = 0;
  let last: Instrument | null = null;
  for (const position of positionsOf(step.state, bucket)) {
    if (position.lots === 0) continue;
    const instrument = at(step.state.instruments, position.instrument);
    dust += transfer(step, liquidation, subaccount, instrument, position, figures);
    last = instrument;
  }
  if (last === null) return;
  const left = bucket.instrument === 0 ? bucketFigures(step.state, bucket).walletAtoms : dust;
  if (left > 0) payIntoFund(step, subaccount, last, left, 'takeoverDust');
  if (left < 0 && bucket.instrument === 0) coverShortfall(step, subaccount, last, -left);
}

/** Moves one position; what an isolated bucket has left over. */
function transfer(
  step: Step,
  liquidation: Liquidation,
  subaccount: Subaccount,
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): Atoms {
  const side = position.lots > 0 ? SELL : BUY;
  const lots = Math.abs(position.lots);
  const bankruptcy = positionBankruptcyTicks(instrument, position, figures);
  const ticks = bankruptcy === 0 ? worstTicks(side) : bankruptcy;
  const notional = notionalAtoms(instrument.scales, lots, ticks);
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const trade = { lots, ticks, notionalAtoms: notional, feeAtoms: 0 };
  const tradeId = step.events.stepIndex;
  const kind = TRADE_KINDS.indexOf('takeover');
  step.events.emit('trade', tradeId, instrument.id, ticks, lots, side, kind);
  const settled = settleSide(step, instrument, { ...trade, subaccount, side });
  settleSide(step, instrument, { ...trade, subaccount: account, side: side === BUY ? SELL : BUY });
  step.events.emit(
    'liquidation.takeover',
    liquidation.id,
    subaccount.id,
    instrument.id,
    side * lots,
    ticks,
    instrument.markTicks,
  );
  if (instrument.disposalDueUs === 0) {
    instrument.disposalDueUs = step.timeUs + instrument.spec.liquidation.disposalStepUs;
  }
  return settled.leftAtoms;
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
