import { randomBytes } from 'node:crypto';
import type { BatchHeader } from '../batch.ts';
import { BATCH_FORMAT_VERSION, decodeBatch, encodeBatch } from '../batch.ts';
import type { ChainPosition } from '../chain.ts';
import { positionAfter } from '../chain.ts';

/** `count` well-formed batches that follow a place, of random bodies. */
export function batchesAfter(
  from: ChainPosition,
  count: number,
  fixed: Partial<BatchHeader> & { readonly bodyBytes?: number } = {},
): Uint8Array[] {
  const { bodyBytes, ...header } = fixed;
  const batches: Uint8Array[] = [];
  let position = from;
  for (let index = 0; index < count; index++) {
    const bytes = encodeBatch(
      {
        formatVersion: BATCH_FORMAT_VERSION,
        rulesVersion: 1,
        epoch: position.epoch,
        writer: 1,
        batchNumber: position.batchNumber + 1,
        firstSequence: position.sequence + 1,
        count: 1 + (index % 5),
        venueTimeUs: position.venueTimeUs + 1_000,
        wallTimeUs: 1_700_000_000_000_000,
        previousHash: position.hash,
        ...header,
      },
      randomBytes(bodyBytes ?? 40 + ((index * 37) % 400)),
    );
    const decoded = decodeBatch(bytes);
    if (!decoded.ok) throw new Error(decoded.sentence);
    position = positionAfter(decoded.batch.header, decoded.batch.hash);
    batches.push(bytes);
  }
  return batches;
}
