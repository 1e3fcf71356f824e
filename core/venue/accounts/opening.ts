/** Accounts, subaccounts and their settings. */
import { addSubaccount } from '../beginning.ts';
import { ACCOUNT_KINDS } from '../commands.ts';
import type { CommandOf } from '../commands.ts';
import { MARGIN_MODES } from '../events.ts';
import { domainNamed } from '../external/domains.ts';
import { referenceAsset } from '../margin/pool.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Account, Stop, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { hasLabel } from './labels.ts';

const MOST_SUBACCOUNTS = 65_535;

/** Opens an account; nothing of it trades yet. Rules ACC-02, PROF-05, EXT-04. */
export function openAccount(step: Step, command: CommandOf<'account.open'>): Outcome {
  const { accounts, profiles } = step.state;
  const { label, accountKind, profile, venue } = command;
  if (hasLabel(accounts, label)) return refused('ALREADY_EXISTS');
  if (accounts.length === MOST_SUBACCOUNTS) return refused('TOO_MANY');
  // What is observed is so at a venue, and asked for margin by that venue's ways.
  const isObserved = accountKind === 'observed';
  if (isObserved !== (venue !== undefined)) return refused('WRONG_ACCOUNT_KIND');
  const domain = venue === undefined ? undefined : domainNamed(step.state, venue);
  if (isObserved && domain === undefined) return refused('UNKNOWN_VENUE');
  if (isObserved && profile === undefined) return refused('UNKNOWN_PROFILE');
  if (profile !== undefined) {
    if (profiles[profile - 1] === undefined) return refused('UNKNOWN_PROFILE');
    // Nothing is asked of the house.
    if (accountKind === 'house') return refused('WRONG_ACCOUNT_KIND');
  }
  const id = accounts.length + 1;
  accounts.push({
    id,
    label,
    kind: accountKind,
    suspended: false,
    ...(profile !== undefined && { profile }),
    ...(domain !== undefined && { domain: domain.id }),
  });
  step.events.emit('account.opened', id, ACCOUNT_KINDS.indexOf(accountKind));
  if (profile !== undefined) step.events.emit('account.profiled', id, profile);
  if (domain !== undefined) step.events.emit('account.observed', id, domain.id);
  return done(id);
}

/** What the venue has to close its books with, and nobody opens or stops. */
function isVenues({ kind }: Account): boolean {
  return kind === 'system' || kind === 'contra';
}

/** A suspended account may only cancel and reduce. Rule ACC-01. */
export function suspendAccount(step: Step, command: CommandOf<'account.suspend'>): Outcome {
  const account = step.state.accounts[command.account - 1];
  if (account === undefined) return refused('UNKNOWN_ACCOUNT');
  if (isVenues(account)) return refused('WRONG_ACCOUNT_KIND');
  if (account.suspended === command.suspended) return refused('NOTHING_TO_CHANGE');
  account.suspended = command.suspended;
  step.events.emit('account.suspended', account.id, command.suspended ? 1 : 0);
  return done(account.id);
}

/** Opens a subaccount in an account, with its owner group and mode. Rules ACC-02, PROF-07. */
export function openSubaccount(step: Step, command: CommandOf<'subaccount.open'>): Outcome {
  const { state } = step;
  const account = state.accounts[command.account - 1];
  if (account === undefined) return refused('UNKNOWN_ACCOUNT');
  if (isVenues(account)) return refused('WRONG_ACCOUNT_KIND');
  // The house has no margin that a position could have of its own.
  const isHouse = account.kind === 'house';
  if (isHouse && command.mode !== 'cross') return refused('WRONG_ACCOUNT_KIND');
  const isPool = command.mode === 'portfolio' || command.mode === 'multiAsset';
  if (isPool && account.profile !== undefined) return refused('PROFILE_NOT_POOLED');
  if (isPool && referenceAsset(state) === 0) return refused('NOT_IN_MODE');
  if (hasLabel(state.subaccounts, command.label)) return refused('ALREADY_EXISTS');
  if (state.subaccounts.length === MOST_SUBACCOUNTS) return refused('TOO_MANY');
  const { label, desk, owner, mode, clientIdMemory } = command;
  const subaccount = addSubaccount(state, {
    account: account.id,
    label,
    desk,
    owner,
    mode,
    ...(clientIdMemory !== undefined && { clientIdMemory }),
  });
  const modeNumber = MARGIN_MODES.indexOf(mode);
  step.events.emit('subaccount.opened', subaccount.id, account.id, owner, modeNumber);
  return done(subaccount.id);
}

/** Whether a subaccount has a live order in an instrument, wherever it waits. */
export function hasOrders(state: VenueState, subaccount: Subaccount, instrument: number): boolean {
  const { book, stops } = at(state.instruments, instrument);
  if (book.firstOrderOf(subaccount.id) !== -1) return true;
  const isOwn = ({ payload }: Stop): boolean => payload.subaccount === subaccount.id;
  if (state.triggered.some((queued) => queued.instrument === instrument && isOwn(queued.stop)))
    return true;
  const { pegs } = state;
  if (pegs.parked(instrument).some((peg) => peg.subaccount === subaccount.id)) return true;
  let waits = false;
  if (stops.count > 0) {
    stops.forEach((stop) => {
      if (isOwn(stop)) waits = true;
    });
  }
  return waits;
}

/**
 * Flat, without orders, and with no call or liquidation that the next margin check has yet to end:
 * the only state in which a position's mode may change. Rule ISO-03.
 */
export function isIdle(state: VenueState, subaccount: Subaccount, instrument: number): boolean {
  const { lots, bucket } = at(subaccount.positions, instrument);
  const isSettled = lots === 0 && bucket.call === null && bucket.liquidation === null;
  return isSettled && !hasOrders(state, subaccount, instrument);
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
