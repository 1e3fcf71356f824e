/** The end of a call: everything that its one price lets trade, trades. */
import { BUY } from '../book/contract.ts';
import type { AuctionPolicy, MakerCancelReason } from '../book/contract.ts';
import { LIQUIDITY, TRADE_KINDS } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { countExecution } from '../limits/check.ts';
import type { Lots, Ticks } from '../numbers.ts';
import { at, isMargined } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { feeAtoms } from './execution.ts';
import type { Matcher } from './execution.ts';

const AUCTION = LIQUIDITY.indexOf('auction') as 2;
/** The price of a call is one that everybody asked for: the last, as of any trade of the book. */
const KIND = TRADE_KINDS.indexOf('book');

/** The venue's part of an uncross: posts each trade to both sides alike and tells it. AUC-05. */
class Uncrossing implements AuctionPolicy {
  trades = 0;
  /** The order of each side that traded last, buys first: its trades come one after the other. */
  readonly #counted = [0, 0];
  readonly #step: Step;
  readonly #instrument: Instrument;
  readonly #matcher: Matcher;

  constructor(step: Step, instrument: Instrument) {
    this.#step = step;
    this.#instrument = instrument;
    this.#matcher = step.matcher.begin(instrument, null);
  }

  makerAllowanceLots(slot: number, wantedLots: Lots): Lots {
    return this.#matcher.makerAllowanceLots(slot, wantedLots);
  }

  onMakerCancelled(slot: number, remainingLots: Lots, reason: MakerCancelReason): void {
    this.#matcher.onMakerCancelled(slot, remainingLots, reason);
  }

  onCross(buySlot: number, sellSlot: number, lots: Lots, ticks: Ticks): void {
    const instrument = this.#instrument;
    const { events } = this.#step;
    const trade = events.stepIndex;
    // Nobody takes in a call.
    events.emit('trade', trade, instrument.id, ticks, lots, 0, KIND);
    this.trades += 1;
    const notional = notionalAtoms(instrument.scales, lots, ticks);
    for (const slot of [buySlot, sellSlot]) {
      instrument.sums.traded(instrument, slot, lots);
      this.#settle(trade, slot, lots, ticks, notional);
    }
    instrument.lastTicks = ticks;
  }

  #settle(trade: number, slot: number, lots: Lots, ticks: Ticks, notional: number): void {
    const step = this.#step;
    const { book, spec } = this.#instrument;
    const subaccount = at(step.state.subaccounts, book.subaccountOf(slot));
    const strategy = book.strategyOf(slot);
    // No more than margin has reserved, which is what a taker pays.
    const feePpm = Math.min(spec.auction?.feePpm ?? 0, spec.fees.takerPpm);
    const fee = isMargined(step.state, subaccount) ? feeAtoms(notional, feePpm) : 0;
    const side = book.sideOf(slot);
    const party = { subaccount, side, lots, ticks, notionalAtoms: notional, feeAtoms: fee };
    const [orderId, left] = [book.orderIdOf(slot), book.remainingLotsOf(slot)];
    this.#matcher.settle(this.#instrument, trade, KIND, party, orderId, strategy, left, AUCTION);
    // However many it meets, an order executes once.
    const of = side === BUY ? 0 : 1;
    if (this.#counted[of] !== orderId) countExecution(step, subaccount, strategy);
    this.#counted[of] = orderId;
  }
}

/** What a call traded. */
export interface Uncrossed {
  readonly quantityLots: Lots;
  readonly trades: number;
}

/** Trades what a price lets trade; afterwards no order stands against another. Rule AUC-05. */
export function uncross(step: Step, instrument: Instrument, priceTicks: Ticks): Uncrossed {
  const uncrossing = new Uncrossing(step, instrument);
  const quantityLots = instrument.book.uncross(priceTicks, uncrossing);
  return { quantityLots, trades: uncrossing.trades };
}
