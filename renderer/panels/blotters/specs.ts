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
import { setDesk } from '../../workspace/desk-state.ts';
import { cancelOrder } from '../ticket/commands.ts';
import { focusTicket } from '../ticket/focus.ts';
import {
  alertColumns,
  balanceColumns,
  compactPositionColumns,
  executionColumns,
  orderColumns,
  positionColumns,
} from './columns.ts';
import type { Keyed } from './columns.ts';
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

export function positionSpec(
  isCompact: boolean,
  close: (row: PositionRow) => void,
): BlotterSpec<PositionRow> {
  return {
    columns: isCompact ? compactPositionColumns : positionColumns,
    bind: (feed, api) => bindRows(feed, 'positions', api),
    keys: { Enter: toTicket, C: close },
    compare: nearestFirst,
  };
}

export function orderSpec(feed: Feed): BlotterSpec<OrderRow> {
  return {
    columns: orderColumns,
    bind: (given, api) => bindRows(given, 'orders', api),
    keys: { Enter: toTicket, X: (row) => void cancelOrder(feed, row) },
    compare: (a, b) => b.sinceUs - a.sinceUs || b.order - a.order,
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
