/** The orders blotter: what each order is, to which others it is linked, where it stands. */
import type { ColDef, ICellRendererParams, RowClassRules } from 'ag-grid-community';
import type { OrderRow } from '../../../core/desk/messages.ts';
import { figure, words } from '../../grid/create.ts';
import { fileOnly } from '../../grid/csv.ts';
import { subaccountColumns } from '../../grid/kind-badge.ts';
import { age, dateOf, stamp, timeOfDay } from '../../text/times.ts';
import { ROLE_WORDS, tagOf } from '../ticket/order-states.ts';
import { side, signed } from './columns.ts';

/** How long it stands already, in venue time. */
function ageColumn(nowUs: () => number): ColDef<OrderRow> {
  const ageOf = (sinceUs: number): string =>
    sinceUs === 0 ? '\u2014' : age(Math.max(0, nowUs() - sinceUs) / 1_000);
  return {
    ...figure<OrderRow>(undefined, 'Age', 56),
    colId: 'age',
    valueGetter: ({ data }) => (data === undefined ? '' : ageOf(data.sinceUs)),
  };
}

/** With the end of it, where it has one. */
function lifeText({ timeInForce, expiresUs }: OrderRow, nowUs: number): string {
  if (expiresUs === 0) return timeInForce;
  const isToday = dateOf(expiresUs) === dateOf(nowUs);
  const ends = timeOfDay(expiresUs);
  const short = isToday
    ? ends.replace(/:00$/, '')
    : `${dateOf(expiresUs).slice(5)} ${ends.slice(0, 5)}`;
  return `${timeInForce} ${short}`;
}

function lifeColumn(nowUs: () => number): ColDef<OrderRow> {
  return {
    ...words<OrderRow>('timeInForce', 'Time in force', 90),
    cellRenderer: ({ data }: ICellRendererParams<OrderRow>) => {
      const cell = document.createElement('span');
      if (data === undefined) return cell;
      cell.textContent = lifeText(data, nowUs());
      if (data.expiresUs !== 0) cell.title = `until ${stamp(data.expiresUs)} UTC`;
      return cell;
    },
  };
}

/** What it is to those that it is linked with, in words; empty where it is with none. */
function linkText({ role, group, parent }: OrderRow): string {
  if (role === '') return '';
  if (parent !== 0) return `${ROLE_WORDS[role]} of ${parent}`;
  return role === 'entry' ? 'entry with exits' : `${ROLE_WORDS[role]} of ${group}`;
}

function isExit({ role }: OrderRow): boolean {
  return role === 'takeProfit' || role === 'stop';
}

function textCell(text: string, title = ''): HTMLElement {
  const cell = document.createElement('span');
  cell.textContent = text;
  cell.title = title;
  return cell;
}

/** Its role, under its entry, with the mark that its chart has too. */
const link: ColDef<OrderRow> = {
  ...words<OrderRow>(undefined, 'Link', 92),
  colId: 'link',
  valueGetter: ({ data }) => (data === undefined ? '' : linkText(data)),
  cellRenderer: ({ data }: ICellRendererParams<OrderRow>) => {
    if (data === undefined || data.role === '') return textCell('');
    const { role, group } = data;
    const under = isExit(data) ? '\u2514 ' : '';
    const cell = textCell(`${under}${ROLE_WORDS[role]}`, linkText(data));
    const tag = document.createElement('span');
    tag.className = 'link-tag mono';
    tag.textContent = tagOf(group);
    cell.append(' ', tag);
    return cell;
  },
};

const STATES: Readonly<Record<OrderRow['state'], readonly [string, string]>> = {
  live: ['live', ''],
  waiting: ['waiting', 'waits for its trigger'],
  released: ['released', 'its trigger was reached'],
  parked: ['parked', 'has no price to follow just now'],
  pending: ['for parent', 'waits for the fills of its parent'],
  paired: ['by its pair', 'cancelled by its pair, which was done or cancelled'],
};

const state: ColDef<OrderRow> = {
  ...words<OrderRow>(undefined, 'State', 76),
  colId: 'state',
  valueGetter: ({ data }) => (data === undefined ? '' : STATES[data.state][0]),
  cellRenderer: ({ data }: ICellRendererParams<OrderRow>) =>
    data === undefined ? textCell('') : textCell(...STATES[data.state]),
};

/** Its trail, and of an iceberg what others see just now, of what is left of it. */
function flagsText({ flags, shown, remaining, trail }: OrderRow): string {
  const seen = `${shown} / ${remaining} shown`;
  const text = shown === '' ? flags : flags.replace(/shows [\d.,]+/, seen);
  return trail === '' ? text : `trail ${trail} ${text}`.trim();
}

const flags: ColDef<OrderRow> = {
  ...words<OrderRow>(undefined, 'Flags', 90),
  colId: 'flags',
  // A cell is painted anew when its value changes: all that it says is of its value.
  valueGetter: ({ data }) => (data === undefined ? '' : flagsText(data)),
  cellRenderer: ({ data }: ICellRendererParams<OrderRow>) => {
    if (data === undefined) return textCell('');
    const text = flagsText(data);
    return textCell(text, data.shown === '' ? text : `${text}, ${data.flags}`);
  },
};

/** In a small window what a linked order is stands in the place of its type. */
const linkedType: ColDef<OrderRow> = {
  ...words<OrderRow>('type', 'Type', 86),
  cellRenderer: ({ data }: ICellRendererParams<OrderRow>) => {
    if (data === undefined) return textCell('');
    const { type } = data;
    return isExit(data) ? textCell(`\u2514 ${ROLE_WORDS[data.role]}`, type) : textCell(type);
  },
};

/** Rows that are no orders that stand. */
export const ORDER_ROWS: RowClassRules<OrderRow> = {
  'is-pending': ({ data }) => data?.state === 'pending',
  'is-paired': ({ data }) => data?.state === 'paired',
};

const order = {
  instrument: words<OrderRow>('instrument', 'Instrument', 74),
  side: side<OrderRow>(),
  type: words<OrderRow>('type', 'Type', 88),
  size: figure<OrderRow>('size', 'Size', 64),
  filled: figure<OrderRow>('filled', 'Filled', 60),
  price: figure<OrderRow>('price', 'Price', 70),
  trigger: figure<OrderRow>('trigger', 'Trigger', 98),
  realises: {
    ...figure<OrderRow>('realises', 'PnL there', 78),
    ...signed<OrderRow>(({ realisesSign }) => realisesSign),
  },
  clientId: { ...words<OrderRow>('clientId', 'Client id', 64), cellClass: 'mono' },
  order: {
    ...figure<OrderRow>('order', 'Order', 104),
    cellClass: 'figure mono',
    valueFormatter: ({ value }: { value: number }) => (value === 0 ? '\u2014' : String(value)),
  },
};

/** What a file says besides: when it came and when its time ends, with their dates. */
const orderTimes: ColDef<OrderRow>[] = [
  fileOnly<OrderRow>('sinceUs', 'Accepted'),
  fileOnly<OrderRow>('expiresUs', 'Expires'),
  fileOnly<OrderRow>('strategy', 'Strategy'),
  fileOnly<OrderRow>('group', 'Linked group'),
  fileOnly<OrderRow>('parent', 'Parent'),
  fileOnly<OrderRow>('shown', 'Shown'),
];

export function orderColumns(nowUs: () => number, ahead: ColDef<OrderRow>): ColDef<OrderRow>[] {
  return [
    ...subaccountColumns<OrderRow>(140),
    order.instrument,
    { ...order.side, width: 62 },
    order.type,
    link,
    order.size,
    order.filled,
    order.price,
    ahead,
    order.trigger,
    fileOnly<OrderRow>('trail', 'Trail'),
    order.realises,
    { ...flags, flex: 1, minWidth: 92 },
    lifeColumn(nowUs),
    state,
    order.clientId,
    ageColumn(nowUs),
    order.order,
    ...orderTimes,
  ];
}

export function compactOrderColumns(ahead: ColDef<OrderRow>): ColDef<OrderRow>[] {
  return [
    ...subaccountColumns<OrderRow>(88, 1),
    { ...order.instrument, width: 70 },
    { ...order.side, width: 62 },
    linkedType,
    fileOnly<OrderRow>('role', 'Link'),
    { ...order.size, width: 66 },
    { ...order.filled, width: 60 },
    { ...order.price, width: 66 },
    ahead,
    { ...order.trigger, width: 98 },
    fileOnly<OrderRow>('trail', 'Trail'),
    fileOnly<OrderRow>('realises', 'PnL there'),
    fileOnly<OrderRow>('flags', 'Flags'),
    fileOnly<OrderRow>('timeInForce', 'Time in force'),
    fileOnly<OrderRow>('state', 'State'),
    fileOnly<OrderRow>('clientId', 'Client id'),
    fileOnly<OrderRow>('order', 'Order'),
    ...orderTimes,
  ];
}
