/** What the assets of a pool count for, one by one: what its equity is made of. */
import { equityOf, judged } from '../../venue/margin/pool-equity.ts';
import { maintenanceOf, poolOf, referenceAsset } from '../../venue/margin/pool.ts';
import type { Pool, PoolAsset } from '../../venue/margin/pool.ts';
import { referenceAtoms } from '../../venue/margin/collateral.ts';
import { mulDivRound, PPM } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Subaccount } from '../../venue/state.ts';
import { NOT_APPLICABLE, shareText } from '../format.ts';
import type { CollateralPart } from '../messages.ts';
import { timesOf } from './pool-terms.ts';
import type { Scene } from './scene.ts';

/**
 * Equity with the first assets alone: what each adds to those before it. What hedges is taken in
 * their order, so that the parts add up to all of it. Rule VAR-61.
 */
function equityUntil(pool: Pool, own: ReadonlyMap<number, number>, last: number): number {
  const assets = pool.assets.map((one, n) => (n <= last ? one : { ...one, netAtoms: 0 }));
  return equityOf({ ...pool, assets }, own, 'maintenancePpm');
}

/** What cuts it beside its own tiers, and what lets less of it begin. Rules VAR-60, VAR-62. */
function notesOf(morePpm: number, { holding }: PoolAsset): string[] {
  const { extraPpm, scalePpm = PPM } = holding;
  return [
    ...(morePpm === 0 ? [] : [`${shareText(morePpm)} more for what it backs`]),
    ...(extraPpm === 0 ? [] : [`initially ${shareText(extraPpm)} more`]),
    ...(scalePpm === PPM ? [] : [`initially ${timesOf(scalePpm)} for all deposits`]),
  ];
}

/** Of a pool as it stands; assets of which it has nothing are left out. Rule DESK-78. */
export function poolCollateral({ state, scales }: Scene, subaccount: Subaccount): CollateralPart[] {
  const pool = poolOf(state, subaccount);
  const { ownAtoms } = maintenanceOf(state, pool);
  let before = 0;
  return pool.assets.flatMap((member, n) => {
    const { asset, holding, netAtoms } = member;
    const until = equityUntil(pool, ownAtoms, n);
    const counts = until - before;
    before = until;
    if (netAtoms === 0) return [];
    const { symbol, collateral } = at(state.assets, asset);
    const worth = referenceAtoms(holding.rate, netAtoms);
    const more = judged(member, pool, ownAtoms, 'maintenancePpm').extraPpm;
    const exempt = collateral?.exempt ?? 'own';
    return [
      {
        asset: symbol,
        held: scales.money(asset, netAtoms),
        haircut: worth <= 0 ? NOT_APPLICABLE : shareText(mulDivRound(worth - counts, PPM, worth)),
        counts: scales.money(referenceAsset(state), counts),
        note: notesOf(more, member).join(', '),
        rule: more > 0 ? 'VAR-60' : exempt === 'own' ? 'COLL-02' : 'VAR-61',
      },
    ];
  });
}
