/** The lines of a chart: own orders dashed, entry and stops dotted, liquidation solid. */
import type { OrderRow, PositionRow } from '../../../core/desk/messages.ts';
import type { StagedOrder } from '../../workspace/desk-state.ts';

export interface ChartLine {
  readonly key: string;
  readonly ticks: number;
  readonly style: 'dashed' | 'dotted' | 'solid';
  readonly tone: 'up' | 'down' | 'danger' | 'text2';
  readonly label: string;
}

function orderLine(order: OrderRow): ChartLine {
  const { side, size, filled, state, type, key, priceTicks, triggerTicks } = order;
  const isWaiting = state === 'waiting';
  const done = /[1-9]/.test(filled) ? `${filled} / ${size}` : size;
  return {
    key: `order ${key}`,
    ticks: isWaiting ? triggerTicks : priceTicks,
    style: isWaiting ? 'dotted' : 'dashed',
    tone: side === 'BUY' ? 'up' : 'down',
    label: isWaiting ? `${type.toUpperCase()} ${side} ${size}` : `${side} ${done}`,
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

interface Shown {
  readonly instrument: string;
  readonly subaccount: string;
  readonly staged: StagedOrder | null;
}

/** The selected subaccount's lines in an instrument; market orders have no price to draw. */
export function linesOf(
  orders: readonly OrderRow[],
  positions: readonly PositionRow[],
  { instrument, subaccount, staged }: Shown,
): ChartLine[] {
  const isShown = (row: { instrument: string; subaccount: string }): boolean =>
    row.instrument === instrument && row.subaccount === subaccount;
  const lines = [
    ...orders.filter(isShown).map(orderLine),
    ...positions.filter(isShown).flatMap(positionLines),
  ];
  if (staged !== null && staged.instrument === instrument) {
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
