/**
 * The thread that writes the journal: a SqliteLog of its own on the same database, asked by
 * messages. It sleeps in its event loop, so that folding the write-ahead log gets its turn between
 * two of them, after the answer.
 */
import { parentPort } from 'node:worker_threads';
import { JournalError, sentenceOf } from './errors.ts';
import { openJournalDatabase } from './journal-database.ts';
import { SqliteLog } from './sqlite-log.ts';
import type { LogReply, LogRequest } from './worker-protocol.ts';
import { toldError } from './worker-protocol.ts';

let log: SqliteLog | null = null;
/** Requests come in order, and none begins before the one before it has ended. */
let last = Promise.resolve();

function say(reply: LogReply): void {
  // A thread's port has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(reply);
}

async function handle(request: LogRequest): Promise<'ok' | 'conflict'> {
  if (request.type === 'begin') {
    const onFault = (fault: JournalError): void => say({ type: 'fault', error: toldError(fault) });
    log = new SqliteLog(openJournalDatabase(request.path, onFault));
    return 'ok';
  }
  if (log === null) throw new JournalError('CLOSED', 'The journal is not open.');
  switch (request.type) {
    case 'append':
      return log.append(request.batchNumber, request.bytes);
    case 'checkpoint':
      await log.storeCheckpoint(request.batchNumber, request.signed);
      return 'ok';
    case 'trim':
      await log.trim(request.belowBatch);
      return 'ok';
    case 'close':
      await log.close();
      return 'ok';
  }
}

async function answer(request: LogRequest): Promise<void> {
  try {
    say({ type: 'done', result: await handle(request) });
  } catch (thrown) {
    const isNamed = thrown instanceof JournalError;
    const error = isNamed ? thrown : new JournalError('OUTCOME_UNKNOWN', sentenceOf(thrown));
    say({ type: 'failed', error: toldError(error) });
  }
  if (request.type === 'close') parentPort?.close();
}

parentPort?.on('message', (request: LogRequest) => {
  last = last.then(() => answer(request));
});
