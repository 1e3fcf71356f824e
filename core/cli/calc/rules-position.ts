/** What fills make of a position, and what closing it may cost. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { breakEvenTicks } from '../../venue/margin/break-even.ts';
import { mulDivCeil } from '../../venue/numbers.ts';
import { closingBoundTicks } from '../../venue/orders/checks.ts';
import { costOf, realisedAtoms } from '../../venue/orders/settling.ts';
import { notionalAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import type { Instrument } from '../../venue/state.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import type { Side } from './exact.ts';
import { Givens } from './given.ts';
import {
  absolute,
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ENTRY, lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofLots } from './scale.ts';

const EQUITY: Field = { unit: 'amount', text: 'equity' };

/** What was paid for a signed position, signed. */
function costAt(contract: Contract, held: Rational, entry: Rational): Rational {
  if (held.top === 0n) return ZERO;
  const side: Side = held.top > 0n ? 1 : -1;
  const value = exact.valueOf(contract, absolute(held), entry);
  return exact.signed(value, exact.gain(contract, side));
}

/** What a fill realises of a position, what that has cost after, and how much of it is left. */
export function exactFill(
  contract: Contract,
  held: Rational,
  entry: Rational,
  { side, quantity, price }: { side: Side; quantity: Rational; price: Rational },
): { realised: Rational; cost: Rational; position: Rational } {
  const cost = costAt(contract, held, entry);
  const paid = costAt(contract, exact.signed(quantity, side), price);
  const isClosing = held.top !== 0n && held.top > 0n !== side > 0;
  const closing = isClosing ? least(quantity, absolute(held)) : ZERO;
  const closed = divide(multiply(paid, closing), quantity);
  const released = isClosing ? divide(multiply(cost, closing), absolute(held)) : ZERO;
  const realised = negate(add(closed, released));
  return {
    realised,
    cost: add(cost, paid, realised),
    position: add(held, exact.signed(quantity, side)),
  };
}

function fillRule(code: string, title: string): CalculatedRule {
  return {
    code,
    title,
    of: 'contract',
    inputs: {
      position: { ...QUANTITY, text: 'what is held, below zero when short' },
      entry: ENTRY,
      side: { unit: 'side', text: 'buy or sell' },
      quantity: { ...QUANTITY, text: 'what is filled' },
      price: { unit: 'price', text: 'of the fill' },
    },
    outputs: {
      realised: { unit: 'amount', text: 'closing value less the cost released' },
      cost: { unit: 'amount', text: 'what is paid for the position after, signed' },
      position: { ...QUANTITY, text: 'what is held after' },
    },
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const side: Side = inputs.choice('side', ['buy', 'sell']) === 'buy' ? 1 : -1;
      const [position, quantity] = [givens.position('position'), givens.quantity()];
      const [entry, price] = [givens.price('entry'), givens.price()];
      const { grid } = contract;
      return {
        exact: exactFill(contract, position.value, entry.value, {
          side,
          quantity: quantity.value,
          price: price.value,
        }),
        rounded: () => {
          const scales = scalesOfContract(contract);
          const [lots, filled] = [position.whole, quantity.whole];
          const before = valueAtoms(scales, lots, entry.whole);
          const notional = notionalAtoms(scales, filled, price.whole);
          const value = costOf({ scales } as Instrument, side, notional);
          const result = realisedAtoms(lots, before, side, filled, value);
          return {
            realised: ofAtoms(grid, result),
            cost: ofAtoms(grid, before + value + result),
            position: ofLots(grid, lots + side * filled),
          };
        },
      };
    },
  };
}

const breakEven: CalculatedRule = {
  code: 'POS-04',
  title: 'break-even of a position with all that it has brought and taken',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    realised: { unit: 'amount', text: 'what was realised', otherwise: '0' },
    fees: { unit: 'amount', text: 'paid, less rebates', otherwise: '0' },
    funding: { unit: 'amount', text: 'received, less paid', otherwise: '0' },
  },
  outputs: { price: { unit: 'price', text: 'the worst tick without a loss' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, entry] = [givens.quantity(), givens.price('entry')];
    const [realised, fees] = [givens.amount('realised', ZERO), givens.amount('fees', ZERO)];
    const funding = givens.amount('funding', ZERO);
    const paid = subtract(fees.value, add(realised.value, funding.value));
    return {
      exact: {
        price: exact.breakEvenPrice(contract, side, quantity.value, entry.value, paid),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity.value);
        const ticks = breakEvenTicks(
          { spec: venueTerms(contract) as InstrumentSpec, scales },
          {
            lots,
            costAtoms: valueAtoms(scales, lots, entry.whole),
            realisedAtoms: realised.whole,
            feesAtoms: fees.whole,
            fundingAtoms: funding.whole,
          },
        );
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

const reduction: CalculatedRule = {
  code: 'ISO-01',
  title: 'what a reduction lets an isolated position keep of its margin',
  of: 'figures',
  inputs: {
    margin: { unit: 'amount', text: 'what it has' },
    held: { ...QUANTITY, text: 'the position before' },
    closed: { ...QUANTITY, text: 'what is closed of it' },
    result: { unit: 'amount', text: 'what that realises, less its fee' },
  },
  outputs: {
    kept: { unit: 'amount', text: 'its share of the margin, up, as far as the result leaves it' },
    released: { unit: 'amount', text: 'what goes to the wallet' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [margin, result] = [givens.amount('margin'), givens.amount('result')];
    const [held, closed] = [givens.quantity('held'), givens.quantity('closed')];
    if (isLess(held.value, closed.value)) {
      const sentence = 'inputs.closed must be at most inputs.held';
      throw new Refusal('OUT_OF_RANGE', 'inputs.closed', sentence);
    }
    const { grid } = contract;
    const rest = divide(subtract(held.value, closed.value), held.value);
    const after = add(margin.value, result.value);
    const kept = rest.top === 0n ? ZERO : least(after, multiply(margin.value, rest));
    return {
      exact: { kept, released: subtract(after, kept) },
      rounded: () => {
        const left = margin.whole + result.whole;
        const rests = held.whole - closed.whole;
        const share = mulDivCeil(margin.whole, rests, held.whole);
        const keeps = rests === 0 ? 0 : Math.min(left, share);
        return { kept: ofAtoms(grid, keeps), released: ofAtoms(grid, left - keeps) };
      },
    };
  },
};

const closingBound: CalculatedRule = {
  code: 'ISO-02',
  title: 'the worst price at which an isolated position may be closed and still pay its fee',
  of: 'contract',
  inputs: { side: SIDE, quantity: QUANTITY, mark: MARK, equity: EQUITY },
  outputs: { price: { unit: 'price', text: 'as the bankruptcy price' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const equity = givens.amount('equity');
    const value = exact.valueOf(contract, quantity.value, mark.value);
    const fee = multiply(add(value, greatest(ZERO, equity.value)), contract.takerFee);
    const left = subtract(equity.value, fee);
    return {
      exact: {
        price: exact.bankruptcyPrice(contract, side, quantity.value, mark.value, left),
      },
      rounded: () => {
        const instrument = {
          spec: venueTerms(contract) as InstrumentSpec,
          scales: scalesOfContract(contract),
          markTicks: mark.whole,
        };
        const lots = lotsOf(contract, side, quantity.value);
        return { price: ofPriceTicks(contract, closingBoundTicks(instrument, lots, equity.whole)) };
      },
    };
  },
};

export const positionRules: readonly CalculatedRule[] = [
  fillRule('POS-01', 'what a fill realises of a position, and what it has cost after'),
  fillRule('POS-02', 'the same of a fill through zero: all is closed, the rest opened'),
  breakEven,
  reduction,
  closingBound,
];
