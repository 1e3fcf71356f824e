/** From what lies in a data directory to the venue that it means: snapshot, then replay. */
import type { ChainPosition } from '../journal/chain.ts';
import { chainBroken, chainedBatches, GENESIS, positionAfter } from '../journal/chain.ts';
import type { Checkpoint } from '../journal/checkpoint.ts';
import type { DecidedBatch } from '../journal/decided-batch.ts';
import type { Journal } from '../journal/open-journal.ts';
import type { Judgement, Snapshot } from '../journal/snapshots.ts';
import { stateHash } from '../journal/state-hash.ts';
import type { StampedCommand } from '../venue/commands.ts';
import { RULES_VERSION, Venue } from '../venue/venue.ts';
import type { Notice } from './errors.ts';
import { SequencerError } from './errors.ts';
import type { Halt } from './halt.ts';
import { readHalt, removeHalt, writeHalt } from './halt.ts';
import { applyBatch, replayBatch } from './replay.ts';

export interface Recovered {
  readonly venue: Venue;
  /** Why the venue is read-only, where it is. */
  readonly halt: Halt | null;
  /** Sequence number of the snapshot that was loaded; 0 where all was replayed. */
  readonly snapshotSequence: number;
  readonly replayed: number;
  readonly notices: readonly Notice[];
}

/** The state hash of a venue, 64 hexadecimal digits. */
export function stateHashOf(venue: Venue): string {
  return stateHash((sink) => venue.writeCanonical(sink));
}

/** An image as the bytes of a snapshot. */
export function encodeImage(venue: Venue): Uint8Array {
  return Buffer.from(JSON.stringify(venue.save()), 'utf8');
}

function decodeImage(image: Uint8Array): Venue | null {
  try {
    return Venue.load(JSON.parse(Buffer.from(image).toString('utf8')));
  } catch {
    // Whatever is wrong with it, a snapshot is only ever skipped.
    return null;
  }
}

interface Start {
  readonly venue: Venue;
  readonly position: ChainPosition;
  readonly notices: Notice[];
}

/** What of a journal a state can be made from. */
type Tellable = Pick<Journal, 'log' | 'checkpoints' | 'snapshots'>;

/** The checkpoint that names the state after a batch. */
function stateCheckpoint(journal: Pick<Journal, 'checkpoints'>, batch: number): Checkpoint | null {
  return journal.checkpoints.newest(
    (checkpoint) => checkpoint.batch === batch && checkpoint.stateHash !== null,
  );
}

/**
 * The newest snapshot below sequence number `before` whose state hash is the one that its signed
 * checkpoint names; an empty venue where there is none. Rule SEQ-08.
 */
async function startBelow(journal: Tellable, before: number): Promise<Start> {
  const loaded: { venue: Venue | null } = { venue: null };
  const judge = (snapshot: Snapshot): Judgement => {
    if (snapshot.rulesVersion !== RULES_VERSION || snapshot.sequence >= before) return 'pass';
    const checkpoint = stateCheckpoint(journal, snapshot.batch);
    if (checkpoint === null || checkpoint.sequence !== snapshot.sequence) return 'pass';
    const venue = decodeImage(snapshot.image);
    if (venue === null || venue.state.sequence !== snapshot.sequence) return 'mismatch';
    if (stateHashOf(venue) !== checkpoint.stateHash) return 'mismatch';
    loaded.venue = venue;
    return 'take';
  };
  const { snapshot, skipped } = await journal.snapshots.newest(judge);
  const notices = skipped.map(({ sentence }): Notice => ({ code: 'SNAPSHOT_SKIPPED', sentence }));
  if (snapshot === null || loaded.venue === null) {
    requireWhole(journal);
    return { venue: Venue.create(), position: GENESIS, notices };
  }
  const position = await journal.log.positionAt(snapshot.batch);
  if (position === null) throw chainBroken(snapshot.batch, 'It is missing, but was signed.');
  return { venue: loaded.venue, position, notices };
}

/** Throws NO_SNAPSHOT where the log begins later than the venue did. */
function requireWhole(journal: Tellable): void {
  const { batchNumber } = journal.log.base;
  if (batchNumber === 0) return;
  const sentence =
    `The log begins after batch ${batchNumber}, and no snapshot of the state there can be ` +
    'believed. Put back a copy of the folder snapshots.';
  throw new SequencerError('NO_SNAPSHOT', sentence, { batch: batchNumber });
}

/** State hashes that signed checkpoints name after a batch, by batch. */
function statesAfter(journal: Journal, batch: number): Map<number, string> {
  const states = new Map<number, string>();
  let below = Infinity;
  for (;;) {
    const found = journal.checkpoints.newest(
      (checkpoint) =>
        checkpoint.stateHash !== null && checkpoint.batch > batch && checkpoint.batch < below,
    );
    if (found === null || found.stateHash === null) return states;
    states.set(found.batch, found.stateHash);
    below = found.batch;
  }
}

function requireState(venue: Venue, batch: number, expected: string): void {
  const { sequence } = venue.state;
  const found = stateHashOf(venue);
  if (found === expected) return;
  const sentence =
    `After command ${sequence} (batch ${batch}) the state hash is ${found}, but the signed ` +
    `checkpoint names ${expected}: this program does not apply the log as it was applied. ` +
    'Start the version that wrote it, or verify the directory.';
  throw new SequencerError('STATE_DIFFERS', sentence, { sequence, batch });
}

function requireTheseRules(batchNumber: number, rulesVersion: number): void {
  if (rulesVersion === RULES_VERSION) return;
  const sentence = `Batch ${batchNumber} was written under rules version ${rulesVersion}.`;
  throw new SequencerError('RULES_VERSION', sentence, { rules: rulesVersion });
}

/** Replays from `start` to the end of the log, or up to (not including) `before`. */
async function replay(journal: Journal, start: Start, before: number): Promise<void> {
  const { venue, position } = start;
  const states = statesAfter(journal, position.batchNumber);
  for await (const batches of journal.log.readAhead(position)) {
    for (const batch of batches) {
      const { batchNumber, firstSequence, count, rulesVersion } = batch.header;
      if (firstSequence >= before) return;
      requireTheseRules(batchNumber, rulesVersion);
      replayBatch(venue, batch, before);
      const expected = states.get(batchNumber);
      if (expected !== undefined && firstSequence + count <= before) {
        requireState(venue, batchNumber, expected);
      }
    }
  }
}

/**
 * Tells the batches of the log that hold commands after sequence number `after`, with their
 * outcomes, which are not in it: they are made again in a venue of their own, from the newest
 * snapshot at or below `after`. Ends with the log, or before command `before`. Throws as `recover`
 * does, and CANNOT_APPLY. Rule SEQ-15.
 */
export async function* retell(
  journal: Tellable,
  after: number,
  before: number,
): AsyncGenerator<DecidedBatch> {
  const { venue, position: start } = await startBelow(journal, after + 1);
  const { events } = venue;
  for await (const batch of chainedBatches(journal.log, start)) {
    const { batchNumber, firstSequence, rulesVersion } = batch.header;
    if (firstSequence >= before) return;
    requireTheseRules(batchNumber, rulesVersion);
    const from = events.written;
    const commands: StampedCommand[] = [];
    const outcomes = applyBatch(venue, batch, before, commands);
    const position = positionAfter(batch.header, batch.hash);
    if (position.sequence > after) {
      yield { position, commands, outcomes, events, from, to: events.written };
    }
    events.release(events.written);
  }
}

function readOnlyNotice({ sequence, sentence }: Halt): Notice {
  return {
    code: 'READ_ONLY',
    sentence:
      `The venue is read-only and stands before command ${sequence}. ${sentence} ` +
      'A program version that can apply it goes on from there.',
  };
}

/**
 * Recovers the venue of a journal. A command that cannot be applied, now or when the venue last
 * ran, makes it read-only, standing before that command. Throws STATE_DIFFERS, RULES_VERSION,
 * NO_SNAPSHOT, HALT_DAMAGED or a JournalError. Rules SEQ-08 to SEQ-10.
 */
export async function recover(
  journal: Journal,
  directory: string,
  programVersion: string,
): Promise<Recovered> {
  const found = readHalt(directory);
  let halt = found?.programVersion === programVersion ? found : null;
  for (;;) {
    const before = halt?.sequence ?? Infinity;
    const start = await startBelow(journal, before);
    const { venue, position, notices } = start;
    try {
      await replay(journal, start, before);
    } catch (thrown) {
      if (!(thrown instanceof SequencerError) || thrown.code !== 'CANNOT_APPLY') throw thrown;
      const sequence = Number(thrown.facts['sequence']);
      halt = { sequence, programVersion, sentence: thrown.message };
      await writeHalt(directory, halt);
      continue;
    }
    if (halt !== null) notices.push(readOnlyNotice(halt));
    else if (found !== null) {
      await removeHalt(directory);
      const sentence = `Command ${found.sequence}, which had stopped the venue, could be applied.`;
      notices.push({ code: 'HALT_LIFTED', sentence });
    }
    const replayed = venue.state.sequence - position.sequence;
    return { venue, halt, snapshotSequence: position.sequence, replayed, notices };
  }
}
