import { FeedError } from '../market-source.ts';
import { BookSide } from './book-side.ts';
import type { DepthSnapshot, DepthUpdate } from './messages.ts';

/**
 * A book kept from a stream of updates, joined to the snapshot that was asked for meanwhile.
 *
 * Updates are numbered by the exchange from `firstId` to `lastId`. Futures: an update is stale
 * below the snapshot's id, the first live one contains that id, and each names the last id of the
 * one before. Spot: stale up to the snapshot's id, the first live one contains the id after it,
 * and each begins one past the last. Source: the exchange's rules for keeping a local book.
 */
export class DepthStream {
  readonly bids = new BookSide(1);
  readonly asks = new BookSide(-1);
  readonly #file: string;
  #snapshot: DepthSnapshot | undefined;
  #waiting: DepthUpdate[] = [];
  #previous: DepthUpdate | undefined;
  #joined = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** True once the snapshot and the update that continues it are both in the book. */
  get joined(): boolean {
    return this.#joined;
  }

  /** Throws a FeedError: STREAM_GAP, NEVER_JOINED. */
  update(update: DepthUpdate): void {
    this.#checkChain(update);
    this.#previous = update;
    if (this.#joined) this.#apply(update);
    else if (this.#snapshot === undefined) this.#waiting.push(update);
    else this.#join(update, this.#snapshot);
  }

  /** Throws a FeedError: LINE_MALFORMED for a second snapshot, NEVER_JOINED. */
  snapshot(snapshot: DepthSnapshot): void {
    if (this.#snapshot !== undefined) {
      throw new FeedError(
        'LINE_MALFORMED',
        `${this.#file} line ${snapshot.line}: a second snapshot.`,
      );
    }
    this.#snapshot = snapshot;
    this.#apply(snapshot);
    for (const update of this.#waiting) {
      if (this.#joined) this.#apply(update);
      else this.#join(update, snapshot);
    }
    this.#waiting = [];
  }

  #join(update: DepthUpdate, snapshot: DepthSnapshot): void {
    const sought = update.previousId === undefined ? snapshot.lastId + 1 : snapshot.lastId;
    if (update.lastId < sought) return;
    if (update.firstId > sought) {
      throw new FeedError(
        'NEVER_JOINED',
        `${this.#file} line ${update.line}: the first update after the snapshot begins at ` +
          `${update.firstId}, so the one that contains ${sought} is missing.`,
      );
    }
    this.#apply(update);
    this.#joined = true;
  }

  #apply(change: DepthUpdate | DepthSnapshot): void {
    this.bids.apply(change.bids);
    this.asks.apply(change.asks);
  }

  #checkChain(update: DepthUpdate): void {
    const previous = this.#previous;
    if (previous === undefined) return;
    const continues =
      update.previousId === undefined
        ? update.firstId === previous.lastId + 1
        : update.previousId === previous.lastId;
    if (continues) return;
    throw new FeedError(
      'STREAM_GAP',
      `${this.#file} line ${update.line}: the update does not follow ${previous.lastId}, ` +
        `the last of line ${previous.line}.`,
    );
  }
}
