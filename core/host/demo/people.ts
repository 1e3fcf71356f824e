/**
 * People's names, in a side file of the data directory and never in the log, so that a name can be
 * erased and the chain still verifies.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../journal/durable-file.ts';

export const PEOPLE_FILE = 'people.json';

/** Names by operator id. */
export type People = Readonly<Record<string, string>>;

/** Writes the names, unless the directory has a file of them: what was erased stays erased. */
export async function foundPeople(directory: string, people: People): Promise<void> {
  const path = join(directory, PEOPLE_FILE);
  if (existsSync(path)) return;
  await replaceFile(path, [Buffer.from(`${JSON.stringify(people, null, 2)}\n`)]);
}

/** The names that the directory knows; none where it has no file of them. */
export function readPeople(directory: string): People {
  const path = join(directory, PEOPLE_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as People) : {};
}
