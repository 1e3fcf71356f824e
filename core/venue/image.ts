/** The state as one JSON-able value, for snapshots, and back. */
import { Book } from './book/book.ts';
import type { BookImage } from './book/book.ts';
import { StopBook } from './book/stops.ts';
import type { StopImage } from './book/stops.ts';
import { OrderSums } from './margin/order-sums.ts';
import { BandMemory } from './pricing/order-band.ts';
import type { Instrument, VenueState, WaitingOrder } from './state.ts';

interface InstrumentImage extends Omit<Instrument, 'book' | 'stops' | 'sums' | 'band'> {
  readonly book: BookImage;
  readonly stops: StopImage<WaitingOrder>;
}

/** Plain data; what `Venue.load` takes. */
export interface VenueImage extends Omit<VenueState, 'instruments'> {
  readonly instruments: readonly InstrumentImage[];
}

export function saveState(state: VenueState): VenueImage {
  const instruments = state.instruments.map(
    ({ sums: _sums, band: _band, book, stops, ...plain }): InstrumentImage => ({
      ...plain,
      book: book.save(),
      stops: stops.save(),
    }),
  );
  // A copy, so that the venue may go on while the image is written.
  return structuredCopy({ ...state, instruments });
}

export function loadState(image: VenueImage): VenueState {
  const copy = structuredCopy(image);
  const instruments = copy.instruments.map((saved): Instrument => {
    const book = new Book();
    book.load(saved.book);
    const stops = new StopBook<WaitingOrder>();
    stops.load(saved.stops);
    return { ...saved, book, stops, sums: new OrderSums(), band: new BandMemory() };
  });
  // Images from before sessions had a strategy say nothing of it.
  const sessions = copy.sessions.map((session) => ({
    ...session,
    strategy: session.strategy ?? 0,
  }));
  return { ...copy, instruments, sessions };
}

/** Everything saved is JSON as it stands, so JSON copies it on every platform alike. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
