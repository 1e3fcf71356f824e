/**
 * What needs two people is one mechanism everywhere: somebody proposes a command, another operator
 * approves it, and the venue applies it in the same step. DESIGN section 4, "Who".
 */
import { COMMAND_KINDS } from '../commands.ts';
import type { Command, CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Operator, Proposal, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { proposalRefusal } from './check.ts';

const MOST_PROPOSALS = 10_000;

function operatorOf(state: VenueState, id: number): Operator | undefined {
  return state.operators.find((entry) => entry.id === id);
}

/** The proposer must be one who could give the command, but for the second person. AUTH-06. */
export function openProposal(step: Step, command: CommandOf<'proposal.open'>): Outcome {
  const { state } = step;
  // The boundary has checked the inner command's shape, as it did the outer one's.
  const inner = command.command as Command;
  const operator = operatorOf(state, step.operator);
  if (operator === undefined) return refused('NOT_AUTHORISED');
  const against = proposalRefusal(state, operator, inner);
  if (against !== null) return against;
  if (state.proposals.length === MOST_PROPOSALS) return refused('TOO_MANY');
  // The proposal's id is its sequence number: unique, and a place in the log to look at.
  const proposal: Proposal = { id: step.sequence, operator: step.operator, command: inner };
  state.proposals.push(proposal);
  const kind = COMMAND_KINDS.indexOf(inner.kind);
  step.events.emit('proposal.opened', proposal.id, kind, proposal.operator);
  return done(proposal.id);
}

function take(state: VenueState, id: number): void {
  const at = state.proposals.findIndex((entry) => entry.id === id);
  state.proposals.splice(at, 1);
}

/** Applies the inner command; a refusal leaves the proposal open. Rules AUTH-07, AUTH-08. */
export function approveProposal(
  step: Step,
  command: CommandOf<'proposal.approve'>,
  applyInner: (inner: Command) => Outcome,
): Outcome {
  const { state } = step;
  const proposal = state.proposals.find((entry) => entry.id === command.proposal);
  if (proposal === undefined) return refused('UNKNOWN_PROPOSAL');
  if (proposal.operator === step.operator) return refused('SAME_PERSON');
  const approver = operatorOf(state, step.operator);
  if (approver === undefined) return refused('NOT_AUTHORISED');
  const against = proposalRefusal(state, approver, proposal.command);
  if (against !== null) return against;
  const outcome = applyInner(proposal.command);
  if (outcome.code !== 'OK') return outcome;
  take(state, proposal.id);
  step.events.emit('proposal.approved', proposal.id, step.operator);
  return outcome;
}

export function rejectProposal(step: Step, command: CommandOf<'proposal.reject'>): Outcome {
  const { state } = step;
  const proposal = state.proposals.find((entry) => entry.id === command.proposal);
  if (proposal === undefined) return refused('UNKNOWN_PROPOSAL');
  take(state, proposal.id);
  step.events.emit('proposal.rejected', proposal.id, step.operator);
  return done(proposal.id);
}
