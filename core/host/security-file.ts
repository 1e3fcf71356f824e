/**
 * What was turned away, on the disk beside the log and never in it: a line for each entry, in two
 * files of bounded size, the older of which gives way. Rule DESK-33.
 */
import { appendFile, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { sentenceOf } from '../journal/errors.ts';
import { ENTRIES_KEPT, SecurityLog } from '../sequencer/admission/security-log.ts';
import type { SecurityEntry } from '../sequencer/admission/security-log.ts';
import { SECURITY_CODES } from '../sequencer/admission/security-codes.ts';

export const SECURITY_FILE = 'security.log';
export const OLDER_SECURITY_FILE = 'security.1.log';
export const SECURITY_BYTES_MAX = 512 * 1_024;
/** What repeats itself is written once in this time; so much of it a crash may take. */
export const WRITTEN_WITHIN_MS = 500;
const CODES: ReadonlySet<unknown> = new Set(SECURITY_CODES);

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isEntry(given: Partial<Record<keyof SecurityEntry, unknown>>): boolean {
  const { code, path, sentence, channel, number, times, timeUs, session } = given;
  return (
    CODES.has(code) &&
    [path, sentence, channel].every((text) => typeof text === 'string') &&
    [number, times, timeUs, session].every(isCount)
  );
}

/** An entry of a line; null for one that was torn, or is of another version. */
function entryOf(line: string): SecurityEntry | null {
  try {
    const given: unknown = Object(JSON.parse(line));
    return isEntry(given as SecurityEntry) ? (given as SecurityEntry) : null;
  } catch {
    return null;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}

/** The newest line of each number, in order. */
function entriesOf(text: string): SecurityEntry[] {
  const byNumber = new Map<number, SecurityEntry>();
  for (const line of text.split('\n')) {
    const entry = entryOf(line);
    if (entry !== null) byNumber.set(entry.number, entry);
  }
  return [...byNumber.values()].toSorted((a, b) => a.number - b.number);
}

export class SecurityFile {
  /** Holds what the files had, and writes what it is told to them. */
  readonly log: SecurityLog;
  readonly #directory: string;
  readonly #onFault: (sentence: string) => void;
  /** Entries that are not written as they are now, by number. */
  readonly #unwritten = new Map<number, SecurityEntry>();
  #bytes: number;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    directory: string,
    onFault: (sentence: string) => void,
    kept: readonly SecurityEntry[],
    bytes: number,
  ) {
    this.#directory = directory;
    this.#onFault = onFault;
    this.#bytes = bytes;
    this.log = new SecurityLog({ kept, onEntry: (entry) => this.#take(entry) });
  }

  /** Reads what is there. A disk that fails is told of, and the log is kept in memory alone. */
  static async open(directory: string, onFault: (sentence: string) => void): Promise<SecurityFile> {
    const path = join(directory, SECURITY_FILE);
    try {
      const older = await textOf(join(directory, OLDER_SECURITY_FILE));
      let newer = await textOf(path);
      if (newer !== '' && !newer.endsWith('\n')) {
        // A crash tore the last line: what follows begins on one of its own.
        await appendFile(path, '\n');
        newer += '\n';
      }
      const bytes = Buffer.byteLength(newer);
      return new SecurityFile(directory, onFault, entriesOf(`${older}\n${newer}`), bytes);
    } catch (thrown) {
      onFault(`The security log was not read: ${sentenceOf(thrown)}.`);
      return new SecurityFile(directory, onFault, [], 0);
    }
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#flush();
  }

  #take(entry: SecurityEntry): void {
    // A flood writes as much as the log keeps, and no more.
    this.#unwritten.delete(entry.number - ENTRIES_KEPT);
    this.#unwritten.set(entry.number, entry);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#flush();
    }, WRITTEN_WITHIN_MS);
  }

  #flush(): Promise<void> {
    const lines = [...this.#unwritten.values()].map((entry) => `${JSON.stringify(entry)}\n`);
    this.#unwritten.clear();
    this.#writing = this.#writing
      .then(() => this.#write(lines))
      .catch((thrown: unknown) => {
        this.#onFault(`The security log was not written: ${sentenceOf(thrown)}.`);
      });
    return this.#writing;
  }

  async #write(lines: readonly string[]): Promise<void> {
    const path = join(this.#directory, SECURITY_FILE);
    let part = '';
    let bytes = this.#bytes;
    const append = async (): Promise<void> => {
      if (part === '') return;
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(part);
      } finally {
        await file.close();
      }
      this.#bytes = bytes;
      part = '';
    };
    for (const line of lines) {
      const length = Buffer.byteLength(line);
      if (bytes + length > SECURITY_BYTES_MAX) {
        await append();
        await rename(path, join(this.#directory, OLDER_SECURITY_FILE));
        this.#bytes = bytes = 0;
      }
      part += line;
      bytes += length;
    }
    await append();
  }
}
