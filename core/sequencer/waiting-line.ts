/** Commands that wait for their place in the log, first come first served. */
import type { Command } from '../venue/commands.ts';
import type { Answer, NoOutcome } from './answers.ts';

/** What the sequencer needs to know of a connection. */
export interface Speaker {
  readonly session: number;
  readonly internal: boolean;
  /** Told the number of the session that the connection opened. */
  opened(session: number): void;
}

export interface Waiting {
  readonly speaker: Speaker;
  readonly command: Command;
  readonly request: number;
  /** Microseconds since 1970 UTC, or null: the sequencer's clock stamps it. */
  readonly timeUs: number | null;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Tells them all the same: that there is no outcome, or none that is known. */
export function tellAll(all: readonly Waiting[], answer: NoOutcome): void {
  for (const waiting of all) waiting.resolve(answer);
}

const COMPACT_AFTER = 1_024;

export class WaitingLine {
  readonly #entries: Waiting[] = [];
  /** Entries before it have been taken; they are cut off in one go, now and then. */
  #head = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  join(waiting: Waiting): void {
    this.#entries.push(waiting);
  }

  /** The first in line, who stays in it. */
  first(): Waiting | undefined {
    return this.#entries[this.#head];
  }

  /** Takes the first out of the line. */
  leave(): void {
    this.#head += 1;
    if (this.#head < COMPACT_AFTER || this.#head * 2 < this.#entries.length) return;
    this.#entries.splice(0, this.#head);
    this.#head = 0;
  }

  /** Empties the line. */
  dismiss(): Waiting[] {
    const left = this.#entries.splice(0).slice(this.#head);
    this.#head = 0;
    return left;
  }
}
