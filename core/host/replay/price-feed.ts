/** When the spot market is shown to the venue, and as what. */
import type { MarketSlot, SpotQuote } from '../../feeds/market-source.ts';
import type { CommandOf, IndexDefinition } from '../../venue/commands.ts';
import { mulDivFloor, PPM, SECOND_US } from '../../venue/numbers.ts';

export interface FollowedIndex {
  readonly id: number;
  readonly definition: Pick<IndexDefinition, 'symbol' | 'observeIntervalMs' | 'observeMovePpm'>;
}

interface Observed {
  readonly timeUs: number;
  /** Sum of bid and ask: twice the mid. */
  readonly doubledMidE8: number;
}

/** Shows each index its one source, as the definitions of a replayed market have it. */
export class PriceFeed {
  readonly #indices: ReadonlyMap<string, FollowedIndex>;
  readonly #observed = new Map<string, Observed>();

  constructor(indices: readonly FollowedIndex[]) {
    this.#indices = new Map(indices.map((index) => [index.definition.symbol, index]));
  }

  /**
   * The observations due at a slot's end: at the index's interval on the UTC grid, at once when
   * the mid has moved by more than the definition allows, and always for the first time.
   */
  due(slot: MarketSlot): CommandOf<'price.observe'>[] {
    return slot.spot.flatMap((quote) => {
      const index = this.#indices.get(quote.index);
      if (index === undefined || !this.#isDue(index, quote, slot.timeUs)) return [];
      const doubledMidE8 = quote.bidE8 + quote.askE8;
      this.#observed.set(quote.index, { timeUs: slot.timeUs, doubledMidE8 });
      return [observation(index.id, quote)];
    });
  }

  /** As if nothing had been observed: every index is due. */
  forget(): void {
    this.#observed.clear();
  }

  #isDue({ definition }: FollowedIndex, quote: SpotQuote, timeUs: number): boolean {
    const before = this.#observed.get(quote.index);
    if (before === undefined) return true;
    if (before.timeUs === timeUs) return false;
    if (timeUs % (definition.observeIntervalMs * 1_000) === 0) return true;
    const movedE8 = Math.abs(quote.bidE8 + quote.askE8 - before.doubledMidE8);
    return movedE8 > mulDivFloor(before.doubledMidE8, definition.observeMovePpm, PPM);
  }
}

function observation(index: number, quote: SpotQuote): CommandOf<'price.observe'> {
  const { bidE8, askE8, lastE8, lastAgeMs, sourceTimeUs, receiveAgeMs } = quote;
  const input = { source: 0, bidE8, askE8, lastE8, lastAgeMs, sourceTimeUs, receiveAgeMs };
  return { kind: 'price.observe', index, inputs: [{ ...input, flags: 0 }], secondaryE8: 0 };
}

/** The clock ticks once a second of venue time. */
export function isTickDue(timeUs: number): boolean {
  return timeUs % SECOND_US === 0;
}
