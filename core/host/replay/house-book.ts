/**
 * The book house account's orders in one instrument, and what brings them to a target.
 *
 * The account knows its orders from what it was told (outcomes and events), never from the book.
 * Its orders are plain limit orders, not post-only: where the market has moved through a desk's
 * resting order, the new quote takes it, as the flow that moved the market would have.
 */
import type { BookTarget } from '../../feeds/market-source.ts';
import type { CommandOf } from '../../venue/commands.ts';

export type HouseCommand =
  | CommandOf<'order.cancel'>
  | CommandOf<'order.amend'>
  | CommandOf<'order.place'>;

/** 1 is a bid, -1 an ask. */
type Side = 1 | -1;

interface RestingOrder {
  readonly order: number;
  readonly side: Side;
  readonly priceTicks: number;
  remainingLots: number;
}

/** Own orders of one side by price, each level oldest first. */
type Levels = Map<number, RestingOrder[]>;

export interface HouseBookOptions {
  readonly subaccount: number;
  readonly instrument: number;
  /** The largest quantity that one order may have. */
  readonly maxOrderLots: number;
}

export class HouseBook {
  readonly #options: HouseBookOptions;
  readonly #orders = new Map<number, RestingOrder>();
  readonly #bids: Levels = new Map();
  readonly #asks: Levels = new Map();

  constructor(options: HouseBookOptions) {
    this.#options = options;
  }

  /** Own orders that rest. */
  get orderCount(): number {
    return this.#orders.size;
  }

  /** What rests of one's own at a price. */
  restingLots(side: Side, priceTicks: number): number {
    return sumLots(this.#levels(side).get(priceTicks) ?? []);
  }

  /** An own order rests: a new one, or one that was amended in place and has kept its turn. */
  rested(order: number, side: Side, priceTicks: number, remainingLots: number): void {
    if (this.#orders.get(order)?.priceTicks === priceTicks) {
      this.remains(order, remainingLots);
      return;
    }
    const resting = { order, side, priceTicks, remainingLots };
    this.#orders.set(order, resting);
    const levels = this.#levels(side);
    const level = levels.get(priceTicks);
    if (level === undefined) levels.set(priceTicks, [resting]);
    else level.push(resting);
  }

  /** An order was filled in part, or amended in place, to `remainingLots`; 0 when it is gone. */
  remains(order: number, remainingLots: number): void {
    const resting = this.#orders.get(order);
    if (resting === undefined) return;
    resting.remainingLots = remainingLots;
    if (remainingLots > 0) return;
    this.#orders.delete(order);
    const levels = this.#levels(resting.side);
    const level = (levels.get(resting.priceTicks) ?? []).filter((entry) => entry !== resting);
    if (level.length === 0) levels.delete(resting.priceTicks);
    else levels.set(resting.priceTicks, level);
  }

  /**
   * Commands that leave the target standing, in an order in which the account never meets itself:
   * what is gone or too much first, on both sides, then what is missing, best price first.
   */
  changesTo(target: BookTarget): HouseCommand[] {
    const bids = byPrice(target.bidTicks, target.bidLots);
    const asks = byPrice(target.askTicks, target.askLots);
    return [
      ...this.#removals(this.#bids, bids),
      ...this.#removals(this.#asks, asks),
      ...this.#additions(1, bids),
      ...this.#additions(-1, asks),
    ];
  }

  #levels(side: Side): Levels {
    return side === 1 ? this.#bids : this.#asks;
  }

  #removals(levels: Levels, target: ReadonlyMap<number, number>): HouseCommand[] {
    const commands: HouseCommand[] = [];
    for (const [priceTicks, level] of levels) {
      let excess = sumLots(level) - (target.get(priceTicks) ?? 0);
      // The newest goes first: the older ones keep their place in the queue.
      for (let n = level.length - 1; n >= 0 && excess > 0; n -= 1) {
        const { order, remainingLots } = level[n] as RestingOrder;
        commands.push(this.#reduction(order, remainingLots, excess));
        excess -= remainingLots;
      }
    }
    return commands;
  }

  /** Less at the same price keeps its place; nothing left is a cancel. */
  #reduction(order: number, remainingLots: number, excessLots: number): HouseCommand {
    const { subaccount, instrument } = this.#options;
    const where = { subaccount, instrument, order };
    if (remainingLots <= excessLots) return { kind: 'order.cancel', ...where };
    return { kind: 'order.amend', ...where, quantityLots: remainingLots - excessLots };
  }

  #additions(side: Side, target: ReadonlyMap<number, number>): HouseCommand[] {
    const { subaccount, instrument, maxOrderLots } = this.#options;
    const commands: HouseCommand[] = [];
    for (const [priceTicks, lots] of target) {
      const missing = lots - this.restingLots(side, priceTicks);
      if (missing <= 0) continue;
      commands.push({
        kind: 'order.place',
        subaccount,
        instrument,
        side: side === 1 ? 'buy' : 'sell',
        type: 'limit',
        priceTicks,
        quantityLots: Math.min(missing, maxOrderLots),
        timeInForce: 'gtc',
        postOnly: false,
        reduceOnly: false,
      });
    }
    return commands;
  }
}

function sumLots(level: readonly RestingOrder[]): number {
  let lots = 0;
  for (const { remainingLots } of level) lots += remainingLots;
  return lots;
}

/** A map keeps the order of the target: best price first. */
function byPrice(ticks: readonly number[], lots: readonly number[]): ReadonlyMap<number, number> {
  return new Map(ticks.map((price, n) => [price, lots[n] as number]));
}
