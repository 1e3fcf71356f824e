/**
 * What orders will take out of a pool in money: those of pairs what they pay with, those of
 * isolated positions their margin. It counts for nothing else until they have traded or
 * gone, and what they bring counts only once it is there.
 */
import { walletAtoms } from '../accounts/ledger.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { reservedAtoms } from './pair-reserve.ts';
import { equityOf, maintenanceOf, poolOf } from './pool.ts';
import type { Valued } from './pool-equity.ts';
import type { Pool, PoolAsset } from './pool.ts';
import type { Haircut } from './collateral.ts';
import { leastEquityAtoms } from './ratios.ts';
import { requirementAtoms } from './requirements.ts';
import type { CandidateOrder } from './requirements.ts';

export type Kept = ReadonlyMap<number, Atoms>;

/** By asset, what orders keep of a subaccount's money, with one that may come. Rule COLL-09. */
export function keptOf(
  state: VenueState,
  subaccount: Subaccount,
  candidate: CandidateOrder | null,
): Kept {
  const kept = new Map<number, Atoms>();
  for (const instrument of state.instruments) {
    const { settleAsset, baseAsset } = instrument.spec;
    const assets = baseAsset === undefined ? [settleAsset] : [settleAsset, baseAsset];
    for (const asset of assets) {
      const atoms = keptIn(instrument, subaccount, asset, candidate);
      if (atoms !== 0) kept.set(asset, (kept.get(asset) ?? 0) + atoms);
    }
  }
  return kept;
}

function keptIn(
  instrument: Instrument,
  subaccount: Subaccount,
  asset: number,
  candidate: CandidateOrder | null,
): Atoms {
  const { spec, book, positions, markTicks, id } = instrument;
  const isOrdered = candidate?.instrument === id || book.firstOrderOf(subaccount.id) !== -1;
  if (!isOrdered) return 0;
  if (spec.contract === 'spot') return reservedAtoms(instrument, subaccount.id, asset, candidate);
  if (at(positions, subaccount.id).mode !== 'isolated' || markTicks === 0) return 0;
  return requirementAtoms(instrument, subaccount, candidate);
}

/** A pool as if what its orders keep were gone. */
export function withoutKept(pool: Pool, kept: Kept): Pool {
  if (kept.size === 0) return pool;
  const assets = pool.assets.map((member) => {
    const atoms = kept.get(member.asset) ?? 0;
    if (atoms === 0) return member;
    const { walletAtoms: wallet, netAtoms } = member;
    return { ...member, walletAtoms: wallet - atoms, netAtoms: netAtoms - atoms };
  });
  return { ...pool, assets };
}

/** What of an asset orders keep that is not there. */
export function shortAtoms({ assets }: Pool, kept: Kept, asset: number): Atoms {
  const atoms = kept.get(asset) ?? 0;
  if (atoms === 0) return 0;
  const member = assets.find((entry) => entry.asset === asset);
  return Math.max(0, atoms - (member?.walletAtoms ?? 0));
}

/** The most of an asset, up to a bound, without which a pool's equity is still so much. */
export function mostLeaving(
  pool: Valued,
  member: PoolAsset,
  { own, heldAtoms, which }: { own: Kept; heldAtoms: Atoms; which: Haircut },
  mostAtoms: Atoms,
): Atoms {
  const leaves = (atoms: Atoms): boolean => {
    const assets = pool.assets.map((entry) =>
      entry === member ? { ...entry, netAtoms: entry.netAtoms - atoms } : entry,
    );
    return equityOf({ ...pool, assets }, own, which) >= heldAtoms;
  };
  let most = Math.max(0, mostAtoms);
  if (leaves(most)) return most;
  let least = 0;
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (leaves(middle)) least = middle;
    else most = middle;
  }
  return least;
}

/**
 * What a pool can pay of an asset at this moment: money that is there, and no more than leaves it
 * its maintenance. Rules SPOT-04, ISO-05.
 */
export function poolSpendableAtoms(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
): Atoms {
  const pool = poolOf(state, subaccount);
  const member = pool.assets.find((entry) => entry.asset === asset);
  if (member === undefined) return walletAtoms(at(subaccount.balances, asset));
  const { totalAtoms, ownAtoms: own } = maintenanceOf(state, pool);
  const heldAtoms = leastEquityAtoms(subaccount, totalAtoms);
  const asked = { own, heldAtoms, which: 'maintenancePpm' } as const;
  return mostLeaving(pool, member, asked, member.walletAtoms);
}
