/** Own fills as marks of a chart: one per candle and side, so that a swept book is no thicket. */
import type { Execution } from '../../../core/desk/messages.ts';

/** The newest; what is older has long left the picture. */
export const MARKS_MAX = 200;

export interface FillMark {
  /** When its candle begins. */
  readonly timeS: number;
  readonly ticks: number;
  readonly side: 'BUY' | 'SELL';
  /** Sold or bought by the venue, because the bucket was being liquidated. */
  readonly isLiquidation: boolean;
}

interface Shown {
  readonly instrument: string;
  readonly subaccount: string;
}

const SECOND_US = 1_000_000;

/** Whoever was on the other side of a liquidation only made a price; the taker was liquidated. */
function isLiquidated({ tradeKind, liquidity }: Execution): boolean {
  const isForced = tradeKind === 'liquidation' || tradeKind === 'takeover';
  return isForced && liquidity === 'taker';
}

/** Oldest first. A mark stands clear of its fills: at the lowest bought, the highest sold. */
export function marksOf(
  executions: readonly Execution[],
  { instrument, subaccount }: Shown,
  candleSeconds: number,
): FillMark[] {
  const marks = new Map<string, FillMark>();
  for (let at = executions.length - 1; at >= 0; at--) {
    const fill = executions[at];
    if (fill?.instrument !== instrument || fill.subaccount !== subaccount) continue;
    const { side, priceTicks } = fill;
    const isLiquidation = isLiquidated(fill);
    const timeS = Math.floor(fill.timeUs / (candleSeconds * SECOND_US)) * candleSeconds;
    const key = `${timeS} ${side} ${isLiquidation}`;
    const known = marks.get(key)?.ticks ?? priceTicks;
    const ticks = side === 'BUY' ? Math.min(known, priceTicks) : Math.max(known, priceTicks);
    if (!marks.has(key) && marks.size === MARKS_MAX) break;
    marks.set(key, { timeS, ticks, side, isLiquidation });
  }
  return [...marks.values()].reverse();
}
