import { decimalE8 } from '../decimal.ts';
import { FeedError } from '../market-source.ts';

/** The units in which a file's prices and sizes are counted, in 1e-8. */
export interface Grid {
  readonly priceE8: number;
  readonly quantityE8: number;
}

/** Price and quantity by turns; a quantity of zero removes the level. */
export type FlatLevels = readonly number[];

interface Received {
  readonly line: number;
  readonly receiveUs: number;
  /** The exchange's clock, for messages that carry it. */
  readonly eventUs: number | undefined;
}

export interface DepthUpdate extends Received {
  readonly kind: 'depth';
  readonly firstId: number;
  readonly lastId: number;
  /** The last id of the update before, on streams that say it. */
  readonly previousId: number | undefined;
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
}

export interface DepthSnapshot extends Received {
  readonly kind: 'snapshot';
  readonly lastId: number;
  readonly bids: FlatLevels;
  readonly asks: FlatLevels;
}

export interface Trade extends Received {
  readonly kind: 'trade';
  readonly takerSide: 1 | -1;
  readonly price: number;
  readonly quantity: number;
}

export interface Quote extends Received {
  readonly kind: 'quote';
  readonly bid: number;
  readonly ask: number;
}

/** A print that no market order made, such as one of the exchange's insurance fund. */
export interface OffMarketTrade extends Received {
  readonly kind: 'offMarketTrade';
}

export type RecordedMessage = DepthUpdate | DepthSnapshot | Trade | Quote | OffMarketTrade;

type Fields = Readonly<Record<string, unknown>>;

/** Reads the lines of one recording; refuses with the file's name and the line. */
export class MessageParser {
  readonly #file: string;
  readonly #grid: Grid;
  #line = 0;

  constructor(file: string, grid: Grid) {
    this.#file = file;
    this.#grid = grid;
  }

  /**
   * One line: the receive time in nanoseconds, a space, the message as it came.
   * Throws a FeedError (LINE_MALFORMED, OFF_GRID).
   */
  parse(text: string, line: number): RecordedMessage {
    this.#line = line;
    const space = text.indexOf(' ');
    const fields = this.#json(text.slice(space + 1));
    const stream = fields['stream'];
    const data = stream === undefined ? fields : this.#fields(fields['data']);
    const eventMs = data['E'];
    const received: Received = {
      line,
      receiveUs: this.#receiveUs(text.slice(0, Math.max(space, 0))),
      eventUs: eventMs === undefined ? undefined : this.#integer(data, 'E') * 1_000,
    };
    if (stream === undefined) return this.#snapshot(received, data);
    if (data['e'] === 'depthUpdate') return this.#depth(received, data);
    if (data['e'] === 'trade') return this.#trade(received, data);
    return this.#quote(received, data);
  }

  #snapshot(received: Received, data: Fields): DepthSnapshot {
    return {
      kind: 'snapshot',
      ...received,
      lastId: this.#integer(data, 'lastUpdateId'),
      bids: this.#levels(data['bids']),
      asks: this.#levels(data['asks']),
    };
  }

  #depth(received: Received, data: Fields): DepthUpdate {
    return {
      kind: 'depth',
      ...received,
      firstId: this.#integer(data, 'U'),
      lastId: this.#integer(data, 'u'),
      previousId: data['pu'] === undefined ? undefined : this.#integer(data, 'pu'),
      bids: this.#levels(data['b']),
      asks: this.#levels(data['a']),
    };
  }

  /** `m` says that the buyer was the maker, so that the taker sold. */
  #trade(received: Received, data: Fields): Trade | OffMarketTrade {
    const origin = data['X'];
    if (origin !== undefined && origin !== 'MARKET') return { kind: 'offMarketTrade', ...received };
    const buyerIsMaker = data['m'];
    if (typeof buyerIsMaker !== 'boolean') throw this.#malformed('m is not true or false');
    const price = this.#price(data['p']);
    const quantity = this.#quantity(data['q']);
    if (price === 0 || quantity === 0) throw this.#malformed('a trade of nothing or for nothing');
    return { kind: 'trade', ...received, takerSide: buyerIsMaker ? -1 : 1, price, quantity };
  }

  #quote(received: Received, data: Fields): Quote {
    return { kind: 'quote', ...received, bid: this.#price(data['b']), ask: this.#price(data['a']) };
  }

  #levels(value: unknown): FlatLevels {
    if (!Array.isArray(value)) throw this.#malformed('a side of the book is no list');
    const levels: number[] = [];
    for (const level of value as readonly unknown[]) {
      if (!Array.isArray(level)) throw this.#malformed('a level is no pair');
      levels.push(this.#price(level[0]), this.#quantity(level[1]));
    }
    return levels;
  }

  #price(value: unknown): number {
    return this.#onGrid(value, this.#grid.priceE8, 'price');
  }

  #quantity(value: unknown): number {
    return this.#onGrid(value, this.#grid.quantityE8, 'size');
  }

  #onGrid(value: unknown, unitE8: number, noun: string): number {
    const valueE8 = typeof value === 'string' ? decimalE8(value) : undefined;
    if (valueE8 === undefined) throw this.#malformed(`${noun} ${String(value)} is no decimal`);
    if (valueE8 % unitE8 === 0) return valueE8 / unitE8;
    throw new FeedError(
      'OFF_GRID',
      `${this.#place()}: ${noun} ${String(value)} is no multiple of ${unitE8 / 1e8}.`,
    );
  }

  #receiveUs(nanoseconds: string): number {
    const receiveUs = /^\d{4,}$/.test(nanoseconds) ? Number(nanoseconds.slice(0, -3)) : NaN;
    if (!Number.isSafeInteger(receiveUs)) throw this.#malformed('no receive time before the space');
    return receiveUs;
  }

  #integer(data: Fields, name: string): number {
    const value = data[name];
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw this.#malformed(`${name} is no integer`);
  }

  #json(text: string): Fields {
    try {
      return this.#fields(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#malformed('the message is no JSON');
      throw error;
    }
  }

  #fields(value: unknown): Fields {
    if (typeof value === 'object' && value !== null) return value as Fields;
    throw this.#malformed('the message is no object');
  }

  #malformed(what: string): FeedError {
    return new FeedError('LINE_MALFORMED', `${this.#place()}: ${what}.`);
  }

  #place(): string {
    return `${this.#file} line ${this.#line}`;
  }
}
