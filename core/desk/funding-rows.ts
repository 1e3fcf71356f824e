/** Funding as windows are told: what will be paid as it stands, and what was. */

/** How a rate came out of the mean premium: margin-rules section 7. */
export type FundingForce = 'none' | 'interest' | 'premium' | 'cap';

/** The next funding of a perpetual, as it stands. */
export interface FundingRow {
  readonly key: string;
  readonly instrument: string;
  readonly index: string;
  /** To be paid at the next time, of the whole interval; of what accrues, at this moment. */
  readonly rate: string;
  readonly rateSign: -1 | 0 | 1;
  /** Whose samples it is made of. */
  readonly from: 'sameInterval' | 'previousInterval';
  /** What this interval's samples give for the one after it; empty where they set the next. */
  readonly after: string;
  /** Mean of this interval so far; an em dash without a sample. */
  readonly premium: string;
  /** The parameters, which are for so long whatever the interval: "8 h". */
  readonly ratesFor: string;
  readonly interest: string;
  readonly damper: string;
  readonly cap: string;
  readonly force: FundingForce;
  /** The same in a sentence. */
  readonly why: string;
  /** How often it is paid: "8 h", "5 s". */
  readonly every: string;
  /** It accrues by the second, at the rate of each moment: no samples are kept. */
  readonly isAccruing: boolean;
  /** What a premium is: of the book, or by how much longs and shorts are apart. */
  readonly seen: 'premium' | 'imbalance';
  /** How often that is seen: "min", "5 s". */
  readonly sampleEvery: string;
  readonly nextTimeUs: number;
  /** Of this interval: with a sample, of these on a flagged price, without one, and all. */
  readonly sampled: number;
  readonly flagged: number;
  readonly leftOut: number;
  readonly minutes: number;
  /** Why a payment would wait, and minutes now give no sample; empty where neither. */
  readonly held: string;
  /** What all longs pay or receive at the mark, in an hour of what accrues; with its unit. */
  readonly longsPay: string;
  readonly longsSign: -1 | 0 | 1;
  readonly open: string;
}

/** A funding that was paid. */
export interface FundingEntry {
  readonly sequence: number;
  readonly timeUs: number;
  readonly rate: string;
  readonly rateSign: -1 | 0 | 1;
  /** Mean of the interval that it ended. */
  readonly premium: string;
  readonly mark: string;
  readonly sampled: number;
  readonly positions: number;
  /** By all who paid, to all who received, and what rounding left to the fund. */
  readonly paid: string;
  readonly received: string;
  readonly residue: string;
}
