/** How one batch follows another: the rules that append, start-up and verification share. */
import type { Batch, BatchHeader } from './batch.ts';
import { decodeBatch, lastSequence } from './batch.ts';
import { equalBytes, HASH_BYTES } from './bytes.ts';
import type { CommandLog, LogEntry } from './command-log.ts';
import { JournalError } from './errors.ts';

/** A place in the log: the batch that stands there and what the next one must continue. */
export interface ChainPosition {
  readonly batchNumber: number;
  /** Sequence number of the batch's last command. */
  readonly sequence: number;
  readonly epoch: number;
  readonly venueTimeUs: number;
  readonly hash: Uint8Array;
}

/** The place before the first batch. */
export const GENESIS: ChainPosition = {
  batchNumber: 0,
  sequence: 0,
  epoch: 0,
  venueTimeUs: 0,
  hash: new Uint8Array(HASH_BYTES),
};

export type ChainFaultCode = 'NUMBER' | 'SEQUENCE' | 'EPOCH' | 'VENUE_TIME' | 'PREVIOUS_HASH';

export interface ChainFault {
  readonly code: ChainFaultCode;
  readonly sentence: string;
}

/** The place a batch makes. */
export function positionAfter(header: BatchHeader, hash: Uint8Array): ChainPosition {
  const { batchNumber, epoch, venueTimeUs } = header;
  return { batchNumber, sequence: lastSequence(header), epoch, venueTimeUs, hash };
}

/** Every way in which a batch does not follow `previous`; empty when it does. */
export function chainFaults(previous: ChainPosition, header: BatchHeader): ChainFault[] {
  const faults: ChainFault[] = [];
  const number = previous.batchNumber + 1;
  if (header.batchNumber !== number) {
    const sentence = `The batch in place ${number} calls itself ${header.batchNumber}.`;
    faults.push({ code: 'NUMBER', sentence });
  }
  if (header.firstSequence !== previous.sequence + 1) {
    const { firstSequence } = header;
    const sentence =
      `Batch ${number} begins at sequence ${firstSequence}; ` +
      `the one before it ends at ${previous.sequence}.`;
    faults.push({ code: 'SEQUENCE', sentence });
  }
  if (header.epoch < previous.epoch) {
    const sentence = `Batch ${number} is of epoch ${header.epoch}, after epoch ${previous.epoch}.`;
    faults.push({ code: 'EPOCH', sentence });
  }
  if (header.venueTimeUs < previous.venueTimeUs) {
    const backUs = previous.venueTimeUs - header.venueTimeUs;
    const sentence = `Batch ${number} sets venue time back by ${backUs} us.`;
    faults.push({ code: 'VENUE_TIME', sentence });
  }
  if (!equalBytes(header.previousHash, previous.hash)) {
    const sentence = `Batch ${number} names another hash than that of the batch before it.`;
    faults.push({ code: 'PREVIOUS_HASH', sentence });
  }
  return faults;
}

/** The refusal of a log whose chain breaks. */
export function chainBroken(batch: number, sentence: string): JournalError {
  const remedy = 'Verify the directory to see how far it goes, and put back a copy that verifies.';
  return new JournalError(
    'CHAIN_BROKEN',
    `The chain breaks at batch ${batch}. ${sentence} ${remedy}`,
    { batch },
  );
}

/**
 * The batch of an entry, believed only if its bytes make the hash stored with them and it names
 * the place it was found in. Throws CHAIN_BROKEN.
 */
export function believeEntry(entry: LogEntry): Batch {
  const { batchNumber } = entry;
  const decoded = decodeBatch(entry.bytes);
  if (!decoded.ok) throw chainBroken(batchNumber, decoded.sentence);
  const { batch } = decoded;
  if (!equalBytes(batch.hash, entry.hash)) {
    throw chainBroken(batchNumber, 'Its bytes do not make the hash stored with them.');
  }
  if (batch.header.batchNumber !== batchNumber) {
    throw chainBroken(batchNumber, `It calls itself ${batch.header.batchNumber}.`);
  }
  return batch;
}

const READ_BATCHES = 64;

/** The batch of an entry, believed only if it follows `position`. Throws CHAIN_BROKEN. */
export function believeNext(position: ChainPosition, entry: LogEntry): Batch {
  const expected = position.batchNumber + 1;
  if (entry.batchNumber !== expected) throw chainBroken(expected, 'It is missing.');
  const batch = believeEntry(entry);
  const [fault] = chainFaults(position, batch.header);
  if (fault !== undefined) throw chainBroken(expected, fault.sentence);
  return batch;
}

/**
 * Reads the log on from a place (exclusive) to its end, and yields only batches that follow each
 * other; returns the last place. Throws CHAIN_BROKEN naming the first that does not.
 */
export async function* chainedBatches(
  log: Pick<CommandLog, 'read'>,
  from: ChainPosition,
): AsyncGenerator<Batch, ChainPosition> {
  let position = from;
  for (;;) {
    const entries = await log.read(position.batchNumber + 1, READ_BATCHES);
    if (entries.length === 0) return position;
    for (const entry of entries) {
      const batch = believeNext(position, entry);
      yield batch;
      position = positionAfter(batch.header, batch.hash);
    }
  }
}
