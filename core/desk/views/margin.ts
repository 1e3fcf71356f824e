/** The margin panel: one bucket line by line, with the prices at which things happen. */
import { notionalAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import { basisAtoms, maintenanceAtoms } from '../../venue/margin/arithmetic.ts';
import {
  freeAtoms,
  initialMarginAtoms,
  marginAsset,
  positionsOf,
} from '../../venue/margin/buckets.ts';
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import { termsOfPosition } from '../../venue/margin/account-terms.ts';
import { sparedWith, spreadBeside } from '../../venue/margin/month-spread.ts';
import { CALL_RELEASE_POINTS, cureAtoms } from '../../venue/margin/calls.ts';
import { leastEquityAtoms, mayOnlyReduce } from '../../venue/margin/ratios.ts';
import { at, isOfPool } from '../../venue/state.ts';
import type { Bucket, Instrument, Position, Subaccount, VenueState } from '../../venue/state.ts';
import { healthText, NONE, NOT_APPLICABLE, signOf } from '../format.ts';
import type { MarginPanel, Watch } from '../messages.ts';
import {
  bucketsOf,
  clientNamed,
  instrumentNamed,
  instrumentOf,
  positionInitialAtoms,
} from './buckets.ts';
import type { BucketView } from './buckets.ts';
import { bucketName } from './calls.ts';
import { marginParts } from './margin-parts.ts';
import { poolCollateral } from './pool-collateral.ts';
import type { Scene } from './scene.ts';
import { centsOf, worthOfAssets } from './values.ts';

/** Thresholds are looked for this far from the mark: values stay exact up to there (ORD-07). */
const REACH = 8;

/** The largest position of a bucket by value in the quote; undefined where all are flat. */
function largestPosition(state: VenueState, view: BucketView): Position | undefined {
  const worth = worthOfAssets(state);
  const open = positionsOf(state, view.bucket).filter(({ lots }) => lots !== 0);
  const valueOf = (position: Position): number => {
    const { spec, scales, markTicks } = instrumentOf(state, position);
    const atoms = notionalAtoms(scales, Math.abs(position.lots), markTicks);
    return centsOf(worth, spec.settleAsset, atoms);
  };
  return open.toSorted((a, b) => valueOf(b) - valueOf(a))[0];
}

/**
 * The first mark, going against a position, at which its bucket's health is below `percent` if
 * everything else stays put; 0 where none within reach is. Found by bisection, since health is
 * monotonic in the price.
 */
export function markAtHealth(
  state: VenueState,
  instrument: Instrument,
  position: Position,
  view: BucketView,
  percent: number,
): number {
  const { scales, markTicks } = instrument;
  const { lots } = position;
  const spec = termsOfPosition(instrument, position);
  const subaccount = at(state.subaccounts, position.bucket.subaccount);
  const spread = spreadBeside(state, subaccount, instrument);
  const askedAt = (ticks: number): number => {
    const own = maintenanceAtoms(spec, basisAtoms(spec, scales, position, ticks));
    if (spread === undefined) return own;
    return own - sparedWith(spread, { ...instrument, markTicks: ticks }, position);
  };
  const ownNow = askedAt(markTicks);
  const otherMaintenance = view.figures.maintenanceAtoms - ownNow;
  const otherEquity = view.figures.equityAtoms - valueAtoms(scales, lots, markTicks);
  const isBelow = (ticks: number): boolean => {
    const equity = otherEquity + valueAtoms(scales, lots, ticks);
    const own = askedAt(ticks);
    // Where a product passes 2^53 the two are so far apart that its rounding decides nothing.
    return equity * 100 < (otherMaintenance + own) * percent;
  };
  let safe = markTicks;
  let dangerous = lots > 0 ? Math.max(1, Math.ceil(markTicks / REACH)) : markTicks * REACH;
  if (isBelow(safe)) return safe;
  if (!isBelow(dangerous)) return 0;
  while (Math.abs(safe - dangerous) > 1) {
    const middle = Math.floor((safe + dangerous) / 2);
    if (isBelow(middle)) dangerous = middle;
    else safe = middle;
  }
  return dangerous;
}

interface Thresholds {
  readonly markAtLowest: string;
  readonly markInstrument: string;
  readonly liquidation: string;
}

function thresholds(scene: Scene, subaccount: Subaccount, view: BucketView): Thresholds {
  const { state, scales } = scene;
  const position = largestPosition(state, view);
  if (position === undefined) {
    return { markAtLowest: NONE, markInstrument: '', liquidation: NONE };
  }
  const instrument = instrumentOf(state, position);
  const lowest = subaccount.callPercents.at(-1) ?? 100;
  // Of a pool the core says the liquidation price alone.
  const isPool = isOfPool(state, view.bucket);
  const call = isPool ? 0 : markAtHealth(state, instrument, position, view, lowest);
  const liquidation = positionLiquidationTicks(state, subaccount, position);
  return {
    markAtLowest: scales.priceOr(instrument, call, NONE),
    markInstrument: instrument.spec.symbol,
    liquidation: scales.priceOr(instrument, liquidation, NONE),
  };
}

function initialOf(state: VenueState, subaccount: Subaccount, view: BucketView): number {
  const { asset, instrument } = view.bucket;
  if (instrument === 0) return initialMarginAtoms(state, subaccount, asset, null);
  const position = at(subaccount.positions, instrument);
  return positionInitialAtoms(at(state.instruments, instrument), position);
}

function modeOf({ mode }: Subaccount, { instrument }: Bucket): MarginPanel['mode'] {
  if (instrument !== 0) return 'isolated';
  if (mode === 'multiAsset') return 'multi-asset';
  return mode === 'portfolio' ? mode : 'cross';
}

/**
 * Of those that count in what margins the contract in cross, and of positions isolated in what it
 * settles in, which beside a pool is another asset.
 */
function worstBucket(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): BucketView | undefined {
  const shared = marginAsset(state, subaccount, instrument);
  const { settleAsset } = instrument.spec;
  const [worst] = bucketsOf(state, subaccount)
    .filter(({ bucket }) => bucket.asset === (bucket.instrument === 0 ? shared : settleAsset))
    .toSorted((a, b) => a.healthPpm - b.healthPpm);
  return worst;
}

/** Where a pool stands by its ratio, if two people have given it states. Rule VAR-63. */
function ratioOf(subaccount: Subaccount, figures: BucketView['figures']): MarginPanel['ratio'] {
  const { ratios } = subaccount;
  if (ratios === undefined) return null;
  const least = leastEquityAtoms(subaccount, figures.maintenanceAtoms);
  const isLow = figures.hasPosition && figures.equityAtoms < least;
  const onlyReduces = mayOnlyReduce(subaccount, figures);
  return {
    state: isLow ? 'Liquidation' : onlyReduces ? 'Reduce only' : 'Free',
    reduceOnlyPercent: ratios.reduceOnlyPercent,
    liquidationPercent: ratios.liquidationPercent,
    runsOut: ratios.runsOut,
  };
}

/** Null where no subaccount or instrument is selected. Rules DESK-12, DESK-78. */
export function marginPanel(scene: Scene, watch: Watch): MarginPanel | null {
  const { state, scales, clients } = scene;
  const subaccount = clientNamed(clients, watch.subaccount);
  const instrument = instrumentNamed(state, watch.instrument);
  if (subaccount === undefined || instrument === undefined) return null;
  const view = worstBucket(state, subaccount, instrument);
  if (view === undefined) return null;
  const { bucket, figures, healthPpm } = view;
  const { asset } = bucket;
  const initial = initialOf(state, subaccount, view);
  // A pool's is by haircuts of its own.
  const isPool = isOfPool(state, bucket);
  const free = isPool ? freeAtoms(state, subaccount, asset) : figures.equityAtoms - initial;
  const unrealised = figures.equityAtoms - figures.walletAtoms;
  const level = (bucket.call?.level ?? 0) as MarginPanel['level'];
  const [firstPercent = 100] = subaccount.callPercents;
  const money = (atoms: number): string => scales.money(asset, atoms);
  return {
    subaccount: subaccount.label,
    bucket: bucketName(scene, bucket),
    asset: scales.symbol(asset),
    mode: modeOf(subaccount, bucket),
    health: healthText(healthPpm),
    healthPpm,
    level,
    callPercents: subaccount.callPercents,
    wallet: money(figures.walletAtoms),
    unrealised: scales.signedMoney(asset, unrealised),
    unrealisedSign: signOf(unrealised),
    equity: money(figures.equityAtoms),
    maintenance: money(figures.maintenanceAtoms),
    initial: money(initial),
    free: money(free),
    freeSign: signOf(free),
    cure:
      level === 0
        ? NOT_APPLICABLE
        : scales.moneyDue(asset, cureAtoms(subaccount.callPercents, figures)),
    cureAtPercent: `${firstPercent + CALL_RELEASE_POINTS} %`,
    ...thresholds(scene, subaccount, view),
    parts: marginParts(scene, subaccount, bucket),
    collateral: isPool ? poolCollateral(scene, subaccount) : [],
    ratio: isPool ? ratioOf(subaccount, figures) : null,
  };
}
