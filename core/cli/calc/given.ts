/** Inputs of a calculation, each as an exact figure and as the venue's whole number. */
import type { Contract } from './contract.ts';
import { isLess, rational, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';
import { toAtoms, toE8, toLots, toPpm, toTicks, whole } from './scale.ts';
import type { Grid } from './scale.ts';

/** A figure that was given. Its whole number is asked for only where the answer is rounded. */
export interface Given {
  readonly value: Rational;
  /** Refused where the figure lies between two of the venue's steps. */
  readonly whole: number;
}

function given(value: Rational, count: (value: Rational) => number): Given {
  return {
    value,
    get whole() {
      return count(value);
    },
  };
}

/** Reads figures of a record by their unit. */
export class Givens {
  readonly reader: Reader;
  readonly grid: Grid;

  constructor(reader: Reader, { grid }: Pick<Contract, 'grid'>) {
    this.reader = reader;
    this.grid = grid;
  }

  has(name: string): boolean {
    return this.reader.has(name);
  }

  /** Money of any sign; of no sign at all where it is left out and may be. */
  amount(name: string, otherwise?: Rational): Given {
    const value =
      otherwise !== undefined && !this.has(name) ? otherwise : this.reader.decimal(name);
    return given(value, (one) => toAtoms(this.grid, one, this.reader.at(name)));
  }

  /** Money that is not below zero. */
  money(name: string): Given {
    return given(this.reader.notNegative(name), (one) =>
      toAtoms(this.grid, one, this.reader.at(name)),
    );
  }

  quantity(name = 'quantity'): Given {
    return given(this.reader.positive(name), (one) => toLots(this.grid, one, this.reader.at(name)));
  }

  /** What is held, below zero when short, or nothing. */
  position(name: string, otherwise?: Rational): Given {
    const value =
      otherwise !== undefined && !this.has(name) ? otherwise : this.reader.decimal(name);
    return given(value, (one) => toLots(this.grid, one, this.reader.at(name)));
  }

  /** A price on the tick. */
  price(name = 'price'): Given {
    return given(this.reader.positive(name), (one) =>
      toTicks(this.grid, one, this.reader.at(name)),
    );
  }

  /** A price on the tick, or 0 where there is none. */
  level(name: string): Given {
    const value = this.has(name) ? this.reader.notNegative(name) : ZERO;
    return given(value, (one) => toTicks(this.grid, one, this.reader.at(name)));
  }

  /** A price in 1e-8, as an index has it. */
  index(name = 'index'): Given {
    return given(this.reader.positive(name), (one) => toE8(one, this.reader.at(name)));
  }

  /** The same, or 0 where there is none. */
  quote(name: string): Given {
    const value = this.has(name) ? this.reader.notNegative(name) : ZERO;
    return given(value, (one) => toE8(one, this.reader.at(name)));
  }

  /** A difference or a rate in 1e-8, of any sign. */
  fine(name: string, otherwise?: Rational): Given {
    const value =
      otherwise !== undefined && !this.has(name) ? otherwise : this.reader.decimal(name);
    return given(value, (one) => toE8(one, this.reader.at(name)));
  }

  /** A share in millionths, not below zero. */
  share(name: string, otherwise?: Rational): Given {
    const value =
      otherwise !== undefined && !this.has(name) ? otherwise : this.reader.notNegative(name);
    return given(value, (one) => toPpm(one, this.reader.at(name)));
  }

  /** A whole number from the least to the most, refused at once where it is none. */
  count(name: string, least: number, most = 1_000_000_000): number {
    const value = this.reader.decimal(name);
    const isWhole = value.bottom === 1n;
    const isIn = !isLess(value, rational(least)) && !isLess(rational(most), value);
    if (isWhole && isIn) return Number(value.top);
    const sentence = `${this.reader.at(name)} must be whole, from ${least} to ${most}`;
    throw new Refusal('OUT_OF_RANGE', this.reader.at(name), sentence);
  }

  /** Any whole number that the venue can hold. */
  integer(name: string): Given {
    return given(this.reader.decimal(name), (one) => whole(one, rational(1), this.reader.at(name)));
  }

  /** The records of a list, each read to its end; refused where there is none. */
  each<T>(name: string, read: (one: Givens) => T): T[] {
    const records = this.reader.records(name);
    if (records.length === 0) {
      const sentence = `${this.reader.at(name)} must have at least one record`;
      throw new Refusal('OUT_OF_RANGE', this.reader.at(name), sentence);
    }
    return records.map((record) => {
      const found = read(new Givens(record, this));
      record.end();
      return found;
    });
  }
}
