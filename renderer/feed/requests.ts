/**
 * Requests under way. Each ends once: done or refused by the core's answer, or unknown, when the
 * deadline passes or the connection ends. Nothing is ever sent twice; an answer that comes after
 * the end is dropped.
 */
import type { Call, Reply } from '../../core/desk/messages.ts';

export const DEADLINE_MS = 5_000;

/** Starts a timer and gives back what stops it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

interface Pending {
  readonly call: Call;
  readonly end: (reply: Reply) => void;
  readonly stop: () => void;
}

function ended(id: number, result: 'refused' | 'unknown', code: string, sentence: string): Reply {
  return { type: 'reply', id, result, code, sentence, reference: 0, body: null };
}

/** A call that never left this window. */
export function notSent(): Reply {
  const sentence = 'No connection to the core. Nothing was sent.';
  return ended(0, 'refused', 'NOT_CONNECTED', sentence);
}

export class Requests {
  readonly #pending = new Map<number, Pending>();
  readonly #startTimer: StartTimer;
  #lastId = 0;

  constructor(startTimer: StartTimer) {
    this.#startTimer = startTimer;
  }

  /** Gives the call a number, hands it to `send` and waits for its end. */
  begin(call: Call, send: (id: number) => void): Promise<Reply> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const stop = this.#startTimer(() => {
        const sentence = 'No answer in 5 s. It is not sent again; look in the blotters.';
        this.#end(id, ended(id, 'unknown', 'NO_ANSWER', sentence));
      }, DEADLINE_MS);
      this.#pending.set(id, { call, end: resolve, stop });
      send(id);
    });
  }

  answer(reply: Reply): void {
    this.#end(reply.id, reply);
  }

  /** The connection ended: what was asked of it is unknown. Says which commands those were. */
  abandon(): Call[] {
    const calls: Call[] = [];
    for (const [id, { call }] of this.#pending) {
      calls.push(call);
      const sentence = 'The core went while this was under way. It is not sent again.';
      this.#end(id, ended(id, 'unknown', 'CORE_GONE', sentence));
    }
    return calls;
  }

  #end(id: number, reply: Reply): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.stop();
    pending.end(reply);
  }
}
