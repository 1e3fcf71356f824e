/** Pages of the trail, newest first. */
import type { Command, CommandKind, Role } from '../venue/commands.ts';
import type { OutcomeCode } from '../venue/outcomes.ts';
import type { TrailRecord } from './trail-record.ts';

/** Absent: everything. */
export interface TrailQuery {
  readonly subaccount?: number;
  readonly order?: number;
  readonly operator?: number;
  /** Of sessions that speak for it. */
  readonly strategy?: number;
  /** Only what a person gave by hand. */
  readonly isByHand?: boolean;
  /** Only what lies before it; 0 for the newest. */
  readonly beforeSequence: number;
  readonly count: number;
  /**
   * What the asker may see: the acts of an operator, and those about these subaccounts. Absent:
   * everything.
   */
  readonly sees?: { readonly operator: number; readonly subaccounts: readonly number[] };
}

/** A record with who spoke in its session. */
export interface TrailRow extends TrailRecord {
  readonly system: string;
  /** Empty where the session was never opened. */
  readonly role: Role | '';
  readonly channel: string;
  readonly workstation: string;
}

export interface Sql {
  readonly text: string;
  readonly values: readonly (number | string)[];
}

const COLUMNS = `
  c.sequence, c.batch, c.time_us, c.session, c.operator, c.kind, c.subaccount, c.counterpart,
  c.instrument, c.order_id, c.outcome, c.reference, c.detail, c.is_repeated, c.is_routine, c.body,
  c.strategy, c.is_by_hand,
  coalesce(s.system, '') AS system, coalesce(s.role, '') AS role,
  coalesce(s.channel, '') AS channel, coalesce(s.workstation, '') AS workstation`;

/** The statement of a page that lies on one index; `by` is its leading column. */
function pageBy(by: string, value: number | null, query: TrailQuery): Sql {
  const terms = ['c.is_routine = 0', 'c.sequence < ?'];
  const values: (number | string)[] = [query.beforeSequence || Number.MAX_SAFE_INTEGER];
  const match = (column: string, wanted: number | undefined): void => {
    if (wanted === undefined) return;
    // The second term lets SQLite see that the partial index holds all that is asked for.
    terms.push(`c.${column} = ?`, `c.${column} > 0`);
    values.push(wanted);
  };
  if (value !== null) match(by, value);
  match('order_id', query.order);
  match('operator', query.operator);
  match('strategy', query.strategy);
  if (query.isByHand === true) terms.push('c.is_by_hand = 1');
  if (query.sees !== undefined) {
    const among = '(SELECT value FROM json_each(?))';
    terms.push(`(c.operator = ? OR c.subaccount IN ${among} OR c.counterpart IN ${among})`);
    const list = JSON.stringify(query.sees.subaccounts);
    values.push(query.sees.operator, list, list);
  }
  values.push(query.count);
  const text =
    `SELECT ${COLUMNS} FROM command c LEFT JOIN session s ON s.session = c.session ` +
    `WHERE ${terms.join(' AND ')} ORDER BY c.sequence DESC LIMIT ?`;
  return { text, values };
}

/** The statement of a page. A transfer is found under both of its subaccounts. */
export function pageSql(query: TrailQuery): Sql {
  const { subaccount, count } = query;
  if (subaccount === undefined) return pageBy('', null, query);
  const one = pageBy('subaccount', subaccount, query);
  const other = pageBy('counterpart', subaccount, query);
  const text =
    `SELECT * FROM (SELECT * FROM (${one.text}) UNION SELECT * FROM (${other.text})) ` +
    'ORDER BY sequence DESC LIMIT ?';
  return { text, values: [...one.values, ...other.values, count] };
}

/** A row as SQLite gives it. */
export interface StoredRow {
  readonly sequence: number;
  readonly batch: number;
  readonly time_us: number;
  readonly session: number;
  readonly operator: number;
  readonly kind: string;
  readonly subaccount: number;
  readonly counterpart: number;
  readonly instrument: number;
  readonly order_id: number;
  readonly outcome: string;
  readonly reference: number;
  readonly detail: number;
  readonly is_repeated: number;
  readonly is_routine: number;
  readonly body: string | null;
  readonly strategy: number;
  readonly is_by_hand: number;
  readonly system: string;
  readonly role: string;
  readonly channel: string;
  readonly workstation: string;
}

/** The row as it was written: nobody but the projection writes its file. */
export function rowOf(stored: StoredRow): TrailRow {
  const { time_us: timeUs, order_id: order, is_repeated: repeated, ...rest } = stored;
  const { is_routine: routine, is_by_hand: byHand, body, kind, outcome, role, ...kept } = rest;
  return {
    ...kept,
    timeUs,
    order,
    kind: kind as CommandKind,
    outcome: outcome as OutcomeCode,
    role: role as Role | '',
    isRepeated: repeated === 1,
    isRoutine: routine === 1,
    isByHand: byHand === 1,
    command: body === null ? null : (JSON.parse(body) as Command),
  };
}
