/**
 * A trade becomes money: both sides' positions, realised results and fees are posted with the same
 * integer value, so that what one pays the other gets. `margin-rules.md` section 1, Default.
 */
import { BUY, SELF_TRADE_MODES } from '../book/contract.ts';
import type { MakerCancelReason, MatchPolicy, SelfTradeMode, Side } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { CANCEL_REASONS, TRADE_KINDS } from '../events.ts';
import type { TradeKind } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { countExecution } from '../limits/check.ts';
import { coverShortfall } from '../liquidation/fund.ts';
import { closeFeeAtoms, initialAtoms } from '../margin/arithmetic.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { mulDivCeil, mulDivFloor, mulDivRound, positiveZero, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { at, FEE_SUBACCOUNT, isMargined } from '../state.ts';
import type { Instrument, Position, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { closeNote } from './naming.ts';
import { writeExecution, writeTrade } from './event-rows.ts';

/** Fees round against the trader, rebates toward zero. Rule FEE-01. */
export function feeAtoms(notional: Atoms, ratePpm: Ppm): Atoms {
  if (ratePpm >= 0) return mulDivCeil(notional, ratePpm, PPM);
  return positiveZero(-mulDivFloor(notional, -ratePpm, PPM));
}

/** What one side of a trade did to its position. */
export interface Settled {
  readonly realisedAtoms: Atoms;
  /** What an isolated bucket held when its position went flat; 0 otherwise. */
  readonly leftAtoms: Atoms;
}

/** One side of a trade, with the integer value that both sides share. */
export interface SideOfTrade {
  readonly subaccount: Subaccount;
  readonly side: Side;
  readonly lots: Lots;
  readonly ticks: Ticks;
  readonly notionalAtoms: Atoms;
  readonly feeAtoms: Atoms;
}

/**
 * Posts one side: the closing part releases cost pro rata and realises the difference, the rest
 * opens at the fill's value; a fill through zero does both. Rules POS-01, POS-02.
 */
export function settleSide(step: Step, instrument: Instrument, trade: SideOfTrade): Settled {
  const { subaccount, side, lots } = trade;
  const asset = instrument.spec.settleAsset;
  const position = at(instrument.positions, subaccount.id);
  const balance = at(instrument.balances, subaccount.id);
  const held = Math.abs(position.lots);
  const closing = position.lots * side < 0 ? Math.min(lots, held) : 0;
  const gainsWithPrice = (side === BUY) === (instrument.spec.contract === 'linear');
  const value = gainsWithPrice ? trade.notionalAtoms : -trade.notionalAtoms;
  const closingValue = closing === lots ? value : mulDivRound(value, closing, lots);
  const released = closing === 0 ? 0 : mulDivRound(position.costAtoms, closing, held);
  const realised = closing === 0 ? 0 : positiveZero(-closingValue - released);
  step.ledger.changePosition(position, asset, side * lots, value - closingValue - released);
  step.ledger.postTo(balance, realised);
  if (trade.feeAtoms !== 0) {
    step.ledger.postTo(balance, -trade.feeAtoms);
    step.ledger.postTo(at(instrument.balances, FEE_SUBACCOUNT), trade.feeAtoms);
  }
  position.realisedAtoms += realised;
  position.feesAtoms += trade.feeAtoms;
  if (position.lots === 0 && isMargined(step.state, subaccount)) {
    step.flattened.push({ subaccount: subaccount.id, instrument: instrument.id });
  }
  const leftAtoms =
    position.mode === 'isolated'
      ? reallocate(step, instrument, position, trade, { held, closing, realised })
      : 0;
  return { realisedAtoms: realised, leftAtoms };
}

/**
 * Moves margin between an isolated bucket and the rest of the wallet: closing lets its share go,
 * after the result has been taken from it; opening brings the new part's margin. Rule ISO-01.
 */
function reallocate(
  step: Step,
  instrument: Instrument,
  position: Position,
  trade: SideOfTrade,
  closed: { held: Lots; closing: Lots; realised: Atoms },
): Atoms {
  const { spec, scales } = instrument;
  const { held, closing, realised } = closed;
  let left = 0;
  const fee =
    closing === trade.lots ? trade.feeAtoms : mulDivRound(trade.feeAtoms, closing, trade.lots);
  if (closing > 0) {
    const after = position.allocatedAtoms + realised - fee;
    if (closing === held) {
      left = after;
      position.allocatedAtoms = 0;
      if (after < 0) coverShortfall(step, trade.subaccount, instrument, -after);
    } else {
      // What a liquidation's slice frees stays with the rest of the position: that is its purpose.
      const isKept = position.bucket.liquidation !== null;
      const share = mulDivCeil(position.allocatedAtoms, held - closing, held);
      position.allocatedAtoms = isKept ? after : Math.min(after, share);
    }
  }
  const opening = trade.lots - closing;
  if (opening > 0) {
    const heldLots = held - closing;
    const before = heldLots === 0 ? 0 : notionalAtoms(scales, heldLots, trade.ticks);
    const opened = notionalAtoms(scales, opening, trade.ticks);
    const leverage = position.leverageX100;
    const margin =
      initialAtoms(spec, before + opened, leverage) - initialAtoms(spec, before, leverage);
    const needed = margin + closeFeeAtoms(spec, trade.side, opened, margin);
    const unpaidFee = Math.max(0, trade.feeAtoms - fee);
    position.allocatedAtoms += Math.max(
      -unpaidFee,
      Math.min(needed, spareAtoms(step, trade, spec)),
    );
  }
  return left;
}

/**
 * What the cross bucket can give to an isolated position: money that is there, and no more than
 * leaves the bucket its own maintenance. It may be less than was reserved, when prices or a better
 * fill have changed it since, and less than the opening's fee, which is then the position's.
 * Rule ISO-05.
 */
function spareAtoms(step: Step, { subaccount }: SideOfTrade, spec: InstrumentSpec): Atoms {
  const { bucket } = at(subaccount.balances, spec.settleAsset);
  const { walletAtoms, equityAtoms, maintenanceAtoms } = bucketFigures(step.state, bucket);
  return Math.min(walletAtoms, equityAtoms - maintenanceAtoms);
}

/** Who takes, as the matcher needs to know it. */
export interface Taker {
  readonly orderId: number;
  readonly subaccount: Subaccount;
  readonly side: Side;
  readonly quantityLots: Lots;
  readonly strategy: number;
  readonly kind: TradeKind;
}

/** The venue's part of matching: posts each fill and reports it. One serves all orders in turn. */
export class Matcher implements MatchPolicy {
  readonly #step: Step;
  #instrument: Instrument | null = null;
  #taker: Taker | null = null;
  /** Lots and value that the present taker has traded so far. */
  filledLots = 0;
  filledAtoms = 0;
  /** Lots that it lost to self-trade prevention and goes on without. */
  #preventedLots = 0;

  constructor(step: Step) {
    this.#step = step;
  }

  /** Nobody takes in a call. */
  begin(instrument: Instrument, taker: Taker | null): this {
    this.#instrument = instrument;
    this.#taker = taker;
    this.filledLots = 0;
    this.filledAtoms = 0;
    this.#preventedLots = 0;
    return this;
  }

  makerAllowanceLots(makerSlot: number, wantedLots: Lots): Lots {
    const { book, positions } = this.#instrument as Instrument;
    const maker = book.subaccountOf(makerSlot);
    const reducible = -book.sideOf(makerSlot) * at(positions, maker).lots;
    return Math.max(0, Math.min(wantedLots, reducible));
  }

  onFill(makerSlot: number, lots: Lots, ticks: Ticks): void {
    const step = this.#step;
    const instrument = this.#instrument as Instrument;
    const taker = this.#taker as Taker;
    const { book, spec } = instrument;
    const notional = notionalAtoms(instrument.scales, lots, ticks);
    const maker = at(step.state.subaccounts, book.subaccountOf(makerSlot));
    const trade = step.events.stepIndex;
    const kind = TRADE_KINDS.indexOf(taker.kind);
    writeTrade(step.events, trade, instrument.id, ticks, lots, taker.side, kind);
    this.filledLots += lots;
    this.filledAtoms += notional;
    instrument.sums.traded(instrument, makerSlot, lots);
    const makerFee = isMargined(step.state, maker) ? feeAtoms(notional, spec.fees.makerPpm) : 0;
    const makerSide: SideOfTrade = {
      subaccount: maker,
      side: book.sideOf(makerSlot),
      lots,
      ticks,
      notionalAtoms: notional,
      feeAtoms: makerFee,
    };
    const makerLeft = book.remainingLotsOf(makerSlot);
    const makerId = book.orderIdOf(makerSlot);
    const makerStrategy = book.strategyOf(makerSlot);
    this.settle(instrument, trade, kind, makerSide, makerId, makerStrategy, makerLeft, 0);
    const takerSide: SideOfTrade = {
      subaccount: taker.subaccount,
      side: taker.side,
      lots,
      ticks,
      notionalAtoms: notional,
      feeAtoms: this.#takerFeeAtoms(spec, taker, notional),
    };
    const { orderId, strategy } = taker;
    const takerLeft = taker.quantityLots - this.filledLots - this.#preventedLots;
    this.settle(instrument, trade, kind, takerSide, orderId, strategy, takerLeft, 1);
    countExecution(step, maker, makerStrategy);
    // An order that takes from many makers executes once. A forced one is nobody's.
    const isFirst = this.filledLots === lots && taker.kind === 'book';
    if (isFirst) countExecution(step, taker.subaccount, strategy);
    // POS-03: a forced trade is no price that anybody asked for.
    if (taker.kind === 'book') instrument.lastTicks = ticks;
  }

  /** Forced trades pay the liquidation fee to the fund instead (LIQ-05). */
  #takerFeeAtoms(spec: InstrumentSpec, taker: Taker, notional: Atoms): Atoms {
    const pays = taker.kind === 'book' && isMargined(this.#step.state, taker.subaccount);
    return pays ? feeAtoms(notional, spec.fees.takerPpm) : 0;
  }

  /** Posts one side of a trade, of an order that has so many lots left, and tells it. */
  settle(
    instrument: Instrument,
    trade: number,
    kind: number,
    party: SideOfTrade,
    orderId: number,
    strategy: number,
    remainingLots: Lots,
    liquidity: 0 | 1 | 2,
  ): void {
    const { realisedAtoms } = settleSide(this.#step, instrument, party);
    const { state } = this.#step;
    if (remainingLots === 0 && state.notes.count !== 0) closeNote(state, orderId);
    if (state.links.count !== 0) state.links.filled(orderId, party.lots, remainingLots);
    writeExecution(
      this.#step.events,
      orderId,
      party.subaccount.id,
      instrument.id,
      party.side,
      party.ticks,
      party.lots,
      remainingLots,
      party.feeAtoms,
      realisedAtoms,
      at(instrument.positions, party.subaccount.id).lots,
      liquidity,
      trade,
      kind,
      strategy,
    );
  }

  /**
   * Tells the prevention, and what is left of a maker that only loses lots; one that goes is told
   * by its cancellation. Rules STP-02, STP-03.
   */
  onSelfTrade(makerSlot: number, preventedLots: Lots, mode: SelfTradeMode): void {
    const { book, id, sums } = this.#instrument as Instrument;
    const { orderId, subaccount } = this.#taker as Taker;
    const { events } = this.#step;
    const maker = [book.orderIdOf(makerSlot), book.subaccountOf(makerSlot)] as const;
    sums.forget(maker[1]);
    const number = SELF_TRADE_MODES.indexOf(mode);
    const taker = [orderId, subaccount.id, id] as const;
    events.emit('order.selfTradePrevented', ...taker, ...maker, preventedLots, number);
    if (mode !== 'decrementAndCancel') return;
    this.#preventedLots += preventedLots;
    const left = book.remainingLotsOf(makerSlot) - preventedLots;
    if (left > 0) {
      events.emit('order.amended', ...maker, id, book.priceTicksOf(makerSlot), left, 1);
    }
  }

  onMakerCancelled(makerSlot: number, remainingLots: Lots, reason: MakerCancelReason): void {
    const { book, id, sums } = this.#instrument as Instrument;
    const { state } = this.#step;
    sums.forget(book.subaccountOf(makerSlot));
    if (state.notes.count !== 0) closeNote(state, book.orderIdOf(makerSlot));
    if (state.links.count !== 0) state.links.cancelled(book.orderIdOf(makerSlot));
    this.#step.events.emit(
      'order.cancelled',
      book.orderIdOf(makerSlot),
      book.subaccountOf(makerSlot),
      id,
      remainingLots,
      CANCEL_REASONS.indexOf(reason === 'allowance' ? 'reduceOnly' : reason),
    );
  }
}
