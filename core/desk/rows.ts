/** What a frame is made of: rows and panels as texts ready to show, with integers to sort by. */
import type { KillScope, Role } from '../venue/commands.ts';

/** What an order is to those that it is linked with; empty where it is with none. */
export type LinkRole = '' | 'entry' | 'takeProfit' | 'stop' | 'oco';

/** The line under the app bar. Ages are of the newest message, in wall milliseconds. */
export interface Strip {
  readonly timeUs: number;
  readonly wallMs: number;
  readonly sequence: number;
  readonly batch: number;
  /** Time from submit to acknowledgement over the last 10 s; 0 before the first. */
  readonly coreP99Us: number;
  readonly feeds: readonly {
    readonly name: string;
    readonly ageMs: number;
    readonly isStale: boolean;
  }[];
  readonly indices: readonly {
    readonly symbol: string;
    readonly state: string;
    readonly badges: readonly string[];
  }[];
  readonly transport: { readonly speed: string; readonly isPaused: boolean };
  readonly core: 'running' | 'readOnly' | 'stopped';
}

/** One instrument's head line. `direction` is the sign of the change since the pass began. */
export interface Quote {
  readonly instrument: string;
  readonly state: string;
  readonly last: string;
  readonly lastTicks: number;
  readonly mark: string;
  readonly markTicks: number;
  readonly index: string;
  readonly bid: string;
  readonly bidTicks: number;
  readonly ask: string;
  readonly askTicks: number;
  readonly changePercent: string;
  readonly direction: -1 | 0 | 1;
  readonly basisPercent: string;
  readonly fundingPercent: string;
  readonly fundingInS: number;
  /** What accrues by the second has a rate for so long, "8 h"; empty of what is paid at times. */
  readonly accruesPer: string;
  /** Until a dated contract ends; null of what does not. */
  readonly endsInS: number | null;
  /** Until results of open positions are realised at the mark; null where none are. */
  readonly realisedInS: number | null;
  /** The most that its price can be; empty where it has no cap. */
  readonly cap: string;
}

/** A row of the accounts tree: firm, desk or subaccount. Health of a group is its worst child's. */
export interface AccountRow {
  readonly key: string;
  readonly parent: string;
  readonly depth: 0 | 1 | 2;
  readonly name: string;
  /** C cross, I isolated, empty for groups. */
  /** Cross, isolated, portfolio or multi-asset. */
  readonly mode: '' | 'C' | 'I' | 'P' | 'M';
  readonly kind: string;
  /** Money in the quote unit of the grid, whole: USDT equivalent at the index. */
  readonly equity: string;
  readonly initial: string;
  readonly maintenance: string;
  readonly free: string;
  /** Value of all positions at the mark, both sides counted, whole. */
  readonly gross: string;
  readonly unrealised: string;
  readonly unrealisedSign: -1 | 0 | 1;
  /** Since the venue began, of closed positions too; before fees and funding. */
  readonly realised: string;
  readonly realisedSign: -1 | 0 | 1;
  readonly health: string;
  /** For sorting; 2^53 - 1 where there is nothing to maintain. */
  readonly healthPpm: number;
  /** Worst open call: 0 none, else 1 to 3. */
  readonly level: 0 | 1 | 2 | 3;
  readonly isLiquidating: boolean;
}

export interface PositionRow {
  readonly key: string;
  readonly subaccount: string;
  /** PAPER, INTERNAL, OBSERVED or REHEARSAL. */
  readonly accountKind: string;
  readonly mode: 'C' | 'I' | 'P' | 'M';
  readonly instrument: string;
  readonly side: 'LONG' | 'SHORT';
  readonly size: string;
  readonly value: string;
  readonly valueUnit: string;
  /** What a size is counted in. */
  readonly sizeUnit: string;
  readonly entry: string;
  readonly entryTicks: number;
  readonly mark: string;
  readonly liquidation: string;
  /** 0 where no price liquidates. */
  readonly liquidationTicks: number;
  readonly distancePercent: string;
  readonly unrealised: string;
  readonly unrealisedSign: -1 | 0 | 1;
  readonly pnlPercent: string;
  readonly realised: string;
  readonly realisedSign: -1 | 0 | 1;
  readonly initial: string;
  readonly maintenance: string;
  readonly nextFunding: string;
  readonly leverage: string;
  /** How near it is to being deleveraged, 5 the first; 0 where nobody is, or not known yet. */
  readonly lights: number;
}

/** A live order: resting, or waiting for its trigger; or an exit that waits for its order. */
export interface OrderRow {
  readonly key: string;
  /** 0 of an exit that is yet to come: it is its parent's until then. */
  readonly order: number;
  readonly subaccount: string;
  readonly accountKind: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly size: string;
  readonly filled: string;
  /** What is left of the size: what an amend sets anew. */
  readonly remaining: string;
  /** What others see of that now; empty where they see all of it. */
  readonly shown: string;
  readonly price: string;
  readonly priceTicks: number;
  /** What it waits for, or follows, in words. */
  readonly trigger: string;
  readonly triggerTicks: number;
  /** The trigger alone, as an amend writes it; empty where it waits for none. */
  readonly triggerPrice: string;
  /** How far a trailing trigger stays behind its price; empty where it does not trail. */
  readonly trail: string;
  readonly trailTicks: number;
  /** It is as large as the position is, so its size is nobody's to amend. */
  readonly isClosing: boolean;
  /** Empty of an order that follows nothing. */
  readonly pegTo: '' | 'primary' | 'market';
  /** Signed, as an amend writes it; empty where it is none. */
  readonly pegOffset: string;
  /** The worst price that it may have; empty where it has no such. */
  readonly cap: string;
  readonly flags: string;
  readonly timeInForce: string;
  /** When its time ends; 0 where it does not. */
  readonly expiresUs: number;
  /**
   * Released: it waited for a trigger, which was reached, and is in the book now. Parked: a pegged
   * order that has no price just now. Pending: an exit that waits for its parent's fills. Paired:
   * gone, because one that it was linked with was done.
   */
  readonly state: 'live' | 'waiting' | 'released' | 'parked' | 'pending' | 'paired';
  readonly role: LinkRole;
  /** The same for all that are linked: the number of the first of them; 0 of what is not. */
  readonly group: number;
  /** The order whose exit it is; 0 where it is of none, or this core has not seen it. */
  readonly parent: number;
  /** What it would realise where it would trade, in the settlement asset; else an em dash. */
  readonly realises: string;
  readonly realisesSign: -1 | 0 | 1;
  /** Its client's own name for it; empty where there is none. */
  readonly clientId: string;
  /** Empty where it was placed for none. */
  readonly strategy: string;
  readonly sinceUs: number;
}

export interface BalanceRow {
  readonly key: string;
  readonly subaccount: string;
  readonly accountKind: string;
  readonly asset: string;
  readonly mirrored: string;
  readonly unsettled: string;
  readonly used: string;
  readonly free: string;
}

/** An open margin call. */
export interface CallRow {
  readonly key: string;
  readonly call: number;
  readonly subaccount: string;
  readonly bucket: string;
  readonly level: 1 | 2 | 3;
  readonly health: string;
  readonly cure: string;
  readonly asset: string;
  readonly acknowledgedBy: string;
  /** Venue time at which a snoozed call is due again; 0 while it is not snoozed. */
  readonly snoozedUntilUs: number;
}

/** A command that one person has given and another must agree to. */
export interface ProposalRow {
  readonly key: string;
  readonly proposal: number;
  /** Who asked for it, by number and by name: nobody approves what is their own. */
  readonly operator: number;
  readonly by: string;
  readonly kind: string;
  readonly what: string;
  /** Empty where it is about none. */
  readonly subaccount: string;
  readonly accountKind: string;
  /** As whom it may be approved. */
  readonly approvers: readonly Role[];
}

/** What orders of a subaccount may not pass in one instrument; empty where it is not limited. */
export interface OrderLimits {
  readonly maxQuantity: string;
  /** In the instrument's settlement asset. */
  readonly maxValue: string;
  /** Of a limit from the mark. */
  readonly maxAwayPercent: string;
  /** In all instruments together. */
  readonly ordersPerSecond: string;
  readonly executions: string;
  readonly windowS: string;
}

/** An engaged kill switch: nothing new is taken from what it stops. */
export interface KillRow {
  readonly key: string;
  readonly kill: number;
  readonly scope: KillScope;
  /** Of what is stopped; empty of the venue. */
  readonly name: string;
  /** The same within a sentence: "the desk Volatility". */
  readonly words: string;
  readonly by: string;
  readonly role: string;
  /** Venue time; 0 where this core has not seen it. */
  readonly engagedUs: number;
}

/** Rows from the highest price down; sizes are texts, bars their share of the largest shown. */
export interface Ladder {
  readonly instrument: string;
  readonly stepTicks: number;
  readonly centreTicks: number;
  readonly rows: readonly LadderRow[];
  readonly spread: string;
  /** What of the selected subaccount rests on each side, beyond the rows too; empty for none. */
  readonly workingBuy: string;
  readonly workingSell: string;
  /** Null before the first price. */
  readonly band: LadderBand | null;
}

/** No bid is taken above the first, no offer below the second. */
export interface LadderBand {
  readonly maxBidTicks: number;
  readonly minAskTicks: number;
  readonly maxBid: string;
  readonly minAsk: string;
}

export interface LadderRow {
  readonly priceTicks: number;
  readonly price: string;
  readonly bid: string;
  readonly bidShare: number;
  readonly ask: string;
  readonly askShare: number;
  /** The best price of each side inside the row; empty where the side has none there. */
  readonly bestBid: string;
  readonly bestAsk: string;
  /** Sizes of the selected subaccount's own orders in this row, and of others one may see. */
  readonly ownBuy: string;
  readonly ownSell: string;
  /** Lots before each of them, of all at its price, the nearest to trade first; empty for none. */
  readonly aheadBuy: string;
  readonly aheadSell: string;
  /** Lots before the nearest of them in four figures or fewer, never fewer lots than there are. */
  readonly frontBuy: string;
  readonly frontSell: string;
  /** What others see of the own sizes; empty where it is all of them. */
  readonly shownBuy: string;
  readonly shownSell: string;
  readonly otherBuy: string;
  readonly otherSell: string;
  readonly isLast: boolean;
  readonly isMark: boolean;
  /** Where the orders that a call collects would trade. */
  readonly isIndicative: boolean;
}

/**
 * Cumulative depth about the middle, each side from its best price away; `total` is that of the
 * larger side, empty where nothing rests.
 */
export interface Depth {
  readonly instrument: string;
  readonly bids: readonly DepthPoint[];
  readonly asks: readonly DepthPoint[];
  readonly total: string;
}

/** What rests from the best price to this one, as a share of the larger side. */
export interface DepthPoint {
  readonly priceTicks: number;
  readonly share: number;
}

/** Prices in ticks; `timeS` is the venue time at which it begins. */
export interface Candle {
  readonly instrument: string;
  readonly candleSeconds: number;
  readonly timeS: number;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
  readonly volume: number;
}

/** What who asks may stop and release now. */
export interface KillSwitch {
  /** About the selected subaccount, the narrowest first; then the venue and strategies. */
  readonly choices: readonly KillChoice[];
  /** Numbers of engaged ones. */
  readonly releasable: readonly number[];
}

export interface KillChoice {
  readonly scope: Exclude<KillScope, 'order'>;
  /** Empty of the venue. */
  readonly name: string;
  /** Live orders that it cancels. */
  readonly orders: number;
  /** Whose new orders it refuses; 0 of a strategy, which may trade for many. */
  readonly subaccounts: number;
  /** What is held there, which closing takes; none of a strategy. */
  readonly positions: readonly { readonly subaccount: string; readonly symbol: string }[];
}
