/** Who may engage which kill switch, and who may release it: by scope, on top of the table. */
import type { CommandOf, KillScope, Role } from '../commands.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Kill, Session, VenueState } from '../state.ts';

/** Roles by scope: traders stop what is theirs, risk anything, an admin the venue. Rule KILL-04. */
const ENGAGED_BY: Readonly<Record<KillScope, readonly Role[]>> = {
  order: ['trader', 'risk'],
  strategy: ['trader', 'risk'],
  subaccount: ['trader', 'risk'],
  account: ['risk'],
  desk: ['trader', 'risk'],
  venue: ['risk', 'admin'],
};

/** Who may release what a role engaged: nobody undoes what risk did but risk. Rule KILL-05. */
const RELEASED_BY: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  trader: ['trader', 'risk'],
  risk: ['risk'],
  admin: ['admin', 'risk'],
};

interface Subject {
  readonly scope: KillScope;
  readonly strategy: number;
  /** Of a subaccount that is named, or of the desk itself. */
  readonly desk: string;
}

/** A trader stops strategies that are the trader's own, and the desks that are. */
function isOwn(state: VenueState, { operator }: Session, { scope, strategy, desk }: Subject) {
  if (scope === 'strategy') {
    const named = state.strategies[strategy - 1];
    return named?.executor === operator || named?.decisionMaker === operator;
  }
  const desks = state.operators.find(({ id }) => id === operator)?.desks ?? [];
  return desks.length === 0 || desks.includes(desk);
}

function mayEngage(state: VenueState, session: Session, subject: Subject): boolean {
  if (!ENGAGED_BY[subject.scope].includes(session.role)) return false;
  return session.role !== 'trader' || isOwn(state, session, subject);
}

function deskOf({ subaccounts }: VenueState, subaccount: number): string {
  return subaccounts[subaccount - 1]?.desk ?? '';
}

/** Null where a session may engage the kill switch. */
export function killRefusalFor(
  state: VenueState,
  session: Session,
  command: CommandOf<'kill.engage'>,
): Outcome | null {
  const { scope, strategy = 0, subaccount = 0 } = command;
  const desk = command.desk ?? deskOf(state, subaccount);
  return mayEngage(state, session, { scope, strategy, desk }) ? null : refused('NOT_AUTHORISED');
}

/** Null where a session may release the kill switch: what it could engage, if the role may. */
export function releaseRefusalFor(state: VenueState, session: Session, kill: Kill): Outcome | null {
  const { scope, subject } = kill;
  const strategy = scope === 'strategy' ? subject : 0;
  const desk = scope === 'subaccount' ? deskOf(state, subject) : kill.desk;
  const isRole = RELEASED_BY[kill.role]?.includes(session.role) ?? false;
  const may = isRole && mayEngage(state, session, { scope, strategy, desk });
  return may ? null : refused('NOT_AUTHORISED');
}
