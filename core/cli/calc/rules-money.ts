/** Money behind positions: what is free, may leave, is missing, and what calls ask. */
import type { BucketFigures } from '../../venue/margin/buckets.ts';
import { healthPpm, leavableAtoms, mostLeverageX100 } from '../../venue/margin/arithmetic.ts';
import { callLevel, CALL_RELEASE_POINTS, cureAtoms } from '../../venue/margin/calls.ts';
import { tierAt } from '../../venue/margin/tiers.ts';
import { mulDivCeil } from '../../venue/numbers.ts';
import { venueTerms } from './contract.ts';
import { Givens } from './given.ts';
import {
  add,
  compare,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import { unrounded } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofAtoms, ofPpm, toAtoms, whole } from './scale.ts';

const EQUITY: Field = { unit: 'amount', text: 'equity' };
const INITIAL: Field = { unit: 'amount', text: 'initial margin' };
const MAINTENANCE: Field = { unit: 'amount', text: 'maintenance margin' };
const WALLET: Field = { unit: 'amount', text: 'the wallet' };

const TEN = rational(10);

/** What may leave, of a wallet or of the margin of an isolated position. */
function leavingRule(code: string, title: string, money: Field): CalculatedRule {
  return {
    code,
    title,
    of: 'figures',
    inputs: {
      money,
      equity: EQUITY,
      initial: { ...INITIAL, text: 'what positions and orders ask' },
      value: { unit: 'amount', text: 'of all positions, of which 10 % stay' },
    },
    outputs: { amount: { unit: 'amount', text: 'what may leave' } },
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const [has, equity] = [givens.amount('money'), givens.amount('equity')];
      const [initial, value] = [givens.money('initial'), givens.money('value')];
      const stays = greatest(initial.value, divide(value.value, TEN));
      const most = least(has.value, subtract(equity.value, stays));
      return {
        exact: { amount: greatest(ZERO, most) },
        rounded: () => {
          const atoms = leavableAtoms(
            has.whole,
            equity.whole,
            initial.whole,
            mulDivCeil(value.whole, 1, 10),
          );
          return { amount: ofAtoms(contract.grid, atoms) };
        },
      };
    },
  };
}

const free: CalculatedRule = {
  code: 'EQ-02',
  title: 'free: equity less initial margin of positions and orders',
  of: 'figures',
  inputs: { equity: EQUITY, initial: INITIAL },
  outputs: { free: { unit: 'amount', text: 'below zero where it is missing' } },
  calculate: (inputs, { grid }) => {
    const left = subtract(inputs.decimal('equity'), inputs.notNegative('initial'));
    return unrounded(grid, { free: left });
  },
};

const missing: CalculatedRule = {
  code: 'MARG-09',
  title: 'what is missing for an order to pass: equity for all, money for what is isolated',
  of: 'figures',
  inputs: {
    equity: EQUITY,
    wallet: WALLET,
    initial: { ...INITIAL, text: 'of all, the order among it' },
    isolated: { unit: 'amount', text: 'of that for isolated orders', otherwise: '0' },
  },
  outputs: { missing: { unit: 'amount', text: '0 where it passes' } },
  calculate: (inputs, { grid }) => {
    const [equity, wallet] = [inputs.decimal('equity'), inputs.decimal('wallet')];
    const initial = inputs.notNegative('initial');
    const isolated = inputs.has('isolated') ? inputs.notNegative('isolated') : ZERO;
    const ofMoney = isolated.top === 0n ? ZERO : subtract(isolated, wallet);
    const short = greatest(subtract(initial, equity), ofMoney);
    return unrounded(grid, { missing: greatest(ZERO, short) });
  },
};

const isolatedFill: CalculatedRule = {
  code: 'ISO-05',
  title: 'the most that a fill takes out of the cross bucket: min(W, E - MM)',
  of: 'figures',
  inputs: { wallet: WALLET, equity: EQUITY, maintenance: MAINTENANCE },
  outputs: { amount: { unit: 'amount', text: 'below zero where nothing may be taken' } },
  calculate: (inputs, { grid }) => {
    const spare = subtract(inputs.decimal('equity'), inputs.notNegative('maintenance'));
    return unrounded(grid, { amount: least(inputs.decimal('wallet'), spare) });
  },
};

const releasable: CalculatedRule = {
  code: 'CUST-03',
  title: 'what the custodian may release: min(M - max(0, -N), withdrawable)',
  of: 'figures',
  inputs: {
    mirrored: { unit: 'amount', text: 'M, what the custodian attests' },
    unsettled: { unit: 'amount', text: 'N, what was gained or lost since' },
    withdrawable: { unit: 'amount', text: 'EQ-03' },
  },
  outputs: { releasable: { unit: 'amount', text: 'never below zero' } },
  calculate: (inputs, { grid }) => {
    const owed = greatest(ZERO, negate(inputs.decimal('unsettled')));
    const covered = subtract(inputs.decimal('mirrored'), owed);
    const most = least(covered, inputs.notNegative('withdrawable'));
    return unrounded(grid, { releasable: greatest(ZERO, most) });
  },
};

const leverage: CalculatedRule = {
  code: 'MARG-10',
  title: 'the most leverage: 1 / base initial rate',
  of: 'tiers',
  inputs: {},
  outputs: { leverage: { unit: 'leverage', text: 'down' } },
  calculate: (_, contract) => ({
    exact: { leverage: divide(rational(1), contract.tiers[0]?.initial ?? rational(1)) },
    rounded: () => ({ leverage: rational(mostLeverageX100(venueTerms(contract)), 100) }),
  }),
};

const LEVEL: Field = { unit: 'rate', text: 'a level of health, in whole per cent' };
const percentOf = (level: Rational, path: string): number => whole(level, rational(1, 100), path);

const call: CalculatedRule = {
  code: 'CALL-01',
  title: 'the level of a margin call: the lowest that health is below',
  of: 'figures',
  inputs: { equity: EQUITY, maintenance: MAINTENANCE, first: LEVEL, second: LEVEL, third: LEVEL },
  outputs: { level: { unit: 'count', text: '0 for none, 1 to 3' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [equity, asked] = [givens.amount('equity'), givens.money('maintenance')];
    const names = ['first', 'second', 'third'];
    const levels = names.map((name) => inputs.positive(name));
    const isBelow = (level: Rational): boolean =>
      asked.value.top > 0n && compare(equity.value, multiply(asked.value, level)) < 0;
    return {
      exact: { level: rational(levels.findLastIndex(isBelow) + 1) },
      rounded: () => {
        const percents = levels.map((level, n) => percentOf(level, `inputs.${names[n]}`));
        return { level: rational(callLevel(percents, healthPpm(equity.whole, asked.whole))) };
      },
    };
  },
};

const cure: CalculatedRule = {
  code: 'CALL-02',
  title: 'what cures a call: up to the first level and 5 points of maintenance',
  of: 'figures',
  inputs: { equity: EQUITY, maintenance: MAINTENANCE, first: LEVEL },
  outputs: { amount: { unit: 'amount', text: 'what must come in, up' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [equity, asked] = [givens.amount('equity'), givens.money('maintenance')];
    const first = inputs.positive('first');
    const target = multiply(asked.value, add(first, rational(CALL_RELEASE_POINTS, 100)));
    return {
      exact: { amount: greatest(ZERO, subtract(target, equity.value)) },
      rounded: () => {
        const figures = { equityAtoms: equity.whole, maintenanceAtoms: asked.whole };
        const percents = [percentOf(first, 'inputs.first')];
        return { amount: ofAtoms(contract.grid, cureAtoms(percents, figures as BucketFigures)) };
      },
    };
  },
};

const bracket: CalculatedRule = {
  code: 'LIST-01',
  title: 'the bracket of a value: its rate, and the deduction of those below it',
  of: 'tiers',
  inputs: { value: { unit: 'amount', text: 'the value' } },
  outputs: {
    rate: { unit: 'rate', text: 'of maintenance, without the fee' },
    deduction: { unit: 'amount', text: 'd, whole atoms' },
  },
  calculate: (inputs, contract) => {
    const { tiers, tierMode, isByLots, grid } = contract;
    if (tierMode !== 'marginal' || isByLots) {
      throw new Refusal('MISFIT', 'settings.tierMode', 'only marginal tiers have deductions');
    }
    const value = inputs.notNegative('value');
    const below = tiers.filter(({ floor }) => !isLess(value, floor));
    const deduction = below.map(({ floor, maintenance }, n) =>
      multiply(floor, subtract(maintenance, below[n - 1]?.maintenance ?? ZERO)),
    );
    return {
      exact: { rate: below.at(-1)?.maintenance ?? ZERO, deduction: add(...deduction) },
      rounded: () => {
        const atoms = toAtoms(grid, value, 'inputs.value');
        const found = tierAt(venueTerms(contract).margin.tiers, atoms, 'maintenancePpm');
        return { rate: ofPpm(found.ratePpm), deduction: ofAtoms(grid, found.deductionAtoms) };
      },
    };
  },
};

export const moneyRules: readonly CalculatedRule[] = [
  bracket,
  free,
  leavingRule('EQ-03', 'withdrawable: min(W less what isolated orders ask, E - what stays)', {
    ...WALLET,
    text: 'W less what isolated orders ask',
  }),
  missing,
  leverage,
  leavingRule('ISO-04', 'what may go out of an isolated position', {
    unit: 'amount',
    text: 'the margin that it has',
  }),
  isolatedFill,
  call,
  cure,
  releasable,
];
