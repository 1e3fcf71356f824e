/** A data directory of another rules version is set aside, never half-read. DESIGN section 6. */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { believeEntry } from '../journal/chain.ts';
import { syncDirectory } from '../journal/durable-file.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { Journal, OpenJournalOptions } from '../journal/open-journal.ts';
import { openJournal } from '../journal/open-journal.ts';
import { RULES_VERSION } from '../venue/venue.ts';
import type { Notice } from './errors.ts';
import { SequencerError } from './errors.ts';

/** Rules that the journal's newest batch was written under; the program's own where it is empty. */
async function rulesOf(journal: Journal): Promise<number> {
  const [last] = await journal.log.read(journal.head.batchNumber, 1);
  return last === undefined ? RULES_VERSION : believeEntry(last).header.rulesVersion;
}

function freeName(directory: string, rules: number): string {
  const name = `${directory}.rules-${rules}`;
  let free = name;
  for (let n = 2; existsSync(free); n++) free = `${name}-${n}`;
  return free;
}

async function setAside(directory: string, rules: number): Promise<Notice> {
  const aside = freeName(directory, rules);
  try {
    await rename(directory, aside);
    await syncDirectory(dirname(directory));
  } catch (thrown) {
    const sentence =
      `${directory} was written under rules version ${rules}; this program has version ` +
      `${RULES_VERSION}, and the directory cannot be renamed: ${sentenceOf(thrown)}. ` +
      'Choose another directory.';
    throw new SequencerError('RULES_VERSION', sentence, { rules }, thrown);
  }
  const sentence =
    `${directory} was written under rules version ${rules}; this program has version ` +
    `${RULES_VERSION}. It is kept as ${aside}, and the venue begins anew.`;
  return { code: 'RULES_SET_ASIDE', sentence };
}

/**
 * Opens a data directory whose journal is of this program's rules: one of other rules is renamed
 * and a new one made in its place. Throws RULES_VERSION, and what openJournal throws. Rule SEQ-11.
 */
export async function openUnderTheseRules(
  path: string,
  options: OpenJournalOptions,
): Promise<{ journal: Journal; notices: Notice[] }> {
  const directory = resolve(path);
  const journal = await openJournal(directory, options);
  let rules: number;
  try {
    rules = await rulesOf(journal);
  } catch (thrown) {
    await journal.close();
    throw thrown;
  }
  if (rules === RULES_VERSION) return { journal, notices: [...journal.notices] };
  await journal.close();
  const notice = await setAside(directory, rules);
  return { journal: await openJournal(directory, options), notices: [notice] };
}
