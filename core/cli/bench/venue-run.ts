/**
 * A venue of many subaccounts that a stream is applied to, command by command, as the sequencer
 * would: stamped, with a session and a request number, and the events released after each batch.
 */
import type { StampedCommand } from '../../venue/commands.ts';
import { Venue } from '../../venue/venue.ts';
import type { Given } from './stream-commands.ts';
import { SPEAKERS, StreamCommands, streamFounding } from './stream-commands.ts';
import type { Stream } from './stream.ts';

/** A batch of the size that the sequencer's come to under load; it takes 8,192 at most. */
export const BLOCK_COMMANDS = 1_024;

/** One venue that is given one stream from the beginning. */
export class VenueRun {
  readonly venue = Venue.create();
  refused = 0;
  /** Trades behind the warm-up, from the venue's own events. */
  trades = 0;
  /** By speaker. */
  readonly #sessions = Array.from({ length: SPEAKERS }, () => 0);
  readonly #commands: StreamCommands;
  readonly #block: StampedCommand[] = [];
  #sequence = 0;
  #readFrom = 0;

  constructor(stream: Stream, accounts: number) {
    const founding = streamFounding(accounts);
    for (const given of founding) this.#found(given);
    this.#commands = new StreamCommands(stream, founding.length);
    this.#readFrom = this.venue.events.written;
    this.venue.events.release(this.#readFrom);
  }

  #found(given: Given): void {
    const { code, reference } = this.venue.apply(this.#stamp(given));
    const { kind } = given.command;
    if (code !== 'OK') throw new Error(`The bench's venue: ${kind} was answered ${code}.`);
    if (kind === 'session.open') this.#sessions[given.speaker] = reference;
  }

  #stamp({ speaker, command, request, timeUs }: Given): StampedCommand {
    this.#sequence += 1;
    return {
      sequence: this.#sequence,
      timeUs,
      session: this.#sessions[speaker] as number,
      request,
      digest: this.#sequence,
      internal: true,
      command,
    };
  }

  /** Parses the next commands up to a place into the block that `apply` takes; how many. */
  parse(untilPlace: number): number {
    const block = this.#block;
    block.length = 0;
    const count = Math.min(untilPlace - this.#commands.place, BLOCK_COMMANDS);
    for (let n = 0; n < count; n++) block.push(this.#stamp(this.#commands.next()));
    return block.length;
  }

  /** Applies the parsed block; nanoseconds it took. */
  apply(): number {
    const { venue } = this;
    const begunMs = performance.now();
    for (const stamped of this.#block) {
      if (venue.apply(stamped).code !== 'OK') this.refused += 1;
    }
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.#read();
    return tookNs;
  }

  /** Applies the parsed block with the clock read around each command; times go into `timesNs`. */
  applyTimed(timesNs: Float64Array, from: number): void {
    const { venue } = this;
    let at = from;
    for (const stamped of this.#block) {
      const begunMs = performance.now();
      if (venue.apply(stamped).code !== 'OK') this.refused += 1;
      timesNs[at++] = (performance.now() - begunMs) * 1e6;
    }
    this.#read();
  }

  /** What the readers of a batch do at least: look at each event's kind, and release it. */
  #read(): void {
    const { events } = this.venue;
    const { written } = events;
    for (let position = this.#readFrom; position < written; position++) {
      if (events.kindAt(position) === 'trade') this.trades += 1;
    }
    this.#readFrom = written;
    events.release(written);
  }
}
