/**
 * The depth of one instrument as messages that a consumer can follow without ever losing its place:
 * each names the one before and carries a checksum of the book that it leads to. `docs/depth.md`.
 */
import { BUY, SELL } from '../venue/book/contract.ts';
import { columnOf } from '../venue/event-ring.ts';
import type { EventRing } from '../venue/event-ring.ts';
import type { EventKind } from '../venue/events.ts';
import type { Instrument } from '../venue/state.ts';
import { CHECKED, checksumOf } from './checksum.ts';
import type { LevelChange, LevelsMessage, LevelsSnapshot } from './messages.ts';
import type { OrderChange, OrdersMessage, OrdersSnapshot } from './messages.ts';
import { Mirror } from './mirror.ts';
import type { PriceChange } from './mirror.ts';
import { sideName, topLevels, topOrders } from './shown.ts';
import type { ShownOrder } from './shown.ts';

/** Whose orders are marked as own: those of the subaccounts that a recipient may see. */
export type Owns = (subaccount: number) => boolean;

/** What a read of events has to tell; by order, it is told to each recipient with its own mark. */
export interface DepthNews {
  readonly levels: LevelsMessage | null;
  readonly ordersFor: ((owns: Owns) => OrdersMessage) | null;
}

const restedColumns = {
  side: columnOf('order.rested', 'side'),
  priceTicks: columnOf('order.rested', 'priceTicks'),
};
const KINDS = [
  'order.rested',
  'order.amended',
  'order.followed',
  'order.cancelled',
  'execution',
] as const;
/** Where the kinds that may change a book name their order and their instrument. */
const columns = new Map<EventKind, { readonly order: number; readonly instrument: number }>(
  KINDS.map((kind) => [
    kind,
    { order: columnOf(kind, 'order'), instrument: columnOf(kind, 'instrument') },
  ]),
);

/** The instrument that an event may have changed the book of; 0 for none. */
export function touchedInstrument(events: EventRing, at: number): number {
  const column = columns.get(events.kindAt(at))?.instrument;
  return column === undefined ? 0 : events.columnAt(at, column);
}

export class DepthStream {
  readonly #instrument: Instrument;
  readonly #mirror: Mirror;
  /** Prices that something happened at since the last message, negative for offers. */
  readonly #touched = new Set<number>();
  #levelsSequence: number;
  #ordersSequence: number;

  /** A stream of the book as it stands, after the command of that sequence number. */
  constructor(instrument: Instrument, sequence: number) {
    this.#instrument = instrument;
    this.#mirror = new Mirror(instrument.book);
    this.#levelsSequence = sequence;
    this.#ordersSequence = sequence;
  }

  /** Notes where an event of this instrument may have changed the book. */
  hear(events: EventRing, at: number): void {
    const kind = events.kindAt(at);
    const order = events.columnAt(at, columns.get(kind)?.order ?? 0);
    const place = this.#mirror.placeOf(order);
    if (place !== undefined) this.#touched.add(place);
    if (kind !== 'order.rested') return;
    const side = events.columnAt(at, restedColumns.side);
    this.#touched.add(side * events.columnAt(at, restedColumns.priceTicks));
  }

  /**
   * What has changed since the last call, with all events heard up to the present book, the newest
   * of them being of the command given. Rules DEP-01, DEP-02, DEP-04.
   */
  take(sequence: number): DepthNews {
    const changes = this.#mirror.changesAt(this.#instrument.book, this.#touched);
    this.#touched.clear();
    return {
      levels: this.#levels(changes, sequence),
      ordersFor: this.#orders(changes, sequence),
    };
  }

  #levels(changes: readonly PriceChange[], sequence: number): LevelsMessage | null {
    const told = changes.flatMap(({ side, priceTicks, lots }): LevelChange[] =>
      lots === null ? [] : [{ side: sideName(side), priceTicks, lots }],
    );
    if (told.length === 0) return null;
    const previous = this.#levelsSequence;
    this.#levelsSequence = sequence;
    const head = { kind: 'levels', instrument: this.#symbol, sequence, previous } as const;
    return { ...head, changes: told, checksum: this.#levelsChecksum() };
  }

  #orders(
    changes: readonly PriceChange[],
    sequence: number,
  ): ((owns: Owns) => OrdersMessage) | null {
    const isTold = changes.some(
      ({ removed, changed, added }) => removed.length + changed.length + added.length > 0,
    );
    if (!isTold) return null;
    const previous = this.#ordersSequence;
    this.#ordersSequence = sequence;
    const head = { kind: 'orders', instrument: this.#symbol, sequence, previous } as const;
    const checksum = this.#ordersChecksum();
    return (owns) => ({ ...head, changes: orderChanges(changes, owns), checksum });
  }

  get #symbol(): string {
    return this.#instrument.spec.symbol;
  }

  #levelsChecksum(): number {
    const { book } = this.#instrument;
    return checksumOf(topLevels(book, BUY, CHECKED), topLevels(book, SELL, CHECKED));
  }

  #ordersChecksum(): number {
    const { book } = this.#instrument;
    return checksumOf(topOrders(book, BUY, CHECKED), topOrders(book, SELL, CHECKED));
  }

  /** The whole book by price, to which the next message by price is added. */
  levelsSnapshot(): LevelsSnapshot {
    const { book } = this.#instrument;
    return {
      kind: 'levelsSnapshot',
      instrument: this.#symbol,
      sequence: this.#levelsSequence,
      bids: topLevels(book, BUY, Infinity),
      asks: topLevels(book, SELL, Infinity),
      checksum: this.#levelsChecksum(),
    };
  }

  /** The whole book by order, to which the next message by order is added. Rule DEP-05. */
  ordersSnapshot(owns: Owns): OrdersSnapshot {
    const { book } = this.#instrument;
    const told = ({ subaccount, ...rest }: ShownOrder) => ({ ...rest, own: owns(subaccount) });
    return {
      kind: 'ordersSnapshot',
      instrument: this.#symbol,
      sequence: this.#ordersSequence,
      bids: topOrders(book, BUY, Infinity).map(told),
      asks: topOrders(book, SELL, Infinity).map(told),
      checksum: this.#ordersChecksum(),
    };
  }
}

/** All that leaves first: an order that moved to another price goes before it comes. */
function orderChanges(changes: readonly PriceChange[], owns: Owns): OrderChange[] {
  const removed = changes.flatMap((change) =>
    change.removed.map((order): OrderChange => ({ action: 'remove', order })),
  );
  const changed = changes.flatMap((change) =>
    change.changed.map(({ order, lots }): OrderChange => ({ action: 'change', order, lots })),
  );
  const added = changes.flatMap(({ side, priceTicks, added: orders }) =>
    orders.map(({ order, subaccount, lots }): OrderChange => {
      const what = { side: sideName(side), priceTicks, order, lots, own: owns(subaccount) };
      return { action: 'add', ...what };
    }),
  );
  return [...removed, ...changed, ...added];
}
