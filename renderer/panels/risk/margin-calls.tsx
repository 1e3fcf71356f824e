/** Open margin calls, the worst first: what cures each, and who has answered it. */
import type { ColDef } from 'ag-grid-community';
import type { CallRow } from '../../../core/desk/messages.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { figure, words } from '../../grid/create.ts';
import { countdown, timeOfDay } from '../../text/times.ts';
import { isUnanswered } from '../../workspace/alert-plan.ts';
import { useMayReduce } from '../../workspace/authority.ts';
import { acknowledgeCall, answerCall, snoozeCall, useCalls } from '../../workspace/calls.ts';
import { setDesk } from '../../workspace/desk-state.ts';
import { Key } from '../../workspace/key.tsx';
import { goToPanel } from '../../workspace/palette/places.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { levelColumn } from '../blotters/columns.ts';
import { useLate, useRiskGrid } from './use-rows.ts';
import type { RiskGrid } from './use-rows.ts';
import './risk.css';

function stateOf({ acknowledgedBy, snoozedUntilUs }: CallRow): string {
  if (acknowledgedBy !== '') return acknowledgedBy;
  return snoozedUntilUs === 0 ? 'Not acknowledged' : `Snoozed to ${timeOfDay(snoozedUntilUs)}`;
}

const COLUMNS: ColDef<CallRow>[] = [
  levelColumn<CallRow>('Level', 52),
  { ...words<CallRow>('subaccount', 'Account', 104), flex: 2, minWidth: 84 },
  {
    ...figure<CallRow>('health', 'Health %', 68),
    valueFormatter: ({ value }) => (value as string).replace(' %', ''),
    cellClassRules: {
      danger: ({ data }) => (data?.level ?? 0) > 1,
      warn: ({ data }) => data?.level === 1,
    },
  },
  {
    ...figure<CallRow>('cure', 'Cure', 124),
    valueFormatter: ({ value, data }) => `${value} ${data?.asset ?? ''}`,
  },
  {
    ...words<CallRow>('acknowledgedBy', 'State', 132),
    flex: 3,
    minWidth: 112,
    valueGetter: ({ data }) => (data === undefined ? '' : stateOf(data)),
    cellClassRules: { danger: ({ data }) => data !== undefined && isUnanswered(data) },
  },
];

/** The margin of the account that is called, in the workspace where it is traded. */
function open({ subaccount }: CallRow): void {
  setDesk({ subaccount, staged: null });
  goToPanel('margin');
}

const CALLS: RiskGrid<'calls'> = {
  stream: 'calls',
  columns: COLUMNS,
  compare: (a, b) => b.level - a.level || a.call - b.call,
  keys: { Enter: open },
  picked: ({ subaccount }) => setDesk({ subaccount, staged: null }),
};

/** When the snoozed one that is next speaks again. */
function snoozed(calls: readonly CallRow[], nowUs: number): string {
  const next = Math.min(...calls.map((call) => call.snoozedUntilUs || Infinity));
  return next === Infinity ? '' : `next in ${countdown((next - nowUs) / 1_000_000)}`;
}

/** The worst that nobody has answered, and what there is to do about it. */
function Answer({ call }: { call: CallRow }) {
  const feed = useFeed();
  const may = useMayReduce()(call.subaccount);
  return (
    <div className="calls-answer">
      {may ? (
        <>
          <button
            type="button"
            className="primary small"
            onClick={() => void answerCall(feed, call.call, acknowledgeCall)}
          >
            Acknowledge {call.subaccount} <Key where="everywhere" of="F8" />
          </button>
          <button
            type="button"
            className="outline small"
            onClick={() => void answerCall(feed, call.call, snoozeCall)}
          >
            Snooze 5 min
          </button>
        </>
      ) : (
        <span className="muted">
          {call.subaccount} is answered for by a trader of its desk, or by risk.
        </span>
      )}
      <span className="spring" />
      <button type="button" className="neutral small" onClick={() => open(call)}>
        Open margin
      </button>
    </div>
  );
}

export function MarginCalls() {
  const calls = useCalls();
  const strip = useSlow('strip');
  const late = useLate();
  const { element, count } = useRiskGrid(CALLS);
  const unanswered = calls.filter(isUnanswered);
  const [worst] = unanswered;
  const asleep = snoozed(calls, strip?.timeUs ?? 0);
  const head = (
    <>
      <h2>Margin calls</h2>
      <span className="muted">
        {calls.length} open, {unanswered.length} not acknowledged
      </span>
      <span className="spring" />
      {asleep !== '' && <span className="muted">snoozed, {asleep}</span>}
    </>
  );
  return (
    <Panel area="calls" name="Margin calls" head={head} late={late}>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && <Empty title="No margin call is open">All accounts are healthy.</Empty>}
      {worst !== undefined && <Answer call={worst} />}
    </Panel>
  );
}
