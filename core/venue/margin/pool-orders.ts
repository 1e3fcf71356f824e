/**
 * What a pooled subaccount is asked before it may take on more: positions and orders by the initial
 * parameters, what may leave, and the prices at which positions are liquidated.
 */
import { heldBackAtoms } from '../accounts/realised.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { heldForFundingAtoms } from '../funding/unpaid.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { paidAsset } from '../instruments/pair.ts';
import { notionalAtoms, valueAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, SubaccountMode, VenueState } from '../state.ts';
import { termsFor } from './account-terms.ts';
import { basisAtoms, exactRange, maintenanceAtoms } from './arithmetic.ts';
import { keepsProfit, Staying } from './availability.ts';
import { askedAtoms, assetAtoms, bounded, MOST_POOLED_ATOMS } from './collateral.ts';
import {
  askedOfAll,
  equityOf,
  figuresOf,
  poolOf,
  portfolioMargins,
  rateOf,
  withLeg,
} from './pool.ts';
import { keptOf, mostLeaving, shortAtoms, withoutKept } from './pool-kept.ts';
import type { Kept } from './pool-kept.ts';
import { exemptsHedges } from './pool-equity.ts';
import type { Pool, PoolLeg } from './pool.ts';
import { partAtoms, worthAtoms } from './portfolio.ts';
import { leastEquityAtoms, mayOnlyReduce } from './ratios.ts';
import { ordersOf, requirementAtoms } from './requirements.ts';
import type { CandidateOrder } from './requirements.ts';

/** Initial margin of all positions and orders of a pool, against its equity. */
export interface PoolOrders {
  readonly equityAtoms: Atoms;
  readonly initialAtoms: Atoms;
  readonly missingAtoms: Atoms;
  /** What its orders keep, which what is asked includes. */
  readonly kept: Kept;
  readonly pool: Pool;
}

/**
 * Free of a pool is equity less what is asked, both by the initial parameters. What orders keep is
 * asked for as what equity would be less without it. Rules COLL-04, COLL-09.
 */
export function poolOrders(
  state: VenueState,
  subaccount: Subaccount,
  candidate: CandidateOrder | null,
): PoolOrders {
  const pool = poolOf(state, subaccount);
  const kept = keptOf(state, subaccount, candidate);
  const hedged = asHedged(state, pool, candidate);
  // Coins that orders keep offset nothing either.
  const rest = withoutKept(hedged, kept);
  const { totalAtoms, own } = initialOf(state, rest, candidate);
  const equityAtoms = equityOf(hedged, own, 'initialPpm');
  const left = equityOf(rest, own, 'initialPpm');
  const initialAtoms = bounded(totalAtoms + equityAtoms - left);
  const missingAtoms = Math.max(0, initialAtoms - equityAtoms);
  return { equityAtoms, initialAtoms, missingAtoms, kept, pool };
}

/**
 * Whether a pool of a mode has all that it needs to value and margin an instrument: terms and price
 * of each asset that it moves, and of a portfolio parameters, but for what is isolated. COLL-05.
 */
export function isMarginable(
  state: VenueState,
  mode: SubaccountMode,
  { spec }: Instrument,
  isApart = false,
): boolean {
  const { settleAsset, baseAsset, index } = spec;
  if (rateOf(state, settleAsset) === null) return false;
  // What it gains would be part of what all of the pool is asked by.
  if (!isApart && keepsProfit(spec)) return false;
  if (baseAsset !== undefined) return rateOf(state, baseAsset) !== null;
  return isApart || mode !== 'portfolio' || at(state.indices, index).portfolio !== undefined;
}

/** As ORD-07 has it of settlement assets, so here in the reference: four times as much is exact. */
const MOST_WORTH_ATOMS = MOST_POOLED_ATOMS / 4;

/** Whether a position with all its orders is worth more than a pool may build. Rule COLL-01. */
export function isTooLarge(
  state: VenueState,
  { id }: Subaccount,
  instrument: Instrument,
  moreLots: Lots,
): boolean {
  const { scales, spec, markTicks, sums, positions } = instrument;
  const rate = rateOf(state, spec.settleAsset);
  const lots = Math.abs(at(positions, id).lots) + sums.lotsOf(instrument, id) + moreLots;
  if (rate === null || lots === 0) return false;
  return askedAtoms(rate, worthAtoms(scales, lots, markTicks)) > MOST_WORTH_ATOMS;
}

/**
 * Whether an order, with all others of its side, takes no more than the position: whatever of them
 * trades, it only reduces. Rules PM-12, VAR-21.
 */
export function onlyReduces(
  instrument: Instrument,
  subaccount: number,
  candidate: CandidateOrder,
): boolean {
  const { side } = candidate;
  const held = -side * at(instrument.positions, subaccount).lots;
  return held > 0 && sideOf(instrument, subaccount, side, candidate).lots <= held;
}

/**
 * Rules MARG-09, PM-12 and ORD-07 in the reference; what is missing is told in the instrument's
 * settlement asset. What closes a position, or a part of it, is never too large.
 */
export function poolRefusal(
  state: VenueState,
  subaccount: Subaccount,
  candidate: CandidateOrder,
): Outcome | null {
  const { side, lots, replacesSlot } = candidate;
  const instrument = at(state.instruments, candidate.instrument);
  if (onlyReduces(instrument, subaccount.id, candidate)) return null;
  if (subaccount.ratios !== undefined) {
    const figures = figuresOf(state, poolOf(state, subaccount));
    if (mayOnlyReduce(subaccount, figures)) return refused('REDUCE_ONLY_STATE');
  }
  const { mode } = at(instrument.positions, subaccount.id);
  const isApart = mode === 'isolated';
  if (!isMarginable(state, subaccount.mode, instrument, isApart)) return refused('NOT_IN_MODE');
  const held = -side * at(instrument.positions, subaccount.id).lots;
  const replaced = replacesSlot === -1 ? 0 : instrument.book.remainingLotsOf(replacesSlot);
  const isLarge = held < lots && isTooLarge(state, subaccount, instrument, lots - replaced);
  const after = poolOrders(state, subaccount, candidate);
  if (isLarge || after.initialAtoms >= MOST_POOLED_ATOMS) return refused('AMOUNT_TOO_LARGE');
  const asset = paidAsset(instrument.spec, side);
  const short = shortAtoms(after.pool, after.kept, asset);
  if (after.missingAtoms === 0 && short === 0) return null;
  const before = poolOrders(state, subaccount, null);
  const isKept = (after.kept.get(asset) ?? 0) > (before.kept.get(asset) ?? 0);
  if (after.initialAtoms <= before.initialAtoms && !isKept) return null;
  const missing = Math.max(short, toldAtoms(state, asset, after.missingAtoms));
  return refused('INSUFFICIENT_MARGIN', missing);
}

/** What is missing in the reference, as an amount of an asset that surely is enough. */
export function toldAtoms(state: VenueState, asset: number, missing: Atoms): Atoms {
  const rate = rateOf(state, asset);
  return rate === null || missing === 0 ? missing : -assetAtoms(rate, -missing);
}

/** Whether a pool is asked for position and orders: what a pair or an isolated one asks is kept. */
function isAsked({ spec, positions }: Instrument, { id }: Subaccount): boolean {
  return spec.contract !== 'spot' && at(positions, id).mode === 'cross';
}

interface Initial {
  readonly totalAtoms: Atoms;
  readonly own: ReadonlyMap<number, Atoms>;
}

function initialOf(state: VenueState, pool: Pool, candidate: CandidateOrder | null): Initial {
  const asked = initialAsked(state, pool, candidate);
  const { ratios } = pool.subaccount;
  if (ratios === undefined || ratios.liquidationPercent === 0) return asked;
  // Nothing begins that would be liquidated as it stands.
  const least = leastEquityAtoms(pool.subaccount, mostKeptAtoms(state, pool, candidate));
  return { ...asked, totalAtoms: Math.max(asked.totalAtoms, least) };
}

/** No less than maintenance whatever of the orders trades, at the mark. Rule VAR-63. */
function mostKeptAtoms(state: VenueState, pool: Pool, candidate: CandidateOrder | null): Atoms {
  const { legs } = reachesOf(state, pool, candidate);
  if (pool.subaccount.mode === 'portfolio') {
    const margins = portfolioMargins(state, pool, legs);
    return margins.reduce((sum, { margin }) => bounded(sum + margin.maintenanceAtoms), 0);
  }
  const kept = legs.map(({ leg: { instrument, markTicks }, mostLots, leastLots }) => {
    const { scales, spec } = instrument;
    const rate = rateOf(state, spec.settleAsset);
    const sizes = [mostLots, leastLots].map((lots) => {
      const terms = termsFor(instrument, pool.subaccount.id, lots);
      const costAtoms = valueAtoms(scales, lots, markTicks);
      return maintenanceAtoms(terms, basisAtoms(terms, scales, { lots, costAtoms }, markTicks));
    });
    return rate === null ? 0 : askedAtoms(rate, Math.max(...sizes));
  });
  return kept.reduce((sum, atoms) => bounded(sum + atoms), 0);
}

function initialAsked(state: VenueState, pool: Pool, candidate: CandidateOrder | null): Initial {
  if (pool.subaccount.mode === 'portfolio') return byScenarios(state, pool, candidate);
  const own = new Map<number, Atoms>();
  for (const instrument of state.instruments) {
    if (instrument.markTicks === 0 || !isAsked(instrument, pool.subaccount)) continue;
    const { settleAsset } = instrument.spec;
    const asked = requirementAtoms(instrument, pool.subaccount, candidate);
    own.set(settleAsset, (own.get(settleAsset) ?? 0) + asked);
  }
  return { totalAtoms: askedOfAll(pool, own), own };
}

/** The bound of `portfolio.ts` over all that may trade, and what orders pay for it. Rule PM-07. */
function byScenarios(state: VenueState, pool: Pool, candidate: CandidateOrder | null): Initial {
  const { legs, costAtoms } = reachesOf(state, pool, candidate);
  let total = costAtoms;
  const own = new Map<number, Atoms>();
  for (const { members, margin } of portfolioMargins(state, pool, legs)) {
    total = bounded(total + margin.initialAtoms);
    for (const [n, member] of members.entries()) {
      const settle = legs[member]?.leg.instrument.spec.settleAsset ?? 0;
      const rate = rateOf(state, settle);
      if (rate === null) continue;
      const part = assetAtoms(rate, partAtoms(margin, 'initialAtoms', n));
      own.set(settle, bounded((own.get(settle) ?? 0) + part));
    }
  }
  return { totalAtoms: total, own };
}

/** A pool whose positions are as little short as its buys may leave them. Rule VAR-61. */
function asHedged(state: VenueState, pool: Pool, candidate: CandidateOrder | null): Pool {
  if (!exemptsHedges(pool)) return pool;
  const { legs } = reachesOf(state, pool, candidate);
  return { ...pool, legs: legs.map(({ leg, mostLots }) => ({ ...leg, lots: mostLots })) };
}

/** How far each leg may go with its orders, and what those pay for it. Rule PM-07. */
export function reachesOf(state: VenueState, pool: Pool, candidate: CandidateOrder | null) {
  let costAtoms = 0;
  const legs: { leg: PoolLeg; mostLots: Lots; leastLots: Lots }[] = [];
  for (const instrument of state.instruments) {
    const { id } = pool.subaccount;
    const own = candidate?.instrument === instrument.id ? candidate : null;
    const { lots } = at(instrument.positions, id);
    if (lots === 0 && own === null && instrument.book.firstOrderOf(id) === -1) continue;
    if (instrument.markTicks === 0 || !isAsked(instrument, pool.subaccount)) continue;
    const buys = sideOf(instrument, id, BUY, own);
    const sells = sideOf(instrument, id, SELL, own);
    const leg: PoolLeg = { instrument, lots, markTicks: instrument.markTicks };
    legs.push({ leg, mostLots: lots + buys.lots, leastLots: lots - sells.lots });
    const rate = rateOf(state, instrument.spec.settleAsset);
    if (rate === null) continue;
    const cost = askedAtoms(rate, Math.max(buys.costAtoms, sells.costAtoms));
    costAtoms = bounded(costAtoms + cost);
  }
  return { legs, costAtoms };
}

/** Lots that orders of a side may change a position by, and what those that increase it cost. */
function sideOf(
  instrument: Instrument,
  subaccount: number,
  side: Side,
  candidate: CandidateOrder | null,
): { lots: Lots; costAtoms: Atoms } {
  const { scales, spec, markTicks, positions } = instrument;
  const orders = ordersOf(instrument, subaccount, side, candidate);
  const held = Math.max(0, -side * at(positions, subaccount).lots);
  let reducible = held;
  let lots = 0;
  let onlyReducing = 0;
  let costAtoms = 0;
  for (const order of orders.toSorted((a, b) => side * (b.priceTicks - a.priceTicks))) {
    if (order.reduceOnly) {
      onlyReducing += order.lots;
      continue;
    }
    lots += order.lots;
    const reducing = Math.min(reducible, order.lots);
    reducible -= reducing;
    const opening = order.lots - reducing;
    if (opening === 0) continue;
    const notional = notionalAtoms(scales, opening, order.priceTicks);
    const atLimit = valueAtoms(scales, side * opening, order.priceTicks);
    const gap = Math.max(0, atLimit - valueAtoms(scales, side * opening, markTicks));
    costAtoms += mulDivCeil(notional, spec.fees.takerPpm, PPM) + gap;
  }
  return { lots: lots + Math.min(held, onlyReducing), costAtoms };
}

/**
 * What of an asset may leave a pool: no more than is owned, or than positions and orders leave,
 * and as much as leaves equity for what is asked and for 10 % of notional. Rule COLL-04.
 */
export function poolWithdrawableAtoms(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
): Atoms {
  const pool = withoutKept(poolOf(state, subaccount), keptOf(state, subaccount, null));
  const member = pool.assets.find((entry) => entry.asset === asset);
  // What counts for nothing holds nothing.
  if (member === undefined) return Math.max(0, walletAtoms(at(subaccount.balances, asset)));
  const { totalAtoms, own } = initialOf(state, pool, null);
  const heldAtoms = Math.max(totalAtoms, stayingOf(state, pool));
  const asked = { own, heldAtoms, which: 'initialPpm' } as const;
  const held = heldBackAtoms(state, subaccount, asset);
  const unpaid = heldForFundingAtoms(state, subaccount.id, asset);
  const most = Math.min(member.walletAtoms - unpaid, member.netAtoms) - held;
  return mostLeaving(asHedged(state, pool, null), member, asked, most);
}

/** What of a pool stays behind its positions when money leaves, in the reference. */
function stayingOf(state: VenueState, pool: Pool): Atoms {
  const staying = new Staying();
  let sum = 0;
  for (const { instrument, lots, markTicks } of pool.legs) {
    const rate = rateOf(state, instrument.spec.settleAsset);
    if (rate === null) continue;
    const notional = notionalAtoms(instrument.scales, Math.abs(lots), markTicks);
    const worth = askedAtoms(rate, notional);
    sum = bounded(sum + worth);
    staying.add(instrument.spec, worth);
  }
  return staying.atoms;
}

/**
 * The mark at which a pool is liquidated if everything else stands still, going against a position
 * from where its mark is; 0 where no exact price does it. The check itself is bisected, so that it
 * holds on one side and fails on the other. Rule PM-09.
 */
export function poolLiquidationTicks(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): Ticks {
  const pool = poolOf(state, subaccount);
  const { scales, markTicks } = instrument;
  const { lots } = at(instrument.positions, subaccount.id);
  const isBelow = (ticks: Ticks): boolean => {
    const moved = withLeg(pool, instrument, { markTicks: ticks });
    const figures = figuresOf(state, moved);
    return figures.equityAtoms < leastEquityAtoms(subaccount, figures.maintenanceAtoms);
  };
  const [low, high] = exactRange({ scales, lots });
  const ends = lots > 0 ? [high, low] : [low, high];
  const [safeEnd = markTicks, dangerousEnd = markTicks] = ends;
  const isNow = isBelow(markTicks);
  let safe = isNow ? safeEnd : markTicks;
  let dangerous = isNow ? markTicks : dangerousEnd;
  if (!isBelow(dangerous)) return 0;
  // Where no price of its own would save it, it is liquidated where it stands.
  if (isBelow(safe)) return markTicks;
  while (Math.abs(safe - dangerous) > 1) {
    const middle = Math.floor((safe + dangerous) / 2);
    if (isBelow(middle)) dangerous = middle;
    else safe = middle;
  }
  return dangerous;
}
