/** What is known and expected of positions at other venues. */
import { fillChange, keptAtoms } from '../../venue/external/arithmetic.ts';
import { fundingPaymentAtoms } from '../../venue/funding/funding.ts';
import { notionalAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import { maintenanceAtoms } from '../../venue/margin/arithmetic.ts';
import type { BucketFigures } from '../../venue/margin/buckets.ts';
import { CALL_RELEASE_POINTS, cureAtoms } from '../../venue/margin/calls.ts';
import type { Instrument } from '../../venue/state.ts';
import { scalesOfContract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import {
  absolute,
  add,
  divide,
  greatest,
  isLess,
  multiply,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { CalculatedRule } from './rule.ts';
import { termsFor } from './rules-margin.ts';
import { exactFill } from './rules-position.ts';
import { ENTRY, lotsOf, MARK, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofLots, whole } from './scale.ts';

/** What a position keeps of its own margin where its venue does not say. */
function exactKept(before: Rational, after: Rational, margin: Rational): Rational {
  const isSame = multiply(before, after).top > 0n;
  if (!isSame) return ZERO;
  const isReduced = isLess(absolute(after), absolute(before));
  return isReduced ? divide(multiply(margin, absolute(after)), absolute(before)) : margin;
}

const fill: CalculatedRule = {
  code: 'EXT-06',
  title: 'what a reported fill changes: the wallet by its result less the fee, and the position',
  of: 'contract',
  inputs: {
    position: { ...QUANTITY, text: 'what is held, below zero when short' },
    entry: ENTRY,
    side: { unit: 'side', text: 'buy or sell' },
    quantity: { ...QUANTITY, text: 'what is filled' },
    price: { unit: 'price', text: 'of the fill' },
    fee: { unit: 'amount', text: 'as reported, below zero where it is a rebate' },
    margin: { unit: 'amount', text: 'of an isolated position, what it had', otherwise: '0' },
  },
  outputs: {
    wallet: { unit: 'amount', text: 'what it gains' },
    cost: { unit: 'amount', text: 'what is paid for the position after, signed' },
    position: { ...QUANTITY, text: 'what is held after' },
    kept: { unit: 'amount', text: 'what an isolated one keeps, up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side: exact.Side = inputs.choice('side', ['buy', 'sell']) === 'buy' ? 1 : -1;
    const [position, quantity] = [givens.position('position'), givens.quantity()];
    const [entry, price] = [givens.price('entry'), givens.price()];
    const fee = givens.amount('fee');
    const margin = givens.has('margin') ? givens.money('margin') : null;
    const { grid } = contract;
    const held = position.value;
    const found = exactFill(contract, held, entry.value, {
      side,
      quantity: quantity.value,
      price: price.value,
    });
    return {
      exact: {
        wallet: subtract(found.realised, fee.value),
        cost: found.cost,
        position: found.position,
        kept: exactKept(held, found.position, margin?.value ?? ZERO),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = position.whole;
        const costAtoms = valueAtoms(scales, lots, entry.whole);
        const change = fillChange(
          { scales } as Instrument,
          { lots, costAtoms },
          { side, lots: quantity.whole, ticks: price.whole, feeAtoms: fee.whole },
        );
        const after = lots + change.lots;
        return {
          wallet: ofAtoms(grid, change.walletAtoms),
          cost: ofAtoms(grid, costAtoms + change.costAtoms),
          position: ofLots(grid, after),
          kept: ofAtoms(grid, keptAtoms(lots, after, margin?.whole ?? 0)),
        };
      },
    };
  },
};

const expected: CalculatedRule = {
  code: 'EXT-09',
  title: 'what is there and asked of a position at a mark, and what cures a call',
  of: 'tiers',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: MARK,
    wallet: { unit: 'amount', text: 'what its bucket has' },
    first: { unit: 'rate', text: 'the first call level, in whole per cent' },
  },
  outputs: {
    equity: { unit: 'amount', text: 'E; a liquidation is expected below MM' },
    maintenance: { unit: 'amount', text: 'MM by the terms of the profile' },
    cure: { unit: 'amount', text: 'what a call asks to be brought in, up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, entry] = [givens.quantity(), givens.price('entry')];
    const [mark, wallet] = [givens.price('mark'), givens.amount('wallet')];
    const first = inputs.positive('first');
    const { grid, isOnEntry } = contract;
    const at = isOnEntry ? entry : mark;
    const size = quantity.value;
    const gained = exact.unrealised(contract, side, size, entry.value, mark.value);
    const equity = add(wallet.value, gained);
    const asked = exact.maintenance(
      exact.forQuantity(contract, size),
      exact.valueOf(contract, size, at.value),
    );
    const target = multiply(asked, add(first, rational(CALL_RELEASE_POINTS, 100)));
    return {
      exact: {
        equity,
        maintenance: asked,
        cure: greatest(ZERO, subtract(target, equity)),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, size);
        const [now, cost] = [mark, entry].map((one) => valueAtoms(scales, lots, one.whole));
        const equityAtoms = wallet.whole + (now ?? 0) - (cost ?? 0);
        const notional = notionalAtoms(scales, quantity.whole, at.whole);
        const figures = {
          equityAtoms,
          maintenanceAtoms: maintenanceAtoms(termsFor(contract, size), notional),
        } as BucketFigures;
        const percents = [whole(first, rational(1, 100), 'inputs.first')];
        return {
          equity: ofAtoms(grid, equityAtoms),
          maintenance: ofAtoms(grid, figures.maintenanceAtoms),
          cure: ofAtoms(grid, cureAtoms(percents, figures)),
        };
      },
    };
  },
};

const funding: CalculatedRule = {
  code: 'EXT-10',
  title: 'what a position is expected to pay at another venue’s funding, below zero what it gets',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    mark: MARK,
    rate: { unit: 'rate', text: 'the funding rate by our samples' },
  },
  outputs: { payment: { unit: 'amount', text: 'payer up, receiver down' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, mark, rate] = [givens.quantity(), givens.price('mark'), givens.fine('rate')];
    const value = exact.valueOf(contract, quantity.value, mark.value);
    return {
      exact: { payment: exact.signed(multiply(value, rate.value), side) },
      rounded: () => {
        const atoms = notionalAtoms(scalesOfContract(contract), quantity.whole, mark.whole);
        return { payment: ofAtoms(contract.grid, fundingPaymentAtoms(side * atoms, rate.whole)) };
      },
    };
  },
};

export const externalRules: readonly CalculatedRule[] = [fill, expected, funding];
