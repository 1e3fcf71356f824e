/** A thread that appends to a log somebody else appends to as well; answers with what it won. */
import { parentPort, workerData } from 'node:worker_threads';
import { JournalError } from '../errors.ts';
import { openJournalDatabase } from '../journal-database.ts';
import { SqliteLog } from '../sqlite-log.ts';
import { batchesAfter } from './batches.ts';

const { path, writer, places } = workerData as { path: string; writer: number; places: number };

/** Opens the log; the other thread may be at the same moment of opening it, which is a refusal. */
function openPatiently(): SqliteLog {
  for (;;) {
    try {
      return new SqliteLog(openJournalDatabase(path));
    } catch (thrown) {
      if (!(thrown instanceof JournalError && thrown.code === 'NOT_DURABLE')) throw thrown;
    }
  }
}

const log = openPatiently();
const won: number[] = [];
for (;;) {
  const head = await log.head();
  const next = head.batchNumber + 1;
  if (next > places) break;
  const [bytes] = batchesAfter(head, 1, { writer });
  if ((await log.append(next, bytes!)) !== 'conflict') won.push(next);
}
parentPort!.postMessage(won);
