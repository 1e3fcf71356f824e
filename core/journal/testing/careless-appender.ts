/** Appends to a log that was set back to synchronous NORMAL: what a power cut must then lose. */
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openJournalDatabase } from '../journal-database.ts';
import { SqliteLog } from '../sqlite-log.ts';
import { batchesAfter } from './batches.ts';

const directory = process.argv[2]!;
mkdirSync(directory);
const database = openJournalDatabase(join(directory, 'journal.db'));
database.handle.pragma('synchronous = NORMAL');
const log = new SqliteLog(database);
for (;;) {
  const head = await log.head();
  const [bytes] = batchesAfter(head, 1);
  await log.append(head.batchNumber + 1, bytes!);
  writeSync(1, `acked ${head.batchNumber + 1}\n`);
}
