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
