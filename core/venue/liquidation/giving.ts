/** What a subaccount can give of an asset without any bucket of it falling below maintenance. */
import { bucketFigures } from '../margin/buckets.ts';
import { isCapped } from '../margin/capped.ts';
import { withdrawHeadroom } from '../margin/headroom.ts';
import { figuresOf, poolOf } from '../margin/pool.ts';
import type { Pool } from '../margin/pool.ts';
import type { Atoms } from '../numbers.ts';
import { at, isPooled, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Bucket, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';

/**
 * What is more than maintenance in a bucket of an asset's own; of what is paid for in full nothing,
 * which no maintenance is asked of, and which its whole price may still cost.
 */
function freeIn(state: VenueState, bucket: Bucket): Atoms {
  const listed = bucket.instrument === 0 ? undefined : at(state.instruments, bucket.instrument);
  if (listed !== undefined && isCapped(listed.spec)) return 0;
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  return Math.max(0, equityAtoms - maintenanceAtoms);
}

/** A pool that has given some of an asset. */
function poolLess(pool: Pool, asset: number, atoms: Atoms): Pool {
  const assets = pool.assets.map((held) =>
    held.asset === asset
      ? { ...held, walletAtoms: held.walletAtoms - atoms, netAtoms: held.netAtoms - atoms }
      : held,
  );
  return { ...pool, assets };
}

/** Of a pool, up to an amount, found by halves: its haircuts, debts and offsets are all asked. */
function freeInPool(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  mostAtoms: Atoms,
): Atoms {
  const pool = poolOf(state, subaccount);
  if (!pool.assets.some((held) => held.asset === asset)) return 0;
  const bears = (atoms: Atoms): boolean => {
    const { equityAtoms, maintenanceAtoms } = figuresOf(state, poolLess(pool, asset, atoms));
    return equityAtoms >= maintenanceAtoms;
  };
  if (mostAtoms <= 0 || !bears(0)) return 0;
  if (bears(mostAtoms)) return mostAtoms;
  let low = 0;
  let high = mostAtoms;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (bears(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What is free of an asset, up to an amount, in the bucket that cross positions of it share. */
function crossFreeAtoms(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  mostAtoms: Atoms,
): Atoms {
  if (isPooled(subaccount)) return freeInPool(state, subaccount, asset, mostAtoms);
  return Math.min(mostAtoms, freeIn(state, at(subaccount.balances, asset).bucket));
}

/** The most, up to an amount, that the bucket of a position can give. Rule INS-09. */
export function givableAtoms(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
  mostAtoms: Atoms,
): Atoms {
  if (position.mode === 'isolated') return Math.min(mostAtoms, freeIn(state, position.bucket));
  const asset = at(state.instruments, position.instrument).spec.settleAsset;
  return crossFreeAtoms(state, subaccount, asset, mostAtoms);
}

/** One part of what a subaccount gives: of its cross bucket unless its position is isolated. */
export interface Gift {
  readonly position: Position | null;
  readonly atoms: Atoms;
}

/**
 * What a subaccount can give, up to an amount: of its cross bucket first, then of isolated
 * positions, in their order; nothing of what is paid for in full. Rules VAR-37, VAR-46.
 */
export function giftsOf(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  mostAtoms: Atoms,
): Gift[] {
  const gifts: Gift[] = [];
  let left = mostAtoms;
  const add = (position: Position | null, atoms: Atoms): void => {
    if (atoms > 0) gifts.push({ position, atoms });
    left -= atoms;
  };
  add(null, crossFreeAtoms(state, subaccount, asset, left));
  for (const position of subaccount.positions) {
    const { spec } = at(state.instruments, position.instrument);
    if (position.mode !== 'isolated' || position.lots === 0 || spec.settleAsset !== asset) continue;
    if (isCapped(spec)) continue;
    add(position, Math.min(left, freeIn(state, position.bucket)));
  }
  return gifts;
}

/** Moves money of a bucket to the liquidation account, which owes it. */
export function give(
  step: Step,
  subaccount: Subaccount,
  asset: number,
  { position, atoms }: Gift,
): void {
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  step.ledger.moveUnsettled(subaccount, account, asset, atoms);
  withdrawHeadroom(step.state, subaccount.id, asset);
  if (position?.mode === 'isolated') position.allocatedAtoms -= atoms;
}
