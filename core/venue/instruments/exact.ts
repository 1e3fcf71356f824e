/** Whether what is held can be valued without a loss. */
import type { Ticks } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import { lotsWorth } from './value.ts';

/** Half of 2^53: a position's value, with room to add and subtract what belongs to it. */
export const MOST_EXACT_ATOMS = 4_503_599_627_370_496;

/** Whether every position can be valued exactly at a price; no other is made a mark. VAL-08. */
export function isExactAt(
  { scales, positionRows }: Pick<Instrument, 'scales' | 'positionRows'>,
  ticks: Ticks,
): boolean {
  const most = lotsWorth(scales, ticks, MOST_EXACT_ATOMS);
  if (positionRows.mostLots <= most) return true;
  positionRows.measure();
  return positionRows.mostLots <= most;
}
