/** The lines of a chart: own orders dashed, entry and stops dotted, liquidation solid. */
import type { OrderRow, PositionRow } from '../../../core/desk/messages.ts';
import type { StagedOrder } from '../../workspace/desk-state.ts';

export interface ChartLine {
  readonly key: string;
  readonly ticks: number;
  readonly style: 'dashed' | 'dotted' | 'solid';
  readonly tone: 'up' | 'down' | 'danger' | 'text2';
  readonly label: string;
  /** An own order's, which can be moved. */
  readonly isOrder?: true;
  /** Moved by keys or a pointer now, away from where it stands. */
  readonly isChosen?: true;
  readonly homeTicks?: number;
}

/** Names the line of an order. */
export function orderKey({ key }: Pick<OrderRow, 'key'>): string {
  return `order ${key}`;
}

function orderLine(order: OrderRow): ChartLine {
  const { side, size, filled, state, type, priceTicks, triggerTicks, price, trail } = order;
  const isWaiting = state === 'waiting';
  const what = order.pegTo === '' ? side : `PEG ${side}`;
  const done = /[1-9]/.test(filled) ? `${filled} / ${size}` : size;
  const limit = priceTicks === 0 ? '' : ` AT ${price}`;
  const behind = trail === '' ? '' : ` BY ${trail}`;
  return {
    key: orderKey(order),
    // What follows a price is nobody's to move.
    ...(order.pegTo === '' && { isOrder: true as const }),
    ticks: isWaiting ? triggerTicks : priceTicks,
    style: isWaiting ? 'dotted' : 'dashed',
    tone: side === 'BUY' ? 'up' : 'down',
    label: isWaiting ? `${type.toUpperCase()} ${side} ${size}${limit}${behind}` : `${what} ${done}`,
  };
}

function positionLines(position: PositionRow): ChartLine[] {
  const { key, side, size, entryTicks, liquidationTicks, distancePercent } = position;
  const sign = side === 'LONG' ? '+' : '\u2212';
  const entry: ChartLine = {
    key: `entry ${key}`,
    ticks: entryTicks,
    style: 'dotted',
    tone: 'text2',
    label: `ENTRY ${sign}${size}`,
  };
  if (liquidationTicks === 0) return [entry];
  const arrow = side === 'LONG' ? '\u25bc' : '\u25b2';
  const label = `${arrow} LIQUIDATION ${distancePercent}`;
  const ticks = liquidationTicks;
  return [entry, { key: `liquidation ${key}`, ticks, style: 'solid', tone: 'danger', label }];
}

/** Height of a chip, and the space of one beside the next. */
const CHIP = 18;
const CHIP_ROOM = CHIP + 1;

/**
 * Where chips begin, for lines at these heights, from the top: each at its line, but lower where
 * the one above needs the place, and higher where the plot ends.
 */
export function stackedTops(ys: readonly number[], height: number): number[] {
  const tops = ys.map((y) => Math.round(y - CHIP / 2));
  let least = 0;
  for (const [at, top] of tops.entries()) {
    tops[at] = Math.max(top, least);
    least = (tops[at] ?? 0) + CHIP_ROOM;
  }
  let most = height - CHIP;
  for (let at = tops.length - 1; at >= 0; at--) {
    tops[at] = Math.min(tops[at] ?? 0, most);
    most = (tops[at] ?? 0) - CHIP_ROOM;
  }
  return tops;
}

interface Shown {
  readonly instrument: string;
  readonly subaccount: string;
  readonly staged: StagedOrder | null;
  /** Whether orders are drawn beside the position. */
  readonly hasOwnOrders: boolean;
}

/** The selected subaccount's lines in an instrument; market orders have no price to draw. */
export function linesOf(
  orders: readonly OrderRow[],
  positions: readonly PositionRow[],
  { instrument, subaccount, staged, hasOwnOrders }: Shown,
): ChartLine[] {
  const isShown = (row: { instrument: string; subaccount: string }): boolean =>
    row.instrument === instrument && row.subaccount === subaccount;
  const lines = [
    ...orders.filter((order) => hasOwnOrders && isShown(order)).map(orderLine),
    ...positions.filter(isShown).flatMap(positionLines),
  ];
  if (hasOwnOrders && staged !== null && staged.instrument === instrument) {
    lines.push({
      key: 'staged',
      ticks: staged.priceTicks,
      style: 'dotted',
      tone: staged.side === 'buy' ? 'up' : 'down',
      label: `STAGED ${staged.side.toUpperCase()} ${staged.size}`,
    });
  }
  return lines.filter(({ ticks }) => ticks > 0);
}
