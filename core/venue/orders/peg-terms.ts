/** What a pegged order may say of itself, whatever the market does. */
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import type { Ticks } from '../numbers.ts';
import type { PEGS } from './options.ts';

/**
 * Whether what an order says of a peg cannot be: it rests, wholly shown, and follows one price from
 * its own side of it. Rule PEG-07.
 */
export function contradictsPeg(command: CommandOf<'order.place'>, isAtOnce: boolean): boolean {
  const { type, side, peg, pegOffsetTicks = 0, trigger, displayLots } = command;
  if (type !== 'pegged') return peg !== undefined || command.pegOffsetTicks !== undefined;
  if (peg === undefined || isAtOnce) return true;
  if (trigger !== undefined || displayLots !== undefined) return true;
  return !isOffsetPossible(peg, side === 'buy' ? 1 : -1, pegOffsetTicks);
}

/** An order that follows the other side stays away from it. Rule PEG-04. */
export function isOffsetPossible(
  to: (typeof PEGS)[number],
  side: Side,
  offsetTicks: Ticks,
): boolean {
  return to === 'primary' || (side === BUY ? offsetTicks <= 0 : offsetTicks >= 0);
}
