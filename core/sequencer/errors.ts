/** Why the sequencer did not start, or stopped. Codes are permanent. */
export type SequencerErrorCode =
  /** A durable command cannot be applied. Facts: sequence, batch. */
  | 'CANNOT_APPLY'
  /** Value is not conserved. Facts: sequence, batch. */
  | 'NOT_CONSERVED'
  /** The replayed state is not the one that a signed checkpoint names. Facts: sequence, batch. */
  | 'STATE_DIFFERS'
  /** The log was trimmed and nothing says what stood before it. Facts: batch. */
  | 'NO_SNAPSHOT'
  /** The log failed, or somebody else writes it: what was in flight is not known. */
  | 'LOG_FAILED'
  /** A directory of other rules could not be set aside. */
  | 'RULES_VERSION'
  /** The file that says where the venue stopped cannot be read. */
  | 'HALT_DAMAGED';

export class SequencerError extends Error {
  override readonly name = 'SequencerError';
  readonly code: SequencerErrorCode;
  readonly facts: Readonly<Record<string, number | string>>;

  constructor(
    code: SequencerErrorCode,
    sentence: string,
    facts: Readonly<Record<string, number | string>> = {},
    cause?: unknown,
  ) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}

/** Something that the sequencer goes on with, but a person must be told. */
export interface Notice {
  readonly code:
    | 'RULES_SET_ASIDE'
    | 'ANCHOR_MISSING'
    | 'SNAPSHOT_SKIPPED'
    | 'SNAPSHOT_NOT_WRITTEN'
    | 'READ_ONLY'
    | 'HALT_LIFTED'
    | 'LISTENER_FAILED';
  readonly sentence: string;
}
