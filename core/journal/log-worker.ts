/**
 * The thread that writes the journal: a SqliteLog of its own on the same database, asked by
 * messages. Between two of them folding the write-ahead log gets its turn, after the answer.
 *
 * Under load the next batch follows an answer within microseconds, so this thread looks out for it
 * that long; then it sleeps for a while on a shared word, from which a request wakes it sooner than
 * its event loop would; then in the event loop. A turn of the loop it takes only for folding.
 */
import { setImmediate } from 'node:timers/promises';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { packBatches } from './batch-pack.ts';
import { JournalError, sentenceOf } from './errors.ts';
import { openJournalDatabase } from './journal-database.ts';
import { SqliteLog } from './sqlite-log.ts';
import type { LogReply, LogRequest, LogResult } from './worker-protocol.ts';
import { toldError } from './worker-protocol.ts';

/**
 * How long it looks out for the next request. Waking a sleeping thread takes a third of that; a
 * thread that looked out for longer would keep a processor from others.
 */
const LOOK_OUT_MS = 0.05;
/**
 * How long it sleeps on the word before it goes back to its event loop. Asking a thread that is in
 * its event loop costs the one who asks as much as a short batch does.
 */
const LINGER_MS = 100;

/** Raised by one with each request. */
const requested = workerData as Int32Array;
let log: SqliteLog | null = null;
/** Requests that the event loop has taken in; none begins before the one before it has ended. */
const waiting: LogRequest[] = [];
let isServing = false;

function say(reply: LogReply, moved: readonly ArrayBuffer[] = []): void {
  // A thread's port has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(reply, moved);
}

/** What need not be copied to the one who asked. */
function memoryOf(result: LogResult): ArrayBuffer[] {
  return result !== null && typeof result === 'object' && 'lengths' in result
    ? [result.bytes.buffer]
    : [];
}

async function handle(request: LogRequest): Promise<LogResult> {
  if (request.type === 'begin') {
    const onFault = (fault: JournalError): void => say({ type: 'fault', error: toldError(fault) });
    log = new SqliteLog(openJournalDatabase(request.path, onFault));
    return null;
  }
  if (log === null) throw new JournalError('CLOSED', 'The journal is not open.');
  switch (request.type) {
    case 'append':
      return log.append(request.batchNumber, request.bytes);
    case 'checkpoint':
      await log.storeCheckpoint(request.batchNumber, request.signed);
      return null;
    case 'trim':
      await log.trim(request.belowBatch);
      return null;
    case 'read': {
      const entries = await log.read(request.from.batchNumber + 1, request.maxBatches);
      return packBatches(request.from, entries);
    }
    case 'close':
      await log.close();
      return null;
  }
}

async function answer(request: LogRequest): Promise<void> {
  try {
    const result = await handle(request);
    say({ type: 'done', result }, memoryOf(result));
  } catch (thrown) {
    const isNamed = thrown instanceof JournalError;
    const error = isNamed ? thrown : new JournalError('OUTCOME_UNKNOWN', sentenceOf(thrown));
    say({ type: 'failed', error: toldError(error) });
  }
  if (request.type === 'close') parentPort?.close();
}

function received(): LogRequest | null {
  if (parentPort === null) return null;
  return (receiveMessageOnPort(parentPort)?.message as LogRequest | undefined) ?? null;
}

/** A request that has come, or comes while this thread looks out for it or sleeps on the word. */
function nextSoon(seen: number): LogRequest | null {
  const begunMs = performance.now();
  while (Atomics.load(requested, 0) === seen) {
    if (performance.now() - begunMs < LOOK_OUT_MS) continue;
    Atomics.wait(requested, 0, seen, LINGER_MS);
    break;
  }
  return received();
}

async function serve(): Promise<void> {
  isServing = true;
  for (;;) {
    const seen = Atomics.load(requested, 0);
    const request = waiting.shift() ?? received() ?? nextSoon(seen);
    if (request === null) break;
    await answer(request);
    if (request.type === 'close') break;
    // In this turn of the event loop the write-ahead log is folded.
    if (log?.isFoldDue === true) await setImmediate();
  }
  isServing = false;
}

parentPort?.on('message', (request: LogRequest) => {
  waiting.push(request);
  if (!isServing) void serve();
});
