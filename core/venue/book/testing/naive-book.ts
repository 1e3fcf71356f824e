/**
 * The naive twin of the book: plain objects in one array, sorted whenever it matters. It shares the
 * contract with the engine and nothing of its matching; tests hold one against the other.
 */
import { invariant } from '../../numbers.ts';
import {
  MAX_TICKS,
  type AuctionPolicy,
  type BookImage,
  type Indication,
  type MatchPolicy,
  type NewOrder,
  type OrderBook,
  type OrderImage,
  type PlaceResult,
  type SelfTradeMode,
  type Side,
} from '../contract.ts';
import { naiveIndication } from './naive-indication.ts';
import {
  byPrice,
  certainLots,
  freshLots,
  imageOf,
  isHidden,
  isIceberg,
  isOwn,
  isPassed,
  isAsked,
  levelOf,
  levelBefore,
  offeredLots,
  shownLots,
  sumOf,
  sumShown,
  trade,
  type NaiveOrder,
  type Taken,
  type Taker,
} from './naive-order.ts';

export class NaiveBook implements OrderBook {
  #live: NaiveOrder[] = [];
  /** Every order that ever rested, by slot: slots are never used again. */
  readonly #bySlot: NaiveOrder[] = [];
  #turn = 0;
  isCollecting = false;

  place(order: Readonly<NewOrder>, policy: MatchPolicy): PlaceResult {
    const { quantityLots, timeInForce } = order;
    invariant(!this.isCollecting || timeInForce === 'gtc', 'nobody takes');
    const owner = order.selfTradeExempt === true ? 0 : order.owner;
    const mode = order.selfTradeMode ?? 'cancelNewest';
    const refused = { status: 'refused', filledLots: 0, remainingLots: quantityLots } as const;
    const limitTicks = this.#allowedTicks(order, order.priceTicks);
    if (limitTicks === 0) return { ...refused, reason: 'wouldTake', slot: -1 };
    const taker = { ...order, limitTicks, owner, mode };
    if (timeInForce === 'fok' && certainLots(taker, this.#crossed(taker)) < quantityLots) {
      return { ...refused, reason: 'fokUnfillable', slot: -1 };
    }
    const { left, lost, metOwn } = this.#take(taker, quantityLots, policy);
    const filledLots = quantityLots - left - lost;
    if (left === 0) {
      return { status: 'filled', reason: 'none', filledLots, remainingLots: 0, slot: -1 };
    }
    if (metOwn || timeInForce === 'ioc') {
      const reason = metOwn ? 'selfTrade' : 'ioc';
      return { status: 'cancelled', reason, filledLots, remainingLots: left, slot: -1 };
    }
    const selfTradeExempt = order.selfTradeExempt === true;
    const { postOnlyReprices, displayLots, ...plain } = order;
    const slot = this.#rest({
      ...plain,
      ...(postOnlyReprices === true ? { postOnlyReprices } : {}),
      ...(displayLots === undefined ? {} : { displayLots }),
      selfTradeExempt,
      priceTicks: limitTicks,
      remainingLots: left,
      quantityLots: filledLots + left,
    });
    return { status: 'rested', reason: 'none', filledLots, remainingLots: left, slot };
  }

  amend(slot: number, lots: number, asked: number, policy: MatchPolicy): PlaceResult {
    const order = this.#bySlot[slot]!;
    const before = order.remainingLots;
    const ticks = this.#allowedTicks(order, asked);
    if (ticks === 0) {
      const reason = 'wouldTake';
      return { status: 'refused', reason, filledLots: 0, remainingLots: before, slot };
    }
    const done = order.quantityLots - before;
    if (ticks === order.priceTicks && lots <= before) {
      this.#lessen(order, before - lots);
      return { status: 'rested', reason: 'none', filledLots: 0, remainingLots: lots, slot };
    }
    const owner = order.selfTradeExempt ? 0 : order.owner;
    const mode = order.selfTradeMode ?? 'cancelNewest';
    const taker = { ...order, limitTicks: ticks, owner, mode };
    this.#drop(order);
    const { left, lost, metOwn } = this.#take(taker, lots, policy);
    const filledLots = lots - left - lost;
    if (left === 0) {
      return { status: 'filled', reason: 'none', filledLots, remainingLots: 0, slot: -1 };
    }
    if (metOwn) {
      const reason = 'selfTrade';
      return { status: 'cancelled', reason, filledLots, remainingLots: left, slot: -1 };
    }
    this.#turn += 1;
    Object.assign(order, {
      priceTicks: ticks,
      remainingLots: left,
      quantityLots: done + filledLots + left,
      turn: this.#turn,
    });
    if (isIceberg(order)) order.shownLots = freshLots(order);
    this.#live.push(order);
    return { status: 'rested', reason: 'none', filledLots, remainingLots: left, slot };
  }

  cancel(slot: number): number {
    const order = this.#bySlot[slot]!;
    this.#drop(order);
    return order.remainingLots;
  }

  collect(): void {
    this.isCollecting = true;
  }

  indicative(referenceTicks: number): Indication {
    return naiveIndication(this.#queue(1), this.#queue(-1), referenceTicks);
  }

  uncross(priceTicks: number, policy: AuctionPolicy): number {
    invariant(this.isCollecting, 'the book does not collect');
    const crossing = (): [buy: NaiveOrder, sell: NaiveOrder] | undefined => {
      const [buy, sell] = [this.#queue(1)[0], this.#queue(-1)[0]];
      return buy && sell && buy.priceTicks >= sell.priceTicks ? [buy, sell] : undefined;
    };
    invariant(priceTicks > 0 || crossing() === undefined, 'the book is crossed');
    let traded = 0;
    for (let pair = crossing(); pair !== undefined; pair = crossing()) {
      const [buy, sell] = pair;
      const newer = buy.orderId > sell.orderId ? buy : sell;
      const isExecutable = buy.priceTicks >= priceTicks && sell.priceTicks <= priceTicks;
      const isExempt = buy.selfTradeExempt || sell.selfTradeExempt;
      if (isExecutable && (isExempt || !isOwn(buy, sell))) {
        traded += this.#cross(buy, sell, priceTicks, policy);
        continue;
      }
      const reason = isExecutable ? 'selfTrade' : 'crossed';
      policy.onMakerCancelled(newer.slot, newer.remainingLots, reason);
      this.#drop(newer);
    }
    this.isCollecting = false;
    return traded;
  }

  #cross(buy: NaiveOrder, sell: NaiveOrder, priceTicks: number, policy: AuctionPolicy): number {
    let lots = Math.min(offeredLots(buy), offeredLots(sell));
    let cut: NaiveOrder | undefined;
    for (const order of [buy, sell]) {
      if (lots === 0 || !isAsked(order)) continue;
      const allowed = policy.makerAllowanceLots(order.slot, lots);
      if (allowed < lots) cut = order;
      lots = allowed;
    }
    for (const order of [buy, sell]) trade(order, lots);
    if (lots > 0) policy.onCross(buy.slot, sell.slot, lots, priceTicks);
    if (cut !== undefined) policy.onMakerCancelled(cut.slot, cut.remainingLots, 'allowance');
    for (const order of [buy, sell]) {
      if (order === cut || order.remainingLots === 0) this.#drop(order);
      else this.#refresh(order);
    }
    return lots;
  }

  slotOf(orderId: number): number {
    return this.#live.find((order) => order.orderId === orderId)?.slot ?? -1;
  }

  get orderCount(): number {
    return this.#live.length;
  }

  bestTicks(side: Side): number {
    return this.#queue(side)[0]?.priceTicks ?? 0;
  }

  levelCount(side: Side): number {
    return this.#levels(side).length;
  }

  levelTicks = (side: Side, depth: number): number => this.#levels(side)[depth]![0]!.priceTicks;
  levelLots = (side: Side, depth: number): number => sumShown(this.#levels(side)[depth]!);
  levelTotalLots = (side: Side, depth: number): number => sumOf(this.#levels(side)[depth]!);

  firstOrderAt(side: Side, depthIndex: number): number {
    return this.#levels(side)[depthIndex]![0]!.slot;
  }

  nextInLevel(slot: number): number {
    const { side, priceTicks } = this.#bySlot[slot]!;
    const level = this.#queue(side).filter((order) => order.priceTicks === priceTicks);
    return level[level.findIndex((order) => order.slot === slot) + 1]?.slot ?? -1;
  }

  forEachOrder(side: Side, visit: (slot: number) => void): void {
    for (const order of this.#queue(side)) visit(order.slot);
  }

  fillableLots(
    side: Side,
    limitTicks: number,
    owner: number,
    wantedLots: number,
    mode: SelfTradeMode = 'cancelNewest',
  ): number {
    const taker = { side, limitTicks, owner, mode, subaccount: 0 };
    return Math.min(wantedLots, certainLots(taker, this.#crossed(taker)));
  }

  lotsAhead(slot: number): number {
    return sumShown(levelBefore(this.#bySlot[slot]!, this.#queue(this.sideOf(slot))));
  }

  lotsShownWith(slot: number): number {
    return sumShown(levelOf(this.#bySlot[slot]!, this.#queue(this.sideOf(slot))));
  }

  firstOrderOf(subaccount: number): number {
    return this.#ordersOf(subaccount)[0]?.slot ?? -1;
  }

  nextOrderOf(slot: number): number {
    const orders = this.#ordersOf(this.subaccountOf(slot));
    return orders[orders.findIndex((order) => order.slot === slot) + 1]?.slot ?? -1;
  }

  orderIdOf = (slot: number): number => this.#bySlot[slot]!.orderId;
  subaccountOf = (slot: number): number => this.#bySlot[slot]!.subaccount;
  ownerOf = (slot: number): number => this.#bySlot[slot]!.owner;
  sideOf = (slot: number): Side => this.#bySlot[slot]!.side;
  priceTicksOf = (slot: number): number => this.#bySlot[slot]!.priceTicks;
  remainingLotsOf = (slot: number): number => this.#bySlot[slot]!.remainingLots;
  shownLotsOf = (slot: number): number => shownLots(this.#bySlot[slot]!);
  displayLotsOf = (slot: number): number => this.#bySlot[slot]!.displayLots ?? -1;
  quantityLotsOf = (slot: number): number => this.#bySlot[slot]!.quantityLots;
  flagsOf = (slot: number): number => this.#bySlot[slot]!.flags;
  strategyOf = (slot: number): number => this.#bySlot[slot]!.strategy;
  repricesOf = (slot: number): boolean => this.#bySlot[slot]!.postOnlyReprices === true;
  selfTradeModeOf = (slot: number) => this.#bySlot[slot]!.selfTradeMode ?? 'cancelNewest';

  save(): BookImage {
    const orders = [...this.#queue(1), ...this.#queue(-1)];
    const image = { orders: orders.map(imageOf) };
    return this.isCollecting ? { ...image, isCollecting: true } : image;
  }

  load(image: BookImage): void {
    this.#live = [];
    this.isCollecting = image.isCollecting === true;
    for (const order of image.orders) this.#rest(order);
    this.validate();
  }

  validate(): void {
    const bid = this.bestTicks(1);
    const ask = this.bestTicks(-1);
    const mayCross = this.isCollecting || bid === 0 || ask === 0;
    invariant(mayCross || bid < ask, `the book is crossed: bid ${bid}, ask ${ask}`);
    const ids = new Set(this.#live.map((order) => order.orderId));
    invariant(ids.size === this.#live.length, 'two orders have one id');
  }

  #rest(order: OrderImage): number {
    this.#turn += 1;
    const slot = this.#bySlot.length;
    const resting = { ...imageOf(order), slot, turn: this.#turn };
    this.#bySlot.push(resting);
    this.#live.push(resting);
    return slot;
  }

  /** Takes lots from an order that do not trade. */
  #lessen(order: NaiveOrder, lots: number): void {
    order.remainingLots -= lots;
    order.quantityLots -= lots;
    if (isIceberg(order)) order.shownLots = Math.min(order.shownLots!, order.remainingLots);
  }

  /** An iceberg that shows nothing more shows its next part, as if new in its queue. */
  #refresh(order: NaiveOrder): boolean {
    if (!isIceberg(order) || order.shownLots !== 0) return false;
    this.#turn += 1;
    order.turn = this.#turn;
    order.shownLots = freshLots(order);
    return true;
  }

  #drop(order: NaiveOrder): void {
    this.#live = this.#live.filter((other) => other !== order);
  }

  /** A side by priority. */
  #queue(side: Side): NaiveOrder[] {
    return this.#live
      .filter((order) => order.side === side)
      .sort(
        (a, b) =>
          (b.priceTicks - a.priceTicks) * side ||
          Number(isHidden(a)) - Number(isHidden(b)) ||
          a.turn - b.turn,
      );
  }

  #levels(side: Side): NaiveOrder[][] {
    return byPrice(this.#queue(side));
  }

  #ordersOf(subaccount: number): NaiveOrder[] {
    return this.#live
      .filter((order) => order.subaccount === subaccount)
      .sort((a, b) => b.orderId - a.orderId);
  }

  /** The price that an order may have: post-only and crossing, one tick behind, or none, 0. */
  #allowedTicks(
    { side, postOnly, postOnlyReprices }: Pick<NewOrder, 'side' | 'postOnly' | 'postOnlyReprices'>,
    ticks: number,
  ): number {
    const best = this.#crossed({ side, limitTicks: ticks })[0];
    if (!postOnly || this.isCollecting || best === undefined) return ticks;
    const behind = side === 1 ? best.priceTicks - 1 : best.priceTicks + 1;
    return postOnlyReprices === true && behind <= MAX_TICKS ? behind : 0;
  }

  /** The makers within a taker's limit, by priority. */
  #crossed({ side, limitTicks }: Pick<Taker, 'side' | 'limitTicks'>): NaiveOrder[] {
    const against = this.#queue(side === 1 ? -1 : 1);
    return against.filter(({ priceTicks }) =>
      side === 1 ? priceTicks <= limitTicks : priceTicks >= limitTicks,
    );
  }

  #take(taker: Taker, lots: number, policy: MatchPolicy): Taken {
    let left = lots;
    let lost = 0;
    if (this.isCollecting) return { left, lost, metOwn: false };
    let makers = this.#crossed(taker);
    while (left > 0 && makers.length > 0) {
      const maker = makers.shift()!;
      const passes = isPassed(taker, maker);
      if (!passes && isOwn(taker, maker)) {
        const prevented = this.#prevent(taker.mode, maker, left, policy);
        if (prevented === 'ends') return { left, lost, metOwn: true };
        left -= prevented;
        lost += prevented;
        continue;
      }
      const wanted = Math.min(left, offeredLots(maker));
      const allowed = isAsked(maker) ? policy.makerAllowanceLots(maker.slot, wanted) : wanted;
      trade(maker, allowed);
      left -= allowed;
      const told = passes ? 'onTransfer' : 'onFill';
      if (allowed > 0) policy[told](maker.slot, allowed, maker.priceTicks);
      if (allowed < wanted) {
        policy.onMakerCancelled(maker.slot, maker.remainingLots, 'allowance');
      }
      if (allowed < wanted || maker.remainingLots === 0) this.#drop(maker);
      else if (this.#refresh(maker)) makers = this.#crossed(taker);
    }
    return { left, lost, metOwn: false };
  }

  /** What a mode does at a maker of the taker's group; the lots that the taker goes on without. */
  #prevent(
    asked: SelfTradeMode,
    maker: NaiveOrder,
    left: number,
    policy: MatchPolicy,
  ): number | 'ends' {
    const mode = asked === 'transfer' ? 'decrementAndCancel' : asked;
    const lots = Math.min(left, maker.remainingLots);
    policy.onSelfTrade(maker.slot, lots, mode);
    if (mode === 'cancelNewest') return 'ends';
    if (mode === 'decrementAndCancel' && maker.remainingLots > lots) {
      this.#lessen(maker, lots);
      return 'ends';
    }
    policy.onMakerCancelled(maker.slot, maker.remainingLots, 'selfTrade');
    this.#drop(maker);
    if (mode === 'cancelOldest') return 0;
    return mode === 'cancelBoth' || lots === left ? 'ends' : lots;
  }
}
