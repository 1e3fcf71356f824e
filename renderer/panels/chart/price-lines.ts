/** Lines of orders and positions: the line on the chart, its label on the axis, its chip beside. */
import { LineStyle } from 'lightweight-charts';
import type { IPriceLine, ISeriesApi } from 'lightweight-charts';
import type { Tokens } from '../../theme/tokens.ts';
import { LinkMarks } from './link-marks.ts';
import type { LinkedLine } from './link-marks.ts';
import { stackedTops } from './lines.ts';
import type { ChartLine } from './lines.ts';

/** Lines farther from the last price than this do not stretch the scale. */
const STRETCH = 0.012;
const STYLES = { dashed: LineStyle.Dashed, dotted: LineStyle.Dotted, solid: LineStyle.Solid };

interface Drawn {
  readonly line: IPriceLine;
  readonly chip: HTMLElement;
  shown: ChartLine;
}

function chipClass({ tone, isOrder, isChosen }: ChartLine): string {
  const state = `${isOrder === true ? ' of-order' : ''}${isChosen === true ? ' is-chosen' : ''}`;
  return `line-chip ${tone}${state}`;
}

/** How near to a line a pointer is on it. */
const NEAR_PX = 4;

export class PriceLines {
  readonly #series: ISeriesApi<'Candlestick'>;
  readonly #chips: HTMLElement;
  readonly #drawn = new Map<string, Drawn>();
  readonly #links: LinkMarks;
  #tokens: Tokens;

  /** `chips` stands over the plot, its right edge where chips end. */
  constructor(series: ISeriesApi<'Candlestick'>, chips: HTMLElement, tokens: Tokens) {
    this.#series = series;
    this.#chips = chips;
    this.#links = new LinkMarks(chips);
    this.#tokens = tokens;
  }

  paint(tokens: Tokens): void {
    this.#tokens = tokens;
    for (const [key, { shown }] of Array.from(this.#drawn)) {
      this.#erase(key);
      this.#draw(shown);
    }
  }

  show(lines: readonly ChartLine[]): void {
    const keys = new Set(lines.map(({ key }) => key));
    for (const key of Array.from(this.#drawn.keys())) if (!keys.has(key)) this.#erase(key);
    for (const line of lines) {
      const drawn = this.#drawn.get(line.key);
      if (drawn === undefined) this.#draw(line);
      else this.#change(drawn, line);
    }
  }

  /** Chips stand at their lines in a plot of this height; where two meet, one gives way. */
  place(height: number): void {
    const inside: { readonly chip: HTMLElement; readonly y: number }[] = [];
    for (const { chip, shown } of this.#drawn.values()) {
      const y = this.#series.priceToCoordinate(shown.ticks);
      chip.hidden = y === null || y < 0 || y > height;
      if (!chip.hidden && y !== null) inside.push({ chip, y });
    }
    inside.sort((a, b) => a.y - b.y);
    const tops = stackedTops(
      inside.map(({ y }) => y),
      height,
    );
    for (const [at, { chip }] of inside.entries()) {
      const transform = `translateY(${tops[at] ?? 0}px)`;
      if (chip.style.transform !== transform) chip.style.transform = transform;
    }
    this.#links.place(
      [...this.#drawn.values()].flatMap(({ shown }) => this.#linked(shown)),
      height,
    );
  }

  /** Where a line meets the marks of its groups. */
  #linked({ groups = [], ticks, isChosen }: ChartLine): LinkedLine[] {
    const y = this.#series.priceToCoordinate(ticks);
    return y === null ? [] : groups.map((group) => ({ group, y, isChosen: isChosen === true }));
  }

  /** The own order whose line is nearest to a height, where one is near. */
  orderAt(y: number): string | null {
    let [nearest, away]: [string | null, number] = [null, NEAR_PX + 1];
    for (const { shown } of this.#drawn.values()) {
      const at = shown.isOrder === true ? this.#series.priceToCoordinate(shown.ticks) : null;
      if (at === null || Math.abs(at - y) >= away) continue;
      [nearest, away] = [shown.key, Math.abs(at - y)];
    }
    return nearest;
  }

  /** Near lines belong into the picture; far ones would flatten the candles. */
  stretched(
    range: { readonly minValue: number; readonly maxValue: number },
    lastTicks: number,
  ): { minValue: number; maxValue: number } {
    let { minValue, maxValue } = range;
    for (const { shown } of this.#drawn.values()) {
      // The scale stands still under a line that is being moved.
      const ticks = shown.homeTicks ?? shown.ticks;
      if (Math.abs(ticks - lastTicks) > lastTicks * STRETCH) continue;
      minValue = Math.min(minValue, ticks);
      maxValue = Math.max(maxValue, ticks);
    }
    return { minValue, maxValue };
  }

  remove(): void {
    this.#chips.replaceChildren();
  }

  #draw(line: ChartLine): void {
    const chip = document.createElement('span');
    chip.className = chipClass(line);
    chip.dataset['line'] = line.key;
    chip.textContent = line.label;
    this.#chips.append(chip);
    const color = this.#tokens[line.tone];
    const drawn = this.#series.createPriceLine({
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
    if (drawn.shown.isChosen !== line.isChosen) {
      drawn.chip.className = chipClass(line);
      drawn.line.applyOptions({ lineWidth: line.isChosen === true ? 2 : 1 });
    }
    drawn.shown = line;
  }

  #erase(key: string): void {
    const drawn = this.#drawn.get(key);
    if (drawn === undefined) return;
    this.#series.removePriceLine(drawn.line);
    drawn.chip.remove();
    this.#drawn.delete(key);
  }
}
