/** What stands behind each instrument while losses of several are set against it in turn. */
import type { Atoms } from '../numbers.ts';
import type { Instrument, VenueState } from '../state.ts';
import { groupOf, partsBehind, poolAtoms, resultAtoms } from './pools.ts';

/** What the parts of the fund have left, once the losses before have been set aside. */
export class Cover {
  readonly #state: VenueState;
  readonly #left = new Map<string, Atoms>();

  /** What has been realised already and is still to be paid comes first. */
  constructor(state: VenueState) {
    this.#state = state;
    const seen = new Set<string>();
    for (const instrument of state.instruments) {
      const asset = instrument.spec.settleAsset;
      const group = groupOf(instrument);
      const key = `${asset} ${group}`;
      if (seen.has(key)) continue;
      seen.add(key);
      this.take(instrument, -Math.min(0, resultAtoms(state, asset, group)));
    }
  }

  /** What is left behind an instrument. */
  leftAtoms(instrument: Instrument): Atoms {
    const asset = instrument.spec.settleAsset;
    return partsBehind(instrument).reduce((sum, group) => sum + this.#leftOf(asset, group), 0);
  }

  /** Sets aside what an instrument's loss takes, its group's part first; how much of it. */
  take(instrument: Instrument, lossAtoms: Atoms): Atoms {
    const asset = instrument.spec.settleAsset;
    let taken = 0;
    for (const group of partsBehind(instrument)) {
      const left = this.#leftOf(asset, group);
      const part = Math.min(lossAtoms - taken, left);
      this.#left.set(`${asset} ${group}`, left - part);
      taken += part;
    }
    return taken;
  }

  #leftOf(asset: number, group: string): Atoms {
    return this.#left.get(`${asset} ${group}`) ?? poolAtoms(this.#state, asset, group);
  }
}
