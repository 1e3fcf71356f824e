import { BOOK_LEVELS } from '../market-source.ts';
import type { BookTarget } from '../market-source.ts';
import type { Random } from './random.ts';
import type { TakerOrder } from './order-flow.ts';

export interface BookShape {
  readonly typicalLots: number;
  /** Levels lie one to this many ticks apart. */
  readonly widestGapTicks: number;
}

export interface Execution {
  readonly priceTicks: number;
  readonly quantityLots: number;
}

interface Level {
  /** Price in ticks times the side's sign: the larger, the better. */
  readonly key: number;
  lots: number;
}

/** What makers do to a side from one slot to the next. */
const CANCEL_PPM = 30_000;
const RESIZE_PPM = 150_000;
const STEP_IN_PPM = 600_000;
const INSERT_PPM = 300_000;

/** A book whose makers keep it around a fair price: they add, cancel and resize, slot by slot. */
export class SimulatedBook {
  readonly #shape: BookShape;
  /** Best first. */
  #bids: Level[] = [];
  #asks: Level[] = [];

  constructor(shape: BookShape) {
    this.#shape = shape;
  }

  /** Fills an order from what stands, level by level; what it does not find is dropped. */
  take(order: TakerOrder): Execution[] {
    const levels = order.side === 1 ? this.#asks : this.#bids;
    const executions: Execution[] = [];
    let wanted = order.lots;
    while (wanted > 0) {
      const best = levels[0];
      if (best === undefined) break;
      const quantityLots = Math.min(wanted, best.lots);
      executions.push({ priceTicks: Math.abs(best.key), quantityLots });
      wanted -= quantityLots;
      best.lots -= quantityLots;
      if (best.lots === 0) levels.shift();
    }
    return executions;
  }

  /** One round of the makers; no bid stays above `highestBid`, no ask below `lowestAsk`. */
  refresh(random: Random, highestBid: number, lowestAsk: number): void {
    this.#bids = this.#refreshed(this.#bids, highestBid, random);
    this.#asks = this.#refreshed(this.#asks, -lowestAsk, random);
  }

  target(market: number): BookTarget {
    return {
      market,
      bidTicks: this.#bids.map((level) => level.key),
      bidLots: this.#bids.map((level) => level.lots),
      askTicks: this.#asks.map((level) => -level.key),
      askLots: this.#asks.map((level) => level.lots),
    };
  }

  #refreshed(before: readonly Level[], bestKey: number, random: Random): Level[] {
    const levels = before.filter((level) => level.key <= bestKey && !random.chance(CANCEL_PPM));
    for (const level of levels) {
      if (random.chance(RESIZE_PPM)) level.lots = this.#drawLots(random);
    }
    const gap = bestKey - (levels[0]?.key ?? -Infinity);
    if (gap > this.#shape.widestGapTicks || (gap > 0 && random.chance(STEP_IN_PPM))) {
      levels.unshift({ key: bestKey, lots: this.#drawLots(random) });
    }
    if (random.chance(INSERT_PPM)) this.#insert(levels, random);
    while (levels.length < BOOK_LEVELS) {
      const worst = levels.at(-1)?.key ?? bestKey;
      const key = worst - random.between(1, this.#shape.widestGapTicks);
      levels.push({ key, lots: this.#drawLots(random) });
    }
    return levels.slice(0, BOOK_LEVELS);
  }

  /** A new level somewhere between the best and the worst, unless one stands there. */
  #insert(levels: Level[], random: Random): void {
    const best = levels[0]?.key ?? 0;
    const worst = levels.at(-1)?.key ?? 0;
    const key = best - random.below(best - worst + 1);
    const index = levels.findIndex((level) => level.key <= key);
    if (levels[index]?.key === key) return;
    levels.splice(index, 0, { key, lots: this.#drawLots(random) });
  }

  #drawLots(random: Random): number {
    return random.heavyTailed(this.#shape.typicalLots);
  }
}
