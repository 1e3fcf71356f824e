/** What actions say as shares of the mark, as fields of the orders that they become. */
import type { Instrument } from '../state.ts';
import type { Action } from './actions.ts';
import { mulDivFloor, PPM } from '../numbers.ts';

export function ticksAway({ markTicks }: Instrument, awayPpm: number): number {
  return Math.max(1, mulDivFloor(markTicks, PPM + awayPpm, PPM));
}

interface TriggerFields {
  readonly trigger: 'last' | 'mark' | 'index';
  readonly triggerTicks?: number;
  readonly trailTicks?: number;
  readonly ifTouched?: boolean;
}

export function triggerFields(
  instrument: Instrument,
  { source, awayPpm, how }: NonNullable<Extract<Action, { kind: 'place' }>['trigger']>,
): TriggerFields {
  const triggerTicks = ticksAway(instrument, awayPpm);
  if (how !== 'trailing') return { trigger: source, triggerTicks, ifTouched: how === 'touched' };
  return {
    trigger: source,
    trailTicks: Math.max(1, Math.abs(triggerTicks - instrument.markTicks)),
  };
}

/** What a placement follows, so many ticks to the side of the market or away from it. */
export interface PegWish {
  readonly to: 'primary' | 'market';
  readonly behindTicks: number;
}

/** A peg takes the place of the type; a limit becomes its cap. */
export function pegFields(side: 'buy' | 'sell', { to, behindTicks }: PegWish) {
  const pegOffsetTicks = side === 'buy' ? -behindTicks : behindTicks;
  const offset = pegOffsetTicks === 0 ? {} : { pegOffsetTicks };
  return { type: 'pegged', timeInForce: 'gtc', peg: to, ...offset } as const;
}
