/** What the core's thread and the one that writes the journal say to each other. */
import type { BatchPack } from './batch-pack.ts';
import type { ChainPosition } from './chain.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { JournalErrorCode } from './errors.ts';
import { JournalError } from './errors.ts';

/** What an append comes to: the batch's hash, or that it was not written. */
export type Written = Uint8Array | 'conflict';

/** Of an append, or of a read; null of the others. */
export type LogResult = Written | BatchPack | null;

/** Requests are handled, and answered, one after the other. */
export type LogRequest =
  /** The first: the database is left alone before it. */
  | { readonly type: 'begin'; readonly path: string }
  | { readonly type: 'append'; readonly batchNumber: number; readonly bytes: Uint8Array }
  | {
      readonly type: 'checkpoint';
      readonly batchNumber: number;
      readonly signed: SignedCheckpoint;
    }
  | { readonly type: 'trim'; readonly belowBatch: number }
  /** So many batches on from a place, believed only if each follows the one before it. */
  | { readonly type: 'read'; readonly from: ChainPosition; readonly maxBatches: number }
  /** The last: the thread ends after its answer. */
  | { readonly type: 'close' };

/** A JournalError as a message carries it: its class does not survive the way. */
export interface ToldError {
  readonly code: JournalErrorCode;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, number | string>>;
}

export type LogReply =
  | { readonly type: 'done'; readonly result: LogResult }
  | { readonly type: 'failed'; readonly error: ToldError }
  /** Answers nothing: the latch has closed. Told before the request that met it is answered. */
  | { readonly type: 'fault'; readonly error: ToldError };

export function toldError({ code, message: sentence, facts }: JournalError): ToldError {
  return { code, sentence, facts };
}

export function errorTold({ code, sentence, facts }: ToldError): JournalError {
  return new JournalError(code, sentence, facts);
}
