/** The ladder: a book in rows of equal price steps, with the clients' own orders marked. */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { shownBestTicks } from '../../venue/book/shown-best.ts';
import { shownBand } from '../../venue/orders/checks.ts';
import type { Instrument } from '../../venue/state.ts';
import type { Ladder, LadderBand, LadderRow, Watch } from '../messages.ts';
import { instrumentNamed } from './buckets.ts';
import type { ClientOrder, Scene } from './scene.ts';

/** Lots by grouped price. */
type Sizes = Map<number, number>;

/** Own orders by row. */
type Queues = Map<number, ClientOrder[]>;

const SHARE_STEPS = 1_000;
/** Of a row's orders so many are said; a person reads no more. */
const QUEUES_SAID = 5;

/**
 * The row that a price belongs to: away from the middle, so that no row shows a better price than
 * there is. Rule DESK-11.
 */
function grouped(side: 1 | -1, ticks: number, step: number): number {
  return side === BUY ? Math.floor(ticks / step) * step : Math.ceil(ticks / step) * step;
}

function add(sizes: Sizes, ticks: number, lots: number): void {
  sizes.set(ticks, (sizes.get(ticks) ?? 0) + lots);
}

/** The middle of the book, or the last trade or the mark where a side is empty. */
export function middleTicks({ book, lastTicks, markTicks }: Instrument): number {
  const bid = shownBestTicks(book, BUY);
  const ask = shownBestTicks(book, SELL);
  if (bid !== 0 && ask !== 0) return Math.round((bid + ask) / 2);
  return bid || ask || lastTicks || markTicks;
}

/** A side in rows: the lots of each, and the best price in it. */
interface Depth {
  readonly sizes: Sizes;
  readonly best: ReadonlyMap<number, number>;
}

/** From the best price to the last row that is shown. */
function depth(instrument: Instrument, side: 1 | -1, step: number, worstTicks: number): Depth {
  const { book } = instrument;
  const sizes: Sizes = new Map();
  const best = new Map<number, number>();
  const levels = book.levelCount(side);
  for (let level = 0; level < levels; level++) {
    const priceTicks = book.levelTicks(side, level);
    const ticks = grouped(side, priceTicks, step);
    if (side * (ticks - worstTicks) < 0) break;
    add(sizes, ticks, book.levelLots(side, level));
    if (!best.has(ticks)) best.set(ticks, priceTicks);
  }
  return { sizes, best };
}

interface OwnSizes {
  readonly ownBuy: Sizes;
  readonly ownSell: Sizes;
  readonly otherBuy: Sizes;
  readonly otherSell: Sizes;
  readonly aheadBuy: Queues;
  readonly aheadSell: Queues;
}

function ownSizes(scene: Scene, instrument: Instrument, watch: Watch): OwnSizes {
  const own: OwnSizes = {
    ownBuy: new Map(),
    ownSell: new Map(),
    otherBuy: new Map(),
    otherSell: new Map(),
    aheadBuy: new Map(),
    aheadSell: new Map(),
  };
  for (const order of scene.orders[instrument.id - 1] ?? []) {
    // What waits for its trigger or for a price is in no queue.
    if (order.stop !== null || order.priceTicks === 0) continue;
    const isOwn = order.subaccount.label === watch.subaccount;
    const buys = isOwn ? own.ownBuy : own.otherBuy;
    const sells = isOwn ? own.ownSell : own.otherSell;
    const ticks = grouped(order.side, order.priceTicks, watch.ladder.stepTicks);
    add(order.side === BUY ? buys : sells, ticks, order.remainingLots);
    if (!isOwn) continue;
    const queues = order.side === BUY ? own.aheadBuy : own.aheadSell;
    const queue = queues.get(ticks);
    if (queue === undefined) queues.set(ticks, [order]);
    else queue.push(order);
  }
  return own;
}

/** The largest size among rows that are shown. */
function largest(sizes: Sizes, low: number, high: number): number {
  let most = 0;
  for (const [ticks, lots] of sizes) {
    if (ticks >= low && ticks <= high) most = Math.max(most, lots);
  }
  return most;
}

interface QueueTexts {
  readonly ahead: string;
  readonly front: string;
}

const NO_QUEUE: QueueTexts = { ahead: '', front: '' };

/** Only of rows that are shown: a long queue is counted from its nearer end. Rule DESK-42. */
function queueTexts(
  { scales }: Scene,
  instrument: Instrument,
  orders: ClientOrder[] | undefined,
): QueueTexts {
  if (orders === undefined) return NO_QUEUE;
  const { book } = instrument;
  const waiting = orders.map(({ orderId, side, priceTicks }) => {
    const slot = book.slotOf(orderId);
    const reach = side * priceTicks;
    return { reach, ahead: book.lotsAhead(slot), of: book.lotsShownWith(slot) };
  });
  waiting.sort((a, b) => b.reach - a.reach || a.ahead - b.ahead);
  const said = waiting.slice(0, QUEUES_SAID).map(({ ahead, of }) => {
    return `${scales.size(instrument, ahead)} of ${scales.size(instrument, of)}`;
  });
  return { ahead: said.join(', '), front: scales.shortSize(instrument, waiting[0]?.ahead ?? 0) };
}

/** Empty where others see all of them. Rule DESK-56. */
function shownText({ scales }: Scene, instrument: Instrument, orders: ClientOrder[]): string {
  if (orders.every(({ displayLots }) => displayLots === -1)) return '';
  const { book } = instrument;
  const shown = orders.map(({ orderId }) => book.shownLotsOf(book.slotOf(orderId)));
  return scales.size(
    instrument,
    shown.reduce((sum, lots) => sum + lots, 0),
  );
}

function total(sizes: Sizes): number {
  return [...sizes.values()].reduce((sum, lots) => sum + lots, 0);
}

/** Null where a window looks at no instrument, or at one without any price. */
export function ladderOf(scene: Scene, watch: Watch): Ladder | null {
  const instrument = instrumentNamed(scene.state, watch.instrument);
  if (instrument === undefined) return null;
  const { rows: reach, stepTicks: step, centreTicks } = watch.ladder;
  const wanted = centreTicks === 0 ? middleTicks(instrument) : centreTicks;
  if (wanted === 0) return null;
  const centre = Math.max(1, Math.round(wanted / step)) * step;
  const low = Math.max(step, centre - reach * step);
  const high = centre + reach * step;
  const bids = depth(instrument, BUY, step, low);
  const asks = depth(instrument, SELL, step, high);
  const most = Math.max(1, largest(bids.sizes, low, high), largest(asks.sizes, low, high));
  const own = ownSizes(scene, instrument, watch);
  const { scales } = scene;
  const sizeText = (lots: number): string => (lots === 0 ? '' : scales.size(instrument, lots));
  const size = (sizes: Sizes, ticks: number): string => sizeText(sizes.get(ticks) ?? 0);
  const best = (side: Depth, ticks: number): string =>
    scales.priceOr(instrument, side.best.get(ticks) ?? 0, '');
  const queue = (queues: Queues, ticks: number): QueueTexts =>
    queueTexts(scene, instrument, queues.get(ticks));
  const shown = (queues: Queues, ticks: number): string =>
    shownText(scene, instrument, queues.get(ticks) ?? []);
  const share = (sizes: Sizes, ticks: number): number =>
    Math.round(((sizes.get(ticks) ?? 0) / most) * SHARE_STEPS) / SHARE_STEPS;
  const nearest = (ticks: number): number => Math.round(ticks / step) * step;
  const indicative = indicativeTicks(instrument);
  const rows: LadderRow[] = [];
  for (let ticks = high; ticks >= low; ticks -= step) {
    const buys = queue(own.aheadBuy, ticks);
    const sells = queue(own.aheadSell, ticks);
    rows.push({
      priceTicks: ticks,
      price: scales.price(instrument, ticks),
      bid: size(bids.sizes, ticks),
      bidShare: share(bids.sizes, ticks),
      ask: size(asks.sizes, ticks),
      askShare: share(asks.sizes, ticks),
      bestBid: best(bids, ticks),
      bestAsk: best(asks, ticks),
      ownBuy: size(own.ownBuy, ticks),
      ownSell: size(own.ownSell, ticks),
      aheadBuy: buys.ahead,
      aheadSell: sells.ahead,
      frontBuy: buys.front,
      frontSell: sells.front,
      shownBuy: shown(own.aheadBuy, ticks),
      shownSell: shown(own.aheadSell, ticks),
      otherBuy: size(own.otherBuy, ticks),
      otherSell: size(own.otherSell, ticks),
      isLast: nearest(instrument.lastTicks) === ticks,
      isMark: nearest(instrument.markTicks) === ticks,
      isIndicative: indicative !== 0 && nearest(indicative) === ticks,
    });
  }
  return {
    instrument: instrument.spec.symbol,
    stepTicks: step,
    centreTicks: centre,
    rows,
    spread: spreadText(scene, instrument),
    workingBuy: sizeText(total(own.ownBuy)),
    workingSell: sizeText(total(own.ownSell)),
    band: bandOf(scene, instrument),
  };
}

/** Where the orders that a book collects would trade; 0 where it matches, or none cross. */
function indicativeTicks({ book, markTicks }: Instrument): number {
  return book.isCollecting ? book.indicative(markTicks).priceTicks : 0;
}

/** The bounds as the venue holds orders to them now. Rule DESK-41. */
function bandOf({ state, scales }: Scene, instrument: Instrument): LadderBand | null {
  const band = shownBand(state, instrument);
  if (band === null) return null;
  const { maxBidTicks, minAskTicks } = band;
  const maxBid = scales.price(instrument, maxBidTicks);
  return { maxBidTicks, minAskTicks, maxBid, minAsk: scales.price(instrument, minAskTicks) };
}

function spreadText({ scales }: Scene, instrument: Instrument): string {
  const bid = shownBestTicks(instrument.book, BUY);
  const ask = shownBestTicks(instrument.book, SELL);
  // Orders that are collected may cross: that is no spread.
  return bid === 0 || ask <= bid ? '' : scales.price(instrument, ask - bid);
}
