/** Candles of the selected instrument with the selected subaccount's orders, position and fills. */
import { useEffect, useRef } from 'react';
import type { Quote } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { contractLabel } from '../../text/contracts.ts';
import { priceFormatter, sizeFormatter } from '../../text/prices.ts';
import { tokensNow } from '../../workspace/colours.ts';
import { deskState, setDesk, useDesk } from '../../workspace/desk-state.ts';
import { keyName } from '../../workspace/key-table.ts';
import { meantKey } from '../../workspace/keys.ts';
import { Panel } from '../../workspace/panel.tsx';
import { useInstrument } from '../../workspace/use-instrument.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { toneOf } from '../standing/standing-words.ts';
import { useStandings } from '../standing/use-standing.ts';
import { CandleView } from './candle-view.ts';
import type { Told } from './candle-view.ts';
import type { LineMover } from './line-mover.ts';
import { heldText } from './held-text.ts';
import { keepChart } from './keep-chart.ts';
import { legendOf, legendText, writeLegend } from './legend.ts';
import { Toolbar } from './toolbar.tsx';

const NO_CANDLE = 'no candle chosen';
const ARROWS = { '-1': '\u25bc', '0': '', '1': '\u25b2' } as const;
const TONES = { '-1': 'down', '0': '', '1': 'up' } as const;

function Standing({ symbol }: { symbol: string }) {
  const row = useStandings().find(({ instrument }) => instrument === symbol);
  const tone = row === undefined ? '' : toneOf(row);
  if (tone === '') return null;
  return <span className={tone === 'grave' ? 'danger' : 'warn'}> {row?.title}</span>;
}

/** Scrolls the row of instruments, where there are more than fit, to the one in front. */
function showSelected(tabs: HTMLElement | null, symbol: string): void {
  const front = tabs?.querySelector<HTMLElement>(`[data-symbol="${CSS.escape(symbol)}"]`);
  if (tabs === null || front === null || front === undefined) return;
  const left = front.offsetLeft - tabs.offsetLeft;
  const last = left + front.offsetWidth - tabs.clientWidth;
  tabs.scrollLeft = Math.max(last, Math.min(tabs.scrollLeft, left));
}

function InstrumentTabs({ quotes }: { quotes: readonly Quote[] }) {
  const welcome = useScalar('welcome');
  const selected = useDesk((state) => state.instrument);
  const tabs = useRef<HTMLFieldSetElement>(null);
  useEffect(() => showSelected(tabs.current, selected), [selected]);
  return (
    <fieldset ref={tabs} className="instruments" aria-label="Instrument">
      {(welcome?.instruments ?? []).map((entry) => {
        const { symbol } = entry;
        const quote = quotes.find(({ instrument }) => instrument === symbol);
        const direction = quote?.direction ?? 0;
        return (
          <button
            key={symbol}
            type="button"
            data-symbol={symbol}
            aria-pressed={symbol === selected}
            {...(symbol === selected ? { 'data-first-focus': true } : {})}
            onClick={() => setDesk({ instrument: symbol, staged: null })}
          >
            <span>
              {symbol} <span className="muted">{contractLabel(entry)}</span>
              <Standing symbol={symbol} />
            </span>
            <span className="quote">
              <b>{quote?.last ?? '\u2014'}</b>
              <span className={TONES[direction]}>
                {ARROWS[direction]} {quote?.changePercent}
              </span>
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}

/** What keys do while the plot has the focus. */
const STEPS: Readonly<Record<string, number | 'first' | 'last'>> = {
  Left: -1,
  Right: 1,
  Home: 'first',
  End: 'last',
};

/** So many ticks the chosen order goes. */
const MOVES: Readonly<Record<string, number>> = {
  Up: 1,
  Down: -1,
  'Shift Up': 10,
  'Shift Down': -10,
};

/** Whether a key did something to an own order. */
function movedOrder(key: string, mover: LineMover | null): boolean {
  if (mover === null) return false;
  if (key === 'O') mover.next();
  else if (!mover.isChosen) return false;
  else if (MOVES[key] !== undefined) mover.step(MOVES[key]);
  else if (key === 'Enter') void mover.send();
  else if (key === 'Esc') mover.drop();
  else return false;
  return true;
}

function pressed(
  event: React.KeyboardEvent,
  view: CandleView | null,
  mover: LineMover | null,
): void {
  const name = keyName(event);
  if (movedOrder(meantKey(event, 'chart'), mover)) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const step = STEPS[name];
  if (step !== undefined) view?.step(step);
  else if (name === 'Esc') view?.leave();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Writes the candle at the crosshair where it is read, and where it is heard. */
function tellBar(feed: Feed, legend: HTMLElement, plot: HTMLElement, told: Told | null): void {
  const instrument = instrumentOf(feed, deskState().instrument);
  legend.hidden = told === null || instrument === undefined;
  if (told === null || instrument === undefined) {
    plot.setAttribute('aria-valuetext', NO_CANDLE);
    return;
  }
  const [price, size] = [priceFormatter(instrument), sizeFormatter(instrument)];
  const parts = legendOf(told.bar, told.fills, { price, size, sizeUnit: instrument.sizeUnit });
  writeLegend(legend, parts);
  plot.setAttribute('aria-valuemax', String(told.count));
  plot.setAttribute('aria-valuenow', String(told.place));
  plot.setAttribute('aria-valuetext', legendText(parts));
}

/** The size to which depth is drawn, where any is. */
function DepthLabel() {
  const hasDepth = useDesk((state) => state.hasDepth);
  const instrument = useDesk((state) => state.instrument);
  const depth = useSlow('depth');
  if (!hasDepth || depth?.instrument !== instrument || depth.total === '') return null;
  return (
    <span className="plot-label depth-label">
      Depth to <span>{depth.total}</span>
    </span>
  );
}

/** What is held here, and whether any price liquidates it. */
function HeldLabel() {
  const feed = useFeed();
  const subaccount = useDesk((state) => state.subaccount);
  const instrument = useDesk((state) => state.instrument);
  // Marks come as often as what is told of a position changes.
  useSlow('quotes');
  const held = feed.rows.positions
    .values()
    .find((row) => row.subaccount === subaccount && row.instrument === instrument);
  if (held === undefined) return null;
  return <span className="plot-label held-label">{heldText(held)}</span>;
}

export function Chart() {
  const feed = useFeed();
  const quotes = useSlow('quotes');
  const instrument = useInstrument();
  const body = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const chips = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const view = useRef<CandleView | null>(null);
  const mover = useRef<LineMover | null>(null);
  useEffect(() => {
    const [shown, canvas] = [legend.current!, plot.current!];
    const onBar = (told: Told | null): void => tellBar(feed, shown, canvas, told);
    const places = { body: body.current!, canvas, chips: chips.current!, onBar };
    const painted = new CandleView(places, tokensNow());
    view.current = painted;
    let wasMoving = false;
    const told = (moving: LineMover): void => {
      mover.current = moving;
      const words = moving.words();
      if (words !== '' || wasMoving) canvas.setAttribute('aria-valuetext', words || NO_CANDLE);
      wasMoving = words !== '';
    };
    const stop = keepChart(feed, painted, { body: body.current!, told });
    return () => {
      stop();
      painted.remove();
    };
  }, [feed]);
  const symbol = instrument?.symbol ?? '';
  const quote = quotes.find((one) => one.instrument === symbol);
  return (
    <Panel area="chart" name="Chart" head={<InstrumentTabs quotes={quotes} />} showsPrices>
      <Toolbar quote={quote} />
      <div ref={body} className="chart-body stale-body">
        <div
          ref={plot}
          className="chart-canvas"
          role="slider"
          tabIndex={0}
          aria-label={`${symbol} candles`}
          aria-describedby="chart-keys"
          aria-valuemin={0}
          aria-valuenow={0}
          aria-valuetext={NO_CANDLE}
          onKeyDown={(event) => pressed(event, view.current, mover.current)}
          onBlur={() => {
            view.current?.leave();
            mover.current?.drop();
          }}
        />
        <p id="chart-keys" className="hidden-text">
          Left and Right move by candle, Home and End to the first and the last. O chooses an own
          order, Up and Down move it, Enter sends it there.
        </p>
        <div ref={chips} className="line-chips" aria-hidden="true" />
        <div ref={legend} className="legend" aria-hidden="true" hidden />
        <span className="plot-label">Volume, {instrument?.sizeUnit ?? ''}</span>
        <DepthLabel />
        <HeldLabel />
      </div>
    </Panel>
  );
}
