/** Positions, orders, executions, alerts, collateral: one at a time, each a grid. */
import { Download } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { BLOTTERS, setDesk, useDesk } from '../../workspace/desk-state.ts';
import type { Blotter } from '../../workspace/desk-state.ts';
import { useOpenCalls } from '../../workspace/calls.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { MarginBody } from '../margin/margin.tsx';
import { TrailBody } from '../trail/trail.tsx';
import { useRowAuthority } from './row-acts.ts';
import { alertSpec, balanceSpec, executionSpec, orderSpec, positionSpec } from './specs.ts';
import { useBlotter } from './use-blotter.ts';
import type { BlotterRow, BlotterSpec } from './use-blotter.ts';

const ABSENT: Readonly<Record<Blotter, string>> = {
  Positions: 'No open positions',
  Orders: 'No working orders',
  Executions: 'No executions since the core started',
  Alerts: 'No alerts since the core started',
  Trail: 'No commands in the trail',
  Collateral: 'No balances',
  Margin: 'No margin figures',
};

interface GridOfProps<T extends BlotterRow> {
  readonly name: Blotter;
  readonly spec: BlotterSpec<T>;
  readonly onCount: (count: number) => void;
  readonly onExport: (run: (() => void) | null) => void;
}

function GridOf<T extends BlotterRow>({ name, spec, onCount, onExport }: GridOfProps<T>) {
  const [count, setCount] = useState(0);
  const counted = useCallback(
    (shown: number) => {
      setCount(shown);
      onCount(shown);
    },
    [onCount],
  );
  const { element, grid } = useBlotter(spec, counted);
  const isSelectedOnly = useDesk((state) => state.isSelectedOnly);
  const subaccount = useDesk((state) => state.subaccount);
  useEffect(() => {
    onExport(() => {
      const fileName = `bulkhead-${name.toLowerCase()}.csv`;
      const columns = grid.current?.getColumns() ?? [];
      const columnKeys = columns.filter((column) => column.getColId() !== 'acts');
      const exportedRows = 'filteredAndSorted';
      grid.current?.exportDataAsCsv({ fileName, columnKeys, exportedRows });
    });
    return () => onExport(null);
  }, [grid, name, onExport]);
  return (
    <>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && (
        <Empty title={ABSENT[name]}>
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

interface BodyProps {
  readonly blotter: Blotter;
  readonly isCompact: boolean;
  readonly onCount: (count: number) => void;
  readonly onExport: (run: (() => void) | null) => void;
}

function Body({ blotter, isCompact, onCount, onExport }: BodyProps) {
  const feed = useFeed();
  const may = useRowAuthority();
  const positions = useMemo(() => positionSpec(isCompact, may), [isCompact, may]);
  const orders = useMemo(() => orderSpec(feed, isCompact, may), [feed, isCompact, may]);
  const told = { onCount, onExport };
  switch (blotter) {
    case 'Positions':
      return <GridOf key={blotter} name={blotter} spec={positions} {...told} />;
    case 'Orders':
      return <GridOf key={blotter} name={blotter} spec={orders} {...told} />;
    case 'Executions':
      return <GridOf key={blotter} name={blotter} spec={executionSpec} {...told} />;
    case 'Alerts':
      return <GridOf key={blotter} name={blotter} spec={alertSpec} {...told} />;
    case 'Trail':
      return <TrailBody {...told} />;
    case 'Collateral':
      return <GridOf key={blotter} name={blotter} spec={balanceSpec} {...told} />;
    case 'Margin':
      return <MarginBody />;
  }
}

/** How many there are, refreshed twice a second; alerts count the calls nobody acknowledged. */
function useCounts(): Partial<Record<Blotter, number>> {
  const feed = useFeed();
  const [counts, setCounts] = useState<Partial<Record<Blotter, number>>>({});
  useEffect(() => {
    const timer = setInterval(() => {
      setCounts({
        Positions: feed.rows.positions.size,
        Orders: feed.rows.orders.size,
        Executions: feed.executions.position,
      });
    }, 500);
    return () => clearInterval(timer);
  }, [feed]);
  return counts;
}

function Tabs({ tabs, blotter }: { tabs: readonly Blotter[]; blotter: Blotter }) {
  const counts = useCounts();
  const calls = useOpenCalls().length;
  const move = (by: 1 | -1): void => {
    const next = tabs[(tabs.indexOf(blotter) + by + tabs.length) % tabs.length];
    if (next === undefined) return;
    setDesk({ blotter: next });
    document.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div
      className="tabs"
      role="tablist"
      tabIndex={-1}
      aria-label="Blotters"
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') move(1);
        else if (key === 'ArrowLeft') move(-1);
      }}
    >
      {tabs.map((tab) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === blotter}
          aria-controls="blotter"
          tabIndex={tab === blotter ? 0 : -1}
          {...(tab === blotter ? { 'data-first-focus': true } : {})}
          onClick={() => setDesk({ blotter: tab })}
        >
          {tab}
          {counts[tab] !== undefined && <span className="muted">{counts[tab]}</span>}
          {tab === 'Alerts' && calls > 0 && <span className="count">{calls}</span>}
        </button>
      ))}
    </div>
  );
}

const HINTS: Readonly<Record<Blotter, readonly (readonly [string, string])[]>> = {
  Positions: [
    ['Enter', 'ticket'],
    ['R', 'reduce half'],
    ['C', 'close'],
  ],
  Orders: [
    ['Enter', 'ticket'],
    ['E', 'amend'],
    ['X', 'cancel'],
  ],
  Executions: [['Enter', 'ticket']],
  Alerts: [],
  Trail: [
    ['U', 'its subaccount'],
    ['O', 'its order'],
    ['W', 'its person'],
    ['M', 'older'],
  ],
  Collateral: [],
  Margin: [],
};

interface FootProps {
  readonly blotter: Blotter;
  readonly count: number;
  readonly mayClose: boolean;
}

function Foot({ blotter, count, mayClose }: FootProps) {
  const hints = HINTS[blotter].filter(
    ([key]) => mayClose || key === 'Enter' || blotter === 'Trail',
  );
  return (
    <div className="panel-foot">
      <span>
        {count} {blotter === 'Trail' ? 'commands' : blotter.toLowerCase()} shown
      </span>
      <span className="spring" />
      {hints.map(([key, does]) => (
        <span key={key} className="hint">
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </div>
  );
}

export function Blotters({ isCompact }: { isCompact: boolean }) {
  const signedIn = useScalar('signedIn');
  const wanted = useDesk((state) => state.blotter);
  const isSelectedOnly = useDesk((state) => state.isSelectedOnly);
  const [count, setCount] = useState(0);
  const [exportShown, setExport] = useState<(() => void) | null>(null);
  const onExport = useCallback((run: (() => void) | null) => setExport(() => run), []);
  const mayClose = signedIn?.role === 'trader' || signedIn?.role === 'risk';
  const tabs = BLOTTERS.filter((tab) => isCompact || tab !== 'Margin');
  const blotter = tabs.includes(wanted) ? wanted : 'Positions';
  const head = (
    <>
      <Tabs tabs={tabs} blotter={blotter} />
      <span className="spring" />
      {blotter !== 'Margin' && blotter !== 'Trail' && (
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
  return (
    <Panel area="blotters" name="Blotters" head={head} showsPrices={blotter === 'Positions'}>
      <div id="blotter" role="tabpanel" aria-labelledby={`tab-${blotter}`} className="blotter">
        <Body blotter={blotter} isCompact={isCompact} onCount={setCount} onExport={onExport} />
      </div>
      {blotter !== 'Margin' && <Foot blotter={blotter} count={count} mayClose={mayClose} />}
    </Panel>
  );
}
