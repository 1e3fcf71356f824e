/** Commands that wait for a second person, in words, with who may decide. */
import type { Names } from '../../sequencer/admission/names.ts';
import { authorityTable } from '../../venue/authority/table.ts';
import type { Role } from '../../venue/commands.ts';
import type { Proposal } from '../../venue/state.ts';
import type { ProposalRow } from '../messages.ts';
import { commandWords } from '../trail-words.ts';
import { kindText } from './scene.ts';
import type { Scene } from './scene.ts';

/** A proposal never changes, and what it names keeps its name. */
const known = new WeakMap<Proposal, ProposalRow>();

/** Roles that decide on proposals at all and may give this command. Rule AUTH-07 of the venue. */
function approversOf({ command }: Proposal): Role[] {
  const { roles } = authorityTable['proposal.approve'];
  return authorityTable[command.kind].roles.filter((role) => roles.includes(role));
}

function rowOf(
  { state, scales }: Scene,
  proposal: Proposal,
  names: Names,
  nameOf: (operator: number) => string,
): ProposalRow {
  const { id, operator, command } = proposal;
  const subaccount =
    'subaccount' in command ? state.subaccounts[(command.subaccount ?? 0) - 1] : undefined;
  return {
    key: String(id),
    proposal: id,
    operator,
    by: nameOf(operator),
    kind: command.kind,
    what: commandWords(command, { names, scales, nameOf, strategy: 0 }),
    subaccount: subaccount?.label ?? '',
    accountKind: subaccount === undefined ? '' : kindText(state, subaccount),
    approvers: approversOf(proposal),
  };
}

/** Oldest first. */
export function proposalRows(
  scene: Scene,
  names: Names,
  nameOf: (operator: number) => string,
): ProposalRow[] {
  return scene.state.proposals.map((proposal) => {
    const row = known.get(proposal) ?? rowOf(scene, proposal, names, nameOf);
    known.set(proposal, row);
    return row;
  });
}
