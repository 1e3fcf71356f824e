/** Keeps a chart as the feed and the window's settings have it. */
import type { Candle } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { priceFormatter } from '../../text/prices.ts';
import { tokensNow } from '../../workspace/colours.ts';
import { deskState, onDesk } from '../../workspace/desk-state.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { atMost } from '../../feed/at-most.ts';
import type { CandleView } from './candle-view.ts';
import { dragLines } from './drag-lines.ts';
import { LineMover } from './line-mover.ts';
import { linesOf } from './lines.ts';
import { marksOf } from './marks.ts';

const CANDLES_ASKED = 500;
/** Where a candle was missed the past is asked for again, so often at most. */
const REFILL_MS = 2_000;
/** So often at most is painted what the market moves, and what is made of all executions. */
const CANDLE_MS = 100;
const MARKS_MS = 500;
/** Beyond so many the past is asked for anew, so that a long day stays bounded. */
const CANDLES_MOST = 1_000;

function drawLines(feed: Feed, view: CandleView, mover: LineMover): void {
  const { orders, positions } = feed.rows;
  view.lines(mover.placed(linesOf(orders.values(), positions.values(), deskState())));
}

function drawMarks(feed: Feed, view: CandleView): void {
  view.marks(marksOf(feed.executions.items, deskState(), deskState().candleSeconds));
}

function drawDepth(feed: Feed, view: CandleView): void {
  const { instrument, hasDepth } = deskState();
  const depth = feed.get('depth');
  view.depth(hasDepth && depth?.instrument === instrument ? depth : null);
}

/** Where orders are moved by a pointer, and who is told what was moved. */
export interface Moving {
  readonly body: HTMLElement;
  readonly told: (mover: LineMover) => void;
}

/** The candles of one choice of instrument and interval, from the past on. */
class Filling {
  readonly #feed: Feed;
  readonly #view: CandleView;
  #shown = '';
  #isUnderWay = false;
  #refill = 0;

  constructor(feed: Feed, view: CandleView) {
    this.#feed = feed;
    this.#view = view;
  }

  static #wanted(): string {
    const { instrument, candleSeconds } = deskState();
    return `${instrument} ${candleSeconds}`;
  }

  /** Whether the candles on the chart are those that are wanted; newer ones carry on from them. */
  get isFilled(): boolean {
    return this.#shown === Filling.#wanted();
  }

  forget(): void {
    this.#shown = '';
  }

  /** Asks for the past, once at a time. */
  async fill(): Promise<void> {
    const { instrument: symbol, candleSeconds } = deskState();
    const instrument = instrumentOf(this.#feed, symbol);
    if (instrument === undefined || this.#isUnderWay) return;
    const wanted = Filling.#wanted();
    this.#isUnderWay = true;
    const scope = { instrument: symbol, candleSeconds, count: CANDLES_ASKED };
    const reply = await this.#feed.request({ name: 'candles', ...scope });
    this.#isUnderWay = false;
    if (wanted !== Filling.#wanted()) return this.fill();
    if (reply.body?.name !== 'candles') return;
    this.#view.show(reply.body.candles, priceFormatter(instrument), this.#shown !== wanted);
    this.#shown = wanted;
  }

  fillSoon(): void {
    if (this.#refill !== 0) return;
    this.#refill = window.setTimeout(() => {
      this.#refill = 0;
      void this.fill();
    }, REFILL_MS);
  }

  stop(): void {
    window.clearTimeout(this.#refill);
  }
}

/** Connects a view with the feed and the settings; returns what ends it. */
export function keepChart(feed: Feed, view: CandleView, moving: Moving): () => void {
  const mover = new LineMover(feed, () => {
    drawLines(feed, view, mover);
    moving.told(mover);
  });
  const filling = new Filling(feed, view);
  const fresh = new Map<number, Candle>();
  const paintMarks = atMost(MARKS_MS, () => drawMarks(feed, view));
  const paintCandles = atMost(CANDLE_MS, () => {
    const { instrument, candleSeconds } = deskState();
    const candles = [...fresh.values()].filter(
      (candle) => candle.instrument === instrument && candle.candleSeconds === candleSeconds,
    );
    fresh.clear();
    if (!filling.isFilled) return void filling.fill();
    const isMissing = candles.map((candle) => view.update(candle)).includes(true);
    if (isMissing || view.candleCount > CANDLES_MOST) filling.fillSoon();
  });
  let painted = tokensNow();
  const follow = (): void => {
    if (!filling.isFilled) void filling.fill();
    if (painted !== tokensNow()) view.paint(tokensNow());
    painted = tokensNow();
    drawLines(feed, view, mover);
    drawMarks(feed, view);
    drawDepth(feed, view);
  };
  const stops = [
    onDesk(follow),
    feed.on('welcome', () => {
      filling.forget();
      follow();
    }),
    feed.on('orders', () => {
      drawLines(feed, view, mover);
      // The one that was chosen has moved, or is no more.
      moving.told(mover);
    }),
    feed.on('positions', () => drawLines(feed, view, mover)),
    dragLines(moving.body, view, mover),
    feed.on('executions', paintMarks),
    feed.on('depth', () => drawDepth(feed, view)),
    feed.on('candle', (candle) => {
      const { instrument, candleSeconds } = deskState();
      if (candle === null || candle.instrument !== instrument) return;
      if (candle.candleSeconds !== candleSeconds) return;
      // Each to its end: one that has ended is not lost to the next.
      fresh.set(candle.timeS, candle);
      paintCandles();
    }),
    () => filling.stop(),
    paintCandles.stop,
    paintMarks.stop,
  ];
  follow();
  moving.told(mover);
  return () => stops.forEach((stop) => stop());
}
