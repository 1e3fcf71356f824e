/** The command log of one workstation: one row a batch in `journal.db`. */
import type Database from 'better-sqlite3';
import { setImmediate } from 'node:timers/promises';
import { decodeBatch } from './batch.ts';
import type { Batch } from './batch.ts';
import type { ChainPosition } from './chain.ts';
import { believeEntry, chainBroken, chainedBatches, chainFaults, positionAfter } from './chain.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { LocalLog, LogEntry, LogHealth } from './command-log.ts';
import { JournalError } from './errors.ts';
import type { JournalDatabase } from './journal-database.ts';
import { entryOf, readBase, writeBase } from './journal-rows.ts';

/** Batches that one transaction of a trim removes, so that appends get in between. */
const TRIM_STEP = 256;

/** The compare-and-swap: the row goes in only while the head is the batch before it. */
const APPEND = `
  INSERT INTO batch (batch, hash, bytes)
  SELECT :batch, :hash, :bytes
  WHERE :batch - 1 = coalesce((SELECT max(batch) FROM batch), :base)`;

function notABatch(sentence: string): JournalError {
  return new JournalError('BATCH_INVALID', sentence);
}

export class SqliteLog implements LocalLog {
  readonly #database: JournalDatabase;
  readonly #append: Database.Statement;
  readonly #checkpoint: Database.Statement;
  readonly #read: Database.Statement;
  readonly #last: Database.Statement;
  readonly #lastNumber: Database.Statement;
  #base: ChainPosition;
  #head: ChainPosition;

  /**
   * Takes over the database: close() closes it. Throws CHAIN_BROKEN where the last row is not a
   * batch, UNREADABLE where it cannot be read.
   */
  constructor(database: JournalDatabase) {
    const { handle } = database;
    this.#database = database;
    this.#append = handle.prepare(APPEND);
    this.#checkpoint = handle.prepare(
      'INSERT INTO checkpoint (batch, bytes, signature) VALUES (?, ?, ?)',
    );
    this.#read = handle.prepare('SELECT * FROM batch WHERE batch >= ? ORDER BY batch LIMIT ?');
    this.#last = handle.prepare('SELECT * FROM batch ORDER BY batch DESC LIMIT 1');
    this.#lastNumber = handle.prepare('SELECT max(batch) FROM batch').pluck();
    this.#base = database.read(() => readBase(handle));
    this.#head = this.#loadHead();
  }

  /** The place before the first batch that the log still holds. */
  get base(): ChainPosition {
    return this.#base;
  }

  /** Whether the write-ahead log is folded in the event loop's next turn. */
  get isFoldDue(): boolean {
    return this.#database.isFoldDue;
  }

  async append(batchNumber: number, bytes: Uint8Array): Promise<Uint8Array | 'conflict'> {
    this.#database.requireWritable();
    const decoded = decodeBatch(bytes);
    if (!decoded.ok) throw notABatch(decoded.sentence);
    const { header, hash } = decoded.batch;
    if (header.batchNumber !== batchNumber) {
      throw notABatch(`Batch ${header.batchNumber} was handed over as batch ${batchNumber}.`);
    }
    if (batchNumber !== this.#head.batchNumber + 1) this.#head = this.#loadHead();
    if (batchNumber !== this.#head.batchNumber + 1) return 'conflict';
    const [fault] = chainFaults(this.#head, header);
    if (fault !== undefined) throw new JournalError('BATCH_DOES_NOT_FOLLOW', fault.sentence);

    const row = { batch: batchNumber, hash, bytes, base: this.#base.batchNumber };
    const { changes } = this.#database.write(bytes.length, () => this.#append.run(row));
    if (changes === 0) return 'conflict';
    this.#head = positionAfter(header, hash);
    return hash;
  }

  async read(fromBatch: number, maxBatches: number): Promise<LogEntry[]> {
    return this.#database.read(() => this.#read.all(fromBatch, maxBatches).map(entryOf));
  }

  async head(): Promise<ChainPosition> {
    const last: unknown = this.#database.read(() => this.#lastNumber.get());
    if (last !== null && last !== this.#head.batchNumber) this.#head = this.#loadHead();
    return this.#head;
  }

  /**
   * The place that a batch makes, believed only if its bytes make its hash. Null where the log
   * does not hold it.
   */
  async positionAt(batchNumber: number): Promise<ChainPosition | null> {
    if (batchNumber === this.#base.batchNumber) return this.#base;
    const [entry] = await this.read(batchNumber, 1);
    if (entry === undefined || entry.batchNumber !== batchNumber) return null;
    const { header, hash } = believeEntry(entry);
    return positionAfter(header, hash);
  }

  async *readAhead(from: ChainPosition): AsyncGenerator<readonly Batch[]> {
    for await (const batch of chainedBatches(this, from)) yield [batch];
  }

  async storeCheckpoint(batchNumber: number, signed: SignedCheckpoint): Promise<void> {
    const { bytes, signature } = signed;
    this.#database.write(bytes.length, () => this.#checkpoint.run(batchNumber, bytes, signature));
  }

  /** Reads again where the log begins, after another connection has trimmed it. */
  reload(): void {
    this.#base = this.#database.read(() => readBase(this.#database.handle));
    this.#head = this.#loadHead();
  }

  /**
   * Removes the batches below `belowBatch` and the checkpoints below the last of them, and records
   * where the log now begins. Verification asks for a signed checkpoint at `belowBatch - 1`.
   */
  async trim(belowBatch: number): Promise<void> {
    if (belowBatch > this.#head.batchNumber) {
      const { batchNumber } = this.#head;
      const sentence = `Trimming below ${belowBatch} would take the head, batch ${batchNumber}.`;
      throw new JournalError('TRIM_REFUSED', sentence);
    }
    while (this.#base.batchNumber + 1 < belowBatch) {
      const last = Math.min(this.#base.batchNumber + TRIM_STEP, belowBatch - 1);
      const [entry] = await this.read(last, 1);
      if (entry?.batchNumber !== last) throw chainBroken(last, 'It is missing.');
      const { header, hash } = believeEntry(entry);
      this.#trimThrough(entry);
      this.#base = positionAfter(header, hash);
      this.#database.fold();
      await setImmediate();
    }
  }

  health(): LogHealth {
    const sizeBytes = this.#database.sizeBytes();
    const { fault, open } = this.#database;
    const state = open ? (fault === null ? 'ok' : 'poisoned') : 'closed';
    return { state, fault, sizeBytes };
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #loadHead(): ChainPosition {
    const row: unknown = this.#database.read(() => this.#last.get());
    if (row === undefined) return this.#base;
    const { header, hash } = believeEntry(this.#database.read(() => entryOf(row)));
    return positionAfter(header, hash);
  }

  #trimThrough(entry: LogEntry): void {
    const { handle } = this.#database;
    const step = handle.transaction(() => {
      writeBase(handle, entry);
      handle.prepare('DELETE FROM batch WHERE batch <= ?').run(entry.batchNumber);
      handle.prepare('DELETE FROM checkpoint WHERE batch < ?').run(entry.batchNumber);
    });
    this.#database.write(0, () => step.immediate());
  }
}
