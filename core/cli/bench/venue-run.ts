/**
 * A venue of many subaccounts that a stream is applied to, command by command, as the sequencer
 * would: stamped, with a session and a request number, each in the record that plain orders are
 * read into, and the events released as often as a replay does.
 */
import { UNHEARD_COMMANDS } from '../../sequencer/replay.ts';
import type { StampedCommand } from '../../venue/commands.ts';
import { plainOrder, stampedOf } from '../../venue/plain-order.ts';
import type { PlainOrder } from '../../venue/plain-order.ts';
import { Venue } from '../../venue/venue.ts';
import type { Given } from './stream-commands.ts';
import { SPEAKERS, StreamCommands, streamFounding } from './stream-commands.ts';
import type { Stream } from './stream.ts';

/**
 * What is parsed ahead of the clock. A core reads its log into one record, command by command, so
 * few of them, which stay as near.
 */
export const BLOCK_COMMANDS = 64;

/** One venue that is given one stream from the beginning. */
export class VenueRun {
  readonly venue = Venue.create();
  refused = 0;
  /** Trades behind the warm-up, from the venue's own events. */
  trades = 0;
  /** By speaker. */
  readonly #sessions = Array.from({ length: SPEAKERS }, () => 0);
  readonly #commands: StreamCommands;
  readonly #block = Array.from({ length: BLOCK_COMMANDS }, plainOrder);
  #length = 0;
  #sequence = 0;
  #readFrom = 0;
  /** Commands since the events were released. */
  #unheard = 0;

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
    this.#length = Math.min(untilPlace - this.#commands.place, BLOCK_COMMANDS);
    if (this.#length === 0 || this.#unheard >= UNHEARD_COMMANDS) this.#hear();
    for (let n = 0; n < this.#length; n++) {
      this.#commands.read(this.#block[n] as PlainOrder, this.#sessions);
    }
    return this.#length;
  }

  #applyOne(plain: PlainOrder): void {
    const { venue } = this;
    if (venue.applyPlain(plain) !== 0) return;
    if (venue.apply(stampedOf(plain)).code !== 'OK') this.refused += 1;
  }

  /** Applies the parsed block; nanoseconds it took. */
  apply(): number {
    const begunMs = performance.now();
    for (let n = 0; n < this.#length; n++) this.#applyOne(this.#block[n] as PlainOrder);
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.#unheard += this.#length;
    return tookNs;
  }

  /** Applies the parsed block with the clock read around each command; times go into `timesNs`. */
  applyTimed(timesNs: Float64Array, from: number): void {
    for (let n = 0; n < this.#length; n++) {
      const begunMs = performance.now();
      this.#applyOne(this.#block[n] as PlainOrder);
      timesNs[from + n] = (performance.now() - begunMs) * 1e6;
    }
    this.#unheard += this.#length;
  }

  /** As readers do at least: looks at each kind, and releases, as often as a replay does. */
  #hear(): void {
    this.#unheard = 0;
    const { events } = this.venue;
    const { written } = events;
    for (let position = this.#readFrom; position < written; position++) {
      if (events.kindAt(position) === 'trade') this.trades += 1;
    }
    this.#readFrom = written;
    events.release(written);
  }
}
