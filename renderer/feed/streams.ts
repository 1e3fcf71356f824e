/** What a feed hands out, by topic. */
import type {
  AccountRow,
  AdlRow,
  Alert,
  BalanceRow,
  Call,
  CallRow,
  Candle,
  Depth,
  Execution,
  FundEntryRow,
  FundRow,
  KillRow,
  Ladder,
  LiquidationLadder,
  MarginPanel,
  FundingRow,
  OracleRow,
  OrderRow,
  PositionRow,
  ProposalRow,
  Queue,
  Quote,
  Seat,
  StandingRow,
  Strip,
  Welcome,
} from '../../core/desk/messages.ts';
import type { Changes } from './rows.ts';

export type Role = NonNullable<Welcome['signedIn']>['role'];

/** Where the conversation with the core stands. */
export type Link =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'live' }
  /** Attached, and no frame for a while: what is shown may no longer be so. */
  | { readonly state: 'stale'; readonly sinceMs: number }
  /** `timeUs` is the venue time of the last figures; `unknown` is what was under way. */
  | {
      readonly state: 'gone';
      readonly timeUs: number;
      readonly attempt: number;
      readonly nextTryMs: number;
      readonly unknown: readonly Call[];
    };

export interface SignedIn {
  readonly operator: number;
  readonly role: Role;
}

export interface Topics {
  link: Link;
  welcome: Welcome | null;
  signedIn: SignedIn | null;
  strip: Strip | null;
  quotes: readonly Quote[];
  ladder: Ladder | null;
  depth: Depth | null;
  candle: Candle | null;
  margin: MarginPanel | null;
  queue: Queue | null;
  seat: Seat | null;
  liquidations: LiquidationLadder | null;
  accounts: Changes<AccountRow>;
  positions: Changes<PositionRow>;
  orders: Changes<OrderRow>;
  balances: Changes<BalanceRow>;
  calls: Changes<CallRow>;
  proposals: Changes<ProposalRow>;
  kills: Changes<KillRow>;
  standings: Changes<StandingRow>;
  funds: Changes<FundRow>;
  fundEntries: Changes<FundEntryRow>;
  adl: Changes<AdlRow>;
  oracles: Changes<OracleRow>;
  fundings: Changes<FundingRow>;
  /** Items that are new. */
  executions: readonly Execution[];
  alerts: readonly Alert[];
}

export type Topic = keyof Topics;
/** Topics of which the newest value is all there is to know. */
export type ScalarTopic =
  | 'link'
  | 'welcome'
  | 'signedIn'
  | 'strip'
  | 'quotes'
  | 'ladder'
  | 'depth'
  | 'candle'
  | 'margin'
  | 'queue'
  | 'seat'
  | 'liquidations';
