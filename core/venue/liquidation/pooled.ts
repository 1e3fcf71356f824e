/** What a liquidation closes of a pool: slices that reduce what is asked of all of it. */
import { notionalAtoms } from '../instruments/value.ts';
import { assetAtoms } from '../margin/collateral.ts';
import { figuresOf, poolOf, rateOf, withLeg } from '../margin/pool.ts';
import type { Pool, PoolFigures, PoolLeg } from '../margin/pool.ts';
import { runsOut } from '../margin/ratios.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Liquidation, Position, Subaccount, VenueState } from '../state.ts';
import { isCured } from './arithmetic.ts';

/** A position that may be closed. */
export interface Closable {
  readonly position: Position;
  readonly instrument: Instrument;
}

/** One order of a slice. */
export interface SlicePart extends Closable {
  readonly lots: Lots;
  /** Of a pair the leg that goes first: the fund pays for the other alone. Rule VAR-22. */
  readonly goesAlong?: true;
}

/** What a liquidation has done so far, if it has begun. */
export type SoFar = Pick<Liquidation, 'slices'> & Partial<Liquidation>;

/** The position that trades and whose part of what is asked is largest, ties by instrument. */
export function largestInPool(
  state: VenueState,
  subaccount: Subaccount,
): { position: Position; instrument: Instrument } | null {
  const pool = poolOf(state, subaccount);
  const { partAtoms } = figuresOf(state, pool);
  let largest: PoolLeg | null = null;
  let most = -1;
  for (const [n, leg] of pool.legs.entries()) {
    if ((partAtoms[n] ?? 0) <= most || !canTrade(leg)) continue;
    most = partAtoms[n] ?? 0;
    largest = leg;
  }
  if (largest === null) return null;
  const { instrument } = largest;
  return { position: at(subaccount.positions, instrument.id), instrument };
}

/** What has ended waits for its settlement, and is no slice's. Rule LIQ-09. */
function canTrade({ instrument }: PoolLeg): boolean {
  return instrument.state !== 'expired';
}

/** The most that a slice closes of a leg: a share, all of it where it is worth little. */
function capLots({ instrument, lots, markTicks }: PoolLeg): Lots {
  const { liquidation, maxOrderLots } = instrument.spec;
  const held = Math.abs(lots);
  const worth = notionalAtoms(instrument.scales, held, markTicks);
  const isSmall = worth <= liquidation.uncappedValueAtoms;
  const sharePpm = Math.min(liquidation.slicePpm, PPM);
  const share = isSmall ? held : Math.max(1, mulDivFloor(held, sharePpm, PPM));
  return Math.min(share, maxOrderLots);
}

/** A pool after so much of a leg was closed at the mark, less fee and slippage. */
function closedBy(pool: Pool, { instrument, lots, markTicks }: PoolLeg, closed: Lots): Pool {
  const { feePpm, slipPpm } = instrument.spec.liquidation;
  const worth = notionalAtoms(instrument.scales, closed, markTicks);
  const paidAtoms = mulDivCeil(worth, feePpm + slipPpm, PPM);
  return withLeg(pool, instrument, { lots: lots - Math.sign(lots) * closed, paidAtoms });
}

/**
 * What a slice closes: of the position whose largest slice reduces what is asked most, ties by
 * instrument, no more than reaches the target. Where closing any one alone would only unhedge the
 * rest, the same share of all of them, instruments in order. Rule PM-11.
 */
export function slicesInPool(state: VenueState, subaccount: Subaccount): SlicePart[] {
  const pool = poolOf(state, subaccount);
  const asked = figuresOf(state, pool).maintenanceAtoms;
  const part = ({ instrument }: PoolLeg, lots: Lots): SlicePart => {
    return { position: at(subaccount.positions, instrument.id), instrument, lots };
  };
  let best: PoolLeg | null = null;
  let most = 0;
  const legs = pool.legs.filter(canTrade);
  for (const leg of legs) {
    const after = figuresOf(state, closedBy(pool, leg, capLots(leg)));
    const relief = asked - after.maintenanceAtoms;
    if (relief <= most) continue;
    most = relief;
    best = leg;
  }
  if (best === null) return legs.map((leg) => part(leg, shareLots(leg)));
  return [part(best, enoughLots(state, pool, best))];
}

/** Of hedges the same share, whatever each is worth. */
function shareLots({ instrument, lots }: PoolLeg): Lots {
  const { liquidation, maxOrderLots } = instrument.spec;
  const sharePpm = Math.min(liquidation.slicePpm, PPM);
  return Math.min(mulDivCeil(Math.abs(lots), sharePpm, PPM), maxOrderLots);
}

/** The least that reaches the target, at most the cap. */
function enoughLots(state: VenueState, pool: Pool, leg: PoolLeg): Lots {
  const cures = (lots: Lots): boolean =>
    isCured(leg.instrument.spec, figuresOf(state, closedBy(pool, leg, lots)));
  let enough = capLots(leg);
  if (runsOut(pool.subaccount) || !cures(enough)) return enough;
  let few = 0;
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (cures(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}

/** What a fee in an instrument may take of a pool's equity. */
export function equityIn(
  state: VenueState,
  { spec }: Instrument,
  { equityAtoms }: Pick<PoolFigures, 'equityAtoms'>,
): Atoms {
  const rate = rateOf(state, spec.settleAsset);
  return rate === null ? 0 : assetAtoms(rate, equityAtoms);
}
