/**
 * Opens the journal of a directory, appends batches and says which were acknowledged, until it is
 * killed, an error stops it, or it has appended as many as it was told.
 *
 * Arguments: directory, number of batches, bytes of each body.
 */
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { positionAfter } from '../chain.ts';
import type { Journal } from '../open-journal.ts';
import { openJournal } from '../open-journal.ts';
import { decodeBatch } from '../batch.ts';
import { batchesAfter } from './batches.ts';

const directory = process.argv[2]!;
const count = Number(process.argv[3]);
const bodyBytes = Number(process.argv[4]);

// Straight to the pipe: a line must not wait in a buffer when the process is killed.
const say = (line: string) => void writeSync(1, `${line}\n`);

async function appendOne(journal: Journal): Promise<void> {
  const head = await journal.log.head();
  const bytes = batchesAfter(head, 1, { bodyBytes })[0]!;
  const decoded = decodeBatch(bytes);
  if (!decoded.ok) throw new Error(decoded.sentence);
  const { batchNumber, sequence, hash } = positionAfter(decoded.batch.header, decoded.batch.hash);
  if ((await journal.log.append(batchNumber, bytes)) === 'conflict') throw new Error('conflict');
  journal.anchor.note(batchNumber, sequence, hash);
  say(`acked ${batchNumber}`);
  // As a sequencer does between two group commits: let everything else have its turn.
  await setImmediate();
}

function sayError(thrown: unknown): void {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  say(`error ${code}`);
}

async function run(): Promise<void> {
  const journal = await openJournal(directory, { keychain: 'none' });
  say('open');
  let failed = false;
  for (let appended = 0; appended < count; appended++) {
    try {
      await appendOne(journal);
    } catch (thrown) {
      sayError(thrown);
      failed = true;
    }
  }
  await journal.close();
  if (!failed) say('done');
}

await run().catch(sayError);
