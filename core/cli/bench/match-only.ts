/**
 * The yardstick of `bench venue`: a book of the npm package `nodejs-order-book`, which matches and
 * does nothing else, given the same stream.
 */
import type { LimitOrderOptions, OrderBook } from 'nodejs-order-book';
import { ADD, CANCEL } from './stream.ts';
import type { Stream } from './stream.ts';

type Package = typeof import('nodejs-order-book');

/** The package, which comes with the development packages only; null where it is missing. */
export async function loadMatchOnly(): Promise<Package | null> {
  try {
    return await import('nodejs-order-book');
  } catch {
    return null;
  }
}

export class MatchOnlyRun {
  /** Makers filled behind the warm-up. */
  trades = 0;
  readonly #book: OrderBook;
  readonly #package: Package;
  readonly #stream: Stream;
  readonly #block: (LimitOrderOptions | string)[] = [];
  #next = 0;

  constructor(given: Package, stream: Stream) {
    this.#package = given;
    this.#book = new given.OrderBook();
    this.#stream = stream;
  }

  #commandAt(place: number): LimitOrderOptions | string {
    const { kinds, targets, isBuy, lots, priceTicks } = this.#stream;
    if (kinds[place] === CANCEL) return String(targets[place]);
    const { Side } = this.#package;
    return {
      id: String(place),
      side: isBuy[place] === 1 ? Side.BUY : Side.SELL,
      size: lots[place] as number,
      price: priceTicks[place] as number,
      // Its own enumeration is not exported.
      timeInForce: (kinds[place] === ADD
        ? 'GTC'
        : 'IOC') as Required<LimitOrderOptions>['timeInForce'],
    };
  }

  /** Parses the next commands up to a place into the block that `apply` takes; how many. */
  parse(untilPlace: number, most: number): number {
    const block = this.#block;
    block.length = 0;
    const end = Math.min(untilPlace, this.#next + most);
    for (; this.#next < end; this.#next++) block.push(this.#commandAt(this.#next));
    return block.length;
  }

  /** Applies the parsed block; nanoseconds it took. */
  apply(): number {
    const book = this.#book;
    let trades = 0;
    const begunMs = performance.now();
    for (const command of this.#block) {
      if (typeof command === 'string') book.cancel(command);
      else {
        const { done, partial } = book.limit(command);
        // A taker that is filled is itself among what is done; an add that rests is nowhere.
        if (done.length > 0) trades += countFills(done, partial, command.id);
      }
    }
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.trades += trades;
    return tookNs;
  }
}

interface Named {
  readonly id: string;
}

/** Makers that an order filled, whole or in part. */
function countFills(done: readonly Named[], partial: Named | null, own: string): number {
  let fills = partial !== null && partial.id !== own ? 1 : 0;
  for (const { id } of done) if (id !== own) fills += 1;
  return fills;
}
