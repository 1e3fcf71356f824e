/** The end of a call: everything that its one price lets trade, trades. */
import { BUY } from '../book/contract.ts';
import type { AuctionPolicy, MakerCancelReason } from '../book/contract.ts';
import { LIQUIDITY, TRADE_KINDS } from '../events.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { awayAtoms } from '../margin/headroom.ts';
import type { Lots, Ticks } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { NOBODY } from './execution.ts';
import type { Matcher, Trade } from './execution.ts';

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
    this.#matcher = step.matcher.beginCall(instrument);
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
    // Nobody takes in a call.
    const event = events.stepIndex;
    events.emit('trade', event, instrument.id, ticks, lots, 0, KIND);
    this.trades += 1;
    const notional = notionalAtoms(instrument.scales, lots, ticks);
    const away = awayAtoms(instrument, lots, ticks);
    const trade = { event, kind: KIND, lots, ticks, notionalAtoms: notional, awayAtoms: away };
    for (const slot of [buySlot, sellSlot]) {
      instrument.sums.traded(instrument, slot, lots);
      this.#settle(trade, slot);
    }
    instrument.lastTicks = ticks;
  }

  #settle(trade: Trade, slot: number): void {
    const { book, spec } = this.#instrument;
    const side = book.sideOf(slot);
    const orderId = book.orderIdOf(slot);
    const party = {
      ...NOBODY,
      orderId,
      subaccount: book.subaccountOf(slot),
      side,
      strategy: book.strategyOf(slot),
      remainingLots: book.remainingLotsOf(slot),
      liquidity: AUCTION,
      // No more than margin has reserved, which is what a taker pays.
      feePpm: Math.min(spec.auction?.feePpm ?? 0, spec.fees.takerPpm),
    };
    this.#matcher.settle(this.#instrument, trade, party);
    // However many it meets, an order executes once.
    const of = side === BUY ? 0 : 1;
    if (this.#counted[of] !== orderId) this.#matcher.count(this.#instrument, party);
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
