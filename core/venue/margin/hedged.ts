/** How much of a position hedges others of a portfolio: `margin-rules.md` section 10, Default. */
import { mulDivFloor } from '../numbers.ts';
import type { Lots } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { bounded } from './collateral.ts';
import { poolOf, spotAtomsOf } from './pool.ts';
import { deltaAtoms } from './portfolio.ts';

/**
 * Lots of a position that nothing offsets: by worth at the mark, no more of them than its
 * underlying is net on their side, coins that offset shorts among what is against it. Outside a
 * portfolio that is all of them. Rule ADL-09.
 */
export function unhedgedLots(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): Lots {
  const { lots, mode } = at(subaccount.positions, instrument.id);
  const size = Math.abs(lots);
  if (subaccount.mode !== 'portfolio' || mode === 'isolated') return size;
  const { index } = instrument.spec;
  const pool = poolOf(state, subaccount);
  const side = Math.sign(lots);
  let ownAtoms = 0;
  let netAtoms = 0;
  for (const { instrument: member, lots: held, markTicks } of pool.legs) {
    const { scales, spec } = member;
    const settled = pool.assets.find(({ asset }) => asset === spec.settleAsset);
    if (spec.index !== index || settled === undefined) continue;
    const worth = deltaAtoms({ scales, markTicks, rate: settled.holding.rate }, held);
    netAtoms = bounded(netAtoms + Math.sign(held) * side * worth);
    if (member === instrument) ownAtoms = worth;
  }
  if (side < 0) netAtoms -= spotAtomsOf(pool, index);
  if (netAtoms >= ownAtoms) return size;
  return mulDivFloor(size, Math.max(0, netAtoms), ownAtoms);
}
