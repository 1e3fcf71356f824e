/** Reads the venue's events once for the streams of all its instruments. */
import type { Venue } from '../venue/venue.ts';
import { DepthStream, touchedInstrument } from './depth-stream.ts';
import type { DepthNews } from './depth-stream.ts';

/** What one instrument has to tell. */
export interface InstrumentNews extends DepthNews {
  readonly instrument: number;
}

/**
 * One for all consumers. It reads the books as they stand, so it is called after whole steps and
 * before the next: after each command or each batch, as its owner likes. Rule DEP-04.
 */
export class DepthFeed {
  readonly #venue: Venue;
  readonly #streams: DepthStream[] = [];
  #readFrom: number;

  constructor(venue: Venue) {
    this.#venue = venue;
    this.#readFrom = venue.events.written;
    this.#open();
  }

  /** The stream of an instrument, for its snapshots; undefined while none has that id. */
  stream(instrument: number): DepthStream | undefined {
    return this.#streams[instrument - 1];
  }

  /** What has changed since the last call, by instrument. The events stay the ring's to release. */
  read(): InstrumentNews[] {
    const { events } = this.#venue;
    this.#open();
    const sequences = new Map<number, number>();
    for (; this.#readFrom < events.written; this.#readFrom++) {
      const instrument = touchedInstrument(events, this.#readFrom);
      if (instrument === 0) continue;
      this.#streams[instrument - 1]?.hear(events, this.#readFrom);
      sequences.set(instrument, events.sequenceAt(this.#readFrom));
    }
    const news = [...sequences].map(([instrument, sequence]) => {
      const stream = this.#streams[instrument - 1] as DepthStream;
      return { instrument, ...stream.take(sequence) };
    });
    return news.filter(({ levels, ordersFor }) => levels !== null || ordersFor !== null);
  }

  /** A new instrument's book was empty; what came since is in its stream from the start. */
  #open(): void {
    const { instruments, sequence } = this.#venue.state;
    for (const instrument of instruments.slice(this.#streams.length)) {
      this.#streams.push(new DepthStream(instrument, sequence));
    }
  }
}
