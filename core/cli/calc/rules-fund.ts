/** Takeovers and what the insurance fund pays of them. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { valueAtoms } from '../../venue/instruments/value.ts';
import { isDrawnDown, uncoveredLots } from '../../venue/liquidation/adl-arithmetic.ts';
import {
  liquidationFeeAtoms,
  paidByParts,
  rungLots,
  sharesOf,
} from '../../venue/liquidation/arithmetic.ts';
import { bankruptcyTicks } from '../../venue/margin/arithmetic.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import {
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  ONE,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import { numbered, yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofLots } from './scale.ts';

const EQUITY: Field = { unit: 'amount', text: 'equity' };

const sliceFee: CalculatedRule = {
  code: 'LIQ-05',
  title: 'the fee on what a slice closed, at most what there is',
  of: 'figures',
  inputs: {
    value: { unit: 'amount', text: 'what was closed' },
    rate: { unit: 'rate', text: 'the liquidation fee' },
    equity: { ...EQUITY, text: 'what is left after the slice' },
  },
  outputs: { fee: { unit: 'amount', text: 'up' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [value, rate] = [givens.money('value'), givens.share('rate')];
    const equity = givens.amount('equity');
    const full = multiply(value.value, rate.value);
    return {
      exact: { fee: greatest(ZERO, least(full, equity.value)) },
      rounded: () => {
        const spec = { liquidation: { feePpm: rate.whole } } as InstrumentSpec;
        const atoms = liquidationFeeAtoms(spec, value.whole, equity.whole);
        return { fee: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const takeover: CalculatedRule = {
  code: 'LIQ-06',
  title: 'the price at which a position is taken over, and what rounding leaves of its equity',
  of: 'contract',
  inputs: { side: SIDE, quantity: QUANTITY, mark: MARK, equity: EQUITY },
  outputs: {
    price: { unit: 'price', text: 'the bankruptcy price' },
    dust: { unit: 'amount', text: 'what goes to the fund; nothing but for rounding' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const equity = givens.amount('equity');
    const { grid } = contract;
    const price = exact.bankruptcyPrice(contract, side, quantity.value, mark.value, equity.value);
    return {
      exact: { price, dust: price === null ? null : ZERO },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity.value);
        const terms = venueTerms(contract);
        const ticks = bankruptcyTicks(terms, scales, lots, mark.whole, equity.whole);
        if (ticks === 0) return { price: null, dust: null };
        const lost = valueAtoms(scales, lots, mark.whole) - valueAtoms(scales, lots, ticks);
        return { price: ofPriceTicks(contract, ticks), dust: ofAtoms(grid, equity.whole - lost) };
      },
    };
  },
};

/** How much of a position lies above the bracket so many lower; nothing in the lowest. */
function exactRung(contract: Contract, quantity: Rational, mark: Rational, down: number): Rational {
  const { tiers, isLinear } = contract;
  const value = exact.valueOf(contract, quantity, mark);
  const bracket = tiers.findLastIndex(({ floor }) => !isLess(value, floor));
  const lowest = tiers[Math.max(1, bracket - down + 1)];
  if (bracket <= 0 || lowest === undefined) return ZERO;
  const kept = isLinear ? divide(lowest.floor, mark) : multiply(lowest.floor, mark);
  return subtract(quantity, kept);
}

const rung: CalculatedRule = {
  code: 'LIQ-08',
  title: 'one rung of a ladder: what lies above the bracket so many lower',
  of: 'tiers',
  inputs: {
    quantity: QUANTITY,
    mark: MARK,
    down: { unit: 'count', text: 'how many brackets lower, 1 or more' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'up to a lot; 0 in the lowest bracket' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const down = givens.count('down', 1, 100);
    if (contract.isByLots) {
      throw new Refusal('MISFIT', 'settings.tierBy', 'a ladder goes down tiers that are by value');
    }
    return {
      exact: { quantity: exactRung(contract, quantity.value, mark.value, down) },
      rounded: () => {
        const spec = venueTerms(contract) as InstrumentSpec;
        const scales = scalesOfContract(contract);
        const lots = rungLots(spec, scales, quantity.whole, mark.whole, down);
        return { quantity: ofLots(contract.grid, lots) };
      },
    };
  },
};

const PAID: Field = { unit: 'amount', text: 'what it pays' };
const LOSS: Field = { unit: 'amount', text: 'what is to be paid' };

const paidName = (part: string): string => `${part}Paid`;

/** Parts of the fund, each paying as much as it has. */
function partsRule(
  code: string,
  title: string,
  parts: Readonly<Record<string, string>>,
): CalculatedRule {
  const names = Object.keys(parts);
  return {
    code,
    title,
    of: 'figures',
    inputs: {
      loss: LOSS,
      ...Object.fromEntries(
        names.map((name): [string, Field] => [name, { unit: 'amount', text: parts[name] ?? '' }]),
      ),
    },
    outputs: {
      ...Object.fromEntries(names.map((name): [string, Field] => [paidName(name), PAID])),
      owed: { unit: 'amount', text: 'what nobody pays' },
    },
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const loss = givens.money('loss');
      const has = names.map((name) => givens.money(name));
      const { grid } = contract;
      let owed = loss.value;
      const paid = has.map(({ value }) => {
        const part = least(owed, value);
        owed = subtract(owed, part);
        return part;
      });
      const told = <T>(figures: readonly T[]): [string, T][] =>
        figures.map((figure, n) => [paidName(names[n] ?? ''), figure]);
      return {
        exact: { ...Object.fromEntries(told(paid)), owed },
        rounded: () => {
          const wholes = has.map((one) => one.whole);
          const atoms = paidByParts(loss.whole, wholes);
          const left = atoms.reduce((sum, part) => sum - part, loss.whole);
          const figures = atoms.map((part) => ofAtoms(grid, part));
          return { ...Object.fromEntries(told(figures)), owed: ofAtoms(grid, left) };
        },
      };
    },
  };
}

/** How much of what is held the rest of which loses no more than is covered. */
function exactUncovered(held: Rational, loss: Rational, covered: Rational): Rational {
  if (!isLess(covered, loss)) return ZERO;
  return subtract(held, divide(multiply(held, covered), loss));
}

const cap: CalculatedRule = {
  code: 'INS-07',
  title: 'what is deleveraged of a takeover that loses more at the mark than a cap',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: { ...QUANTITY, text: 'what was taken over' },
    bankruptcy: { unit: 'price', text: 'at which it was' },
    mark: MARK,
    cap: { unit: 'amount', text: 'what the fund stands for of one takeover' },
  },
  outputs: {
    loss: { unit: 'amount', text: 'of all of it at the mark' },
    quantity: { ...QUANTITY, text: 'up to a lot' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const [bankruptcy, most] = [givens.price('bankruptcy'), givens.money('cap')];
    const { grid } = contract;
    const gain = exact.unrealised(contract, side, quantity.value, bankruptcy.value, mark.value);
    const loss = greatest(ZERO, negate(gain));
    return {
      exact: { loss, quantity: exactUncovered(quantity.value, loss, most.value) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity.value);
        const worth = valueAtoms(scales, lots, mark.whole);
        const atoms = Math.max(0, valueAtoms(scales, lots, bankruptcy.whole) - worth);
        const over = uncoveredLots(quantity.whole, atoms, most.whole);
        return { loss: ofAtoms(grid, atoms), quantity: ofLots(grid, over) };
      },
    };
  },
};

const uncovered: CalculatedRule = {
  code: 'ADL-03',
  title: 'the least that is deleveraged for the rest to lose no more than stands behind it',
  of: 'figures',
  inputs: {
    held: { ...QUANTITY, text: 'what the liquidation account holds' },
    loss: { unit: 'amount', text: 'of all of it at the mark' },
    covered: { unit: 'amount', text: 'what the fund has for it' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'up to a lot' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const held = givens.quantity('held');
    const [loss, covered] = [givens.money('loss'), givens.money('covered')];
    return {
      exact: { quantity: exactUncovered(held.value, loss.value, covered.value) },
      rounded: () => {
        const lots = uncoveredLots(held.whole, loss.whole, covered.whole);
        return { quantity: ofLots(contract.grid, lots) };
      },
    };
  },
};

const drawdown: CalculatedRule = {
  code: 'INS-08',
  title: 'whether a part of the fund is so far below its highest that it spends no more',
  of: 'figures',
  inputs: {
    balance: { unit: 'amount', text: 'what it has' },
    peak: { unit: 'amount', text: 'the highest within the window' },
    drawdown: { unit: 'rate', text: 'how far below that it may come' },
  },
  outputs: { reached: { unit: 'count', text: '1 where all that loses is deleveraged' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [balance, peak] = [givens.money('balance'), givens.money('peak')];
    const share = givens.share('drawdown');
    const threshold = multiply(peak.value, subtract(ONE, share.value));
    return {
      exact: { reached: yes(peak.value.top > 0n && !isLess(threshold, balance.value)) },
      rounded: () => ({ reached: yes(isDrawnDown(balance.whole, peak.whole, share.whole)) }),
    };
  },
};

const socialised: CalculatedRule = {
  code: 'INS-09',
  title: 'how those who gain share a loss, pro rata to what each can give',
  of: 'figures',
  inputs: {
    loss: LOSS,
    winners: { unit: 'list', text: 'records of gain, which is U, and free, which is E - MM' },
  },
  outputs: {
    taken1: { unit: 'amount', text: 'from the first; taken2, taken3 ... from the others' },
    owed: { unit: 'amount', text: 'what they cannot give' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const loss = givens.money('loss');
    const winners = givens.each('winners', (one) => [one.amount('gain'), one.amount('free')]);
    const most = winners.map((of) => of.map(({ value }) => value).reduce(least));
    const able = most.map((one) => greatest(ZERO, one));
    const total = add(...able);
    const shared = least(loss.value, total);
    const { grid } = contract;
    const taken = able.map((one) =>
      total.top === 0n ? ZERO : divide(multiply(shared, one), total),
    );
    return {
      exact: { ...numbered('taken', taken), owed: subtract(loss.value, shared) },
      rounded: () => {
        const wholes = winners.map((of) => Math.max(0, Math.min(...of.map(({ whole }) => whole))));
        const all = wholes.reduce((sum, one) => sum + one, 0);
        const atoms = Math.min(loss.whole, all);
        const shares = all === 0 ? wholes : sharesOf(atoms, wholes);
        const figures = shares.map((share) => ofAtoms(grid, share));
        return { ...numbered('taken', figures), owed: ofAtoms(grid, loss.whole - atoms) };
      },
    };
  },
};

export const fundRules: readonly CalculatedRule[] = [
  sliceFee,
  takeover,
  rung,
  partsRule('INS-02', 'what the fund pays of a loss: as much as it has', {
    fund: 'what the fund has',
  }),
  partsRule('INS-06', 'what a risk group’s part of the fund pays, and then the asset’s own', {
    group: 'what the group’s part has',
    asset: 'what the asset’s own part has',
  }),
  cap,
  drawdown,
  socialised,
  uncovered,
];
