/** What is drawn on the candles' own scale, with every repaint of theirs: depth, and own fills. */
import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Depth, DepthPoint } from '../../../core/desk/messages.ts';
import type { Tokens } from '../../theme/tokens.ts';
import { outlineOf } from './depth-outline.ts';
import type { FillMark } from './marks.ts';

type Attached = SeriesAttachedParameter;
type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
type Context = CanvasRenderingContext2D;

/** A layer on a series: draws itself whenever the chart does, and when it is told to. */
abstract class Layer implements ISeriesPrimitive, IPrimitivePaneView {
  protected attachedTo: Attached | null = null;
  readonly #views: readonly IPrimitivePaneView[] = [this];
  readonly #renderer: IPrimitivePaneRenderer = { draw: (target) => this.#draw(target) };
  readonly #order: PrimitivePaneViewZOrder;

  constructor(order: PrimitivePaneViewZOrder) {
    this.#order = order;
  }

  attached(attachedTo: Attached): void {
    this.attachedTo = attachedTo;
  }

  detached(): void {
    this.attachedTo = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  zOrder(): PrimitivePaneViewZOrder {
    return this.#order;
  }

  renderer(): IPrimitivePaneRenderer {
    return this.#renderer;
  }

  protected redraw(): void {
    this.attachedTo?.requestUpdate();
  }

  #draw(target: Target): void {
    const { attachedTo } = this;
    if (attachedTo === null) return;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      this.paint(context, mediaSize.width, attachedTo);
    });
  }

  protected abstract paint(context: Context, width: number, chart: Attached): void;
}

export interface DepthLook extends Pick<Tokens, 'up' | 'upBar' | 'down' | 'downBar'> {
  /** Pixels of the larger side, from the axis to the left. */
  readonly width: number;
}

export class DepthLayer extends Layer {
  #depth: Depth | null = null;
  #look: DepthLook | null = null;

  readonly #onDrawn: () => void;

  /** `onDrawn` is told of every repaint: what follows the scale is placed then. */
  constructor(onDrawn: () => void) {
    super('bottom');
    this.#onDrawn = onDrawn;
  }

  show(depth: Depth | null): void {
    this.#depth = depth;
    this.redraw();
  }

  look(look: DepthLook): void {
    this.#look = look;
    this.redraw();
  }

  protected paint(context: Context, width: number, { series }: Attached): void {
    this.#onDrawn();
    if (this.#depth === null || this.#look === null) return;
    const look = this.#look;
    const yOf = (ticks: number): number => series.priceToCoordinate(ticks) ?? 0;
    const side = (points: readonly DepthPoint[], edge: string, fill: string): void => {
      const [first, ...rest] = outlineOf(points, yOf, { axis: width, width: look.width });
      if (first === undefined) return;
      context.beginPath();
      context.moveTo(first.x, first.y);
      for (const { x, y } of rest) context.lineTo(x, y);
      context.fillStyle = fill;
      context.strokeStyle = edge;
      context.lineWidth = 1;
      context.fill();
      context.stroke();
    };
    side(this.#depth.bids, look.up, look.upBar);
    side(this.#depth.asks, look.down, look.downBar);
  }
}

/** Half the base of a triangle, its height, and how far it stands from its price. */
const HALF = 4;
const HEIGHT = 6;
const OFF = 4;

export type MarkLook = Pick<Tokens, 'up' | 'down' | 'danger' | 'panel'>;

export class MarkLayer extends Layer {
  #marks: readonly FillMark[] = [];
  #look: MarkLook | null = null;

  constructor() {
    super('top');
  }

  show(marks: readonly FillMark[]): void {
    this.#marks = marks;
    this.redraw();
  }

  look(look: MarkLook): void {
    this.#look = look;
    this.redraw();
  }

  protected paint(context: Context, width: number, { chart, series }: Attached): void {
    const scale = chart.timeScale();
    for (const { timeS, ticks, side, isLiquidation } of this.#marks) {
      const x = scale.timeToCoordinate(timeS as UTCTimestamp);
      const y = series.priceToCoordinate(ticks);
      if (x === null || y === null || x < -HALF || x > width + HALF) continue;
      this.#paintOne(context, { x, y, towards: side === 'BUY' ? 1 : -1, isLiquidation });
    }
  }

  /** Below its price with the tip up, or above it with the tip down. */
  #paintOne(context: Context, { x, y, towards, isLiquidation }: MarkPlace): void {
    const look = this.#look;
    if (look === null) return;
    const tip = y + towards * OFF;
    const base = tip + towards * HEIGHT;
    const colour = isLiquidation ? look.danger : towards === 1 ? look.up : look.down;
    context.beginPath();
    context.moveTo(x, tip);
    context.lineTo(x - HALF, base);
    context.lineTo(x + HALF, base);
    context.closePath();
    context.fillStyle = colour;
    context.strokeStyle = look.panel;
    context.lineWidth = 1;
    context.stroke();
    context.fill();
    if (!isLiquidation) return;
    context.font = "600 11px 'Inter Variable', sans-serif";
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    // Cut out of whatever candle stands there.
    context.lineJoin = 'round';
    context.lineWidth = 4;
    const middle = (tip + base) / 2;
    context.strokeText('LIQ', x + HALF + 4, middle);
    context.fillText('LIQ', x + HALF + 4, middle);
  }
}

interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly towards: 1 | -1;
  readonly isLiquidation: boolean;
}
