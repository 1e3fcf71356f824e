/** Sessions: who speaks on which connection, and what became of their last requests. */
import { ROLES } from '../commands.ts';
import type { CommandOf, StampedCommand } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Session, Strategy, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import type { RequestMemory } from './request-memory.ts';

const MOST_SESSIONS = 65_535;

/**
 * Who may not open it, as a refusal; null where it may be opened. Rules SESS-01, SESS-04. A
 * strategy says itself who decides, and speaks through its executor in the one role that trades.
 */
function openingRefusal(
  { operators }: VenueState,
  command: CommandOf<'session.open'>,
  internal: boolean,
  strategy: Strategy | undefined,
): Outcome | null {
  const { operator = 0, system, role } = command;
  if ((operator === 0) === (system === undefined)) return refused('CONTRADICTION');
  if (system !== undefined && !(internal && role === 'system')) return refused('NOT_AUTHORISED');
  if (operator !== 0) {
    const registered = operators.find((entry) => entry.id === operator);
    if (registered === undefined) return refused('UNKNOWN_OPERATOR');
    if (!registered.roles.includes(role)) return refused('NOT_AUTHORISED');
  }
  if (command.strategy === undefined) return null;
  if (strategy === undefined) return refused('UNKNOWN_STRATEGY');
  if (command.decisionMaker !== undefined || command.executor !== undefined) {
    return refused('CONTRADICTION');
  }
  const isItsOwn = operator === strategy.executor && role === 'trader';
  return isItsOwn ? null : refused('NOT_AUTHORISED');
}

/**
 * Opens a session, or resumes one of the same name by the same operator, role and strategy under
 * its old number with its remembered requests. Rule SESS-02.
 */
export function openSession(
  step: Step,
  command: CommandOf<'session.open'>,
  internal: boolean,
): Outcome {
  const { sessions, strategies } = step.state;
  const strategy = strategies[(command.strategy ?? 0) - 1];
  const against = openingRefusal(step.state, command, internal, strategy);
  if (against !== null) return against;
  const operator = command.operator ?? 0;
  const system = command.system ?? '';
  const known = sessions.find((entry) => entry.name === command.session);
  if (known !== undefined) {
    const isSame =
      known.operator === operator &&
      known.system === system &&
      known.role === command.role &&
      known.strategy === (strategy?.id ?? 0);
    if (!isSame) return refused('SESSION_TAKEN');
    known.open = true;
    known.connected = true;
    known.cancelOnDisconnect = command.cancelOnDisconnect ?? false;
    step.speaker = known.number;
    emitOpened(step, known, 1);
    return done(known.number);
  }
  if (sessions.length === MOST_SESSIONS) return refused('TOO_MANY');
  const session: Session = {
    number: sessions.length + 1,
    name: command.session,
    operator,
    system,
    role: command.role,
    channel: command.channel,
    workstation: command.workstation,
    decisionMaker: strategy?.decisionMaker ?? command.decisionMaker ?? operator,
    executor: strategy?.executor ?? command.executor ?? operator,
    strategy: strategy?.id ?? 0,
    open: true,
    connected: true,
    cancelOnDisconnect: command.cancelOnDisconnect ?? false,
    memory: step.state.requests.enter(sessions.length + 1),
  };
  sessions.push(session);
  step.speaker = session.number;
  emitOpened(step, session, 0);
  return done(session.number);
}

function emitOpened(step: Step, session: Session, resumed: 0 | 1): void {
  const role = ROLES.indexOf(session.role);
  const { number, operator, strategy } = session;
  step.events.emit('session.opened', number, operator, role, resumed, strategy);
}

/**
 * What the session was told before about this request, or null when it is new. Request numbers
 * rise; the last 1,024 outcomes are remembered. Rule SESS-03.
 */
export function recall(memory: RequestMemory, { request, digest }: StampedCommand): Outcome | null {
  if (request === 0 || request > memory.highest) return null;
  const kept = memory.get(request);
  if (kept === undefined) return refused('REQUEST_TOO_OLD');
  return kept.digest === digest ? kept.outcome : refused('REQUEST_MISMATCH');
}
