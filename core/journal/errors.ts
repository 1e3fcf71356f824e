/** Why the journal refused or failed. Codes are permanent; the sentence beside them may change. */
export type JournalErrorCode =
  /** Another process holds the data directory. Facts: pid, host (where known). */
  | 'IN_USE'
  /** The database cannot be set, or does not stay set, to survive a power cut. */
  | 'NOT_DURABLE'
  /** A file is of a format that this program does not know. */
  | 'FORMAT_UNKNOWN'
  /** SQLite or the operating system cannot read the journal. */
  | 'UNREADABLE'
  /** A write failed half-way: it may or may not be on disk. The log accepts no further one. */
  | 'OUTCOME_UNKNOWN'
  /** An earlier write failed; nothing is written any more until a restart. */
  | 'POISONED'
  /** The log is closed. */
  | 'CLOSED'
  /** Bytes handed to append are not a batch. Nothing was written. */
  | 'BATCH_INVALID'
  /** A batch is well formed but does not follow the head. Nothing was written. */
  | 'BATCH_DOES_NOT_FOLLOW'
  /** A trim that would take the head, or more. Nothing was removed. */
  | 'TRIM_REFUSED'
  /** The journal ends before what its anchor says was acknowledged. Facts: head, anchor. */
  | 'BELOW_ANCHOR'
  /** The journal holds another batch where its anchor points. Facts: batch. */
  | 'ANCHOR_MISMATCH'
  /** The anchor file cannot be believed. */
  | 'ANCHOR_DAMAGED'
  /** A batch does not follow the one before it. Facts: batch. */
  | 'CHAIN_BROKEN'
  /** A checkpoint's fields cannot be written down. Nothing was signed. */
  | 'CHECKPOINT_INVALID'
  /** A snapshot could not be written. The journal itself is unharmed. */
  | 'SNAPSHOT_NOT_WRITTEN'
  /** The key file can be read by others than its owner. */
  | 'KEY_EXPOSED'
  /** A stored key, or the identity it hangs on, cannot be parsed. */
  | 'KEY_DAMAGED'
  /** The directory has a signing key, but it cannot be reached now. */
  | 'KEY_UNAVAILABLE'
  /** The private key found is not the one of `key.pub`. */
  | 'KEY_MISMATCH';

/** A refusal or failure: a code to act on, a sentence to show, and the figures in it. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  readonly facts: Readonly<Record<string, number | string>>;

  constructor(
    code: JournalErrorCode,
    sentence: string,
    facts: Readonly<Record<string, number | string>> = {},
    cause?: unknown,
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}

/** The text of anything thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether what was thrown says that a file or folder does not exist. */
export function isMissingFile(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
