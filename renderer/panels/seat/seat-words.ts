/** What happens to orders when this window, its page or the core goes, in sentences. */
import type { ArmedSwitch, Seat } from '../../../core/desk/messages.ts';
import { countdown } from '../../text/times.ts';

const US_PER_S = 1_000_000;

export function ordersWords(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`;
}

/** "0:24": how long until it fires unless it is put off. */
export function fuseWords({ dueUs }: ArmedSwitch, nowUs: number): string {
  return countdown(Math.ceil((dueUs - nowUs) / US_PER_S));
}

/** Whose orders a switch takes. */
export function scopeWords({ subaccount }: Pick<ArmedSwitch, 'subaccount'>): string {
  return subaccount === '' ? 'this session' : subaccount;
}

/** Each way for a window to go, and what goes with it. */
export function goneWords(graceMs: number): readonly (readonly [string, string])[] {
  const grace = `${graceMs / 1_000} s`;
  return [
    ['Tab closed, or connection lost', `its orders go ${grace} later`],
    ['Page loaded anew', `they stay: it signs in again by itself within ${grace}`],
    ['Somebody else signs in here', 'they go at once'],
    ['Core killed', 'they go when it is up again, before anything trades'],
  ];
}

/** What the switch does in the same cases: it knows only whether somebody put it off in time. */
export const SWITCH_WORDS: readonly (readonly [string, string])[] = [
  ['While this window lives', 'it is put off each third of its time'],
  ['Tab closed, connection lost, window frozen', 'it fires when its time is over'],
  ['Page loaded anew', 'the window goes on with what is left'],
  ['Core killed', 'its log has the switch: it holds on, and fires unless it is put off'],
];

/** For the strip's tooltip. */
export function seatTitle({ cancelOnDisconnect, orders }: Seat): string {
  const goes = cancelOnDisconnect ? `${ordersWords(orders)} of this session go with it.` : '';
  return `What goes with this window. ${goes}`.trim();
}
