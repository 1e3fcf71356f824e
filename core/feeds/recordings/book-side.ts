import type { FlatLevels } from './messages.ts';

/** One side of a recorded book. The best level stands last, where most changes are. */
export class BookSide {
  /** Price times sign, ascending. */
  readonly #keys: number[] = [];
  readonly #quantities: number[] = [];
  readonly #sign: 1 | -1;

  /** 1 for bids (the highest is best), -1 for asks. */
  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  apply(levels: FlatLevels): void {
    for (let i = 0; i < levels.length; i += 2) {
      this.#set((levels[i] as number) * this.#sign, levels[i + 1] as number);
    }
  }

  /** Prices and quantities of the best levels, best first. */
  best(count: number): { prices: number[]; quantities: number[] } {
    const from = Math.max(0, this.#keys.length - count);
    const keys = this.#keys.slice(from).reverse();
    return {
      prices: keys.map((key) => key * this.#sign),
      quantities: this.#quantities.slice(from).reverse(),
    };
  }

  #set(key: number, quantity: number): void {
    const index = this.#find(key);
    const present = this.#keys[index] === key;
    if (quantity === 0) {
      if (!present) return;
      this.#keys.splice(index, 1);
      this.#quantities.splice(index, 1);
    } else if (present) {
      this.#quantities[index] = quantity;
    } else {
      this.#keys.splice(index, 0, key);
      this.#quantities.splice(index, 0, quantity);
    }
  }

  /** Index of the first key not below `key`. */
  #find(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
