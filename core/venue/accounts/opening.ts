/** Accounts, subaccounts and their settings. */
import { ACCOUNT_KINDS } from '../commands.ts';
import type { CommandOf } from '../commands.ts';
import { MARGIN_MODES } from '../events.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { addSubaccount, at } from '../state.ts';
import type { Subaccount } from '../state.ts';
import type { Step } from '../step.ts';

const MOST_SUBACCOUNTS = 65_535;

export function openAccount(step: Step, command: CommandOf<'account.open'>): Outcome {
  const { accounts } = step.state;
  const { label, accountKind } = command;
  if (accounts.some((account) => account.label === label)) return refused('ALREADY_EXISTS');
  if (accounts.length === MOST_SUBACCOUNTS) return refused('TOO_MANY');
  // Positions at other venues come with their `external.*` commands; until then nothing may trade.
  if (accountKind === 'observed') return refused('WRONG_ACCOUNT_KIND');
  const id = accounts.length + 1;
  accounts.push({ id, label, kind: accountKind, suspended: false });
  step.events.emit('account.opened', id, ACCOUNT_KINDS.indexOf(accountKind));
  return done(id);
}

/** A suspended account may only cancel and reduce. Rule ACC-01. */
export function suspendAccount(step: Step, command: CommandOf<'account.suspend'>): Outcome {
  const account = step.state.accounts[command.account - 1];
  if (account === undefined) return refused('UNKNOWN_ACCOUNT');
  if (account.kind === 'system') return refused('WRONG_ACCOUNT_KIND');
  if (account.suspended === command.suspended) return refused('NOTHING_TO_CHANGE');
  account.suspended = command.suspended;
  step.events.emit('account.suspended', account.id, command.suspended ? 1 : 0);
  return done(account.id);
}

export function openSubaccount(step: Step, command: CommandOf<'subaccount.open'>): Outcome {
  const { state } = step;
  const account = state.accounts[command.account - 1];
  if (account === undefined) return refused('UNKNOWN_ACCOUNT');
  if (account.kind === 'system') return refused('WRONG_ACCOUNT_KIND');
  const isTaken = state.subaccounts.some((entry) => entry.label === command.label);
  if (isTaken) return refused('ALREADY_EXISTS');
  if (state.subaccounts.length === MOST_SUBACCOUNTS) return refused('TOO_MANY');
  const { label, desk, owner, mode } = command;
  const subaccount = addSubaccount(state, { account: account.id, label, desk, owner, mode });
  const modeNumber = MARGIN_MODES.indexOf(mode);
  step.events.emit('subaccount.opened', subaccount.id, account.id, owner, modeNumber);
  return done(subaccount.id);
}

function hasOrders(step: Step, subaccount: Subaccount, instrument: number): boolean {
  const { book, stops } = at(step.state.instruments, instrument);
  if (book.firstOrderOf(subaccount.id) !== -1) return true;
  let waits = false;
  if (stops.count > 0) {
    stops.forEach((stop) => {
      if (stop.payload.subaccount === subaccount.id) waits = true;
    });
  }
  return waits;
}

/** Flat and without orders: the only state in which a position's mode may change. Rule ISO-03. */
export function isIdle(step: Step, subaccount: Subaccount, instrument: number): boolean {
  const position = at(subaccount.positions, instrument);
  return position.lots === 0 && !hasOrders(step, subaccount, instrument);
}

/** The default mode, which idle positions take at once. Rule ISO-03. */
export function setMode(step: Step, command: CommandOf<'subaccount.mode'>): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  if (subaccount.mode === command.mode) return refused('NOTHING_TO_CHANGE');
  subaccount.mode = command.mode;
  for (const position of subaccount.positions) {
    if (isIdle(step, subaccount, position.instrument)) position.mode = command.mode;
  }
  step.events.emit('subaccount.mode', subaccount.id, MARGIN_MODES.indexOf(command.mode));
  return done(subaccount.id);
}

/** Margin call levels L1 to L3, falling. Lowering one takes two people. Rule CALL-06. */
export function setLimits(step: Step, command: CommandOf<'subaccount.limits'>): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  const [first, second, third] = command.callPercents;
  if (first === undefined || second === undefined || third === undefined) {
    return refused('INVALID_SPEC');
  }
  if (!(first > second && second > third)) return refused('INVALID_SPEC');
  subaccount.callPercents = [first, second, third];
  step.events.emit('subaccount.limits', subaccount.id, first, second, third);
  return done(subaccount.id);
}

/** True when the command lowers a level that stands: a looser limit. Rule CALL-06. */
export function loosens(subaccount: Subaccount, callPercents: readonly number[]): boolean {
  return callPercents.some((percent, n) => percent < (subaccount.callPercents[n] ?? 0));
}
