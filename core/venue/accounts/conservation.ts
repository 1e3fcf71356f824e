/** The full sums of DESIGN rule 3, in BigInt because a sum over all accounts may pass 2^53. */
import { at } from '../state.ts';
import type { VenueState } from '../state.ts';
import { walletAtoms } from './ledger.ts';

/** The first breach of conservation found by the full sums, or null: DESIGN rule 3. */
export function conservationBreach(state: VenueState): string | null {
  for (const asset of state.assets) {
    let sum = 0n;
    for (const subaccount of state.subaccounts) {
      sum += BigInt(walletAtoms(at(subaccount.balances, asset.id)));
      for (const position of subaccount.positions) {
        const settle = at(state.instruments, position.instrument).spec.settleAsset;
        if (settle === asset.id) sum -= BigInt(position.costAtoms);
      }
    }
    const external = BigInt(state.externalAtoms[asset.id - 1] ?? 0);
    if (sum !== external) {
      return `${asset.symbol}: accounts hold ${sum}, outside gave ${external}`;
    }
  }
  for (const instrument of state.instruments) {
    let lots = 0n;
    for (const subaccount of state.subaccounts) {
      lots += BigInt(at(subaccount.positions, instrument.id).lots);
    }
    if (lots !== 0n) return `${instrument.spec.symbol}: signed quantities sum to ${lots}`;
  }
  return null;
}
