/** What a submitted command is answered: the venue's outcome, or why there is none. */
import type { Outcome } from '../venue/outcomes.ts';

/** Answers that are not the venue's, each with a sentence that helps. */
export const answerTable = {
  UNKNOWN: 'the log does not say whether this happened; ask again under the same request number',
  BUSY: 'too many commands are waiting; nothing happened, send it again later',
  READ_ONLY: 'the venue is read-only because a command in its log cannot be applied',
  STOPPED: 'the sequencer or the connection takes nothing any more; nothing happened',
} as const;

export type AnswerCode = keyof typeof answerTable;

/** UNKNOWN may have happened; the others were never sequenced. */
export interface NoOutcome {
  readonly code: AnswerCode;
}

export type Answer = Outcome | NoOutcome;

export const UNKNOWN: NoOutcome = { code: 'UNKNOWN' };
export const BUSY: NoOutcome = { code: 'BUSY' };
export const READ_ONLY: NoOutcome = { code: 'READ_ONLY' };
export const STOPPED: NoOutcome = { code: 'STOPPED' };

/** Whether the venue decided: the answer is final and stands in the log. */
export function isOutcome(answer: Answer): answer is Outcome {
  return !Object.hasOwn(answerTable, answer.code);
}
