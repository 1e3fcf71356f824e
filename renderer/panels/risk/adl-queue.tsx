/** Who would be deleveraged first, by instrument and side. */
import type { ColDef } from 'ag-grid-community';
import type { AdlRow } from '../../../core/desk/messages.ts';
import { figure, words } from '../../grid/create.ts';
import { subaccountColumns } from '../../grid/kind-badge.ts';
import { setDesk } from '../../workspace/desk-state.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { side, signed } from '../blotters/columns.ts';
import { lightsColumn } from './lights.ts';
import { useLate, useRiskGrid } from './use-rows.ts';
import type { RiskGrid } from './use-rows.ts';
import './risk.css';

const COLUMNS: ColDef<AdlRow>[] = [
  words<AdlRow>('instrument', 'Instrument', 84),
  { ...side<AdlRow>(), width: 76 },
  {
    ...figure<AdlRow>('place', 'Place', 60),
    valueGetter: ({ data }) => (data === undefined ? '' : `${data.place} of ${data.of}`),
  },
  ...subaccountColumns<AdlRow>(150),
  figure<AdlRow>('size', 'Size', 96),
  {
    ...figure<AdlRow>('pnlPercent', 'PnL %', 68),
    valueFormatter: ({ value }) => (value as string).replace(' %', ''),
    ...signed<AdlRow>(({ pnlSign }) => pnlSign),
  },
  figure<AdlRow>('leverage', 'Leverage', 72),
  lightsColumn<AdlRow>('Lights', 64),
];

const QUEUE: RiskGrid<'adl'> = {
  stream: 'adl',
  // What room there is goes to all of them in proportion.
  columns: COLUMNS.map((column) => ({
    ...column,
    flex: column.width ?? 1,
    minWidth: column.width ?? 1,
  })),
  compare: (a, b) => a.queue - b.queue || a.place - b.place,
  keys: {
    Enter: ({ subaccount, instrument }) => setDesk({ subaccount, instrument, staged: null }),
  },
  // Each side of an instrument begins with a line of its own.
  rowClassRules: { 'first-of-queue': ({ data }) => data?.place === 1 },
};

export function AdlQueue() {
  const late = useLate();
  const { element, count } = useRiskGrid(QUEUE);
  const head = (
    <>
      <h2>ADL queue</h2>
      <span className="muted">first in line; 5 lights: the first fifth by quantity</span>
    </>
  );
  return (
    <Panel area="adl" name="ADL queue" head={head} late={late}>
      <div ref={element} className={`grid stale-body${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && (
        <Empty title="Nobody in the queue">
          No position stands in an instrument that deleverages.
        </Empty>
      )}
    </Panel>
  );
}
