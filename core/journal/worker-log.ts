/**
 * The command log of one workstation, written by a thread of its own: the core goes on while a
 * commit waits for the disk. Reads are made here, on a connection that never writes.
 *
 * There is one latch for both threads: a failure of either closes it, and so does the end of the
 * writing thread, whatever ended it. What was on its way then has an unknown outcome.
 */
import { Worker } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import type { BatchPack } from './batch-pack.ts';
import { FIRST_BATCHES, nextCount, unpackBatches } from './batch-pack.ts';
import { positionAfter } from './chain.ts';
import type { ChainPosition } from './chain.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { LocalLog, LogEntry, LogHealth } from './command-log.ts';
import { JournalError } from './errors.ts';
import type { JournalDatabase } from './journal-database.ts';
import type { SqliteLog } from './sqlite-log.ts';
import type { LogReply, LogRequest, LogResult, Written } from './worker-protocol.ts';
import { errorTold } from './worker-protocol.ts';

/** Beside this file: as it was written, or as an entry of the bundle that this one is in. */
function startThread(requested: Int32Array): Worker {
  const file = import.meta.url.endsWith('.ts') ? './log-worker.ts' : './log-worker.js';
  return new Worker(new URL(file, import.meta.url), { name: 'journal', workerData: requested });
}

interface Asked {
  readonly resolve: (result: LogResult) => void;
  readonly reject: (error: JournalError) => void;
}

export class WorkerLog implements LocalLog {
  readonly #path: string;
  readonly #database: JournalDatabase;
  readonly #reader: SqliteLog;
  readonly #thread: Worker;
  /** A word that both threads see: raised with each request, it wakes the other. */
  readonly #requested = new Int32Array(new SharedArrayBuffer(4));
  readonly #ended: Promise<void>;
  /** Requests on their way, in the order in which they will be answered. */
  readonly #asked: Asked[] = [];
  #closing: Promise<void> | null = null;

  /**
   * Starts the thread, which touches nothing before `begin`. Reads through `reader`, which is on
   * `database`; close() closes it. A failure is told to the database, whose latch tells the rest.
   */
  constructor(path: string, database: JournalDatabase, reader: SqliteLog) {
    this.#path = path;
    this.#database = database;
    this.#reader = reader;
    this.#thread = startThread(this.#requested);
    // A process that has nothing else to do may end; while something is asked it stays.
    this.#thread.unref();
    this.#thread.on('message', (reply: LogReply) => this.#hear(reply));
    this.#thread.on('error', ({ message }) => this.#lose(`ended with an error: ${message}`));
    this.#ended = new Promise((resolve) => {
      this.#thread.once('exit', () => {
        this.#lose('ended');
        resolve();
      });
    });
  }

  get base(): ChainPosition {
    return this.#reader.base;
  }

  /** Opens the database for writing. Throws what openJournalDatabase throws. */
  async begin(): Promise<void> {
    await this.#ask({ type: 'begin', path: this.#path });
  }

  async append(batchNumber: number, bytes: Uint8Array): Promise<Written> {
    this.#database.requireWritable();
    return (await this.#ask({ type: 'append', batchNumber, bytes })) as Written;
  }

  read(fromBatch: number, maxBatches: number): Promise<LogEntry[]> {
    return this.#reader.read(fromBatch, maxBatches);
  }

  head(): Promise<ChainPosition> {
    return this.#reader.head();
  }

  positionAt(batchNumber: number): Promise<ChainPosition | null> {
    return this.#reader.positionAt(batchNumber);
  }

  /** The writing thread reads and checks the next few while the ones before them are taken. */
  async *readAhead(from: ChainPosition): AsyncGenerator<readonly Batch[]> {
    let coming = this.#readBehind(from, FIRST_BATCHES);
    for (;;) {
      const pack = await coming;
      const batches = unpackBatches(pack);
      const last = batches.at(-1);
      if (last === undefined) return;
      coming = this.#readBehind(positionAfter(last.header, last.hash), nextCount(pack));
      yield batches;
    }
  }

  #readBehind(from: ChainPosition, maxBatches: number): Promise<BatchPack> {
    const coming = this.#ask({ type: 'read', from, maxBatches }) as Promise<BatchPack>;
    // Who takes no more does not hear why there would have been none.
    coming.catch(() => undefined);
    return coming;
  }

  async storeCheckpoint(batchNumber: number, signed: SignedCheckpoint): Promise<void> {
    this.#database.requireWritable();
    await this.#ask({ type: 'checkpoint', batchNumber, signed });
  }

  async trim(belowBatch: number): Promise<void> {
    this.#database.requireWritable();
    await this.#ask({ type: 'trim', belowBatch });
    this.#reader.reload();
  }

  health(): LogHealth {
    return this.#reader.health();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends the thread of a log that never began; the database is its caller's to close. */
  async abandon(): Promise<void> {
    this.#closing ??= this.#ended;
    await this.#thread.terminate();
  }

  async #close(): Promise<void> {
    this.#thread.ref();
    try {
      // After a failure nothing more is to reach the disk, not even by folding.
      if (this.#database.fault === null) await this.#ask({ type: 'close' });
      else await this.#thread.terminate();
      await this.#ended;
    } finally {
      await this.#reader.close();
    }
  }

  #ask(request: LogRequest): Promise<LogResult> {
    return new Promise((resolve, reject) => {
      this.#thread.ref();
      this.#asked.push({ resolve, reject });
      // A thread's port has no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      this.#thread.postMessage(request);
      Atomics.add(this.#requested, 0, 1);
      Atomics.notify(this.#requested, 0);
    });
  }

  #hear(reply: LogReply): void {
    if (reply.type === 'fault') {
      this.#database.poison(errorTold(reply.error));
      return;
    }
    const asked = this.#asked.shift();
    if (this.#asked.length === 0 && this.#closing === null) this.#thread.unref();
    if (reply.type === 'done') asked?.resolve(reply.result);
    else asked?.reject(errorTold(reply.error));
  }

  /** The thread has ended: nothing is asked of it any more, and whoever waits cannot know. */
  #lose(how: string): void {
    if (this.#closing !== null && this.#asked.length === 0) return;
    const sentence = `The thread that writes the journal ${how}: whether it wrote is not known.`;
    const error = new JournalError('OUTCOME_UNKNOWN', sentence);
    this.#database.poison(error);
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }
}
