/** Figures of buckets that several views show, from the venue's own functions. */
import { healthPpm, initialAtoms } from '../../venue/margin/arithmetic.ts';
import { bucketFigures, bucketOf, initialMargin } from '../../venue/margin/buckets.ts';
import type { BucketFigures } from '../../venue/margin/buckets.ts';
import { initialTermsOfPosition } from '../../venue/margin/account-terms.ts';
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { poolBucket } from '../../venue/margin/pool.ts';
import { at, isPooled } from '../../venue/state.ts';
import type {
  Balance,
  Bucket,
  Instrument,
  Position,
  Subaccount,
  VenueState,
} from '../../venue/state.ts';

export const NO_HEALTH = Number.MAX_SAFE_INTEGER;

export interface BucketView {
  readonly bucket: Bucket;
  readonly figures: BucketFigures;
  readonly healthPpm: number;
}

export function viewBucket(state: VenueState, bucket: Bucket): BucketView {
  const figures = bucketFigures(state, bucket);
  const { equityAtoms, maintenanceAtoms, hasPosition } = figures;
  return {
    bucket,
    figures,
    healthPpm: hasPosition ? healthPpm(equityAtoms, maintenanceAtoms) : NO_HEALTH,
  };
}

/** One asset of a client. */
export interface AssetFigures {
  readonly balance: Balance;
  readonly cross: BucketView;
  /** Initial margin of cross positions and of all orders. */
  readonly initialAtoms: number;
}

/** Whether a client has money, a position or an order in an asset. */
function isUsed(state: VenueState, subaccount: Subaccount, balance: Balance): boolean {
  const { mirroredAtoms, unsettledAtoms, bucket } = balance;
  if (mirroredAtoms !== 0 || unsettledAtoms !== 0) return true;
  if (bucket.call !== null || bucket.liquidation !== null) return true;
  // All of a pool is in one bucket, whatever it is made of.
  if (isPooled(subaccount)) return bucket === poolBucket(state, subaccount);
  return state.instruments.some(({ id, spec, book }) => {
    if (spec.settleAsset !== balance.asset) return false;
    return at(subaccount.positions, id).lots !== 0 || book.firstOrderOf(subaccount.id) !== -1;
  });
}

function assetsOf(state: VenueState, subaccount: Subaccount): AssetFigures[] {
  return subaccount.balances.flatMap((balance) => {
    if (!isUsed(state, subaccount, balance)) return [];
    const cross = viewBucket(state, balance.bucket);
    const { totalAtoms } = initialMargin(state, subaccount, balance.asset, null);
    return [{ balance, cross, initialAtoms: totalAtoms }];
  });
}

/** A client's figures, computed once for every grid that shows them. */
export interface ClientFigures {
  readonly subaccount: Subaccount;
  /** The assets in which there is anything. */
  readonly assets: readonly AssetFigures[];
  readonly isolated: readonly {
    readonly position: Position;
    readonly instrument: Instrument;
    readonly view: BucketView;
  }[];
}

export function figuresOf(state: VenueState, subaccount: Subaccount): ClientFigures {
  const isolated = subaccount.positions.filter(isHeldApart).map((position) => ({
    position,
    instrument: instrumentOf(state, position),
    view: viewBucket(state, position.bucket),
  }));
  return { subaccount, assets: assetsOf(state, subaccount), isolated };
}

function isHeldApart({ mode, lots, allocatedAtoms }: Position): boolean {
  return mode === 'isolated' && (lots !== 0 || allocatedAtoms !== 0);
}

/** The buckets of a subaccount that hold something: cross ones, then isolated positions. */
export function bucketsOf(state: VenueState, subaccount: Subaccount): BucketView[] {
  const cross = subaccount.balances.map(({ bucket }) => viewBucket(state, bucket));
  const isolated = subaccount.positions.filter(isHeldApart);
  return [...cross, ...isolated.map(({ bucket }) => viewBucket(state, bucket))];
}

/** Initial margin of a position by itself, at the mark; 0 when flat. */
export function positionInitialAtoms(instrument: Instrument, position: Position): number {
  if (position.lots === 0 || instrument.markTicks === 0) return 0;
  const lots = Math.abs(position.lots);
  const notional = notionalAtoms(instrument.scales, lots, instrument.markTicks);
  const terms = initialTermsOfPosition(instrument, position);
  return initialAtoms(terms, notional, position.leverageX100);
}

/** Health of the bucket that margins a position. */
export function healthOf(state: VenueState, subaccount: Subaccount, position: Position): number {
  return viewBucket(state, bucketOf(state, subaccount, position)).healthPpm;
}

/** The subaccount whose name a window gave, among those it may see. */
export function clientNamed(
  clients: readonly Subaccount[],
  label: string | null,
): Subaccount | undefined {
  return clients.find((subaccount) => subaccount.label === label);
}

export function instrumentNamed(state: VenueState, symbol: string): Instrument | undefined {
  return state.instruments.find(({ spec }) => spec.symbol === symbol);
}

/** The instrument of a position. */
export function instrumentOf(state: VenueState, position: Position): Instrument {
  return at(state.instruments, position.instrument);
}
