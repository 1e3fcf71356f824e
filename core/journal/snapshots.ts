/**
 * Snapshots: images of the venue's state, each a file with a checksum of its own.
 *
 * They are an optimisation: a bad one costs a longer replay, never a fact. It is skipped, reported
 * and set aside under another name, so that somebody can look at it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  equalBytes,
  HASH_BYTES,
  isUint32,
  readUint64,
  sha256,
  toHex,
  viewOf,
  writeUint64,
} from './bytes.ts';
import { replaceFile, UNFINISHED } from './durable-file.ts';
import { isMissingFile, JournalError, sentenceOf } from './errors.ts';

export const SNAPSHOT_FOLDER = 'snapshots';
/** Good snapshots that stay, beside those asked for. */
export const SNAPSHOTS_KEPT = 3;

export interface Snapshot {
  /** Sequence number of the last command that the image contains. */
  readonly sequence: number;
  /** The batch that ends with that command. */
  readonly batch: number;
  readonly rulesVersion: number;
  /** State hash of what the image holds, as its checkpoint names it; 64 hexadecimal digits. */
  readonly stateHash: string;
  readonly image: Uint8Array;
}

export type SnapshotFault =
  | 'UNREADABLE'
  | 'TRUNCATED'
  | 'FORMAT'
  | 'CHECKSUM'
  /** The caller loaded it and got another state hash than its checkpoint names. */
  | 'STATE_HASH';

export interface SkippedSnapshot {
  readonly file: string;
  readonly reason: SnapshotFault;
  readonly sentence: string;
}

/** What a caller makes of a snapshot that reads well. `pass`: not wanted, but nothing wrong. */
export type Judgement = 'take' | 'pass' | 'mismatch';

export interface SnapshotStoreOptions {
  /** For a reader that does not hold the directory: nothing is renamed. */
  readonly readOnly?: boolean;
  /** Sequence numbers that readers stand at: the newest snapshot at or below each stays. */
  readonly keepFor?: () => readonly number[];
}

const MAGIC = Buffer.from('bulkhead-snap-01', 'latin1');
const OFFSET = {
  sequence: 16,
  batch: 24,
  imageBytes: 32,
  rulesVersion: 40,
  stateHash: 44,
} as const;
const HEADER_BYTES = OFFSET.stateHash + HASH_BYTES;
const SUFFIX = '.snapshot';
const FILE_NAME = /^\d{16}\.snapshot$/;
const SET_ASIDE = '.bad';

function fileName(sequence: number): string {
  return String(sequence).padStart(16, '0') + SUFFIX;
}

function encodeHeader(snapshot: Snapshot): Uint8Array {
  const { sequence, batch, rulesVersion, stateHash, image } = snapshot;
  if (!isUint32(rulesVersion) || !/^[0-9a-f]{64}$/.test(stateHash)) {
    throw new JournalError('SNAPSHOT_NOT_WRITTEN', 'A snapshot needs a rules version and a hash.');
  }
  const header = new Uint8Array(HEADER_BYTES);
  const view = viewOf(header);
  header.set(MAGIC);
  writeUint64(view, OFFSET.sequence, sequence);
  writeUint64(view, OFFSET.batch, batch);
  writeUint64(view, OFFSET.imageBytes, image.length);
  view.setUint32(OFFSET.rulesVersion, rulesVersion, true);
  header.set(Buffer.from(stateHash, 'hex'), OFFSET.stateHash);
  return header;
}

function decode(bytes: Uint8Array): Snapshot | SnapshotFault {
  if (bytes.length < HEADER_BYTES + HASH_BYTES) return 'TRUNCATED';
  if (!equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) return 'FORMAT';
  const view = viewOf(bytes);
  const imageBytes = readUint64(view, OFFSET.imageBytes);
  if (bytes.length !== HEADER_BYTES + imageBytes + HASH_BYTES) return 'TRUNCATED';
  const end = bytes.length - HASH_BYTES;
  if (!equalBytes(sha256(bytes.subarray(0, end)), bytes.subarray(end))) return 'CHECKSUM';
  return {
    sequence: readUint64(view, OFFSET.sequence),
    batch: readUint64(view, OFFSET.batch),
    rulesVersion: view.getUint32(OFFSET.rulesVersion, true),
    stateHash: toHex(bytes.subarray(OFFSET.stateHash, HEADER_BYTES)),
    image: bytes.subarray(HEADER_BYTES, end),
  };
}

const SENTENCES: Record<SnapshotFault, string> = {
  UNREADABLE: 'it cannot be read',
  TRUNCATED: 'its length is not the one that it names',
  FORMAT: 'it does not begin as a snapshot does',
  CHECKSUM: 'its checksum does not match',
  STATE_HASH: 'what it loads has another state hash than its checkpoint names',
};

export class SnapshotStore {
  readonly #folder: string;
  readonly #readOnly: boolean;
  readonly #keepFor: () => readonly number[];

  constructor(directory: string, options: SnapshotStoreOptions = {}) {
    this.#folder = join(directory, SNAPSHOT_FOLDER);
    this.#readOnly = options.readOnly ?? false;
    this.#keepFor = options.keepFor ?? (() => []);
  }

  /**
   * Writes a snapshot as a whole or not at all, then removes the ones no longer kept. One call at
   * a time. Throws SNAPSHOT_NOT_WRITTEN.
   */
  async write(snapshot: Snapshot): Promise<void> {
    const header = encodeHeader(snapshot);
    const checksum = createHash('sha256').update(header).update(snapshot.image).digest();
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const path = join(this.#folder, fileName(snapshot.sequence));
      await replaceFile(path, [header, snapshot.image, checksum]);
      await this.#prune();
    } catch (thrown) {
      const sentence =
        `The snapshot at sequence ${snapshot.sequence} was not written: ` +
        `${sentenceOf(thrown)}.`;
      throw new JournalError('SNAPSHOT_NOT_WRITTEN', sentence, {}, thrown);
    }
  }

  /** Sequence numbers of the snapshots there are, newest first. */
  async list(): Promise<number[]> {
    const names = await this.#names();
    const found = names.filter((name) => FILE_NAME.test(name)).map((name) => parseInt(name, 10));
    return found.toSorted((left, right) => right - left);
  }

  /**
   * The newest snapshot that is whole and that `judge` takes; null where there is none. `judge`
   * may load the image and compare its state hash. Those found bad on the way are returned, and
   * set aside as `.bad`.
   */
  async newest(
    judge: (snapshot: Snapshot) => Judgement | Promise<Judgement> = () => 'take',
  ): Promise<{ snapshot: Snapshot | null; skipped: SkippedSnapshot[] }> {
    const skipped: SkippedSnapshot[] = [];
    for (const sequence of await this.list()) {
      const read = await this.#read(sequence);
      let fault: SnapshotFault;
      if (typeof read === 'string') fault = read;
      else {
        const judgement = await judge(read);
        if (judgement === 'take') return { snapshot: read, skipped };
        if (judgement === 'pass') continue;
        fault = 'STATE_HASH';
      }
      skipped.push(await this.#skip(fileName(sequence), fault));
    }
    return { snapshot: null, skipped };
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (thrown) {
      if (isMissingFile(thrown)) return [];
      throw thrown;
    }
  }

  async #read(sequence: number): Promise<Snapshot | SnapshotFault> {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(this.#folder, fileName(sequence)));
    } catch {
      return 'UNREADABLE';
    }
    const decoded = decode(bytes);
    // A file under another's name would be taken for a newer state than it holds.
    return typeof decoded === 'object' && decoded.sequence !== sequence ? 'FORMAT' : decoded;
  }

  async #skip(name: string, reason: SnapshotFault): Promise<SkippedSnapshot> {
    const file = this.#readOnly ? name : await this.#setAside(name);
    const sentence = `The snapshot ${file} is not used: ${SENTENCES[reason]}.`;
    return { file, reason, sentence };
  }

  async #setAside(name: string): Promise<string> {
    const aside = name + SET_ASIDE;
    try {
      await rename(join(this.#folder, name), join(this.#folder, aside));
      return aside;
    } catch {
      // A folder that cannot be changed must not stop a start that replay makes good.
      return name;
    }
  }

  async #prune(): Promise<void> {
    const sequences = await this.list();
    const kept = new Set(sequences.slice(0, SNAPSHOTS_KEPT));
    for (const standing of this.#keepFor()) {
      const newest = sequences.find((sequence) => sequence <= standing);
      if (newest !== undefined) kept.add(newest);
    }
    const stale = sequences.filter((sequence) => !kept.has(sequence)).map(fileName);
    const unfinished = (await this.#names()).filter((name) => name.endsWith(UNFINISHED));
    for (const name of [...stale, ...unfinished]) {
      await rm(join(this.#folder, name), { force: true });
    }
  }
}
