/**
 * The load of `bench book`: a seeded stream of orders and cancels for one instrument, made before
 * anything is timed. The book itself is asked meanwhile what rests, so every cancel names a live
 * order, and no order meets its own group: a book without self-trade prevention does the same work.
 */
import { Book, BUY, SELL } from '../../venue/book/book.ts';
import type { MatchPolicy, NewOrder, Side } from '../../venue/book/book.ts';
import { Random } from '../../feeds/simulated/random.ts';

/** The mix, in per cent: what is not named here is marketable. */
export const BOOK_MIX = { add: 65, cancel: 30, marketable: 5 } as const;

/** Ids as the venue makes them: a command's sequence number times the orders of a step. */
const ID_STEP = 65_536;
const MID_TICKS = 600_000;
/** An order's distance from the middle is geometric, with this mean. */
const MEAN_DISTANCE_TICKS = 150;
/** The middle walks by at most a tick, on so many commands in a million. */
const WALK_PPM = 100_000;
const MOST_LOTS = 10;
const MAKERS = 64;
/** Marketable orders come from one more subaccount, whose orders never rest. */
const TAKER = MAKERS;

/** Commands in order: what a column does not need for a kind is 0. */
export interface BookStream {
  readonly count: number;
  /** So many of the first commands only fill the book. */
  readonly fillCount: number;
  /** `BUY` or `SELL` for an order, 0 for a cancel. */
  readonly sides: Int8Array;
  readonly orderIds: Float64Array;
  readonly priceTicks: Int32Array;
  readonly lots: Int32Array;
  readonly subaccounts: Int32Array;
}

/** Makes a stream that fills a book to a depth and then keeps it there. */
export function makeStream(seed: number, depth: number, commands: number): BookStream {
  const maker = new StreamMaker(seed, depth, depth + commands);
  maker.fill();
  maker.run();
  return maker.stream;
}

/** An order of the bench's market. */
export function benchOrder(): NewOrder {
  return {
    orderId: 0,
    subaccount: 0,
    owner: 0,
    side: BUY,
    priceTicks: 1,
    quantityLots: 1,
    flags: 0,
    strategy: 0,
    timeInForce: 'gtc',
    postOnly: false,
  };
}

class StreamMaker implements MatchPolicy {
  readonly stream: BookStream;
  readonly #book = new Book();
  readonly #random: Random;
  readonly #depth: number;
  readonly #order = benchOrder();
  /** Live orders in no order, and where in the list each stands, by its number. */
  readonly #live: number[] = [];
  readonly #places: Int32Array;
  #made = 0;
  #midTicks = MID_TICKS;

  constructor(seed: number, depth: number, count: number) {
    this.#random = new Random(seed, 0);
    this.#depth = depth;
    this.#places = new Int32Array(count);
    this.stream = {
      count,
      fillCount: depth,
      sides: new Int8Array(count),
      orderIds: new Float64Array(count),
      priceTicks: new Int32Array(count),
      lots: new Int32Array(count),
      subaccounts: new Int32Array(count),
    };
  }

  fill(): void {
    while (this.#made < this.stream.fillCount) this.#add();
  }

  run(): void {
    const { add, cancel } = BOOK_MIX;
    while (this.#made < this.stream.count) {
      if (this.#random.chance(WALK_PPM)) this.#midTicks += this.#random.below(2) === 0 ? -1 : 1;
      const choice = this.#random.below(100);
      if (choice < add) this.#add();
      else if (choice < add + cancel) this.#cancel();
      else this.#take();
    }
  }

  makerAllowanceLots(_: number, wantedLots: number): number {
    return wantedLots;
  }

  onFill(makerSlot: number): void {
    const left = this.#book.remainingLotsOf(makerSlot);
    if (left === 0) this.#forget(this.#book.orderIdOf(makerSlot) / ID_STEP);
  }

  onSelfTrade(): void {}

  onTransfer(): void {}

  onMakerCancelled(): void {}

  #add(): void {
    const side = this.#side();
    const best = this.#book.bestTicks(side === BUY ? SELL : BUY);
    const wanted = this.#midTicks - side * (1 + this.#distanceTicks());
    // It goes behind the other side: only the marketable take.
    const behind = best === 0 ? wanted : best - side;
    const ticks = side === BUY ? Math.min(wanted, behind) : Math.max(wanted, behind);
    const number = this.#made;
    const lots = this.#random.between(1, MOST_LOTS);
    this.#place(side, ticks, lots, this.#random.below(MAKERS));
    this.#places[number] = this.#live.length;
    this.#live.push(number);
  }

  /** Takes what the mix adds too much, so that the depth stays; never more than there is. */
  #take(): void {
    const side = this.#side();
    const book = this.#book;
    const surplus = (BOOK_MIX.add - BOOK_MIX.cancel) / BOOK_MIX.marketable;
    const drift = (this.#live.length - this.#depth) / 100;
    const orders = Math.max(1, Math.round(surplus + drift));
    const wanted = this.#random.between(1, orders * (MOST_LOTS + 1));
    const limit = this.#midTicks + side * 50 * MEAN_DISTANCE_TICKS;
    const lots = book.fillableLots(side, limit, 0, wanted);
    if (lots > 0) this.#place(side, limit, lots, TAKER);
  }

  #cancel(): void {
    const number = this.#live[this.#random.below(Math.max(1, this.#live.length))];
    if (number === undefined) return;
    const orderId = number * ID_STEP;
    this.stream.orderIds[this.#made] = orderId;
    this.#made += 1;
    this.#book.cancel(this.#book.slotOf(orderId));
    this.#forget(number);
  }

  #place(side: Side, priceTicks: number, quantityLots: number, subaccount: number): void {
    const { sides, orderIds, priceTicks: prices, lots, subaccounts } = this.stream;
    const number = this.#made;
    sides[number] = side;
    orderIds[number] = number * ID_STEP;
    prices[number] = priceTicks;
    lots[number] = quantityLots;
    subaccounts[number] = subaccount;
    this.#made += 1;
    readOrder(this.stream, number, this.#order);
    this.#book.place(this.#order, this);
  }

  #forget(number: number): void {
    const place = this.#places[number] as number;
    const last = this.#live.pop() as number;
    if (last === number) return;
    this.#live[place] = last;
    this.#places[last] = place;
  }

  #side(): Side {
    return this.#random.below(2) === 0 ? BUY : SELL;
  }

  /** By the inverse of the distribution; floats are nobody's money here. */
  #distanceTicks(): number {
    const uniform = (this.#random.below(1_000_000) + 1) / 1_000_001;
    return Math.floor(Math.log(uniform) / Math.log(1 - 1 / MEAN_DISTANCE_TICKS));
  }
}

/** Fills an order with what the stream says of a number; each subaccount is a group of its own. */
export function readOrder(stream: BookStream, number: number, order: NewOrder): void {
  const subaccount = stream.subaccounts[number] as number;
  order.orderId = stream.orderIds[number] as number;
  order.subaccount = subaccount;
  order.owner = subaccount + 1;
  order.side = stream.sides[number] as Side;
  order.priceTicks = stream.priceTicks[number] as number;
  order.quantityLots = stream.lots[number] as number;
}
