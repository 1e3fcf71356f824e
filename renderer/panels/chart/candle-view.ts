/** Candles, volume and what belongs to them on one chart, painted outside React, in whole ticks. */
import { CandlestickSeries, createChart, HistogramSeries, LineStyle } from 'lightweight-charts';
import type {
  AutoscaleInfo,
  IChartApi,
  ISeriesApi,
  MouseEventParams,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Candle, Depth } from '../../../core/desk/messages.ts';
import { timeOfDay } from '../../text/times.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { DepthLayer, MarkLayer } from './layers.ts';
import type { ChartLine } from './lines.ts';
import type { FillMark } from './marks.ts';
import { PriceLines } from './price-lines.ts';

/** How the height is shared out. */
const CANDLES_PART = 88;
const VOLUME_PART = 12;
/** The widest chip, left of the depth. */
const CHIP_WIDTH = 168;
/** The larger side of the depth: of the plot's width, and within. */
const DEPTH_PART = 0.13;
const DEPTH_LEAST = 56;
const DEPTH_MOST = 104;
const GAP = 12;
/** Of the prices shown, at least this much stands on each side of the last. */
const BESIDE_LAST = 0.2;

const timeText = (time: number): string => timeOfDay(time * 1_000_000);

/** Where a chart is painted, and what is told of it. */
export interface ChartPlaces {
  /** Holds the canvas and measures for the style sheet: `--plot-height`, `--scale-width`. */
  readonly body: HTMLElement;
  readonly canvas: HTMLElement;
  readonly chips: HTMLElement;
  /** The candle at the crosshair; null where it left. */
  readonly onBar: (told: Told | null) => void;
}

type PriceRange = NonNullable<AutoscaleInfo['priceRange']>;

export interface Told {
  readonly bar: Candle;
  /** Which candle it is, from 1, of how many. */
  readonly place: number;
  readonly count: number;
  /** Own fills in it. */
  readonly fills: readonly FillMark[];
}

export class CandleView {
  readonly #places: ChartPlaces;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #lines: PriceLines;
  readonly #depth = new DepthLayer(() => this.#place());
  readonly #marks = new MarkLayer();
  #tokens: Tokens;
  /** What stands on the chart, oldest first. */
  #bars: Candle[] = [];
  #fills: readonly FillMark[] = [];
  #hasDepth = true;
  #measured = '';
  /** Left free beside the newest candle, for chips and depth. */
  #clearPx = 0;
  /** Place of the crosshair's candle among all of them, from 0. */
  #at: number | null = null;
  #isByKeys = false;

  constructor(places: ChartPlaces, tokens: Tokens) {
    this.#places = places;
    this.#tokens = tokens;
    this.#chart = createChart(places.canvas, {
      autoSize: true,
      layout: {
        attributionLogo: false,
        fontFamily: "'Inter Variable', sans-serif",
        fontSize: 11,
        panes: { enableResize: false },
      },
      rightPriceScale: { borderVisible: true, scaleMargins: { top: 0.05, bottom: 0.05 } },
      timeScale: {
        timeVisible: true,
        secondsVisible: true,
        barSpacing: 7,
        tickMarkFormatter: timeText,
      },
      localization: { timeFormatter: timeText },
      handleScale: { axisPressedMouseMove: { time: true, price: true } },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceLineStyle: LineStyle.Dotted,
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => this.#stretched(original()),
    });
    this.#volume = this.#addVolume();
    this.#lines = new PriceLines(this.#candles, places.chips, tokens);
    this.#candles.attachPrimitive(this.#depth);
    this.#candles.attachPrimitive(this.#marks);
    this.#chart.subscribeCrosshairMove((moved) => this.#pointed(moved));
    this.paint(tokens);
  }

  #addVolume(): ISeriesApi<'Histogram'> {
    const options = { priceScaleId: 'volume', lastValueVisible: false, priceLineVisible: false };
    const volume = this.#chart.addSeries(HistogramSeries, options, 1);
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.16, bottom: 0 } });
    const [upper, lower] = this.#chart.panes();
    upper?.setStretchFactor(CANDLES_PART);
    lower?.setStretchFactor(VOLUME_PART);
    return volume;
  }

  /** Takes the colours of a theme. Up is hollow, down is filled. */
  paint(tokens: Tokens): void {
    this.#tokens = tokens;
    const { panel, muted, line, line2, up, down, accent, text2 } = tokens;
    const label = { color: muted, labelBackgroundColor: text2 };
    this.#chart.applyOptions({
      layout: {
        background: { color: panel },
        textColor: muted,
        panes: { separatorColor: line, separatorHoverColor: line },
      },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line2 },
      timeScale: { borderColor: line2 },
      crosshair: { vertLine: label, horzLine: label },
    });
    this.#candles.applyOptions({
      upColor: panel,
      borderUpColor: up,
      wickUpColor: up,
      downColor: down,
      borderDownColor: down,
      wickDownColor: down,
      priceLineColor: accent,
    });
    this.#volume.setData(this.#bars.map((bar) => this.#column(bar)));
    this.#lines.paint(tokens);
    this.#marks.look(tokens);
    this.#measured = '';
  }

  /** Replaces everything; `priceText` writes ticks. The newest is shown where `isNew` is said. */
  show(candles: readonly Candle[], priceText: (ticks: number) => string, isNew: boolean): void {
    const format = { type: 'custom', formatter: priceText, minMove: 1 } as const;
    const stood = this.#bars[this.#at ?? -1]?.timeS;
    this.#bars = [...candles];
    this.#candles.applyOptions({ priceFormat: format });
    this.#candles.setData(candles.map(barOf));
    this.#volume.setData(candles.map((candle) => this.#column(candle)));
    const again = isNew ? -1 : candles.findIndex(({ timeS }) => timeS === stood);
    if (again === -1) this.leave();
    else this.#at = again;
    if (isNew) this.#toNewest();
  }

  /** True where candles may be missing between what stood and this one. */
  update(candle: Candle): boolean {
    const last = this.#bars.at(-1)?.timeS ?? candle.timeS;
    // What is older than what stands cannot be drawn; a fresh set comes with the next request.
    if (last > candle.timeS) return false;
    if (this.#bars.at(-1)?.timeS === candle.timeS) this.#bars.pop();
    this.#bars.push(candle);
    const isFirst = this.#bars.length === 1;
    this.#candles.update(barOf(candle));
    this.#volume.update(this.#column(candle));
    if (isFirst) this.#toNewest();
    if (this.#at !== null) this.#tell();
    return candle.timeS > last + candle.candleSeconds;
  }

  get candleCount(): number {
    return this.#bars.length;
  }

  lines(lines: readonly ChartLine[]): void {
    this.#lines.show(lines);
    this.#place();
  }

  marks(marks: readonly FillMark[]): void {
    this.#fills = marks;
    this.#marks.show(marks);
    if (this.#at !== null) this.#tell();
  }

  /** The price at a height of the plot, in whole ticks; null beyond it. */
  ticksAt(y: number): number | null {
    const price = this.#candles.coordinateToPrice(y);
    return price === null ? null : Math.max(1, Math.round(price));
  }

  /** The own order whose line is at a height of the plot; null where none is. */
  orderAt(y: number): string | null {
    return this.#lines.orderAt(y);
  }

  /** Null draws none and gives its place to the candles. */
  depth(depth: Depth | null): void {
    if (this.#hasDepth !== (depth !== null)) {
      this.#hasDepth = depth !== null;
      this.#measured = '';
    }
    this.#depth.show(depth);
  }

  /** Moves the crosshair by candles from where it is, or to one end of what there is. */
  step(by: number | 'first' | 'last'): void {
    const last = this.#bars.length - 1;
    if (last < 0) return;
    const from = this.#at ?? last + 1;
    const wanted = by === 'first' ? 0 : by === 'last' ? last : from + by;
    this.#isByKeys = true;
    this.#at = Math.max(0, Math.min(last, wanted));
    this.#reveal(this.#at);
    this.#tell();
  }

  /** The crosshair goes. */
  leave(): void {
    if (this.#at === null) return;
    this.#at = null;
    this.#chart.clearCrosshairPosition();
    this.#places.onBar(null);
    this.#isByKeys = false;
  }

  remove(): void {
    this.#chart.remove();
    this.#lines.remove();
  }

  #pointed({ logical, sourceEvent }: MouseEventParams): void {
    // What this view moved itself is no pointer's.
    if (this.#isByKeys && sourceEvent === undefined) return;
    this.#isByKeys = false;
    this.#at = logical === undefined ? null : Math.round(logical);
    this.#tell();
  }

  /** Says what the crosshair's candle is, and holds it there while keys have it. */
  #tell(): void {
    const bar = this.#bars[this.#at ?? -1];
    if (this.#at === null || bar === undefined) return this.#places.onBar(null);
    const fills = this.#fills.filter(({ timeS }) => timeS === bar.timeS);
    this.#places.onBar({ bar, place: this.#at + 1, count: this.#bars.length, fills });
    if (!this.#isByKeys) return;
    this.#chart.setCrosshairPosition(bar.closeTicks, bar.timeS as UTCTimestamp, this.#candles);
  }

  /** Scrolls no farther than is needed to have a candle in the picture. */
  #reveal(index: number): void {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (range === null) return;
    const by = index < range.from ? index - range.from : Math.max(0, index - range.to);
    if (by !== 0) scale.setVisibleLogicalRange({ from: range.from + by, to: range.to + by });
  }

  /** With every repaint: what stands beside the canvas moves with what is drawn on it. */
  #place(): void {
    const { width, height } = this.#chart.paneSize(0);
    const scaleWidth = this.#chart.priceScale('right').width();
    const measured = `${width} ${height} ${scaleWidth}`;
    if (measured !== this.#measured && width > 0) {
      this.#measured = measured;
      this.#measure(width, height, scaleWidth);
    }
    this.#lines.place(height);
  }

  #measure(width: number, height: number, scaleWidth: number): void {
    const part = Math.min(DEPTH_MOST, Math.max(DEPTH_LEAST, Math.round(width * DEPTH_PART)));
    const depthWidth = this.#hasDepth ? part : 0;
    const { style } = this.#places.body;
    style.setProperty('--plot-height', `${height}px`);
    style.setProperty('--scale-width', `${scaleWidth}px`);
    style.setProperty('--chips-right', `${scaleWidth + depthWidth + GAP}px`);
    const { up, upBar, down, downBar } = this.#tokens;
    this.#depth.look({ up, upBar, down, downBar, width: part });
    this.#clearPx = depthWidth + CHIP_WIDTH + GAP;
    this.#chart.timeScale().applyOptions({ rightOffsetPixels: this.#clearPx });
    // The newest keeps clear of the depth, however wide the chart has become.
    if (this.#at === null) this.#toNewest();
  }

  #toNewest(): void {
    const scale = this.#chart.timeScale();
    scale.scrollToPosition(this.#clearPx / scale.options().barSpacing, false);
  }

  #column({ timeS, openTicks, closeTicks, volume }: Candle) {
    const { upBar, downBar } = this.#tokens;
    const color = closeTicks >= openTicks ? upBar : downBar;
    return { time: timeS as UTCTimestamp, value: volume, color };
  }

  #stretched(info: AutoscaleInfo | null): AutoscaleInfo | null {
    if (info === null || info.priceRange === null) return info;
    const lastTicks = this.#bars.at(-1)?.closeTicks ?? 0;
    const range = this.#lines.stretched(info.priceRange, lastTicks);
    return { ...info, priceRange: this.#hasDepth ? bothSides(range, lastTicks) : range };
  }
}

/** Wide enough that depth shows on either side of the last price, wherever the market has gone. */
function bothSides({ minValue, maxValue }: PriceRange, lastTicks: number): PriceRange {
  const beside = (maxValue - minValue) * BESIDE_LAST;
  return {
    minValue: Math.min(minValue, lastTicks - beside),
    maxValue: Math.max(maxValue, lastTicks + beside),
  };
}

function barOf({ timeS, openTicks, highTicks, lowTicks, closeTicks }: Candle) {
  const time = timeS as UTCTimestamp;
  return { time, open: openTicks, high: highTicks, low: lowTicks, close: closeTicks };
}
