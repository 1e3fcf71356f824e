/** The best price of a book as others see it. */
import type { BookView, Side } from './contract.ts';

/** Best price that a side shows, 0 where it shows none: a hidden order is no quote. Rule ICE-02. */
export function shownBestTicks(book: BookView, side: Side): number {
  const count = book.levelCount(side);
  for (let depth = 0; depth < count; depth++) {
    if (book.levelLots(side, depth) > 0) return book.levelTicks(side, depth);
  }
  return 0;
}
