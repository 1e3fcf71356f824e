/** What a subaccount is asked as it stands, and as if all of it were in another margin mode. */
import { mulDivFloor } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { unrealisedAtoms } from '../instruments/value.ts';
import { accountOf, at, isPooled, positionMode } from '../state.ts';
import type { Bucket, Position, Subaccount, SubaccountMode, VenueState } from '../state.ts';
import { healthPpm } from './arithmetic.ts';
import { bucketFigures, bucketWalletAtoms, initialMargin, missingAtoms } from './buckets.ts';
import { askedAtoms, bounded, referenceAtoms } from './collateral.ts';
import { isolatedInitialAtoms, missingOfPosition } from './isolating.ts';
import { isMarginable, isTooLarge, poolOrders } from './pool-orders.ts';
import { figuresOf, poolBucket, poolOf, rateOf, referenceAsset } from './pool.ts';

/** What a mode would make of a subaccount, in the reference. */
export interface ModeFigures {
  readonly equityAtoms: Atoms;
  readonly initialAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  /** What is missing of initial margin, all buckets together. */
  readonly missingAtoms: Atoms;
}

/** The same with every bucket that holds a position. */
export interface WholeFigures extends ModeFigures {
  /** Of initial margin, what isolated positions by themselves must hold. */
  readonly apartAtoms: Atoms;
  /** Health of the worst bucket; null where nothing is open. */
  readonly healthPpm: number | null;
}

function sumOf(figures: readonly ModeFigures[]): ModeFigures {
  let [equityAtoms, initialAtoms, maintenanceAtoms, missing] = [0, 0, 0, 0];
  for (const one of figures) {
    equityAtoms = bounded(equityAtoms + one.equityAtoms);
    initialAtoms = bounded(initialAtoms + one.initialAtoms);
    maintenanceAtoms = bounded(maintenanceAtoms + one.maintenanceAtoms);
    missing = bounded(missing + one.missingAtoms);
  }
  return { equityAtoms, initialAtoms, maintenanceAtoms, missingAtoms: missing };
}

function poolFigures(state: VenueState, subaccount: Subaccount): ModeFigures {
  const { initialAtoms, missingAtoms: missing } = poolOrders(state, subaccount, null);
  const { equityAtoms, maintenanceAtoms } = figuresOf(state, poolOf(state, subaccount));
  return { equityAtoms, initialAtoms, maintenanceAtoms, missingAtoms: missing };
}

/** A bucket's own, in the reference; nothing of an asset that is worth none. */
function inReference(
  state: VenueState,
  bucket: Bucket,
  asked: { readonly initialAtoms: Atoms; readonly missingAtoms: Atoms },
): ModeFigures[] {
  const rate = rateOf(state, bucket.asset);
  if (rate === null) return [];
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  return [
    {
      equityAtoms: referenceAtoms(rate, equityAtoms),
      initialAtoms: askedAtoms(rate, asked.initialAtoms),
      maintenanceAtoms: askedAtoms(rate, maintenanceAtoms),
      missingAtoms: askedAtoms(rate, asked.missingAtoms),
    },
  ];
}

/**
 * The pool, or the cross buckets together, as they stand. Equity is that which liquidation looks
 * at; isolated positions are not in it.
 */
export function sharedFigures(state: VenueState, subaccount: Subaccount): ModeFigures {
  if (isPooled(subaccount)) return poolFigures(state, subaccount);
  const figures = subaccount.balances.flatMap(({ asset, bucket }) => {
    const margin = initialMargin(state, subaccount, asset, null);
    const missing = missingAtoms(state, subaccount, asset, margin);
    const asked = { initialAtoms: margin.totalAtoms, missingAtoms: missing };
    return inReference(state, bucket, asked);
  });
  return sumOf(figures);
}

function isApart({ mode, lots }: Position): boolean {
  return mode === 'isolated' && lots !== 0;
}

/** All of a subaccount as it stands: its shared buckets and each isolated position. MODE-02. */
export function wholeFigures(state: VenueState, subaccount: Subaccount): WholeFigures {
  const positions = subaccount.positions.filter(isApart);
  const apart = positions.flatMap((position) => {
    const instrument = at(state.instruments, position.instrument);
    return inReference(state, position.bucket, {
      initialAtoms: isolatedInitialAtoms(instrument, position),
      missingAtoms: missingOfPosition(instrument, position),
    });
  });
  const sum = sumOf([sharedFigures(state, subaccount), ...apart]);
  const { initialAtoms: apartAtoms } = sumOf(apart);
  const shared = isPooled(subaccount)
    ? [poolBucket(state, subaccount)]
    : subaccount.balances.map(({ bucket }) => bucket);
  const health = [...shared, ...positions.map(({ bucket }) => bucket)].flatMap((bucket) => {
    const { equityAtoms, maintenanceAtoms, hasPosition } = bucketFigures(state, bucket);
    return hasPosition ? [healthPpm(equityAtoms, maintenanceAtoms)] : [];
  });
  return { ...sum, apartAtoms, healthPpm: health.length === 0 ? null : Math.min(...health) };
}

/**
 * Whether all that a subaccount holds and has ordered has a worth in the reference, and in a pool
 * all that it is margined by: else part of what is asked could not be told.
 */
export function isTellable(
  state: VenueState,
  subaccount: Subaccount,
  mode: SubaccountMode,
): boolean {
  if (referenceAsset(state) === 0) return false;
  const isPool = isPooled({ ...subaccount, mode });
  if (isPool && accountOf(state, subaccount).profile !== undefined) return false;
  return state.instruments.every((instrument) => {
    const { spec, book, positions } = instrument;
    const { lots, mode: own } = at(positions, subaccount.id);
    if (lots === 0 && book.firstOrderOf(subaccount.id) === -1) return true;
    if (!isPool) return spec.contract === 'spot' || rateOf(state, spec.settleAsset) !== null;
    const isOwn = subaccount.mode === mode && own === 'isolated';
    if (!isMarginable(state, mode, instrument, isOwn)) return false;
    return isOwn || !isTooLarge(state, subaccount, instrument, 0);
  });
}

/**
 * Each position isolated with what ISO-06 would give it: what it would be opened with and what it
 * has lost. Where less is there than all of them need, each has its share.
 */
function isolateAll(state: VenueState, subaccount: Subaccount): void {
  for (const { asset, bucket } of subaccount.balances) {
    const needs = subaccount.positions.flatMap((position) => {
      const instrument = at(state.instruments, position.instrument);
      if (position.lots === 0 || instrument.spec.settleAsset !== asset) return [];
      const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
      const atoms = isolatedInitialAtoms(instrument, position) + Math.max(0, -unrealised);
      return [{ position, atoms }];
    });
    const all = needs.reduce((sum, { atoms }) => sum + atoms, 0);
    const { isolatedAtoms: kept } = initialMargin(state, subaccount, asset, null);
    const there = Math.max(0, bucketWalletAtoms(state, bucket) - kept);
    for (const { position, atoms } of needs) {
      position.allocatedAtoms = all <= there ? atoms : mulDivFloor(there, atoms, all);
    }
  }
}

/**
 * What is read while all of a subaccount is margined in a mode, whatever may be changed of it in
 * truth; it is as it was afterwards. In its present mode it is read as it stands. Rule MODE-02.
 */
export function readInMode<T>(
  state: VenueState,
  subaccount: Subaccount,
  mode: SubaccountMode,
  read: () => T,
): T {
  if (subaccount.mode === mode) return read();
  const was = subaccount.mode;
  const held = subaccount.positions.map((position) => {
    const { mode: own, allocatedAtoms } = position;
    return { position, before: { mode: own, allocatedAtoms } };
  });
  try {
    subaccount.mode = mode;
    for (const { position } of held) {
      const { spec } = at(state.instruments, position.instrument);
      if (spec.contract === 'spot') continue;
      position.mode = positionMode(mode);
      position.allocatedAtoms = 0;
    }
    if (mode === 'isolated') isolateAll(state, subaccount);
    return read();
  } finally {
    subaccount.mode = was;
    for (const { position, before } of held) Object.assign(position, before);
  }
}
