/**
 * The queue of those who would be deleveraged: everybody's position on one side of an instrument,
 * by rank, with lights. It follows from the state whenever it is asked for. Places and lights are
 * those of the rank alone, though what hedges goes last.
 */
import type { HeldPosition } from '../accounts/holding.ts';
import { unrealisedAtoms, notionalAtoms } from '../instruments/value.ts';
import {
  allocatedEquityAtoms,
  bucketFigures,
  bucketOf,
  positionMaintenanceAtoms,
} from '../margin/buckets.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { assetAtoms, AT_PAR } from '../margin/collateral.ts';
import { unhedgedLots } from '../margin/hedged.ts';
import { figuresOf, poolOf, rateOf, shareAtoms, withLeg } from '../margin/pool.ts';
import { sparedWith, spreadBeside } from '../margin/month-spread.ts';
import { leastEquityAtoms } from '../margin/ratios.ts';
import { positiveZero } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { chargedAtoms } from '../orders/fees.ts';
import { costOf, keptAtoms, realisedAtoms } from '../orders/settling.ts';
import { at, isMargined, isObserved, isPooled } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { compareRatios, drawnLot, lightsOf, rankOf } from './adl-arithmetic.ts';
import type { AdlRank, Ratio } from './adl-arithmetic.ts';

/** One position of the queue. */
export interface Queued {
  readonly subaccount: Subaccount;
  readonly position: HeldPosition;
  readonly figures: BucketFigures;
  readonly rank: Ratio;
  /** From 1, the first to be deleveraged. */
  readonly place: number;
  /** From 1 to 5, all of which are on for who would be first. */
  readonly lights: number;
}

/** Neither the house nor the venue itself, nor what is held elsewhere. Rule ADL-05. */
function isReachable(state: VenueState, subaccount: Subaccount): boolean {
  return isMargined(state, subaccount) && !isObserved(state, subaccount);
}

/** A position's share of its bucket's equity, and all of that, in the instrument's own asset. */
function equitiesOf(
  state: VenueState,
  instrument: Instrument,
  { subaccount, position, figures }: Omit<Queued, 'rank' | 'place' | 'lights'>,
): { readonly ownAtoms: Atoms; readonly allAtoms: Atoms } {
  const { equityAtoms: allAtoms } = figures;
  if (!isPooled(subaccount) || position.mode === 'isolated') {
    return { ownAtoms: allocatedEquityAtoms(instrument, position, figures), allAtoms };
  }
  const pool = poolOf(state, subaccount);
  const rate = rateOf(state, instrument.spec.settleAsset) ?? AT_PAR;
  const ownAtoms = shareAtoms(pool, figuresOf(state, pool), instrument.id);
  return { ownAtoms, allAtoms: assetAtoms(rate, allAtoms) };
}

function rankIn(
  state: VenueState,
  how: AdlRank,
  instrument: Instrument,
  candidate: Omit<Queued, 'rank' | 'place' | 'lights'>,
): Ratio {
  const { position, figures, subaccount } = candidate;
  const { scales, markTicks } = instrument;
  const { ownAtoms, allAtoms } = equitiesOf(state, instrument, candidate);
  const long = position.lots > 0;
  return rankOf(how, {
    unrealisedAtoms: unrealisedAtoms(scales, position, markTicks),
    valueAtoms: notionalAtoms(scales, Math.abs(position.lots), markTicks),
    costAtoms: Math.abs(position.costAtoms),
    equityAtoms: ownAtoms,
    gainsWithValue: long === scales.lotTickAtoms > 0,
    bucketEquityAtoms: how === 'exposure' ? allAtoms : figures.equityAtoms,
    bucketWalletAtoms: figures.walletAtoms,
    bucketMaintenanceAtoms: figures.maintenanceAtoms,
    lot: how === 'drawn' ? drawnLot(subaccount.id, state.timeUs) : 0,
  });
}

type Aged = Pick<Queued, 'subaccount' | 'position'>;

/** The least age comes first, as section 10 words it. Rule ADL-10. */
function youngestFirst(a: Aged, b: Aged): number {
  return b.position.openedAt - a.position.openedAt || a.subaccount.id - b.subaccount.id;
}

/**
 * Everybody's positions on a side, 1 for long, in the order in which they would be deleveraged:
 * highest rank first, of ties the youngest position, and of those of one command the
 * subaccount's number. Rules ADL-01, ADL-02, ADL-05, ADL-10.
 */
export function adlQueue(state: VenueState, instrument: Instrument, side: 1 | -1): Queued[] {
  if (instrument.markTicks === 0) return [];
  const how = instrument.spec.adl?.rank ?? 'leveragedReturn';
  const ranked = [];
  let totalLots = 0;
  for (const subaccount of state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots * side <= 0 || !isReachable(state, subaccount)) continue;
    const figures = bucketFigures(state, bucketOf(state, subaccount, position));
    const candidate = { subaccount, position, figures };
    ranked.push({ ...candidate, rank: rankIn(state, how, instrument, candidate) });
    totalLots += Math.abs(position.lots);
  }
  ranked.sort((a, b) => compareRatios(b.rank, a.rank) || youngestFirst(a, b));
  let cumulative = 0;
  return ranked.map((entry, n) => {
    cumulative += Math.abs(entry.position.lots);
    return { ...entry, place: n + 1, lights: lightsOf(cumulative, totalLots) };
  });
}

/** A closing of part of a position, or all of it, at the integer value that both sides share. */
export interface Closing {
  readonly lots: Lots;
  readonly notionalAtoms: Atoms;
  readonly feeAtoms: Atoms;
}

/**
 * How a bucket stands once a closing at `notionalAtoms` has been settled in it; a pool is valued
 * anew without what was closed.
 */
export function figuresAfter(
  state: VenueState,
  instrument: Instrument,
  { position, figures, subaccount }: Pick<Queued, 'position' | 'figures' | 'subaccount'>,
  closing: Closing,
): { equityAtoms: Atoms; maintenanceAtoms: Atoms } {
  const { scales, markTicks } = instrument;
  const held = Math.abs(position.lots);
  const side = position.lots > 0 ? -1 : 1;
  const value = costOf(instrument, side, closing.notionalAtoms);
  const realised = realisedAtoms(position.lots, position.costAtoms, side, closing.lots, value);
  const rest = {
    bucket: position.bucket,
    lots: position.lots + side * closing.lots,
    costAtoms: position.costAtoms + value + realised,
  };
  const before = unrealisedAtoms(scales, position, markTicks);
  const after = unrealisedAtoms(scales, rest, markTicks);
  const result = realised - closing.feeAtoms;
  const gained = result + after - before;
  if (isPooled(subaccount) && position.mode === 'cross') {
    const change = { lots: rest.lots, paidAtoms: positiveZero(-gained) };
    return figuresOf(state, withLeg(poolOf(state, subaccount), instrument, change));
  }
  let equity = figures.equityAtoms + gained;
  if (position.mode === 'isolated' && rest.lots !== 0) {
    // What a reduction lets go is the bucket's no more.
    const { allocatedAtoms } = position;
    equity -= allocatedAtoms + result - keptAtoms(position, held, closing.lots, result);
  }
  const own = positionMaintenanceAtoms(instrument, position);
  const left = positionMaintenanceAtoms(instrument, rest);
  let maintenance = figures.maintenanceAtoms - own + left;
  if (position.mode === 'cross') {
    const spread = spreadBeside(state, subaccount, instrument);
    maintenance += sparedWith(spread, instrument, position) - sparedWith(spread, instrument, rest);
  }
  return { equityAtoms: equity, maintenanceAtoms: maintenance };
}

/** Whether a closing leaves a bucket above maintenance, or no worse than it was. Rule ADL-06. */
function isBearable(
  state: VenueState,
  instrument: Instrument,
  queued: Queued,
  closing: Closing,
): boolean {
  const { figures } = queued;
  const after = figuresAfter(state, instrument, queued, closing);
  if (after.equityAtoms < 0) return false;
  const { bucket } = queued.position;
  const { maintenanceAtoms } = after;
  const least = leastEquityAtoms(queued.subaccount, maintenanceAtoms, bucket.instrument);
  if (after.equityAtoms >= least) return true;
  const isPoorer = after.equityAtoms < figures.equityAtoms;
  return !isPoorer && after.maintenanceAtoms <= figures.maintenanceAtoms;
}

/**
 * The most lots of a position, up to a number, whose closing at a price its bucket bears. Equity
 * less maintenance is concave in what is closed, so that what is bearable begins at nothing.
 * Rule ADL-06.
 */
export function bearableLots(
  state: VenueState,
  instrument: Instrument,
  queued: Queued,
  mostLots: Lots,
  closingOf: (lots: Lots) => Closing,
): Lots {
  const bears = (lots: Lots): boolean => isBearable(state, instrument, queued, closingOf(lots));
  if (bears(mostLots)) return mostLots;
  let low = 0;
  let high = mostLots;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bears(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const NOTHING_CLOSED: Closing = { lots: 0, notionalAtoms: 0, feeAtoms: 0 };

/** Nobody pays a fee, unless the instrument has them pay a maker's. Rule ADL-08. */
function feeOf({ spec }: Instrument, value: Atoms): Atoms {
  const { adl, fees } = spec;
  return adl?.fee === 'maker' ? chargedAtoms(fees, value, fees.makerPpm, false) : 0;
}

/** What one of the queue gives up, and the value that both sides share. */
export interface Planned extends Closing {
  readonly queued: Queued;
}

/**
 * Who gives up how much, whole positions in turn and of the last a part, and what hedges only once
 * nobody has anything else: the values are those of the lots so far less those before, so that they
 * sum to the value of all. Rules ADL-03, ADL-06, ADL-09.
 */
export function planOf(
  state: VenueState,
  instrument: Instrument,
  queue: readonly Queued[],
  lots: Lots,
  ticks: Ticks,
): Planned[] {
  const planned = new Map<Queued, Planned>();
  let done = 0;
  const take = (queued: Queued, upTo: Lots): void => {
    const had = planned.get(queued) ?? NOTHING_CLOSED;
    const most = Math.min(lots - done, upTo - had.lots);
    if (most === 0) return;
    const before = notionalAtoms(instrument.scales, done, ticks);
    const closingOf = (more: Lots): Closing => {
      const added = notionalAtoms(instrument.scales, done + more, ticks) - before;
      const value = had.notionalAtoms + added;
      const fee = feeOf(instrument, value);
      return { lots: had.lots + more, notionalAtoms: value, feeAtoms: fee };
    };
    const more = bearableLots(state, instrument, queued, most, closingOf);
    if (more === 0) return;
    planned.set(queued, { queued, ...closingOf(more) });
    done += more;
  };
  const hedged: Queued[] = [];
  for (const queued of queue) {
    if (done === lots) break;
    const bare = unhedgedLots(state, queued.subaccount, instrument);
    if (bare < Math.abs(queued.position.lots)) hedged.push(queued);
    take(queued, bare);
  }
  for (const queued of hedged) take(queued, Math.abs(queued.position.lots));
  return [...planned.values()];
}
