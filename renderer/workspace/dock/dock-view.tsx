/** The work area: panels in a dock, each in a place that a person chooses. */
import { use, useEffect, useRef } from 'react';
import type { FunctionComponent, ReactNode } from 'react';
import { DockviewReact } from 'dockview-react';
import type { DockviewTheme, IDockviewPanelProps } from 'dockview-react';
import { Accounts } from '../../panels/accounts/accounts.tsx';
import { Blotter } from '../../panels/blotters/blotters.tsx';
import { Chart } from '../../panels/chart/chart.tsx';
import { Ladder } from '../../panels/ladder/ladder.tsx';
import { Margin } from '../../panels/margin/margin.tsx';
import { AdlQueue } from '../../panels/risk/adl-queue.tsx';
import { InsuranceFund } from '../../panels/risk/insurance-fund.tsx';
import { Liquidations } from '../../panels/risk/liquidation-ladder.tsx';
import { MarginByMode } from '../../panels/risk/margin-by-mode.tsx';
import { MarginCalls } from '../../panels/risk/margin-calls.tsx';
import { OracleHealth } from '../../panels/risk/oracle-health.tsx';
import { Ticket } from '../../panels/ticket/ticket.tsx';
import { useDesk } from '../desk-state.ts';
import { Empty } from '../panel.tsx';
import type { RoomId } from '../rooms.ts';
import { useCompact } from '../use-compact.ts';
import { BLOTTERS_NAME_ID, DockContext, dockOf, useDock } from './dock.ts';
import { takeDockKeys } from './dock-keys.ts';
import { keepFocusInView } from './in-view.ts';
import { chooseLayout } from './keep-preferences.ts';
import { GAP } from './layout.ts';
import { BLOTTER_IDS } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';
import { PlaceContext, useIsShown, usePlaceOf } from './place.ts';
import type { PanelApi } from './place.ts';
import { Tab } from './tab.tsx';
import { Tools } from './tools.tsx';

const THEME: DockviewTheme = {
  name: 'bulkhead',
  className: 'dock-theme',
  // Each panel has half of the gap around it, see dock-json.ts.
  gap: 0,
  dndPanelOverlay: 'group',
};

/** What is behind another tab is not drawn; a draft order is kept all the same. */
const KEPT: readonly string[] = ['order'];

interface StandProps {
  readonly api: PanelApi;
  readonly children: ReactNode;
}

function Stand({ api, children }: StandProps) {
  const place = usePlaceOf(api);
  const { room } = use(DockContext);
  const isHere = useDesk((state) => state.room === room);
  const isInFront = useIsShown(api);
  const isShown = (isHere && isInFront) || KEPT.includes(api.id);
  return <PlaceContext value={place}>{isShown && children}</PlaceContext>;
}

function AccountsHere() {
  return <Accounts isCompact={useCompact()} />;
}

function TicketHere() {
  return <Ticket isCompact={useCompact()} />;
}

function standing(children: ReactNode): FunctionComponent<IDockviewPanelProps> {
  return function Standing({ api }: IDockviewPanelProps) {
    return <Stand api={api}>{children}</Stand>;
  };
}

const BLOTTERS = BLOTTER_IDS.map((id) => [id, standing(<Blotter id={id} />)] as const);

/** A new panel has its line here and its id in panel-ids.ts. */
const COMPONENTS: Readonly<Record<PanelId, FunctionComponent<IDockviewPanelProps>>> = {
  accounts: standing(<AccountsHere />),
  chart: standing(<Chart />),
  ladder: standing(<Ladder />),
  order: standing(<TicketHere />),
  margin: standing(<Margin />),
  calls: standing(<MarginCalls />),
  modes: standing(<MarginByMode />),
  oracles: standing(<OracleHealth />),
  liquidations: standing(<Liquidations />),
  adl: standing(<AdlQueue />),
  funds: standing(<InsuranceFund />),
  ...(Object.fromEntries(BLOTTERS) as Record<
    (typeof BLOTTER_IDS)[number],
    FunctionComponent<IDockviewPanelProps>
  >),
};
const TABS = { tab: Tab };

function Nothing() {
  return (
    <Empty title="All panels are closed">
      <button type="button" className="outline small" onClick={() => chooseLayout('')}>
        Reset to default
      </button>
    </Empty>
  );
}

/** Hidden while another workspace is in front: drafts stay, and nothing else is drawn. */
export function DockView({ room, isHidden }: { room: RoomId; isHidden: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  const dock = dockOf(room);
  const isArranging = useDock(dock, (one) => one.isArranging);
  const isCompact = useCompact();
  useEffect(() => {
    const element = frame.current!;
    const fit = (): void => {
      const space = { width: element.clientWidth - GAP, height: element.clientHeight - GAP };
      if (space.width > 0 && space.height > 0) dock.fit(space, isCompact);
    };
    const watcher = new ResizeObserver(fit);
    watcher.observe(element);
    const stopKeys = takeDockKeys(element, dock);
    const stopView = keepFocusInView(element);
    fit();
    return () => {
      watcher.disconnect();
      stopKeys();
      stopView();
    };
  }, [dock, isCompact]);
  return (
    <div ref={frame} className={`dock${isArranging ? ' is-arranging' : ''}`} hidden={isHidden}>
      {room === 'trading' && (
        <span id={BLOTTERS_NAME_ID} hidden>
          Blotters
        </span>
      )}
      <DockContext value={dock}>
        <DockviewReact
          theme={THEME}
          components={COMPONENTS}
          tabComponents={TABS}
          rightHeaderActionsComponent={Tools}
          watermarkComponent={Nothing}
          disableDnd={!isArranging}
          dndStrategy="pointer"
          disableAutoResizing
          disableTabsOverflowList
          announcements={false}
          scrollbars="native"
          onReady={({ api }) => dock.attach(api)}
        />
      </DockContext>
    </div>
  );
}
