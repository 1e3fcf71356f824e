/** A session ends, or its connection does: what it asked to go with it goes. */
import { done } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { sweepSession } from '../orders/mass-cancel.ts';
import type { Session } from '../state.ts';
import type { Step } from '../step.ts';

/** How many orders went with the session: none unless it asked for that. Rule SESS-05. */
function sweepEnded(step: Step, { number, cancelOnDisconnect }: Session): number {
  return cancelOnDisconnect ? sweepSession(step, number, 'disconnected') : 0;
}

export function closeSession(step: Step): Outcome {
  const session = step.session as Session;
  sweepEnded(step, session);
  session.open = false;
  step.orderAuthority.forget();
  step.events.emit('session.closed', session.number);
  return done(session.number);
}

/** The connection of a session was lost; the session itself stays and can be resumed. SESS-05. */
export function loseSession(step: Step): Outcome {
  const session = step.session as Session;
  session.connected = false;
  step.events.emit('session.lost', session.number, sweepEnded(step, session));
  return done(session.number);
}
