/** The insurance fund: what each part has and owes, how far it is drawn down, and its changes. */
import { OctagonAlert, ShieldCheck } from 'lucide-react';
import type { FundEntryRow, FundRow } from '../../../core/desk/messages.ts';
import { figure, words } from '../../grid/create.ts';
import { timeOfDay } from '../../text/times.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { signed } from '../blotters/columns.ts';
import { useFew, useLate, useRiskGrid } from './use-rows.ts';
import type { RiskGrid } from './use-rows.ts';
import './risk.css';

const ENTRIES: RiskGrid<'fundEntries'> = {
  stream: 'fundEntries',
  columns: [
    {
      ...words<FundEntryRow>('timeUs', 'Time', 68),
      valueFormatter: ({ value }) => timeOfDay(value),
    },
    words<FundEntryRow>('fund', 'Part', 64),
    { ...words<FundEntryRow>('reason', 'Entry', 128), flex: 1 },
    words<FundEntryRow>('instrument', 'Cause', 76),
    {
      ...figure<FundEntryRow>('amount', 'Amount', 96),
      ...signed<FundEntryRow>(({ sign }) => sign),
    },
    figure<FundEntryRow>('balance', 'Balance', 104),
  ],
  // The newest on top.
  compare: (a, b) => b.number - a.number,
  keys: {},
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

function Fund({ fund }: { fund: FundRow }) {
  const { name, balance, asset, owed, peak, windowHours, paidIn, paidOut } = fund;
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
        {balance} <span className="unit">{asset}</span>
      </div>
      <div className="small-print muted">
        {peak === '' ? 'Not measured' : `${windowHours} h peak ${peak}`}
      </div>
      <div className="small-print">
        <Drawdown fund={fund} />
      </div>
      <div className="fund-line small-print muted">
        <span>
          in <b>{paidIn}</b>
        </span>
        <span>
          out <b>{paidOut}</b>
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

export function InsuranceFund() {
  const funds = useFew('funds');
  const late = useLate();
  const { element, count } = useRiskGrid(ENTRIES);
  const head = (
    <>
      <h2>Insurance fund</h2>
      <span className="muted">in and out since this core started</span>
      <span className="spring" />
      <AdlBadge funds={funds} />
    </>
  );
  return (
    <Panel area="funds" name="Insurance fund" head={head} late={late}>
      <div className="funds-body stale-body">
        {funds.map((fund) => (
          <Fund key={fund.key} fund={fund} />
        ))}
        {funds.length === 0 && <Empty title="No contract is settled in any asset yet" />}
      </div>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && (
        <Empty title="No entries">Nothing went in or out since this core started.</Empty>
      )}
    </Panel>
  );
}
