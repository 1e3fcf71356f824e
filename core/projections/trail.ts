/**
 * The audit trail: one row per command, made off the path of the answers from what the sequencer
 * tells of each batch, and from the log for what was not heard. Rules PROJ-01 to PROJ-06.
 *
 * There is one way of catching up. The rows always go up to one sequence number without a gap; a
 * batch that does not follow them is let pass, and the log is told again from there until the two
 * meet. So a start after a crash, a deleted file and a late reader are the same case.
 */
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { equalBytes } from '../journal/bytes.ts';
import type { ChainPosition } from '../journal/chain.ts';
import type { DecidedBatch } from '../journal/decided-batch.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { FundPast, FundQuery } from './fund-record.ts';
import type { FundingPayment, FundingQuery } from './funding-record.ts';
import type { TrailQuery, TrailRow } from './trail-query.ts';
import { hear, TrailReader } from './trail-record.ts';
import type { HeardBatch, TrailAddition } from './trail-record.ts';
import { PROJECTIONS_FILE } from './trail-schema.ts';
import { TrailStore } from './trail-store.ts';
import type { Standing } from './trail-store.ts';

/** So many commands are written at once, or what there is after so long. */
export const WRITE_COMMANDS = 1_000;
export const WRITE_AFTER_MS = 200;
/** More is waiting than is written at once: a larger share, so that it stays bounded. */
const WRITE_SHARE = 4;

const NOTHING_BESIDE = { sessions: [], subjects: [], funds: [], fundings: [] };

/** The sequencer, as the trail sees it. */
export interface TrailSource {
  /** The last command applied. */
  readonly sequence: number;
  onBatch(listener: (batch: DecidedBatch) => void): () => void;
  retell(after: number): AsyncIterable<DecidedBatch>;
  positionAt(batchNumber: number): Promise<ChainPosition | null>;
}

/** Part of a batch that is written at once, and how far the rows go then. */
interface Piece extends TrailAddition {
  readonly standing: Standing;
}

async function isOfLog(standing: Standing, source: TrailSource): Promise<boolean> {
  if (standing.sequence > source.sequence) return false;
  if (standing.batchNumber === 0) return true;
  const position = await source.positionAt(standing.batchNumber);
  // What a log no longer holds it cannot contradict.
  return position === null || equalBytes(position.hash, standing.hash);
}

export class Trail {
  readonly #store: TrailStore;
  readonly #source: TrailSource;
  readonly #onFault: (sentence: string) => void;
  readonly #reader: TrailReader;
  readonly #stopListening: () => void;
  readonly #heard: HeardBatch[] = [];
  #pieces: Piece[] = [];
  /** Commands that are heard and not written. */
  #waiting = 0;
  #written: Standing;
  /** The last batch cut into pieces, and the last command heard. */
  #whole: Standing;
  #last: number;
  #cutTo: number;
  #timer: NodeJS.Timeout | null = null;
  #isWriting = false;
  #catchingUp: Promise<void> | null = null;
  #isClosed = false;

  private constructor(store: TrailStore, source: TrailSource, onFault: (sentence: string) => void) {
    this.#store = store;
    this.#source = source;
    this.#onFault = onFault;
    this.#reader = new TrailReader(store.memory());
    this.#written = store.standing();
    this.#whole = this.#written;
    this.#last = this.#written.sequence;
    this.#cutTo = this.#last;
    this.#stopListening = source.onBatch((batch) => this.#hear(batch));
    if (this.#last < source.sequence) this.#catchUp();
  }

  /**
   * Opens the trail of a data directory whose sequencer is open, and begins to catch up. Rows of
   * another log are removed first. Throws what SQLite throws where the file cannot be made.
   */
  static async open(
    directory: string,
    source: TrailSource,
    onFault: (sentence: string) => void = () => {},
  ): Promise<Trail> {
    const store = TrailStore.open(join(directory, PROJECTIONS_FILE));
    if (!(await isOfLog(store.standing(), source))) store.remake();
    return new Trail(store, source, onFault);
  }

  /** The last command that is written: a snapshot at or below it must be kept. */
  get sequence(): number {
    return this.#written.sequence;
  }

  /** Commands that were applied and are not yet to be found. */
  get lag(): number {
    return Math.max(0, this.#source.sequence - this.#written.sequence);
  }

  /** A page, newest first. */
  page(query: TrailQuery): TrailRow[] {
    return this.#store.page(query);
  }

  /** The insurance fund up to a command; null while the rows do not go so far. Rule PROJ-09. */
  fund(query: FundQuery): FundPast | null {
    return this.sequence < query.sequence ? null : this.#store.fund(query);
  }

  /** Fundings of one instrument, newest first. Rule PROJ-10. */
  fundings(query: FundingQuery): FundingPayment[] {
    return this.#store.fundings(query);
  }

  /** Resolves once all that was applied is written, or the trail has given up. */
  async caughtUp(): Promise<void> {
    while (!this.#isClosed && this.lag > 0) {
      await this.#catchingUp;
      this.#writeAll();
      await nextTurn();
    }
  }

  /** Writes what was heard and closes the file; what was not is caught up with next time. */
  async close(): Promise<void> {
    if (!this.#isClosed) this.#writeAll();
    this.#end();
    await this.#catchingUp;
    this.#store.close();
  }

  #end(): void {
    this.#isClosed = true;
    this.#stopListening();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#heard.length = 0;
    this.#pieces = [];
  }

  /** A view that cannot be written ends, and the core goes on: the next start catches up. */
  #fail(thrown: unknown): void {
    if (this.#isClosed) return;
    this.#end();
    this.#onFault(`The audit trail stands at ${this.sequence}: ${sentenceOf(thrown)}.`);
  }

  #hear(batch: DecidedBatch): void {
    const first = batch.commands[0]?.sequence ?? Infinity;
    const last = batch.commands.at(-1)?.sequence ?? 0;
    if (this.#isClosed || last <= this.#last) return;
    if (first > this.#last + 1) {
      this.#catchUp();
      return;
    }
    this.#waiting += last - this.#last;
    this.#last = last;
    this.#heard.push(hear(batch));
    if (this.#waiting >= WRITE_COMMANDS) this.#writeSoon();
    else this.#timer ??= setTimeout(() => this.#writeSoon(), WRITE_AFTER_MS).unref();
  }

  #catchUp(): void {
    this.#catchingUp ??= this.#retell().finally(() => {
      this.#catchingUp = null;
    });
  }

  /** A turn for the answers after every batch: they come first. */
  async #retell(): Promise<void> {
    try {
      while (!this.#isClosed && this.#last < this.#source.sequence) {
        for await (const batch of this.#source.retell(this.#last)) {
          this.#hear(batch);
          await nextTurn();
          while (!this.#isClosed && this.#waiting >= WRITE_COMMANDS) await nextTurn();
          if (this.#isClosed) return;
        }
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #writeSoon(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    setImmediate(() => {
      this.#isWriting = false;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
      const most = Math.max(WRITE_COMMANDS, Math.ceil(this.#waiting / WRITE_SHARE));
      this.#write(most);
      if (this.#waiting > 0) this.#writeSoon();
    });
  }

  #writeAll(): void {
    this.#write(Infinity);
  }

  /** Writes about `most` commands. */
  #write(most: number): void {
    if (this.#isClosed || this.#waiting === 0) return;
    try {
      const pieces: Piece[] = [];
      for (let count = 0; count < most;) {
        const piece = this.#nextPiece();
        if (piece === undefined) break;
        pieces.push(piece);
        count += piece.records.length;
      }
      const standing = pieces.at(-1)?.standing;
      if (standing === undefined) return;
      this.#store.write(pieces, standing);
      this.#waiting -= standing.sequence - this.#written.sequence;
      this.#written = standing;
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #nextPiece(): Piece | undefined {
    if (this.#pieces.length === 0) {
      const heard = this.#heard.shift();
      if (heard !== undefined) this.#pieces = this.#cut(heard);
    }
    return this.#pieces.shift();
  }

  /** A batch in pieces: a large one would hold up the answers. */
  #cut(heard: HeardBatch): Piece[] {
    const { records, ...others } = this.#reader.read(heard, this.#cutTo + 1);
    const { position } = heard;
    const pieces: Piece[] = [];
    for (let at = 0; at < records.length; at += WRITE_COMMANDS) {
      const part = records.slice(at, at + WRITE_COMMANDS);
      const sequence = part.at(-1)?.sequence ?? this.#cutTo;
      // The batch counts once it is written to its end.
      if (sequence === position.sequence) this.#whole = position;
      const { batchNumber, hash } = this.#whole;
      const beside = at === 0 ? others : NOTHING_BESIDE;
      pieces.push({ records: part, ...beside, standing: { sequence, batchNumber, hash } });
      this.#cutTo = sequence;
    }
    return pieces;
  }
}
