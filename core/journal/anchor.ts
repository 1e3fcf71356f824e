/**
 * The anchor: which batch was acknowledged at least, kept outside the journal.
 *
 * SQLite cuts a damaged write-ahead log back by itself and says nothing, even below what was
 * acknowledged; only a figure kept elsewhere shows it. The anchor lags by up to 100 ms, off the
 * acknowledgement path, and what was acknowledged in that time it cannot see.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex } from './bytes.ts';
import { replaceFile } from './durable-file.ts';
import { isMissingFile, JournalError, sentenceOf } from './errors.ts';

export const ANCHOR_FILE = 'anchor';

/** Half of the 100 ms allowed, so that a write of up to 50 ms keeps within them. */
const DELAY_MS = 50;

export interface Anchor {
  readonly batch: number;
  /** Sequence number of the batch's last command. */
  readonly sequence: number;
  readonly hash: Uint8Array;
}

const STATEMENT = new RegExp(
  '^bulkhead-anchor 1 batch (?<batch>\\d{1,16}) sequence (?<sequence>\\d{1,16}) ' +
    'hash (?<hash>[0-9a-f]{64})$',
);
const LINE = /^(?<statement>.+) checksum (?<sum>[0-9a-f]{64})\n$/;

function checksum(statement: string): string {
  return toHex(sha256(Buffer.from(statement, 'utf8')));
}

function encodeAnchor({ batch, sequence, hash }: Anchor): Uint8Array {
  const statement = `bulkhead-anchor 1 batch ${batch} sequence ${sequence} hash ${toHex(hash)}`;
  return Buffer.from(`${statement} checksum ${checksum(statement)}\n`, 'utf8');
}

function damaged(directory: string, cause?: unknown): JournalError {
  const sentence =
    `The file anchor of ${directory} is damaged, so nothing says how far the journal was ` +
    'acknowledged. Put back a copy of it; or verify the directory, move the file anchor out of ' +
    'it and start again.';
  return new JournalError('ANCHOR_DAMAGED', sentence, {}, cause);
}

/** The anchor of a data directory, null where there is none. Throws ANCHOR_DAMAGED. */
export function readAnchor(directory: string): Anchor | null {
  let text: string;
  try {
    text = readFileSync(join(directory, ANCHOR_FILE), 'latin1');
  } catch (thrown) {
    if (isMissingFile(thrown)) return null;
    throw damaged(directory, thrown);
  }
  const { statement = '', sum } = LINE.exec(text)?.groups ?? {};
  const { batch, sequence, hash } = STATEMENT.exec(statement)?.groups ?? {};
  if (hash === undefined || sum !== checksum(statement)) throw damaged(directory);
  return { batch: Number(batch), sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}

/** Rewrites the anchor behind what is noted. A failed write stops it: note and flush throw. */
export class AnchorWriter {
  readonly #path: string;
  readonly #onFault: (fault: JournalError) => void;
  #noted: Anchor | null = null;
  #written: Anchor | null = null;
  /** Noted, and not in the write under way. */
  #pending: Anchor | null = null;
  #pendingSinceMs = 0;
  #timer: NodeJS.Timeout | null = null;
  /** The write under way. It never rejects: a failure is kept as the fault. */
  #writing: Promise<void> | null = null;
  #fault: JournalError | null = null;

  /** `onFault` is told once, when a write fails: the venue must then stop acknowledging. */
  constructor(directory: string, onFault: (fault: JournalError) => void = () => {}) {
    this.#path = join(directory, ANCHOR_FILE);
    this.#onFault = onFault;
  }

  /** What this writer has on disk. */
  get written(): Anchor | null {
    return this.#written;
  }

  /** Says that a batch is durable and acknowledged. Costs no I/O. */
  note(batch: number, sequence: number, hash: Uint8Array): void {
    this.#throwFault();
    if (this.#noted !== null && batch < this.#noted.batch) {
      const sentence = `The anchor of batch ${this.#noted.batch} cannot go back to batch ${batch}.`;
      throw new JournalError('ANCHOR_MISMATCH', sentence, { batch });
    }
    // Noting a batch again must not rewrite the file: by then the directory may be another's.
    if (batch === this.#noted?.batch) return;
    if (this.#pending === null) this.#pendingSinceMs = performance.now();
    this.#noted = { batch, sequence, hash };
    this.#pending = this.#noted;
    this.#schedule();
  }

  /** Resolves when everything noted before the call is on disk. */
  async flush(): Promise<void> {
    const target = this.#noted?.batch ?? -1;
    while (this.#fault === null && (this.#written?.batch ?? -1) < target) {
      await (this.#writing ?? this.#start());
    }
    this.#throwFault();
  }

  #throwFault(): void {
    if (this.#fault !== null) throw this.#fault;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#writing !== null) return;
    const dueMs = Math.max(0, this.#pendingSinceMs + DELAY_MS - performance.now());
    this.#timer = setTimeout(() => void this.#start(), dueMs);
  }

  #start(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#write();
    return this.#writing;
  }

  async #write(): Promise<void> {
    const anchor = this.#pending;
    this.#pending = null;
    try {
      if (anchor !== null) {
        await replaceFile(this.#path, [encodeAnchor(anchor)]);
        this.#written = anchor;
      }
    } catch (thrown) {
      const sentence = `The anchor cannot be written: ${sentenceOf(thrown)}.`;
      this.#fault = new JournalError('OUTCOME_UNKNOWN', sentence, {}, thrown);
      this.#onFault(this.#fault);
    }
    this.#writing = null;
    if (this.#pending !== null && this.#fault === null) this.#schedule();
  }
}
