/** Other ways of realising, of charging and of rates by the size: VAR-42, VAR-44, VAR-45. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { closeCarried, createRealised } from '../../venue/accounts/realised.ts';
import { notionalAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import { postedAtoms } from '../../venue/margin/capped.ts';
import { rootedPpm } from '../../venue/margin/size-root.ts';
import { BUY, SELL } from '../../venue/book/contract.ts';
import { partedFeeAtoms } from '../../venue/orders/fees.ts';
import { costOf, realisedAtoms } from '../../venue/orders/settling.ts';
import type { Instrument } from '../../venue/state.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import { add, divide, greatest, isLess, least, multiply, rational, subtract } from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule } from './rule.ts';
import { ENTRY, lotsOf, MARK, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofPpm } from './scale.ts';

const DAILY = { everyMinutes: 1_440, atMinute: 0 } as const;

const realised: CalculatedRule = {
  code: 'VAR-42',
  title: 'a position that was realised at the mark, of which a part is closed afterwards',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: { ...MARK, text: 'at which it was realised' },
    closed: { ...QUANTITY, text: 'what is closed then, less than all' },
    price: { unit: 'price', text: 'at which it is closed' },
  },
  outputs: {
    realised: { unit: 'amount', text: 'at the mark' },
    result: { unit: 'amount', text: 'of what is closed' },
    cost: { unit: 'amount', text: 'of the rest, with its sign' },
    entered: { unit: 'amount', text: 'what the rest was entered for, with its sign' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, closed] = [givens.quantity(), givens.quantity('closed')];
    const [entry, mark] = [givens.price('entry'), givens.price('mark')];
    const price = givens.price();
    if (!isLess(closed.value, quantity.value)) {
      const sentence = 'inputs.closed must be less than inputs.quantity';
      throw new Refusal('OUT_OF_RANGE', 'inputs.closed', sentence);
    }
    const { grid } = contract;
    const rest = divide(subtract(quantity.value, closed.value), quantity.value);
    const gained = exact.unrealised(contract, side, quantity.value, entry.value, mark.value);
    const value = exact.valueOf(contract, quantity.value, entry.value);
    const paid = exact.signed(value, exact.gain(contract, side));
    return {
      exact: {
        realised: gained,
        result: exact.unrealised(contract, side, closed.value, mark.value, price.value),
        cost: multiply(add(paid, gained), rest),
        entered: multiply(paid, rest),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity.value);
        const costAtoms = valueAtoms(scales, lots, entry.whole);
        const worth = valueAtoms(scales, lots, mark.whole);
        const closing = closed.whole;
        const way = lots > 0 ? SELL : BUY;
        const notional = notionalAtoms(scales, closing, price.whole);
        const signed = costOf({ scales } as Instrument, way, notional);
        const result = realisedAtoms(lots, worth, way, closing, signed);
        const state = createRealised(DAILY, 0);
        state.carried[1] = worth - costAtoms;
        closeCarried(state, 1, Math.abs(lots), closing);
        const left = worth + signed + result;
        return {
          realised: ofAtoms(grid, worth - costAtoms),
          result: ofAtoms(grid, result),
          cost: ofAtoms(grid, left),
          entered: ofAtoms(grid, left - (state.carried[1] ?? 0)),
        };
      },
    };
  },
};

const parted: CalculatedRule = {
  code: 'VAR-44',
  title: 'a fee of several parts, each rounded up by itself',
  of: 'figures',
  inputs: {
    value: { unit: 'amount', text: 'the value of the fill' },
    parts: { unit: 'list', text: 'records of a rate each' },
  },
  outputs: { fee: { unit: 'amount', text: 'each part up' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const value = givens.money('value');
    const parts = givens.each('parts', (one) => one.share('rate'));
    return {
      exact: { fee: add(...parts.map((part) => multiply(value.value, part.value))) },
      rounded: () => {
        const rates = parts.map(({ whole }) => whole);
        return { fee: ofAtoms(contract.grid, partedFeeAtoms(value.whole, rates)) };
      },
    };
  },
};

/** The root of a figure to 20 decimals of its own, down. */
function rootOf({ top, bottom }: Rational): Rational {
  const scale = 10n ** 20n;
  const square = (top * scale * scale) / bottom;
  let root = square;
  for (let next = (root + 1n) / 2n; next < root; next = (root + square / root) / 2n) root = next;
  return rational(root, scale);
}

const MOST_RATE = rational(9n, 10n);

const sizeRoot: CalculatedRule = {
  code: 'VAR-45',
  title: 'the rate of a position, where rates rise with the root of the size',
  of: 'contract',
  inputs: {
    quantity: QUANTITY,
    first: { unit: 'rate', text: 'the rate of the tier' },
    kept: { unit: 'rate', text: 'the part of it that is added to', otherwise: '0' },
    unit: { ...QUANTITY, text: 'a quantity' },
    rise: { unit: 'rate', text: 'and what is asked there' },
  },
  outputs: { rate: { unit: 'rate', text: 'each term up to a ppm' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, unit] = [givens.quantity(), givens.quantity('unit')];
    const [first, rise] = [givens.share('first'), givens.share('rise')];
    const kept = givens.share('kept', rational(0));
    for (const [name, { value }] of Object.entries({ first, kept, rise })) {
      if (isLess(rational(1), value)) {
        throw new Refusal('OUT_OF_RANGE', `inputs.${name}`, `inputs.${name} must be at most 1`);
      }
    }
    const root = rootOf(divide(quantity.value, unit.value));
    const risen = add(multiply(first.value, kept.value), multiply(rise.value, root));
    return {
      exact: { rate: greatest(first.value, least(risen, MOST_RATE)) },
      rounded: () => {
        const how = { keptPpm: kept.whole, unitLots: unit.whole };
        return { rate: ofPpm(rootedPpm(first.whole, rise.whole, how, quantity.whole)) };
      },
    };
  },
};

const capped: CalculatedRule = {
  code: 'VAR-46',
  title: 'what a position in a capped contract posts, so that it is paid for in full',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    price: { unit: 'price', text: 'at which it is opened' },
    cap: { unit: 'price', text: 'the most that the price can be' },
  },
  outputs: { posted: { unit: 'amount', text: 'of a short with the fee of closing, up' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, price, cap] = [givens.quantity(), givens.price(), givens.price('cap')];
    if (isLess(cap.value, price.value)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.price', 'inputs.price must be at most inputs.cap');
    }
    const { grid, takerFee } = contract;
    const value = exact.valueOf(contract, quantity.value, price.value);
    const most = exact.valueOf(contract, quantity.value, cap.value);
    const atoms = multiply(divide(quantity.value, grid.lot), grid.atom);
    const short = add(subtract(most, value), multiply(most, takerFee), atoms);
    return {
      exact: { posted: side > 0 ? value : short },
      rounded: () => {
        const { fees } = venueTerms(contract);
        const spec = { fees, capTicks: cap.whole } as InstrumentSpec;
        const instrument = { spec, scales: scalesOfContract(contract) };
        const posted = postedAtoms(instrument, side > 0 ? BUY : SELL, quantity.whole, price.whole);
        return { posted: ofAtoms(grid, posted) };
      },
    };
  },
};

export const pnlWayRules: readonly CalculatedRule[] = [realised, parted, sizeRoot, capped];
