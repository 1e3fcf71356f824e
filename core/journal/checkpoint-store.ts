import type { KeyObject } from 'node:crypto';
import type { Checkpoint, SignedCheckpoint } from './checkpoint.ts';
import { decodeCheckpoint, isSignedBy, signCheckpoint } from './checkpoint.ts';
import type { LocalLog } from './command-log.ts';
import type { JournalDatabase } from './journal-database.ts';

/** The columns of a checkpoint's row; null where they are not of their types. */
export function signedCheckpointOf(row: unknown): SignedCheckpoint | null {
  const { bytes, signature } = row as Record<string, unknown>;
  return Buffer.isBuffer(bytes) && Buffer.isBuffer(signature) ? { bytes, signature } : null;
}

/** The signed checkpoints of a journal, in its database beside the batches they speak of. */
export class CheckpointStore {
  readonly #database: JournalDatabase;
  readonly #log: Pick<LocalLog, 'storeCheckpoint'>;
  readonly #privateKey: KeyObject;
  readonly #publicKeys: readonly KeyObject[];

  /**
   * Reads from the database and stores through the log. Signs with the private key; believes what
   * any of the public ones verifies.
   */
  constructor(
    database: JournalDatabase,
    log: Pick<LocalLog, 'storeCheckpoint'>,
    privateKey: KeyObject,
    publicKeys: readonly KeyObject[],
  ) {
    this.#database = database;
    this.#log = log;
    this.#privateKey = privateKey;
    this.#publicKeys = publicKeys;
  }

  /** Signs and stores a checkpoint, durably. Fails as CommandLog.append does. */
  async take(checkpoint: Checkpoint): Promise<void> {
    const signed = signCheckpoint(checkpoint, this.#privateKey);
    await this.#log.storeCheckpoint(checkpoint.batch, signed);
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
