/** What stands between an order and the book: states, bands, margin. Nothing here changes state. */
import { BUY, MAX_TICKS } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import {
  allocatedEquityAtoms,
  bucketFigures,
  bucketIn,
  initialMargin,
  missingOf,
} from '../margin/buckets.ts';
import type { CandidateOrder } from '../margin/buckets.ts';
import { mayOffset } from '../margin/month-spread.ts';
import { onlyReduces, poolRefusal } from '../margin/pool-orders.ts';
import { bankruptcyTicks } from '../margin/arithmetic.ts';
import { isCapped, underCap } from '../margin/capped.ts';
import { fundedLots } from '../margin/pair-funds.ts';
import { riskLimitRefusal } from '../margin/risk-limit.ts';
import { limitedBy, STATE_TAKES } from '../instruments/life.ts';
import { paidAsset } from '../instruments/pair.ts';
import { lotsWorth, notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { standing } from '../pricing/ladder.ts';
import type { OrderBand } from '../pricing/order-band.ts';
import { allows } from '../pricing/permissions.ts';
import type { Permissions } from '../pricing/permissions.ts';
import { bandAround, referenceTicks } from '../pricing/reference-band.ts';
import { accountOf, at, isMargined, isPooled } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';

/** What an order wants, before it has an id. */
export interface Wish {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly lots: Lots;
  readonly postOnly: boolean;
}

/** Lots of the wish that only reduce the present position. */
export function reducibleLots({
  subaccount,
  instrument,
  side,
  lots,
}: Omit<Wish, 'postOnly'>): Lots {
  const held = -side * at(instrument.positions, subaccount.id).lots;
  return held <= 0 ? 0 : Math.min(lots, held);
}

type Gate = 'all' | 'reduceOnly' | 'postOnly' | 'closed';

/** What the index of an instrument allows as it stands. */
export function indexPermissions(state: VenueState, instrument: Instrument): Permissions {
  const { ladder } = at(state.indices, instrument.spec.index).price;
  const now = standing(ladder);
  return allows(now.state, now.phase);
}

/** What the index of an instrument allows, less what the instrument's own state does not. */
export function permissionsOf(state: VenueState, instrument: Instrument): Permissions {
  return limitedBy(instrument.state, indexPermissions(state, instrument));
}

/** The strictest of what instrument, index, account and bucket let in. Rule GATE-01. */
export function gateOf(state: VenueState, subaccount: Subaccount, instrument: Instrument): Gate {
  const { orders } = permissionsOf(state, instrument);
  if (orders === 'none' || orders === 'cancelOnly') return 'closed';
  const { kind, suspended } = accountOf(state, subaccount);
  // The house is the market itself: it goes on quoting where others may only reduce.
  if (kind === 'house' && !suspended) return onlyPosts(state, instrument) ? 'postOnly' : 'all';
  const inLiquidation = isLiquidated(state, subaccount, instrument);
  return inLiquidation || suspended ? 'reduceOnly' : orders;
}

/** Whether a bucket that orders in an instrument may take out of is being liquidated. */
function isLiquidated(
  state: VenueState,
  { id, balances }: Subaccount,
  instrument: Instrument,
): boolean {
  if (bucketIn(state, instrument, id).liquidation !== null) return true;
  const { baseAsset } = instrument.spec;
  return baseAsset !== undefined && at(balances, baseAsset).bucket.liquidation !== null;
}

/** Whether trading restarts, so that nothing may take: also what only reduces. */
function onlyPosts(state: VenueState, instrument: Instrument): boolean {
  const byIndex = indexPermissions(state, instrument).orders;
  return byIndex === 'postOnly' || STATE_TAKES[instrument.state].orders === 'postOnly';
}

/** Null when the gate lets the wish through. Rules GATE-01, ACC-01. */
export function gateRefusal(
  state: VenueState,
  wish: Wish,
  gate: Gate = gateOf(state, wish.subaccount, wish.instrument),
): Outcome | null {
  const { subaccount, instrument } = wish;
  if (gate === 'closed') {
    return refused(instrument.state === 'settled' ? 'INSTRUMENT_SETTLED' : 'INSTRUMENT_CLOSED');
  }
  if (!wish.postOnly && onlyPosts(state, instrument)) return refused('POST_ONLY_STATE');
  if (gate !== 'reduceOnly' || reducibleLots(wish) === wish.lots) return null;
  if (accountOf(state, subaccount).suspended) return refused('ACCOUNT_SUSPENDED');
  const inLiquidation = isLiquidated(state, subaccount, instrument);
  return refused(inLiquidation ? 'POSITION_IN_LIQUIDATION' : 'REDUCE_ONLY_STATE');
}

/** The order band as it stands; its bounds may lie outside what a book can hold. */
function bandOf(state: VenueState, instrument: Instrument): OrderBand {
  const { spec, mark } = instrument;
  const { priceE8 } = at(state.indices, spec.index).price;
  const { collar } = permissionsOf(state, instrument);
  const around = referenceTicks(instrument);
  const band =
    around === 0
      ? instrument.band.bandOf(spec, priceE8, mark.basisE8, collar)
      : bandAround(spec.bands, around, collar);
  if (!isCapped(spec)) return band;
  const { maxBidTicks, minAskTicks } = band;
  return { maxBidTicks: underCap(spec, maxBidTicks), minAskTicks: underCap(spec, minAskTicks) };
}

/**
 * The worst price the band lets this side trade at (`margin-rules.md` section 14). It may lie
 * outside what a book can hold, where an index is below one tick or beyond 2^31 of them.
 */
export function bandTicks(state: VenueState, instrument: Instrument, side: Side): Ticks {
  const { maxBidTicks, minAskTicks } = bandOf(state, instrument);
  return side === BUY ? maxBidTicks : minAskTicks;
}

/**
 * The present bounds for a screen, as a book can hold them: no bid above the first, no offer below
 * the second. Null before the first price, and where a bound is beyond what can be held. BAND-03.
 */
export function shownBand(state: VenueState, instrument: Instrument): OrderBand | null {
  if (instrument.markTicks === 0) return null;
  const { maxBidTicks, minAskTicks } = bandOf(state, instrument);
  if (maxBidTicks < 1 || minAskTicks > MAX_TICKS) return null;
  return {
    maxBidTicks: Math.min(maxBidTicks, MAX_TICKS),
    minAskTicks: Math.max(minAskTicks, 1),
  };
}

/** True when `ticks` is worse for its own side than the bound: further than the bound allows. */
export function isBeyond(side: Side, ticks: Ticks, boundTicks: Ticks): boolean {
  return side * (ticks - boundTicks) > 0;
}

/**
 * The worst price at which a reducing order may close an isolated position and still pay its fee
 * from the bucket; 0 when any price will do. Rule ISO-02.
 */
export function isolatedBoundTicks(state: VenueState, wish: Omit<Wish, 'postOnly'>): Ticks {
  const { subaccount, instrument } = wish;
  const position = at(instrument.positions, subaccount.id);
  if (position.mode === 'cross' || reducibleLots(wish) === 0) return 0;
  const figures = bucketFigures(state, position.bucket);
  const equity = allocatedEquityAtoms(instrument, position, figures);
  return closingBoundTicks(instrument, position.lots, equity);
}

/** The price at which closing leaves an isolated bucket what the fee of it asks. Rule ISO-02. */
export function closingBoundTicks(
  { spec, scales, markTicks }: Pick<Instrument, 'spec' | 'scales' | 'markTicks'>,
  lots: Lots,
  equity: Atoms,
): Ticks {
  const notional = notionalAtoms(scales, Math.abs(lots), markTicks);
  const fee = mulDivCeil(notional + Math.max(0, equity), spec.fees.takerPpm, PPM);
  return bankruptcyTicks(spec, scales, lots, markTicks, equity - fee);
}

/** What a position with its orders may be worth, 2^49: eight times as much still has its mark. */
export const MOST_VALUE_ATOMS = 562_949_953_421_312;

/**
 * Null when the position with all its orders stays small enough to be valued exactly, at the limit
 * and at the mark, with room for prices to move; what only reduces always passes. Rule ORD-07.
 */
export function sizeRefusal(
  state: VenueState,
  subaccount: Subaccount,
  candidate: CandidateOrder,
): Outcome | null {
  const instrument = at(state.instruments, candidate.instrument);
  const { side, lots, priceTicks, replacesSlot } = candidate;
  const held = at(instrument.positions, subaccount.id).lots;
  if (-side * held >= lots) return null;
  const { book, markTicks, scales } = instrument;
  let total = Math.abs(held) + lots;
  // The house has as many orders as its market has, and its position is what others may hold.
  if (isMargined(state, subaccount)) {
    total += instrument.sums.lotsOf(instrument, subaccount.id);
    if (replacesSlot !== -1) total -= book.remainingLotsOf(replacesSlot);
  }
  const atLimit = lotsWorth(scales, priceTicks, MOST_VALUE_ATOMS);
  const most = Math.min(atLimit, lotsWorth(scales, markTicks, MOST_VALUE_ATOMS));
  return total > most ? refused('AMOUNT_TOO_LARGE', most) : null;
}

/** Null when somebody whom no margin binds may still owe what an order takes out. SPOT-04. */
function owedRefusal(
  state: VenueState,
  { id }: Subaccount,
  instrument: Instrument,
  { side, lots, priceTicks }: CandidateOrder,
): Outcome | null {
  if (instrument.spec.contract !== 'spot') return null;
  const most = fundedLots(state, instrument, { subaccount: id, side, priceTicks });
  return lots > most ? refused('AMOUNT_TOO_LARGE', most) : null;
}

/**
 * Null when margin allows the order: nothing is missing afterwards, or the requirement does not
 * rise, so that a distressed account can always reduce. Rules MARG-09, ISO-05, VAR-17, VAR-21.
 */
export function marginRefusal(
  state: VenueState,
  subaccount: Subaccount,
  candidate: CandidateOrder,
): Outcome | null {
  const instrument = at(state.instruments, candidate.instrument);
  if (!isMargined(state, subaccount)) return owedRefusal(state, subaccount, instrument, candidate);
  const over = riskLimitRefusal(subaccount, instrument, candidate);
  if (over !== null) return over;
  if (isPooled(subaccount)) return poolRefusal(state, subaccount, candidate);
  const asset = paidAsset(instrument.spec, candidate.side);
  const after = initialMargin(state, subaccount, asset, candidate);
  const missing = missingOf(state, at(subaccount.balances, asset), after);
  if (missing === 0) return null;
  // Its fee is asked beside the larger side, which may be another leg's: it passes all the same.
  const isLeg = mayOffset(instrument, subaccount);
  if (isLeg && onlyReduces(instrument, subaccount.id, candidate)) return null;
  const before = initialMargin(state, subaccount, asset, null);
  const rises = after.totalAtoms > before.totalAtoms || after.isolatedAtoms > before.isolatedAtoms;
  return rises ? refused('INSUFFICIENT_MARGIN', missing) : null;
}
