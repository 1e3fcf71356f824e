/** Where an order of the chart is taken to, and the amend that takes it there. */
import type { OrderRow } from '../../../core/desk/messages.ts';
import type { Amend } from '../ticket/commands.ts';

/** Whether it is drawn, and moved, by its trigger: what waits for one, or will. */
function isByTrigger({ state, triggerTicks }: OrderRow): boolean {
  return state === 'waiting' || (state === 'pending' && triggerTicks !== 0);
}

/** The price at which an order is drawn: of what waits its trigger, of what rests its limit. */
export function drawnTicks(order: OrderRow): number {
  return isByTrigger(order) ? order.triggerTicks : order.priceTicks;
}

/** The price at which an order would trade: its limit, else where it is released. */
export function tradedTicks({ priceTicks, triggerTicks }: OrderRow): number {
  return priceTicks === 0 ? triggerTicks : priceTicks;
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
  if (!isByTrigger(order)) return { price: priceText(ticks) };
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
