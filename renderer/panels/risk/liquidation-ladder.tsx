/** At which prices positions go: drawn by distance from the mark, and listed the nearest first. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type {
  FirstInLine,
  LiquidationLadder,
  LiquidationRow,
} from '../../../core/desk/messages.ts';
import { useScalar, useSlow } from '../../feed/hooks.ts';
import { setDesk, useDesk } from '../../workspace/desk-state.ts';
import { KindBadge } from '../../workspace/kind-badge.tsx';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { watchLiquidations } from '../../workspace/watching.ts';
import { drawingOf, roomFor } from './liquidation-drawing.ts';
import { useLate } from './use-rows.ts';
import './liquidations.css';

type Scope = LiquidationLadder['scope'];

const ROW = 24;
/** The head of the list, and the sentence below it. */
const BESIDE = 100;
/** The sums below are shown where the rows leave room for them. */
const ROWS_BEFORE_SUMS = 15;

function ScopeButtons({ scope, choose }: { scope: Scope; choose: (scope: Scope) => void }) {
  const subaccount = useDesk((state) => state.subaccount);
  return (
    <fieldset className="segments" aria-label="Scope">
      <button type="button" aria-pressed={scope === 'venue'} onClick={() => choose('venue')}>
        Venue
      </button>
      <button
        type="button"
        aria-pressed={scope === 'subaccount'}
        disabled={subaccount === ''}
        onClick={() => choose('subaccount')}
      >
        {subaccount === '' ? 'Account' : subaccount}
      </button>
    </fieldset>
  );
}

function InstrumentChoice() {
  const instruments = useScalar('welcome')?.instruments ?? [];
  const selected = useDesk((state) => state.instrument);
  return (
    <select
      className="small-select"
      aria-label="Instrument"
      data-first-focus
      value={selected}
      onChange={({ target }) => setDesk({ instrument: target.value, staged: null })}
    >
      {instruments
        .filter(({ contract }) => contract !== 'spot')
        .map(({ symbol }) => (
          <option key={symbol}>{symbol}</option>
        ))}
    </select>
  );
}

/** The line of the mark in the middle, what goes above it and below. */
function Drawing({ ladder }: { ladder: LiquidationLadder }) {
  const { spanPercent, mark, full, unit, scope } = ladder;
  const { steps, bars, labels } = drawingOf(ladder);
  const most = `${full} ${unit} USDT`.replace('  ', ' ');
  const reach = `${spanPercent} % each way, ${most} at most`;
  const said = `Value that goes by distance from the mark, ${reach}`;
  return (
    <figure className="liquidation-drawing">
      <div className="plot" role="img" aria-label={said}>
        {steps.map(({ key, side, ...box }) => (
          <span key={key} className={`step ${side}`} style={box} />
        ))}
        {bars.map(({ key, side, ...box }) => (
          <span key={key} className={`bar ${side}`} style={box} />
        ))}
        {labels.map(({ text, top }) => (
          <span key={text} className="axis" style={{ top }}>
            {text}
          </span>
        ))}
        <span className="mark-line" />
        <span className="mark-tag">{scope === 'venue' ? mark : 'mark'}</span>
      </div>
      <figcaption className="muted">Cumulative value at risk, full width {most}</figcaption>
    </figure>
  );
}

interface RowProps {
  readonly row: LiquidationRow;
  readonly scope: Scope;
  readonly isReached: boolean;
}

function Row({ row, scope, isReached }: RowProps) {
  const { subaccount, instrument, accountKind, price, away, value, level } = row;
  const isHere = useDesk((state) => state.subaccount === subaccount) && scope === 'venue';
  return (
    <tr aria-current={isHere ? 'true' : undefined}>
      <th scope="row">
        <button
          type="button"
          className="plain"
          data-row={row.key}
          tabIndex={isReached ? 0 : -1}
          title={`${subaccount}, ${accountKind} account`}
          onClick={() => setDesk({ subaccount, instrument, staged: null })}
        >
          <span className="clipped">{scope === 'venue' ? subaccount : instrument}</span>
          {level > 0 && <span className={`level level-${level}`}>L{level}</span>}
          <KindBadge kind={accountKind} />
        </button>
      </th>
      <td>{price}</td>
      <td className={level > 1 ? 'danger' : level === 1 ? 'warn' : ''}>{away}</td>
      <td>{value}</td>
    </tr>
  );
}

/** Arrows, J and K go from row to row. */
function moved(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (by === undefined) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

/** How many rows the list has room for. */
function useRoom() {
  const element = useRef<HTMLDivElement>(null);
  const [rows, setRows] = useState(0);
  useLayoutEffect(() => {
    const look = (): void => {
      const height = (element.current?.clientHeight ?? 0) - BESIDE;
      setRows(Math.max(0, Math.floor(height / ROW)));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element.current!);
    look();
    return () => observer.disconnect();
  }, []);
  return { element, rows };
}

function Sentence({ first }: { first: FirstInLine }): ReactNode {
  const { subaccount, instrument, slices } = first;
  if (slices.length === 0) {
    return (
      <>
        First in line: <b>{subaccount}</b>, all of it taken over at the bankruptcy price
      </>
    );
  }
  return (
    <>
      First in line: <b>{subaccount}</b>
      {slices.map(({ instrument: sliced, size, limit }) => (
        <span key={sliced}>
          , slice <b>{size}</b>
          {sliced === instrument ? '' : ` of ${sliced}`}
          {limit === '' ? ', at any price' : ', price no worse than the bankruptcy price '}
          <b>{limit}</b>
        </span>
      ))}
    </>
  );
}

/** What is not listed, in words. */
function restOf(ladder: LiquidationLadder, above: number, below: number): string {
  const { aboveCount, belowCount, unthreatened } = ladder;
  const said = [
    [aboveCount - above, 'more above'],
    [belowCount - below, 'more below'],
    [unthreatened, 'at no price'],
  ] as const;
  return said.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : [])).join(', ');
}

/** What goes until some distances, on either side. */
function Sums({ ladder }: { ladder: LiquidationLadder }) {
  return (
    <table className="liquidation-sums" aria-label="What goes until a distance from the mark">
      <thead>
        <tr>
          <th scope="col">Until</th>
          <th scope="col">Shorts</th>
          <th scope="col">{ladder.unit} USDT</th>
          <th scope="col">Longs</th>
          <th scope="col">{ladder.unit} USDT</th>
        </tr>
      </thead>
      <tbody>
        {ladder.bands.map(({ percent, above, aboveCount, below, belowCount }) => (
          <tr key={percent}>
            <th scope="row">±{percent} %</th>
            <td>{aboveCount}</td>
            <td>{above}</td>
            <td>{belowCount}</td>
            <td>{below}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({ ladder }: { ladder: LiquidationLadder }) {
  const { scope, first, unit } = ladder;
  const { element, rows: room } = useRoom();
  const hasSums = room >= ROWS_BEFORE_SUMS;
  const rows = hasSums ? room - ladder.bands.length - 1 : room;
  const [above, below] = roomFor(ladder.above.length, ladder.below.length, rows - 1);
  const shorts = ladder.above.slice(0, above).toReversed();
  const longs = ladder.below.slice(0, below);
  const reached = (longs[0] ?? shorts.at(-1))?.key;
  const line = (row: LiquidationRow): ReactNode => (
    <Row key={row.key} row={row} scope={scope} isReached={row.key === reached} />
  );
  const rest = restOf(ladder, above, below);
  return (
    <div className="liquidation-list" ref={element}>
      <div className="rows-head">
        <span>{scope === 'venue' ? 'Account' : 'Instrument'}</span>
        <span className="figure">At price</span>
        <span className="figure">%</span>
        <span className="figure">{unit === '' ? 'USDT' : `${unit} USDT`}</span>
      </div>
      <div className="rows" onKeyDown={moved}>
        <table aria-label="Positions by distance, the nearest to the mark in the middle">
          <tbody>
            {shorts.map(line)}
            <tr className="between">
              <td colSpan={4}>
                <span>
                  <i className="up">▲</i> shorts go as the price rises
                </span>
                <span>
                  longs as it falls <i className="down">▼</i>
                </span>
              </td>
            </tr>
            {longs.map(line)}
          </tbody>
        </table>
      </div>
      <p className="first-in-line">
        {first === null ? 'Nobody stands in line.' : <Sentence first={first} />}
        {rest !== '' && <span className="muted"> Not listed: {rest}.</span>}
      </p>
      {hasSums && <Sums ladder={ladder} />}
    </div>
  );
}

/** What was told of what is looked at now; null while that is awaited. */
function useLiquidations(scope: Scope): LiquidationLadder | null {
  const instrument = useDesk((state) => state.instrument);
  const subaccount = useDesk((state) => state.subaccount);
  const told = useSlow('liquidations');
  useEffect(() => {
    watchLiquidations(scope);
    return () => watchLiquidations(null);
  }, [scope]);
  if (told === null || told.scope !== scope || told.instrument !== instrument) return null;
  return scope === 'venue' || told.subaccount === subaccount ? told : null;
}

export function Liquidations() {
  const [scope, choose] = useState<Scope>('venue');
  const ladder = useLiquidations(scope);
  const late = useLate();
  const isEmpty = ladder !== null && ladder.above.length + ladder.below.length === 0;
  const head = (
    <>
      <h2>Liquidation ladder</h2>
      <InstrumentChoice />
      <span className="muted wide-only">all else held still</span>
      <span className="spring" />
      <ScopeButtons scope={scope} choose={choose} />
    </>
  );
  return (
    <Panel area="liquidations" name="Liquidation ladder" head={head} late={late}>
      {isEmpty ? (
        <Empty title="No price liquidates anybody here">
          {ladder.unthreatened > 0
            ? `${ladder.unthreatened} open positions have no such price.`
            : 'Nothing is held in what is looked at.'}
        </Empty>
      ) : (
        ladder !== null && (
          <div className="liquidations-body stale-body">
            <Drawing ladder={ladder} />
            <List ladder={ladder} />
          </div>
        )
      )}
    </Panel>
  );
}
