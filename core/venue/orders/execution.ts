/** The venue's part of matching: each fill is posted to both sides and told. */
import { IS_LIMITED, IS_OWN_WAY, IS_UNMARGINED } from '../accounts/holders.ts';
import { BALANCE_SHIFT, HELD_LOTS, POSITION_SHIFT, UNSETTLED } from '../accounts/holding.ts';
import { FLAG_REDUCE_ONLY, MAX_LOTS, SELF_TRADE_MODES } from '../book/contract.ts';
import type {
  MakerCancelReason,
  MatchPolicy,
  NewOrder,
  SelfTradeMode,
  Side,
} from '../book/contract.ts';
import { CANCEL_REASONS, LIQUIDITY, TRADE_KINDS } from '../events.ts';
import type { TradeKind } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { countExecution } from '../limits/check.ts';
import { awayAtoms, spendOnFill, withdrawHeadroom, withdrawLegs } from '../margin/headroom.ts';
import { isCapped, postableLots } from '../margin/capped.ts';
import { fundedLots, spendableAtoms } from '../margin/pair-funds.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { closeNote } from './naming.ts';
import { writeExecution, writeTrade } from './event-rows.ts';
import { settlePair } from './pair-settling.ts';
import { chargedAtoms } from './fees.ts';
import { feeAtoms, settleRow, settleSide } from './settling.ts';

const BOOK = TRADE_KINDS.indexOf('book');
const TRANSFER = TRADE_KINDS.indexOf('transfer');
const MAKER = LIQUIDITY.indexOf('maker');
const TAKER = LIQUIDITY.indexOf('taker');

/** Who takes, as the matcher needs to know it. */
export interface Taker {
  readonly orderId: number;
  readonly subaccount: { readonly id: number };
  readonly side: Side;
  readonly quantityLots: Lots;
  readonly strategy: number;
  readonly kind: TradeKind;
}

/** A trade, as both of its sides are told of it. */
export interface Trade {
  /** Its place among the events of the step. */
  event: number;
  kind: number;
  lots: Lots;
  ticks: Ticks;
  notionalAtoms: Atoms;
  /** How far the lots are worth more or less at the mark: what it may take of headroom. */
  awayAtoms: Atoms;
}

/** The order that trades on one side, and what it pays. */
export interface Party {
  orderId: number;
  subaccount: number;
  side: Side;
  strategy: number;
  /** Lots that are left of it. */
  remainingLots: Lots;
  liquidity: 0 | 1 | 2;
  feePpm: Ppm;
  /** What the trade took and brought, and what is held after it. */
  feeAtoms: Atoms;
  realisedAtoms: Atoms;
  heldLots: Lots;
}

/** A side of no trade yet. */
export const NOBODY: Readonly<Party> = {
  orderId: 0,
  subaccount: 0,
  side: 1,
  strategy: 0,
  remainingLots: 0,
  liquidity: 0,
  feePpm: 0,
  feeAtoms: 0,
  realisedAtoms: 0,
  heldLots: 0,
};

/** Lots that a maker of what is paid for in full can pay for as it trades. Rule VAR-46. */
function postable(state: VenueState, instrument: Instrument, slot: number): Lots {
  const { book, spec, holders } = instrument;
  if ((book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0) return 0;
  const maker = book.subaccountOf(slot);
  if ((holders.unusualOf(maker) & IS_UNMARGINED) !== 0) return MAX_LOTS;
  const spare = spendableAtoms(state, maker, spec.settleAsset);
  return postableLots(instrument, book.sideOf(slot), book.priceTicksOf(slot), spare);
}

/** One serves all orders in turn, and so do its records. */
export class Matcher implements MatchPolicy {
  readonly #step: Step;
  #instrument: Instrument | null = null;
  readonly #taker: Party = { ...NOBODY, liquidity: 1 };
  readonly #maker: Party = { ...NOBODY };
  readonly #trade: Trade = { event: 0, kind: 0, lots: 0, ticks: 0, notionalAtoms: 0, awayAtoms: 0 };
  /** Lots and value that the present taker has traded so far. */
  filledLots = 0;
  filledAtoms = 0;
  /** Means nothing: what is kept nowhere would not be fetched. Never a small integer. */
  expected = 0.5;

  constructor(step: Step) {
    this.#step = step;
  }

  begin(instrument: Instrument, taker: Taker): this {
    const { orderId, subaccount, side, quantityLots, strategy, kind } = taker;
    this.beginCall(instrument);
    const own = this.#taker;
    own.orderId = orderId;
    own.subaccount = subaccount.id;
    own.side = side;
    own.strategy = strategy;
    own.remainingLots = quantityLots;
    // Forced trades pay the liquidation fee to the fund instead (LIQ-05).
    own.feePpm = kind === 'book' ? instrument.spec.fees.takerPpm : 0;
    this.#trade.kind = TRADE_KINDS.indexOf(kind);
    return this;
  }

  /** Of an order that the book is given, which nothing forces. */
  beginOrdinary(instrument: Instrument, order: Readonly<NewOrder>): this {
    this.beginCall(instrument);
    const own = this.#taker;
    own.orderId = order.orderId;
    own.subaccount = order.subaccount;
    own.side = order.side;
    own.strategy = order.strategy;
    own.remainingLots = order.quantityLots;
    own.feePpm = instrument.spec.fees.takerPpm;
    this.#trade.kind = BOOK;
    return this;
  }

  /** Nobody takes in a call. */
  beginCall(instrument: Instrument): this {
    this.#instrument = instrument;
    this.filledLots = 0;
    this.filledAtoms = 0;
    return this;
  }

  /** Has the processor fetch what makers hold while the first is settled: it decides nothing. */
  expectMakers(subaccounts: Int32Array, count: number): void {
    const { positionRows, balanceRows } = this.#instrument as Instrument;
    const positions = positionRows.values;
    const money = balanceRows.values;
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const subaccount = subaccounts[n] as number;
      sum += positions[(subaccount << POSITION_SHIFT) + HELD_LOTS] as number;
      sum += money[(subaccount << BALANCE_SHIFT) + UNSETTLED] as number;
    }
    this.expected = sum;
  }

  makerAllowanceLots(makerSlot: number, wantedLots: Lots): Lots {
    const instrument = this.#instrument as Instrument;
    const { book, positions, spec } = instrument;
    const maker = book.subaccountOf(makerSlot);
    if (spec.contract === 'spot') {
      const side = book.sideOf(makerSlot);
      const order = { subaccount: maker, side, priceTicks: book.priceTicksOf(makerSlot) };
      return Math.min(wantedLots, fundedLots(this.#step.state, instrument, order));
    }
    const reducible = Math.max(0, -book.sideOf(makerSlot) * at(positions, maker).lots);
    const most = isCapped(spec)
      ? reducible + postable(this.#step.state, instrument, makerSlot)
      : reducible;
    return Math.min(wantedLots, most);
  }

  onFill(makerSlot: number, lots: Lots, ticks: Ticks): void {
    const { events } = this.#step;
    const instrument = this.#instrument as Instrument;
    const trade = this.#trade;
    const maker = this.#maker;
    const taker = this.#taker;
    const { book, spec } = instrument;
    trade.event = events.stepIndex;
    trade.lots = lots;
    trade.ticks = ticks;
    trade.notionalAtoms = notionalAtoms(instrument.scales, lots, ticks);
    trade.awayAtoms = awayAtoms(instrument, lots, ticks);
    writeTrade(events, instrument.id, trade, taker.side);
    const isFirst = this.filledLots === 0;
    this.filledLots += lots;
    this.filledAtoms += trade.notionalAtoms;
    instrument.sums.traded(instrument, makerSlot, lots);
    maker.orderId = book.orderIdOf(makerSlot);
    maker.subaccount = book.subaccountOf(makerSlot);
    maker.side = book.sideOf(makerSlot);
    maker.strategy = book.strategyOf(makerSlot);
    maker.remainingLots = book.remainingLotsOf(makerSlot);
    const passes = trade.kind === TRANSFER;
    maker.feePpm = passes ? 0 : spec.fees.makerPpm;
    taker.remainingLots -= lots;
    this.settle(instrument, trade, maker);
    this.settle(instrument, trade, taker);
    if (!passes) this.count(instrument, maker);
    if (trade.kind !== BOOK) return;
    // An order that takes from many makers executes once. A forced one is nobody's.
    if (isFirst) this.count(instrument, taker);
    // POS-03: a forced trade is no price that anybody asked for.
    instrument.lastTicks = ticks;
  }

  /**
   * As any trade at the maker's price, but nobody pays a fee, it is no price of anybody's, and it
   * counts as no execution: lots pass within one owner group. Rule VAR-66.
   */
  onTransfer(makerSlot: number, lots: Lots, ticks: Ticks): void {
    const { feePpm } = this.#taker;
    const { kind } = this.#trade;
    const { filledLots, filledAtoms } = this;
    this.#taker.feePpm = 0;
    this.#trade.kind = TRANSFER;
    this.onFill(makerSlot, lots, ticks);
    this.#taker.feePpm = feePpm;
    this.#trade.kind = kind;
    this.filledLots = filledLots;
    this.filledAtoms = filledAtoms;
  }

  /** Posts one side of a trade and tells it. */
  settle(instrument: Instrument, trade: Readonly<Trade>, party: Party): void {
    const { state, events } = this.#step;
    const { orderId, subaccount, remainingLots, feePpm } = party;
    const { lots, notionalAtoms: notional, awayAtoms: away } = trade;
    const unusual = instrument.holders.unusualOf(subaccount) & ~IS_LIMITED;
    const fee = (unusual & IS_UNMARGINED) !== 0 || feePpm === 0 ? 0 : feeAtoms(notional, feePpm);
    party.feeAtoms = fee;
    if (unusual === 0) {
      settleRow(this.#step, instrument, trade, party);
      spendOnFill(state, instrument, subaccount, away, fee, party.liquidity === MAKER);
    } else this.#settleUnusual(instrument, trade, party, unusual);
    const { notes, links, pegs } = state;
    if ((notes.count | links.count | pegs.count) !== 0) this.#follow(orderId, lots, remainingLots);
    writeExecution(events, instrument.id, trade, party);
  }

  /** What else is known of an order hears of its fill. */
  #follow(orderId: number, lots: Lots, remainingLots: Lots): void {
    const { state } = this.#step;
    if (remainingLots === 0 && state.notes.count !== 0) closeNote(state, orderId);
    if (state.links.count !== 0) state.links.filled(orderId, lots, remainingLots);
    if (remainingLots === 0 && state.pegs.count !== 0) state.pegs.remove(orderId);
  }

  /** Of an isolated position, of those whom margin does not bind, of a pair, in an own way. */
  #settleUnusual(
    instrument: Instrument,
    trade: Readonly<Trade>,
    party: Party,
    unusual: number,
  ): void {
    const { side, subaccount: id, feePpm, liquidity } = party;
    const isOwnWay = (unusual & (IS_OWN_WAY | IS_UNMARGINED)) === IS_OWN_WAY;
    if (isOwnWay && feePpm !== 0) {
      const { fees } = instrument.spec;
      party.feeAtoms = chargedAtoms(fees, trade.notionalAtoms, feePpm, liquidity === TAKER);
    }
    const { feeAtoms: fee } = party;
    if (instrument.spec.contract === 'spot') {
      const { lots, notionalAtoms: value } = trade;
      settlePair(this.#step, instrument, {
        subaccount: id,
        side,
        lots,
        valueAtoms: value,
        feeAtoms: fee,
      });
      withdrawLegs(this.#step.state, id, instrument.spec);
      party.realisedAtoms = 0;
      party.heldLots = 0;
      return;
    }
    const subaccount = at(this.#step.state.subaccounts, id);
    // What it takes may be what was granted elsewhere.
    if (isOwnWay) withdrawHeadroom(this.#step.state, id, instrument.spec.settleAsset);
    const settled = { ...trade, subaccount, side, feeAtoms: fee };
    party.realisedAtoms = settleSide(this.#step, instrument, settled).realisedAtoms;
    party.heldLots = at(instrument.positions, id).lots;
  }

  /** Counts an execution against the limits of a subaccount that has any. */
  count({ holders }: Instrument, { subaccount, strategy }: Readonly<Party>): void {
    if ((holders.unusualOf(subaccount) & IS_LIMITED) === 0) return;
    countExecution(this.#step, at(this.#step.state.subaccounts, subaccount), strategy);
  }

  /**
   * Tells the prevention, and what is left of a maker that only loses lots; one that goes is told
   * by its cancellation. Rules STP-02, STP-03.
   */
  onSelfTrade(makerSlot: number, preventedLots: Lots, mode: SelfTradeMode): void {
    const { book, id, sums } = this.#instrument as Instrument;
    const { orderId, subaccount } = this.#taker;
    const { events } = this.#step;
    const maker = [book.orderIdOf(makerSlot), book.subaccountOf(makerSlot)] as const;
    sums.forget(maker[1]);
    const number = SELF_TRADE_MODES.indexOf(mode);
    const taker = [orderId, subaccount, id] as const;
    events.emit('order.selfTradePrevented', ...taker, ...maker, preventedLots, number);
    if (mode !== 'decrementAndCancel') return;
    this.#taker.remainingLots -= preventedLots;
    const left = book.remainingLotsOf(makerSlot) - preventedLots;
    if (left > 0) {
      events.emit('order.amended', ...maker, id, book.priceTicksOf(makerSlot), left, 1);
    }
  }

  onMakerCancelled(makerSlot: number, remainingLots: Lots, reason: MakerCancelReason): void {
    const { book, id, sums, spec } = this.#instrument as Instrument;
    const { state } = this.#step;
    const onlyReduces = (book.flagsOf(makerSlot) & FLAG_REDUCE_ONLY) !== 0;
    const isUnfunded = spec.contract === 'spot' || (isCapped(spec) && !onlyReduces);
    const unable = isUnfunded ? 'unfunded' : 'reduceOnly';
    sums.forget(book.subaccountOf(makerSlot));
    if (state.notes.count !== 0) closeNote(state, book.orderIdOf(makerSlot));
    if (state.links.count !== 0) state.links.cancelled(book.orderIdOf(makerSlot));
    if (state.pegs.count !== 0) state.pegs.remove(book.orderIdOf(makerSlot));
    this.#step.events.emit(
      'order.cancelled',
      book.orderIdOf(makerSlot),
      book.subaccountOf(makerSlot),
      id,
      remainingLots,
      CANCEL_REASONS.indexOf(reason === 'allowance' ? unable : reason),
    );
  }
}
