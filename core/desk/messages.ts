/**
 * What windows and the core say to each other: one text codec (JSON) over every transport.
 *
 * Two kinds of stream. *Conflated* ones carry the latest value per key at 20 Hz, each frame
 * acknowledged, at most two under way: late is possible, piling up is not. *Lossless* ones carry
 * every item with a number per stream, so that a gap is seen and can be resumed. Requests have ids
 * and deadlines and end as done, refused or unknown.
 *
 * Every figure is a text ready to show, rounded by the core; `…Ticks`, `…Us` and `…Ppm` integers
 * come beside it where a chart or a sort needs them. A window does no money arithmetic.
 */
import type { SecurityCode } from '../sequencer/admission/security-codes.ts';
import type { InstrumentSpec, ORDER_LIMITS, Role } from '../venue/commands.ts';
import type { ExitValue, Preview } from './previews.ts';
import type {
  Strip,
  Quote,
  AccountRow,
  PositionRow,
  OrderRow,
  BalanceRow,
  CallRow,
  ProposalRow,
  OrderLimits,
  KillRow,
  KillSwitch,
  Ladder,
  Depth,
  Candle,
} from './rows.ts';
import type { MarginPanel } from './margin-rows.ts';
import type { SecurityPage, TrailEntry } from './pages.ts';
import type { ContractTerms } from './contract-rows.ts';
import type { FundingEntry, FundingRow } from './funding-rows.ts';
import type {
  AdlRow,
  FundEntryRow,
  FundRow,
  LiquidationLadder,
  ModeComparison,
  OracleRow,
} from './risk-rows.ts';
import type { Queue, Seat, StandingRow } from './standing-rows.ts';

export type * from './contract-rows.ts';
export type * from './funding-rows.ts';
export type * from './margin-rows.ts';
export type * from './pages.ts';
export type * from './previews.ts';
export type * from './risk-rows.ts';
export type * from './rows.ts';
export type * from './standing-rows.ts';
export type { SecurityCode };

export type OrderLimit = (typeof ORDER_LIMITS)[number];

export const PROTOCOL_VERSION = 1;
/** Largest text message either side takes. */
export const MESSAGE_BYTES_MAX = 1_048_576;
export const FRAMES_IN_FLIGHT_MAX = 2;
export const FRAME_INTERVAL_MS = 50;
/** Most characters of an operator's preferences. */
export const PREFERENCES_CHARACTERS_MAX = 32_768;

// ---- from the window ----

export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** Random text of the window, kept over reloads; names its sessions. */
  readonly window: string;
  /** Where each lossless stream stood, when this window has been attached before. */
  readonly resume?: {
    readonly epoch: string;
    readonly positions: Partial<Record<LosslessStream, number>>;
  };
}

/** What the window looks at; replaces what it looked at before. */
export interface Watch {
  readonly type: 'watch';
  readonly instrument: string;
  readonly subaccount: string | null;
  /** Ladder rows each side of the middle, ticks per row, and the row at the middle (0: follow). */
  readonly ladder: {
    readonly rows: number;
    readonly stepTicks: number;
    readonly centreTicks: number;
  };
  readonly candleSeconds: 1 | 5 | 15 | 60;
  /** Of what a liquidation ladder is told; unsaid, of nothing. */
  readonly liquidations?: LiquidationLadder['scope'];
}

export interface Acknowledge {
  readonly type: 'ack';
  readonly frame: number;
}

export interface Request {
  readonly type: 'request';
  readonly id: number;
  readonly call: Call;
}

export type Call =
  | {
      readonly name: 'signIn';
      readonly operator: number;
      readonly role: Role;
      /** Orders of the session go when this window does; unsaid, they stay. */
      readonly cancelOnDisconnect?: boolean;
    }
  /** A command in the human form of the boundary: names and decimal texts. */
  | { readonly name: 'command'; readonly command: HumanCommand }
  | { readonly name: 'preview'; readonly order: HumanCommand }
  /** What an order that reduces would realise at a price, or an exit that its fills will bring. */
  | {
      readonly name: 'realise';
      readonly order: number;
      readonly exit?: 'takeProfit' | 'stop';
      readonly priceTicks: number;
    }
  | {
      readonly name: 'candles';
      readonly instrument: string;
      readonly candleSeconds: number;
      readonly count: number;
    }
  | {
      readonly name: 'trail';
      readonly filter: TrailFilter;
      readonly beforeSequence: number;
      readonly count: number;
    }
  /** What orders of a subaccount may not pass in an instrument. */
  | { readonly name: 'limits'; readonly subaccount: string; readonly instrument: string }
  /** What each margin mode would make of a subaccount. */
  | { readonly name: 'modes'; readonly subaccount: string }
  /** What an instrument's listing says of itself. */
  | { readonly name: 'contract'; readonly instrument: string }
  /** Fundings of an instrument that were paid; 0 begins with the newest. */
  | {
      readonly name: 'fundings';
      readonly instrument: string;
      readonly beforeSequence: number;
      readonly count: number;
    }
  /** What was turned away; 0 begins with the newest. */
  | {
      readonly name: 'security';
      readonly beforeNumber: number;
      readonly count: number;
      readonly code?: SecurityCode;
    }
  /** What a kill switch would do, and which may be released. */
  | { readonly name: 'killSwitch'; readonly subaccount?: string }
  | {
      readonly name: 'transport';
      readonly act: 'pause' | 'resume' | 'speed';
      readonly speed?: number;
    }
  /**
   * What windows keep for whoever signed in; `text` is what is written, and means nothing here. A
   * write says over which version it goes; none where nothing was there.
   */
  | {
      readonly name: 'preferences';
      readonly act: 'read' | 'write';
      readonly text?: string;
      readonly version?: string;
    };

export interface HumanCommand {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface TrailFilter {
  readonly subaccount?: string;
  readonly order?: number;
  readonly operator?: number;
  /** A strategy's label; or only what people gave by hand. */
  readonly strategy?: string;
  readonly isByHand?: boolean;
}

export type FromWindow = Hello | Watch | Acknowledge | Request;

// ---- from the core ----

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  /** New with every start of the core: discard, subscribe, show what was in flight as unknown. */
  readonly epoch: string;
  readonly program: string;
  readonly badges: readonly string[];
  readonly operators: readonly OperatorEntry[];
  readonly instruments: readonly InstrumentEntry[];
  readonly assets: readonly { readonly symbol: string; readonly decimals: number }[];
  readonly signedIn: { readonly operator: number; readonly role: Role } | null;
}

export interface OperatorEntry {
  readonly operator: number;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly desks: readonly string[];
}

export interface InstrumentEntry {
  readonly symbol: string;
  readonly contract: InstrumentSpec['contract'];
  /** When it ends; empty where it does not. */
  readonly expires: string;
  readonly index: string;
  readonly settleAsset: string;
  readonly priceDecimals: number;
  /** Price of one tick and size of one lot as texts. */
  readonly tick: string;
  readonly lot: string;
  readonly sizeUnit: string;
  /** Empty of what is paid for in full. */
  readonly maxLeverage: string;
  /** Whether an order may ask that its trigger waits while last price and mark are far apart. */
  readonly offersProtection: boolean;
  /** Seconds of its auctions; null where it has none, and comes back from a halt at once. */
  readonly auction: {
    readonly callS: number;
    readonly extensionS: number;
    readonly postOnlyS: number;
  } | null;
}

/**
 * Conflated: the newest value of whatever changed since the last frame. A first frame carries
 * everything that the window watches.
 */
export interface Frame {
  readonly type: 'frame';
  readonly frame: number;
  readonly strip: Strip;
  readonly quotes: readonly Quote[];
  readonly accounts: readonly AccountRow[];
  readonly positions: readonly PositionRow[];
  readonly orders: readonly OrderRow[];
  readonly balances: readonly BalanceRow[];
  readonly calls: readonly CallRow[];
  readonly proposals: readonly ProposalRow[];
  readonly kills: readonly KillRow[];
  readonly standings: readonly StandingRow[];
  readonly funds: readonly FundRow[];
  readonly fundEntries: readonly FundEntryRow[];
  readonly adl: readonly AdlRow[];
  readonly oracles: readonly OracleRow[];
  readonly fundings: readonly FundingRow[];
  /** Keys of rows that are no more. */
  readonly gone: Readonly<Record<RowStream, readonly string[]>>;
  /** Null while unchanged. */
  readonly ladder: Ladder | null;
  readonly depth: Depth | null;
  readonly candle: Candle | null;
  readonly margin: MarginPanel | null;
  readonly queue: Queue | null;
  readonly seat: Seat | null;
  readonly liquidations: LiquidationLadder | null;
}

export type RowStream =
  | 'accounts'
  | 'positions'
  | 'orders'
  | 'balances'
  | 'calls'
  | 'proposals'
  | 'kills'
  | 'standings'
  | 'funds'
  | 'fundEntries'
  | 'adl'
  | 'oracles'
  | 'fundings';

/** Lossless: items in order, numbered from 1 per stream and epoch; a gap is asked for again. */
export interface Items {
  readonly type: 'items';
  readonly stream: LosslessStream;
  /** Number of the first item. */
  readonly from: number;
  readonly items: readonly (Execution | Alert)[];
}

export type LosslessStream = 'executions' | 'alerts';

export interface Execution {
  readonly kind: 'execution';
  readonly timeUs: number;
  readonly sequence: number;
  readonly subaccount: string;
  readonly accountKind: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  readonly size: string;
  readonly price: string;
  readonly priceTicks: number;
  readonly liquidity: 'maker' | 'taker' | 'auction';
  readonly fee: string;
  readonly realised: string;
  /** 0 where no order of its owner traded: `takeover`, `adl`, `settlement`. */
  readonly order: number;
  readonly tradeKind: string;
  /** Empty where the order was placed for none. */
  readonly strategy: string;
}

export interface Alert {
  readonly kind: 'alert';
  readonly timeUs: number;
  readonly sequence: number;
  readonly event: string;
  /** 0 for information, 1 to 3 the level of a call, 3 for a liquidation. */
  readonly level: 0 | 1 | 2 | 3;
  readonly subaccount: string;
  /** Empty where it is about no subaccount. */
  readonly accountKind: string;
  readonly call: number;
  /** Which liquidation it is a step of; 0 where it is of none. */
  readonly liquidation: number;
  readonly text: string;
}

export type Result = 'done' | 'refused' | 'unknown';

/** The end of a request. `unknown` is never followed by another answer and never resent. */
export interface Reply {
  readonly type: 'reply';
  readonly id: number;
  readonly result: Result;
  readonly code: string;
  readonly sentence: string;
  /** The order, session or other thing made; 0 where nothing was. */
  readonly reference: number;
  readonly body: ReplyBody | null;
}

export type ReplyBody =
  | { readonly name: 'preview'; readonly preview: Preview }
  | { readonly name: 'realise'; readonly value: ExitValue }
  | { readonly name: 'candles'; readonly candles: readonly Candle[] }
  | { readonly name: 'trail'; readonly entries: readonly TrailEntry[]; readonly lag: number }
  | { readonly name: 'limits'; readonly limits: OrderLimits }
  | { readonly name: 'modes'; readonly comparison: ModeComparison }
  | { readonly name: 'contract'; readonly terms: ContractTerms }
  /** Newest first; `lag` is how many commands may still add to them. */
  | { readonly name: 'fundings'; readonly entries: readonly FundingEntry[]; readonly lag: number }
  /** Empty where none were ever written. */
  | { readonly name: 'preferences'; readonly text: string; readonly version: string }
  | ({ readonly name: 'killSwitch' } & KillSwitch)
  | ({ readonly name: 'security' } & SecurityPage);

/** A fault of the conversation itself; the port is closed after it. */
export interface Fault {
  readonly type: 'fault';
  readonly code:
    | 'TOO_BIG'
    | 'NOT_JSON'
    | 'UNKNOWN_KIND'
    | 'WRONG_PROTOCOL'
    | 'TOO_SLOW'
    | 'NOT_NOW';
  readonly sentence: string;
}

export type FromCore = Welcome | Frame | Items | Reply | Fault;
