/**
 * Which subaccounts a margin check has to value: those that something has touched, and those of
 * whom a mark has left the prices between which nothing of theirs can be due. Rule MARG-13.
 *
 * Nothing is due of a bucket without call or liquidation while f = E - c MM is not negative, with c
 * the highest of its call levels and of 100 %. Where f is known at the marks of a check, each
 * position gets a part of it, by its worth, and from that a lowest and a highest mark between which
 * it takes no more of f than that part:
 *
 *   E of what gains with its worth falls by as much as the worth does, and MM does not rise;
 *   E of what loses with its worth falls by as much as that rises, and MM rises by at most the
 *   steepest rate of the tiers times as much, and no step of them is climbed.
 *
 * The bounds are doubles. They decide nothing: whoever is beyond them is valued exactly, and they
 * are narrower than they must be by more than all roundings. They are no state, and follow anew
 * from the next exact valuation wherever they are missing.
 */
import type { Touched } from '../accounts/touched.ts';
import type { CommandKind } from '../commands.ts';
import type { Ticks } from '../numbers.ts';
import { at } from '../state.ts';
import type { Bucket, Instrument, VenueState } from '../state.ts';
import type { BucketFigures } from './buckets.ts';
import { exposureOf, INEXACT, marksOf, roundingAtoms } from './screen-bounds.ts';
import type { Exposure } from './screen-bounds.ts';

/** Between which marks of one instrument nothing of a subaccount can be due, by subaccount id. */
interface Bounds {
  low: Float64Array;
  high: Float64Array;
  /** Nobody's bounds are within these: a mark between them can move no one. */
  nearestLow: number;
  nearestHigh: number;
}

export class MarginScreen {
  readonly #state: VenueState;
  readonly #touched: Touched;
  /** By instrument id - 1. */
  readonly #bounds: Bounds[] = [];
  /** Subaccounts that the last check valued. */
  valued = 0;

  constructor(state: VenueState, touched: Touched) {
    this.#state = state;
    this.#touched = touched;
  }

  /** Touches whoever the marks of now may have moved across a threshold. */
  sift(): void {
    const { instruments, subaccounts } = this.#state;
    this.valued = 0;
    this.#touched.enter(subaccounts.length);
    for (const instrument of instruments) {
      const bounds = this.#boundsOf(instrument);
      const { markTicks } = instrument;
      if (markTicks < bounds.nearestLow || markTicks > bounds.nearestHigh) {
        this.#siftBy(bounds, markTicks);
      }
    }
  }

  #boundsOf({ id }: Instrument): Bounds {
    const { length } = this.#touched.flags;
    const known = this.#bounds[id - 1];
    if (known === undefined) {
      const [low, high] = [new Float64Array(length), new Float64Array(length)];
      const bounds = { low, high, nearestLow: -Infinity, nearestHigh: Infinity };
      this.#bounds[id - 1] = bounds;
      return bounds;
    }
    if (known.low.length < length) {
      known.low = grown(known.low, length);
      known.high = grown(known.high, length);
    }
    return known;
  }

  #siftBy(bounds: Bounds, markTicks: Ticks): void {
    const { flags } = this.#touched;
    const { low, high } = bounds;
    let nearestLow = -Infinity;
    let nearestHigh = Infinity;
    for (let id = this.#state.subaccounts.length; id > 0; id--) {
      if (flags[id] !== 0) continue;
      const [least, most] = [low[id] as number, high[id] as number];
      if (markTicks < least || markTicks > most) {
        flags[id] = 1;
        continue;
      }
      if (least > nearestLow) nearestLow = least;
      if (most < nearestHigh) nearestHigh = most;
    }
    bounds.nearestLow = nearestLow;
    bounds.nearestHigh = nearestHigh;
  }

  /**
   * Takes up bounds from the figures of a bucket at the marks of now, which must be those of a
   * review; where there are none, its subaccount is valued again by the next check.
   */
  bound(bucket: Bucket, figures: BucketFigures): void {
    const { subaccount, call, liquidation } = bucket;
    const { callPercents } = at(this.#state.subaccounts, subaccount);
    const coverage = Math.max(100, ...callPercents) / 100;
    const exposures: Exposure[] = [];
    for (const instrument of this.#state.instruments) {
      if (!this.#holds(bucket, instrument)) continue;
      const { lots } = at(instrument.positions, subaccount);
      if (lots === 0) this.#set(instrument, subaccount, -Infinity, Infinity);
      else exposures.push(exposureOf(instrument, subaccount, lots, coverage));
    }
    const asked = coverage * figures.maintenanceAtoms;
    let spare = figures.equityAtoms - asked - (Math.abs(figures.equityAtoms) + asked) * INEXACT;
    let weights = 0;
    for (const exposure of exposures) {
      spare -= roundingAtoms(exposure, coverage);
      weights += exposure.worthAtoms * exposure.steepness;
    }
    const isSafe = exposures.length === 0 ? figures.equityAtoms >= 0 : spare > 0;
    // Bounds are of each position for itself: who is spared something has none. VAR-21.
    const isDue = !isSafe || call !== null || liquidation !== null;
    if (isDue || figures.spared !== undefined) return this.#touched.touch(subaccount);
    for (const exposure of exposures) {
      const part = (spare * exposure.worthAtoms * exposure.steepness) / weights;
      const [low, high] = marksOf(exposure, part);
      this.#set(exposure.instrument, subaccount, low, high);
    }
  }

  #holds({ subaccount, asset, instrument }: Bucket, listed: Instrument): boolean {
    if (instrument !== 0) return listed.id === instrument;
    const isOfAsset = listed.spec.settleAsset === asset;
    return isOfAsset && at(listed.positions, subaccount).mode === 'cross';
  }

  #set(instrument: Instrument, subaccount: number, low: number, high: number): void {
    const bounds = this.#boundsOf(instrument);
    bounds.low[subaccount] = low;
    bounds.high[subaccount] = high;
    bounds.nearestLow = Math.max(bounds.nearestLow, low);
    bounds.nearestHigh = Math.min(bounds.nearestHigh, high);
  }
}

function grown(values: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}

/** These change nothing that bounds follow from, but for what is posted and then touched. */
const KEEPS_BOUNDS: ReadonlySet<CommandKind> = new Set([
  'order.place',
  'order.cancel',
  'order.amend',
  'order.cancelAll',
  'order.cancelAllAfter',
  'position.close',
  'position.leverage',
  'price.observe',
  'price.status',
  'clock.tick',
  'call.acknowledge',
  'call.snooze',
  'collateral.mirror',
  'collateral.release',
  'transfer',
  'insurance.contribute',
  'account.open',
  'account.suspend',
  'subaccount.open',
  'session.close',
  'session.disconnect',
  'operator.register',
  'strategy.register',
  'proposal.open',
  'proposal.approve',
  'proposal.reject',
]);

/** Whether a command leaves bounds as they are; what a proposal carries is asked by itself. */
export function keepsBounds(kind: CommandKind): boolean {
  return KEEPS_BOUNDS.has(kind);
}
