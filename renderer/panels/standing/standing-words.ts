/** An instrument's standing in words: how grave it is, for how long, and what it would trade at. */
import type { InstrumentMove, StandingRow } from '../../../core/desk/messages.ts';
import type { SignedIn } from '../../feed/streams.ts';
import { countdown, timeOfDay } from '../../text/times.ts';

const US_PER_S = 1_000_000;

/** While nothing new is taken it is grave; while something is, a warning. */
export type Tone = '' | 'warned' | 'grave';

export function toneOf({ orders, isCollecting }: StandingRow): Tone {
  if (orders === 'none' || orders === 'cancelOnly') return 'grave';
  return orders === 'all' && !isCollecting ? '' : 'warned';
}

/** "0:24 left, extended"; of a call that waits that it does; empty where no time is set. */
export function leftWords(row: StandingRow, nowUs: number): string {
  const { state, untilUs, isExtended } = row;
  if (untilUs === 0) return state === 'auction' ? 'waits for its index' : '';
  // A second that has begun is still to come.
  const left = countdown(Math.ceil((untilUs - nowUs) / US_PER_S));
  return `${left} left${isExtended ? ', extended' : ''}`;
}

/** "61,634.0 x 12.400": what a call would trade. */
export function indicativeWords({ indicative, indicativeSize }: StandingRow): string {
  return indicative === '' ? 'nothing crosses' : `${indicative} \u00d7 ${indicativeSize}`;
}

export function surplusWords({ surplus, surplusSide }: StandingRow): string {
  return surplus === '' ? 'none' : `${surplusSide} ${surplus}`;
}

/** Who or what had it so, and since when. */
export function becauseWords({ why, sinceUs }: StandingRow): string {
  const since = sinceUs === 0 ? '' : `since ${timeOfDay(sinceUs)}`;
  return [why, since].filter((part) => part !== '').join(', ');
}

/** Why no order at all is taken; empty where some are. */
export function shutWords(row: StandingRow | undefined): string {
  if (row === undefined || toneOf(row) !== 'grave') return '';
  const { instrument, title, takes } = row;
  const because = becauseWords(row);
  return `${instrument} is ${title.toLowerCase()}${because === '' ? '' : `, ${because}`}. ${takes}`;
}

const MAY: readonly SignedIn['role'][] = ['risk', 'admin'];

/** Whether who sits here may have an instrument change its state. */
export function mayMove(signedIn: SignedIn | null): boolean {
  return signedIn !== null && MAY.includes(signedIn.role);
}

/** What the button and the palette say, before the symbol. */
export const MOVE_WORDS: Readonly<Record<InstrumentMove, string>> = {
  halt: 'Halt',
  reduceOnly: 'Reduce only',
  auction: 'Call an auction',
  resume: 'Resume',
};
