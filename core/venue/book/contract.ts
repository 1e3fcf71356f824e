/**
 * What a book of one instrument promises, in the words of its users.
 *
 * A book knows orders, levels, priority and matching; it knows nothing of money, margin, sessions
 * or events. Prices are ticks and quantities lots, each from 1 to 2^31 - 1 for one order.
 *
 * A live order has a *slot*: a small number that stays its own from the moment it rests until it
 * leaves the book, and is then used again. Slots are memory layout: they differ after a `load`, so
 * nothing that is hashed, journaled or shown may hold one.
 */
import type { Lots, Ticks } from '../numbers.ts';

export type Side = 1 | -1;
export const BUY = 1;
export const SELL = -1;

/** Highest price in ticks and largest quantity in lots of one order. */
export const MAX_TICKS = 2_147_483_647;
export const MAX_LOTS = 2_147_483_647;

/**
 * The only bits of an order's flags that the book reads: as a maker it asks the policy how much of
 * it may still trade, which is bound by a position, or by what its owner can pay. All other bits
 * are the venue's and are only kept.
 */
export const FLAG_REDUCE_ONLY = 1;
export const FLAG_FUNDED = 64;
export const FLAGS_ASKED = FLAG_REDUCE_ONLY | FLAG_FUNDED;

export type TimeInForce = 'gtc' | 'ioc' | 'fok';

/**
 * What a taker does at a maker of its own owner group (BOOK-07, BOOK-11): it loses its remainder,
 * the maker goes, both, or both lose the lots that would have traded. The taker's word counts, but
 * what passes from one subaccount to another does so only where both orders say so (VAR-66): a
 * taker whose maker does not is one that decrements.
 */
export const SELF_TRADE_MODES = [
  'cancelNewest',
  'cancelOldest',
  'cancelBoth',
  'decrementAndCancel',
  'transfer',
] as const;
export type SelfTradeMode = (typeof SELF_TRADE_MODES)[number];

export interface NewOrder {
  /** Integer from 0 below 2^53, unique among the live orders. */
  orderId: number;
  /** Dense number of the subaccount, from 0. */
  subaccount: number;
  /** Owner group for self-trade prevention (BOOK-07); 0 belongs to no group. */
  owner: number;
  side: Side;
  priceTicks: Ticks;
  quantityLots: Lots;
  flags: number;
  strategy: number;
  timeInForce: TimeInForce;
  postOnly: boolean;
  /** Of a post-only order that would take: refused unless it says to be repriced (BOOK-12). */
  postOnlyReprices?: boolean;
  selfTradeExempt?: boolean;
  /** `cancelNewest` unless it says otherwise. */
  selfTradeMode?: SelfTradeMode;
  /**
   * Lots that it shows at a time while it rests, 0 being hidden (BOOK-17, BOOK-18); without it,
   * all. Every part that is shown is a fill of its own: the caller bounds how many there can be.
   */
  displayLots?: Lots | undefined;
}

/**
 * The venue's part of a match, called synchronously. It may read the book, and must not change it.
 * During a call the taker is not in the book, also when it is an order being amended, and a maker
 * that has just been filled still is, with nothing left.
 */
export interface MatchPolicy {
  /**
   * A taker is about to meet orders of these subaccounts, the best first, as far as the book looks:
   * nothing has happened yet, and nothing need. For who has to fetch something for each; not every
   * book looks ahead.
   */
  expectMakers?(subaccounts: Int32Array, count: number): void;
  /**
   * Lots of this maker that may trade now, 0 to `wantedLots`. Fewer than wanted cancels the rest of
   * the maker after the fill (BOOK-08). Asked for makers with one of `FLAGS_ASKED` alone.
   */
  makerAllowanceLots(makerSlot: number, wantedLots: Lots): Lots;
  /** One trade. The maker's remaining is already reduced, and its slot can still be read. */
  onFill(makerSlot: number, quantityLots: Lots, priceTicks: Ticks): void;
  /**
   * The taker has met this maker of its own group, and so many lots do not trade for it. A maker
   * that goes for it is told of next, by `onMakerCancelled`.
   */
  onSelfTrade(makerSlot: number, preventedLots: Lots, mode: SelfTradeMode): void;
  /** As `onFill`, of lots that pass within the taker's own group, where both orders say so. */
  onTransfer(makerSlot: number, quantityLots: Lots, priceTicks: Ticks): void;
  /** A maker that the match removes unfilled; its slot can still be read. */
  onMakerCancelled(makerSlot: number, remainingLots: Lots, reason: MakerCancelReason): void;
}

/**
 * `crossed`: what an uncross leaves crossed at prices other than its own, and has to go (BOOK-16).
 */
export type MakerCancelReason = 'selfTrade' | 'allowance' | 'crossed';

/** The venue's part of an uncross, as `MatchPolicy` is of a match: both orders are makers. */
export interface AuctionPolicy extends Pick<
  MatchPolicy,
  'makerAllowanceLots' | 'onMakerCancelled'
> {
  /** One trade. What remains of both is already reduced, and both slots can still be read. */
  onCross(buySlot: number, sellSlot: number, quantityLots: Lots, priceTicks: Ticks): void;
}

/** What an uncross would trade (BOOK-15). The book reuses one object: read it before the next. */
export interface Indication {
  /** Where the most lots would trade; 0 where no orders cross, and then all else is 0 too. */
  readonly priceTicks: Ticks;
  readonly volumeLots: Lots;
  /** Lots of the larger side that would trade at this price and find nobody. */
  readonly surplusLots: Lots;
  readonly surplusSide: Side | 0;
}

/** `rested`: in the book; `cancelled`: the remainder is gone; `refused`: nothing has changed. */
export type PlaceStatus = 'rested' | 'filled' | 'cancelled' | 'refused';

/** Why a remainder was cancelled, or an order refused; `none` when it rested or filled. */
export type PlaceReason = 'none' | 'ioc' | 'selfTrade' | 'fokUnfillable' | 'wouldTake';

/** Outcome of a place or an amend. The book reuses one object: read it before the next call. */
export interface PlaceResult {
  readonly status: PlaceStatus;
  readonly reason: PlaceReason;
  /** Lots traded by this call. What self-trade prevention took (BOOK-11) is in neither number. */
  readonly filledLots: Lots;
  /**
   * Lots cancelled or refused, or the lots of the order that rest after the call: an order whose
   * amend is refused rests as it was.
   */
  readonly remainingLots: Lots;
  /** Slot of the order when it is in the book after the call, else -1. */
  readonly slot: number;
}

/** For a book, which writes what others only read. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One order of a saved book; plain JSON. */
export interface OrderImage {
  readonly orderId: number;
  readonly subaccount: number;
  readonly owner: number;
  readonly side: Side;
  readonly priceTicks: Ticks;
  readonly remainingLots: Lots;
  readonly quantityLots: Lots;
  readonly flags: number;
  readonly strategy: number;
  readonly postOnly: boolean;
  readonly selfTradeExempt: boolean;
  /** Only where it is true, and where it is not `cancelNewest`. */
  readonly postOnlyReprices?: true;
  readonly selfTradeMode?: SelfTradeMode;
  /** Only of an order that does not show all; and of one that shows a part, what is left of it. */
  readonly displayLots?: Lots;
  readonly shownLots?: Lots;
}

/** A saved book: its orders in canonical order (buys first, best price first, first in first). */
export interface BookImage {
  readonly orders: readonly OrderImage[];
  /** Only of a book that collects, whose orders may cross. */
  readonly isCollecting?: true;
}

/** Reading a book: nothing here changes it. */
export interface BookView {
  /** Slot of a live order, or -1. */
  slotOf(orderId: number): number;
  /** Number of live orders. */
  readonly orderCount: number;
  /** Whether orders are entered without a match, and may cross, until an uncross (BOOK-14). */
  readonly isCollecting: boolean;

  /** Best price of a side, or 0 when the side is empty. */
  bestTicks(side: Side): Ticks;
  levelCount(side: Side): number;
  /** Price of a level by depth; 0 is the best. */
  levelTicks(side: Side, depthIndex: number): Ticks;
  /** Lots shown at a level by depth; 0 is the best. A level of hidden orders alone shows none. */
  levelLots(side: Side, depthIndex: number): Lots;
  /** Sum of what remains at a level by depth, shown or not. */
  levelTotalLots(side: Side, depthIndex: number): Lots;
  /** Slot of the first order in a level's queue; hidden orders come last. */
  firstOrderAt(side: Side, depthIndex: number): number;
  /** Slot of the next order in the same queue, or -1. */
  nextInLevel(slot: number): number;
  /** Every order of a side in canonical order: best price first, then first in first. */
  forEachOrder(side: Side, visit: (slot: number) => void): void;
  /**
   * Lots up to `wantedLots` that a taker of this side, limit and owner group is certain to get:
   * stops before the first maker of its own group, or passes over them where its mode cancels
   * them, and passes over reduce-only makers, whose allowance may shrink while it trades.
   */
  fillableLots(
    side: Side,
    limitTicks: Ticks,
    owner: number,
    wantedLots: Lots,
    mode?: SelfTradeMode,
  ): Lots;
  /**
   * The price at which the most lots would trade; of those with the least surplus; of those the
   * highest where the surplus is all of buys, the lowest where it is all of sells; and else the
   * nearest to a reference, 0 being none (BOOK-15). It foresees neither self-trade prevention nor
   * allowances. A walk of the levels that cross.
   */
  indicative(referenceTicks: Ticks): Indication;
  /**
   * Lots that are shown and trade before an order at its price (BOOK-13): what is not shown is for
   * nobody's eyes, so before a hidden order it is all that is shown there. A walk of at most half
   * the queue where all show everything.
   */
  lotsAhead(slot: number): Lots;
  /** Lots shown at the price of an order, its own among them. */
  lotsShownWith(slot: number): Lots;

  /** Slot of the live order of a subaccount with the highest id, or -1. */
  firstOrderOf(subaccount: number): number;
  /** Slot of the order of the same subaccount with the next lower id, or -1. */
  nextOrderOf(slot: number): number;

  orderIdOf(slot: number): number;
  subaccountOf(slot: number): number;
  ownerOf(slot: number): number;
  sideOf(slot: number): Side;
  priceTicksOf(slot: number): Ticks;
  remainingLotsOf(slot: number): Lots;
  /** What others see of what remains: less than that of an iceberg, 0 of a hidden order. */
  shownLotsOf(slot: number): Lots;
  /** What it was told to show at a time, or -1 where it shows everything. */
  displayLotsOf(slot: number): Lots;
  /** What was filled so far plus what remains. */
  quantityLotsOf(slot: number): Lots;
  flagsOf(slot: number): number;
  strategyOf(slot: number): number;
  /** What the order does at a maker of its own group, when an amend has it match again. */
  selfTradeModeOf(slot: number): SelfTradeMode;
  /** Whether an amend that would take has the order repriced (BOOK-12). */
  repricesOf(slot: number): boolean;

  save(): BookImage;
  /** Checks everything the book takes for granted about itself; throws InvariantError. */
  validate(): void;
}

export interface OrderBook extends BookView {
  /** Matches an order and rests, cancels or refuses what is left. */
  place(order: Readonly<NewOrder>, policy: MatchPolicy): PlaceResult;
  /**
   * Sets remaining and price of a live order. Less at the same price keeps priority; more, or
   * another price, loses it and matches again as a new order (BOOK-03). The slot stays, and so does
   * what it was told to show.
   */
  amend(
    slot: number,
    newRemainingLots: Lots,
    newPriceTicks: Ticks,
    policy: MatchPolicy,
  ): PlaceResult;
  /** Removes a live order; the lots that were left of it. */
  cancel(slot: number): Lots;
  /**
   * From now on orders are entered, amended and cancelled without a match (BOOK-14). The caller
   * refuses what could only take: IOC and FOK orders break an invariant. Post-only ones rest as any
   * other, since nobody takes.
   */
  collect(): void;
  /**
   * Ends the collecting: trades at one price all that can, by priority on both sides (BOOK-16).
   * Where the first buy and the first sell are of one owner group and neither is exempt, the newer
   * one, of the higher id, is cancelled, whatever their modes, and the rest goes on; both may be
   * cut by their allowance. What is then left to cross at other prices goes too, again the newer of
   * the first two. The price must be one, but for 0 where nothing crosses. The lots traded.
   */
  uncross(priceTicks: Ticks, policy: AuctionPolicy): Lots;
  /** Replaces the content of the book; throws InvariantError when the image makes no valid book. */
  load(image: BookImage): void;
}
