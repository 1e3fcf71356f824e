/**
 * Collateral stays at the custodian; here it is mirrored for trading. Credit follows the lock and
 * unlock follows the debit, each told by the custodian's session and accepted once.
 */
import { isTooMuch, walletAtoms } from '../accounts/ledger.ts';
import type { CommandOf } from '../commands.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { accountOf, at } from '../state.ts';
import type { Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';

type Movement = CommandOf<'collateral.mirror'> | CommandOf<'collateral.release'>;

/** Refusals that both directions share. Rule CUST-01: a source's sequence is accepted once. */
function movementRefusal(state: VenueState, command: Movement): Outcome | null {
  if (state.assets[command.asset - 1] === undefined) return refused('UNKNOWN_ASSET');
  const subaccount = at(state.subaccounts, command.subaccount);
  const { kind } = accountOf(state, subaccount);
  if (kind === 'system' || kind === 'contra') return refused('WRONG_ACCOUNT_KIND');
  const seen = state.sources[command.source] ?? 0;
  return command.sourceSequence <= seen ? refused('ALREADY_SEEN', seen) : null;
}

/** Credits collateral that the custodian attests as locked. Rule CUST-02. */
export function mirrorCollateral(step: Step, command: CommandOf<'collateral.mirror'>): Outcome {
  const { state } = step;
  const why = movementRefusal(state, command);
  if (why !== null) return why;
  const { asset, amountAtoms, source, sourceSequence } = command;
  const subaccount = at(state.subaccounts, command.subaccount);
  if (isTooMuch(state, asset, amountAtoms)) return refused('AMOUNT_TOO_LARGE');
  state.sources[source] = sourceSequence;
  step.ledger.mirror(subaccount, asset, amountAtoms);
  const { mirroredAtoms } = at(subaccount.balances, asset);
  const columns = [subaccount.id, asset, amountAtoms, mirroredAtoms] as const;
  step.events.emit('collateral.mirrored', ...columns);
  return done();
}

/**
 * What may leave: never unsettled profit, never what margin or an unsettled loss holds.
 * Releasable = max(0, min(M - max(0, -N), withdrawable)). Rule CUST-03.
 */
export function releasableAtoms(state: VenueState, subaccount: Subaccount, asset: number): Atoms {
  const { mirroredAtoms, unsettledAtoms } = at(subaccount.balances, asset);
  const covered = mirroredAtoms - Math.max(0, -unsettledAtoms);
  return Math.max(0, Math.min(covered, withdrawableAtoms(state, subaccount, asset)));
}

export function releaseCollateral(step: Step, command: CommandOf<'collateral.release'>): Outcome {
  const { state } = step;
  const why = movementRefusal(state, command);
  if (why !== null) return why;
  const { asset, amountAtoms, source, sourceSequence } = command;
  const subaccount = at(state.subaccounts, command.subaccount);
  const most = releasableAtoms(state, subaccount, asset);
  if (amountAtoms > most) return refused('INSUFFICIENT_COLLATERAL', most);
  state.sources[source] = sourceSequence;
  step.ledger.mirror(subaccount, asset, -amountAtoms);
  const { mirroredAtoms } = at(subaccount.balances, asset);
  const columns = [subaccount.id, asset, amountAtoms, mirroredAtoms] as const;
  step.events.emit('collateral.released', ...columns);
  return done();
}

/** Moves collateral between two subaccounts of one account, attested money first. Rule CUST-04. */
export function transfer(step: Step, command: CommandOf<'transfer'>): Outcome {
  const { state } = step;
  const { asset, amountAtoms } = command;
  if (state.assets[asset - 1] === undefined) return refused('UNKNOWN_ASSET');
  const from = at(state.subaccounts, command.from);
  const to = at(state.subaccounts, command.to);
  if (from.id === to.id) return refused('NOTHING_TO_CHANGE');
  if (from.account !== to.account) return refused('DIFFERENT_ACCOUNTS');
  if (accountOf(state, from).suspended) return refused('ACCOUNT_SUSPENDED');
  const most = withdrawableAtoms(state, from, asset);
  if (amountAtoms > most) return refused('INSUFFICIENT_COLLATERAL', most);
  if (walletAtoms(at(to.balances, asset)) + amountAtoms > Number.MAX_SAFE_INTEGER / 2) {
    return refused('AMOUNT_TOO_LARGE');
  }
  const mirrored = Math.min(amountAtoms, at(from.balances, asset).mirroredAtoms);
  if (mirrored > 0) step.ledger.moveMirrored(from, to, asset, mirrored);
  if (amountAtoms > mirrored) {
    step.ledger.moveUnsettled(from, to, asset, amountAtoms - mirrored);
  }
  step.events.emit('transfer.made', from.id, to.id, asset, amountAtoms);
  return done();
}
