/** Operators' preferences: a file for each in the data directory, not journaled. Rule DESK-23. */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreferenceStore } from '../desk/desk-options.ts';
import { PREFERENCES_CHARACTERS_MAX } from '../desk/messages.ts';
import { replaceFile } from '../journal/durable-file.ts';

export const PREFERENCES_FOLDER = 'preferences';

/** A character has at most three bytes for each of its units. */
const BYTES_MAX = 3 * PREFERENCES_CHARACTERS_MAX;

/** Files named by the operator's number alone, so that no name can lead out of the folder. */
export class PreferenceFiles implements PreferenceStore {
  readonly #folder: string;
  /** The last write of each operator: one at a time, in the order in which they were asked. */
  readonly #writes = new Map<number, Promise<unknown>>();

  constructor(directory: string) {
    this.#folder = join(directory, PREFERENCES_FOLDER);
  }

  async read(operator: number): Promise<string> {
    const path = this.#path(operator);
    await this.#writes.get(operator)?.catch(() => undefined);
    return await this.#textOf(path, operator);
  }

  /** What cannot be read is replaced as what is not there. */
  write(operator: number, text: string, isKnown: (now: string) => boolean): Promise<boolean> {
    const path = this.#path(operator);
    const before = this.#writes.get(operator) ?? Promise.resolve();
    const replace = async (): Promise<boolean> => {
      if (!isKnown(await this.#textOf(path, operator).catch(() => ''))) return false;
      await this.#replace(path, text);
      return true;
    };
    const write = before.catch(() => undefined).then(replace);
    this.#writes.set(operator, write);
    return write;
  }

  async #textOf(path: string, operator: number): Promise<string> {
    try {
      const { size } = await stat(path);
      if (size > BYTES_MAX) throw new Error(`the file of operator ${operator} is too long`);
      return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw thrown;
    }
  }

  async #replace(path: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await replaceFile(path, [Buffer.from(text)]);
  }

  #path(operator: number): string {
    if (!Number.isSafeInteger(operator) || operator < 1) {
      throw new RangeError(`no operator has the number ${operator}`);
    }
    return join(this.#folder, `${operator}.json`);
  }
}
