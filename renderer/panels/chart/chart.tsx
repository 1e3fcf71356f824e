/** Candles of the selected instrument with the selected subaccount's orders and position. */
import { useEffect, useRef } from 'react';
import type { Quote } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { priceFormatter } from '../../text/prices.ts';
import { countdown } from '../../text/times.ts';
import { tokensOf } from '../../theme/tokens.ts';
import { CANDLE_SECONDS, deskState, onDesk, setDesk, useDesk } from '../../workspace/desk-state.ts';
import { Panel } from '../../workspace/panel.tsx';
import { instrumentOf } from '../../workspace/watching.ts';
import { CandleView } from './candle-view.ts';
import { linesOf } from './lines.ts';

const CANDLES_ASKED = 500;

function currentTokens() {
  const { theme, palette } = deskState();
  return tokensOf(theme, palette);
}

function drawLines(feed: Feed, view: CandleView): void {
  const { orders, positions } = feed.rows;
  view.lines(linesOf(orders.values(), positions.values(), deskState()));
}

/** Asks for the past; then the frames' candles carry on from there. */
async function fill(feed: Feed, view: CandleView): Promise<boolean> {
  const { instrument: symbol, candleSeconds } = deskState();
  const instrument = instrumentOf(feed, symbol);
  if (instrument === undefined) return false;
  const call = {
    name: 'candles',
    instrument: symbol,
    candleSeconds,
    count: CANDLES_ASKED,
  } as const;
  const reply = await feed.request(call);
  const now = deskState();
  if (now.instrument !== symbol || now.candleSeconds !== candleSeconds) return false;
  const candles = reply.body?.name === 'candles' ? reply.body.candles : [];
  view.show(candles, priceFormatter(instrument));
  return true;
}

/** Connects a view with the feed and the settings; returns what ends it. */
function keepChart(feed: Feed, view: CandleView): () => void {
  let isFilled = false;
  let shown = '';
  const fillAndDraw = async (): Promise<void> => {
    isFilled = (await fill(feed, view)) || isFilled;
    drawLines(feed, view);
  };
  const refill = (): void => {
    isFilled = false;
    void fillAndDraw();
  };
  const follow = (): void => {
    const { instrument, candleSeconds, theme, palette } = deskState();
    const wanted = `${instrument} ${candleSeconds}`;
    if (wanted !== shown) refill();
    shown = wanted;
    view.paint(tokensOf(theme, palette));
    drawLines(feed, view);
  };
  const stops = [
    onDesk(follow),
    feed.on('welcome', refill),
    feed.on('orders', () => drawLines(feed, view)),
    feed.on('positions', () => drawLines(feed, view)),
    feed.on('candle', (candle) => {
      const { instrument, candleSeconds } = deskState();
      if (candle === null || !isFilled || candle.instrument !== instrument) return;
      if (candle.candleSeconds === candleSeconds) view.update(candle);
    }),
  ];
  follow();
  return () => stops.forEach((stop) => stop());
}

const ARROWS = { '-1': '\u25bc', '0': '', '1': '\u25b2' } as const;
const TONES = { '-1': 'down', '0': '', '1': 'up' } as const;

function InstrumentTabs({ quotes }: { quotes: readonly Quote[] }) {
  const welcome = useScalar('welcome');
  const selected = useDesk((state) => state.instrument);
  return (
    <fieldset className="instruments" aria-label="Instrument">
      {(welcome?.instruments ?? []).map(({ symbol, contract }) => {
        const quote = quotes.find(({ instrument }) => instrument === symbol);
        const direction = quote?.direction ?? 0;
        return (
          <button
            key={symbol}
            type="button"
            aria-pressed={symbol === selected}
            {...(symbol === selected ? { 'data-first-focus': true } : {})}
            onClick={() => setDesk({ instrument: symbol, staged: null })}
          >
            <span>
              {symbol} <span className="muted">{contract === 'linear' ? 'Perp' : 'Inverse'}</span>
              {quote !== undefined && quote.state !== 'open' && (
                <span className="warn"> {quote.state}</span>
              )}
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

function QuoteLine({ quote }: { quote: Quote | undefined }) {
  if (quote === undefined) return <span>No price yet</span>;
  return (
    <>
      <span>
        Mark <b>{quote.mark}</b>
      </span>
      <span>
        Index <b>{quote.index}</b>
      </span>
      <span className="wide-only">
        Basis <b>{quote.basisPercent}</b>
      </span>
      <span>
        Funding <b>{quote.fundingPercent}</b> in <b>{countdown(quote.fundingInS)}</b>
      </span>
    </>
  );
}

export function Chart() {
  const feed = useFeed();
  const quotes = useSlow('quotes');
  const selected = useDesk((state) => state.instrument);
  const candleSeconds = useDesk((state) => state.candleSeconds);
  const element = useRef<HTMLElement>(null);
  const chips = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const view = new CandleView(element.current!, chips.current!, currentTokens());
    const stop = keepChart(feed, view);
    return () => {
      stop();
      view.remove();
    };
  }, [feed]);
  const quote = quotes.find(({ instrument }) => instrument === selected);
  const unit = useScalar('welcome')?.instruments.find(
    ({ symbol }) => symbol === selected,
  )?.sizeUnit;
  return (
    <Panel area="chart" name="Chart" head={<InstrumentTabs quotes={quotes} />} showsPrices>
      <div className="toolbar">
        <fieldset className="segments" aria-label="Candle">
          {CANDLE_SECONDS.map((seconds) => (
            <button
              key={seconds}
              type="button"
              aria-pressed={seconds === candleSeconds}
              onClick={() => setDesk({ candleSeconds: seconds })}
            >
              {seconds === 60 ? '1m' : `${seconds}s`}
            </button>
          ))}
        </fieldset>
        <span className="spring" />
        <QuoteLine quote={quote} />
      </div>
      <div className="chart-body stale-body">
        <figure
          ref={element}
          className="chart-canvas"
          aria-label={`${selected} candles; last ${quote?.last ?? 'unknown'}`}
        />
        <div ref={chips} className="line-chips" aria-hidden="true" />
        <span className="volume-label">Volume, {unit ?? ''}</span>
      </div>
    </Panel>
  );
}
