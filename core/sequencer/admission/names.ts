/**
 * The names that people use, and the ids that the venue does. Names are given once and never
 * change, and ids count from 1, so each list is read once and then only as far as it has grown.
 */
import type { Asset, Instrument, VenueState } from '../../venue/state.ts';

export type NameKind = 'instrument' | 'subaccount' | 'account' | 'asset' | 'index' | 'strategy';

/** A few names help who got one wrong; a whole list helps nobody. */
const SUGGESTED = 8;

interface Known {
  readonly ids: Map<string, number>;
  read: number;
}

/** The names of one venue, by kind. */
export class Names {
  readonly #state: VenueState;
  readonly #known = new Map<NameKind, Known>();

  constructor(state: VenueState) {
    this.#state = state;
  }

  /** The id of a name, 0 when nothing has it. */
  idOf(kind: NameKind, name: string): number {
    let known = this.#known.get(kind);
    if (known === undefined) {
      known = { ids: new Map(), read: 0 };
      this.#known.set(kind, known);
    }
    const { length } = this.#entries(kind);
    for (; known.read < length; known.read++) {
      known.ids.set(this.nameOf(kind, known.read + 1), known.read + 1);
    }
    return known.ids.get(name) ?? 0;
  }

  /** Some of the names there are, as a text. */
  some(kind: NameKind): string {
    const { length } = this.#entries(kind);
    const ids = Array.from({ length: Math.min(length, SUGGESTED) }, (_, n) => n + 1);
    const names = ids.map((id) => this.nameOf(kind, id)).join(', ');
    if (length === 0) return 'there are none yet';
    return length > SUGGESTED ? `there are ${length}, such as ${names}` : `there are: ${names}`;
  }

  instrument(id: number): Instrument | undefined {
    return this.#state.instruments[id - 1];
  }

  asset(id: number): Asset | undefined {
    return this.#state.assets[id - 1];
  }

  /** What people call an id; the number itself where nothing has it. */
  nameOf(kind: NameKind, id: number): string {
    const { instruments, subaccounts, accounts, assets, indices, strategies } = this.#state;
    const at = id - 1;
    switch (kind) {
      case 'instrument':
        return instruments[at]?.spec.symbol ?? String(id);
      case 'subaccount':
        return subaccounts[at]?.label ?? String(id);
      case 'account':
        return accounts[at]?.label ?? String(id);
      case 'asset':
        return assets[at]?.symbol ?? String(id);
      case 'index':
        return indices[at]?.definition.symbol ?? String(id);
      case 'strategy':
        return strategies[at]?.label ?? String(id);
    }
  }

  #entries(kind: NameKind): readonly unknown[] {
    const { instruments, subaccounts, accounts, assets, indices, strategies } = this.#state;
    switch (kind) {
      case 'instrument':
        return instruments;
      case 'subaccount':
        return subaccounts;
      case 'account':
        return accounts;
      case 'asset':
        return assets;
      case 'index':
        return indices;
      case 'strategy':
        return strategies;
    }
  }
}
