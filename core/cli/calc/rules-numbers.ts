/** The arithmetic that all other rules are made of. */
import { mulDivCeil, mulDivFloor, mulDivRound } from '../../venue/numbers.ts';
import { mulDivHalfUp } from '../../venue/pricing/half-up.ts';
import { Givens } from './given.ts';
import { divide, multiply, rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule, Field } from './rule.ts';

type MulDiv = (a: number, b: number, c: number) => number;

const WHOLE: Field = { unit: 'count', text: 'a whole number' };

/** a x b / c, rounded in ways that have a name each. */
function quotient(
  code: string,
  title: string,
  ways: Readonly<Record<string, MulDiv>>,
): CalculatedRule {
  const names = Object.keys(ways);
  return {
    code,
    title,
    of: 'figures',
    inputs: { a: WHOLE, b: WHOLE, c: { ...WHOLE, text: 'a whole number above zero' } },
    outputs: Object.fromEntries(names.map((name) => [name, { unit: 'count', text: 'a x b / c' }])),
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const [a, b, c] = [givens.integer('a'), givens.integer('b'), givens.integer('c')];
      if (c.value.top <= 0n) {
        throw new Refusal('OUT_OF_RANGE', 'inputs.c', 'inputs.c must be above zero');
      }
      const exact = divide(multiply(a.value, b.value), c.value);
      return {
        exact: Object.fromEntries(names.map((name) => [name, exact])),
        rounded: () => {
          const found = Object.entries(ways).map(([name, way]) => {
            return [name, rational(way(a.whole, b.whole, c.whole))] as const;
          });
          return Object.fromEntries(found);
        },
      };
    },
  };
}

export const numberRules: readonly CalculatedRule[] = [
  quotient('NUM-01', 'a product and quotient of whole numbers', {
    down: mulDivFloor,
    up: mulDivCeil,
  }),
  quotient('NUM-02', 'the nearest whole number, halves away from zero', { nearest: mulDivRound }),
  quotient('NUM-04', 'the nearest whole number, halves up', { halfUp: mulDivHalfUp }),
];
