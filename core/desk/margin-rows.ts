/** What windows are told of one subaccount's margin: line by line, and what it is made of. */

/** The selected subaccount's worst bucket of the watched instrument's asset, or its pool. */
export interface MarginPanel {
  readonly subaccount: string;
  readonly bucket: string;
  readonly asset: string;
  readonly mode: 'cross' | 'isolated' | 'portfolio' | 'multi-asset';
  readonly health: string;
  readonly healthPpm: number;
  readonly level: 0 | 1 | 2 | 3;
  readonly callPercents: readonly number[];
  readonly wallet: string;
  readonly unrealised: string;
  readonly unrealisedSign: -1 | 0 | 1;
  readonly equity: string;
  readonly maintenance: string;
  readonly initial: string;
  readonly free: string;
  readonly freeSign: -1 | 0 | 1;
  readonly cure: string;
  readonly cureAtPercent: string;
  /** Mark of the largest position at which the third level is reached; "none" where none is. */
  readonly markAtLowest: string;
  readonly markInstrument: string;
  readonly liquidation: string;
  /** Of which initial and maintenance margin are made. */
  readonly parts: readonly MarginPart[];
  /** Of a pool, what its equity is made of; none of any other bucket. */
  readonly collateral: readonly CollateralPart[];
  /** How a pool stands by its ratio, where it has states for it; null where it has none. */
  readonly ratio: RatioState | null;
}

/** Free, reduce-only or liquidation, by equity over maintenance: rule VAR-63. */
export interface RatioState {
  readonly state: 'Free' | 'Reduce only' | 'Liquidation';
  /** Below them; 0 of a state that there is not. */
  readonly reduceOnlyPercent: number;
  readonly liquidationPercent: number;
  /** What a liquidation cures does not end it. */
  readonly runsOut: boolean;
}

/** What an asset of a pool counts for. */
export interface CollateralPart {
  readonly asset: string;
  /** With the unrealised results of what settles in it. */
  readonly held: string;
  /** Of its worth, what does not count; an em dash of a debt. */
  readonly haircut: string;
  /** In the reference. */
  readonly counts: string;
  /** What cuts it further; empty where nothing does. */
  readonly note: string;
  readonly rule: string;
}

/** What of a margin comes of what; em dashes where it has no part in one. */
export interface MarginPart {
  readonly name: string;
  /** "long 1.000", "2 orders"; empty where there is nothing to add. */
  readonly note: string;
  /** The rule that it comes from. */
  readonly rule: string;
  readonly initial: string;
  readonly maintenance: string;
  /** It stands in the place of those above, being more. */
  readonly binds: boolean;
}
