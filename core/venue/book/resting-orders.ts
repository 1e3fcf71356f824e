/**
 * The orders that rest in one book: where each is kept, how it goes in and out, and how it is read.
 * Matching is in `book.ts`.
 */
import { InvariantError } from '../numbers.ts';
import {
  BUY,
  FLAG_REDUCE_ONLY,
  SELL,
  type BookImage,
  type BookView,
  type NewOrder,
  type OrderImage,
  type Side,
} from './contract.ts';
import { validateBook } from './invariants.ts';
import { SideLevels } from './levels.ts';
import { OrderIndex } from './order-index.ts';
import { OrderPool, POST_ONLY, SELF_TRADE_EXEMPT } from './pool.ts';
import { SubaccountOrders } from './subaccount-orders.ts';

export class RestingOrders implements BookView {
  protected pool = new OrderPool();
  protected ids = new OrderIndex(this.pool);
  protected subaccounts = new SubaccountOrders(this.pool);
  protected bids = new SideLevels(BUY, this.pool);
  protected asks = new SideLevels(SELL, this.pool);

  slotOf(orderId: number): number {
    return this.ids.slotOf(orderId);
  }

  get orderCount(): number {
    return this.pool.liveCount;
  }

  bestTicks(side: Side): number {
    const levels = this.levelsOf(side);
    const level = levels.best();
    return level < 0 ? 0 : levels.ticksOf(level);
  }

  levelCount(side: Side): number {
    return this.levelsOf(side).count;
  }

  levelTicks(side: Side, depthIndex: number): number {
    const levels = this.levelsOf(side);
    return levels.ticksOf(levels.at(depthIndex));
  }

  levelLots(side: Side, depthIndex: number): number {
    const levels = this.levelsOf(side);
    return levels.lotsOf(levels.at(depthIndex));
  }

  firstOrderAt(side: Side, depthIndex: number): number {
    const levels = this.levelsOf(side);
    return levels.headOf(levels.at(depthIndex));
  }

  nextInLevel(slot: number): number {
    return this.pool.next(slot);
  }

  forEachOrder(side: Side, visit: (slot: number) => void): void {
    const levels = this.levelsOf(side);
    for (let depthIndex = 0; depthIndex < levels.count; depthIndex += 1) {
      let slot = levels.headOf(levels.at(depthIndex));
      while (slot >= 0) {
        visit(slot);
        slot = this.pool.next(slot);
      }
    }
  }

  fillableLots(side: Side, limitTicks: number, owner: number, wantedLots: number): number {
    const pool = this.pool;
    const levels = this.levelsAgainst(side);
    let lots = 0;
    for (let depthIndex = 0; depthIndex < levels.count; depthIndex += 1) {
      const level = levels.at(depthIndex);
      if ((levels.ticksOf(level) - limitTicks) * side > 0) return lots;
      for (let maker = levels.headOf(level); maker >= 0; maker = pool.next(maker)) {
        if (owner > 0 && pool.owner(maker) === owner) return lots;
        if ((pool.flags(maker) & FLAG_REDUCE_ONLY) !== 0) continue;
        lots += pool.remainingLots(maker);
        if (lots >= wantedLots) return wantedLots;
      }
    }
    return lots;
  }

  firstOrderOf(subaccount: number): number {
    return this.subaccounts.firstOf(subaccount);
  }

  nextOrderOf(slot: number): number {
    return this.pool.subaccountNext(slot);
  }

  orderIdOf(slot: number): number {
    return this.pool.orderId(slot);
  }

  subaccountOf(slot: number): number {
    return this.pool.subaccount(slot);
  }

  ownerOf(slot: number): number {
    return this.pool.owner(slot);
  }

  sideOf(slot: number): Side {
    return this.pool.sideOf(slot);
  }

  priceTicksOf(slot: number): number {
    return this.pool.priceTicks(slot);
  }

  remainingLotsOf(slot: number): number {
    return this.pool.remainingLots(slot);
  }

  quantityLotsOf(slot: number): number {
    return this.pool.quantityLots(slot);
  }

  flagsOf(slot: number): number {
    return this.pool.flags(slot);
  }

  strategyOf(slot: number): number {
    return this.pool.strategy(slot);
  }

  save(): BookImage {
    const orders: OrderImage[] = [];
    const take = (slot: number): void => {
      orders.push(this.#imageOf(slot));
    };
    this.forEachOrder(BUY, take);
    this.forEachOrder(SELL, take);
    return { orders };
  }

  validate(): void {
    validateBook({
      pool: this.pool,
      ids: this.ids,
      subaccounts: this.subaccounts,
      bids: this.bids,
      asks: this.asks,
    });
  }

  protected levelsOf(side: Side): SideLevels {
    return side === BUY ? this.bids : this.asks;
  }

  /** The levels that an order of this side trades with. */
  protected levelsAgainst(side: Side): SideLevels {
    return side === BUY ? this.asks : this.bids;
  }

  /** A slot with the order in its columns, not yet in any structure. */
  protected takeSlot(
    order: Readonly<Omit<NewOrder, 'timeInForce'>>,
    remainingLots: number,
  ): number {
    const pool = this.pool;
    const slot = pool.take(
      order.orderId,
      order.subaccount,
      order.owner,
      order.side,
      order.flags,
      order.strategy,
      (order.postOnly ? POST_ONLY : 0) | (order.selfTradeExempt === true ? SELF_TRADE_EXEMPT : 0),
    );
    pool.setPriceTicks(slot, order.priceTicks);
    pool.setRemainingLots(slot, remainingLots);
    pool.setQuantityLots(slot, order.quantityLots);
    return slot;
  }

  /** Puts the order of a slot into the book, behind all others of its price. */
  protected attach(slot: number): void {
    this.enqueue(slot);
    this.subaccounts.link(slot);
  }

  /** `attach` but for the list of the subaccount. */
  protected enqueue(slot: number): void {
    this.ids.add(slot);
    this.levelsOf(this.pool.sideOf(slot)).append(slot);
  }

  /** Takes the order of a slot out of every structure; its columns stay as they are. */
  protected detach(slot: number): void {
    this.levelsOf(this.pool.sideOf(slot)).unlink(slot);
    this.subaccounts.unlink(slot);
    this.ids.remove(slot);
  }

  protected remove(slot: number): void {
    this.detach(slot);
    this.pool.release(slot);
  }

  protected expectLive(slot: number): void {
    // A free slot, a fraction and a slot never taken are in no level.
    if (!(this.pool.level(slot) >= 0)) throw new InvariantError(`slot ${slot} has no order`);
  }

  protected clear(): void {
    this.pool = new OrderPool();
    this.ids = new OrderIndex(this.pool);
    this.subaccounts = new SubaccountOrders(this.pool);
    this.bids = new SideLevels(BUY, this.pool);
    this.asks = new SideLevels(SELL, this.pool);
  }

  #imageOf(slot: number): OrderImage {
    const instructions = this.pool.instructions(slot);
    return {
      orderId: this.orderIdOf(slot),
      subaccount: this.subaccountOf(slot),
      owner: this.ownerOf(slot),
      side: this.sideOf(slot),
      priceTicks: this.priceTicksOf(slot),
      remainingLots: this.remainingLotsOf(slot),
      quantityLots: this.quantityLotsOf(slot),
      flags: this.flagsOf(slot),
      strategy: this.strategyOf(slot),
      postOnly: (instructions & POST_ONLY) !== 0,
      selfTradeExempt: (instructions & SELF_TRADE_EXEMPT) !== 0,
    };
  }
}
