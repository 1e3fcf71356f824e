import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainPosition } from '../chain.ts';
import { positionAfter } from '../chain.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { Journal } from '../open-journal.ts';
import { openJournal } from '../open-journal.ts';
import { decodeBatchHeader } from '../batch.ts';
import { sha256 } from '../bytes.ts';
import { batchesAfter } from './batches.ts';
import { temporaryDirectory } from './temporary.ts';

/** A checkpoint of a place in a log. */
export function checkpointOf(position: ChainPosition, stateHash: string | null): Checkpoint {
  return {
    batch: position.batchNumber,
    sequence: position.sequence,
    batchHash: position.hash,
    rulesVersion: 1,
    programVersion: '0.1.0',
    stateHash,
    wallTimeUs: 1_723_075_200_000_000,
  };
}

/** Appends batches as a sequencer would: append, then note; a checkpoint every `every` of them. */
export async function appendTo(journal: Journal, count: number, every = 10): Promise<void> {
  const head = await journal.log.head();
  for (const bytes of batchesAfter(head, count)) {
    const decoded = decodeBatchHeader(bytes);
    if (!decoded.ok) throw new Error(decoded.sentence);
    const position = positionAfter(decoded.header, sha256(bytes));
    const { batchNumber, sequence, hash } = position;
    await journal.log.append(batchNumber, bytes);
    journal.anchor.note(batchNumber, sequence, hash);
    if (batchNumber % every === 0) {
      await journal.checkpoints.take(checkpointOf(position, 'ab'.repeat(32)));
    }
  }
}

/** Opens a directory without asking a keychain. */
export function openPlain(directory: string): Promise<Journal> {
  return openJournal(directory, { keychain: 'none' });
}

/** A closed data directory with so many batches and a checkpoint every tenth. */
export async function filledDirectory(batches: number): Promise<string> {
  const directory = join(temporaryDirectory(), 'data');
  const journal = await openPlain(directory);
  await appendTo(journal, batches);
  await journal.close();
  return directory;
}

/** A copy of a directory, as a crash at this moment would leave it. */
export function copyOf(directory: string): string {
  const copy = join(temporaryDirectory(), 'data');
  const left = new Set(['journal.db-shm', 'lock.db', 'owner']);
  cpSync(directory, copy, {
    recursive: true,
    // Reading the lock file would give up this process's lock on it.
    filter: (source) => !left.has(source.slice(directory.length + 1)),
  });
  return copy;
}
