/** What the naive twin knows of an order, and small questions about it. */
import { FLAG_REDUCE_ONLY, type OrderImage, type SelfTradeMode, type Side } from '../contract.ts';

export interface NaiveOrder extends Omit<
  OrderImage,
  'priceTicks' | 'remainingLots' | 'quantityLots'
> {
  readonly slot: number;
  priceTicks: number;
  remainingLots: number;
  quantityLots: number;
  /** Rises with every place and every loss of priority. */
  turn: number;
}

export interface Taker {
  readonly side: Side;
  readonly limitTicks: number;
  readonly owner: number;
  readonly mode: SelfTradeMode;
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
  };
}

export function sumOf(orders: readonly NaiveOrder[]): number {
  return orders.reduce((sum, order) => sum + order.remainingLots, 0);
}

export function isOwn(taker: Pick<Taker, 'owner'>, maker: NaiveOrder): boolean {
  return taker.owner > 0 && taker.owner === maker.owner;
}

export function isReduceOnly(order: NaiveOrder): boolean {
  return (order.flags & FLAG_REDUCE_ONLY) !== 0;
}
