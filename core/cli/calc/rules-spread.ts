/** What longs and shorts of one underlying ask together: a perpetual against a dated future. */
import { MOST_CHARGE_PPM, sparedAtoms } from '../../venue/margin/spread.ts';
import { PPM } from '../../venue/numbers.ts';
import { Givens } from './given.ts';
import { add, greatest, isLess, least, multiply, rational, subtract } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule } from './rule.ts';
import { ofAtoms } from './scale.ts';

const MOST_CHARGE = rational(MOST_CHARGE_PPM, PPM);

const spread: CalculatedRule = {
  code: 'VAR-21',
  title: 'what longs and shorts of one underlying ask together, by what each side asks alone',
  of: 'figures',
  inputs: {
    longAsked: { unit: 'amount', text: 'what the longs ask, each alone' },
    longWorth: { unit: 'amount', text: 'what they are worth' },
    shortAsked: { unit: 'amount', text: 'the same of the shorts' },
    shortWorth: { unit: 'amount', text: 'the same of the shorts' },
    charge: { unit: 'rate', text: 'on the worth that offsets, at most 0.1' },
  },
  outputs: {
    asked: { unit: 'amount', text: 'together, the charge up' },
    spared: { unit: 'amount', text: 'less than each alone' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const sideOf = (name: string) => {
      return { asked: givens.money(`${name}Asked`), worth: givens.money(`${name}Worth`) };
    };
    const [long, short] = [sideOf('long'), sideOf('short')];
    const charge = givens.share('charge');
    if (isLess(MOST_CHARGE, charge.value)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.charge', 'inputs.charge must be at most 0.1');
    }
    const alone = add(long.asked.value, short.asked.value);
    const offset = least(long.worth.value, short.worth.value);
    const larger = greatest(long.asked.value, short.asked.value);
    const asked = least(alone, add(larger, multiply(offset, charge.value)));
    return {
      exact: { asked, spared: subtract(alone, asked) },
      rounded: () => {
        const spared = sparedAtoms({
          long: { askedAtoms: long.asked.whole, worthAtoms: long.worth.whole },
          short: { askedAtoms: short.asked.whole, worthAtoms: short.worth.whole },
          chargePpm: charge.whole,
        });
        const both = long.asked.whole + short.asked.whole;
        return {
          asked: ofAtoms(contract.grid, both - spared),
          spared: ofAtoms(contract.grid, spared),
        };
      },
    };
  },
};

export const spreadRules: readonly CalculatedRule[] = [spread];
