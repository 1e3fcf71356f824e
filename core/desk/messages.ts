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
import type { Role } from '../venue/commands.ts';

export const PROTOCOL_VERSION = 1;
/** Largest text message either side takes. */
export const MESSAGE_BYTES_MAX = 1_048_576;
export const FRAMES_IN_FLIGHT_MAX = 2;
export const FRAME_INTERVAL_MS = 50;

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
  | { readonly name: 'signIn'; readonly operator: number; readonly role: Role }
  /** A command in the human form of the boundary: names and decimal texts. */
  | { readonly name: 'command'; readonly command: HumanCommand }
  | { readonly name: 'preview'; readonly order: HumanCommand }
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
  | {
      readonly name: 'transport';
      readonly act: 'pause' | 'resume' | 'speed';
      readonly speed?: number;
    };

export interface HumanCommand {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface TrailFilter {
  readonly subaccount?: string;
  readonly order?: number;
  readonly operator?: number;
}

export type FromWindow = Hello | Watch | Acknowledge | Request;

// ---- from the core ----

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  /** New with every start of the core: discard, subscribe again, show what was in flight as unknown. */
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
  readonly contract: 'linear' | 'inverse';
  readonly index: string;
  readonly settleAsset: string;
  readonly priceDecimals: number;
  /** Price of one tick and size of one lot as texts. */
  readonly tick: string;
  readonly lot: string;
  readonly sizeUnit: string;
  readonly maxLeverage: string;
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
  /** Keys of rows that are no more. */
  readonly gone: Readonly<Record<RowStream, readonly string[]>>;
  /** Null while unchanged. */
  readonly ladder: Ladder | null;
  readonly candle: Candle | null;
  readonly margin: MarginPanel | null;
}

export type RowStream = 'accounts' | 'positions' | 'orders' | 'balances' | 'calls';

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
}

/** A row of the accounts tree: firm, desk or subaccount. Health of a group is its worst child's. */
export interface AccountRow {
  readonly key: string;
  readonly parent: string;
  readonly depth: 0 | 1 | 2;
  readonly name: string;
  /** C cross, I isolated, empty for groups. */
  readonly mode: '' | 'C' | 'I';
  readonly kind: string;
  /** Money in the quote unit of the grid, whole: USDT equivalent at the index. */
  readonly equity: string;
  readonly initial: string;
  readonly maintenance: string;
  readonly free: string;
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
  readonly mode: 'C' | 'I';
  readonly instrument: string;
  readonly side: 'LONG' | 'SHORT';
  readonly size: string;
  readonly value: string;
  readonly valueUnit: string;
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
}

/** A live order: resting, or waiting for its trigger. */
export interface OrderRow {
  readonly key: string;
  readonly order: number;
  readonly subaccount: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly size: string;
  readonly filled: string;
  readonly price: string;
  readonly priceTicks: number;
  readonly trigger: string;
  readonly triggerTicks: number;
  readonly flags: string;
  readonly timeInForce: string;
  readonly state: 'working' | 'waiting';
  readonly sinceUs: number;
}

export interface BalanceRow {
  readonly key: string;
  readonly subaccount: string;
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
}

/** Rows from the highest price down; sizes are texts, bars their share of the largest shown. */
export interface Ladder {
  readonly instrument: string;
  readonly stepTicks: number;
  readonly centreTicks: number;
  readonly rows: readonly LadderRow[];
  readonly spread: string;
}

export interface LadderRow {
  readonly priceTicks: number;
  readonly price: string;
  readonly bid: string;
  readonly bidShare: number;
  readonly ask: string;
  readonly askShare: number;
  /** Sizes of the selected subaccount's own orders in this row, and of others one may see. */
  readonly ownBuy: string;
  readonly ownSell: string;
  readonly otherBuy: string;
  readonly otherSell: string;
  readonly isLast: boolean;
  readonly isMark: boolean;
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

/** The selected subaccount's worst bucket of the watched instrument's asset, line by line. */
export interface MarginPanel {
  readonly subaccount: string;
  readonly bucket: string;
  readonly asset: string;
  readonly mode: 'cross' | 'isolated';
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
}

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
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  readonly size: string;
  readonly price: string;
  readonly priceTicks: number;
  readonly liquidity: 'maker' | 'taker';
  readonly fee: string;
  readonly realised: string;
  readonly order: number;
  readonly tradeKind: string;
}

export interface Alert {
  readonly kind: 'alert';
  readonly timeUs: number;
  readonly sequence: number;
  readonly event: string;
  /** 0 for information, 1 to 3 the level of a call, 3 for a liquidation. */
  readonly level: 0 | 1 | 2 | 3;
  readonly subaccount: string;
  readonly call: number;
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
  | { readonly name: 'candles'; readonly candles: readonly Candle[] }
  | { readonly name: 'trail'; readonly entries: readonly TrailEntry[]; readonly lag: number };

/** What an order would do, asked of the core before the click. */
export interface Preview {
  readonly value: string;
  readonly valueUnit: string;
  readonly fee: string;
  readonly feeKind: 'maker' | 'taker';
  readonly limit: string;
  readonly initialNow: string;
  readonly initialAfter: string;
  readonly freeNow: string;
  readonly freeAfter: string;
  readonly freeAfterSign: -1 | 0 | 1;
  readonly healthNow: string;
  readonly healthAfter: string;
  readonly liquidationNow: string;
  readonly liquidationAfter: string;
  /** Empty where the core would take it; else the code and sentence of its refusal. */
  readonly refusalCode: string;
  readonly refusalSentence: string;
  /** Above the large-order size: the window asks for the size to be typed. */
  readonly isLarge: boolean;
}

export interface TrailEntry {
  readonly sequence: number;
  readonly timeUs: number;
  readonly who: string;
  readonly role: string;
  readonly what: string;
  readonly subaccount: string;
  readonly outcome: string;
}

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
