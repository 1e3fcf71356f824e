/** What the tests of the book have in common: the two books, short orders, and a book as text. */
import { Book } from '../book.ts';
import {
  BUY,
  SELL,
  type NewOrder,
  type OrderBook,
  type OrderImage,
  type PlaceResult,
  type Side,
} from '../contract.ts';
import { NaiveBook } from './naive-book.ts';
import { Recorder } from './recorder.ts';

/** Both implementations, by name, for `describe.each`. */
export const books: readonly (readonly [name: string, create: () => OrderBook])[] = [
  ['engine', () => new Book()],
  ['naive twin', () => new NaiveBook()],
];

/** An order that only rests or trades: good till cancelled, subaccount 1, of no owner group. */
export function limit(
  orderId: number,
  side: Side,
  quantityLots: number,
  priceTicks: number,
  more: Partial<NewOrder> = {},
): NewOrder {
  return {
    orderId,
    subaccount: 1,
    owner: 0,
    side,
    priceTicks,
    quantityLots,
    flags: 0,
    strategy: 0,
    timeInForce: 'gtc',
    postOnly: false,
    ...more,
  };
}

/** A book with a recorder: commands by order id, outcomes without slots, validated after each. */
export class Sandbox {
  readonly book: OrderBook;
  readonly recorder: Recorder;

  constructor(book: OrderBook) {
    this.book = book;
    this.recorder = new Recorder(book);
  }

  place(orderId: number, side: Side, lots: number, ticks: number, more?: Partial<NewOrder>) {
    const order = limit(orderId, side, lots, ticks, more);
    return this.#outcome(this.book.place(order, this.recorder));
  }

  amend(orderId: number, lots: number, ticks: number) {
    const slot = this.book.slotOf(orderId);
    return this.#outcome(this.book.amend(slot, lots, ticks, this.recorder));
  }

  /** Uncrosses at a price; the lots traded. */
  uncross(priceTicks: number): number {
    const lots = this.book.uncross(priceTicks, this.recorder);
    this.book.validate();
    return lots;
  }

  #outcome(result: PlaceResult): Omit<PlaceResult, 'slot'> {
    this.book.validate();
    const { status, reason, filledLots, remainingLots } = result;
    return { status, reason, filledLots, remainingLots };
  }
}

/** The levels of a side, best first, as `price: id(lots) id(lots) = total`. */
export function levelsOf(book: OrderBook, side: Side): string[] {
  const levels: string[] = [];
  for (let depthIndex = 0; depthIndex < book.levelCount(side); depthIndex += 1) {
    const queue: string[] = [];
    let slot = book.firstOrderAt(side, depthIndex);
    while (slot >= 0) {
      const [remaining, shown] = [book.remainingLotsOf(slot), book.shownLotsOf(slot)];
      const lots = shown === remaining ? remaining : `${shown} of ${remaining}`;
      queue.push(`#${book.orderIdOf(slot)}(${lots})`);
      slot = book.nextInLevel(slot);
    }
    const ticks = book.levelTicks(side, depthIndex);
    const [total, shown] = [
      book.levelTotalLots(side, depthIndex),
      book.levelLots(side, depthIndex),
    ];
    const lots = shown === total ? total : `${shown} of ${total}`;
    levels.push(`${ticks}: ${queue.join(' ')} = ${lots}`);
  }
  return levels;
}

/** The ids of a subaccount's orders as the book lists them. */
export function idsOf(book: OrderBook, subaccount: number): number[] {
  const ids: number[] = [];
  let slot = book.firstOrderOf(subaccount);
  while (slot >= 0) {
    ids.push(book.orderIdOf(slot));
    slot = book.nextOrderOf(slot);
  }
  return ids;
}

/** Where two books differ for anybody who reads them, or undefined. */
export function difference(one: OrderBook, other: OrderBook): string | undefined {
  for (const side of [BUY, SELL] as const) {
    const [a, b] = [levelsOf(one, side), levelsOf(other, side)];
    if (a.join('\n') !== b.join('\n')) return `${a.join('; ')} and ${b.join('; ')}`;
    const [ahead, there] = [aheadOf(one, side), aheadOf(other, side)];
    if (ahead !== there) return `lots ahead: ${ahead} and ${there}`;
    if (one.bestTicks(side) !== other.bestTicks(side)) return `best of side ${side}`;
  }
  const [a, b] = [one.save().orders.map(orderText), other.save().orders.map(orderText)];
  const differing = a.findIndex((text, index) => text !== b[index]);
  if (differing >= 0) return `${a[differing]} and ${b[differing]}`;
  if (one.isCollecting !== other.isCollecting) return 'one collects';
  if (one.orderCount !== other.orderCount) return 'number of orders';
  return undefined;
}

function aheadOf(book: OrderBook, side: Side): string {
  const ahead: number[] = [];
  book.forEachOrder(side, (slot) => ahead.push(book.lotsAhead(slot), book.lotsShownWith(slot)));
  return ahead.join(' ');
}

function orderText(order: OrderImage): string {
  const { orderId, subaccount, owner, side, priceTicks, remainingLots, quantityLots } = order;
  const lots = `${remainingLots} of ${quantityLots}`;
  const numbers = `${subaccount}/${owner}, flags ${order.flags}, strategy ${order.strategy}`;
  const kept = `post-only ${order.postOnly}, exempt ${order.selfTradeExempt}`;
  const shows = `${order.shownLots} of ${order.displayLots}`;
  const more = `${order.postOnlyReprices} ${order.selfTradeMode}, shows ${shows}`;
  return `#${orderId} side ${side} ${lots} @ ${priceTicks} for ${numbers}, ${kept} ${more}`;
}
