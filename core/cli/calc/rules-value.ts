/** What positions are worth, cost and gain. */
import {
  averageEntryE8,
  paidBackTicks,
  effectiveLeverageX100,
  realisedAtMark,
} from '../../venue/instruments/entry.ts';
import { notionalAtoms, ticksAtNotional, valueAtoms } from '../../venue/instruments/value.ts';
import { commissionAtoms } from '../../venue/orders/fees.ts';
import type { FeeRounding } from '../../venue/orders/fees.ts';
import { scalesOfContract } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import type { Side } from './exact.ts';
import { add, divide, multiply, rational, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofAtoms, ofE8, ofTicks, toAtoms, toLots, toPpm, toTicks } from './scale.ts';

export const SIDE: Field = { unit: 'side', text: 'long or short' };
export const QUANTITY: Field = {
  unit: 'quantity',
  text: 'how much: base currency of a linear contract, quote currency of an inverse one',
};
export const ENTRY: Field = { unit: 'price', text: 'the average entry' };
export const MARK: Field = { unit: 'price', text: 'the mark' };
const PRICE: Field = { unit: 'price', text: 'the price' };
const VALUE: Field = { unit: 'amount', text: 'the value' };

export function readSide(inputs: Reader): Side {
  return inputs.choice('side', ['long', 'short']) === 'long' ? 1 : -1;
}

/** Signed lots of a side. */
export function lotsOf({ grid }: Contract, side: Side, quantity: Rational): number {
  return side * toLots(grid, quantity, 'inputs.quantity');
}

/** A price that the venue gives in ticks, where 0 is none. */
export function ofPriceTicks({ grid }: Contract, ticks: number): Rational | null {
  return ticks === 0 ? null : ofTicks(grid, ticks);
}

function valueRule(code: string, title: string, taken: CalculatedRule['taken']): CalculatedRule {
  return {
    code,
    title,
    taken,
    of: 'contract',
    inputs: { quantity: QUANTITY, price: PRICE },
    outputs: { value: VALUE },
    calculate: (inputs, contract) => {
      const [quantity, price] = [inputs.positive('quantity'), inputs.positive('price')];
      const { grid } = contract;
      return {
        exact: { value: exact.valueOf(contract, quantity, price) },
        rounded: () => {
          const lots = toLots(grid, quantity, 'inputs.quantity');
          const ticks = toTicks(grid, price, 'inputs.price');
          return { value: ofAtoms(grid, notionalAtoms(scalesOfContract(contract), lots, ticks)) };
        },
      };
    },
  };
}

const signedValue: CalculatedRule = {
  code: 'VAL-03',
  title: 'signed value: plus for a long linear and a short inverse position',
  of: 'contract',
  inputs: { side: SIDE, quantity: QUANTITY, price: PRICE },
  outputs: { value: VALUE },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const [quantity, price] = [inputs.positive('quantity'), inputs.positive('price')];
    const { grid } = contract;
    const value = exact.valueOf(contract, quantity, price);
    return {
      exact: { value: exact.signed(value, exact.gain(contract, side)) },
      rounded: () => {
        const lots = lotsOf(contract, side, quantity);
        const ticks = toTicks(grid, price, 'inputs.price');
        return { value: ofAtoms(grid, valueAtoms(scalesOfContract(contract), lots, ticks)) };
      },
    };
  },
};

const unrealised: CalculatedRule = {
  code: 'VAL-04',
  title: 'unrealised result: value at a price less what was paid',
  of: 'contract',
  inputs: { side: SIDE, quantity: QUANTITY, entry: ENTRY, price: PRICE },
  outputs: { unrealised: { unit: 'amount', text: 'what it has gained' } },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const quantity = inputs.positive('quantity');
    const [entry, price] = [inputs.positive('entry'), inputs.positive('price')];
    const { grid } = contract;
    return {
      exact: { unrealised: exact.unrealised(contract, side, quantity, entry, price) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity);
        const paid = valueAtoms(scales, lots, toTicks(grid, entry, 'inputs.entry'));
        const worth = valueAtoms(scales, lots, toTicks(grid, price, 'inputs.price'));
        return { unrealised: ofAtoms(grid, worth - paid) };
      },
    };
  },
};

const priceAtValue: CalculatedRule = {
  code: 'VAL-07',
  title: 'the price at which a quantity has a value',
  of: 'contract',
  inputs: {
    quantity: QUANTITY,
    value: VALUE,
    round: { unit: 'side', text: 'up or down to the tick' },
  },
  outputs: { price: PRICE },
  calculate: (inputs, contract) => {
    const [quantity, value] = [inputs.positive('quantity'), inputs.decimal('value')];
    const round = inputs.choice('round', ['up', 'down']);
    const { grid } = contract;
    return {
      exact: { price: exact.priceOf(contract, quantity, value) },
      rounded: () => {
        const lots = toLots(grid, quantity, 'inputs.quantity');
        const atoms = toAtoms(grid, value, 'inputs.value');
        const ticks = ticksAtNotional(scalesOfContract(contract), lots, atoms, round);
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

interface Fill {
  readonly quantity: Rational;
  readonly price: Rational;
}

function readFills(inputs: Reader): Fill[] {
  return inputs.records('fills').map((fill) => {
    const read = { quantity: fill.positive('quantity'), price: fill.positive('price') };
    fill.end();
    return read;
  });
}

const averageEntry: CalculatedRule = {
  code: 'VAR-05',
  title: 'average entry: arithmetic in a linear contract, harmonic in an inverse one',
  of: 'contract',
  inputs: { fills: { unit: 'list', text: 'records of quantity and price, all on one side' } },
  outputs: { entry: ENTRY, cost: { unit: 'amount', text: 'what was paid' } },
  calculate: (inputs, contract) => {
    const fills = readFills(inputs);
    const { grid } = contract;
    const quantity = fills.reduce((sum, fill) => add(sum, fill.quantity), ZERO);
    const cost = fills.reduce(
      (sum, fill) => add(sum, exact.valueOf(contract, fill.quantity, fill.price)),
      ZERO,
    );
    return {
      exact: {
        entry: quantity.top === 0n ? null : exact.priceOf(contract, quantity, cost),
        cost,
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        let [lots, costAtoms] = [0, 0];
        for (const fill of fills) {
          const filled = toLots(grid, fill.quantity, 'inputs.fills.quantity');
          lots += filled;
          costAtoms += notionalAtoms(
            scales,
            filled,
            toTicks(grid, fill.price, 'inputs.fills.price'),
          );
        }
        const entryE8 = lots === 0 ? 0 : averageEntryE8(scales, grid.tickE8, { lots, costAtoms });
        return { entry: entryE8 === 0 ? null : ofE8(entryE8), cost: ofAtoms(grid, costAtoms) };
      },
    };
  },
};

const breakEven: CalculatedRule = {
  code: 'VAR-06',
  title: 'break-even: the price that pays back cost, fees, funding and the fee of closing',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    paid: { unit: 'amount', text: 'fees and funding paid so far, minus what was received' },
  },
  outputs: { price: PRICE },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const [quantity, entry] = [inputs.positive('quantity'), inputs.positive('entry')];
    const paid = inputs.decimal('paid');
    const { grid, takerFee } = contract;
    return {
      exact: { price: exact.breakEvenPrice(contract, side, quantity, entry, paid) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity);
        const costAtoms = valueAtoms(scales, lots, toTicks(grid, entry, 'inputs.entry'));
        const paidAtoms = toAtoms(grid, paid, 'inputs.paid');
        const fee = toPpm(takerFee, 'settings.takerFee');
        const ticks = paidBackTicks(scales, { lots, costAtoms }, paidAtoms, fee);
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

const effectiveLeverage: CalculatedRule = {
  code: 'VAR-07',
  title: 'effective leverage: value over equity',
  of: 'figures',
  inputs: { value: VALUE, equity: { unit: 'amount', text: 'what stands behind it' } },
  outputs: { leverage: { unit: 'leverage', text: 'none without equity' } },
  calculate: (inputs, { grid }) => {
    const [value, equity] = [inputs.notNegative('value'), inputs.decimal('equity')];
    return {
      exact: { leverage: equity.top <= 0n ? null : divide(value, equity) },
      rounded: () => {
        const atoms = toAtoms(grid, equity, 'inputs.equity');
        const x100 = effectiveLeverageX100(toAtoms(grid, value, 'inputs.value'), atoms);
        return { leverage: atoms <= 0 ? null : rational(x100, 100) };
      },
    };
  },
};

const realised: CalculatedRule = {
  code: 'VAR-08',
  title: 'a result taken into the wallet at the mark, as some venues do on a schedule',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: MARK,
    wallet: { unit: 'amount', text: 'the wallet before' },
  },
  outputs: {
    wallet: { unit: 'amount', text: 'the wallet after' },
    entry: { unit: 'price', text: 'the entry after: the mark' },
  },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const quantity = inputs.positive('quantity');
    const [entry, mark] = [inputs.positive('entry'), inputs.positive('mark')];
    const wallet = inputs.decimal('wallet');
    const { grid } = contract;
    const gained = exact.unrealised(contract, side, quantity, entry, mark);
    return {
      exact: { wallet: add(wallet, gained), entry: mark },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity);
        const paid = valueAtoms(scales, lots, toTicks(grid, entry, 'inputs.entry'));
        const worth = valueAtoms(scales, lots, toTicks(grid, mark, 'inputs.mark'));
        const after = realisedAtMark(toAtoms(grid, wallet, 'inputs.wallet'), paid, worth);
        const entryE8 = averageEntryE8(scales, grid.tickE8, { lots, costAtoms: after.costAtoms });
        return { wallet: ofAtoms(grid, after.walletAtoms), entry: ofE8(entryE8) };
      },
    };
  },
};

function feeRule(code: string, title: string, rounding: FeeRounding): CalculatedRule {
  return {
    code,
    title,
    of: 'figures',
    inputs: { value: VALUE, rate: { unit: 'rate', text: 'of the value; below zero for a rebate' } },
    outputs: { fee: { unit: 'amount', text: 'what is paid; below zero what is received' } },
    calculate: (inputs, { grid }) => {
      const [value, rate] = [inputs.notNegative('value'), inputs.decimal('rate')];
      return {
        exact: { fee: multiply(value, rate) },
        rounded: () => {
          const atoms = toAtoms(grid, value, 'inputs.value');
          const fee = commissionAtoms(atoms, toPpm(rate, 'inputs.rate'), rounding);
          return { fee: ofAtoms(grid, fee) };
        },
      };
    },
  };
}

export const valueRules: readonly CalculatedRule[] = [
  valueRule('VAL-01', 'value of a linear position: quantity x price', { contract: 'linear' }),
  valueRule('VAL-02', 'value of an inverse position: quantity / price', { contract: 'inverse' }),
  signedValue,
  unrealised,
  priceAtValue,
  valueRule('VAR-01', 'value of an inverse position, each contract of it rounded', {
    contract: 'inverse',
    rounding: 'perContract',
  }),
  averageEntry,
  breakEven,
  effectiveLeverage,
  realised,
  feeRule('FEE-01', 'a fee, or a rebate below zero', 'againstTrader'),
  feeRule('VAR-11', 'a commission that is rounded away from zero', 'awayFromZero'),
];
