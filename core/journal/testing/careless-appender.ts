/**
 * Appends to a log that was set back to synchronous NORMAL, then waits: what a power cut must lose.
 * It stops before the write-ahead log is folded, since folding makes it durable after all.
 */
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openJournalDatabase } from '../journal-database.ts';
import { SqliteLog } from '../sqlite-log.ts';
import { batchesAfter } from './batches.ts';

const BATCHES = 300;

const directory = process.argv[2]!;
mkdirSync(directory);
const database = openJournalDatabase(join(directory, 'journal.db'));
database.handle.pragma('synchronous = NORMAL');
const log = new SqliteLog(database);
for (let number = 1; number <= BATCHES; number++) {
  const [bytes] = batchesAfter(await log.head(), 1);
  await log.append(number, bytes!);
  writeSync(1, `acked ${number}\n`);
}
setInterval(() => {}, 60_000);
