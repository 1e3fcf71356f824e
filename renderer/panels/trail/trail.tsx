/** Who asked for what, when, and what became of it: the audit trail, filtered and by the page. */
import { ChevronDown, ClockAlert, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { TrailFilter } from '../../../core/desk/messages.ts';
import { usePagedGrid } from '../../grid/use-paged-grid.ts';
import type { BlotterTold } from '../../grid/use-paged-grid.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { Empty } from '../../workspace/panel.tsx';
import { useCompact } from '../../workspace/use-compact.ts';
import { compactTrailColumns, trailColumns } from './columns.ts';
import { useTrail } from './use-trail.ts';
import type { TrailRow } from './use-trail.ts';
import './trail.css';

/** What the filter holds, with the name that a chip shows. */
interface Chosen {
  readonly subaccount: string;
  readonly order: number;
  readonly operator: number;
  readonly who: string;
  /** One of the two at most: what a strategy did is not by hand. */
  readonly strategy: string;
  readonly isByHand: boolean;
}

const NOBODY: Chosen = {
  subaccount: '',
  order: 0,
  operator: 0,
  who: '',
  strategy: '',
  isByHand: false,
};

function filterOf({ subaccount, order, operator, strategy, isByHand }: Chosen): TrailFilter {
  return {
    ...(subaccount === '' ? {} : { subaccount }),
    ...(order === 0 ? {} : { order }),
    ...(operator === 0 ? {} : { operator }),
    ...(strategy === '' ? {} : { strategy }),
    ...(isByHand ? { isByHand } : {}),
  };
}

/** What a row offers to filter by. */
function chosenOf({ subaccount, order, operator, who, strategy }: TrailRow): Chosen {
  // A transfer names two; the first of them is whose money went.
  const [first = ''] = subaccount.split(' \u2192 ');
  return { subaccount: first, order, operator, who, strategy, isByHand: false };
}

interface ChipProps {
  readonly word: string;
  /** What the filter holds, and what it would hold; empty for nothing. */
  readonly held: string;
  readonly offered: string;
  readonly toggle: (isHeld: boolean) => void;
}

function Chip({ word, held, offered, toggle }: ChipProps) {
  const isHeld = held !== '';
  const value = isHeld ? held : offered;
  if (value === '') return null;
  return (
    <button type="button" className="chip" aria-pressed={isHeld} onClick={() => toggle(isHeld)}>
      {word} {value}
      {isHeld && <X size={14} strokeWidth={1.75} aria-hidden />}
    </button>
  );
}

interface BarProps {
  readonly chosen: Chosen;
  readonly offered: Chosen;
  readonly choose: (change: Partial<Chosen>) => void;
  readonly lag: number;
  /** Null where there is nothing older. */
  readonly older: (() => void) | null;
}

const numbered = (order: number): string => (order === 0 ? '' : String(order));

/** The filter, and how far the trail is behind. */
function Bar({ chosen, offered, choose, lag, older }: BarProps) {
  return (
    <div className="trail-bar" role="group" aria-label="Filter of the trail">
      <Chip
        word="Subaccount"
        held={chosen.subaccount}
        offered={offered.subaccount}
        toggle={(isHeld) => choose({ subaccount: isHeld ? '' : offered.subaccount })}
      />
      <Chip
        word="Order"
        held={numbered(chosen.order)}
        offered={numbered(offered.order)}
        toggle={(isHeld) => choose({ order: isHeld ? 0 : offered.order })}
      />
      <Chip
        word="By"
        held={chosen.who}
        offered={offered.operator === 0 ? '' : offered.who}
        toggle={(isHeld) =>
          choose(
            isHeld ? { operator: 0, who: '' } : { operator: offered.operator, who: offered.who },
          )
        }
      />
      <Chip
        word="Strategy"
        held={chosen.strategy}
        offered={chosen.isByHand ? '' : offered.strategy}
        toggle={(isHeld) => choose({ strategy: isHeld ? '' : offered.strategy })}
      />
      <button
        type="button"
        className="chip"
        aria-pressed={chosen.isByHand}
        onClick={() => choose({ isByHand: !chosen.isByHand, strategy: '' })}
      >
        By hand
        {chosen.isByHand && <X size={14} strokeWidth={1.75} aria-hidden />}
      </button>
      <span className="spring" />
      {lag > 0 && (
        <span className="trail-lag">
          <ClockAlert size={14} strokeWidth={1.75} aria-hidden />
          {lag.toLocaleString('en')} commands behind
        </span>
      )}
      {older !== null && (
        <button type="button" className="outline small" onClick={older}>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
          Older
        </button>
      )}
    </div>
  );
}

export function TrailBody(told: BlotterTold) {
  const selected = useDesk((state) => state.subaccount);
  const [chosen, setChosen] = useState(NOBODY);
  const [row, setRow] = useState<TrailRow | null>(null);
  const filter = useMemo(() => filterOf(chosen), [chosen]);
  const { shown, older } = useTrail(filter);
  const isCompact = useCompact();
  const choose = (change: Partial<Chosen>): void => setChosen((held) => ({ ...held, ...change }));
  const take = (names: readonly (keyof Chosen)[]) => (given: TrailRow) => {
    const offered = chosenOf(given);
    choose(Object.fromEntries(names.map((name) => [name, offered[name]])));
  };
  const element = usePagedGrid<TrailRow>({
    ...told,
    columns: isCompact ? compactTrailColumns : trailColumns,
    rows: shown.rows,
    older,
    fileName: 'bulkhead-trail.csv',
    options: {
      onCellFocused: ({ api: focused, rowIndex }) => {
        const node = rowIndex === null ? undefined : focused.getDisplayedRowAtIndex(rowIndex);
        setRow(node?.data ?? null);
      },
    },
    keys: {
      U: take(['subaccount']),
      O: take(['order']),
      W: take(['operator', 'who']),
      G: take(['strategy', 'isByHand']),
      H: () => setChosen((held) => ({ ...held, isByHand: !held.isByHand, strategy: '' })),
    },
  });
  const offered = row === null ? NOBODY : chosenOf(row);
  const count = shown.rows.length;
  return (
    <>
      <Bar
        chosen={chosen}
        offered={{ ...offered, subaccount: offered.subaccount || selected }}
        choose={choose}
        lag={shown.figures.lag}
        older={shown.hasOlder ? older : null}
      />
      <div ref={element} className={`grid${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && !shown.isLoading && (
        <Empty title={shown.refusal === '' ? 'No commands in the trail' : 'The trail is not shown'}>
          {shown.refusal !== '' && <span>{shown.refusal}</span>}
          {chosen !== NOBODY && (
            <button type="button" className="outline small" onClick={() => setChosen(NOBODY)}>
              Show all
            </button>
          )}
        </Empty>
      )}
    </>
  );
}
