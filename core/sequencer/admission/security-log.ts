/**
 * What the boundary turned away, for whoever looks after the venue: a bounded ring and a counter
 * for each code. It is not part of the journal, and a flood of bad input only turns the ring.
 */
import type { AdmissionCode, Refusal } from './refusals.ts';

export const ENTRIES_KEPT = 1_024;

/** Where a command came from, as the connection knows it. */
export interface Origin {
  /** Wall or venue time of the arrival, as the caller keeps it, in microseconds. */
  readonly timeUs: number;
  /** The session's number, 0 before it has one. */
  readonly session: number;
  readonly channel: string;
}

export interface SecurityEntry extends Origin {
  /** Rises by one with every refusal, so that a gap shows what the ring has forgotten. */
  readonly number: number;
  readonly code: AdmissionCode;
  readonly path: string;
  readonly sentence: string;
}

export class SecurityLog {
  readonly #ring: SecurityEntry[] = [];
  readonly #counts = new Map<AdmissionCode, number>();
  #total = 0;

  /** Refusals since the start, kept or not. */
  get total(): number {
    return this.#total;
  }

  countOf(code: AdmissionCode): number {
    return this.#counts.get(code) ?? 0;
  }

  record(refusal: Refusal, { timeUs, session, channel }: Origin): void {
    const { code, path, sentence } = refusal;
    const number = this.#total + 1;
    this.#ring[this.#total % ENTRIES_KEPT] = {
      number,
      timeUs,
      session,
      channel,
      code,
      path,
      sentence,
    };
    this.#total = number;
    this.#counts.set(code, this.countOf(code) + 1);
  }

  /** The newest entries, oldest first. */
  entries(): SecurityEntry[] {
    const at = this.#total % ENTRIES_KEPT;
    return this.#total <= ENTRIES_KEPT
      ? [...this.#ring]
      : [...this.#ring.slice(at), ...this.#ring.slice(0, at)];
  }
}
