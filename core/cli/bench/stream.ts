/**
 * One stream of orders for every engine: adds around a walking middle, cancels, and takers that
 * sweep several makers, from a seed. The venue's own book says while it is made what rests, so a
 * cancel names an order that is there and no taker meets its own.
 */
import { Random } from '../../feeds/simulated/random.ts';
import { Book } from '../../venue/book/book.ts';
import type { MatchPolicy, Side } from '../../venue/book/book.ts';

export const ADD = 0;
export const CANCEL = 1;
/** A limit order that trades at once, immediate-or-cancel. */
export const TAKE = 2;

/** The mix in per cent; what is not named here takes. */
export const STREAM_MIX = { add: 65, cancel: 30 } as const;
export const MID_TICKS = 600_000;
/** The middle stays within this of where it began: half a per cent, inside the order band. */
const MOST_WALKED_TICKS = 3_000;
const WALK_EVERY = 20;
/** An add stands this far from the middle on average, geometrically distributed. */
const MEAN_AWAY_TICKS = 100;
const MOST_AWAY_TICKS = 2_000;
const MOST_LOTS = 10;
/** Makers that a taker fills on average while the book is as deep as it should be. */
const MEAN_SWEPT = 7;
const SWEEP_TICKS = 1_500;
/** Accounts that are drawn for a taker before it is an add in its place. */
const MOST_DRAWN = 32;

/** Commands as columns; a command's place is its name for those that come later. */
export interface Stream {
  readonly length: number;
  /** How many adds at the beginning only fill the book. */
  readonly warmUp: number;
  readonly kinds: Uint8Array;
  /** From 0. */
  readonly accounts: Uint16Array;
  readonly isBuy: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly lots: Int32Array;
  /** Of a cancel: the place of the add that it takes back. */
  readonly targets: Int32Array;
  /** Trades behind the warm-up. */
  readonly trades: number;
  /** Resting orders after each command behind the warm-up, on average. */
  readonly meanResting: number;
}

export interface StreamOptions {
  readonly seed: number;
  readonly commands: number;
  readonly resting: number;
  readonly accounts: number;
}

/** The adds that rest, so that one can be drawn and any can leave. */
class Resting {
  readonly #places: number[] = [];
  readonly #at: Int32Array;

  constructor(length: number) {
    this.#at = new Int32Array(length);
  }

  get count(): number {
    return this.#places.length;
  }

  nth(n: number): number {
    return this.#places[n] as number;
  }

  add(place: number): void {
    this.#at[place] = this.#places.length;
    this.#places.push(place);
  }

  remove(place: number): void {
    const at = this.#at[place] as number;
    const last = this.#places.pop() as number;
    if (last === place) return;
    this.#places[at] = last;
    this.#at[last] = at;
  }
}

class StreamMaker implements MatchPolicy {
  readonly #options: StreamOptions;
  readonly #random: Random;
  readonly #book = new Book();
  readonly #resting: Resting;
  readonly #stream: Omit<Stream, 'trades' | 'meanResting'>;
  #midTicks = MID_TICKS;
  #trades = 0;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#random = new Random(options.seed, 0);
    const length = options.resting + options.commands;
    this.#resting = new Resting(length);
    this.#stream = {
      length,
      warmUp: options.resting,
      kinds: new Uint8Array(length),
      accounts: new Uint16Array(length),
      isBuy: new Uint8Array(length),
      priceTicks: new Int32Array(length),
      lots: new Int32Array(length),
      targets: new Int32Array(length),
    };
  }

  make(): Stream {
    const { length, warmUp } = this.#stream;
    let resting = 0;
    for (let place = 0; place < length; place++) {
      if (place % WALK_EVERY === 0) this.#walk();
      if (place === warmUp) this.#trades = 0;
      this.#step(place);
      if (place >= warmUp) resting += this.#resting.count;
    }
    const meanResting = Math.round(resting / (length - warmUp));
    return { ...this.#stream, trades: this.#trades, meanResting };
  }

  #walk(): void {
    const moved = this.#midTicks + this.#random.between(-1, 1);
    if (Math.abs(moved - MID_TICKS) <= MOST_WALKED_TICKS) this.#midTicks = moved;
  }

  #step(place: number): void {
    const drawn = place < this.#stream.warmUp ? 0 : this.#random.below(100);
    if (drawn < STREAM_MIX.add || this.#resting.count === 0) this.#add(place);
    else if (drawn < STREAM_MIX.add + STREAM_MIX.cancel) this.#cancel(place);
    else this.#take(place);
  }

  #away(): number {
    const uniform = (this.#random.below(1 << 20) + 1) / (1 << 20);
    return Math.min(MOST_AWAY_TICKS, 1 + Math.floor(-Math.log(uniform) * MEAN_AWAY_TICKS));
  }

  #add(place: number): void {
    const isBuy = this.#random.chance(500_000);
    const away = this.#away();
    const wanted = isBuy ? this.#midTicks - away : this.#midTicks + away;
    const opposite = this.#book.bestTicks(isBuy ? -1 : 1);
    const clear = opposite === 0 ? wanted : isBuy ? opposite - 1 : opposite + 1;
    const priceTicks = isBuy ? Math.min(wanted, clear) : Math.max(wanted, clear);
    const account = this.#random.below(this.#options.accounts);
    this.#write(place, ADD, account, isBuy, priceTicks, this.#random.between(1, MOST_LOTS));
    this.#place(place, 'gtc');
    this.#resting.add(place);
  }

  #cancel(place: number): void {
    const target = this.#resting.nth(this.#random.below(this.#resting.count));
    const stream = this.#stream;
    const account = stream.accounts[target] as number;
    const isBuy = stream.isBuy[target] === 1;
    this.#write(place, CANCEL, account, isBuy, 0, 0);
    stream.targets[place] = target;
    this.#resting.remove(target);
    this.#book.cancel(this.#book.slotOf(target));
  }

  /** Where the book is too deep takers take more, so that its depth stays. */
  #take(place: number): void {
    const isBuy = this.#random.chance(500_000);
    const best = this.#book.bestTicks(isBuy ? -1 : 1);
    if (best === 0) return this.#add(place);
    const swept = (MEAN_SWEPT * this.#resting.count) / this.#options.resting;
    const lots = 1 + Math.floor((this.#random.below(1_000) * swept * (MOST_LOTS + 1)) / 1_000);
    const priceTicks = isBuy ? best + SWEEP_TICKS : best - SWEEP_TICKS;
    const side: Side = isBuy ? 1 : -1;
    const there = this.#book.fillableLots(side, priceTicks, 0, lots);
    let account = this.#random.below(this.#options.accounts);
    for (let drawn = 1; this.#meetsOwn(account, side, priceTicks, lots, there); drawn++) {
      // Where few hold the whole book, everybody meets an own order.
      if (drawn === MOST_DRAWN) return this.#add(place);
      account = this.#random.below(this.#options.accounts);
    }
    this.#write(place, TAKE, account, isBuy, priceTicks, lots);
    this.#place(place, 'ioc');
  }

  /** Whether an account would take fewer lots than there are, because some are its own. */
  #meetsOwn(account: number, side: Side, ticks: number, lots: number, there: number): boolean {
    return this.#book.fillableLots(side, ticks, account + 1, lots) < there;
  }

  #write(
    place: number,
    kind: number,
    account: number,
    isBuy: boolean,
    priceTicks: number,
    lots: number,
  ): void {
    const stream = this.#stream;
    stream.kinds[place] = kind;
    stream.accounts[place] = account;
    stream.isBuy[place] = isBuy ? 1 : 0;
    stream.priceTicks[place] = priceTicks;
    stream.lots[place] = lots;
  }

  #place(place: number, timeInForce: 'gtc' | 'ioc'): void {
    const stream = this.#stream;
    const account = stream.accounts[place] as number;
    const order = {
      orderId: place,
      subaccount: account,
      owner: account + 1,
      side: stream.isBuy[place] === 1 ? (1 as const) : (-1 as const),
      priceTicks: stream.priceTicks[place] as number,
      quantityLots: stream.lots[place] as number,
      flags: 0,
      strategy: 0,
      timeInForce,
      postOnly: false,
    };
    this.#book.place(order, this);
  }

  makerAllowanceLots(_makerSlot: number, wantedLots: number): number {
    return wantedLots;
  }

  onFill(makerSlot: number): void {
    this.#trades += 1;
    const isGone = this.#book.remainingLotsOf(makerSlot) === 0;
    if (isGone) this.#resting.remove(this.#book.orderIdOf(makerSlot));
  }

  onTransfer(): void {
    throw new Error('nothing in the stream passes within a group');
  }

  onSelfTrade(): void {
    throw new Error('nobody in the stream meets an order of its own group');
  }

  onMakerCancelled(): void {
    throw new Error('nothing in the stream cancels a maker');
  }
}

/** Makes the stream of a seed: the same every time. */
export function makeStream(options: StreamOptions): Stream {
  return new StreamMaker(options).make();
}
