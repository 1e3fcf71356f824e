/** Positions, orders, executions, alerts, trail, collateral: each a grid in a panel of its own. */
import { Download } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { exportCsv } from '../../grid/csv.ts';
import { FREEZE_KEY, FrozenBadge, useFrozen } from '../../grid/use-frozen.tsx';
import { setDesk, useDesk } from '../../workspace/desk-state.ts';
import { titleOf } from '../../workspace/dock/panel-ids.ts';
import type { BlotterId } from '../../workspace/dock/panel-ids.ts';
import { CallCount, useCount } from '../../workspace/dock/tab.tsx';
import { Key } from '../../workspace/key.tsx';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { useCompact } from '../../workspace/use-compact.ts';
import { SecurityBody } from '../security/security.tsx';
import { TrailBody } from '../trail/trail.tsx';
import { PositionTotals } from './position-totals.tsx';
import { useRowAuthority } from './row-acts.ts';
import { alertSpec, balanceSpec, executionSpec, orderSpec, positionSpec } from './specs.ts';
import { useBlotter } from './use-blotter.ts';
import type { BlotterRow, BlotterSpec } from './use-blotter.ts';

const ABSENT: Readonly<Record<BlotterId, string>> = {
  positions: 'No open positions',
  orders: 'No working orders',
  executions: 'No executions since the core started',
  alerts: 'No alerts since the core started',
  trail: 'No commands in the trail',
  security: 'Nothing was turned away',
  collateral: 'No balances',
};

/** Rows that stand still, and how they move again. */
interface FrozenRows {
  readonly sinceUs: number;
  readonly thaw: () => void;
}

interface BodyProps {
  readonly id: BlotterId;
  readonly onCount: (count: number) => void;
  readonly onExport: (run: (() => void) | null) => void;
  readonly onFrozen: (frozen: FrozenRows | null) => void;
}

interface GridOfProps<T extends BlotterRow> extends BodyProps {
  readonly spec: BlotterSpec<T>;
}

function GridOf<T extends BlotterRow>(props: GridOfProps<T>) {
  const { id, spec, onCount, onExport, onFrozen } = props;
  const [count, setCount] = useState(0);
  const counted = useCallback(
    (shown: number) => {
      setCount(shown);
      onCount(shown);
    },
    [onCount],
  );
  const [frozen, frozenUs] = useFrozen();
  const { element, grid } = useBlotter(spec, frozen, counted);
  useEffect(() => {
    const thaw = (): void => frozen.toggle(grid.current);
    onFrozen(frozenUs === null ? null : { sinceUs: frozenUs, thaw });
    return () => onFrozen(null);
  }, [frozen, frozenUs, grid, onFrozen]);
  const isSelectedOnly = useDesk((state) => state.isSelectedOnly);
  const subaccount = useDesk((state) => state.subaccount);
  useEffect(() => {
    onExport(() => {
      if (grid.current !== null) exportCsv(grid.current, `bulkhead-${id}.csv`);
    });
    return () => onExport(null);
  }, [grid, id, onExport]);
  return (
    <>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && (
        <Empty title={ABSENT[id]}>
          {isSelectedOnly && (
            <>
              <span>Shown is {subaccount} only.</span>
              <button
                type="button"
                className="outline small"
                onClick={() => setDesk({ isSelectedOnly: false })}
              >
                Show all accounts
              </button>
            </>
          )}
        </Empty>
      )}
    </>
  );
}

function Body({ id, onCount, onExport, onFrozen }: BodyProps) {
  const feed = useFeed();
  const isCompact = useCompact();
  const may = useRowAuthority();
  const positions = useMemo(() => positionSpec(isCompact, may), [isCompact, may]);
  const orders = useMemo(() => orderSpec(feed, isCompact, may), [feed, isCompact, may]);
  const paged = { onCount, onExport };
  const told = { ...paged, onFrozen };
  switch (id) {
    case 'positions':
      return <GridOf id={id} spec={positions} {...told} />;
    case 'orders':
      return <GridOf id={id} spec={orders} {...told} />;
    case 'executions':
      return <GridOf id={id} spec={executionSpec} {...told} />;
    case 'alerts':
      return <GridOf id={id} spec={alertSpec} {...told} />;
    case 'trail':
      return <TrailBody {...paged} />;
    case 'security':
      return <SecurityBody {...paged} />;
    case 'collateral':
      return <GridOf id={id} spec={balanceSpec} {...told} />;
  }
}

const HINTS: Readonly<Record<BlotterId, readonly (readonly [string, string])[]>> = {
  positions: [
    ['Enter', 'ticket'],
    ['P', 'protect'],
    ['R', 'reduce half'],
    ['C', 'close'],
    ['F', 'freeze'],
  ],
  orders: [
    ['Enter', 'ticket'],
    ['E', 'amend'],
    ['X', 'cancel'],
  ],
  executions: [['Enter', 'ticket']],
  alerts: [],
  trail: [
    ['U', 'its subaccount'],
    ['O', 'its order'],
    ['W', 'its person'],
    ['G', 'its strategy'],
    ['H', 'by hand'],
    ['M', 'older'],
  ],
  security: [
    ['O', 'its code'],
    ['M', 'older'],
  ],
  collateral: [],
};

/** What comes from the core by the page, and what its rows are called. */
const PAGED: Partial<Record<BlotterId, string>> = { trail: 'commands', security: 'entries' };
/** What its rows are, where its name does not say it. */
const ROWS: Partial<Record<BlotterId, string>> = { ...PAGED, collateral: 'balances' };

interface FootProps {
  readonly id: BlotterId;
  readonly count: number;
  readonly mayClose: boolean;
  readonly frozen: FrozenRows | null;
}

function Foot({ id, count, mayClose, frozen }: FootProps) {
  // In a small window the totals take the place of the hints, which `?` lists too.
  const isCompact = useCompact();
  const isFull = isCompact && id === 'positions';
  const hints = HINTS[id].filter(
    ([key]) => !isFull && (mayClose || key === 'Enter' || key === FREEZE_KEY || id in PAGED),
  );
  return (
    <div className="panel-foot">
      {frozen !== null && isCompact ? (
        <FrozenBadge {...frozen} />
      ) : (
        <span>
          {count} {ROWS[id] ?? id} shown
        </span>
      )}
      {id === 'positions' && <PositionTotals />}
      <span className="spring" />
      {hints.map(([key, does]) => (
        <span key={key} className="hint">
          <Key where="grids" of={key} /> {does}
        </span>
      ))}
    </div>
  );
}

interface HeadProps {
  readonly id: BlotterId;
  readonly exportShown: (() => void) | null;
  readonly frozen: FrozenRows | null;
}

function Head({ id, exportShown, frozen }: HeadProps) {
  const isSelectedOnly = useDesk((state) => state.isSelectedOnly);
  const count = useCount(id);
  const isCompact = useCompact();
  return (
    <>
      <h2>{titleOf(id)}</h2>
      <span className="muted head-count">{count}</span>
      {id === 'alerts' && <CallCount />}
      <span className="spring" />
      {frozen !== null && !isCompact && <FrozenBadge {...frozen} />}
      {!(id in PAGED) && (
        <button
          type="button"
          className="chip"
          aria-pressed={isSelectedOnly}
          onClick={() => setDesk({ isSelectedOnly: !isSelectedOnly })}
        >
          Selected only
        </button>
      )}
      {exportShown !== null && (
        <button
          type="button"
          className="icon"
          aria-label="Export what is shown as CSV"
          title="Export what is shown as CSV"
          onClick={exportShown}
        >
          <Download size={16} strokeWidth={1.75} />
        </button>
      )}
    </>
  );
}

export function Blotter({ id }: { id: BlotterId }) {
  const signedIn = useScalar('signedIn');
  const [count, setCount] = useState(0);
  const [frozen, setFrozen] = useState<FrozenRows | null>(null);
  const [exportShown, setExport] = useState<(() => void) | null>(null);
  const onExport = useCallback((run: (() => void) | null) => setExport(() => run), []);
  const mayClose = signedIn?.role === 'trader' || signedIn?.role === 'risk';
  return (
    <Panel
      area="blotters"
      name={titleOf(id)}
      head={<Head id={id} exportShown={exportShown} frozen={frozen} />}
      showsPrices={id === 'positions'}
    >
      <div className="blotter">
        <Body id={id} onCount={setCount} onExport={onExport} onFrozen={setFrozen} />
      </div>
      <Foot id={id} count={count} mayClose={mayClose} frozen={frozen} />
    </Panel>
  );
}
