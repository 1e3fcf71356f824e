/** Whether the session that speaks may give this command, decided where commands are applied. */
import type { Command } from '../commands.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { accountOf } from '../state.ts';
import type { Operator, Session, Subaccount, VenueState } from '../state.ts';
import { authorityTable } from './table.ts';
import type { SystemName } from './table.ts';

/** Null when the session may. Rules AUTH-01 to AUTH-04. */
export function authorityRefusal(
  state: VenueState,
  session: Session,
  command: Command,
): Outcome | null {
  const authority = authorityTable[command.kind];
  if (session.system !== '') {
    const may = authority.systems.includes(session.system as SystemName);
    return may ? systemRefusal(state, session, command) : refused('NOT_AUTHORISED');
  }
  if (!authority.roles.includes(session.role)) return refused('NOT_AUTHORISED');
  const operator = operatorOf(state, session.operator);
  // A role that was taken away since the session opened no longer counts.
  if (operator === undefined || !operator.roles.includes(session.role)) {
    return refused('NOT_AUTHORISED');
  }
  if (authority.twoPeople === true) return refused('NEEDS_SECOND_PERSON');
  return scopeRefusal(state, operator, session, command);
}

/**
 * Null when an operator may have a hand in a proposal of the command: by role and desk, once two
 * people agree. Sessions and proposals themselves are nobody's to propose. Rules AUTH-06, AUTH-07.
 */
export function proposalRefusal(
  state: VenueState,
  operator: Operator,
  command: Command,
): Outcome | null {
  if (/^(session|proposal)\./.test(command.kind)) return refused('NOT_AUTHORISED');
  const isAllowed = authorityTable[command.kind].roles.some((role) => {
    if (!operator.roles.includes(role)) return false;
    return role !== 'trader' || isInDesks(state, operator, command);
  });
  return isAllowed ? handRefusal(state, command) : refused('NOT_AUTHORISED');
}

/** Traders act for the subaccounts of their own desks. Rule AUTH-03. */
function scopeRefusal(
  state: VenueState,
  operator: Operator,
  session: Session,
  command: Command,
): Outcome | null {
  if (session.role === 'trader' && !isInDesks(state, operator, command)) {
    return refused('NOT_AUTHORISED');
  }
  return handRefusal(state, command);
}

function operatorOf(state: VenueState, id: number): Operator | undefined {
  for (const operator of state.operators) if (operator.id === id) return operator;
  return undefined;
}

/** Nobody trades for the venue's own accounts or for the house by hand. Rule AUTH-04. */
function handRefusal(state: VenueState, command: Command): Outcome | null {
  return everyNamed(state, command, isClients) ? null : refused('WRONG_ACCOUNT_KIND');
}

function isClients(state: VenueState, subaccount: Subaccount): boolean {
  const { kind } = accountOf(state, subaccount);
  return kind !== 'system' && kind !== 'house' && kind !== 'contra';
}

function isHouse(state: VenueState, subaccount: Subaccount): boolean {
  return accountOf(state, subaccount).kind === 'house';
}

function isInDesks(state: VenueState, { desks }: Operator, command: Command): boolean {
  if (desks.length === 0) return true;
  return everyNamed(state, command, (_, { desk }) => desks.includes(desk));
}

/** The house trades only its own accounts; the core registers operators until one is an admin. */
function systemRefusal(state: VenueState, session: Session, command: Command): Outcome | null {
  if (session.system === 'house') {
    return everyNamed(state, command, isHouse) ? null : refused('WRONG_ACCOUNT_KIND');
  }
  if (command.kind === 'operator.register') {
    // With one admin alone nobody could ever be registered again: approving takes a second.
    const admins = state.operators.filter(({ roles }) => roles.includes('admin'));
    return admins.length >= 2 ? refused('NEEDS_SECOND_PERSON') : null;
  }
  return null;
}

/**
 * Whether a test holds for each subaccount that a command names, by itself or through a call; one
 * that does not exist is for the command's handler to refuse.
 */
function everyNamed(
  state: VenueState,
  command: Command,
  test: (state: VenueState, subaccount: Subaccount) => boolean,
): boolean {
  const { subaccounts } = state;
  if ('subaccount' in command && command.subaccount !== undefined) {
    const named = subaccounts[command.subaccount - 1];
    return named === undefined || test(state, named);
  }
  if (command.kind === 'transfer') {
    const [from, to] = [subaccounts[command.from - 1], subaccounts[command.to - 1]];
    const areFrom = from === undefined || test(state, from);
    return areFrom && (to === undefined || test(state, to));
  }
  if (command.kind === 'call.acknowledge' || command.kind === 'call.snooze') {
    const owner = subaccounts.find((entry) =>
      [...entry.balances, ...entry.positions].some(
        ({ bucket }) => bucket.call?.id === command.call,
      ),
    );
    return owner === undefined || test(state, owner);
  }
  return true;
}
