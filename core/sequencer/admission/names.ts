/**
 * The names that people use, and the ids that the venue does. Names are given once and never
 * change, and ids count from 1, so each list is read once and then only as far as it has grown.
 */
import type { Asset, Index, Instrument, VenueState } from '../../venue/state.ts';

class NameIndex<T> {
  readonly #entries: readonly T[];
  readonly #nameOf: (entry: T) => string;
  readonly #ids = new Map<string, number>();
  #read = 0;

  constructor(entries: readonly T[], nameOf: (entry: T) => string) {
    this.#entries = entries;
    this.#nameOf = nameOf;
  }

  /** The id of a name, 0 when nothing has it. */
  idOf(name: string): number {
    for (; this.#read < this.#entries.length; this.#read++) {
      this.#ids.set(this.#nameOf(this.#entries[this.#read] as T), this.#read + 1);
    }
    return this.#ids.get(name) ?? 0;
  }

  /** Every name, to help who got one wrong. */
  all(): string[] {
    return this.#entries.map(this.#nameOf);
  }
}

export type NameKind = 'instrument' | 'subaccount' | 'account' | 'asset' | 'index' | 'strategy';

/** The names of one venue, by kind. */
export class Names {
  readonly #state: VenueState;
  readonly #indices: Readonly<Record<NameKind, NameIndex<never>>>;

  constructor(state: VenueState) {
    this.#state = state;
    const label = (entry: { readonly label: string }): string => entry.label;
    this.#indices = {
      instrument: new NameIndex(state.instruments, ({ spec }) => spec.symbol),
      subaccount: new NameIndex(state.subaccounts, label),
      account: new NameIndex(state.accounts, label),
      asset: new NameIndex(state.assets, ({ symbol }) => symbol),
      index: new NameIndex(state.indices, ({ definition }) => definition.symbol),
      strategy: new NameIndex(state.strategies, label),
    };
  }

  idOf(kind: NameKind, name: string): number {
    return this.#indices[kind].idOf(name);
  }

  all(kind: NameKind): string[] {
    return this.#indices[kind].all();
  }

  instrument(id: number): Instrument | undefined {
    return this.#state.instruments[id - 1];
  }

  asset(id: number): Asset | undefined {
    return this.#state.assets[id - 1];
  }

  index(id: number): Index | undefined {
    return this.#state.indices[id - 1];
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
}
