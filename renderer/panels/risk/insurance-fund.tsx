/** The insurance fund: what each part has and owes, how far it is drawn down, and its changes. */
import { OctagonAlert, ShieldCheck } from 'lucide-react';
import type { FundEntryRow, FundRow } from '../../../core/desk/messages.ts';
import { figure, words } from '../../grid/create.ts';
import { timeOfDay } from '../../text/times.ts';
import { setDesk } from '../../workspace/desk-state.ts';
import { goToPanel } from '../../workspace/palette/places.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { reachable } from '../../workspace/reachable.ts';
import { signed } from '../blotters/columns.ts';
import { useFew, useLate, useRiskGrid } from './use-rows.ts';
import type { RiskGrid } from './use-rows.ts';
import './risk.css';

/** The liquidation with whose it was, or the instrument. */
function causeOf({ liquidation, subaccount, instrument }: FundEntryRow): string {
  return liquidation === 0 ? instrument : `LIQ-${liquidation} ${subaccount}`;
}

/** The steps of a liquidation stand among the alerts, those of its account in front. */
function showCause({ liquidation, subaccount, instrument }: FundEntryRow): void {
  if (liquidation === 0) return;
  setDesk({ subaccount, instrument, staged: null });
  goToPanel('alerts');
}

const ENTRIES: RiskGrid<'fundEntries'> = {
  stream: 'fundEntries',
  columns: [
    {
      ...words<FundEntryRow>('timeUs', 'Time', 76),
      valueFormatter: ({ value }) => timeOfDay(value),
    },
    words<FundEntryRow>('fund', 'Part', 60),
    { ...words<FundEntryRow>('reason', 'Entry', 112), flex: 1, minWidth: 116 },
    {
      ...words<FundEntryRow>('liquidation', 'Cause', 112),
      flex: 1,
      minWidth: 104,
      valueGetter: ({ data }) => (data === undefined ? '' : causeOf(data)),
      cellClassRules: { 'is-link': ({ data }) => data !== undefined && data.liquidation !== 0 },
      onCellClicked: ({ data }) => data !== undefined && showCause(data),
    },
    {
      ...figure<FundEntryRow>('amount', 'Amount', 124),
      ...signed<FundEntryRow>(({ sign }) => sign),
    },
  ],
  // The newest on top.
  compare: (a, b) => b.sequence - a.sequence || b.step - a.step,
  keys: { Enter: showCause },
};

/** The trigger stands at the end of the bar. */
function Drawdown({ fund }: { fund: FundRow }) {
  const { triggerPercent, drawdownPercent, drawdownPerMille, isDrawnDown, name } = fund;
  if (triggerPercent === '') return <span className="muted">No drawdown ends its spending</span>;
  const text = `Drawdown ${drawdownPercent.replace(' %', '')} of ${triggerPercent}`;
  return (
    <span className={`drawdown${isDrawnDown ? ' danger' : ''}`}>
      {text}
      <span
        className="gauge"
        role="meter"
        aria-label={`Drawdown of ${name} against its trigger`}
        aria-valuemin={0}
        aria-valuemax={1_000}
        aria-valuenow={drawdownPerMille}
        aria-valuetext={text}
      >
        <span style={{ width: `${drawdownPerMille / 10}%` }} />
      </span>
    </span>
  );
}

const HIGH = 1_000;

/** The balance over the last hours, the newest at the right edge. */
function BalanceLine({ fund }: { fund: FundRow }) {
  const { history, historyMinutes, name } = fund;
  if (history.length === 0) return <div className="balance-line" />;
  // A single minute is drawn as a line, too.
  const levels = history.length === 1 ? [...history, ...history] : history;
  const last = levels.length - 1;
  const points = levels.map((level, n) => `${(n / last) * HIGH},${HIGH - level}`).join(' ');
  const minutes =
    historyMinutes < 60 ? `${historyMinutes} min` : `${Math.floor(historyMinutes / 60)} h`;
  const label = `Balance of ${name} over the last ${minutes}`;
  return (
    <svg
      className="balance-line"
      viewBox={`0 0 ${HIGH} ${HIGH}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <polyline points={points} fill="none" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

function Fund({ fund }: { fund: FundRow }) {
  const { name, balance, asset, group, owed, peak, windowHours, paidIn, paidOut, isWhole } = fund;
  const since = isWhole ? '' : ' since this core started';
  return (
    <section className="fund" aria-label={`Insurance fund ${name}`}>
      <div className="fund-line">
        <h3>{name}</h3>
        {owed !== '' && (
          <span className="danger owed">
            <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
            owes {owed}
          </span>
        )}
      </div>
      <div className="key-figure">
        {balance} {group !== '' && <span className="unit">{asset}</span>}
      </div>
      <div className="small-print muted">
        {peak === '' ? 'Not measured' : `${windowHours} h peak ${peak}`}
      </div>
      <BalanceLine fund={fund} />
      <div className="small-print">
        <Drawdown fund={fund} />
      </div>
      <div className="fund-line in-and-out small-print muted" title={`In and out${since}`}>
        <span>
          In <b>{paidIn}</b>
        </span>
        <span>
          Out <b>{paidOut}</b>
        </span>
      </div>
    </section>
  );
}

/** Whether anybody is about to be deleveraged, in a word. */
function AdlBadge({ funds }: { funds: readonly FundRow[] }) {
  const due = funds.flatMap(({ deleveraging }) => deleveraging);
  const drawn = funds.filter(({ isDrawnDown }) => isDrawnDown).map(({ name }) => name);
  if (due.length > 0 || drawn.length > 0) {
    const text = due.length > 0 ? `ADL due: ${due.join(', ')}` : `Drawn down: ${drawn.join(', ')}`;
    return (
      <span className="tag red">
        <OctagonAlert size={12} strokeWidth={2} aria-hidden />
        {text}
      </span>
    );
  }
  return (
    <span className="tag calm">
      <ShieldCheck size={12} strokeWidth={2} aria-hidden />
      ADL off
    </span>
  );
}

/** From when on sums and entries are known. */
function sinceOf(funds: readonly FundRow[]): string {
  return funds.every(({ isWhole }) => isWhole) ? 'since it began' : 'since this core started';
}

export function InsuranceFund() {
  const funds = useFew('funds');
  const late = useLate();
  const { element, count } = useRiskGrid(ENTRIES);
  const head = (
    <>
      <h2>Insurance fund</h2>
      <span className="muted">{sinceOf(funds)}</span>
      <span className="spring" />
      <AdlBadge funds={funds} />
    </>
  );
  return (
    <Panel area="funds" name="Insurance fund" head={head} late={late}>
      <div className="funds-body stale-body" ref={reachable}>
        {funds.map((fund) => (
          <Fund key={fund.key} fund={fund} />
        ))}
        {funds.length === 0 && <Empty title="No contract is settled in any asset yet" />}
      </div>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && <Empty title="No entries">Nothing went in or out {sinceOf(funds)}.</Empty>}
    </Panel>
  );
}
