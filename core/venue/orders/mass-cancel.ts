/** Many orders at once: asked for, or when nobody says otherwise in time, or without a session. */
import type { CommandOf } from '../commands.ts';
import type { CancelReason } from '../events.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { setTimer } from '../state.ts';
import type { DeadMansSwitch, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sweepOrders } from './changing.ts';
import type { SweepScope } from './changing.ts';
import { sideOf } from './instructions.ts';

const US_PER_MS = 1_000;

/** All live orders of a subaccount, or of an instrument, side or strategy. BOOK-09, MASS-01. */
export function cancelAll(step: Step, command: CommandOf<'order.cancelAll'>): Outcome {
  const { subaccount, instrument, side, strategy } = command;
  const scope: SweepScope = {
    reason: 'requested',
    onlyReduceOnly: false,
    ...(side !== undefined && { side: sideOf(side) }),
    ...(strategy !== undefined && { strategy }),
  };
  for (const listed of step.state.instruments) {
    const isWanted = instrument === undefined || instrument === listed.id;
    if (isWanted) sweepOrders(step, subaccount, listed, scope);
  }
  return done();
}

/** Every live order of some subaccounts, by instrument and then subaccount; how many. */
export function sweepAll(step: Step, subaccounts: readonly number[], scope: SweepScope): number {
  let count = 0;
  for (const instrument of step.state.instruments) {
    for (const subaccount of subaccounts) {
      count += sweepOrders(step, subaccount, instrument, scope);
    }
  }
  return count;
}

/** Every live order that a session placed, whosever it is; how many. */
export function sweepSession(step: Step, session: number, reason: CancelReason): number {
  const everybody = step.state.subaccounts.map(({ id }) => id);
  return sweepAll(step, everybody, { reason, onlyReduceOnly: false, session });
}

function isOf(one: DeadMansSwitch, session: number, subaccount: number): boolean {
  // A subaccount has one switch, whoever puts it off; a session has one for its own orders.
  if (subaccount !== 0) return one.subaccount === subaccount;
  return one.subaccount === 0 && one.session === session;
}

/** Arms a dead man's switch, puts it off, or disarms it with 0. Rules DEAD-01, DEAD-02. */
export function cancelAllAfter(step: Step, command: CommandOf<'order.cancelAllAfter'>): Outcome {
  const { switches } = step.state;
  const session = step.session?.number ?? 0;
  const { subaccount = 0, afterMs } = command;
  const at = switches.findIndex((one) => isOf(one, session, subaccount));
  if (afterMs === 0) {
    if (at === -1) return refused('NOTHING_TO_CHANGE');
    switches.splice(at, 1);
    step.events.emit('switch.disarmed', session, subaccount);
    return done();
  }
  const dueUs = step.timeUs + afterMs * US_PER_MS;
  const armed = { session, subaccount, dueUs };
  if (at === -1) switches.push(armed);
  else switches[at] = armed;
  setTimer(step.state, dueUs);
  step.events.emit('switch.armed', session, subaccount, dueUs);
  return done();
}

/** The switch that is due first, by (time, subaccount, session). */
function firstSwitch({ switches }: VenueState): DeadMansSwitch | undefined {
  return switches.toSorted(
    (a, b) => a.dueUs - b.dueUs || a.subaccount - b.subaccount || a.session - b.session,
  )[0];
}

/** When the next switch is due; 0 where none is armed. */
export function nextSwitchUs(state: VenueState): number {
  return firstSwitch(state)?.dueUs ?? 0;
}

/** The first switch fires, and is disarmed by it. Rule DEAD-03. */
export function fireSwitch(step: Step): void {
  const due = firstSwitch(step.state);
  if (due === undefined) return;
  const { session, subaccount } = due;
  const { switches } = step.state;
  switches.splice(switches.indexOf(due), 1);
  const reason = 'cancelAllAfter';
  const orders =
    subaccount === 0
      ? sweepSession(step, session, reason)
      : sweepAll(step, [subaccount], { reason, onlyReduceOnly: false });
  step.events.emit('switch.fired', session, subaccount, orders);
}
