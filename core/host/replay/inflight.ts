import type { Outcome } from '../../venue/outcomes.ts';

/**
 * Commands that were submitted and not yet answered. A failure is kept until it is asked for, so
 * that none goes unseen while the others are under way.
 */
export class Inflight {
  #pending: Promise<void>[] = [];
  #failed = false;
  #failure: unknown = null;

  /** Follows an answer to come; `told` hears it before `settled` resolves. */
  add(answer: Promise<Outcome>, told?: (outcome: Outcome) => void): void {
    const followed = answer.then(told, (failure: unknown) => {
      if (!this.#failed) this.#failure = failure;
      this.#failed = true;
    });
    this.#pending.push(followed);
  }

  /** Resolves when everything submitted so far is answered; throws the first failure. */
  async settled(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    await Promise.all(pending);
    if (this.#failed) throw this.#failure;
  }
}
