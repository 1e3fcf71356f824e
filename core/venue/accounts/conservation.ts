/** The full sums of DESIGN rule 3, in BigInt because a sum over all accounts may pass 2^53. */
import { domainBreach, domainOfInstrument } from '../external/domains.ts';
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
    let cost = 0n;
    for (const subaccount of state.subaccounts) {
      const position = at(subaccount.positions, instrument.id);
      lots += BigInt(position.lots);
      cost += BigInt(position.costAtoms);
    }
    const { symbol } = instrument.spec;
    if (lots !== 0n) return `${symbol}: signed quantities sum to ${lots}`;
    // What one has paid here another has got at the same price; there the other side is one.
    const isOurs = domainOfInstrument(state, instrument) === 0;
    if (!isOurs && cost !== 0n) return `${symbol}: costs sum to ${cost}`;
  }
  return domainBreach(state);
}
