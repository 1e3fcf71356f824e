import { answerTable, isOutcome } from '../../sequencer/answers.ts';
import type { Answer, AnswerCode } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Command } from '../../venue/commands.ts';
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
 * Commands that were sent and not yet answered. A failure is kept until it is asked for, so that
 * none goes unseen while the others are under way.
 */
export class Inflight {
  #count = 0;
  #failures: unknown[] = [];
  #settled = Promise.withResolvers<void>();

  /** Sends a command; `told` hears the venue's outcome before `settled` resolves. */
  send(
    connection: Pick<Connection, 'send'>,
    command: Command,
    timeUs: number,
    told?: (outcome: Outcome) => void,
  ): void {
    this.#count += 1;
    const hear = (answer: Answer): void => {
      this.#keepFailure(() => {
        const outcome = decided(answer);
        told?.(outcome);
      });
      this.#end();
    };
    const isSent = this.#keepFailure(() => {
      const refusal = connection.send(command, hear, { timeUs });
      if (refusal !== null) hear(refusal);
    });
    if (!isSent) this.#end();
  }

  #keepFailure(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (failure) {
      this.#failures.push(failure);
      return false;
    }
  }

  #end(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    this.#settled.resolve();
    this.#settled = Promise.withResolvers<void>();
  }

  /**
   * Resolves when nothing is under way any more. Throws the first failure: a NotDecidedError, or
   * what the sequencer threw.
   */
  async settled(): Promise<void> {
    if (this.#count > 0) await this.#settled.promise;
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
