/**
 * What the depth of a book is told in: `docs/depth.md` states the same for strangers. Prices are
 * whole ticks and sizes whole lots of the instrument, so that every figure is an exact integer.
 */

export type SideName = 'buy' | 'sell';

/** What a price shows now; 0 lots when nothing stands there any more. */
export interface LevelChange {
  readonly side: SideName;
  readonly priceTicks: number;
  readonly lots: number;
}

/** `add` puts an order behind all others of its price; `change` leaves it where it stands. */
export type OrderChange =
  | {
      readonly action: 'add';
      readonly side: SideName;
      readonly priceTicks: number;
      readonly order: number;
      readonly lots: number;
      /** True for the orders of whoever is told. */
      readonly own: boolean;
    }
  | { readonly action: 'change'; readonly order: number; readonly lots: number }
  | { readonly action: 'remove'; readonly order: number };

interface Message<Kind extends string, Change> {
  readonly kind: Kind;
  readonly instrument: string;
  /** Of the newest command that changed this book: rising, not dense. */
  readonly sequence: number;
  /** Sequence of the message or snapshot before: what a consumer must have reached. */
  readonly previous: number;
  readonly changes: readonly Change[];
  /** Of the book after the changes. */
  readonly checksum: number;
}
/** Depth by price (L2). */
export type LevelsMessage = Message<'levels', LevelChange>;
/** Depth by order (L3). */
export type OrdersMessage = Message<'orders', OrderChange>;

export interface Level {
  readonly priceTicks: number;
  readonly lots: number;
}
export interface Order extends Level {
  readonly order: number;
  readonly own: boolean;
}

interface Snapshot<Kind extends string, Entry> {
  readonly kind: Kind;
  readonly instrument: string;
  readonly sequence: number;
  /** Best first; at one price the oldest first. */
  readonly bids: readonly Entry[];
  readonly asks: readonly Entry[];
  readonly checksum: number;
}
export type LevelsSnapshot = Snapshot<'levelsSnapshot', Level>;
export type OrdersSnapshot = Snapshot<'ordersSnapshot', Order>;
