/** What is asked for by the page: the audit trail, and the security log. */
import type { SecurityCode } from '../sequencer/admission/security-codes.ts';

export interface TrailEntry {
  readonly sequence: number;
  readonly timeUs: number;
  /** Who gave it, in words: a person by hand, an algorithm for somebody, or a system. */
  readonly by: string;
  /** The operator's name alone, or the system's. */
  readonly who: string;
  readonly role: string;
  /** The strategy that spoke; empty for a person or a system. */
  readonly strategy: string;
  readonly isByHand: boolean;
  readonly what: string;
  readonly subaccount: string;
  /** Empty where it was about no subaccount. */
  readonly accountKind: string;
  /** "done", or the sentence of the refusal with what would fit. */
  readonly outcome: string;
  readonly code: string;
  readonly isRefused: boolean;
  /** The one who spoke and the order it was about; 0 where there is none. */
  readonly operator: number;
  readonly order: number;
  readonly channel: string;
}

/** What was turned away before it could become a command, newest first. */
export interface SecurityPage {
  readonly entries: readonly SecurityRow[];
  /** Since the core started, kept or not. */
  readonly total: number;
  /** Entries that are kept no more. */
  readonly forgotten: number;
  /** By code, most frequent first. */
  readonly counts: readonly { readonly code: SecurityCode; readonly count: number }[];
}

export interface SecurityRow {
  /** Rises by one with every entry. */
  readonly number: number;
  readonly timeUs: number;
  readonly channel: string;
  /** Whose it was: 0 and empty before anybody had signed in. */
  readonly session: number;
  readonly who: string;
  readonly code: SecurityCode;
  readonly path: string;
  readonly sentence: string;
  /** How often, where one entry stands for a flood. */
  readonly times: number;
}
