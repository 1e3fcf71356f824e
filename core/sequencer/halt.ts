/** The file that a fail-stop leaves: from which command on the log must not be applied. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../journal/durable-file.ts';
import { isMissingFile } from '../journal/errors.ts';
import { SequencerError } from './errors.ts';

export const HALT_FILE = 'halted';

export interface Halt {
  /** The first command that must not be applied. */
  readonly sequence: number;
  /** Version of the program that could not apply it: another one tries again. */
  readonly programVersion: string;
  readonly sentence: string;
}

/** What the file says, null where there is none. Throws HALT_DAMAGED. */
export function readHalt(directory: string): Halt | null {
  const path = join(directory, HALT_FILE);
  try {
    const halt: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { sequence, programVersion, sentence } = halt as Record<keyof Halt, unknown>;
    if (
      typeof sequence === 'number' &&
      Number.isSafeInteger(sequence) &&
      sequence >= 1 &&
      typeof programVersion === 'string' &&
      typeof sentence === 'string'
    ) {
      return { sequence, programVersion, sentence };
    }
  } catch (thrown) {
    if (isMissingFile(thrown)) return null;
  }
  const sentence =
    `${path} is damaged, so it cannot be told from which command on the venue had stopped. ` +
    'Verify the directory, move that file out of it and start again.';
  throw new SequencerError('HALT_DAMAGED', sentence);
}

/** Writes the file durably. */
export async function writeHalt(directory: string, halt: Halt): Promise<void> {
  const text = `${JSON.stringify(halt, null, 2)}\n`;
  await replaceFile(join(directory, HALT_FILE), [Buffer.from(text, 'utf8')]);
}

export async function removeHalt(directory: string): Promise<void> {
  await rm(join(directory, HALT_FILE), { force: true });
}
