/** The collateral panel: what each subaccount owns of each asset, and how much of it is tied. */
import { bucketFigures, initialMargin } from '../../venue/margin/buckets.ts';
import type { BalanceRow } from '../messages.ts';
import { instrumentOf } from './buckets.ts';
import type { Scene } from './scene.ts';

/**
 * Used is the initial margin of positions and orders with what isolated positions hold; free is
 * the equity of the cross bucket beyond its initial margin (EQ-02).
 */
export function balanceRows({ state, scales, clients }: Scene): BalanceRow[] {
  const rows: BalanceRow[] = [];
  for (const subaccount of clients) {
    for (const { asset, bucket, mirroredAtoms, unsettledAtoms } of subaccount.balances) {
      const { totalAtoms } = initialMargin(state, subaccount, asset, null);
      let isolatedAtoms = 0;
      for (const position of subaccount.positions) {
        if (position.allocatedAtoms === 0) continue;
        const settles = instrumentOf(state, position).spec.settleAsset;
        if (settles === asset) isolatedAtoms += position.allocatedAtoms;
      }
      const used = totalAtoms + isolatedAtoms;
      if (mirroredAtoms === 0 && unsettledAtoms === 0 && used === 0) continue;
      const { equityAtoms } = bucketFigures(state, bucket);
      rows.push({
        key: `${subaccount.id}/${asset}`,
        subaccount: subaccount.label,
        asset: scales.symbol(asset),
        mirrored: scales.money(asset, mirroredAtoms),
        unsettled: scales.signedMoney(asset, unsettledAtoms),
        used: scales.money(asset, used),
        free: scales.money(asset, equityAtoms - totalAtoms),
      });
    }
  }
  return rows;
}
