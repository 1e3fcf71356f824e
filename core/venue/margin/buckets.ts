/** Equity, maintenance and free margin of the buckets (`margin-rules.md` section 2). */
import { walletAtoms } from '../accounts/ledger.ts';
import { unrealisedAtoms } from '../instruments/value.ts';
import { mulDivFloor } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { IS_ISOLATED, IS_POOLED } from '../accounts/holders.ts';
import { at, isOfPool, isPooled } from '../state.ts';
import type { Balance, Bucket, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { bankruptcyTicks, basisAtoms, maintenanceAtoms } from './arithmetic.ts';
import { keepsProfit, keptProfitAtoms } from './availability.ts';
import { isCapped } from './capped.ts';
import { initialSpared, maintenanceSpared, sumOfSpared } from './month-spread.ts';
import type { Spared } from './month-spread.ts';
import { reservedAtoms } from './pair-reserve.ts';
import { poolOrders, toldAtoms } from './pool-orders.ts';
import { figuresOf, poolBucket, poolOf, rateOf, shareAtoms } from './pool.ts';
import { requirementAtoms } from './requirements.ts';
import type { CandidateOrder } from './requirements.ts';
import { termsOfPosition } from './account-terms.ts';

export { requirementAtoms, summedAtoms, walkedAtoms } from './requirements.ts';
export type { CandidateOrder } from './requirements.ts';

/** Positions that a bucket holds: one when isolated, cross ones of its asset or of a pool. */
export function positionsOf(state: VenueState, bucket: Bucket): Position[] {
  const subaccount = at(state.subaccounts, bucket.subaccount);
  if (bucket.instrument !== 0) return [at(subaccount.positions, bucket.instrument)];
  if (isPooled(subaccount)) {
    const isPool = bucket === poolBucket(state, subaccount);
    return isPool ? subaccount.positions.filter(({ mode }) => mode === 'cross') : [];
  }
  return subaccount.positions.filter(
    (position) =>
      position.mode === 'cross' &&
      at(state.instruments, position.instrument).spec.settleAsset === bucket.asset,
  );
}

/** The bucket that a position belongs to: its own when isolated, the pool's, or the asset's. */
export function bucketOf(state: VenueState, subaccount: Subaccount, position: Position): Bucket {
  if (position.mode === 'isolated') return position.bucket;
  if (isPooled(subaccount)) return poolBucket(state, subaccount);
  const asset = at(state.instruments, position.instrument).spec.settleAsset;
  return at(subaccount.balances, asset).bucket;
}

/** In what the bucket counts that margins a subaccount's orders in an instrument in cross. */
export function marginAsset(
  state: VenueState,
  subaccount: Subaccount,
  { spec }: Instrument,
): number {
  return isPooled(subaccount) ? poolBucket(state, subaccount).asset : spec.settleAsset;
}

/** As `bucketOf`, of the position in one instrument. */
export function bucketIn(
  state: VenueState,
  { positions, balances, holders }: Instrument,
  subaccount: number,
): Bucket {
  const unusual = holders.unusualOf(subaccount);
  if ((unusual & IS_ISOLATED) !== 0) return at(positions, subaccount).bucket;
  if ((unusual & IS_POOLED) === 0) return at(balances, subaccount).bucket;
  return poolBucket(state, at(state.subaccounts, subaccount));
}

/** What a bucket owns before unrealised results: isolated money is not the cross bucket's. */
export function bucketWalletAtoms(state: VenueState, bucket: Bucket): Atoms {
  const subaccount = at(state.subaccounts, bucket.subaccount);
  if (bucket.instrument !== 0) return at(subaccount.positions, bucket.instrument).allocatedAtoms;
  return crossWalletAtoms(state, subaccount.id, at(subaccount.balances, bucket.asset));
}

function crossWalletAtoms(state: VenueState, subaccount: number, balance: Balance): Atoms {
  let wallet = walletAtoms(balance);
  for (const { spec, positions } of state.instruments) {
    if (spec.settleAsset === balance.asset) wallet -= at(positions, subaccount).allocatedAtoms;
  }
  return wallet;
}

/** Maintenance margin of one position at the mark. */
export function positionMaintenanceAtoms(
  instrument: Instrument,
  position: Pick<Position, 'bucket' | 'lots' | 'costAtoms'>,
): Atoms {
  if (position.lots === 0 || isCapped(instrument.spec)) return 0;
  const { scales, markTicks } = instrument;
  const terms = termsOfPosition(instrument, position);
  return maintenanceAtoms(terms, basisAtoms(terms, scales, position, markTicks));
}

export interface BucketFigures {
  readonly walletAtoms: Atoms;
  readonly equityAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  readonly hasPosition: boolean;
  /** What positions that offset each other are spared of maintenance, if any are. VAR-21. */
  readonly spared?: Spared | undefined;
}

/** Equity against maintenance: what calls and liquidation look at. Rule EQ-01. */
export function bucketFigures(state: VenueState, bucket: Bucket): BucketFigures {
  const owner = at(state.subaccounts, bucket.subaccount);
  if (isOfPool(state, bucket)) return pooledFigures(state, owner, bucket);
  const wallet = bucketWalletAtoms(state, bucket);
  let equity = wallet;
  let maintenance = 0;
  let hasPosition = false;
  let legs = 0;
  const { positions } = owner;
  for (const instrument of state.instruments) {
    if (!mayHold(bucket, instrument)) continue;
    const position = at(positions, instrument.id);
    if (position.lots === 0 || !isIn(bucket, position)) continue;
    hasPosition = true;
    equity += unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    maintenance += positionMaintenanceAtoms(instrument, position);
    if (instrument.spec.margin.interMonthSpread !== undefined) legs += 1;
  }
  const mayOffset = legs > 1 && bucket.instrument === 0;
  const spared = mayOffset ? maintenanceSpared(state, owner, bucket.asset) : undefined;
  return {
    walletAtoms: wallet,
    equityAtoms: equity,
    maintenanceAtoms: spared === undefined ? maintenance : maintenance - sumOfSpared(spared),
    hasPosition,
    spared,
  };
}

/** Of a pool's bucket all of it; of another what is owned of an asset that counts in no pool. */
function pooledFigures(state: VenueState, subaccount: Subaccount, bucket: Bucket): BucketFigures {
  if (bucket === poolBucket(state, subaccount)) return figuresOf(state, poolOf(state, subaccount));
  const isApart = rateOf(state, bucket.asset) === null;
  const wallet = isApart ? walletAtoms(at(subaccount.balances, bucket.asset)) : 0;
  return { walletAtoms: wallet, equityAtoms: wallet, maintenanceAtoms: 0, hasPosition: false };
}

/** Usable equity of a cross bucket alone, where nobody asks for more. Rules EQ-01, VAR-64. */
function crossEquityAtoms(state: VenueState, subaccount: number, balance: Balance): Atoms {
  let equity = walletAtoms(balance);
  for (const { spec, scales, positions, markTicks } of state.instruments) {
    if (spec.settleAsset !== balance.asset) continue;
    const position = at(positions, subaccount);
    equity -= position.allocatedAtoms;
    if (position.mode !== 'cross') continue;
    equity += unrealisedAtoms(scales, position, markTicks);
    if (keepsProfit(spec)) equity -= keptProfitAtoms({ spec, scales, markTicks }, position);
  }
  return equity;
}

/** Whether a bucket can hold a position in an instrument at all. */
function mayHold(bucket: Bucket, { id, spec }: Instrument): boolean {
  return bucket.instrument === 0 ? spec.settleAsset === bucket.asset : bucket.instrument === id;
}

function isIn(bucket: Bucket, { mode }: Position): boolean {
  return (bucket.instrument !== 0) === (mode === 'isolated');
}

/**
 * What positions and orders of an asset ask of its cross bucket, and of that what will be taken out
 * of it in money: by isolated orders, and by those of pairs.
 */
export interface InitialMargin {
  readonly totalAtoms: Atoms;
  readonly isolatedAtoms: Atoms;
}

export function initialMargin(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  candidate: CandidateOrder | null,
): InitialMargin {
  if (isPooled(subaccount)) {
    const isPool = at(subaccount.balances, asset).bucket === poolBucket(state, subaccount);
    const totalAtoms = isPool ? poolOrders(state, subaccount, candidate).initialAtoms : 0;
    return { totalAtoms, isolatedAtoms: 0 };
  }
  let totalAtoms = 0;
  let isolatedAtoms = 0;
  let legs = 0;
  for (const instrument of state.instruments) {
    if (instrument.spec.contract === 'spot') {
      const kept = reservedAtoms(instrument, subaccount.id, asset, candidate);
      totalAtoms += kept;
      isolatedAtoms += kept;
      continue;
    }
    if (instrument.spec.settleAsset !== asset || instrument.markTicks === 0) continue;
    const asked = requirementAtoms(instrument, subaccount, candidate);
    totalAtoms += asked;
    if (at(instrument.positions, subaccount.id).mode === 'isolated') isolatedAtoms += asked;
    if (asked !== 0 && instrument.spec.margin.interMonthSpread !== undefined) legs += 1;
  }
  if (legs > 1) totalAtoms -= initialSpared(state, subaccount, asset, candidate);
  return { totalAtoms, isolatedAtoms };
}

/** Initial margin of all positions and orders of an asset's cross bucket. */
export function initialMarginAtoms(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  candidate: CandidateOrder | null,
): Atoms {
  return initialMargin(state, subaccount, asset, candidate).totalAtoms;
}

/**
 * What is missing for a cross bucket to stand behind a margin: equity for all of it, and money that
 * is there, not unrealised profit, for what orders will take out. Rules MARG-09, ISO-05, SPOT-02.
 */
export function missingAtoms(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  margin: InitialMargin,
): Atoms {
  return missingOf(state, at(subaccount.balances, asset), margin);
}

/** The same of a balance that was found already. */
export function missingOf(
  state: VenueState,
  balance: Balance,
  { totalAtoms, isolatedAtoms }: InitialMargin,
): Atoms {
  const { subaccount } = balance.bucket;
  const owner = at(state.subaccounts, subaccount);
  if (isPooled(owner)) return poolOrders(state, owner, null).missingAtoms;
  const missing = totalAtoms - crossEquityAtoms(state, subaccount, balance);
  if (isolatedAtoms === 0) return Math.max(0, missing);
  return Math.max(0, missing, isolatedAtoms - crossWalletAtoms(state, subaccount, balance));
}

/** Profits of a bucket's positions that stand behind nothing else. Rule VAR-64. */
export function keptProfitsAtoms(state: VenueState, bucket: Bucket): Atoms {
  let atoms = 0;
  for (const instrument of state.instruments) {
    if (!keepsProfit(instrument.spec) || !mayHold(bucket, instrument)) continue;
    const position = at(instrument.positions, bucket.subaccount);
    if (isIn(bucket, position)) atoms += keptProfitAtoms(instrument, position);
  }
  return atoms;
}

/** Free = E - IM(positions and orders). Rule EQ-02. */
export function freeAtoms(state: VenueState, subaccount: Subaccount, asset: number): Atoms {
  if (
    isPooled(subaccount) &&
    at(subaccount.balances, asset).bucket === poolBucket(state, subaccount)
  ) {
    const { equityAtoms, initialAtoms } = poolOrders(state, subaccount, null);
    return equityAtoms - initialAtoms;
  }
  const { bucket } = at(subaccount.balances, asset);
  const equityAtoms = bucketFigures(state, bucket).equityAtoms - keptProfitsAtoms(state, bucket);
  return equityAtoms - initialMarginAtoms(state, subaccount, asset, null);
}

/** The position's share of its bucket's equity: all of it when isolated. Rule MARG-08. */
export function allocatedEquityAtoms(
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): Atoms {
  const spared = figures.spared?.get(instrument.id) ?? 0;
  const own = positionMaintenanceAtoms(instrument, position) - spared;
  if (own === figures.maintenanceAtoms) return figures.equityAtoms;
  return mulDivFloor(figures.equityAtoms, own, figures.maintenanceAtoms);
}

/**
 * Maintenance margin of a position, less what it is spared: in a pool its part of all, in the asset
 * it settles in.
 */
export function maintenancePartAtoms(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
): Atoms {
  const instrument = at(state.instruments, position.instrument);
  const isApart = position.mode === 'isolated';
  if (isApart || !isPooled(subaccount)) {
    const alone = positionMaintenanceAtoms(instrument, position);
    if (isApart || instrument.spec.margin.interMonthSpread === undefined) return alone;
    const spared = maintenanceSpared(state, subaccount, instrument.spec.settleAsset);
    return alone - (spared?.get(instrument.id) ?? 0);
  }
  const pool = poolOf(state, subaccount);
  const n = pool.legs.findIndex((leg) => leg.instrument === instrument);
  const part = figuresOf(state, pool).partAtoms[n] ?? 0;
  return toldAtoms(state, instrument.spec.settleAsset, part);
}

/** A position's share of equity in its bucket, in what it settles in. Rules MARG-08, PM-08. */
export function positionEquityAtoms(
  state: VenueState,
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): Atoms {
  const owner = at(state.subaccounts, position.bucket.subaccount);
  return isPooled(owner) && position.mode === 'cross'
    ? shareInPool(state, owner, instrument)
    : allocatedEquityAtoms(instrument, position, figures);
}

/** Bankruptcy price of a position in its bucket, in ticks; 0 when no price ruins it. */
export function positionBankruptcyTicks(
  state: VenueState,
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): number {
  const equity = positionEquityAtoms(state, instrument, position, figures);
  const { spec, scales, markTicks } = instrument;
  if (isCapped(spec)) return 0;
  return bankruptcyTicks(spec, scales, position.lots, markTicks, equity);
}

function shareInPool(state: VenueState, subaccount: Subaccount, { id }: Instrument): Atoms {
  const pool = poolOf(state, subaccount);
  return shareAtoms(pool, figuresOf(state, pool), id);
}
