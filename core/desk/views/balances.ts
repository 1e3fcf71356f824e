/** The collateral panel: what each subaccount owns of each asset, and how much of it is tied. */
import type { BalanceRow } from '../messages.ts';
import type { ClientFigures } from './buckets.ts';
import { kindText } from './scene.ts';
import type { Scene } from './scene.ts';

/**
 * Used is the initial margin of positions and orders with what isolated positions hold; free is
 * the equity of the cross bucket beyond its initial margin (EQ-02).
 */
export function balanceRows({ state, scales }: Scene, client: ClientFigures): BalanceRow[] {
  const { subaccount, assets, isolated } = client;
  return assets.map(({ balance, cross, initialAtoms }) => {
    const { asset, mirroredAtoms, unsettledAtoms } = balance;
    let usedAtoms = initialAtoms;
    for (const { position, instrument } of isolated) {
      if (instrument.spec.settleAsset === asset) usedAtoms += position.allocatedAtoms;
    }
    return {
      key: `${subaccount.id}/${asset}`,
      subaccount: subaccount.label,
      accountKind: kindText(state, subaccount),
      asset: scales.symbol(asset),
      mirrored: scales.money(asset, mirroredAtoms),
      unsettled: scales.signedMoney(asset, unsettledAtoms),
      used: scales.money(asset, usedAtoms),
      free: scales.money(asset, cross.figures.equityAtoms - initialAtoms),
    };
  });
}
