/** The state as one JSON-able value, for snapshots, and back. */
import { Book } from './book/book.ts';
import type { BookImage } from './book/book.ts';
import { StopBook } from './book/stops.ts';
import type { StopImage } from './book/stops.ts';
import { createLifeState } from './instruments/life.ts';
import { OrderSums } from './margin/order-sums.ts';
import { OrderLinks } from './orders/links.ts';
import type { LinksImage } from './orders/links.ts';
import { OrderNotes } from './orders/notes.ts';
import { OrderPegs } from './orders/pegs.ts';
import type { Peg } from './orders/pegs.ts';
import type { NotesImage } from './orders/notes.ts';
import { createMonitor } from './pricing/monitoring.ts';
import { BandMemory } from './pricing/order-band.ts';
import { enterHolder } from './state.ts';
import type { Instrument, VenueState, WaitingOrder } from './state.ts';

/** What an instrument has that an image says otherwise, or need not say. */
type Apart = 'book' | 'stops' | 'positions' | 'balances' | 'sums' | 'band';

interface InstrumentImage extends Omit<Instrument, Apart> {
  readonly book: BookImage;
  readonly stops: StopImage<WaitingOrder>;
}

/** Plain data; what `Venue.load` takes. */
export interface VenueImage extends Omit<VenueState, 'instruments' | 'notes' | 'links' | 'pegs'> {
  readonly instruments: readonly InstrumentImage[];
  readonly notes: NotesImage;
  /** Absent where no orders are linked. */
  readonly links?: LinksImage;
  /** Absent where no order is pegged. */
  readonly pegs?: readonly Peg[];
}

export function saveState(state: VenueState): VenueImage {
  const instruments = state.instruments.map((instrument): InstrumentImage => {
    const { book, stops, positions: _, balances: _1, sums: _2, band: _3, ...plain } = instrument;
    return { ...plain, book: book.save(), stops: stops.save() };
  });
  // A copy, so that the venue may go on while the image is written.
  const { links: linked, pegs: pegged, ...rest } = state;
  const links = linked.count === 0 ? {} : { links: linked.save() };
  const pegs = pegged.count === 0 ? {} : { pegs: pegged.save() };
  return structuredCopy({ ...rest, instruments, notes: state.notes.save(), ...links, ...pegs });
}

export function loadState(image: VenueImage): VenueState {
  const copy = structuredCopy(image);
  const instruments = copy.instruments.map((saved): Instrument => {
    const book = new Book();
    book.load(saved.book);
    const stops = new StopBook<WaitingOrder>();
    stops.load(saved.stops);
    const kept = { sums: new OrderSums(), band: new BandMemory() };
    // Images from before there were auctions say nothing of them.
    const life = saved.life ?? createLifeState();
    const monitor = saved.monitor ?? createMonitor();
    const own = { book, stops, life, monitor, positions: [], balances: [] };
    const instrument = { ...saved, ...own, ...kept };
    for (const subaccount of copy.subaccounts) enterHolder(instrument, subaccount);
    return instrument;
  });
  // Images from before sessions had a strategy say nothing of it.
  const sessions = copy.sessions.map((session) => ({
    ...session,
    strategy: session.strategy ?? 0,
  }));
  // Nor had they limits of orders, or waivers of them.
  const subaccounts = copy.subaccounts.map((subaccount) => ({
    ...subaccount,
    limits: subaccount.limits ?? null,
  }));
  const waivers = copy.waivers ?? [];
  const notes = OrderNotes.load(copy.notes);
  const links = copy.links === undefined ? new OrderLinks() : OrderLinks.load(copy.links);
  const pegs = OrderPegs.load(copy.pegs ?? []);
  return { ...copy, instruments, sessions, subaccounts, waivers, notes, links, pegs };
}

/** Everything saved is JSON as it stands, so JSON copies it on every platform alike. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
