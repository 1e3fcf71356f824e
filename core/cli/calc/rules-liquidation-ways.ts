/** Other ways of closing what is liquidated: a share that grows, and a limit that worsens. */
import { fillableAtoms, grownLots } from '../../venue/liquidation/slice-ways.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { Givens } from './given.ts';
import {
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  ONE,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule } from './rule.ts';
import { QUANTITY } from './rules-value.ts';
import { ofAtoms, ofLots } from './scale.ts';

const growing: CalculatedRule = {
  code: 'VAR-25',
  title: 'what a slice closes where a share of what is missing may be freed, which grows with time',
  of: 'figures',
  inputs: {
    quantity: { ...QUANTITY, text: 'what would free all that is missing' },
    missing: { unit: 'amount', text: 'of the target' },
    freed: { unit: 'amount', text: 'by the slices before' },
    first: { unit: 'rate', text: 'what may be freed at once, at most 1' },
    full: { unit: 'seconds', text: 'the time in which all of it would be added' },
    elapsed: { unit: 'seconds', text: 'since the liquidation began' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'up to a lot' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const quantity = givens.quantity();
    const [missing, freed] = [givens.money('missing'), givens.money('freed')];
    const first = givens.share('first');
    const full = givens.count('full', 1, 86_400);
    const elapsed = givens.count('elapsed', 0, 86_400);
    if (missing.value.top === 0n || isLess(ONE, first.value)) {
      const sentence = 'something must be missing, and a share be at most 1';
      throw new Refusal('OUT_OF_RANGE', 'inputs.missing', sentence);
    }
    const grown = least(ONE, add(first.value, rational(elapsed, full)));
    const may = subtract(multiply(add(missing.value, freed.value), grown), freed.value);
    const part = least(ONE, greatest(ZERO, divide(may, missing.value)));
    return {
      exact: { quantity: multiply(quantity.value, part) },
      rounded: () => {
        const growth = { firstPpm: first.whole, fullUs: full * SECOND_US };
        const lots = grownLots(growth, quantity.whole, {
          missingAtoms: missing.whole,
          freedAtoms: freed.whole,
          elapsedUs: elapsed * SECOND_US,
        });
        return { quantity: ofLots(contract.grid, lots) };
      },
    };
  },
};

const worsening: CalculatedRule = {
  code: 'VAR-26',
  title: 'what a slice of a position that stands alone may lose against the mark',
  of: 'figures',
  inputs: {
    equity: { unit: 'amount', text: 'what is left, not below zero' },
    maintenance: { unit: 'amount', text: 'what is asked' },
    spread: { unit: 'rate', text: 'the most, as a part of maintenance, at most 2' },
    rating: { unit: 'rate', text: 'how fast it is reached', otherwise: '1' },
  },
  outputs: { loss: { unit: 'amount', text: 'down; no more than equity' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [equity, asked] = [givens.money('equity'), givens.money('maintenance')];
    const [spread, rating] = [givens.share('spread'), givens.share('rating', ONE)];
    if (isLess(rational(2), spread.value) || isLess(rational(10), rating.value)) {
      const sentence = 'a spread is at most 2, and a rating at most 10';
      throw new Refusal('OUT_OF_RANGE', 'inputs.spread', sentence);
    }
    const short = greatest(ZERO, subtract(asked.value, equity.value));
    const rated = least(asked.value, multiply(short, rating.value));
    return {
      exact: { loss: least(equity.value, multiply(rated, spread.value)) },
      rounded: () => {
        const bucket = { equityAtoms: equity.whole, maintenanceAtoms: asked.whole };
        const how = { spreadPpm: spread.whole, ratingPpm: rating.whole };
        const atoms = fillableAtoms(how, asked.whole, bucket);
        return { loss: ofAtoms(contract.grid, Math.min(equity.whole, atoms)) };
      },
    };
  },
};

export const liquidationWayRules: readonly CalculatedRule[] = [growing, worsening];
