/** Live orders of the clients: what rests in the books and what waits for its trigger. */
import { NOT_APPLICABLE } from '../format.ts';
import type { OrderRow } from '../messages.ts';
import type { Stop } from '../../venue/state.ts';
import { kindText, sideText, strategyText } from './scene.ts';
import type { ClientOrder, Scene } from './scene.ts';

/** When an order was accepted, in venue time; 0 where this core has not seen it. */
export type OrderTimes = ReadonlyMap<number, number>;

function typeText(type: string, stop: Stop | null): string {
  if (stop === null) return type;
  if (stop.ifTouched === true) return `${type} if touched`;
  return stop.trailTicks === undefined ? `stop ${type}` : `trailing ${type}`;
}

function rowOf({ state, scales }: Scene, order: ClientOrder, times: OrderTimes): OrderRow {
  const { orderId, instrument, stop } = order;
  const isMarket = order.priceTicks === 0;
  const flags = [
    ...(order.postOnly ? ['post-only'] : []),
    ...(order.reprice ? ['repriced'] : []),
    ...(order.reduceOnly ? ['reduce-only'] : []),
    ...(stop?.payload.closePosition === true ? ['close'] : []),
    ...(order.displayLots === 0 ? ['hidden'] : []),
    ...(order.displayLots > 0 ? [`shows ${scales.size(instrument, order.displayLots)}`] : []),
    ...(order.selfTrade === 'cancelNewest' ? [] : [order.selfTrade]),
  ];
  const type = isMarket ? 'market' : 'limit';
  const trigger = stop?.triggerTicks ?? 0;
  return {
    key: String(orderId),
    order: orderId,
    subaccount: order.subaccount.label,
    accountKind: kindText(state, order.subaccount),
    instrument: instrument.spec.symbol,
    side: sideText(order.side),
    type: typeText(type, stop),
    size: scales.size(instrument, order.quantityLots),
    filled: scales.size(instrument, order.quantityLots - order.remainingLots),
    remaining: scales.size(instrument, order.remainingLots),
    price: scales.priceOr(instrument, order.priceTicks, NOT_APPLICABLE),
    priceTicks: order.priceTicks,
    trigger: stop === null ? NOT_APPLICABLE : `${stop.source} ${scales.price(instrument, trigger)}`,
    triggerTicks: trigger,
    flags: flags.join(' '),
    timeInForce: order.timeInForce.toUpperCase(),
    state: stop === null ? 'working' : 'waiting',
    strategy: strategyText(state, order.strategy),
    sinceUs: times.get(orderId) ?? 0,
  };
}

export function orderRows(scene: Scene, times: OrderTimes): OrderRow[] {
  return scene.orders.flatMap((orders) => orders.map((order) => rowOf(scene, order, times)));
}
