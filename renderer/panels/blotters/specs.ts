/** The blotters, each with its columns, its rows and the keys that act on one. */
import type { GridApi } from 'ag-grid-community';
import type {
  Alert,
  BalanceRow,
  Execution,
  OrderRow,
  PositionRow,
} from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import type { LosslessReader } from '../../feed/lossless.ts';
import { bindRows } from '../../grid/bind.ts';
import type { RowKeys } from '../../grid/create.ts';
import { setDesk } from '../../workspace/desk-state.ts';
import { cancelOrder } from '../ticket/commands.ts';
import { focusTicket } from '../ticket/focus.ts';
import { isLive, ROLE_WORDS } from '../ticket/order-states.ts';
import { aheadColumn, keepAhead } from './ahead.ts';
import { ask } from './asked.ts';
import {
  alertColumns,
  balanceColumns,
  compactPositionColumns,
  executionColumns,
  positionColumns,
} from './columns.ts';
import type { Keyed } from './columns.ts';
import { compactOrderColumns, ORDER_ROWS, orderColumns } from './order-columns.ts';
import { actsColumn } from './row-acts.ts';
import type { RowAct, RowAuthority } from './row-acts.ts';
import type { BlotterSpec } from './use-blotter.ts';

function toTicket({ subaccount, instrument }: { subaccount: string; instrument: string }): void {
  setDesk({ subaccount, instrument, staged: null });
  focusTicket();
}

/** What was read of a row stays true of it: a change is another row. */
const distances = new WeakMap<PositionRow, number>();

function distance(row: PositionRow): number {
  const known = distances.get(row);
  if (known !== undefined) return known;
  const { liquidationTicks, distancePercent } = row;
  const far = Number.MAX_SAFE_INTEGER;
  const read = liquidationTicks === 0 ? far : Number(distancePercent.replaceAll(/[^\d.]/g, ''));
  distances.set(row, read);
  return read;
}

/** The nearest to liquidation first, then by name. */
function nearestFirst(a: PositionRow, b: PositionRow): number {
  return distance(a) - distance(b) || (a.subaccount < b.subaccount ? -1 : 1);
}

function bindPositions(feed: Feed, api: GridApi<PositionRow>): () => void {
  return bindRows(feed, 'positions', api);
}

/** Acts that a key and a button share: the key is not handled where the role may not. */
function keysOf<T>(acts: Readonly<Record<string, RowAct<T>>>): RowKeys<T> {
  const entries = Object.entries(acts).map(([key, { may, act }]) => {
    const pressed = (row: T): void => {
      if (may(row)) act(row);
    };
    return [key, pressed] as const;
  });
  return Object.fromEntries(entries);
}

export function positionSpec(
  isCompact: boolean,
  authority: RowAuthority | null,
): BlotterSpec<PositionRow> {
  const columns = isCompact ? compactPositionColumns : positionColumns;
  const shown = { bind: bindPositions, compare: nearestFirst };
  if (authority === null) return { ...shown, columns, keys: { Enter: toTicket } };
  const acts: Record<'P' | 'R' | 'C', RowAct<PositionRow>> = {
    P: {
      icon: 'protect',
      name: ({ instrument, subaccount }) => `Protect ${instrument} of ${subaccount}`,
      may: ({ subaccount }) => authority.mayPlace(subaccount),
      act: ({ key }) => ask({ kind: 'protect', key }),
    },
    R: {
      icon: 'reduce',
      name: ({ instrument, subaccount }) => `Reduce ${instrument} of ${subaccount} by half`,
      may: ({ subaccount }) => authority.mayPlace(subaccount),
      act: ({ key }) => ask({ kind: 'reduce', key }),
    },
    C: {
      icon: 'cross',
      name: ({ instrument, subaccount }) => `Close ${instrument} of ${subaccount}`,
      may: ({ subaccount }) => authority.mayReduce(subaccount),
      act: ({ key }) => ask({ kind: 'close', key }),
    },
  };
  return {
    ...shown,
    columns: [...columns, actsColumn(Object.values(acts))],
    keys: { Enter: toTicket, ...keysOf(acts) },
  };
}

/** Once a second is often enough for ages. */
const AGES_MS = 1_000;

/** Repaints the ages that changed, past React; returns what ends it. */
function keepAges(api: GridApi<OrderRow>): () => void {
  const timer = setInterval(() => api.refreshCells({ columns: ['age'] }), AGES_MS);
  return () => clearInterval(timer);
}

function bindOrders(feed: Feed, api: GridApi<OrderRow>): () => void {
  const stops = [bindRows(feed, 'orders', api), keepAges(api), keepAhead(feed, api)];
  return () => stops.forEach((stop) => stop());
}

const RANKS = { entry: 0, oco: 1, takeProfit: 2, stop: 3, '': 4 } as const;

/** Numbers of orders rise with time; what is linked has that of the first of it. */
function numberOf({ group, order }: OrderRow): number {
  return group || order;
}

/** The newest first, and what is linked together. */
function newestFirst(a: OrderRow, b: OrderRow): number {
  return numberOf(b) - numberOf(a) || RANKS[a.role] - RANKS[b.role] || b.order - a.order;
}

export function orderSpec(
  feed: Feed,
  isCompact: boolean,
  authority: RowAuthority | null,
): BlotterSpec<OrderRow> {
  const nowUs = (): number => feed.get('strip')?.timeUs ?? 0;
  const ahead = aheadColumn(feed);
  const columns = isCompact ? compactOrderColumns(ahead) : orderColumns(nowUs, ahead);
  const shown = { bind: bindOrders, compare: newestFirst, rowClassRules: ORDER_ROWS };
  if (authority === null) return { ...shown, columns, keys: { Enter: toTicket } };
  const acts: Record<'E' | 'X', RowAct<OrderRow>> = {
    E: {
      icon: 'amend',
      name: ({ order, role, parent }) =>
        order === 0 ? `Amend the ${ROLE_WORDS[role]} of order ${parent}` : `Amend order ${order}`,
      may: (row) => row.state !== 'paired' && authority.mayPlace(row.subaccount),
      act: ({ key }) => ask({ kind: 'amend', key }),
    },
    X: {
      icon: 'cross',
      name: ({ order }) => `Cancel order ${order}`,
      // An exit that is yet to come goes with its order.
      may: (row) => isLive(row) && authority.mayReduce(row.subaccount),
      act: (row) => void cancelOrder(feed, row),
    },
  };
  return {
    ...shown,
    columns: [...columns, actsColumn(Object.values(acts))],
    keys: { Enter: toTicket, ...keysOf(acts) },
  };
}

export const balanceSpec: BlotterSpec<BalanceRow> = {
  columns: balanceColumns,
  bind: (feed, api) => bindRows(feed, 'balances', api),
  keys: {},
};

/** The newest item stands on top; its key is its place in the stream. */
function bindItems<T extends Execution | Alert>(
  reader: LosslessReader<T>,
  on: (listener: (items: readonly T[]) => void) => () => void,
  api: GridApi<Keyed<T>>,
): () => void {
  const keyed = (items: readonly T[], last: number): Keyed<T>[] =>
    items.map((item, n) => ({ ...item, key: String(last - items.length + 1 + n) })).reverse();
  let shown = 0;
  const showAll = (): void => {
    api.flushAsyncTransactions();
    api.setGridOption('rowData', keyed(reader.items, reader.position));
    shown = reader.position;
  };
  showAll();
  return on((items) => {
    // After a new core the numbers begin again.
    if (reader.position - items.length !== shown) return showAll();
    const oldest = reader.position - reader.items.length;
    const remove: Keyed<T>[] = [];
    for (let key = oldest; key > oldest - items.length && key > 0; key--) {
      if (api.getRowNode(String(key)) !== undefined) remove.push({ key: String(key) } as Keyed<T>);
    }
    api.applyTransactionAsync({ add: keyed(items, reader.position), addIndex: 0, remove });
    shown = reader.position;
  });
}

export const executionSpec: BlotterSpec<Keyed<Execution>> = {
  columns: executionColumns,
  bind: (feed, api) => {
    const on = (listener: (items: readonly Execution[]) => void) => feed.on('executions', listener);
    return bindItems(feed.executions, on, api);
  },
  keys: { Enter: toTicket },
};

export const alertSpec: BlotterSpec<Keyed<Alert>> = {
  columns: alertColumns,
  bind: (feed, api) => {
    const on = (listener: (items: readonly Alert[]) => void) => feed.on('alerts', listener);
    return bindItems(feed.alerts, on, api);
  },
  keys: {},
};
