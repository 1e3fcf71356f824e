/**
 * The kill switch: every live order in its scope goes at once, and nothing new is taken from there
 * until somebody who may releases it.
 */
import { killRefusalFor, releaseRefusalFor } from '../authority/kill-authority.ts';
import { KILL_SCOPES } from '../commands.ts';
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Kill, Session, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { takeOut } from './changing.ts';
import { isKilled } from './kill-scope.ts';
import { sweepAll } from './mass-cancel.ts';
import { emitCancelled } from './placing.ts';

type Engage = CommandOf<'kill.engage'>;

const MOST_KILLS = 10_000;

/** The names that each scope needs; it takes no others. */
const SUBJECTS = {
  order: ['subaccount', 'order'],
  strategy: ['strategy'],
  subaccount: ['subaccount'],
  account: ['account'],
  desk: ['desk'],
  venue: [],
} as const satisfies Record<Engage['scope'], readonly (keyof Engage)[]>;

/** What is wrong with the subject of a kill; null where it is there. */
function subjectRefusal({ strategies, accounts, subaccounts }: VenueState, command: Engage) {
  const needed: readonly string[] = SUBJECTS[command.scope];
  const names = ['order', 'strategy', 'subaccount', 'account', 'desk'] as const;
  const isMissing = names.some((name) => (command[name] !== undefined) !== needed.includes(name));
  if (isMissing) return refused('CONTRADICTION');
  const { strategy, account, desk } = command;
  if (strategy !== undefined && strategies[strategy - 1] === undefined) {
    return refused('UNKNOWN_STRATEGY');
  }
  if (account !== undefined && accounts[account - 1] === undefined) {
    return refused('UNKNOWN_ACCOUNT');
  }
  const isDesk = desk === undefined || subaccounts.some((entry) => entry.desk === desk);
  return isDesk ? null : refused('UNKNOWN_SUBACCOUNT');
}

/** Engages a kill switch; engaged again by the same role, it sweeps again. Rules KILL-01 to -04. */
export function engageKill(step: Step, command: Engage): Outcome {
  const { state } = step;
  const session = step.session as Session;
  const against = subjectRefusal(state, command) ?? killRefusalFor(state, session, command);
  if (against !== null) return against;
  if (command.scope === 'order') return killOrder(step, command);
  const { scope, strategy = 0, subaccount = 0, account = 0, desk = '' } = command;
  const subject = strategy + subaccount + account;
  const { role, operator } = session;
  const isSame = (kill: Kill): boolean =>
    kill.scope === scope && kill.subject === subject && kill.desk === desk && kill.role === role;
  let kill = state.kills.find(isSame);
  if (kill === undefined) {
    if (state.kills.length === MOST_KILLS) return refused('TOO_MANY');
    // Its number is that of the command: unique, and a place in the log to look at.
    kill = { id: step.sequence, scope, subject, desk, operator, role };
    state.kills.push(kill);
  }
  tellEngaged(step, kill.id, command, sweepKilled(step, kill));
  return done(kill.id);
}

function sweepKilled(step: Step, kill: Kill): number {
  const inScope = step.state.subaccounts.filter((entry) => isKilled(step.state, kill, entry));
  const ids = inScope.map(({ id }) => id);
  const scope = { reason: 'killed', onlyReduceOnly: false } as const;
  if (kill.scope !== 'strategy') return sweepAll(step, ids, scope);
  return sweepAll(step, ids, { ...scope, strategy: kill.subject });
}

/** One order goes, and nothing stays engaged: its number does not come again. */
function killOrder(step: Step, command: Engage): Outcome {
  const { order: orderId = 0, subaccount = 0 } = command;
  for (const instrument of step.state.instruments) {
    const remainingLots = takeOut(step, instrument, orderId, subaccount);
    if (remainingLots === 0) continue;
    const where = { orderId, subaccount, instrument: instrument.id, remainingLots };
    emitCancelled(step, where, 'killed');
    tellEngaged(step, 0, command, 1);
    return done(orderId);
  }
  return refused('UNKNOWN_ORDER');
}

function tellEngaged(step: Step, kill: number, command: Engage, orders: number): void {
  const { scope, order = 0, strategy = 0, account = 0, desk } = command;
  const first = step.state.subaccounts.find((entry) => entry.desk === desk);
  const subaccount = command.subaccount ?? first?.id ?? 0;
  const subject = [order, strategy, subaccount, account] as const;
  const number = KILL_SCOPES.indexOf(scope);
  step.events.emit('kill.engaged', kill, number, ...subject, step.operator, orders);
}

/** Who may lets orders in again. Rule KILL-05. */
export function releaseKill(step: Step, command: CommandOf<'kill.release'>): Outcome {
  const { kills } = step.state;
  const at = kills.findIndex(({ id }) => id === command.kill);
  const kill = kills[at];
  if (kill === undefined) return refused('UNKNOWN_KILL');
  const against = releaseRefusalFor(step.state, step.session as Session, kill);
  if (against !== null) return against;
  kills.splice(at, 1);
  step.events.emit('kill.released', kill.id, step.operator);
  return done(kill.id);
}
