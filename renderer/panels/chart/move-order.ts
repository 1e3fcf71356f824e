/** Where an order of the chart is taken to, and the amend that takes it there. */
import type { OrderRow } from '../../../core/desk/messages.ts';
import type { Amend } from '../ticket/commands.ts';

/** The price at which an order is drawn: of what waits its trigger, of what rests its limit. */
export function drawnTicks({ state, triggerTicks, priceTicks }: OrderRow): number {
  return state === 'waiting' ? triggerTicks : priceTicks;
}

/**
 * What sets an order to another price, which `priceText` writes plainly; null where nothing does. A
 * trailing trigger is moved by its distance, since it follows the market by itself.
 */
export function amendTo(
  order: OrderRow,
  ticks: number,
  priceText: (ticks: number) => string,
): Amend | null {
  const by = ticks - drawnTicks(order);
  if (ticks < 1 || by === 0) return null;
  if (order.state !== 'waiting') return { price: priceText(ticks) };
  if (order.trailTicks === 0) return { triggerPrice: priceText(ticks) };
  const trailTicks = order.trailTicks + (order.side === 'BUY' ? by : -by);
  return trailTicks < 1 ? null : { trail: priceText(trailTicks) };
}

/** The order after this one from the top of the chart down, the first after the last. */
export function nextOrder(orders: readonly OrderRow[], after: string | null): OrderRow | null {
  const sorted = orders.toSorted((a, b) => drawnTicks(b) - drawnTicks(a) || a.order - b.order);
  const at = sorted.findIndex(({ key }) => key === after);
  return sorted[(at + 1) % sorted.length] ?? null;
}
