import { BOOK_LEVELS, FeedError, SLOT_US } from '../market-source.ts';
import type { BookTarget, Print, SpotQuote, Underlying } from '../market-source.ts';
import { DepthStream } from './depth-stream.ts';
import type { RecordedMessage } from './messages.ts';
import type { RecordedFile } from './recorded-file.ts';

/** What one file contributes: its state at each slot end from the first at which it is complete. */
export interface Lane<State> {
  readonly file: string;
  readonly offsetUs: number;
  readonly joinedTimeUs: number;
  /** Slots are numbered from 1970: slot n ends at n * SLOT_US. */
  readonly firstSlot: number;
  /** State at the end of each slot, the first at `firstSlot`. */
  readonly states: readonly State[];
  /** Trades of the whole file, in order of time. */
  readonly prints: readonly Print[];
  readonly offMarketTrades: number;
}

/** Follows a file; `stateAt` gives the state at a time when all of it is known. */
interface Follower<State> {
  accept(message: RecordedMessage, timeUs: number): void;
  complete(): boolean;
  stateAt(timeUs: number): State;
}

/**
 * Books and prints of a perpetual.
 * Throws a FeedError: STREAM_GAP, NEVER_JOINED, BOOK_CROSSED, LINE_MALFORMED.
 */
export function perpetualLane(recorded: RecordedFile, market: number): Lane<BookTarget> {
  const depth = new DepthStream(recorded.file);
  const prints: Print[] = [];
  const lane = follow<BookTarget>(recorded, {
    accept(message, timeUs) {
      if (message.kind === 'trade') prints.push(printOf(message, market, timeUs));
      else followDepth(depth, message);
    },
    complete: () => depth.joined,
    stateAt: (timeUs) => bookTarget(recorded.file, depth, market, timeUs),
  });
  return { ...lane, prints };
}

/**
 * Quotes of a spot market. It is complete with the depth stream joined and a quote and a trade
 * seen. Quotes carry no time of their own: the aligned receive time stands for it.
 * Throws a FeedError: STREAM_GAP, NEVER_JOINED, LINE_MALFORMED.
 */
export function spotLane(
  recorded: RecordedFile,
  index: Underlying,
  source: string,
): Lane<SpotQuote> {
  const depth = new DepthStream(recorded.file);
  const quote = { bidE8: 0, askE8: 0, timeUs: 0 };
  const last = { priceE8: 0, timeUs: 0 };
  return follow<SpotQuote>(recorded, {
    accept(message, timeUs) {
      if (message.kind === 'trade') {
        last.priceE8 = message.price;
        last.timeUs = timeUs;
      } else if (message.kind === 'quote') {
        quote.bidE8 = message.bid;
        quote.askE8 = message.ask;
        quote.timeUs = timeUs;
      } else {
        followDepth(depth, message);
      }
    },
    complete: () => depth.joined && quote.timeUs > 0 && last.timeUs > 0,
    stateAt: (timeUs) => ({
      index,
      source,
      timeUs,
      bidE8: quote.bidE8,
      askE8: quote.askE8,
      lastE8: last.priceE8,
      lastAgeMs: Math.floor((timeUs - last.timeUs) / 1_000),
      sourceTimeUs: quote.timeUs,
      receiveAgeMs: Math.floor((timeUs - quote.timeUs) / 1_000),
    }),
  });
}

/** The slot in which a time falls: the one that ends at it or next after it. */
export function slotOf(timeUs: number): number {
  return Math.ceil(timeUs / SLOT_US);
}

function follow<State>(recorded: RecordedFile, follower: Follower<State>): Lane<State> {
  const states: State[] = [];
  let joinedTimeUs: number | undefined;
  let nextSlot = 0;
  let offMarketTrades = 0;
  let timeUs = 0;
  for (const message of recorded.messages) {
    timeUs = message.receiveUs + recorded.offsetUs;
    if (joinedTimeUs !== undefined) {
      for (; nextSlot * SLOT_US < timeUs; nextSlot += 1) {
        states.push(follower.stateAt(nextSlot * SLOT_US));
      }
    }
    if (message.kind === 'offMarketTrade') offMarketTrades += 1;
    else follower.accept(message, timeUs);
    if (joinedTimeUs === undefined && follower.complete()) {
      joinedTimeUs = timeUs;
      nextSlot = slotOf(timeUs);
    }
  }
  if (joinedTimeUs === undefined) {
    throw new FeedError(
      'NEVER_JOINED',
      `${recorded.file}: no snapshot that the updates continue, or no quote, or no trade.`,
    );
  }
  const { file, offsetUs } = recorded;
  const firstSlot = slotOf(joinedTimeUs);
  return { file, offsetUs, joinedTimeUs, firstSlot, states, prints: [], offMarketTrades };
}

function followDepth(depth: DepthStream, message: RecordedMessage): void {
  if (message.kind === 'depth') depth.update(message);
  else if (message.kind === 'snapshot') depth.snapshot(message);
}

function printOf(
  trade: Extract<RecordedMessage, { kind: 'trade' }>,
  market: number,
  timeUs: number,
): Print {
  return {
    market,
    timeUs,
    side: trade.takerSide,
    priceTicks: trade.price,
    quantityLots: trade.quantity,
  };
}

function bookTarget(file: string, depth: DepthStream, market: number, timeUs: number): BookTarget {
  const bids = depth.bids.best(BOOK_LEVELS);
  const asks = depth.asks.best(BOOK_LEVELS);
  const bid = bids.prices[0];
  const ask = asks.prices[0];
  if (bid !== undefined && ask !== undefined && bid >= ask) {
    const time = new Date(timeUs / 1_000).toISOString();
    throw new FeedError('BOOK_CROSSED', `${file}: bid ${bid} and ask ${ask} cross at ${time}.`);
  }
  return {
    market,
    bidTicks: bids.prices,
    bidLots: bids.quantities,
    askTicks: asks.prices,
    askLots: asks.quantities,
  };
}
