/** Firm, desks and subaccounts: the worst first, and a level where health says one. */
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ColDef, GridApi, ICellRendererParams, PostSortRowsParams } from 'ag-grid-community';
import type { AccountRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { onlyNew } from '../../feed/only-new.ts';
import type { Changes } from '../../feed/rows.ts';
import { bindRows } from '../../grid/bind.ts';
import { figure, makeGrid } from '../../grid/create.ts';
import type { FrozenOrder } from '../../grid/frozen-order.ts';
import { kindBadge } from '../../grid/kind-badge.ts';
import { FREEZE_KEY, FrozenBadge, useFrozen } from '../../grid/use-frozen.tsx';
import type { Frozen } from '../../grid/use-frozen.tsx';
import { modeWord } from '../mode-word.ts';
import { focusTicket } from '../ticket/focus.ts';
import { deskState, setDesk, useDesk } from '../../workspace/desk-state.ts';
import { KindBadge } from '../../workspace/kind-badge.tsx';
import { Key } from '../../workspace/key.tsx';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { useCompact } from '../../workspace/use-compact.ts';
import { healthCell, isBelow } from './health.ts';
import { asTree, visibleKeys, worseFirst } from './tree.ts';

/** Ordered anew less often than it changes, and not in step with the blotters. */
const SORTED_WAIT_MS = 300;

class Tree {
  readonly order: FrozenOrder;
  readonly folded = new Set<string>();
  filter = '';
  isAtRiskOnly = false;
  visible = new Set<string>();
  #known = new Set<string>();

  constructor(order: FrozenOrder) {
    this.order = order;
  }

  filterBy(text: string, isAtRiskOnly: boolean): void {
    this.filter = text;
    this.isAtRiskOnly = isAtRiskOnly;
  }

  /** Whether what shows may be others: figures alone move nothing in or out of sight. */
  isAffected({ isFresh, changed, gone }: Changes<AccountRow>): boolean {
    const moves = this.isAtRiskOnly && !this.order.isFrozen;
    if (isFresh || gone.length > 0 || moves) return true;
    return changed.some(({ key }) => !this.#known.has(key));
  }

  refresh(feed: Feed): void {
    const all = feed.rows.accounts.values();
    const rows = this.isAtRiskOnly ? all.filter(({ healthPpm }) => isBelow(healthPpm, 150)) : all;
    this.#known = new Set(all.map(({ key }) => key));
    this.visible = visibleKeys(rows, this.folded, this.filter);
  }
}

function nameCell({ data }: ICellRendererParams<AccountRow>): HTMLElement {
  const cell = document.createElement('span');
  cell.className = `account-name depth-${data?.depth ?? 0}`;
  const before = document.createElement('span');
  before.className = data?.depth === 2 ? 'mode' : 'fold';
  before.textContent = data?.depth === 2 ? (data.mode === '' ? '\u00a0' : data.mode) : '\u203a';
  if (data?.depth === 2) before.title = modeWord(data.mode);
  const text = document.createElement('span');
  text.className = 'clipped';
  text.textContent = data?.name ?? '';
  cell.append(before, text);
  // All that stands under a firm is in its kind of account.
  if (data?.depth === 0) cell.append(kindBadge(data.kind));
  cell.title = `${data?.name ?? ''}, ${data?.kind ?? ''} account`;
  return cell;
}

const name: ColDef<AccountRow> = {
  colId: 'name',
  // A cell is painted anew when its value changes, and a mode may.
  valueGetter: ({ data }) => {
    if (data === undefined) return '';
    return data.mode === '' ? data.name : `${data.name}, ${modeWord(data.mode)}`;
  },
  headerName: 'Account',
  flex: 1,
  minWidth: 120,
  cellRenderer: nameCell,
};
const health: ColDef<AccountRow> = {
  field: 'health',
  headerName: 'Health % \u2191',
  width: 90,
  headerClass: 'figure',
  cellClass: 'figure',
  cellRenderer: ({ data }: ICellRendererParams<AccountRow>) => healthCell(data),
};
const columns: ColDef<AccountRow>[] = [
  name,
  figure<AccountRow>('equity', 'Equity', 82),
  figure<AccountRow>('initial', 'IM', 74),
  figure<AccountRow>('maintenance', 'MM', 70),
  health,
];
const compactColumns: ColDef<AccountRow>[] = [name, { ...health, width: 88 }];

function sortRows(order: FrozenOrder, { nodes }: PostSortRowsParams<AccountRow>): void {
  const sorted = nodes.toSorted((a, b) => order.compare(a.data!, b.data!, worseFirst));
  nodes.splice(0, nodes.length, ...asTree(sorted, (node) => node.data!));
}

function fold(tree: Tree, feed: Feed, api: GridApi<AccountRow>, row: AccountRow, open: boolean) {
  if (row.depth === 2) return;
  if (open) tree.folded.delete(row.key);
  else tree.folded.add(row.key);
  tree.refresh(feed);
  api.onFilterChanged();
  api.redrawRows();
}

function select(row: AccountRow | undefined): void {
  if (row?.depth === 2) setDesk({ subaccount: row.name });
}

function createAccounts(
  element: HTMLElement,
  feed: Feed,
  tree: Tree,
  freeze: Frozen['toggle'],
  isCompact: boolean,
): GridApi<AccountRow> {
  return makeGrid<AccountRow>(
    element,
    {
      columnDefs: isCompact ? compactColumns : columns,
      postSortRows: (params) => sortRows(tree.order, params),
      asyncTransactionWaitMillis: SORTED_WAIT_MS,
      isExternalFilterPresent: () => true,
      doesExternalFilterPass: ({ data }) => data !== undefined && tree.visible.has(data.key),
      rowClassRules: {
        group: ({ data }) => data?.depth !== 2,
        'is-folded': ({ data }) => tree.folded.has(data?.key ?? ''),
      },
      onCellFocused: ({ rowIndex, api }) => {
        const row = api.getDisplayedRowAtIndex(rowIndex ?? -1);
        if (row?.data?.depth === 2) row.setSelected(true);
        select(row?.data);
      },
      onRowClicked: ({ data, api }) => {
        if (data !== undefined) fold(tree, feed, api, data, tree.folded.has(data.key));
      },
    },
    {
      Left: (row, api) => fold(tree, feed, api, row, false),
      Right: (row, api) => fold(tree, feed, api, row, true),
      Enter: (row) => {
        select(row);
        if (row.depth === 2) focusTicket();
      },
      [FREEZE_KEY]: (_, api) => freeze(api),
    },
  );
}

/** Keeps the selected row the one that the window is set to. */
function selectRow(api: GridApi<AccountRow>, subaccount: string): void {
  api.forEachNode((node) => {
    const isIt = node.data?.depth === 2 && node.data.name === subaccount;
    if (isIt !== node.isSelected()) node.setSelected(isIt);
  });
}

interface Counts {
  /** Kinds of account that there are. */
  readonly kinds: readonly string[];
  readonly count: number;
  readonly atRisk: number;
  readonly shown: number;
}

const NO_COUNTS: Counts = { kinds: [], count: 0, atRisk: 0, shown: 0 };

function isSame(before: Counts, next: Counts): boolean {
  return JSON.stringify(before) === JSON.stringify(next);
}

function useAccountsGrid(tree: Tree, freeze: Frozen['toggle'], tell: (counts: Counts) => void) {
  const feed = useFeed();
  const isCompact = useCompact();
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<AccountRow> | null>(null);
  const subaccount = useDesk((state) => state.subaccount);
  useEffect(() => {
    const api = createAccounts(element.current!, feed, tree, freeze, isCompact);
    grid.current = api;
    const refresh = (changes?: Changes<AccountRow>): void => {
      if (changes === undefined || tree.isAffected(changes)) tree.refresh(feed);
      const rows = feed.rows.accounts.values();
      const kinds = [...new Set(rows.map(({ kind }) => kind))].toSorted();
      const leaves = rows.filter(({ depth }) => depth === 2);
      const atRisk = leaves.filter(({ healthPpm }) => isBelow(healthPpm, 150)).length;
      tell({ kinds, count: leaves.length, atRisk, shown: tree.visible.size });
    };
    refresh();
    const stops = [feed.on('accounts', refresh), bindRows(feed, 'accounts', api)];
    const timer = setTimeout(() => selectRow(api, deskState().subaccount), 400);
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
      api.destroy();
    };
  }, [feed, tree, freeze, isCompact, tell]);
  useEffect(() => {
    const api = grid.current;
    if (api !== null && !api.isDestroyed()) selectRow(api, subaccount);
  }, [subaccount]);
  return { element, grid, feed };
}

function FirmFree() {
  const feed = useFeed();
  useSlow('strip');
  const firm = feed.rows.accounts.values().find(({ depth }) => depth === 0);
  return firm === undefined ? null : (
    <span>
      Firm free <b>{firm.free}</b>
    </span>
  );
}

interface FootProps {
  readonly atRisk: number;
  readonly isCompact: boolean;
  /** Takes the place of the hint where the head has no room for it. */
  readonly badge: ReactNode;
}

function Foot({ atRisk, isCompact, badge }: FootProps) {
  return (
    <div className="panel-foot">
      <span>
        At risk <b className={atRisk > 0 ? 'warn' : ''}>{atRisk}</b>
      </span>
      {!isCompact && <FirmFree />}
      <span className="spring" />
      <span className="hint wide-only">
        <kbd>{'\u2190'}</kbd> <kbd>{'\u2192'}</kbd> fold
      </span>
      {badge ?? (
        <span className="hint">
          <Key where="grids" of="Enter" /> ticket
        </span>
      )}
    </div>
  );
}

export function Accounts({ isCompact }: { isCompact: boolean }) {
  const [frozen, frozenUs] = useFrozen();
  const [tree] = useState(() => new Tree(frozen.order));
  const [counts, setCounts] = useState<Counts>(NO_COUNTS);
  const [tell] = useState(() => onlyNew<Counts>(setCounts, isSame));
  const { kinds, count, atRisk, shown } = counts;
  const [filter, setFilter] = useState('');
  const [isAtRiskOnly, setAtRiskOnly] = useState(false);
  const { element, grid, feed } = useAccountsGrid(tree, frozen.toggle, tell);
  const filterBy = (text: string, onlyAtRisk: boolean): void => {
    setFilter(text);
    setAtRiskOnly(onlyAtRisk);
    tree.filterBy(text, onlyAtRisk);
    tree.refresh(feed);
    tell({ ...counts, shown: tree.visible.size });
    grid.current?.onFilterChanged();
  };
  const badge = <FrozenBadge sinceUs={frozenUs} thaw={() => frozen.toggle(grid.current)} />;
  const head = (
    <>
      <h2>Accounts</h2>
      {kinds.map((kind) => (
        <KindBadge key={kind} kind={kind} />
      ))}
      <span className="muted head-words">
        {isCompact ? 'USDT eq.' : `${count.toLocaleString('en')} subaccounts, USDT equivalent`}
      </span>
      <span className="spring" />
      {!isCompact && badge}
    </>
  );
  return (
    <Panel area="accounts" name="Accounts" head={head}>
      <div className="account-filter">
        <label className="field">
          <Search size={14} strokeWidth={1.75} aria-hidden />
          <span className="hidden-text">Filter accounts</span>
          <input
            id="account-filter"
            data-first-focus
            type="text"
            placeholder="Filter"
            autoComplete="off"
            value={filter}
            onChange={({ target }) => filterBy(target.value, isAtRiskOnly)}
            onKeyDown={({ key }) => key === 'Escape' && filterBy('', isAtRiskOnly)}
          />
          <Key where="everywhere" of="/" />
        </label>
        {!isCompact && (
          <button
            type="button"
            className="chip"
            aria-pressed={isAtRiskOnly}
            onClick={() => filterBy(filter, !isAtRiskOnly)}
          >
            At risk {atRisk}
          </button>
        )}
      </div>
      <div ref={element} className={`grid stale-body${shown === 0 ? ' is-empty' : ''}`} />
      {count === 0 && <Empty title="No accounts yet">The core has not sent any.</Empty>}
      {count > 0 && shown === 0 && (
        <Empty title="No account is shown">
          <span>
            {isAtRiskOnly ? 'At risk' : ''} {filter === '' ? '' : `Filter is "${filter}"`}
          </span>
          <button type="button" className="outline small" onClick={() => filterBy('', false)}>
            Show all accounts
          </button>
        </Empty>
      )}
      <Foot
        atRisk={atRisk}
        isCompact={isCompact}
        badge={isCompact && frozenUs !== null ? badge : null}
      />
    </Panel>
  );
}
