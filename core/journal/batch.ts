/**
 * The batch: one group commit, one index of the log, one row of the journal.
 *
 * A batch is a header of fixed little-endian fields and a body that only the command codec can
 * read. Its hash is SHA-256 over both, and the next batch's header names it.
 */
import { HASH_BYTES, isCount, isUint32, readUint64, sha256, viewOf, writeUint64 } from './bytes.ts';
import { JournalError } from './errors.ts';

export const BATCH_FORMAT_VERSION = 1;
export const BATCH_HEADER_BYTES = 88;
/** Most commands of one batch. */
export const MAX_BATCH_COMMANDS = 8_192;
/** Most bytes of one batch, header and body, so that it fits one etcd value. */
export const MAX_BATCH_BYTES = 524_288;

export interface BatchHeader {
  /** Layout of the batch itself: BATCH_FORMAT_VERSION. */
  readonly formatVersion: number;
  /** Version of the venue's rules that the batch is to be applied under; 32 bits. */
  readonly rulesVersion: number;
  /** Term of the writer that stamped it; never falls along the log. */
  readonly epoch: number;
  /** Number of the workstation that stamped it; 32 bits. */
  readonly writer: number;
  /** Index in the log, from 1. */
  readonly batchNumber: number;
  /** Sequence number of the first command, from 1. */
  readonly firstSequence: number;
  /** Commands in the body, from 1 to MAX_BATCH_COMMANDS. */
  readonly count: number;
  /** Venue time of the batch, microseconds since 1970 UTC; never falls along the log. */
  readonly venueTimeUs: number;
  /** The workstation's clock, microseconds since 1970 UTC; for the record only. */
  readonly wallTimeUs: number;
  /** SHA-256 of the batch before; zeros before the first. */
  readonly previousHash: Uint8Array;
}

export interface Batch {
  readonly header: BatchHeader;
  readonly body: Uint8Array;
  /** SHA-256 over header and body. */
  readonly hash: Uint8Array;
}

export type BatchFaultCode =
  | 'TOO_SHORT'
  | 'TOO_LONG'
  | 'FORMAT_VERSION'
  | 'FIELD_RANGE'
  | 'COUNT'
  | 'EMPTY_BODY';

export interface BatchFault {
  readonly ok: false;
  readonly code: BatchFaultCode;
  readonly sentence: string;
}

export type DecodedHeader = { readonly ok: true; readonly header: BatchHeader } | BatchFault;
export type DecodedBatch = { readonly ok: true; readonly batch: Batch } | BatchFault;

const OFFSET = {
  formatVersion: 0,
  rulesVersion: 4,
  writer: 8,
  count: 12,
  epoch: 16,
  batchNumber: 24,
  firstSequence: 32,
  venueTimeUs: 40,
  wallTimeUs: 48,
  previousHash: 56,
} as const;

function fault(code: BatchFaultCode, sentence: string): BatchFault {
  return { ok: false, code, sentence };
}

function headerFault(header: BatchHeader): BatchFault | null {
  if (header.formatVersion !== BATCH_FORMAT_VERSION) {
    return fault('FORMAT_VERSION', `Batch format ${header.formatVersion} is not known.`);
  }
  if (!isUint32(header.rulesVersion) || !isUint32(header.writer)) {
    return fault('FIELD_RANGE', 'Rules version and writer take 32 bits.');
  }
  if (!isCount(header.count) || header.count < 1 || header.count > MAX_BATCH_COMMANDS) {
    return fault('COUNT', `${header.count} commands; a batch has 1 to ${MAX_BATCH_COMMANDS}.`);
  }
  const { epoch, batchNumber, firstSequence, venueTimeUs, wallTimeUs } = header;
  if (![epoch, batchNumber, firstSequence, venueTimeUs, wallTimeUs].every(isCount)) {
    return fault('FIELD_RANGE', 'A number of the header is no integer from 0 to 2^53 - 1.');
  }
  if (batchNumber < 1 || firstSequence < 1 || !isCount(lastSequence(header))) {
    return fault('FIELD_RANGE', 'Batch and sequence numbers go from 1 to 2^53 - 1.');
  }
  if (header.previousHash.length !== HASH_BYTES) {
    return fault('FIELD_RANGE', `A previous hash has ${HASH_BYTES} bytes.`);
  }
  return null;
}

function lengthFault(bytes: number, count: number): BatchFault | null {
  if (bytes > MAX_BATCH_BYTES) {
    return fault('TOO_LONG', `${bytes} bytes; a batch has at most ${MAX_BATCH_BYTES}.`);
  }
  if (bytes - BATCH_HEADER_BYTES < count) {
    return fault('EMPTY_BODY', `${count} commands cannot stand in a body this short.`);
  }
  return null;
}

function writeHeader(bytes: Uint8Array, header: BatchHeader): void {
  const view = viewOf(bytes);
  view.setUint32(OFFSET.formatVersion, header.formatVersion, true);
  view.setUint32(OFFSET.rulesVersion, header.rulesVersion, true);
  view.setUint32(OFFSET.writer, header.writer, true);
  view.setUint32(OFFSET.count, header.count, true);
  writeUint64(view, OFFSET.epoch, header.epoch);
  writeUint64(view, OFFSET.batchNumber, header.batchNumber);
  writeUint64(view, OFFSET.firstSequence, header.firstSequence);
  writeUint64(view, OFFSET.venueTimeUs, header.venueTimeUs);
  writeUint64(view, OFFSET.wallTimeUs, header.wallTimeUs);
  bytes.set(header.previousHash, OFFSET.previousHash);
}

function readHeader(bytes: Uint8Array): BatchHeader {
  const view = viewOf(bytes);
  return {
    formatVersion: view.getUint32(OFFSET.formatVersion, true),
    rulesVersion: view.getUint32(OFFSET.rulesVersion, true),
    writer: view.getUint32(OFFSET.writer, true),
    count: view.getUint32(OFFSET.count, true),
    epoch: readUint64(view, OFFSET.epoch),
    batchNumber: readUint64(view, OFFSET.batchNumber),
    firstSequence: readUint64(view, OFFSET.firstSequence),
    venueTimeUs: readUint64(view, OFFSET.venueTimeUs),
    wallTimeUs: readUint64(view, OFFSET.wallTimeUs),
    // A copy: a kept header must not hold on to the whole batch.
    previousHash: new Uint8Array(bytes.subarray(OFFSET.previousHash, BATCH_HEADER_BYTES)),
  };
}

/**
 * The bytes of a batch. Throws BATCH_INVALID where decodeBatch would refuse the result: the
 * sequencer bounds its batches, so that is a broken invariant.
 */
export function encodeBatch(header: BatchHeader, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BATCH_HEADER_BYTES + body.length);
  writeBatchHeader(bytes, header);
  bytes.set(body, BATCH_HEADER_BYTES);
  return bytes;
}

/** Writes the header before a body that is in place. Throws as encodeBatch does. */
export function writeBatchHeader(bytes: Uint8Array, header: BatchHeader): void {
  const wrong = headerFault(header) ?? lengthFault(bytes.length, header.count);
  if (wrong !== null) throw new JournalError('BATCH_INVALID', wrong.sentence);
  writeHeader(bytes, header);
}

/** Reads a header alone, from the first bytes of a batch; the body is not looked at. */
export function decodeBatchHeader(bytes: Uint8Array): DecodedHeader {
  if (bytes.length < BATCH_HEADER_BYTES) {
    return fault('TOO_SHORT', `${bytes.length} bytes; a header has ${BATCH_HEADER_BYTES}.`);
  }
  const header = readHeader(bytes);
  return headerFault(header) ?? { ok: true, header };
}

/** Reads a whole batch; the body is a view on `bytes`, not a copy. */
export function decodeBatch(bytes: Uint8Array): DecodedBatch {
  const decoded = decodeBatchHeader(bytes);
  if (!decoded.ok) return decoded;
  const { header } = decoded;
  const wrong = lengthFault(bytes.length, header.count);
  if (wrong !== null) return wrong;
  const body = bytes.subarray(BATCH_HEADER_BYTES);
  return { ok: true, batch: { header, body, hash: sha256(bytes) } };
}

/** The sequence number of a batch's last command. */
export function lastSequence(header: BatchHeader): number {
  return header.firstSequence + (header.count - 1);
}
