import { answerTable, isOutcome } from '../../sequencer/answers.ts';
import type { Answer, AnswerCode } from '../../sequencer/answers.ts';
import type { Outcome } from '../../venue/outcomes.ts';

/** The venue did not decide on a command of ours: a replay cannot go on without knowing. */
export class NotDecidedError extends Error {
  override readonly name = 'NotDecidedError';
  readonly code: AnswerCode;

  constructor(code: AnswerCode) {
    super(`A command of the replay was answered ${code}: ${answerTable[code]}.`);
    this.code = code;
  }
}

/** The venue's outcome. Throws a NotDecidedError where it has none. */
export function decided(answer: Answer): Outcome {
  if (!isOutcome(answer)) throw new NotDecidedError(answer.code);
  return answer;
}

/**
 * Commands that were submitted and not yet answered. A failure is kept until it is asked for, so
 * that none goes unseen while the others are under way.
 */
export class Inflight {
  #pending: Promise<void>[] = [];
  #failures: unknown[] = [];

  /** Follows an answer to come; `told` hears the venue's outcome before `settled` resolves. */
  add(answer: Promise<Answer>, told?: (outcome: Outcome) => void): void {
    this.#pending.push(this.#follow(answer, told));
  }

  async #follow(answer: Promise<Answer>, told?: (outcome: Outcome) => void): Promise<void> {
    try {
      const outcome = decided(await answer);
      told?.(outcome);
    } catch (failure) {
      this.#failures.push(failure);
    }
  }

  /**
   * Resolves when everything submitted so far is answered. Throws the first failure: a
   * NotDecidedError, or what the sequencer threw.
   */
  async settled(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    await Promise.all(pending);
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
