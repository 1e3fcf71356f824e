/** What orders of pairs keep of a subaccount's balances. */
import { paidAsset, reserveAtoms, touches } from '../instruments/pair.ts';
import type { Atoms } from '../numbers.ts';
import type { Instrument } from '../state.ts';
import type { CandidateOrder } from './buckets.ts';

/** Of an asset, what a subaccount's orders in a pair keep, with one that may come. SPOT-02. */
export function reservedAtoms(
  pair: Instrument,
  subaccount: number,
  asset: number,
  candidate: CandidateOrder | null,
): Atoms {
  const { book, spec } = pair;
  if (!touches(spec, asset)) return 0;
  const own = candidate?.instrument === pair.id ? candidate : null;
  let atoms = 0;
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    const side = book.sideOf(slot);
    if (paidAsset(spec, side) !== asset || slot === own?.replacesSlot) continue;
    atoms += reserveAtoms(pair, side, book.remainingLotsOf(slot), book.priceTicksOf(slot));
  }
  if (own === null || paidAsset(spec, own.side) !== asset) return atoms;
  return atoms + reserveAtoms(pair, own.side, own.lots, own.priceTicks);
}
