import { createHash } from 'node:crypto';

/** Where the venue writes the canonical bytes of its state. */
export interface ByteSink {
  bytes(chunk: Uint8Array): void;
}

/**
 * SHA-256, in hexadecimal, over everything that `write` hands to the sink. How the bytes are cut
 * into chunks does not matter; a chunk may be reused as soon as the call returns.
 */
export function stateHash(write: (sink: ByteSink) => void): string {
  const hash = createHash('sha256');
  write({
    bytes(chunk) {
      hash.update(chunk);
    },
  });
  return hash.digest('hex');
}
