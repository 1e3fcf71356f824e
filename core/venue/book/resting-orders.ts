/**
 * The orders that rest in one book: where each is kept, how it goes in and out, and how it is read.
 * Matching is in `book.ts`.
 */
import { InvariantError } from '../numbers.ts';
import {
  BUY,
  FLAGS_ASKED,
  SELF_TRADE_MODES,
  SELL,
  type BookImage,
  type BookView,
  type Indication,
  type NewOrder,
  type OrderImage,
  type SelfTradeMode,
  type Side,
} from './contract.ts';
import { validateBook } from './invariants.ts';
import { SideLevels } from './levels.ts';
import { highWord, OrderIndex } from './order-index.ts';
import { OrderPool, RECORD, TRAIT } from './pool.ts';
import { SubaccountOrders } from './subaccount-orders.ts';

const { NEXT, REMAINING_LOTS, PRICE_TICKS, OWNER, FLAGS, TRAITS, SUBACCOUNT, STRATEGY } = RECORD;
const { ID_LOW, QUANTITY_LOW, QUANTITY_HIGH, LEVEL, SHIFT } = RECORD;
const { SELLS, POST_ONLY, SELF_TRADE_EXEMPT, REPRICES, RESERVED, HIDDEN } = TRAIT;
const { MODE_SHIFT, MODE_MASK, ID_HIGH_SHIFT } = TRAIT;

export abstract class RestingOrders implements BookView {
  protected pool = new OrderPool();
  protected ids = new OrderIndex(this.pool);
  protected subaccounts = new SubaccountOrders(this.pool);
  protected bids = new SideLevels(BUY, this.pool);
  protected asks = new SideLevels(SELL, this.pool);
  /** By the bit `SELLS`: a side is looked up, as a branch would go wrong for every other order. */
  #sides: readonly [SideLevels, SideLevels] = [this.bids, this.asks];
  isCollecting = false;

  slotOf(orderId: number): number {
    return this.ids.slotOf(orderId);
  }

  get orderCount(): number {
    return this.pool.liveCount;
  }

  /** Levels that the book has memory for: it grows with those that there are, not with prices. */
  get levelCapacity(): number {
    return 32 * (this.bids.pages.capacity + this.asks.pages.capacity);
  }

  /** Orders that the book has memory for. */
  get orderCapacity(): number {
    return this.pool.capacity;
  }

  bestTicks(side: Side): number {
    return this.levelsOf(side).bestTicks;
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
    return levels.shownLotsOf(levels.at(depthIndex));
  }

  levelTotalLots(side: Side, depthIndex: number): number {
    const levels = this.levelsOf(side);
    return levels.lotsOf(levels.at(depthIndex));
  }

  firstOrderAt(side: Side, depthIndex: number): number {
    const levels = this.levelsOf(side);
    return levels.headOf(levels.at(depthIndex));
  }

  nextInLevel(slot: number): number {
    return this.pool.word(slot, NEXT);
  }

  forEachOrder(side: Side, visit: (slot: number) => void): void {
    const levels = this.levelsOf(side);
    for (let level = levels.best; level >= 0; level = levels.worse(level)) {
      for (let slot = levels.headOf(level); slot >= 0; slot = this.pool.word(slot, NEXT)) {
        visit(slot);
      }
    }
  }

  lotsAhead(slot: number): number {
    return this.levelsOf(this.pool.sideOf(slot)).lotsAhead(slot);
  }

  lotsShownWith(slot: number): number {
    return this.levelsOf(this.pool.sideOf(slot)).shownAt(this.pool.word(slot, LEVEL));
  }

  fillableLots(
    side: Side,
    limitTicks: number,
    owner: number,
    wantedLots: number,
    mode: SelfTradeMode = 'cancelNewest',
  ): number {
    const pool = this.pool;
    const levels = this.levelsAgainst(side);
    let lots = 0;
    for (let level = levels.best; level >= 0; level = levels.worse(level)) {
      if (isBeyond(side, levels.ticksOf(level), limitTicks)) break;
      // What icebergs hold back comes after all that is shown, and before hidden orders.
      let reserveLots = 0;
      for (let maker = levels.headOf(level); maker >= 0; maker = pool.word(maker, NEXT)) {
        const traits = pool.word(maker, TRAITS);
        if ((traits & HIDDEN) !== 0) {
          lots += reserveLots;
          reserveLots = 0;
        }
        if (owner > 0 && pool.word(maker, OWNER) === owner) {
          if (mode !== 'cancelOldest') return Math.min(lots, wantedLots);
          continue;
        }
        if ((pool.word(maker, FLAGS) & FLAGS_ASKED) !== 0) continue;
        const remaining = pool.word(maker, REMAINING_LOTS);
        const isReserved = (traits & RESERVED) !== 0;
        const offered = isReserved ? levels.reserves.offeredLotsOf(maker) : remaining;
        reserveLots += remaining - offered;
        lots += offered;
        if (lots >= wantedLots) return wantedLots;
      }
      lots += reserveLots;
    }
    return Math.min(lots, wantedLots);
  }

  abstract indicative(referenceTicks: number): Indication;

  firstOrderOf(subaccount: number): number {
    return this.subaccounts.firstOf(subaccount);
  }

  nextOrderOf(slot: number): number {
    return this.subaccounts.nextOf(slot);
  }

  orderIdOf(slot: number): number {
    return this.pool.orderIdOf(slot);
  }

  subaccountOf(slot: number): number {
    return this.pool.word(slot, SUBACCOUNT);
  }

  ownerOf(slot: number): number {
    return this.pool.word(slot, OWNER);
  }

  sideOf(slot: number): Side {
    return this.pool.sideOf(slot);
  }

  priceTicksOf(slot: number): number {
    return this.pool.word(slot, PRICE_TICKS);
  }

  remainingLotsOf(slot: number): number {
    return this.pool.word(slot, REMAINING_LOTS);
  }

  shownLotsOf(slot: number): number {
    const isReserved = (this.pool.word(slot, TRAITS) & RESERVED) !== 0;
    return isReserved
      ? this.levelsOf(this.sideOf(slot)).reserves.shownLotsOf(slot)
      : this.remainingLotsOf(slot);
  }

  displayLotsOf(slot: number): number {
    const isReserved = (this.pool.word(slot, TRAITS) & RESERVED) !== 0;
    return isReserved ? this.levelsOf(this.sideOf(slot)).reserves.displayLotsOf(slot) : -1;
  }

  quantityLotsOf(slot: number): number {
    return this.pool.quantityLotsOf(slot);
  }

  flagsOf(slot: number): number {
    return this.pool.word(slot, FLAGS);
  }

  strategyOf(slot: number): number {
    return this.pool.word(slot, STRATEGY);
  }

  selfTradeModeOf(slot: number): SelfTradeMode {
    return SELF_TRADE_MODES[modeIn(this.pool.word(slot, TRAITS))]!;
  }

  repricesOf(slot: number): boolean {
    return (this.pool.word(slot, TRAITS) & REPRICES) !== 0;
  }

  save(): BookImage {
    const orders: OrderImage[] = [];
    const take = (slot: number): void => {
      orders.push(this.#imageOf(slot));
    };
    this.forEachOrder(BUY, take);
    this.forEachOrder(SELL, take);
    return this.isCollecting ? { orders, isCollecting: true } : { orders };
  }

  validate(): void {
    validateBook({
      pool: this.pool,
      ids: this.ids,
      subaccounts: this.subaccounts,
      bids: this.bids,
      asks: this.asks,
      isCollecting: this.isCollecting,
    });
  }

  protected levelsOf(side: Side): SideLevels {
    return this.#sides[((1 - side) >> 1) as 0 | 1];
  }

  /** The levels that an order of this side trades with. */
  protected levelsAgainst(side: Side): SideLevels {
    return this.#sides[((1 + side) >> 1) as 0 | 1];
  }

  /** A slot with a new order in its record, not yet in any structure. */
  protected takeSlot(
    order: Readonly<Omit<NewOrder, 'timeInForce'>>,
    priceTicks: number,
    remainingLots: number,
  ): number {
    const pool = this.pool;
    const slot = pool.take();
    const { words } = pool;
    const record = slot << SHIFT;
    words[record | REMAINING_LOTS] = remainingLots;
    words[record | PRICE_TICKS] = priceTicks;
    words[record | OWNER] = order.owner;
    words[record | FLAGS] = order.flags;
    words[record | TRAITS] = traitsOf(order) | (highWord(order.orderId) << ID_HIGH_SHIFT);
    words[record | SUBACCOUNT] = order.subaccount;
    words[record | STRATEGY] = order.strategy;
    words[record | ID_LOW] = order.orderId | 0;
    words[record | QUANTITY_LOW] = order.quantityLots;
    words[record | QUANTITY_HIGH] = 0;
    if (order.displayLots !== undefined) {
      this.levelsOf(order.side).reserves.setDisplay(slot, order.displayLots);
    }
    return slot;
  }

  /** Puts the order of a slot into the book, behind all others of its price. */
  protected attach(slot: number): void {
    const { words } = this.pool;
    const traits = words[(slot << SHIFT) | TRAITS]!;
    const levels = this.#sides[(traits & SELLS) as 0 | 1];
    this.subaccounts.link(words, slot, this.ids.add(words, slot));
    levels.append(words, slot);
    if ((traits & RESERVED) !== 0) levels.enterReserve(slot, levels.reserves.freshLotsOf(slot));
  }

  /** Takes the order of a slot out of every structure; its record stays as it is. */
  protected detach(slot: number): void {
    const { words } = this.pool;
    const traits = words[(slot << SHIFT) | TRAITS]!;
    const levels = this.#sides[(traits & SELLS) as 0 | 1];
    if ((traits & RESERVED) !== 0) levels.reserves.leave(slot);
    levels.unlink(words, slot);
    this.subaccounts.unlink(words, slot);
    this.ids.remove(words, slot);
  }

  /** Takes lots from an order that do not trade, in its place. */
  protected lessen(slot: number, byLots: number): void {
    const { pool } = this;
    const levels = this.levelsOf(pool.sideOf(slot));
    pool.setQuantityLots(slot, pool.quantityLotsOf(slot) - byLots);
    if ((pool.word(slot, TRAITS) & RESERVED) === 0) {
      levels.reduce(pool.words, slot, byLots);
      return;
    }
    const left = pool.word(slot, REMAINING_LOTS) - byLots;
    levels.reduceReserved(slot, byLots, Math.min(levels.reserves.shownLotsOf(slot), left));
  }

  /** Takes lots that trade from an order with a reserve: an iceberg's are of what it shows. */
  protected tradeReserved(levels: SideLevels, slot: number, lots: number): void {
    levels.reduceReserved(slot, lots, Math.max(0, levels.reserves.shownLotsOf(slot) - lots));
  }

  protected remove(slot: number): void {
    this.detach(slot);
    this.pool.release(slot);
  }

  protected expectLive(slot: number): void {
    if (!this.pool.isLive(slot)) throw new InvariantError(`slot ${slot} has no order`);
  }

  protected clear(): void {
    this.pool = new OrderPool();
    this.ids = new OrderIndex(this.pool);
    this.subaccounts = new SubaccountOrders(this.pool);
    this.bids = new SideLevels(BUY, this.pool);
    this.asks = new SideLevels(SELL, this.pool);
    this.#sides = [this.bids, this.asks];
  }

  #imageOf(slot: number): OrderImage {
    const traits = this.pool.word(slot, TRAITS);
    const mode = this.selfTradeModeOf(slot);
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
      postOnly: (traits & POST_ONLY) !== 0,
      selfTradeExempt: (traits & SELF_TRADE_EXEMPT) !== 0,
      // Unsaid where it is as ever: older images stay as they are.
      ...(this.repricesOf(slot) ? { postOnlyReprices: true as const } : {}),
      ...(mode === 'cancelNewest' ? {} : { selfTradeMode: mode }),
      ...((traits & RESERVED) === 0 ? {} : { displayLots: this.displayLotsOf(slot) }),
      ...((traits & (RESERVED | HIDDEN)) === RESERVED ? { shownLots: this.shownLotsOf(slot) } : {}),
    };
  }
}

/** Whether a maker's price is worse for a taker of this side than its limit. */
export function isBeyond(side: Side, makerTicks: number, limitTicks: number): boolean {
  return side === BUY ? makerTicks > limitTicks : makerTicks < limitTicks;
}

function traitsOf(
  order: Readonly<
    Pick<
      NewOrder,
      'side' | 'postOnly' | 'postOnlyReprices' | 'selfTradeExempt' | 'selfTradeMode' | 'displayLots'
    >
  >,
): number {
  const side = ((1 - order.side) >> 1) * SELLS;
  const postOnly = order.postOnly ? POST_ONLY : 0;
  const exempt = order.selfTradeExempt === true ? SELF_TRADE_EXEMPT : 0;
  const reprices = order.postOnlyReprices === true ? REPRICES : 0;
  const reserved = order.displayLots === undefined ? 0 : RESERVED;
  const hidden = order.displayLots === 0 ? HIDDEN : 0;
  const mode = modeNumberOf(order) << MODE_SHIFT;
  return side | postOnly | exempt | reprices | reserved | hidden | mode;
}

/** The place of the mode in an order's traits among `SELF_TRADE_MODES`. */
export function modeIn(traits: number): number {
  return (traits >>> MODE_SHIFT) & MODE_MASK;
}

/** The place of an order's mode among `SELF_TRADE_MODES`. */
export function modeNumberOf({ selfTradeMode }: Readonly<Pick<NewOrder, 'selfTradeMode'>>): number {
  // Most orders have the first, and a list is not searched for them.
  const isFirst = selfTradeMode === undefined || selfTradeMode === SELF_TRADE_MODES[0];
  return isFirst ? 0 : SELF_TRADE_MODES.indexOf(selfTradeMode);
}
