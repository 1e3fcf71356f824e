/** What the naive twin knows of an order, and small questions about it. */
import { FLAGS_ASKED, type OrderImage, type SelfTradeMode, type Side } from '../contract.ts';

export interface NaiveOrder extends Omit<
  OrderImage,
  'priceTicks' | 'remainingLots' | 'quantityLots' | 'shownLots'
> {
  readonly slot: number;
  priceTicks: number;
  remainingLots: number;
  quantityLots: number;
  /** Of an iceberg: what is left of the part that it shows. */
  shownLots?: number;
  /** Rises with every place and every loss of priority. */
  turn: number;
}

export interface Taker {
  readonly side: Side;
  readonly limitTicks: number;
  readonly owner: number;
  readonly mode: SelfTradeMode;
  readonly subaccount: number;
}

/** What a taker has left, what it lost to prevention on its way, and whether that ended it. */
export interface Taken {
  readonly left: number;
  readonly lost: number;
  readonly metOwn: boolean;
}

/** An order without its slot and its turn. */
export function imageOf(order: OrderImage): OrderImage {
  const mode = order.selfTradeMode ?? 'cancelNewest';
  return {
    orderId: order.orderId,
    subaccount: order.subaccount,
    owner: order.owner,
    side: order.side,
    priceTicks: order.priceTicks,
    remainingLots: order.remainingLots,
    quantityLots: order.quantityLots,
    flags: order.flags,
    strategy: order.strategy,
    postOnly: order.postOnly,
    selfTradeExempt: order.selfTradeExempt,
    ...(order.postOnlyReprices === true ? { postOnlyReprices: true } : {}),
    ...(mode === 'cancelNewest' ? {} : { selfTradeMode: mode }),
    ...(order.displayLots === undefined ? {} : { displayLots: order.displayLots }),
    ...(isIceberg(order) ? { shownLots: order.shownLots ?? freshLots(order) } : {}),
  };
}

/** Those of a queue that stand at an order's price. */
export function levelOf({ priceTicks }: NaiveOrder, queue: readonly NaiveOrder[]): NaiveOrder[] {
  return queue.filter((other) => other.priceTicks === priceTicks);
}

/** Those of its price that stand before an order. */
export function levelBefore(order: NaiveOrder, queue: readonly NaiveOrder[]): NaiveOrder[] {
  const level = levelOf(order, queue);
  return level.slice(0, level.indexOf(order));
}

export function sumShown(orders: readonly NaiveOrder[]): number {
  return orders.reduce((sum, order) => sum + shownLots(order), 0);
}

export function sumOf(orders: readonly NaiveOrder[]): number {
  return orders.reduce((sum, order) => sum + order.remainingLots, 0);
}

export function isHidden(order: Pick<OrderImage, 'displayLots'>): boolean {
  return order.displayLots === 0;
}

export function isIceberg(order: Pick<OrderImage, 'displayLots'>): boolean {
  return order.displayLots !== undefined && order.displayLots > 0;
}

/** What an iceberg shows that is new in its queue. */
export function freshLots(order: Pick<OrderImage, 'displayLots' | 'remainingLots'>): number {
  return Math.min(order.displayLots!, order.remainingLots);
}

export function shownLots(order: NaiveOrder): number {
  if (isHidden(order)) return 0;
  return isIceberg(order) ? order.shownLots! : order.remainingLots;
}

/** Lots that can trade before an order's turn is over. */
export function offeredLots(order: NaiveOrder): number {
  return isIceberg(order) ? order.shownLots! : order.remainingLots;
}

export function sumOffered(orders: readonly NaiveOrder[]): number {
  return orders.reduce((sum, order) => sum + offeredLots(order), 0);
}

/** Orders by price, in the order in which they come. */
export function byPrice(orders: readonly NaiveOrder[]): NaiveOrder[][] {
  const levels = new Map<number, NaiveOrder[]>();
  for (const order of orders) {
    levels.set(order.priceTicks, [...(levels.get(order.priceTicks) ?? []), order]);
  }
  return [...levels.values()];
}

/** Lots that a taker is certain to get from makers within its limit, by priority. */
export function certainLots(taker: Taker, makers: readonly NaiveOrder[]): number {
  let lots = 0;
  for (const level of byPrice(makers)) {
    const own = level.findIndex((maker) => isOwn(taker, maker));
    const isStopped = own >= 0 && taker.mode !== 'cancelOldest';
    const reached = (isStopped ? level.slice(0, own) : level).filter(
      (maker) => !isAsked(maker) && !isOwn(taker, maker),
    );
    // An iceberg's next part stands behind all that is shown, and before all that is hidden.
    const isCutShort = isStopped && !isHidden(level[own]!);
    lots += isCutShort ? sumOffered(reached) : sumOf(reached);
    if (isStopped) return lots;
  }
  return lots;
}

export function isOwn(taker: Pick<Taker, 'owner'>, maker: NaiveOrder): boolean {
  return taker.owner > 0 && taker.owner === maker.owner;
}

/** Whether what trades of a maker passes within the group: both say so, and are not the same. */
export function isPassed(taker: Taker, maker: NaiveOrder): boolean {
  const isOther = isOwn(taker, maker) && taker.subaccount !== maker.subaccount;
  return isOther && taker.mode === 'transfer' && maker.selfTradeMode === 'transfer';
}

export function isAsked(order: NaiveOrder): boolean {
  return (order.flags & FLAGS_ASKED) !== 0;
}

/** Takes lots that trade from an order: an iceberg's are of what it shows. */
export function trade(order: NaiveOrder, lots: number): void {
  order.remainingLots -= lots;
  if (isIceberg(order)) order.shownLots! -= lots;
}
