/**
 * What the venue remembers, as plain data: everything but the books is JSON as it stands, and ids
 * are positions in their list plus one. A reference from one thing to another is always an id.
 */
import type { RequestMemories, RequestMemory } from './authority/request-memory.ts';
import type { HolderRows } from './accounts/holders.ts';
import type { BalanceRows, HeldBalance, HeldPosition, PositionRows } from './accounts/holding.ts';
import type { RealisedState } from './accounts/realised.ts';
import type { Book } from './book/book.ts';
import type { StopBook, StopOrder, StopTally } from './book/stops.ts';
import type { OrderTimeInForce } from './choices.ts';
import type {
  ACCOUNT_KINDS,
  CollateralTerms,
  Command,
  CommandOf,
  IndexDefinition,
  InstrumentSpec,
  PortfolioTerms,
  Role,
  SUBACCOUNT_MODES,
} from './commands.ts';
import type { InstrumentState } from './events.ts';
import type { ExternalState } from './external/state.ts';
import type { FundingState } from './funding/funding.ts';
import type { LifeState } from './instruments/life.ts';
import type { SubaccountLimits, Waiver } from './limits/limits.ts';
import type { FundPool } from './liquidation/pools.ts';
import type { AdlWatch } from './liquidation/watching.ts';
import type { Headroom } from './margin/headroom.ts';
import type { OrderSums } from './margin/order-sums.ts';
import { broken } from './numbers.ts';
import type { OrderLinks } from './orders/links.ts';
import type { OrderNotes } from './orders/notes.ts';
import type { OrderPegs } from './orders/pegs.ts';
import type { DeadMansSwitch, Kill } from './orders/switches.ts';
import type { OrderTerms } from './orders/terms.ts';
import type { DatedState } from './pricing/dated-mark.ts';
import type { IndexState } from './pricing/index-state.ts';
import type { MarkState } from './pricing/mark.ts';
import type { Monitor } from './pricing/monitoring.ts';
import type { BandMemory } from './pricing/order-band.ts';
import type { HourReference } from './pricing/reference-band.ts';

export type { DeadMansSwitch, Kill } from './orders/switches.ts';

export interface Asset {
  readonly id: number;
  readonly symbol: string;
  readonly decimals: number;
  /** Absent of an asset that backs nothing but positions settled in it. */
  collateral?: CollateralTerms;
  /** The ledger of another venue that it is of; absent of our own. */
  readonly domain?: number;
}

export interface Index {
  readonly id: number;
  readonly definition: IndexDefinition;
  readonly price: IndexState;
  /** Absent where nothing of it is margined as a portfolio. */
  portfolio?: PortfolioTerms;
}

/** Integers that follow from an instrument's scales, derived once and exact by construction. */
export interface Scales {
  /** Atoms that one lot is worth per tick. Inverse: 0. */
  readonly lotTickAtoms: number;
  /** Inverse: atoms x ticks of one contract (value = this / price). Else 0. */
  readonly contractAtomTicks: number;
  /** Of a pair alone: atoms of the base in a lot. */
  readonly lotBaseAtoms?: number;
  /** Inverse: each contract's value is rounded, not that of all of them. */
  readonly isPerContract?: true;
}

export interface Instrument {
  readonly id: number;
  /** Two people may amend it: rule LIST-06. */
  spec: InstrumentSpec;
  readonly scales: Scales;
  readonly book: Book;
  readonly stops: StopBook<WaitingOrder>;
  state: InstrumentState;
  /** Price of the newest book trade; forced trades never move it. 0 before the first. */
  lastTicks: number;
  /** 0 before the first index price. */
  markTicks: number;
  readonly mark: MarkState;
  /** What limits of orders are around, where they are an hour's. */
  hourly?: HourReference;
  /** Of a dated future alone: the premium of its book, and what it will settle at. */
  readonly dated?: DatedState;
  /** Where results are realised at the mark too. */
  readonly realised?: RealisedState;
  readonly funding: FundingState;
  /** Next disposal of what the liquidation account holds here; 0 when it holds nothing. */
  disposalDueUs: number;
  readonly life: LifeState;
  /** Marks that the next one is compared with. */
  readonly monitor: Monitor;
  /**
   * Everybody's position in it, and balance in its settlement asset, by subaccount id - 1: the same
   * objects that the subaccounts have, found without going through them; and their rows.
   */
  readonly positions: HeldPosition[];
  readonly balances: HeldBalance[];
  readonly positionRows: PositionRows;
  readonly holders: HolderRows;
  readonly balanceRows: BalanceRows;
  /** These follow from the rest and are kept to save time: no image has them. */
  readonly sums: OrderSums;
  readonly band: BandMemory;
  readonly headroom: Headroom;
  /** How margin is asked of subaccounts whose account has a profile, by their ids. */
  readonly profiled: Map<number, ProfiledTerms>;
  /** Which tier a position is asked by at the least, where its holder chose one: rule VAR-17. */
  readonly riskTiers: Map<number, number>;
}

/** What an order that waits for its trigger will be placed with. */
export interface WaitingOrder {
  readonly subaccount: number;
  /** Who placed it. */
  readonly session: number;
  readonly strategy: number;
  /** 0 for a market order: the band of that moment is its limit. */
  readonly priceTicks: number;
  readonly quantityLots: number;
  readonly timeInForce: OrderTimeInForce;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Only of an order that has other than the usual ones. */
  readonly terms?: OrderTerms;
  /** It closes what the position is when it is released, and not what it was. */
  readonly closePosition?: true;
}
export type Stop = StopOrder<WaitingOrder>;

export type AccountKind = (typeof ACCOUNT_KINDS)[number] | 'system' | 'contra';
/** Of a position; one of a pooled subaccount is in cross. */
export type MarginMode = 'cross' | 'isolated';
export type SubaccountMode = (typeof SUBACCOUNT_MODES)[number];

export interface Account {
  readonly id: number;
  readonly label: string;
  readonly kind: AccountKind;
  suspended: boolean;
  /** By whose ways its positions are asked for margin; by each instrument’s own unless given. */
  readonly profile?: number;
  /** The ledger of another venue, where it is observed or closes its books; else our own. */
  readonly domain?: number;
}

/** A profile that accounts may have. */
export interface DefinedProfile {
  readonly id: number;
  readonly label: string;
  readonly contracts: CommandOf<'profile.define'>['contracts'];
}

/** What one asks with in an instrument. */
export type ProfiledTerms = Pick<DefinedProfile['contracts'][number], 'margin' | 'tierBy'>;

/** An open margin call: `margin-rules.md` section 4, levels L1 to L3. */
export interface Call {
  readonly id: number;
  level: number;
  acknowledgedBy: number;
  snoozedUntilUs: number;
}

/** One liquidation of one bucket: `margin-rules.md` section 8. */
export interface Liquidation {
  readonly id: number;
  readonly startedUs: number;
  slices: number;
  nextSliceUs: number;
  /** What its slices have freed of what was missing, where that may only grow: rule VAR-25. */
  freedAtoms?: number;
}

/** The unit of margin, margin call and liquidation. */
export interface Bucket {
  readonly subaccount: number;
  readonly asset: number;
  /** The isolated position's instrument, or 0 for the cross bucket. */
  readonly instrument: number;
  call: Call | null;
  liquidation: Liquidation | null;
  /** Since when every margin check has found it below maintenance; 0 when the last did not. */
  belowSinceUs: number;
}

/** Some of it in rows, where a fill finds it: `accounts/holding.ts`. */
export interface Balance {
  readonly asset: number;
  mirroredAtoms: number;
  unsettledAtoms: number;
  readonly bucket: Bucket;
}

/** Likewise. */
export interface Position {
  readonly instrument: number;
  lots: number;
  /** Signed value paid for the position: unrealised = value at mark - cost. */
  costAtoms: number;
  mode: MarginMode;
  leverageX100: number;
  /** Of the wallet, what this isolated position owns; 0 in cross. */
  allocatedAtoms: number;
  readonly bucket: Bucket;
  realisedAtoms: number;
  feesAtoms: number;
  fundingAtoms: number;
}

export interface Subaccount {
  readonly id: number;
  readonly account: number;
  readonly label: string;
  readonly desk: string;
  /** Owner group: its orders never trade with each other. 0 only for the system's. */
  readonly owner: number;
  mode: SubaccountMode;
  callPercents: number[];
  /** Closed orders whose client ids stay taken. */
  readonly clientIdMemory: number;
  /** Of coins that it holds, what offsets contracts of their underlying; absent where none does. */
  spotOffsets?: readonly { readonly asset: number; readonly atoms: number }[];
  /** By which ratios its pool may only reduce and is liquidated; absent where by the usual ones. */
  ratios?: Omit<CommandOf<'subaccount.ratios'>, 'kind' | 'subaccount'>;
  /** What its orders may not pass; null while nothing is limited. */
  limits: SubaccountLimits | null;
  /** By asset id - 1. */
  readonly balances: HeldBalance[];
  /** By instrument id - 1. */
  readonly positions: HeldPosition[];
}

export interface Session {
  readonly number: number;
  readonly name: string;
  readonly operator: number;
  readonly system: string;
  readonly role: Role;
  readonly channel: string;
  readonly workstation: string;
  readonly decisionMaker: number;
  readonly executor: number;
  /** Its orders go when it is closed, or when its connection is lost. */
  cancelOnDisconnect: boolean;
  /** False once its connection was lost, until it is resumed. */
  connected: boolean;
  /** The strategy that speaks in it; 0 where a person does, or a system. */
  readonly strategy: number;
  open: boolean;
  readonly memory: RequestMemory;
}

export interface Operator {
  readonly id: number;
  roles: Role[];
  /** Desks whose subaccounts a trader may act for; none listed means every desk. */
  desks: string[];
}

export interface Strategy {
  readonly id: number;
  readonly label: string;
  readonly decisionMaker: number;
  readonly executor: number;
  readonly algorithm: string;
}

export interface Proposal {
  readonly id: number;
  readonly operator: number;
  readonly command: Command;
}

/** The system's own subaccounts, opened with the venue. */
export const FEE_SUBACCOUNT = 1;
export const INSURANCE_SUBACCOUNT = 2;
export const LIQUIDATION_SUBACCOUNT = 3;

export interface VenueState {
  timeUs: number;
  sequence: number;
  readonly assets: Asset[];
  readonly indices: Index[];
  readonly instruments: Instrument[];
  /** Venues’ ways of asking for margin, as they were defined. */
  readonly profiles: DefinedProfile[];
  readonly accounts: Account[];
  readonly subaccounts: Subaccount[];
  readonly operators: Operator[];
  readonly sessions: Session[];
  /** What they were told, as rows, which are those of the sessions' memories. */
  readonly requests: RequestMemories;
  readonly strategies: Strategy[];
  readonly proposals: Proposal[];
  /** Granted and not yet used, oldest first. */
  readonly waivers: Waiver[];
  /** By asset id - 1: deposits less withdrawals, the other side of every mirrored atom. */
  readonly externalAtoms: number[];
  /** Likewise: everybody's balance as rows, which are those of the subaccounts' balances. */
  readonly balanceRows: BalanceRows[];
  /** Newest (source, sequence) of every adapter whose messages are accepted once. */
  readonly sources: Record<string, number>;
  /** Triggered orders that the step's bound of 1,000 left for the next command. */
  readonly triggered: { readonly instrument: number; readonly stop: Stop }[];
  /** What few live orders carry beside what the books keep. */
  readonly notes: OrderNotes;
  /** Which of them are linked to others. */
  readonly links: OrderLinks;
  /** Which of them follow a price. */
  readonly pegs: OrderPegs;
  readonly switches: DeadMansSwitch[];
  readonly kills: Kill[];
  /** Parts of the insurance fund that are a risk group's, and whatever is measured of any. */
  readonly pools: FundPool[];
  /** What the liquidation account holds where deleveraging may follow. */
  readonly deleveraging: AdlWatch[];
  /** Other venues: what is observed there. */
  readonly external: ExternalState;
  callsRaised: number;
  liquidationsStarted: number;
  /** When the next timer is due, so that a step need not look for one; 0 when none runs. */
  nextTimerUs: number;
  /** Orders that wait for their trigger, of all instruments; it follows from their stops. */
  readonly waiting: StopTally;
}

/** Something is due then: the next step that comes so late runs it. */
export function setTimer(state: VenueState, dueUs: number): void {
  if (state.nextTimerUs === 0 || dueUs < state.nextTimerUs) state.nextTimerUs = dueUs;
}

/** The entry with an id that is known to exist. */
export function at<T>(entries: readonly T[], id: number): T {
  const entry = entries[id - 1];
  if (entry === undefined) broken(`nothing has the id ${id}`);
  return entry;
}

export function accountOf(state: VenueState, subaccount: Subaccount): Account {
  return at(state.accounts, subaccount.account);
}

/** House, system and contra subaccounts are unmargined, never liquidated (DESIGN section 5). */
export function isMargined(state: VenueState, subaccount: Subaccount): boolean {
  const kind = accountOf(state, subaccount).kind;
  return kind !== 'house' && kind !== 'system' && kind !== 'contra';
}

/** Whether what a subaccount has is at another venue, where we do nothing. Rule EXT-04. */
export function isObserved(state: VenueState, subaccount: Subaccount): boolean {
  return accountOf(state, subaccount).kind === 'observed';
}

/** Whether all of a subaccount is one bucket, whatever it settles in. */
export function isPooled({ mode }: Subaccount): boolean {
  return mode === 'portfolio' || mode === 'multiAsset';
}

/** Whether a bucket is a pool's, or at rest beside it; that of an isolated position is neither. */
export function isOfPool(state: VenueState, bucket: Bucket): boolean {
  return bucket.instrument === 0 && isPooled(at(state.subaccounts, bucket.subaccount));
}

/** The mode that positions of a subaccount have where nobody says otherwise. */
export function positionMode(mode: SubaccountMode): MarginMode {
  return mode === 'isolated' ? 'isolated' : 'cross';
}

/** Stable number of a bucket, made of its meaning alone: ties are broken by it. */
export function bucketId(bucket: Bucket): number {
  return (bucket.subaccount * 1_024 + bucket.asset) * 1_024 + bucket.instrument;
}
