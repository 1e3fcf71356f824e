/** The audit trail for a window: whose commands it may see, in words. Rules DESK-21, DESK-22. */
import type { TrailQuery, TrailRow } from '../projections/trail-query.ts';
import type { Role } from '../venue/commands.ts';
import { outcomeSentence } from '../venue/outcomes.ts';
import type { Operator, Session } from '../venue/state.ts';
import type { Desk } from './desk.ts';
import type { TrailPages } from './desk-options.ts';
import type { Call, TrailEntry } from './messages.ts';
import { channelOf, roleOf, speakerWords, strategyOf } from './trail-speaker.ts';
import { commandWords } from './trail-words.ts';
import { kindText } from './views/scene.ts';

/** Who see what everybody did. */
export const SEE_ALL: readonly Role[] = ['compliance', 'auditor', 'risk', 'admin'];

type TrailCall = Extract<Call, { readonly name: 'trail' }>;

/** What a session may see; empty for everything. */
type Sight = Pick<TrailQuery, 'sees'>;

/**
 * What a window may see of the trail: all of it, or the acts of its own operator and those about
 * the subaccounts of the operator's desks. Null for one that has not signed in. Rule DESK-21.
 */
export function sightOf(desk: Desk, session: number): Sight | null {
  const speaker = speakerOf(desk, session);
  if (speaker === null) return null;
  if (SEE_ALL.includes(speaker.role)) return {};
  const { state } = desk.options.port.venue;
  const { desks, id } = speaker.operator;
  const own = state.subaccounts.filter(({ desk: of }) => desks.length === 0 || desks.includes(of));
  return { sees: { operator: id, subaccounts: own.map((subaccount) => subaccount.id) } };
}

/** Who speaks in a session, and as what; null for one that is not open. */
export function speakerOf(
  { options }: Desk,
  session: number,
): { readonly operator: Operator; readonly role: Role } | null {
  const { state } = options.port.venue;
  const speaker: Session | undefined = state.sessions[session - 1];
  if (speaker === undefined || !speaker.open) return null;
  const operator = state.operators.find(({ id }) => id === speaker.operator);
  // A role that was taken away no longer counts in the sessions that have it.
  if (operator === undefined || !operator.roles.includes(speaker.role)) return null;
  return { operator, role: speaker.role };
}

/** The filter names what is not there. */
export interface UnknownName {
  readonly code: 'UNKNOWN_SUBACCOUNT' | 'UNKNOWN_STRATEGY';
  readonly refusal: string;
}

export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  readonly lag: number;
}

/** A page of what the filter leaves, newest first. */
export function trailPage(
  desk: Desk,
  trail: TrailPages,
  { filter, beforeSequence, count }: TrailCall,
  sight: Sight,
): TrailPage | UnknownName {
  const { subaccount: label, strategy: algorithm, ...plain } = filter;
  const { names } = desk.presenter;
  const subaccount = label === undefined ? 0 : names.idOf('subaccount', label);
  if (label !== undefined && subaccount === 0) {
    const refusal = `No subaccount is called ${label}; ${names.some('subaccount')}.`;
    return { code: 'UNKNOWN_SUBACCOUNT', refusal };
  }
  const strategy = algorithm === undefined ? 0 : names.idOf('strategy', algorithm);
  if (algorithm !== undefined && strategy === 0) {
    const refusal = `No strategy is called ${algorithm}; ${names.some('strategy')}.`;
    return { code: 'UNKNOWN_STRATEGY', refusal };
  }
  // Before the page: what is written meanwhile then shows as behind, and never as there.
  const { lag } = trail;
  const rows = trail.page({
    ...plain,
    ...(subaccount === 0 ? {} : { subaccount }),
    ...(strategy === 0 ? {} : { strategy }),
    ...sight,
    beforeSequence,
    count,
  });
  return { entries: rows.map((row) => entryOf(desk, row)), lag };
}

function entryOf(desk: Desk, row: TrailRow): TrailEntry {
  const { sequence, timeUs, operator, system, strategy, order, command, isByHand } = row;
  const nameOf = (of: number): string => desk.options.people(of) || `Operator ${of}`;
  const { scales, presenter } = desk;
  const { strategies } = desk.options.port.venue.state;
  const names = { strategies, nameOf };
  return {
    sequence,
    timeUs,
    by: speakerWords(row, names),
    who: operator === 0 ? system || 'nobody' : nameOf(operator),
    role: roleOf(row),
    strategy: strategyOf(row, names),
    isByHand,
    what:
      command === null
        ? row.kind
        : commandWords(command, { names: presenter.names, scales, nameOf, strategy }),
    subaccount: subaccountsOf(desk, row),
    accountKind: accountKindOf(desk, row),
    outcome: outcomeOf(desk, row),
    code: row.outcome,
    isRefused: row.outcome !== 'OK',
    operator,
    order,
    channel: channelOf(row),
  };
}

/** Of the subaccount that it was about, or that money left; empty where there is none such. */
function accountKindOf({ options }: Desk, { subaccount }: TrailRow): string {
  const { state } = options.port.venue;
  const known = state.subaccounts[subaccount - 1];
  return known === undefined ? '' : kindText(state, known);
}

function subaccountsOf({ presenter }: Desk, { subaccount, counterpart }: TrailRow): string {
  const named = [subaccount, counterpart].filter((id) => id !== 0);
  return named.map((id) => presenter.names.nameOf('subaccount', id)).join(' \u2192 ');
}

/** The refusal as the one who was refused was told it. */
function outcomeOf({ presenter }: Desk, row: TrailRow): string {
  const { outcome: code, reference, detail, isRepeated: repeated, command } = row;
  const again = repeated ? ', answered as before' : '';
  if (code === 'OK') return `done${again}`;
  const fits =
    command === null ? '' : presenter.detail(command, { code, reference, detail, repeated });
  return `${outcomeSentence(code)}${fits === '' ? '' : `: ${fits}`}${again}`;
}
