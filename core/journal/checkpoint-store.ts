import type { KeyObject } from 'node:crypto';
import type { Checkpoint, SignedCheckpoint } from './checkpoint.ts';
import { decodeCheckpoint, isSignedBy, signCheckpoint } from './checkpoint.ts';
import type { JournalDatabase } from './journal-database.ts';

/** The columns of a checkpoint's row; null where they are not of their types. */
export function signedCheckpointOf(row: unknown): SignedCheckpoint | null {
  const { bytes, signature } = row as Record<string, unknown>;
  return Buffer.isBuffer(bytes) && Buffer.isBuffer(signature) ? { bytes, signature } : null;
}

/** The signed checkpoints of a journal, in its database beside the batches they speak of. */
export class CheckpointStore {
  readonly #database: JournalDatabase;
  readonly #privateKey: KeyObject;
  readonly #publicKeys: readonly KeyObject[];

  /** Signs with the private key; believes what any of the public ones verifies. */
  constructor(database: JournalDatabase, privateKey: KeyObject, publicKeys: readonly KeyObject[]) {
    this.#database = database;
    this.#privateKey = privateKey;
    this.#publicKeys = publicKeys;
  }

  /** Signs and stores a checkpoint, durably. Fails as CommandLog.append does. */
  take(checkpoint: Checkpoint): void {
    const { bytes, signature } = signCheckpoint(checkpoint, this.#privateKey);
    const insert = this.#database.handle.prepare(
      'INSERT INTO checkpoint (batch, bytes, signature) VALUES (?, ?, ?)',
    );
    this.#database.write(bytes.length, () => insert.run(checkpoint.batch, bytes, signature));
  }

  /** The newest that `wanted` takes, of those that are signed; the rest are verification's. */
  newest(wanted: (checkpoint: Checkpoint) => boolean = () => true): Checkpoint | null {
    const select = this.#database.handle.prepare(
      'SELECT bytes, signature FROM checkpoint ORDER BY id DESC',
    );
    return this.#database.read(() => {
      for (const row of select.iterate()) {
        const signed = signedCheckpointOf(row);
        const checkpoint = signed === null ? null : decodeCheckpoint(signed.bytes);
        if (signed === null || checkpoint === null || !wanted(checkpoint)) continue;
        if (isSignedBy(signed, this.#publicKeys)) return checkpoint;
      }
      return null;
    });
  }
}
