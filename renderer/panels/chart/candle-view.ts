/** Candles, volume and lines on one chart, painted outside React; prices stay whole ticks. */
import { CandlestickSeries, createChart, HistogramSeries, LineStyle } from 'lightweight-charts';
import type {
  AutoscaleInfo,
  IChartApi,
  IPriceLine,
  ISeriesApi,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Candle } from '../../../core/desk/messages.ts';
import { timeOfDay } from '../../text/times.ts';
import type { Tokens } from '../../theme/tokens.ts';
import type { ChartLine } from './lines.ts';

/** Lines farther from the last price than this do not stretch the scale. */
const STRETCH = 0.012;
const STYLES = { dashed: LineStyle.Dashed, dotted: LineStyle.Dotted, solid: LineStyle.Solid };

interface Drawn {
  readonly line: IPriceLine;
  readonly chip: HTMLElement;
  shown: ChartLine;
}

export class CandleView {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  readonly #chips: HTMLElement;
  readonly #drawn = new Map<string, Drawn>();
  #tokens: Tokens;
  #lastTicks = 0;

  constructor(element: HTMLElement, chips: HTMLElement, tokens: Tokens) {
    this.#tokens = tokens;
    this.#chips = chips;
    this.#chart = createChart(element, {
      autoSize: true,
      layout: {
        attributionLogo: false,
        fontFamily: "'Inter Variable', sans-serif",
        fontSize: 11,
      },
      rightPriceScale: { borderVisible: true, scaleMargins: { top: 0.04, bottom: 0.17 } },
      timeScale: {
        timeVisible: true,
        secondsVisible: true,
        rightOffset: 24,
        barSpacing: 7,
        tickMarkFormatter: (time: number) => timeOfDay(time * 1_000_000),
      },
      localization: { timeFormatter: (time: number) => timeOfDay(time * 1_000_000) },
      handleScale: { axisPressedMouseMove: { time: true, price: true } },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceLineStyle: LineStyle.Dotted,
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => this.#stretched(original()),
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.88, bottom: 0 } });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.placeChips());
    this.paint(tokens);
  }

  /** Takes the colours of a theme. Up is hollow, down is filled. */
  paint(tokens: Tokens): void {
    this.#tokens = tokens;
    const { panel, muted, line, line2, up, down, accent } = tokens;
    this.#chart.applyOptions({
      layout: { background: { color: panel }, textColor: muted },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line2 },
      timeScale: { borderColor: line2 },
      crosshair: {
        vertLine: { color: muted, labelBackgroundColor: tokens.control },
        horzLine: { color: muted, labelBackgroundColor: tokens.control },
      },
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
    for (const [key, { shown }] of Array.from(this.#drawn)) {
      this.#erase(key);
      this.#draw(shown);
    }
  }

  /** Replaces everything; `priceText` writes ticks. */
  show(candles: readonly Candle[], priceText: (ticks: number) => string): void {
    const format = { type: 'custom', formatter: priceText, minMove: 1 } as const;
    this.#candles.applyOptions({ priceFormat: format });
    this.#candles.setData(candles.map((candle) => this.#bar(candle)));
    this.#volume.setData(candles.map((candle) => this.#column(candle)));
    this.#lastTicks = candles.at(-1)?.closeTicks ?? 0;
    this.#chart.timeScale().scrollToRealTime();
  }

  update(candle: Candle): void {
    const last = this.#candles.data().at(-1);
    // What is older than what stands cannot be drawn; a fresh set comes with the next request.
    if (last !== undefined && Number(last.time) > candle.timeS) return;
    this.#lastTicks = candle.closeTicks;
    this.#candles.update(this.#bar(candle));
    this.#volume.update(this.#column(candle));
    this.placeChips();
  }

  lines(lines: readonly ChartLine[]): void {
    const keys = new Set(lines.map(({ key }) => key));
    for (const key of Array.from(this.#drawn.keys())) if (!keys.has(key)) this.#erase(key);
    for (const line of lines) {
      const drawn = this.#drawn.get(line.key);
      if (drawn === undefined) this.#draw(line);
      else this.#change(drawn, line);
    }
    this.placeChips();
  }

  /** Chips stand at their line, right of which is only the axis; where two meet, one gives way. */
  placeChips(): void {
    const scaleWidth = this.#chart.priceScale('right').width();
    this.#chips.style.right = `${scaleWidth + 12}px`;
    const placed = [...this.#drawn.values()]
      .map(({ chip, shown }) => ({ chip, y: this.#candles.priceToCoordinate(shown.ticks) }))
      .sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
    let above = -Infinity;
    for (const { chip, y } of placed) {
      chip.hidden = y === null || y < 8 || y > this.#chips.clientHeight - 40;
      if (chip.hidden || y === null) continue;
      const at = Math.max(Math.round(y) - 9, above + 19);
      above = at;
      chip.style.transform = `translateY(${at}px)`;
    }
  }

  remove(): void {
    this.#chart.remove();
    this.#chips.replaceChildren();
  }

  #draw(line: ChartLine): void {
    const chip = document.createElement('span');
    chip.className = `line-chip ${line.tone}`;
    chip.textContent = line.label;
    this.#chips.append(chip);
    const color = this.#tokens[line.tone];
    const drawn = this.#candles.createPriceLine({
      price: line.ticks,
      color,
      lineWidth: 1,
      lineStyle: STYLES[line.style],
      axisLabelVisible: true,
      axisLabelColor: color,
      axisLabelTextColor: this.#tokens.onDirection,
      title: '',
    });
    this.#drawn.set(line.key, { line: drawn, chip, shown: line });
  }

  #change(drawn: Drawn, line: ChartLine): void {
    if (drawn.shown.ticks !== line.ticks) drawn.line.applyOptions({ price: line.ticks });
    if (drawn.shown.label !== line.label) drawn.chip.textContent = line.label;
    drawn.shown = line;
  }

  #erase(key: string): void {
    const drawn = this.#drawn.get(key);
    if (drawn === undefined) return;
    this.#candles.removePriceLine(drawn.line);
    drawn.chip.remove();
    this.#drawn.delete(key);
  }

  #bar({ timeS, openTicks, highTicks, lowTicks, closeTicks }: Candle) {
    const time = timeS as UTCTimestamp;
    return { time, open: openTicks, high: highTicks, low: lowTicks, close: closeTicks };
  }

  #column({ timeS, openTicks, closeTicks, volume }: Candle) {
    const { upBar, downBar } = this.#tokens;
    const color = closeTicks >= openTicks ? upBar : downBar;
    return { time: timeS as UTCTimestamp, value: volume, color };
  }

  /** Near lines belong into the picture; far ones would flatten the candles. */
  #stretched(info: AutoscaleInfo | null): AutoscaleInfo | null {
    if (info === null || info.priceRange === null) return info;
    let { minValue, maxValue } = info.priceRange;
    for (const { shown } of this.#drawn.values()) {
      if (Math.abs(shown.ticks - this.#lastTicks) > this.#lastTicks * STRETCH) continue;
      minValue = Math.min(minValue, shown.ticks);
      maxValue = Math.max(maxValue, shown.ticks);
    }
    return { ...info, priceRange: { minValue, maxValue } };
  }
}
