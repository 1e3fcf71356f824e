/**
 * What is due by the clock, before anything else in a step: by (due time, kind, id). One number in
 * the state says when that is next, so that a step in which nothing is due asks only that.
 */
import { expireInstrument, nextInstrumentUs } from './instruments/expiry.ts';
import { expireWaiver, nextWaiverUs } from './limits/waivers.ts';
import { dueCalls, nextCallUs, tellDue } from './margin/calls.ts';
import { settleLinks } from './orders/linked-effects.ts';
import { expireOrder, nextExpiryUs } from './orders/expiry.ts';
import { fireSwitch, nextSwitchUs } from './orders/mass-cancel.ts';
import type { VenueState } from './state.ts';
import type { Step } from './step.ts';

/** The earlier of two times, of which 0 is never. */
function earlier(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b;
  return Math.min(a, b);
}

/** Whether a timer runs that is due at a time: all that a step asks in which none is. */
export function isTimerDue({ nextTimerUs }: VenueState, timeUs: number): boolean {
  return nextTimerUs !== 0 && nextTimerUs <= timeUs;
}

/** Runs what is due; of the same moment waivers, calls, switches, orders, then instruments. */
export function runDueTimers(step: Step): void {
  const { state } = step;
  const calls = dueCalls(step);
  for (;;) {
    const callUs = calls[0]?.call.snoozedUntilUs ?? 0;
    const waiverUs = nextWaiverUs(state);
    const switchUs = nextSwitchUs(state);
    const orderUs = nextExpiryUs(step);
    const laterUs = earlier(orderUs, nextInstrumentUs(state));
    const dueUs = earlier(waiverUs, earlier(callUs, earlier(switchUs, laterUs)));
    if (dueUs === 0 || dueUs > step.timeUs) break;
    const isWaiver = waiverUs === dueUs;
    const due = !isWaiver && callUs === dueUs ? calls.shift() : undefined;
    if (isWaiver) expireWaiver(step);
    else if (due !== undefined) tellDue(step, due);
    else if (switchUs === dueUs) fireSwitch(step);
    else if (orderUs === dueUs) expireOrder(step);
    else expireInstrument(step);
  }
  // What goes with them goes before anything else can trade.
  if (state.links.count !== 0) settleLinks(step, 0);
  const nextUs = earlier(nextSwitchUs(state), nextExpiryUs(step));
  const lastUs = earlier(nextUs, nextInstrumentUs(state));
  state.nextTimerUs = earlier(nextWaiverUs(state), earlier(nextCallUs(state), lastUs));
}
