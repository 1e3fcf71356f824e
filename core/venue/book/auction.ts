/**
 * A book while it collects orders for an auction, and how the auction ends: `contract.ts`, BOOK-14
 * to BOOK-16. `indication.ts` finds the price.
 */
import { broken, InvariantError } from '../numbers.ts';
import { FLAGS_ASKED } from './contract.ts';
import type { AuctionPolicy, Indication, MakerCancelReason, Mutable } from './contract.ts';
import { findIndication } from './indication.ts';
import { checkAllowance, checkTerms } from './invariants.ts';
import type { SideLevels } from './levels.ts';
import { RECORD, TRAIT } from './pool.ts';
import { RestingOrders } from './resting-orders.ts';

const { FLAGS, OWNER, REMAINING_LOTS, TRAITS } = RECORD;
const { SELF_TRADE_EXEMPT, RESERVED } = TRAIT;

export abstract class AuctionOrders extends RestingOrders {
  /** True while a policy may be called: it must not change the book under the match. */
  protected isMatching = false;
  readonly #indication: Mutable<Indication> = {
    priceTicks: 0,
    volumeLots: 0,
    surplusLots: 0,
    surplusSide: 0,
  };

  collect(): void {
    this.expectIdle();
    this.isCollecting = true;
  }

  indicative(referenceTicks: number): Indication {
    findIndication(this.bids, this.asks, referenceTicks, this.#indication);
    return this.#indication;
  }

  uncross(priceTicks: number, policy: AuctionPolicy): number {
    this.expectIdle();
    if (!this.isCollecting) broken('an uncross of a book that does not collect');
    if (priceTicks !== 0 || this.#isCrossed()) checkTerms(priceTicks, 1);
    let tradedLots = 0;
    this.isMatching = true;
    while (this.#isCrossed()) {
      const buy = this.bids.headOf(this.bids.best);
      const sell = this.asks.headOf(this.asks.best);
      if (this.bids.bestTicks < priceTicks || this.asks.bestTicks > priceTicks) {
        this.#cancelNewer(buy, sell, 'crossed', policy);
      } else if (this.#isSelfTrade(buy, sell)) {
        this.#cancelNewer(buy, sell, 'selfTrade', policy);
      } else {
        tradedLots += this.#cross(buy, sell, priceTicks, policy);
      }
    }
    this.isMatching = false;
    this.isCollecting = false;
    return tradedLots;
  }

  protected expectIdle(): void {
    if (this.isMatching) throw new InvariantError('the book was changed during a match');
  }

  #isCrossed(): boolean {
    return this.asks.bestTicks !== 0 && this.bids.bestTicks >= this.asks.bestTicks;
  }

  #isSelfTrade(buy: number, sell: number): boolean {
    const { pool } = this;
    const owner = pool.word(buy, OWNER);
    const traits = pool.word(buy, TRAITS) | pool.word(sell, TRAITS);
    return owner > 0 && owner === pool.word(sell, OWNER) && (traits & SELF_TRADE_EXEMPT) === 0;
  }

  #cancelNewer(buy: number, sell: number, reason: MakerCancelReason, policy: AuctionPolicy): void {
    const newer = this.orderIdOf(buy) > this.orderIdOf(sell) ? buy : sell;
    policy.onMakerCancelled(newer, this.remainingLotsOf(newer), reason);
    this.remove(newer);
  }

  /** One trade; the lots of it. After it one of the two is gone, or shows its next part. */
  #cross(buy: number, sell: number, priceTicks: number, policy: AuctionPolicy): number {
    const wanted = Math.min(this.#offeredLots(this.bids, buy), this.#offeredLots(this.asks, sell));
    const ofBuy = this.#allowance(buy, wanted, policy);
    const lots = this.#allowance(sell, ofBuy, policy);
    if (lots > 0) {
      this.#reduce(this.bids, buy, lots);
      this.#reduce(this.asks, sell, lots);
      policy.onCross(buy, sell, lots, priceTicks);
    }
    // A buy that the sell's allowance has cut short keeps its own for the next.
    this.#settle(this.bids, buy, ofBuy < wanted && lots === ofBuy, policy);
    this.#settle(this.asks, sell, lots < ofBuy, policy);
    return lots;
  }

  #offeredLots(levels: SideLevels, slot: number): number {
    return this.#isReserved(slot)
      ? levels.reserves.offeredLotsOf(slot)
      : this.pool.word(slot, REMAINING_LOTS);
  }

  #reduce(levels: SideLevels, slot: number, lots: number): void {
    if (this.#isReserved(slot)) this.tradeReserved(levels, slot, lots);
    else levels.reduce(this.pool.words, slot, lots);
  }

  #isReserved(slot: number): boolean {
    return (this.pool.word(slot, TRAITS) & RESERVED) !== 0;
  }

  #allowance(slot: number, wantedLots: number, policy: AuctionPolicy): number {
    const isAsked = (this.pool.word(slot, FLAGS) & FLAGS_ASKED) !== 0;
    if (!isAsked || wantedLots === 0) return wantedLots;
    const lots = policy.makerAllowanceLots(slot, wantedLots);
    checkAllowance(lots, wantedLots);
    return lots;
  }

  /** Takes out an order that has nothing left to trade, or may not. */
  #settle(levels: SideLevels, slot: number, isSpent: boolean, policy: AuctionPolicy): void {
    const left = this.pool.word(slot, REMAINING_LOTS);
    if (isSpent) policy.onMakerCancelled(slot, left, 'allowance');
    if (isSpent || left === 0) this.remove(slot);
    else if (this.#offeredLots(levels, slot) === 0) levels.refresh(slot);
  }
}
