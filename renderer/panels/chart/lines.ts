/** The lines of a chart: own orders dashed, entry and stops dotted, liquidation solid. */
import type { OrderRow, PositionRow } from '../../../core/desk/messages.ts';
import { drawnTicks } from './move-order.ts';
import { isLive, tagOf } from '../ticket/order-states.ts';
import type { StagedOrder } from '../../workspace/desk-state.ts';

export interface ChartLine {
  readonly key: string;
  readonly ticks: number;
  readonly style: 'dashed' | 'dotted' | 'solid';
  readonly tone: 'up' | 'down' | 'danger' | 'text2';
  readonly label: string;
  /** Linked ones are drawn as such: all that have a number in common. */
  readonly groups?: readonly number[];
  /** An own order's, which can be moved. */
  readonly isOrder?: true;
  /** Moved by keys or a pointer now, away from where it stands. */
  readonly isChosen?: true;
  readonly homeTicks?: number;
}

/** No order's number. */
const STAGED_GROUP = -1;

/** Names the line of an order. */
export function orderKey({ key }: Pick<OrderRow, 'key'>): string {
  return `order ${key}`;
}

/** What the lines of exits are called. */
const EXITS = { takeProfit: 'TP', stop: 'STOP' } as const;

/** What an order's line says; of an exit what it would come to at its price. */
export function labelOf(order: OrderRow, realises = order.realises): string {
  const { side, size, filled, state, type, priceTicks, price, trail, role, group } = order;
  const isWaiting = !isLive(order) || state === 'waiting';
  const tag = group === 0 ? '' : ` ${tagOf(group)}`;
  if (role === 'takeProfit' || role === 'stop') {
    return `${EXITS[role]} ${side} ${order.remaining} ${realises}${tag}`;
  }
  const done = /[1-9]/.test(filled) ? `${filled} / ${size}` : size;
  const limit = priceTicks === 0 ? '' : ` AT ${price}`;
  const behind = trail === '' ? '' : ` BY ${trail}`;
  const what = isWaiting ? `${type.toUpperCase()} ${side} ${size}${limit}${behind}` : '';
  const plain = order.pegTo === '' ? side : `PEG ${side}`;
  return `${what || `${plain} ${done}`}${tag}`;
}

function orderLine(order: OrderRow): ChartLine {
  const { side, state, group } = order;
  const isDotted = state === 'waiting' || state === 'pending';
  return {
    key: orderKey(order),
    // What follows a price is nobody's to move.
    ...(order.pegTo === '' && { isOrder: true as const }),
    ticks: drawnTicks(order),
    style: isDotted ? 'dotted' : 'dashed',
    tone: side === 'BUY' ? 'up' : 'down',
    label: labelOf(order),
    ...(group !== 0 && { groups: [group] }),
  };
}

/** Groups of exits whose order is done: the position itself is what they get out of. */
function ofPosition(orders: readonly OrderRow[]): number[] {
  const entries = new Set(orders.filter(({ role }) => role === 'entry').map(({ group }) => group));
  const exits = orders.filter(({ role }) => role === 'takeProfit' || role === 'stop');
  return [...new Set(exits.map(({ group }) => group))].filter((group) => !entries.has(group));
}

function positionLines(position: PositionRow, groups: readonly number[]): ChartLine[] {
  const { key, side, size, entryTicks, liquidationTicks, distancePercent } = position;
  const sign = side === 'LONG' ? '+' : '\u2212';
  const entry: ChartLine = {
    key: `entry ${key}`,
    ticks: entryTicks,
    style: 'dotted',
    tone: 'text2',
    label: `ENTRY ${sign}${size}`,
    ...(groups.length > 0 && { groups }),
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

/** What the ticket has staged, with the exits that it would bring. */
function stagedLines(staged: StagedOrder): ChartLine[] {
  const { side, size, priceTicks, takeProfitTicks = 0, stopTicks = 0 } = staged;
  const [tone, other] = side === 'buy' ? (['up', 'down'] as const) : (['down', 'up'] as const);
  const label = `STAGED ${side.toUpperCase()} ${size}`;
  const line = { style: 'dotted', groups: [STAGED_GROUP] } as const;
  return [
    { ...line, key: 'staged', ticks: priceTicks, tone, label },
    { ...line, key: 'staged profit', ticks: takeProfitTicks, tone: other, label: 'STAGED TP' },
    { ...line, key: 'staged stop', ticks: stopTicks, tone: other, label: 'STAGED STOP' },
  ];
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
  const own = orders.filter((order) => hasOwnOrders && isShown(order) && order.state !== 'paired');
  const groups = ofPosition(own);
  const lines = [
    ...own.map(orderLine),
    ...positions.filter(isShown).flatMap((position) => positionLines(position, groups)),
  ];
  if (hasOwnOrders && staged !== null && staged.instrument === instrument) {
    lines.push(...stagedLines(staged));
  }
  return lines.filter(({ ticks }) => ticks > 0);
}
