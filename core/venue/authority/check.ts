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
  const operator = state.operators.find((entry) => entry.id === session.operator);
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

/** Nobody trades for the venue's own accounts or for the house by hand. Rule AUTH-04. */
function handRefusal(state: VenueState, command: Command): Outcome | null {
  for (const subaccount of subaccountsOf(state, command)) {
    const kind = accountOf(state, subaccount).kind;
    if (kind === 'system' || kind === 'house') return refused('WRONG_ACCOUNT_KIND');
  }
  return null;
}

function isInDesks(state: VenueState, operator: Operator, command: Command): boolean {
  if (operator.desks.length === 0) return true;
  return subaccountsOf(state, command).every(({ desk }) => operator.desks.includes(desk));
}

/** The house trades only its own accounts; the core registers operators until one is an admin. */
function systemRefusal(state: VenueState, session: Session, command: Command): Outcome | null {
  if (session.system === 'house') {
    const isHouse = (subaccount: Subaccount): boolean =>
      accountOf(state, subaccount).kind === 'house';
    return subaccountsOf(state, command).every(isHouse) ? null : refused('WRONG_ACCOUNT_KIND');
  }
  if (command.kind === 'operator.register') {
    // With one admin alone nobody could ever be registered again: approving takes a second.
    const admins = state.operators.filter(({ roles }) => roles.includes('admin'));
    return admins.length >= 2 ? refused('NEEDS_SECOND_PERSON') : null;
  }
  return null;
}

/** The subaccounts that a command names, by itself or through a call. */
function subaccountsOf(state: VenueState, command: Command): Subaccount[] {
  const ids: number[] = [];
  if ('subaccount' in command && command.subaccount !== undefined) ids.push(command.subaccount);
  if (command.kind === 'transfer') ids.push(command.from, command.to);
  if (command.kind === 'call.acknowledge' || command.kind === 'call.snooze') {
    const owner = state.subaccounts.find((entry) =>
      [...entry.balances, ...entry.positions].some(
        ({ bucket }) => bucket.call?.id === command.call,
      ),
    );
    if (owner !== undefined) ids.push(owner.id);
  }
  return ids.flatMap((id) => state.subaccounts[id - 1] ?? []);
}
