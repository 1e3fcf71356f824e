/** What is wrong with a record. */

/** Why a command cannot be written, or bytes cannot be read, as a record. Codes are permanent. */
export type RecordErrorCode =
  /** The bytes end before the record does, or go on after the last one. */
  | 'LENGTH'
  /** No kind of command has that number, or the layout's version is not known. */
  | 'UNKNOWN_KIND'
  | 'UNKNOWN_VERSION'
  /** A command, or what is stamped on it, is not of the vocabulary's form. */
  | 'DOES_NOT_FIT'
  /** The bytes mean a command that is written with other bytes. */
  | 'NOT_CANONICAL';

export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly code: RecordErrorCode;

  constructor(code: RecordErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
