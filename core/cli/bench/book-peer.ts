/**
 * The yardstick of `bench book`: the npm package `nodejs-order-book`, given the same stream as the
 * objects and names that it asks for, made before anything is timed.
 */
import type { LimitOrderOptions, OrderBook as PeerBook } from 'nodejs-order-book';
import { SELL } from '../../venue/book/book.ts';
import type { BookStream } from './book-stream.ts';
import { BenchError } from './desk-window.ts';

export const PEER = 'nodejs-order-book';

type Sides = typeof import('nodejs-order-book').Side;

/** A command as the package takes it: an order, or the id of the one to cancel. */
type PeerCommand = LimitOrderOptions | string;

export interface Peer {
  readonly version: string;
  /** A fresh book with the stream's first orders in it. */
  fill(): void;
  /** The commands after those, as fast as it can. */
  run(): void;
  /** Its levels, to hold against ours: bids from the best down, then asks from the best up. */
  levels(): readonly (readonly [ticks: number, lots: number])[];
}

/** Loads the package, which is there for development only. */
export async function openPeer(stream: BookStream): Promise<Peer> {
  const { default: library } = await import('nodejs-order-book').catch(() => {
    throw new BenchError(`${PEER} is not installed: it comes with the development packages`);
  });
  const { default: manifest } = await import('nodejs-order-book/package.json', {
    with: { type: 'json' },
  });
  const commands = commandsOf(stream, library.Side);
  let book: PeerBook = new library.OrderBook();
  return {
    version: manifest.version,
    fill() {
      book = new library.OrderBook();
      drive(book, commands, 0, stream.fillCount);
    },
    run() {
      drive(book, commands, stream.fillCount, stream.count);
    },
    levels() {
      const [asks, bids] = book.depth();
      return [...bids.toSorted(byPrice).reverse(), ...asks.toSorted(byPrice)];
    },
  };
}

function byPrice([a]: readonly [number, number], [b]: readonly [number, number]): number {
  return a - b;
}

function commandsOf(stream: BookStream, side: Sides): PeerCommand[] {
  const { sides, orderIds, priceTicks, lots } = stream;
  return Array.from({ length: stream.count }, (_, n): PeerCommand => {
    const id = String(orderIds[n]);
    if (sides[n] === 0) return id;
    return {
      id,
      side: sides[n] === SELL ? side.SELL : side.BUY,
      price: priceTicks[n] as number,
      size: lots[n] as number,
    };
  });
}

function drive(book: PeerBook, commands: readonly PeerCommand[], from: number, to: number): void {
  for (let n = from; n < to; n += 1) {
    const command = commands[n] as PeerCommand;
    if (typeof command === 'string') book.cancel(command);
    else book.limit(command);
  }
}
