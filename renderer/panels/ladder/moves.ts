/** Own orders on their way to another row: one amend a move, and where each one goes meanwhile. */
import type { OrderRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { priceFormatter } from '../../text/prices.ts';
import type { StagedOrder } from '../../workspace/desk-state.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { amendOrder } from '../ticket/commands.ts';

/** The price in ticks that the newest move of an order goes to, by order. */
const going = new Map<number, number>();
let repaint = (): void => undefined;

/** Tells when what is under way changed, until the returned function is called. */
export function onMoves(told: () => void): () => void {
  repaint = told;
  return () => {
    repaint = () => undefined;
  };
}

/** Where an order stands, or will when its move is done. */
export function ticksOf({ order, priceTicks }: OrderRow): number {
  return going.get(order) ?? priceTicks;
}

/** What is under way, as the ladder draws what is staged. */
export function movingOrders(feed: Feed): StagedOrder[] {
  return feed.rows.orders.values().flatMap((row) => {
    const to = going.get(row.order);
    if (to === undefined || to === row.priceTicks) return [];
    const side = row.side === 'BUY' ? 'buy' : 'sell';
    return [{ instrument: row.instrument, side, priceTicks: to, size: row.remaining }];
  });
}

/** Amends an order's price by some ticks; a move before that is under way counts. */
export async function moveOrder(feed: Feed, row: OrderRow, byTicks: number): Promise<void> {
  const instrument = instrumentOf(feed, row.instrument);
  const to = ticksOf(row) + byTicks;
  const price = instrument && parseDecimal(priceFormatter(instrument)(to));
  if (to <= 0 || price === undefined || price === null) return;
  going.set(row.order, to);
  repaint();
  const reply = await amendOrder(feed, row, { price });
  if (reply.result === 'done') await isSeen(feed, row.order, to);
  if (going.get(row.order) === to) going.delete(row.order);
  repaint();
}

/** Resolves when the order's row has come to this price, or is no more, or has gone on. */
function isSeen(feed: Feed, order: number, ticks: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const row = feed.rows.orders.get(String(order));
      const isOver = row === undefined || row.priceTicks === ticks || going.get(order) !== ticks;
      if (!isOver) return;
      stop();
      resolve();
    };
    const stop = feed.on('orders', look);
    look();
  });
}
