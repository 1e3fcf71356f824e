/**
 * How much more the ordinary orders of a subaccount may be worth before anybody has to look again.
 *
 * The full checks of an order grant it, from what is free beyond what they would at most ask; an
 * order that fits in what is left of it passes all of them. It is spent by orders and fills, never
 * given back, and void as soon as anything else happens: to the venue, and it is void for all, or
 * to one subaccount. It is no state, and it decides nothing: without it the full checks say the
 * same, only later. Rule MARG-12.
 *
 * What is spent is a bound of what a requirement rises or equity falls by. It is in atoms of value,
 * of which margin asks at most `dearestPpm`; what is asked in full weighs as many times more.
 */
import { IS_OWN_WAY } from '../accounts/holders.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { BUY, MAX_TICKS, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { collects } from '../instruments/life.ts';
import { touches } from '../instruments/pair.ts';
import { notionalAtoms, unrealisedAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { bandTicks, gateOf } from '../orders/checks.ts';
import { at } from '../state.ts';
import type { Instrument, Position, Scales, Subaccount, VenueState } from '../state.ts';
import { hasOwnTerms, termsFor } from './account-terms.ts';
import { openAtoms } from './arithmetic.ts';
import { keepsProfit } from './availability.ts';
import { isCapped } from './capped.ts';
import { COUNT, FEES, GAP, LOTS, NOTIONAL } from './order-sums.ts';

/** More than all roundings of one order or fill: each is of less than two atoms. */
const ROUNDING_ATOMS = 16;
/** An eighth of what ORD-07 allows at the mark: ordinary prices are within twice of it. */
const MOST_VALUE_ATOMS = 70_368_744_177_664;

/** Whoever has more of them at a grant has their sums kept instead: `order-sums.ts`. */
const MOST_ORDERS = 64;

/** What ordinary orders in one instrument must know of it, as of the last grant. */
export class Headroom {
  maxBidTicks: Ticks = 0;
  minAskTicks: Ticks = 0;
  /** Beyond these nothing is ordinary. */
  leastTicks: Ticks = 0;
  mostTicks: Ticks = 0;
  /** An atom that is asked in full, as so many atoms of value. */
  weight = 0;

  /** The limit that an ordinary market order takes. */
  boundTicks(side: Side): Ticks {
    return side === BUY ? this.maxBidTicks : this.minAskTicks;
  }

  takes(side: Side, ticks: Ticks): boolean {
    const isWithin = side === BUY ? ticks <= this.maxBidTicks : ticks >= this.minAskTicks;
    return isWithin && ticks >= this.leastTicks && ticks <= this.mostTicks;
  }

  refresh(state: VenueState, instrument: Instrument): void {
    const { spec, markTicks } = instrument;
    this.maxBidTicks = bandTicks(state, instrument, BUY);
    this.minAskTicks = bandTicks(state, instrument, SELL);
    this.leastTicks = Math.ceil(markTicks / 2);
    this.mostTicks = Math.min(2 * markTicks, MAX_TICKS);
    this.weight = Math.ceil(PPM / (spec.margin.tiers.at(-1)?.initialPpm ?? PPM));
  }
}

/** At most this of each atom that an order is worth is asked for it, with all of its fees. */
export function dearestPpm({ spec }: Instrument, { leverageX100 }: Position): Ppm {
  const byTier = spec.margin.tiers.at(-1)?.initialPpm ?? PPM;
  const initial = Math.max(byTier, mulDivCeil(PPM, 100, leverageX100));
  return initial + mulDivCeil(spec.fees.takerPpm, 2 * PPM + initial, PPM);
}

/** No less than what position and orders ask: as if no order reduced the position. */
function mostAskedAtoms(instrument: Instrument, subaccount: number, position: Position): Atoms {
  const { book, scales, sums, markTicks } = instrument;
  const { lots, leverageX100 } = position;
  const hasOrders = book.firstOrderOf(subaccount) !== -1;
  if (lots === 0 && !hasOrders) return 0;
  const held = lots === 0 ? 0 : notionalAtoms(scales, Math.abs(lots), markTicks);
  const spec = termsFor(instrument, subaccount, lots);
  let most = 0;
  for (const side of [BUY, SELL] as const) {
    let notional = side * lots > 0 ? held : 0;
    let inFull = 0;
    if (hasOrders) {
      const row = sums.rowOf(instrument, subaccount, side);
      notional += sums.at(row, NOTIONAL);
      inFull = sums.at(row, GAP) + sums.at(row, FEES);
    }
    most = Math.max(most, openAtoms(spec, side, notional, leverageX100) + inFull);
  }
  return most;
}

/** Whether margin is asked in the ordinary way, which the bounds of headroom are of. MARG-12. */
function isPlain(spec: Instrument['spec']): boolean {
  const { margin, maxMarketLots, rounding = 'perFill' } = spec;
  // Its position may come to gain what nothing else may use. Rule VAR-64.
  if (keepsProfit(spec)) return false;
  // An order at the market is asked for its size in full. Rule VAR-67.
  if (maxMarketLots !== undefined) return false;
  const { tierMode = 'marginal', orderCost, interMonthSpread } = margin;
  const isUsual = tierMode === 'marginal' && orderCost === undefined && rounding === 'perFill';
  return isUsual && interMonthSpread === undefined && !isRestless(margin);
}

/**
 * Whether what is asked changes by what others do, or of all by more lots, or is another of each
 * side: nothing is granted beside it. MARG-12.
 */
function isRestless({
  openInterest,
  tierMode,
  pendingFundingPpm,
}: Instrument['spec']['margin']): boolean {
  const isMoved = openInterest !== undefined || pendingFundingPpm !== undefined;
  return isMoved || tierMode === 'sizeRoot';
}

/** Whether position and orders in an instrument are neither too much nor too many. */
function isModest(instrument: Instrument, subaccount: number, held: Lots): boolean {
  const { book, sums, scales, markTicks } = instrument;
  let lots = Math.abs(held);
  let count = 0;
  if (book.firstOrderOf(subaccount) !== -1) {
    for (const side of [BUY, SELL] as const) {
      const row = sums.rowOf(instrument, subaccount, side);
      lots += sums.at(row, LOTS);
      count += sums.at(row, COUNT);
    }
  }
  return count <= MOST_ORDERS && worthAtoms(scales, lots, markTicks) <= MOST_VALUE_ATOMS;
}

/** What lots are worth, or an atom more; also where the figure would not be exact. */
export function worthAtoms(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  if (scales.lotTickAtoms > 0) return lots * (ticks * scales.lotTickAtoms);
  return Math.ceil((lots * scales.contractAtomTicks) / ticks) + 1;
}

/**
 * What a subaccount surely has free in the asset of an instrument, beyond what it was granted in
 * others; 0 where something about it is unusual.
 */
function unclaimedAtoms(state: VenueState, id: number, instrument: Instrument): Atoms {
  const asset = instrument.spec.settleAsset;
  let atoms = walletAtoms(at(instrument.balances, id));
  for (const other of state.instruments) {
    if (other.spec.contract === 'spot') {
      // What its orders keep is not worth a sum here.
      if (touches(other.spec, asset) && other.book.firstOrderOf(id) !== -1) return 0;
      continue;
    }
    if (other.spec.settleAsset !== asset || other.markTicks === 0) continue;
    const position = at(other.positions, id);
    const isIdle = position.lots === 0 && other.book.firstOrderOf(id) === -1;
    // What is paid for in full asks nothing where there is none of it.
    if (isIdle && isCapped(other.spec)) continue;
    if ((other.holders.unusualOf(id) & ~IS_OWN_WAY) !== 0) return 0;
    if ((isRestless(other.spec.margin) || keepsProfit(other.spec)) && !isIdle) return 0;
    atoms += unrealisedAtoms(other.scales, position, other.markTicks);
    atoms -= mostAskedAtoms(other, id, position);
    if (other === instrument) continue;
    atoms -= mulDivCeil(other.holders.roomOf(id), dearestPpm(other, position), PPM);
  }
  return atoms;
}

/**
 * Grants a subaccount half of what it has free, where ordinary orders are taken from it; whatever
 * the checks of its last order have left.
 */
export function grantHeadroom(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): void {
  const { id } = subaccount;
  const { headroom, holders, spec, sums } = instrument;
  if (spec.contract === 'spot') return withdrawLegs(state, id, spec);
  const unusual = holders.unusualOf(id);
  if ((unusual & IS_OWN_WAY) !== 0) return withdrawHeadroom(state, id, spec.settleAsset);
  if (unusual !== 0) return;
  // Where orders are collected, not all of them are taken.
  const isOpen = gateOf(state, subaccount, instrument) === 'all' && !collects(instrument.state);
  const unclaimed = isOpen ? unclaimedAtoms(state, id, instrument) : 0;
  const half = Math.floor(unclaimed / 2) - ROUNDING_ATOMS;
  const position = at(instrument.positions, id);
  const ratePpm = dearestPpm(instrument, position);
  const isSure = half > 0 && ratePpm <= 2 * PPM && isPlain(spec) && !hasOwnTerms(instrument, id);
  if (!isSure || !isModest(instrument, id, position.lots)) {
    return withdrawHeadroom(state, id, spec.settleAsset);
  }
  headroom.refresh(state, instrument);
  sums.forget(id);
  const worth = Math.floor(half * (PPM / ratePpm)) - 1;
  holders.grant(id, Math.min(worth, MOST_VALUE_ATOMS));
}

/** Voids what a subaccount was granted in an asset. */
export function withdrawHeadroom(
  { instruments }: VenueState,
  subaccount: number,
  asset: number,
): void {
  for (const { spec, holders } of instruments) {
    if (spec.settleAsset === asset) holders.end(subaccount);
  }
}

/** The same of all that orders of an instrument may take out. */
export function withdrawLegs(state: VenueState, subaccount: number, spec: InstrumentSpec): void {
  withdrawHeadroom(state, subaccount, spec.settleAsset);
  if (spec.baseAsset !== undefined) withdrawHeadroom(state, subaccount, spec.baseAsset);
}

/**
 * Spends what an order takes of its subaccount's headroom, and says whether there was enough; where
 * there was not, nothing is spent.
 */
export function spendOnOrder(
  { headroom, holders, scales, markTicks }: Instrument,
  subaccount: number,
  side: Side,
  lots: Lots,
  ticks: Ticks,
): boolean {
  const { weight } = headroom;
  const worth = worthAtoms(scales, lots, ticks);
  const throughMark = side * (ticks - markTicks) > 0;
  const gap = throughMark ? Math.abs(worth - worthAtoms(scales, lots, markTicks)) : 0;
  return holders.spend(subaccount, worth + weight * (gap + ROUNDING_ATOMS));
}

/** How far lots are worth more or less at the mark than at a price, or a little more. */
export function awayAtoms({ scales, markTicks }: Instrument, lots: Lots, ticks: Ticks): Atoms {
  return Math.abs(worthAtoms(scales, lots, ticks) - worthAtoms(scales, lots, markTicks));
}

/**
 * Spends what a fill takes: the fee, and what the lots are worth less at the mark than was paid for
 * them, at most so much again in equity as in what is asked of the position. What a fill takes from
 * a maker who was granted nothing here may be what it was granted elsewhere. A taker's order was
 * checked in full or has spent its worth already.
 */
export function spendOnFill(
  state: VenueState,
  instrument: Instrument,
  subaccount: number,
  away: Atoms,
  fee: Atoms,
  isMaker: boolean,
): void {
  const { headroom, holders, spec } = instrument;
  if (!holders.hasRoom(subaccount)) {
    if (isMaker) withdrawHeadroom(state, subaccount, spec.settleAsset);
    return;
  }
  const takes = headroom.weight * (3 * away + Math.max(0, fee) + ROUNDING_ATOMS);
  if (holders.spend(subaccount, takes)) return;
  withdrawHeadroom(state, subaccount, spec.settleAsset);
}
