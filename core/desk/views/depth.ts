/** Cumulative depth of a book near its middle, as a chart draws it against its price scale. */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { at } from '../../venue/state.ts';
import type { Instrument } from '../../venue/state.ts';
import type { Depth, DepthPoint } from '../messages.ts';
import { instrumentNamed } from './buckets.ts';
import { middleTicks } from './ladder.ts';
import { sizeUnit } from './scales.ts';
import type { Scene } from './scene.ts';

/** Shown is what stands within one part in so many of the middle. */
const REACH_PARTS = 100;
/** Points of a side, besides the one where it ends. */
const POINTS = 39;
const SHARE_STEPS = 1_000;

interface Step {
  readonly ticks: number;
  /** Lots from the best price to this one. */
  readonly lots: number;
}

/**
 * A side's depth, from the best price to the end of the reach. Prices lie closer together near the
 * middle, where a chart is looked at closely; a level counts at the price beyond it, so that depth
 * never looks nearer than it is.
 */
function stepsOf({ book }: Instrument, side: 1 | -1, middle: number, reach: number): Step[] {
  const steps: Step[] = [];
  const levels = book.levelCount(side);
  let level = 0;
  let lots = 0;
  for (let point = 1; point <= POINTS && level < levels; point++) {
    const away = Math.ceil((reach * point * point) / (POINTS * POINTS));
    const ticks = middle - side * away;
    const before = lots;
    while (level < levels && side * (book.levelTicks(side, level) - ticks) >= 0) {
      lots += book.levelLots(side, level);
      level += 1;
    }
    if (lots > before) steps.push({ ticks: Math.max(1, ticks), lots });
  }
  const end = Math.max(1, middle - side * reach);
  const last = steps.at(-1);
  if (last !== undefined && last.ticks !== end) steps.push({ ticks: end, lots });
  return steps;
}

/** Null where a window looks at no instrument, or at one without any price. Rule DESK-24. */
export function depthOf({ state, scales }: Scene, symbol: string): Depth | null {
  const instrument = instrumentNamed(state, symbol);
  const middle = instrument === undefined ? 0 : middleTicks(instrument);
  if (instrument === undefined || middle === 0) return null;
  const reach = Math.max(1, Math.round(middle / REACH_PARTS));
  const bids = stepsOf(instrument, BUY, middle, reach);
  const asks = stepsOf(instrument, SELL, middle, reach);
  const most = Math.max(bids.at(-1)?.lots ?? 0, asks.at(-1)?.lots ?? 0);
  const unit = sizeUnit(instrument, at(state.indices, instrument.spec.index).definition.symbol);
  const pointOf = ({ ticks, lots }: Step): DepthPoint => ({
    priceTicks: ticks,
    share: Math.round((lots / most) * SHARE_STEPS) / SHARE_STEPS,
  });
  return {
    instrument: symbol,
    bids: bids.map(pointOf),
    asks: asks.map(pointOf),
    total: most === 0 ? '' : `${scales.roughSize(instrument, most)} ${unit}`,
  };
}
