/**
 * The one writer: takes what is waiting, makes it durable, applies it, and only then answers.
 *
 * Batching is natural: one append is in flight, and what arrives meanwhile is the next batch. That
 * one is handed over before the one that has become durable is applied, so that the disk and the
 * venue work at the same time.
 */
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import { lastSequence } from '../journal/batch.ts';
import type { ChainPosition } from '../journal/chain.ts';
import type { DecidedBatch } from '../journal/decided-batch.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { SigningKeyOptions } from '../journal/keys.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { StampedCommand } from '../venue/commands.ts';
import type { Outcome } from '../venue/outcomes.ts';
import type { Venue } from '../venue/venue.ts';
import type { NoOutcome } from './answers.ts';
import { BUSY, READ_ONLY, STOPPED, UNKNOWN } from './answers.ts';
import { Batcher } from './batcher.ts';
import type { FormedBatch, Writing } from './batcher.ts';
import type { Connection, Reception } from './connection.ts';
import { SequencedConnection } from './connection.ts';
import type { Notice } from './errors.ts';
import { SequencerError } from './errors.ts';
import { writeHalt } from './halt.ts';
import { Keeper } from './keeper.ts';
import { recover, retell } from './recovery.ts';
import type { Recovered } from './recovery.ts';
import { applyBatch, cannotApply, requireConserved } from './replay.ts';
import { openUnderTheseRules } from './rules-version.ts';
import type { SequencerHealth, SequencerState } from './health.ts';
import { lostSessions, Speakers } from './lost-sessions.ts';
import type { WaitingBatch } from './waiting-line.ts';
import { WaitingLine } from './waiting-line.ts';

export type { SequencerHealth, SequencerState } from './health.ts';

/** Most commands that wait; the next one is answered BUSY. */
export const MAX_WAITING = 65_536;
/** A start replays this many in well under a second. */
export const SNAPSHOT_EVERY_COMMANDS = 1_000_000;

const CHECKPOINT_CHECK_MS = 1_000;
const MAX_NOTICES = 100;

export interface SequencerOptions extends SigningKeyOptions {
  /** Stamps commands that carry no time: microseconds since 1970 UTC. */
  readonly clockUs?: () => number;
  readonly snapshotEveryCommands?: number;
  /** Number of this workstation in the batches that it writes. */
  readonly writer?: number;
  /** Sequence numbers that projections stand at: see SnapshotStoreOptions. */
  readonly keepSnapshotsFor?: () => readonly number[];
  /** Told of what a person must know, from the start on. */
  readonly onNotice?: (notice: Notice) => void;
  /** Told once when the sequencer stops by itself. */
  readonly onStopped?: (fault: SequencerError) => void;
}

/** Told of the events of a batch, by position, before they are released. */
export type AppliedListener = (from: number, to: number) => void;

/** Told of a batch with its commands and outcomes, before its events are released. */
export type BatchListener = (batch: DecidedBatch) => void;

export class Sequencer {
  readonly venue: Venue;
  readonly #directory: string;
  readonly #journal: Journal;
  readonly #recovered: Recovered;
  readonly #batcher: Batcher;
  readonly #keeper: Keeper;
  readonly #options: SequencerOptions;
  readonly #line: WaitingLine;
  readonly #listeners = new Set<AppliedListener>();
  readonly #batchListeners = new Set<BatchListener>();
  readonly #notices: Notice[] = [];
  readonly #speakers = new Speakers();
  readonly #reception: Reception;
  readonly #timer: NodeJS.Timeout;
  #state: SequencerState;
  #batch: number;
  #fault: SequencerError | null = null;
  /** The loop over batches, while there are any. It never rejects. */
  #running: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  private constructor(
    directory: string,
    journal: Journal,
    recovered: Recovered,
    options: SequencerOptions,
  ) {
    this.venue = recovered.venue;
    this.#directory = directory;
    this.#journal = journal;
    this.#recovered = recovered;
    this.#options = options;
    this.#state = recovered.halt === null ? 'running' : 'readOnly';
    const { head } = journal;
    this.#batch = head.batchNumber;
    this.#line = new WaitingLine(Math.max(head.venueTimeUs, this.venue.state.timeUs));
    const epoch = head.epoch + 1;
    this.#batcher = new Batcher({ position: head, epoch, writer: options.writer ?? 1 });
    this.#keeper = new Keeper({
      journal,
      venue: this.venue,
      position: head,
      snapshotSequence: recovered.snapshotSequence,
      snapshotEveryCommands: options.snapshotEveryCommands ?? SNAPSHOT_EVERY_COMMANDS,
      programVersion: manifest.version,
      onNotice: (notice) => this.#tell(notice),
      onFault: (fault) => this.#fail(fault),
    });
    const clockUs = options.clockUs ?? (() => Date.now() * 1_000);
    this.#reception = {
      refusal: () => this.#refusal(),
      join: (speaker, command, request, timeUs, hear) => {
        this.#line.join(speaker, command, request, timeUs ?? Math.floor(clockUs()), hear);
        this.#running ??= this.#run();
      },
      left: (speaker) => {
        if (this.#speakers.leave(speaker)) this.#tellLost(speaker.session);
      },
    };
    this.#timer = setInterval(() => this.#keep(), CHECKPOINT_CHECK_MS).unref();
  }

  /**
   * Takes a data directory and brings its venue up: running, or read-only where a command of its
   * log cannot be applied. A directory of another rules version is set aside and a new one begun.
   * Throws SequencerError (STATE_DIFFERS, NO_SNAPSHOT, RULES_VERSION, HALT_DAMAGED) or what
   * openJournal throws.
   */
  static async open(path: string, options: SequencerOptions = {}): Promise<Sequencer> {
    const directory = resolve(path);
    const opened: { sequencer: Sequencer | null } = { sequencer: null };
    const { journal, notices } = await openUnderTheseRules(directory, {
      ...options,
      onFault: (fault) => {
        if (opened.sequencer !== null) opened.sequencer.#fail(fault);
      },
    });
    try {
      const recovered = await recover(journal, directory, manifest.version);
      const sequencer = new Sequencer(directory, journal, recovered, options);
      opened.sequencer = sequencer;
      for (const notice of [...notices, ...recovered.notices]) sequencer.#tell(notice);
      // Whoever was connected when the last run ended is not any more.
      for (const session of lostSessions(sequencer.venue.state)) sequencer.#tellLost(session);
      return sequencer;
    } catch (thrown) {
      await journal.close();
      throw thrown;
    }
  }

  get state(): SequencerState {
    return this.#state;
  }

  /** A new connection. `internal` is for the core's own: it may open a session of a system. */
  connect(options: { readonly internal?: boolean } = {}): Connection {
    const connection = new SequencedConnection(this.#reception, options.internal ?? false);
    this.#speakers.add(connection);
    return connection;
  }

  /**
   * Calls `listener` after each batch with the positions in `venue.events` that it made, before
   * any of its commands is answered and before the events are released. One that throws is
   * dropped, and said. Returns how to stop it.
   */
  onApplied(listener: AppliedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Calls `listener` with each batch, its commands and their outcomes, once they are answered.
   * One that throws is dropped, and said. Returns how to stop it.
   */
  onBatch(listener: BatchListener): () => void {
    this.#batchListeners.add(listener);
    return () => void this.#batchListeners.delete(listener);
  }

  /** The last command applied. */
  get sequence(): number {
    return this.venue.state.sequence;
  }

  /** The batches after sequence number `after`, told again from the log. Rule SEQ-15. */
  retell(after: number): AsyncGenerator<DecidedBatch> {
    return retell(this.#journal, after, this.#recovered.halt?.sequence ?? Infinity);
  }

  /** Where the log stood after a batch; null where it has no such batch. */
  positionAt(batchNumber: number): Promise<ChainPosition | null> {
    return this.#journal.log.positionAt(batchNumber);
  }

  health(): SequencerHealth {
    const { sequence, timeUs } = this.venue.state;
    const { snapshotSequence, replayed } = this.#recovered;
    return {
      state: this.#state,
      fault: this.#fault,
      sequence,
      batch: this.#batch,
      timeUs,
      waiting: this.#line.length,
      log: this.#journal.log.health(),
      snapshotSequence,
      replayed,
      notices: this.#notices,
    };
  }

  /** Answers what was submitted, takes the last checkpoint, and gives the directory free. */
  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  /** Tells the venue of a session without a connection, where that matters to it. SEQ-16. */
  #tellLost(session: number): void {
    if (this.#refusal() !== null) return;
    if (!lostSessions(this.venue.state).includes(session)) return;
    const core = { session, internal: true };
    this.#reception.join(core, { kind: 'session.disconnect' }, 0, undefined, () => undefined);
  }

  #refusal(): NoOutcome | null {
    if (this.#state === 'readOnly') return READ_ONLY;
    if (this.#state === 'stopped' || this.#stopping !== null) return STOPPED;
    return this.#line.length >= MAX_WAITING ? BUSY : null;
  }

  /** One batch after the other; where none waits, the event loop first takes in what arrives. */
  async #run(): Promise<void> {
    try {
      let writing = await this.#writeAfterTurn();
      while (writing !== null) {
        const { batch, written } = writing;
        const position = await written;
        writing = this.#writeNext();
        if (position !== null && this.#state === 'running') await this.#apply(batch, position);
        // An answer that was given stays; whoever has none cannot know.
        if (this.#state !== 'running') this.#tellAll(batch.waiting, UNKNOWN);
        this.#line.free(batch.waiting);
        writing ??= await this.#writeAfterTurn();
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
    this.#running = null;
  }

  async #writeAfterTurn(): Promise<Writing | null> {
    await setImmediate();
    return this.#writeNext();
  }

  /** Hands what is waiting to the log; null where nothing is, or nothing may be. */
  #writeNext(): Writing | null {
    const batch = this.#state === 'running' ? this.#batcher.form(this.#line) : null;
    return batch === null ? null : { batch, written: this.#write(batch) };
  }

  /** Resolves when the batch is durable, or the sequencer has stopped. It never rejects. */
  async #write(batch: FormedBatch): Promise<ChainPosition | null> {
    try {
      const hash = await this.#journal.log.append(batch.header.batchNumber, batch.bytes);
      if (hash === 'conflict') throw new Error('somebody else writes it');
      return this.#batcher.follow(batch, hash);
    } catch (thrown) {
      this.#fail(thrown);
      return null;
    }
  }

  async #apply(batch: FormedBatch, position: ChainPosition): Promise<void> {
    const { venue } = this;
    const { firstSequence, batchNumber } = batch.header;
    const from = venue.events.written;
    const commands: StampedCommand[] | undefined = this.#batchListeners.size === 0 ? undefined : [];
    let outcomes: Outcome[];
    try {
      outcomes = applyBatch(venue, batch, Infinity, commands);
      if (this.#keeper.wantsSnapshot(position)) requireConserved(venue, batch.header);
    } catch (thrown) {
      await this.#halt(cannotApply(firstSequence, batchNumber, thrown));
      return;
    }
    this.#batch = batchNumber;
    const { events } = venue;
    const to = events.written;
    this.#tellListeners(this.#listeners, (listener) => listener(from, to));
    outcomes.forEach((outcome, n) => batch.waiting.tell(n, outcome, this.#onDeaf));
    if (commands !== undefined) {
      const decided = { position, commands, outcomes, events, from, to };
      this.#tellListeners(this.#batchListeners, (listener) => listener(decided));
    }
    events.release(to);
    this.#keep(batch, position);
  }

  /** The same for all of a batch: that there is no outcome, or none that is known. */
  #tellAll(waiting: WaitingBatch, answer: NoOutcome): void {
    for (let n = 0; n < waiting.count; n++) waiting.tell(n, answer, this.#onDeaf);
  }

  readonly #onDeaf = (thrown: unknown): void => {
    const sentence = `Who asked could not hear the answer: ${sentenceOf(thrown)}.`;
    this.#tell({ code: 'LISTENER_FAILED', sentence });
  };

  /** Anchor, checkpoint and snapshot, off the path of the answers. */
  #keep(batch?: FormedBatch, position?: ChainPosition): void {
    if (this.#state !== 'running') return;
    try {
      if (batch === undefined || position === undefined) {
        this.#keeper.takeDue();
        return;
      }
      const { header } = batch;
      this.#journal.anchor.note(header.batchNumber, lastSequence(header), position.hash);
      this.#keeper.applied(position);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** Fail-stop: the next start comes up read-only, standing before that command. Rule SEQ-09. */
  async #halt(fault: SequencerError): Promise<void> {
    const sequence = Number(fault.facts['sequence']);
    const stopped = `${fault.message} Nothing of that batch was acknowledged.`;
    const halt = { sequence, programVersion: manifest.version, sentence: stopped };
    this.#state = 'stopped';
    try {
      await writeHalt(this.#directory, halt);
    } catch (thrown) {
      // The next start finds out by itself: it replays up to the same command.
      const sentence = `The file that says so could not be written: ${sentenceOf(thrown)}.`;
      this.#tell({ code: 'READ_ONLY', sentence });
    }
    this.#stopFor(fault);
  }

  /** Stops for a failure of the log or its anchor: nothing further is acknowledged. Rule SEQ-06. */
  #fail(cause: unknown): void {
    const sentence = `The log failed, so nothing is acknowledged any more: ${sentenceOf(cause)}`;
    this.#stopFor(new SequencerError('LOG_FAILED', sentence, {}, cause));
  }

  #stopFor(fault: SequencerError): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    this.#state = 'stopped';
    for (let batch = this.#line.leave(); batch !== null; batch = this.#line.leave()) {
      this.#tellAll(batch, STOPPED);
    }
    this.#options.onStopped?.(fault);
  }

  async #shutDown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    try {
      if (this.#state === 'running') await this.#keeper.shutDown();
    } finally {
      this.#state = 'stopped';
      await this.#journal.close();
    }
  }

  #tellListeners<T>(listeners: Set<T>, tell: (listener: T) => void): void {
    for (const listener of listeners) {
      try {
        tell(listener);
      } catch (thrown) {
        listeners.delete(listener);
        const sentence = `A view of the events failed and was dropped: ${sentenceOf(thrown)}.`;
        this.#tell({ code: 'LISTENER_FAILED', sentence });
      }
    }
  }

  #tell(notice: Notice): void {
    if (this.#notices.length === MAX_NOTICES) this.#notices.shift();
    this.#notices.push(notice);
    this.#options.onNotice?.(notice);
  }
}
