/** What headroom promises: that no more was granted than is free, and nothing to who may not. */
import { collects } from '../instruments/life.ts';
import { freeAtoms } from '../margin/buckets.ts';
import { dearestPpm } from '../margin/headroom.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import { gateOf } from '../orders/checks.ts';
import { at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';

/** What margin may ask of the orders that a subaccount's headroom in an instrument lets through. */
function grantedAtoms(instrument: Instrument, { id, positions }: Subaccount): number {
  const value = instrument.holders.roomOf(id);
  return mulDivCeil(value, dearestPpm(instrument, at(positions, instrument.id)), PPM);
}

/** The first subaccount with more headroom than it may have, or null. Rule MARG-12. */
export function headroomFault(state: VenueState): string | null {
  for (const subaccount of state.subaccounts) {
    for (const asset of state.assets) {
      const ofAsset = state.instruments.filter(({ spec }) => spec.settleAsset === asset.id);
      const granted = ofAsset.filter(({ holders }) => holders.hasRoom(subaccount.id));
      if (granted.length === 0) continue;
      const who = `subaccount ${subaccount.id} in ${asset.symbol}`;
      const closed = granted.find(
        (instrument) =>
          gateOf(state, subaccount, instrument) !== 'all' || collects(instrument.state),
      );
      if (closed !== undefined || subaccount.limits !== null) return `${who} may have no headroom`;
      let atoms = 0;
      for (const instrument of granted) atoms += grantedAtoms(instrument, subaccount);
      const free = freeAtoms(state, subaccount, asset.id);
      if (atoms > free) return `${who} has headroom of ${atoms}, and ${free} is free`;
    }
  }
  return null;
}
