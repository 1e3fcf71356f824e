/** What the selected subaccount holds in the instrument on the chart, in words. */
import type { PositionRow } from '../../../core/desk/messages.ts';
import { modeWord } from '../mode-word.ts';

type Held = Pick<
  PositionRow,
  'side' | 'size' | 'mode' | 'liquidation' | 'liquidationTicks' | 'distancePercent'
>;

/** Also where no price liquidates it, which no line can say. */
export function heldText({ side, size, mode, liquidation, ...rest }: Held): string {
  const held = `${side === 'LONG' ? 'Long' : 'Short'} ${size}, ${modeWord(mode)}`;
  const { liquidationTicks, distancePercent } = rest;
  if (liquidationTicks === 0) return `${held}, liquidation price ${liquidation}`;
  return `${held}, liquidation ${liquidation}, ${distancePercent} away`;
}
