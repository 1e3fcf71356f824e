/** What is remembered of other venues, as plain data; part of the venue's state. */
import type { EXPECTED_ACTS } from '../choices.ts';
import type { TimeUs } from '../numbers.ts';
import type { KNOWN_BY, VenueFigureName } from './commands.ts';

/** A ledger of its own: what is there is neither ours nor another venue's. */
export interface Domain {
  readonly id: number;
  /** The venue's name, which stands in the symbols of all that is of it. */
  readonly venue: string;
  /** Holds the opposite of what all observed subaccounts of it hold. */
  readonly contra: number;
}

/** A figure of the venue itself, as it was last told. */
export interface VenueFigure {
  readonly figure: VenueFigureName;
  readonly asset: number;
  /** 0 of an asset's cross bucket. */
  readonly instrument: number;
  readonly value: number;
  readonly timeUs: TimeUs;
}

/** A subaccount that a source reports. */
export interface Observed {
  readonly subaccount: number;
  source: string;
  knownBy: (typeof KNOWN_BY)[number];
  reference: string;
  /** When it was last reported, and when wholly; 0 before the first. */
  reportedUs: TimeUs;
  comparedUs: TimeUs;
  readonly figures: VenueFigure[];
}

export type ExpectedAct = (typeof EXPECTED_ACTS)[number];

/** Something that the venue is expected to do, as long as there is a reason for it. */
export interface Expectation {
  readonly id: number;
  readonly subaccount: number;
  readonly what: ExpectedAct;
  readonly asset: number;
  /** 0 of an asset's cross bucket. */
  readonly instrument: number;
  readonly sinceUs: TimeUs;
}

export interface ExternalState {
  readonly domains: Domain[];
  readonly observed: Observed[];
  /** The oldest first. */
  readonly expected: Expectation[];
  /** So many have been expected so far. */
  expectations: number;
}

export function createExternal(): ExternalState {
  return { domains: [], observed: [], expected: [], expectations: 0 };
}
