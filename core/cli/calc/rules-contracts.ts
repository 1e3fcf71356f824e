/** Contracts and pairs: scales, quanto, what is worth too much, what an order of a pair keeps. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { baseAtoms, payableLots, reserveAtoms } from '../../venue/instruments/pair.ts';
import { deriveScales, lotsWorth, notionalAtoms } from '../../venue/instruments/value.ts';
import { boundTicks } from '../../venue/limits/check.ts';
import { MOST_VALUE_ATOMS } from '../../venue/orders/checks.ts';
import { feeAtoms } from '../../venue/orders/settling.ts';
import { MOST_EXACT_ATOMS } from '../../venue/instruments/exact.ts';
import type { Scales } from '../../venue/state.ts';
import { scalesOfContract } from './contract.ts';
import type { Contract } from './contract.ts';
import { Givens } from './given.ts';
import {
  add,
  divide,
  greatest,
  least,
  multiply,
  ONE,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { QUANTITY } from './rules-value.ts';
import { decimalsOf, ofAtoms, ofLots, ofTicks, toPpm } from './scale.ts';
import type { Grid } from './scale.ts';

const PRICE: Field = { unit: 'price', text: 'the price' };
const MARK: Field = { unit: 'price', text: 'the mark' };
const VALUE: Field = { unit: 'amount', text: 'the value' };

/** Quantity that is worth an amount at a price. */
function quantityWorth({ isLinear }: Contract, amount: Rational, price: Rational): Rational {
  return isLinear ? divide(amount, price) : multiply(amount, price);
}

const lotValue: CalculatedRule = {
  code: 'VAL-05',
  title: 'what a lot gains with a tick, or of an inverse one is worth at a tick: whole atoms',
  of: 'contract',
  inputs: {},
  outputs: { value: VALUE },
  calculate: (_, contract) => {
    const { grid, isLinear } = contract;
    const exact = isLinear ? multiply(grid.lot, grid.tick) : divide(grid.lot, grid.tick);
    return {
      exact: { value: exact },
      rounded: () => {
        const { lotTickAtoms, contractAtomTicks } = scalesOfContract(contract);
        return { value: ofAtoms(grid, isLinear ? lotTickAtoms : contractAtomTicks) };
      },
    };
  },
};

/** The most that may be held, or ordered, for its value to stay exact at one price or at two. */
function mostRule(
  code: string,
  title: string,
  { of, atoms }: { of: Readonly<Record<string, Field>>; atoms: number | 'value' },
): CalculatedRule {
  return {
    code,
    title,
    of: 'contract',
    inputs: {
      ...of,
      ...(atoms === 'value' && { value: { ...VALUE, text: 'the most it may be' } }),
    },
    outputs: { quantity: { ...QUANTITY, text: 'the most, down to a lot' } },
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const { grid } = contract;
      const prices = Object.keys(of).map((name) => givens.price(name));
      const most = atoms === 'value' ? givens.money('value') : null;
      const value = most?.value ?? multiply(grid.atom, rational(Number(atoms)));
      const exact = prices.map((price) => quantityWorth(contract, value, price.value));
      return {
        exact: { quantity: exact.reduce(least) },
        rounded: () => {
          const scales = scalesOfContract(contract);
          const whole = most?.whole ?? Number(atoms);
          const lots = prices.map((price) => lotsWorth(scales, price.whole, whole));
          return { quantity: ofLots(grid, Math.min(...lots)) };
        },
      };
    },
  };
}

const quantoValue: CalculatedRule = {
  code: 'VAL-09',
  title: 'value of a quanto position: contracts x price x what a unit of the price is worth',
  of: 'figures',
  inputs: { contracts: { unit: 'count', text: 'how many; settings.scale.lot is k' }, price: PRICE },
  outputs: { value: { ...VALUE, text: 'in the coin that it settles in' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [contracts, price] = [givens.count('contracts', 1), givens.price()];
    const { grid } = contract;
    return {
      exact: { value: multiply(rational(contracts), grid.lot, price.value) },
      rounded: () => {
        const { decimals, tickE8, lotE8 } = grid;
        const scales = deriveScales({ contract: 'quanto', tickE8, lotE8 }, { decimals });
        return {
          value: ofAtoms(grid, notionalAtoms(fitting(scales), contracts, price.whole)),
        };
      },
    };
  },
};

function fitting(scales: Scales | null): Scales {
  if (scales !== null) return scales;
  const sentence = 'settings.scale must let a lot be whole atoms, and fit 2^53';
  throw new Refusal('MISFIT', 'settings.scale', sentence);
}

const BASE_ATOM: Field = { unit: 'amount', text: 'an atom of the base', otherwise: '0.00000001' };

/** A pair as the venue's functions take it, and the grid of its base. */
interface Pair {
  readonly base: Grid;
  readonly fee: Rational;
  readonly own: () => { readonly spec: InstrumentSpec; readonly scales: Scales };
}

function readPair(givens: Givens, { grid, takerFee }: Contract): Pair {
  const { reader } = givens;
  const atom = givens.has('baseAtom') ? reader.positive('baseAtom') : rational(1, 100_000_000);
  const base = { ...grid, atom, decimals: decimalsOf(atom, reader.at('baseAtom')) };
  const { decimals, tickE8, lotE8 } = grid;
  return {
    base,
    fee: takerFee,
    own: () => {
      const shape = { contract: 'spot', tickE8, lotE8 } as const;
      const scales = fitting(deriveScales(shape, { decimals }, { decimals: base.decimals }));
      const takerPpm = toPpm(takerFee, 'settings.takerFee');
      return { spec: { fees: { takerPpm } } as InstrumentSpec, scales };
    },
  };
}

const pairLot: CalculatedRule = {
  code: 'VAL-10',
  title: 'what a lot of a pair is in its base: whole atoms',
  of: 'figures',
  inputs: { baseAtom: BASE_ATOM },
  outputs: { base: { unit: 'amount', text: 'of the base' } },
  calculate: (inputs, contract) => {
    const { base, own } = readPair(new Givens(inputs, contract), contract);
    return {
      exact: { base: contract.grid.lot },
      rounded: () => ({ base: ofAtoms(base, baseAtoms(own().scales, 1)) }),
    };
  },
};

const SIDE: Field = { unit: 'side', text: 'buy or sell' };
const LEGS = {
  base: { unit: 'amount', text: 'what moves of the base' },
  quote: { unit: 'amount', text: 'what moves of the quote, without the fee' },
} as const;

const pairTrade: CalculatedRule = {
  code: 'SPOT-01',
  title: 'the two legs of a trade in a pair',
  of: 'figures',
  inputs: { quantity: QUANTITY, price: PRICE, baseAtom: BASE_ATOM },
  outputs: LEGS,
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, price] = [givens.quantity(), givens.price()];
    const { base, own } = readPair(givens, contract);
    return {
      exact: { base: quantity.value, quote: multiply(quantity.value, price.value) },
      rounded: () => {
        const { scales } = own();
        return {
          base: ofAtoms(base, baseAtoms(scales, quantity.whole)),
          quote: ofAtoms(contract.grid, notionalAtoms(scales, quantity.whole, price.whole)),
        };
      },
    };
  },
};

const reserve: CalculatedRule = {
  code: 'SPOT-02',
  title: 'what an order of a pair keeps of what it pays with',
  of: 'figures',
  inputs: { side: SIDE, quantity: QUANTITY, price: PRICE, baseAtom: BASE_ATOM },
  outputs: { kept: { unit: 'amount', text: 'value, fee and an atom a lot; of a sell its base' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = inputs.choice('side', ['buy', 'sell']) === 'buy' ? 1 : -1;
    const [quantity, price] = [givens.quantity(), givens.price()];
    const { base, fee, own } = readPair(givens, contract);
    const { grid } = contract;
    const value = multiply(quantity.value, price.value);
    const eachFill = fee.top === 0n ? ZERO : multiply(divide(quantity.value, grid.lot), grid.atom);
    return {
      exact: {
        kept: side > 0 ? add(value, multiply(value, fee), eachFill) : quantity.value,
      },
      rounded: () => {
        const atoms = reserveAtoms(own(), side, quantity.whole, price.whole);
        return { kept: ofAtoms(side > 0 ? grid : base, atoms) };
      },
    };
  },
};

const pairFee: CalculatedRule = {
  code: 'SPOT-03',
  title: 'what a side of a trade in a pair pays or gets in the quote, with its fee',
  of: 'figures',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    price: PRICE,
    rate: { unit: 'rate', text: 'its fee' },
    baseAtom: BASE_ATOM,
  },
  outputs: { quote: { unit: 'amount', text: 'what the buyer pays, or the seller gets' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = inputs.choice('side', ['buy', 'sell']) === 'buy' ? 1 : -1;
    const [quantity, price, rate] = [givens.quantity(), givens.price(), inputs.decimal('rate')];
    const value = multiply(quantity.value, price.value);
    const { own } = readPair(givens, contract);
    const { grid } = contract;
    return {
      exact: { quote: add(value, multiply(value, rate, rational(side))) },
      rounded: () => {
        const { scales } = own();
        const atoms = notionalAtoms(scales, quantity.whole, price.whole);
        const fee = feeAtoms(atoms, toPpm(rate, 'inputs.rate'));
        return { quote: ofAtoms(grid, atoms + side * fee) };
      },
    };
  },
};

const payable: CalculatedRule = {
  code: 'SPOT-04',
  title: 'how much of a pair can be paid for: of min(W, E - MM) of what it is paid with',
  of: 'figures',
  inputs: {
    side: SIDE,
    price: PRICE,
    wallet: { unit: 'amount', text: 'W' },
    equity: { unit: 'amount', text: 'E of the bucket', otherwise: 'W' },
    maintenance: { unit: 'amount', text: 'MM of the bucket', otherwise: '0' },
    baseAtom: BASE_ATOM,
  },
  outputs: { quantity: { ...QUANTITY, text: 'the most, down to a lot' } },
  calculate: (inputs, contract) => {
    const side = inputs.choice('side', ['buy', 'sell']) === 'buy' ? 1 : -1;
    const own = new Givens(inputs, contract);
    const pair = readPair(own, contract);
    const { grid } = contract;
    const paid = new Givens(inputs, { grid: side > 0 ? grid : pair.base });
    const [price, wallet] = [own.price(), paid.amount('wallet')];
    const equity = paid.amount('equity', wallet.value);
    const maintenance = paid.amount('maintenance', ZERO);
    const there = greatest(ZERO, least(wallet.value, subtract(equity.value, maintenance.value)));
    const eachFill = pair.fee.top === 0n ? ZERO : divide(grid.atom, grid.lot);
    const cost = add(multiply(price.value, add(ONE, pair.fee)), eachFill);
    return {
      exact: { quantity: side > 0 ? divide(there, cost) : there },
      rounded: () => {
        const atoms = Math.min(wallet.whole, equity.whole - maintenance.whole);
        return { quantity: ofLots(grid, payableLots(pair.own(), side, price.whole, atoms)) };
      },
    };
  },
};

const distance: CalculatedRule = {
  code: 'LIM-03',
  title: 'how far from the mark a limit may be',
  of: 'figures',
  inputs: { mark: MARK, away: { unit: 'rate', text: 'the limit of distance' } },
  outputs: {
    highest: { unit: 'price', text: 'down to the tick' },
    lowest: { unit: 'price', text: 'up to the tick' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [mark, away] = [givens.price('mark'), givens.share('away')];
    const reach = multiply(mark.value, away.value);
    const { grid } = contract;
    return {
      exact: { highest: add(mark.value, reach), lowest: subtract(mark.value, reach) },
      rounded: () => ({
        highest: ofTicks(grid, boundTicks(mark.whole, 1, away.whole)),
        lowest: ofTicks(grid, boundTicks(mark.whole, -1, away.whole)),
      }),
    };
  },
};

export const contractRules: readonly CalculatedRule[] = [
  lotValue,
  mostRule('VAL-08', 'the largest position that has a value at a mark: 2^52 atoms', {
    of: { mark: MARK },
    atoms: MOST_EXACT_ATOMS,
  }),
  quantoValue,
  pairLot,
  pairTrade,
  reserve,
  pairFee,
  payable,
  mostRule('ORD-07', 'the most that a position with its orders may be: worth 2^49 atoms', {
    of: { price: { ...PRICE, text: 'the limit' }, mark: MARK },
    atoms: MOST_VALUE_ATOMS,
  }),
  mostRule('LIM-02', 'the largest order that a limit of value allows', {
    of: { price: { ...PRICE, text: 'its own limit' }, mark: MARK },
    atoms: 'value',
  }),
  distance,
];
