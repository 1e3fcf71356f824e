/**
 * The matching engine of one instrument: price-time priority, trades at the maker's price.
 *
 * `contract.ts` says what it promises. Nothing is allocated per order: orders are records in a
 * typed array, and outcomes are told through one reused object.
 */
import { InvariantError } from '../numbers.ts';
import { AuctionOrders } from './auction.ts';
import {
  FLAGS_ASKED,
  MAX_TICKS,
  SELF_TRADE_MODES,
  type BookImage,
  type MatchPolicy,
  type Mutable,
  type NewOrder,
  type OrderBook,
  type PlaceReason,
  type PlaceResult,
  type PlaceStatus,
  type Side,
} from './contract.ts';
import { checkAllowance, checkCollected, checkIdentity, checkTerms } from './invariants.ts';
import type { SideLevels } from './levels.ts';
import { RECORD, TRAIT } from './pool.ts';
import { modeIn, modeNumberOf } from './resting-orders.ts';

export * from './contract.ts';

const { REMAINING_LOTS, PRICE_TICKS, OWNER, SUBACCOUNT, FLAGS, TRAITS, SHIFT } = RECORD;
const { POST_ONLY, SELF_TRADE_EXEMPT, REPRICES, RESERVED } = TRAIT;
const ASKED = FLAGS_ASKED;
const TRANSFER = SELF_TRADE_MODES.indexOf('transfer');
/** Prices at whose first orders a taker looks before it trades. */
const MOST_AHEAD = 16;

export class Book extends AuctionOrders implements OrderBook {
  /** Whether the last sweep ended at a maker of the taker's own group. */
  #metOwnGroup = false;
  /** Lots that the taker of the last sweep lost to prevention and went on. */
  #preventedLots = 0;
  /** Of a taker whose lots may pass within its group: whose it is. */
  #takerSubaccount = 0;
  /** Whom the present taker may meet: `#lookAhead`. */
  readonly #makers = new Int32Array(MOST_AHEAD);
  readonly #result: Mutable<PlaceResult> = {
    status: 'rested',
    reason: 'none',
    filledLots: 0,
    remainingLots: 0,
    slot: -1,
  };

  place(order: Readonly<NewOrder>, policy: MatchPolicy): PlaceResult {
    this.expectIdle();
    checkIdentity(order);
    const { priceTicks, quantityLots } = order;
    checkTerms(priceTicks, quantityLots);
    const isPlain = order.timeInForce === 'gtc' && !order.postOnly;
    if (!isPlain || this.#wouldTake(order.side, priceTicks)) return this.#enter(order, policy);
    // Most orders only rest: theirs is a path of its own, short enough to be compiled as a whole.
    const slot = this.takeSlot(order, priceTicks, quantityLots);
    this.attach(slot);
    return this.#answer('rested', 'none', 0, quantityLots, slot);
  }

  amend(
    slot: number,
    newRemainingLots: number,
    newPriceTicks: number,
    policy: MatchPolicy,
  ): PlaceResult {
    this.expectIdle();
    this.expectLive(slot);
    checkTerms(newPriceTicks, newRemainingLots);
    const pool = this.pool;
    const side = pool.sideOf(slot);
    const remaining = pool.word(slot, REMAINING_LOTS);
    const traits = pool.word(slot, TRAITS);
    let priceTicks = newPriceTicks;
    if ((traits & POST_ONLY) !== 0 && this.#wouldTake(side, priceTicks)) {
      priceTicks = (traits & REPRICES) === 0 ? 0 : this.#behindTicks(side);
      if (priceTicks === 0) return this.#answer('refused', 'wouldTake', 0, remaining, slot);
    }
    if (priceTicks === pool.word(slot, PRICE_TICKS) && newRemainingLots <= remaining) {
      const lessLots = remaining - newRemainingLots;
      this.lessen(slot, lessLots);
      return this.#answer('rested', 'none', 0, newRemainingLots, slot);
    }
    return this.#matchAgain(slot, newRemainingLots, priceTicks, policy);
  }

  cancel(slot: number): number {
    this.expectIdle();
    this.expectLive(slot);
    const remaining = this.pool.word(slot, REMAINING_LOTS);
    this.remove(slot);
    return remaining;
  }

  load(image: BookImage): void {
    this.expectIdle();
    this.clear();
    this.isCollecting = image.isCollecting === true;
    const slots = image.orders.map((order) => {
      checkIdentity(order);
      checkTerms(order.priceTicks, order.remainingLots);
      const slot = this.takeSlot(order, order.priceTicks, order.remainingLots);
      this.pool.setQuantityLots(slot, order.quantityLots);
      const levels = this.levelsOf(order.side);
      this.ids.add(this.pool.words, slot);
      levels.append(this.pool.words, slot);
      if (order.displayLots !== undefined) levels.enterReserve(slot, order.shownLots ?? 0);
      return slot;
    });
    // By rising id each order goes to the front of its list; in the image's order, anywhere.
    slots.sort((a, b) => this.orderIdOf(a) - this.orderIdOf(b));
    for (const slot of slots) this.subaccounts.link(this.pool.words, slot, false);
    this.validate();
  }

  /** Places an order that takes, or that has a condition. */
  #enter(order: Readonly<NewOrder>, policy: MatchPolicy): PlaceResult {
    const { orderId, side, quantityLots, timeInForce } = order;
    let { priceTicks } = order;
    if (this.isCollecting) checkCollected(order);
    if (order.postOnly && this.#wouldTake(side, priceTicks)) {
      priceTicks = order.postOnlyReprices === true ? this.#behindTicks(side) : 0;
      if (priceTicks === 0) return this.#answer('refused', 'wouldTake', 0, quantityLots, -1);
    }
    const owner = order.selfTradeExempt === true ? 0 : order.owner;
    if (
      timeInForce === 'fok' &&
      this.fillableLots(side, priceTicks, owner, quantityLots, order.selfTradeMode) < quantityLots
    ) {
      return this.#answer('refused', 'fokUnfillable', 0, quantityLots, -1);
    }
    const mode = modeNumberOf(order);
    if (mode === TRANSFER) this.#takerSubaccount = order.subaccount;
    if (policy.expectMakers !== undefined) this.#lookAhead(side, priceTicks, quantityLots, policy);
    const left = this.#sweep(side, priceTicks, owner, mode, quantityLots, policy);
    const filled = quantityLots - left - this.#preventedLots;
    if (left === 0) return this.#answer('filled', 'none', filled, 0, -1);
    if (timeInForce === 'fok') {
      throw new InvariantError(`fill-or-kill order ${orderId} was filled in part`);
    }
    if (this.#metOwnGroup) return this.#answer('cancelled', 'selfTrade', filled, left, -1);
    if (timeInForce === 'ioc') return this.#answer('cancelled', 'ioc', filled, left, -1);
    const slot = this.takeSlot(order, priceTicks, left);
    if (this.#preventedLots > 0) this.pool.setQuantityLots(slot, filled + left);
    this.attach(slot);
    return this.#answer('rested', 'none', filled, left, slot);
  }

  /**
   * Finds whom an order is about to meet, the first of each price. Makers stand far from each other
   * in memory: asked for together they come together, and one by one each would be waited for.
   */
  #lookAhead(side: Side, limitTicks: number, wantedLots: number, policy: MatchPolicy): void {
    const levels = this.levelsAgainst(side);
    if (levels.best < 0 || this.isCollecting || isClear(side, limitTicks, levels.bestTicks)) return;
    const makers = this.#makers;
    let count = 0;
    let left = wantedLots;
    for (let level = levels.best; level >= 0 && left > 0; level = levels.worse(level)) {
      if (count === makers.length) break;
      makers[count] = levels.headOf(level);
      count += 1;
      left -= levels.lotsOf(level);
    }
    if (count === 1) return;
    const { words } = this.pool;
    for (let n = 0; n < count; n++) makers[n] = words[(makers[n]! << SHIFT) | SUBACCOUNT]!;
    policy.expectMakers?.(makers, count);
  }

  /** Trades with the other side up to a limit; what is left of `wantedLots`. */
  #sweep(
    side: Side,
    limitTicks: number,
    owner: number,
    mode: number,
    wantedLots: number,
    policy: MatchPolicy,
  ): number {
    const levels = this.levelsAgainst(side);
    const { words } = this.pool;
    let left = wantedLots;
    this.#metOwnGroup = false;
    this.#preventedLots = 0;
    if (this.isCollecting) return wantedLots;
    this.isMatching = true;
    while (left > 0) {
      const level = levels.best;
      if (level < 0 || isClear(side, limitTicks, levels.bestTicks)) break;
      const maker = levels.headOf(level);
      const record = maker << SHIFT;
      if (owner > 0 && words[record | OWNER] === owner) {
        left -=
          mode === TRANSFER && this.#passesTo(maker)
            ? this.#trade(levels, maker, left, policy, true)
            : this.#preventSelfTrade(maker, mode, left, policy);
        if (this.#metOwnGroup) break;
        continue;
      }
      const isPlain =
        ((words[record | TRAITS]! & RESERVED) | (words[record | FLAGS]! & ASKED)) === 0;
      left -= isPlain
        ? this.#fill(levels, maker, left, policy)
        : this.#trade(levels, maker, left, policy);
    }
    this.isMatching = false;
    return left;
  }

  /**
   * The first maker is of the taker's own group: what the taker's mode says happens, and the lots
   * that the taker loses for it and goes on without. Where it does not, it has met its group.
   */
  #preventSelfTrade(maker: number, mode: number, takerLots: number, policy: MatchPolicy): number {
    const makerLots = this.pool.word(maker, REMAINING_LOTS);
    const lots = Math.min(takerLots, makerLots);
    const name = mode === TRANSFER ? 'decrementAndCancel' : SELF_TRADE_MODES[mode]!;
    policy.onSelfTrade(maker, lots, name);
    const isDecrement = name === 'decrementAndCancel';
    this.#metOwnGroup = isDecrement ? lots === takerLots : name !== 'cancelOldest';
    if (name === 'cancelNewest') return 0;
    if (isDecrement && lots < makerLots) {
      this.lessen(maker, lots);
    } else {
      policy.onMakerCancelled(maker, makerLots, 'selfTrade');
      this.remove(maker);
    }
    if (!isDecrement || this.#metOwnGroup) return 0;
    this.#preventedLots += lots;
    return lots;
  }

  /** Whether a maker of the taker's group, but of another subaccount, says what the taker says. */
  #passesTo(maker: number): boolean {
    if (modeIn(this.pool.word(maker, TRAITS)) !== TRANSFER) return false;
    return this.pool.word(maker, SUBACCOUNT) !== this.#takerSubaccount;
  }

  /** One maker's part of a sweep; it shows everything and may trade it all. The lots traded. */
  #fill(levels: SideLevels, maker: number, takerLots: number, policy: MatchPolicy): number {
    const { words } = this.pool;
    const makerLots = words[(maker << SHIFT) | REMAINING_LOTS]!;
    const traded = takerLots < makerLots ? takerLots : makerLots;
    levels.reduce(words, maker, traded);
    policy.onFill(maker, traded, levels.bestTicks);
    if (traded === makerLots) this.remove(maker);
    return traded;
  }

  /**
   * As `#fill`, of any other maker. After it the maker is gone, or an iceberg at the end of what
   * its level shows, or the taker is done. What passes within a group is told as that.
   */
  #trade(
    levels: SideLevels,
    maker: number,
    takerLots: number,
    policy: MatchPolicy,
    passes = false,
  ): number {
    const { words } = this.pool;
    const record = maker << SHIFT;
    const makerLots = words[record | REMAINING_LOTS]!;
    const isReserved = (words[record | TRAITS]! & RESERVED) !== 0;
    const offered = isReserved ? levels.reserves.offeredLotsOf(maker) : makerLots;
    const wanted = takerLots < offered ? takerLots : offered;
    let traded = wanted;
    if ((words[record | FLAGS]! & ASKED) !== 0) {
      traded = policy.makerAllowanceLots(maker, wanted);
      checkAllowance(traded, wanted);
    }
    if (traded > 0) {
      if (isReserved) this.tradeReserved(levels, maker, traded);
      else levels.reduce(words, maker, traded);
      if (passes) policy.onTransfer(maker, traded, levels.bestTicks);
      else policy.onFill(maker, traded, levels.bestTicks);
    }
    const makerLeft = makerLots - traded;
    if (traded < wanted) policy.onMakerCancelled(maker, makerLeft, 'allowance');
    if (traded < wanted || makerLeft === 0) this.remove(maker);
    else if (isReserved && traded === offered) levels.refresh(maker);
    return traded;
  }

  /** An amend that lost its priority: out of the book, and in again as if new, in its own slot. */
  #matchAgain(
    slot: number,
    newRemainingLots: number,
    newPriceTicks: number,
    policy: MatchPolicy,
  ): PlaceResult {
    const pool = this.pool;
    const traits = pool.word(slot, TRAITS);
    const exempt = (traits & SELF_TRADE_EXEMPT) !== 0;
    const mode = modeIn(traits);
    const side = pool.sideOf(slot);
    const owner = exempt ? 0 : pool.word(slot, OWNER);
    this.#takerSubaccount = pool.word(slot, SUBACCOUNT);
    const filledBefore = pool.quantityLotsOf(slot) - pool.word(slot, REMAINING_LOTS);
    this.detach(slot);
    const left = this.#sweep(side, newPriceTicks, owner, mode, newRemainingLots, policy);
    const filled = newRemainingLots - left - this.#preventedLots;
    if (left === 0 || this.#metOwnGroup) {
      pool.release(slot);
      if (left === 0) return this.#answer('filled', 'none', filled, 0, -1);
      return this.#answer('cancelled', 'selfTrade', filled, left, -1);
    }
    pool.setWord(slot, PRICE_TICKS, newPriceTicks);
    pool.setWord(slot, REMAINING_LOTS, left);
    pool.setQuantityLots(slot, filledBefore + filled + left);
    this.attach(slot);
    return this.#answer('rested', 'none', filled, left, slot);
  }

  /** A tick behind the best price of the other side, or 0 where there is no such price. */
  #behindTicks(side: Side): number {
    const ticks = this.levelsAgainst(side).bestTicks - side;
    return ticks > MAX_TICKS ? 0 : ticks;
  }

  #wouldTake(side: Side, priceTicks: number): boolean {
    const levels = this.levelsAgainst(side);
    if (levels.best < 0 || isClear(side, priceTicks, levels.bestTicks)) return false;
    return !this.isCollecting;
  }

  #answer(
    status: PlaceStatus,
    reason: PlaceReason,
    filledLots: number,
    remainingLots: number,
    slot: number,
  ): PlaceResult {
    const result = this.#result;
    // Most are as the one before, and a word that is written is told to the collector at work.
    if (result.status !== status) result.status = status;
    if (result.reason !== reason) result.reason = reason;
    result.filledLots = filledLots;
    result.remainingLots = remainingLots;
    result.slot = slot;
    return result;
  }
}

/** Whether an order with this limit stays clear of a price; the sign stands for a branch. */
function isClear(side: Side, limitTicks: number, ticks: number): boolean {
  return Math.imul(side, limitTicks - ticks) < 0;
}
