/** The market as a desk's strategy sees it: the fed books, and what the venue publishes. */
import type { BookTarget, MarketSlot } from '../../feeds/market-source.ts';
import type { VenueEvent } from '../../venue/events.ts';

/** Best prices of a fed book; null while a side is empty. */
export interface Touch {
  readonly bidTicks: number;
  readonly askTicks: number;
}

export class MarketView {
  /** Instrument ids by market, as the source numbers them. */
  readonly #instruments: readonly number[];
  readonly #books = new Map<number, BookTarget>();
  readonly #markTicks = new Map<number, number>();
  readonly #flowLots = new Map<number, number>();
  timeUs = 0;

  constructor(instruments: readonly number[]) {
    this.#instruments = instruments;
  }

  /** The books as fed, to act on. */
  show(slot: MarketSlot): void {
    this.timeUs = slot.timeUs;
    for (const book of slot.books) {
      const instrument = this.#instruments[book.market];
      if (instrument !== undefined) this.#books.set(instrument, book);
    }
  }

  /** Forgets the flow of the slot that everybody has now acted on. */
  endSlot(): void {
    this.#flowLots.clear();
  }

  hear(event: VenueEvent): void {
    if (event.kind === 'mark.set') {
      this.#markTicks.set(Number(event['instrument']), Number(event['markTicks']));
    } else if (event.kind === 'trade' && event['tradeKind'] === 'book') {
      const instrument = Number(event['instrument']);
      const lots = Number(event['takerSide']) * Number(event['quantityLots']);
      this.#flowLots.set(instrument, this.flowLots(instrument) + lots);
    }
  }

  touch(instrument: number): Touch | null {
    const book = this.#books.get(instrument);
    const bidTicks = book?.bidTicks[0];
    const askTicks = book?.askTicks[0];
    return bidTicks === undefined || askTicks === undefined ? null : { bidTicks, askTicks };
  }

  /** 0 before the first. */
  markTicks(instrument: number): number {
    return this.#markTicks.get(instrument) ?? 0;
  }

  /** Bought less sold by takers since the last slot. */
  flowLots(instrument: number): number {
    return this.#flowLots.get(instrument) ?? 0;
  }
}
