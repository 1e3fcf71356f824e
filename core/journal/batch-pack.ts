/** Batches that one thread has read and checked for another, in one run of memory to hand over. */
import type { Batch } from './batch.ts';
import { BATCH_HEADER_BYTES, decodeBatchHeader } from './batch.ts';
import { HASH_BYTES } from './bytes.ts';
import type { ChainPosition } from './chain.ts';
import { believeNext, chainBroken, positionAfter } from './chain.ts';
import type { LogEntry } from './command-log.ts';

/** Most batches that are read at a time, were they all full; and about how many bytes. */
const MOST_BATCHES = 128;
const ABOUT_BYTES = 4_194_304;
/** How many of unknown size. */
export const FIRST_BATCHES = 16;

export interface BatchPack {
  /** Each batch, and behind it its hash. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each batch, without its hash. */
  readonly lengths: readonly number[];
}

/** Packs entries that follow a place, one the other. Throws CHAIN_BROKEN where one does not. */
export function packBatches(from: ChainPosition, entries: readonly LogEntry[]): BatchPack {
  const lengths = entries.map(({ bytes }) => bytes.length);
  const total = lengths.reduce((sum, length) => sum + length + HASH_BYTES, 0);
  const bytes = new Uint8Array(total);
  let position = from;
  let at = 0;
  for (const entry of entries) {
    const { header, hash } = believeNext(position, entry);
    position = positionAfter(header, hash);
    bytes.set(entry.bytes, at);
    bytes.set(hash, at + entry.bytes.length);
    at += entry.bytes.length + HASH_BYTES;
  }
  return { bytes, lengths };
}

/** The batches of a pack; their bodies are views on it. */
export function unpackBatches({ bytes, lengths }: BatchPack): Batch[] {
  let at = 0;
  return lengths.map((length) => {
    const end = at + length;
    const decoded = decodeBatchHeader(bytes.subarray(at, end));
    if (!decoded.ok) throw chainBroken(0, decoded.sentence);
    const body = bytes.subarray(at + BATCH_HEADER_BYTES, end);
    at = end + HASH_BYTES;
    return { header: decoded.header, body, hash: bytes.slice(end, at) };
  });
}

/** How many to read after a pack: as many of its size as come to a few megabytes. */
export function nextCount({ bytes, lengths }: BatchPack): number {
  const each = Math.max(1, bytes.length) / Math.max(1, lengths.length);
  return Math.min(MOST_BATCHES, Math.max(1, Math.floor(ABOUT_BYTES / each)));
}
