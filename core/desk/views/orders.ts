/** Live orders of the clients: what rests in the books and what waits for its trigger. */
import { BUY } from '../../venue/book/contract.ts';
import type { Peg } from '../../venue/orders/pegs.ts';
import { NOT_APPLICABLE } from '../format.ts';
import type { ExitValue, OrderRow } from '../messages.ts';
import { comingExits, comingValue, linkOf, valueOf } from './links.ts';
import type { ComingExit } from './links.ts';
import { kindText, sideText, strategyText } from './scene.ts';
import type { ClientOrder, Scene } from './scene.ts';

/** What of orders is heard as it happens and cannot be read from the state. */
export interface OrderNews {
  /** When an order was accepted, in venue time; missing where this core has not seen it. */
  readonly orderTimes: ReadonlyMap<number, number>;
  /** Live orders whose trigger was reached since this core started. */
  readonly released: ReadonlySet<number>;
  /** Whose exit an order is; missing where this core has not seen it come. */
  readonly parents: ReadonlyMap<number, number>;
}

/** What it is called where orders are traded; a market order that waits needs not say so. */
function typeText(type: 'market' | 'limit', { stop, peg }: ClientOrder): string {
  if (peg !== null) return `${peg.to} peg`;
  if (stop === null) return type;
  const limit = type === 'limit' ? ' limit' : '';
  if (stop.payload.closePosition === true) return `close stop${limit}`;
  if (stop.ifTouched === true) return type === 'limit' ? 'limit if touched' : 'if touched';
  return stop.trailTicks === undefined ? `stop${limit}` : `trailing${limit}`;
}

const NEITHER = { postOnly: false, reprice: false } as const;

function flagsText(scene: Scene, order: ClientOrder): string {
  const { scales } = scene;
  const { instrument, reduceOnly, selfTrade, displayLots, peg } = order;
  // That it never takes is in the nature of a pegged order.
  const { postOnly, reprice } = peg === null ? order : NEITHER;
  const flags = [
    ...(postOnly ? ['post-only'] : []),
    ...(reprice ? ['repriced'] : []),
    ...capText(scene, order),
    ...(reduceOnly ? ['reduce-only'] : []),
    ...(order.stop?.priceProtect === true ? ['price-protected'] : []),
    ...(displayLots === 0 ? ['hidden'] : []),
    ...(displayLots > 0 ? [`shows ${scales.size(instrument, displayLots)}`] : []),
    ...(selfTrade === 'cancelNewest' ? [] : [selfTrade]),
  ];
  return flags.join(' ');
}

type TriggerCells = Pick<
  OrderRow,
  'trigger' | 'triggerTicks' | 'triggerPrice' | 'trail' | 'trailTicks' | 'isClosing'
>;

const NO_TRIGGER: TriggerCells = {
  trigger: NOT_APPLICABLE,
  triggerTicks: 0,
  triggerPrice: '',
  trail: '',
  trailTicks: 0,
  isClosing: false,
};

function triggerCells(scene: Scene, order: ClientOrder): TriggerCells {
  const { scales } = scene;
  const { instrument, stop, peg } = order;
  if (peg !== null) return { ...NO_TRIGGER, trigger: followedText(scene, order, peg) };
  if (stop === null) return NO_TRIGGER;
  const { source, triggerTicks, trailTicks = 0, payload } = stop;
  const triggerPrice = scales.price(instrument, triggerTicks);
  return {
    trigger: `${source} ${triggerPrice}`,
    triggerTicks,
    triggerPrice,
    trail: scales.priceOr(instrument, trailTicks, ''),
    trailTicks,
    isClosing: payload.closePosition === true,
  };
}

type PegCells = Pick<OrderRow, 'pegTo' | 'pegOffset' | 'cap'>;

const NO_PEG: PegCells = { pegTo: '', pegOffset: '', cap: '' };

/** What it follows, as an amend writes it. */
function pegCells({ scales }: Scene, { instrument, peg }: ClientOrder): PegCells {
  if (peg === null) return NO_PEG;
  const { to, offsetTicks, capTicks } = peg;
  const distance = scales.priceOr(instrument, Math.abs(offsetTicks), '');
  return {
    pegTo: to,
    pegOffset: `${offsetTicks < 0 ? '-' : ''}${distance}`,
    cap: scales.priceOr(instrument, capTicks, ''),
  };
}

/** The same in words, where others have their trigger. */
function followedText({ scales }: Scene, { instrument, side }: ClientOrder, peg: Peg): string {
  const isBid = (peg.to === 'primary') === (side === BUY);
  const leader = `best ${isBid ? 'bid' : 'offer'}`;
  const { offsetTicks } = peg;
  if (offsetTicks === 0) return leader;
  const distance = scales.price(instrument, Math.abs(offsetTicks));
  return `${leader} ${offsetTicks < 0 ? '\u2212' : '+'} ${distance}`;
}

/** The worst price that a pegged order may have. */
function capText({ scales }: Scene, { instrument, side, peg }: ClientOrder): string[] {
  if (peg === null || peg.capTicks === 0) return [];
  return [`${side === BUY ? 'at most' : 'at least'} ${scales.price(instrument, peg.capTicks)}`];
}

function stateOf(order: ClientOrder, { released }: OrderNews): OrderRow['state'] {
  const { stop, orderId, peg } = order;
  if (stop !== null) return 'waiting';
  if (peg !== null && peg.parkedLots > 0) return 'parked';
  return released.has(orderId) ? 'released' : 'live';
}

/** Of an iceberg that rests what it shows now, of one that waits what it will. Rule DESK-56. */
function shownText({ scales }: Scene, order: ClientOrder): string {
  const { instrument, orderId, displayLots, remainingLots, stop } = order;
  if (displayLots === -1) return '';
  const { book } = instrument;
  const waits = Math.min(displayLots, remainingLots);
  const lots = stop === null ? book.shownLotsOf(book.slotOf(orderId)) : waits;
  return scales.size(instrument, lots);
}

function realisesCells({ pnl, pnlSign }: ExitValue) {
  return { realises: pnl, realisesSign: pnlSign };
}

function rowOf(scene: Scene, order: ClientOrder, news: OrderNews): OrderRow {
  const { state, scales } = scene;
  const { orderId, instrument, note } = order;
  const type = order.priceTicks === 0 ? 'market' : 'limit';
  return {
    key: String(orderId),
    order: orderId,
    subaccount: order.subaccount.label,
    accountKind: kindText(state, order.subaccount),
    instrument: instrument.spec.symbol,
    side: sideText(order.side),
    type: typeText(type, order),
    size: scales.size(instrument, order.quantityLots),
    filled: scales.size(instrument, order.quantityLots - order.remainingLots),
    remaining: scales.size(instrument, order.remainingLots),
    shown: shownText(scene, order),
    price: scales.priceOr(instrument, order.priceTicks, NOT_APPLICABLE),
    priceTicks: order.priceTicks,
    ...triggerCells(scene, order),
    ...pegCells(scene, order),
    flags: flagsText(scene, order),
    timeInForce: order.timeInForce.toUpperCase(),
    expiresUs: note?.expiresUs ?? 0,
    state: stateOf(order, news),
    ...linkOf(scene, order, news.parents),
    ...realisesCells(valueOf(scene, order)),
    clientId: note?.clientId ?? '',
    strategy: strategyText(state, order.strategy),
    sinceUs: news.orderTimes.get(orderId) ?? 0,
  };
}

/** What is an exit only once its order fills; it has no number before. */
function comingRow(scene: Scene, exit: ComingExit, entry: OrderRow, news: OrderNews): OrderRow {
  return {
    ...rowOf(scene, exit, news),
    key: `${entry.key}/${exit.role}`,
    order: 0,
    filled: NOT_APPLICABLE,
    state: 'pending',
    role: exit.role,
    group: entry.group,
    parent: entry.order,
    ...realisesCells(comingValue(scene, exit)),
  };
}

/** An order, and behind it the exits that its fills will bring. */
function rowsOf(scene: Scene, order: ClientOrder, news: OrderNews): OrderRow[] {
  const row = rowOf(scene, order, news);
  return [row, ...comingExits(scene, order).map((exit) => comingRow(scene, exit, row, news))];
}

export function orderRows(scene: Scene, news: OrderNews): OrderRow[] {
  return scene.orders.flatMap((orders) => orders.flatMap((order) => rowsOf(scene, order, news)));
}
