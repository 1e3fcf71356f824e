/** Equity, maintenance and free margin of the buckets (`margin-rules.md` section 2). */
import { walletAtoms } from '../accounts/ledger.ts';
import { BUY, FLAG_REDUCE_ONLY, SELL } from '../book/contract.ts';
import { notionalAtoms, unrealisedAtoms } from '../instruments/value.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Balance, Bucket, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import {
  bankruptcyTicks,
  basisAtoms,
  besideAtoms,
  liquidationTicks,
  maintenanceAtoms,
  openAtoms,
  sideRequirementAtoms,
} from './arithmetic.ts';
import type { OpenOrder } from './arithmetic.ts';
import { FEES, GAP, gapAtoms, LOTS, NOTIONAL, REDUCE_ONLY } from './order-sums.ts';
import { isProfiled, termsFor, termsOfPosition } from './terms.ts';
import type { Terms } from './tiers.ts';

/** An order that is not in the book yet, or will be there with another price or size. */
export interface CandidateOrder extends OpenOrder {
  readonly instrument: number;
  readonly side: 1 | -1;
  /** The resting order that it replaces, or -1. */
  readonly replacesSlot: number;
}

/** Positions that a bucket holds: one when isolated, all cross ones of its asset otherwise. */
export function positionsOf(state: VenueState, bucket: Bucket): Position[] {
  const subaccount = at(state.subaccounts, bucket.subaccount);
  if (bucket.instrument !== 0) return [at(subaccount.positions, bucket.instrument)];
  return subaccount.positions.filter(
    (position) =>
      position.mode === 'cross' &&
      at(state.instruments, position.instrument).spec.settleAsset === bucket.asset,
  );
}

/** The bucket that a position belongs to: its own when isolated, the asset's otherwise. */
export function bucketOf(state: VenueState, subaccount: Subaccount, position: Position): Bucket {
  if (position.mode === 'isolated') return position.bucket;
  const asset = at(state.instruments, position.instrument).spec.settleAsset;
  return at(subaccount.balances, asset).bucket;
}

/** As `bucketOf`, of the position in one instrument. */
export function bucketIn({ positions, balances }: Instrument, subaccount: number): Bucket {
  const position = at(positions, subaccount);
  return position.mode === 'isolated' ? position.bucket : at(balances, subaccount).bucket;
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
export function positionMaintenanceAtoms(instrument: Instrument, position: Position): Atoms {
  if (position.lots === 0) return 0;
  const { scales, markTicks } = instrument;
  const terms = termsOfPosition(instrument, position);
  return maintenanceAtoms(terms, basisAtoms(terms, scales, position, markTicks));
}

export interface BucketFigures {
  readonly walletAtoms: Atoms;
  readonly equityAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  readonly hasPosition: boolean;
}

/** Equity against maintenance: what calls and liquidation look at. Rule EQ-01. */
export function bucketFigures(state: VenueState, bucket: Bucket): BucketFigures {
  const wallet = bucketWalletAtoms(state, bucket);
  let equity = wallet;
  let maintenance = 0;
  let hasPosition = false;
  const { positions } = at(state.subaccounts, bucket.subaccount);
  for (const instrument of state.instruments) {
    if (!mayHold(bucket, instrument)) continue;
    const position = at(positions, instrument.id);
    if (position.lots === 0 || !isIn(bucket, position)) continue;
    hasPosition = true;
    equity += unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    maintenance += positionMaintenanceAtoms(instrument, position);
  }
  return {
    walletAtoms: wallet,
    equityAtoms: equity,
    maintenanceAtoms: maintenance,
    hasPosition,
  };
}

/** Equity of a cross bucket alone, where nobody asks for more. */
function crossEquityAtoms(state: VenueState, subaccount: number, balance: Balance): Atoms {
  let equity = walletAtoms(balance);
  for (const { spec, scales, positions, markTicks } of state.instruments) {
    if (spec.settleAsset !== balance.asset) continue;
    const position = at(positions, subaccount);
    equity -= position.allocatedAtoms;
    if (position.mode === 'cross') equity += unrealisedAtoms(scales, position, markTicks);
  }
  return equity;
}

/** Whether a bucket can hold a position in an instrument at all. */
function mayHold(bucket: Bucket, { id, spec }: Instrument): boolean {
  return bucket.instrument === 0 ? spec.settleAsset === bucket.asset : bucket.instrument === id;
}

function isIn(bucket: Bucket, { mode }: Position): boolean {
  return bucket.instrument !== 0 || mode === 'cross';
}

function ordersOf(
  instrument: Instrument,
  subaccount: number,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): OpenOrder[] {
  const { book } = instrument;
  const orders: OpenOrder[] = [];
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    if (book.sideOf(slot) !== side || slot === candidate?.replacesSlot) continue;
    orders.push({
      priceTicks: book.priceTicksOf(slot),
      lots: book.remainingLotsOf(slot),
      reduceOnly: (book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0,
    });
  }
  if (candidate !== null && candidate.side === side) orders.push(candidate);
  return orders;
}

/** What position and orders in one instrument ask of the cross bucket: the worse side. */
export function requirementAtoms(
  instrument: Instrument,
  subaccount: Subaccount,
  candidate: CandidateOrder | null,
): Atoms {
  const position = at(instrument.positions, subaccount.id);
  const own = candidate?.instrument === instrument.id ? candidate : null;
  const hasOrders = own !== null || instrument.book.firstOrderOf(subaccount.id) !== -1;
  if (position.lots === 0 && !hasOrders) return 0;
  const { id } = subaccount;
  return Math.max(
    summedAtoms(instrument, id, position, BUY, own) ??
      walkedAtoms(instrument, id, position, BUY, own),
    summedAtoms(instrument, id, position, SELL, own) ??
      walkedAtoms(instrument, id, position, SELL, own),
  );
}

/** What one side asks, order by order: right in every case. */
export function walkedAtoms(
  instrument: Instrument,
  subaccount: number,
  position: Position,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): Atoms {
  const orders = ordersOf(instrument, subaccount, side, candidate);
  return sideRequirementAtoms({
    spec: termsOfOrders(instrument, subaccount, side, position, orders),
    scales: instrument.scales,
    side,
    positionLots: position.lots,
    markTicks: instrument.markTicks,
    leverageX100: position.leverageX100,
    orders,
    isolated: position.mode === 'isolated',
  });
}

/** Where a table is by lots, those of the position with all orders of its side. */
function termsOfOrders(
  instrument: Instrument,
  subaccount: number,
  side: 1 | -1,
  { lots }: Position,
  orders: readonly OpenOrder[],
): Terms {
  if (!isProfiled(instrument, subaccount)) return instrument.spec;
  const open = orders.reduce((sum, order) => sum + order.lots, Math.max(0, side * lots));
  return termsFor(instrument, subaccount, open);
}

/**
 * The same from the sums over the side's orders, where they say it all: in cross, when all of the
 * orders increase or all reduce, and none is to be replaced; else null.
 */
export function summedAtoms(
  instrument: Instrument,
  subaccount: number,
  position: Position,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): Atoms | null {
  if (position.mode === 'isolated' || isProfiled(instrument, subaccount)) return null;
  if (candidate !== null && candidate.replacesSlot !== -1) return null;
  const { spec, scales, markTicks, sums } = instrument;
  const { leverageX100 } = position;
  let lots = 0;
  let notional = 0;
  let fees = 0;
  let gap = 0;
  if (instrument.book.firstOrderOf(subaccount) !== -1) {
    const row = sums.rowOf(instrument, subaccount, side);
    if (sums.at(row, REDUCE_ONLY) !== 0) return null;
    lots = sums.at(row, LOTS);
    notional = sums.at(row, NOTIONAL);
    fees = sums.at(row, FEES);
    gap = sums.at(row, GAP);
  }
  if (candidate !== null && candidate.side === side) {
    if (candidate.reduceOnly) return null;
    const atLimit = notionalAtoms(scales, candidate.lots, candidate.priceTicks);
    lots += candidate.lots;
    notional += atLimit;
    fees += mulDivCeil(atLimit, spec.fees.takerPpm, PPM);
    gap += gapAtoms(scales, side, candidate.lots, candidate.priceTicks, markTicks);
  }
  const held = side * position.lots;
  if (held < 0) return lots <= -held ? besideAtoms(spec, 0, fees) : null;
  const same = held === 0 ? 0 : notionalAtoms(scales, held, markTicks);
  return openAtoms(spec, side, same + notional, leverageX100) + besideAtoms(spec, gap, fees);
}

/** What positions and orders of an asset ask of its cross bucket, and of that isolated orders. */
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
  let totalAtoms = 0;
  let isolatedAtoms = 0;
  for (const instrument of state.instruments) {
    if (instrument.spec.settleAsset !== asset || instrument.markTicks === 0) continue;
    const asked = requirementAtoms(instrument, subaccount, candidate);
    totalAtoms += asked;
    if (at(instrument.positions, subaccount.id).mode === 'isolated') isolatedAtoms += asked;
  }
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
 * is there, not unrealised profit, for what isolated orders will take out. Rules MARG-09, ISO-05.
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
  const missing = totalAtoms - crossEquityAtoms(state, subaccount, balance);
  if (isolatedAtoms === 0) return Math.max(0, missing);
  return Math.max(0, missing, isolatedAtoms - crossWalletAtoms(state, subaccount, balance));
}

/** Free = E - IM(positions and orders). Rule EQ-02. */
export function freeAtoms(state: VenueState, subaccount: Subaccount, asset: number): Atoms {
  const { equityAtoms } = bucketFigures(state, at(subaccount.balances, asset).bucket);
  return equityAtoms - initialMarginAtoms(state, subaccount, asset, null);
}

/**
 * Withdrawable = max(0, min(W - what isolated orders ask, E - max(IM, 10 % of notional))).
 * Rule EQ-03.
 */
export function withdrawableAtoms(state: VenueState, subaccount: Subaccount, asset: number): Atoms {
  const { bucket } = at(subaccount.balances, asset);
  const figures = bucketFigures(state, bucket);
  let notional = 0;
  for (const position of positionsOf(state, bucket)) {
    if (position.lots === 0) continue;
    const { scales, markTicks } = at(state.instruments, position.instrument);
    notional += notionalAtoms(scales, Math.abs(position.lots), markTicks);
  }
  const { totalAtoms, isolatedAtoms } = initialMargin(state, subaccount, asset, null);
  const held = Math.max(totalAtoms, mulDivCeil(notional, 1, 10));
  const cash = figures.walletAtoms - isolatedAtoms;
  return Math.max(0, Math.min(cash, figures.equityAtoms - held));
}

/** The position's share of its bucket's equity: all of it when isolated. Rule MARG-08. */
export function allocatedEquityAtoms(
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): Atoms {
  const own = positionMaintenanceAtoms(instrument, position);
  if (own === figures.maintenanceAtoms) return figures.equityAtoms;
  return mulDivFloor(figures.equityAtoms, own, figures.maintenanceAtoms);
}

/** Bankruptcy price of a position in its bucket, in ticks; 0 when no price ruins it. */
export function positionBankruptcyTicks(
  instrument: Instrument,
  position: Position,
  figures: BucketFigures,
): number {
  const equity = allocatedEquityAtoms(instrument, position, figures);
  const { spec, scales, markTicks } = instrument;
  return bankruptcyTicks(spec, scales, position.lots, markTicks, equity);
}

/** Liquidation price of a position in its bucket, in ticks; 0 when no price does it. */
export function positionLiquidationTicks(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
): number {
  if (position.lots === 0) return 0;
  const instrument = at(state.instruments, position.instrument);
  const figures = bucketFigures(state, bucketOf(state, subaccount, position));
  const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
  const ownMaintenance = positionMaintenanceAtoms(instrument, position);
  return liquidationTicks({
    spec: termsOfPosition(instrument, position),
    scales: instrument.scales,
    lots: position.lots,
    costAtoms: position.costAtoms,
    otherAtoms: figures.equityAtoms - unrealised - (figures.maintenanceAtoms - ownMaintenance),
    markTicks: instrument.markTicks,
  });
}
