/** A rule that can be calculated: what goes in, in which unit, and what comes out. */
import type { Contract } from './contract.ts';
import { ONE, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { ofAtoms, toAtoms } from './scale.ts';
import type { Grid } from './scale.ts';

/** The units of figures, as `--help` explains them. */
export type Unit =
  | 'price'
  | 'quantity'
  | 'amount'
  | 'rate'
  | 'ratio'
  | 'leverage'
  | 'seconds'
  | 'hours'
  | 'days'
  | 'count'
  | 'side'
  | 'flag'
  | 'list';

export interface Field {
  readonly unit: Unit;
  readonly text: string;
  /** May be left out; what is then taken. */
  readonly otherwise?: string;
}

/** Figures by the name of the output; null where there honestly is none. */
export type Figures = Readonly<Record<string, Rational | null>>;

/** A rule's two answers from one reading of its inputs. */
export interface Calculation {
  readonly exact: Figures;
  /** The venue's own functions on its own grid; refused where a figure lies between its steps. */
  readonly rounded: () => Figures;
}

export const yes = (is: boolean): Rational => (is ? ONE : ZERO);

/** Figures of a list by one name and their number: `taken1`, `taken2` ... */
export function numbered(name: string, figures: readonly (Rational | null)[]): Figures {
  return Object.fromEntries(figures.map((figure, n) => [`${name}${n + 1}`, figure]));
}

/** Where a rule rounds nothing, what is exact is the venue's, if it lies on its grid. */
export function unrounded(grid: Grid, figures: Figures): Calculation {
  return {
    exact: figures,
    rounded: () => {
      const entries = Object.entries(figures).map(([name, value]) => {
        return [name, value === null ? null : ofAtoms(grid, toAtoms(grid, value, name))];
      });
      return Object.fromEntries(entries) as Figures;
    },
  };
}

export interface Taken {
  readonly contract?: 'linear' | 'inverse';
  readonly rounding?: 'perFill' | 'perContract';
}

export interface CalculatedRule {
  readonly code: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, Field>>;
  readonly outputs: Readonly<Record<string, Field>>;
  /** What is taken of a contract where settings do not say it. */
  readonly taken?: Taken | undefined;
  /** Whether it is asked of a contract, with its tiers where `tiers`. */
  readonly of: 'figures' | 'contract' | 'tiers';
  readonly calculate: (inputs: Reader, contract: Contract) => Calculation;
}
