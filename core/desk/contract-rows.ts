/** What a listing says of itself, and what its asset and underlying say with it, line by line. */

export interface ContractTerms {
  readonly instrument: string;
  readonly parts: readonly ContractPart[];
}

/** Lines that belong together, as "Margin" or "Funding". */
export interface ContractPart {
  readonly title: string;
  readonly lines: readonly ContractLine[];
}

export interface ContractLine {
  readonly name: string;
  readonly value: string;
  /** What the value leaves open; empty where nothing is. */
  readonly note: string;
  /** Where it is a way that few listings have, the rule of it. */
  readonly rule: string;
  /** Venue time of when it is next due; 0 of what has no time, or none yet. */
  readonly dueUs: number;
}
