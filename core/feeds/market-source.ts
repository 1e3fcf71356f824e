/**
 * What a market looks like to the rest of the core, whether recorded or simulated.
 *
 * Time runs in slots of 100 ms on the UTC grid. A pass opens with a slot that carries books and
 * spot but no prints, at `startTimeUs`; slot i of a pass ends at start + i * slotUs and holds what
 * happened after the slot before it, up to and including its own end. Prints met the books of the
 * slot before; `books` and `spot` are the state at the slot's end.
 */

export interface MarketSpec {
  readonly symbol: string;
  /** Price tick in 1e-8 of the quote currency. */
  readonly tickE8: number;
  /** Lot in 1e-8 of the base currency; an inverse contract is one lot of 1e8. */
  readonly lotE8: number;
}

/** A trade that somebody's market order made. */
export interface Print {
  /** Index into `MarketSource.markets`. */
  readonly market: number;
  readonly timeUs: number;
  /** The taker's side: 1 bought, -1 sold. */
  readonly side: 1 | -1;
  readonly priceTicks: number;
  readonly quantityLots: number;
}

/** The levels that should stand, best first, at most `BOOK_LEVELS` a side. */
export interface BookTarget {
  readonly market: number;
  readonly bidTicks: readonly number[];
  readonly bidLots: readonly number[];
  readonly askTicks: readonly number[];
  readonly askLots: readonly number[];
}

export type Underlying = 'BTC' | 'ETH';

/** The spot market behind an index, as it stood at `timeUs`. */
export interface SpotQuote {
  readonly index: Underlying;
  readonly source: string;
  readonly timeUs: number;
  readonly bidE8: number;
  readonly askE8: number;
  readonly lastE8: number;
  /** Age of the last trade. */
  readonly lastAgeMs: number;
  /** When the quote was made, on the source's clock. */
  readonly sourceTimeUs: number;
  /** Age of the quote. */
  readonly receiveAgeMs: number;
}

export interface MarketSlot {
  /** Counts on over passes: pass * slots in a pass + place in the pass. */
  readonly slot: number;
  /** The end of the slot. */
  readonly timeUs: number;
  /** First slot of a pass: what stood before is void. */
  readonly restarted: boolean;
  /** In order of time. */
  readonly prints: readonly Print[];
  /** One per market, in the order of `MarketSource.markets`. */
  readonly books: readonly BookTarget[];
  readonly spot: readonly SpotQuote[];
}

export interface SlotOptions {
  /** Only what is later than this: slots that end later, and of the first of them later prints. */
  readonly fromTimeUs?: number;
  /** Begin another pass when one ends, with all times later by the pass's duration. */
  readonly loop: boolean;
}

export interface MarketSource {
  readonly badges: readonly string[];
  readonly markets: readonly MarketSpec[];
  readonly startTimeUs: number;
  readonly slotUs: typeof SLOT_US;
  readonly passDurationUs: number;
  slots(options: SlotOptions): Iterable<MarketSlot>;
}

export const SLOT_US = 100_000;
export const BOOK_LEVELS = 20;

/** The four perpetuals, in the order in which every source numbers them. */
export const PERPETUALS: readonly MarketSpec[] = [
  { symbol: 'BTCUSDT', tickE8: 10_000_000, lotE8: 100_000 },
  { symbol: 'ETHUSDT', tickE8: 1_000_000, lotE8: 100_000 },
  { symbol: 'BTCUSD', tickE8: 10_000_000, lotE8: 100_000_000 },
  { symbol: 'ETHUSD', tickE8: 1_000_000, lotE8: 100_000_000 },
];

/** The underlying that a market's symbol begins with. */
export function underlyingOf(spec: MarketSpec): Underlying {
  return spec.symbol.startsWith('BTC') ? 'BTC' : 'ETH';
}

/** Why a feed could not be opened. */
export type FeedFault =
  | 'DIRECTORY_MISSING'
  | 'FILE_MISSING'
  | 'FILE_UNREADABLE'
  | 'LINE_MALFORMED'
  | 'OFF_GRID'
  | 'TIME_BACKWARDS'
  | 'STREAM_GAP'
  | 'NEVER_JOINED'
  | 'BOOK_CROSSED'
  | 'NO_COMMON_TIME'
  | 'OPTION_OUT_OF_RANGE';

/** A feed that cannot be used: a code for the program, a sentence for the person. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: FeedFault;

  constructor(code: FeedFault, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
