/** The disk by itself, which no journal on it can be faster than. */
import * as fs from 'node:fs';
import path from 'node:path';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';

const SYNC_BYTES = 4_096;

/** Calls `use` with how to overwrite the same 4 KB and make them durable. */
function withSync<T>(folder: string, use: (sync: () => void) => T): T {
  const file = path.join(folder, 'fdatasync');
  const descriptor = fs.openSync(file, 'w', 0o600);
  const block = Buffer.alloc(SYNC_BYTES, 7);
  try {
    fs.writeSync(descriptor, block, 0, SYNC_BYTES, 0);
    fs.fsyncSync(descriptor);
    return use(() => {
      fs.writeSync(descriptor, block, 0, SYNC_BYTES, 0);
      fs.fdatasyncSync(descriptor);
    });
  } finally {
    fs.closeSync(descriptor);
    fs.rmSync(file);
  }
}

/** Nanoseconds of each of so many, one after the other. */
export function timeSyncs(folder: string, count: number): number[] {
  return withSync(folder, (sync) =>
    Array.from({ length: count }, () => {
      const begunMs = performance.now();
      sync();
      return (performance.now() - begunMs) * 1e6;
    }),
  );
}

/**
 * What the acknowledgements of an open loop would take if there were nothing but the disk: all that
 * has come due meanwhile is made durable by the next write. Nanoseconds.
 */
export function offerToDisk(folder: string, perSecond: number, seconds: number): Spread {
  const gapMs = 1_000 / perSecond;
  const timesNs = new Float64Array(perSecond * seconds);
  return withSync(folder, (sync) => {
    const begunMs = performance.now();
    for (let durable = 0; durable < timesNs.length;) {
      const due = Math.floor((performance.now() - begunMs) / gapMs) + 1;
      if (due <= durable) continue;
      sync();
      const atMs = performance.now() - begunMs;
      const end = Math.min(due, timesNs.length);
      for (; durable < end; durable++) timesNs[durable] = (atMs - durable * gapMs) * 1e6;
    }
    return spreadOf(timesNs);
  });
}
