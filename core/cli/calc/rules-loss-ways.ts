/** Other venues' ways with losses: who shares one, what is given on, how far a slice may trade. */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { beyondLimitLots } from '../../venue/liquidation/adl-arithmetic.ts';
import { sharesOf, winnersShares } from '../../venue/liquidation/arithmetic.ts';
import { improvedTicks } from '../../venue/liquidation/improving.ts';
import { scalesOfContract } from './contract.ts';
import * as exact from './exact.ts';
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
import type { Rational } from './rational.ts';
import { numbered } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofLots } from './scale.ts';

const LOSS: Field = { unit: 'amount', text: 'what is to be paid' };

/** Each figure's part of an amount, as it is of their sum. */
function proRata(amount: Rational, parts: readonly Rational[]): Rational[] {
  const total = add(...parts);
  return parts.map((part) => (total.top === 0n ? ZERO : divide(multiply(amount, part), total)));
}

const day: CalculatedRule = {
  code: 'VAR-37',
  title: 'what the winners of a day give of a loss, pro rata or each a fixed part',
  of: 'figures',
  inputs: {
    loss: LOSS,
    part: { unit: 'rate', text: 'the fixed part of what each can give', otherwise: '0' },
    winners: { unit: 'list', text: 'records of gain, of that day, and free, which is E - MM' },
  },
  outputs: {
    taken1: { unit: 'amount', text: 'from the first; taken2, taken3 ... from the others' },
    fund: { unit: 'amount', text: 'what is more than the loss' },
    owed: { unit: 'amount', text: 'what they cannot give' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const loss = givens.money('loss');
    const part = givens.share('part', ZERO);
    const winners = givens.each('winners', (one) => [one.amount('gain'), one.amount('free')]);
    const most = winners.map((of) => greatest(ZERO, of.map(({ value }) => value).reduce(least)));
    const { grid } = contract;
    const fixed = most.map((one) => multiply(one, part.value));
    const isEnough = !isLess(add(...fixed), loss.value);
    const shared = least(loss.value, add(...most));
    const taken = isEnough ? fixed : proRata(shared, most);
    const more = subtract(add(...taken), loss.value);
    return {
      exact: {
        ...numbered('taken', taken),
        fund: greatest(ZERO, more),
        owed: greatest(ZERO, subtract(ZERO, more)),
      },
      rounded: () => {
        const wholes = winners.map((of) => Math.max(0, Math.min(...of.map(({ whole }) => whole))));
        const isNobody = wholes.every((one) => one === 0);
        const shares = isNobody ? wholes : winnersShares(loss.whole, wholes, part.whole);
        const over = shares.reduce((sum, share) => sum + share, 0) - loss.whole;
        const figures = shares.map((share) => ofAtoms(grid, share));
        const [fund, owed] = [Math.max(0, over), Math.max(0, -over)];
        return {
          ...numbered('taken', figures),
          fund: ofAtoms(grid, fund),
          owed: ofAtoms(grid, owed),
        };
      },
    };
  },
};

const holders: CalculatedRule = {
  code: 'VAR-38',
  title: 'what all who hold a contract pay of a loss, by their lots on either side',
  of: 'figures',
  inputs: {
    loss: LOSS,
    holders: { unit: 'list', text: 'records of quantity, without its sign' },
  },
  outputs: {
    taken1: { unit: 'amount', text: 'from the first; taken2, taken3 ... from the others' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const loss = givens.money('loss');
    const held = givens.each('holders', (one) => one.quantity());
    const { grid } = contract;
    const taken = proRata(
      loss.value,
      held.map(({ value }) => value),
    );
    return {
      exact: numbered('taken', taken),
      rounded: () => {
        const lots = held.map(({ whole }) => whole);
        const figures = sharesOf(loss.whole, lots).map((share) => ofAtoms(grid, share));
        return numbered('taken', figures);
      },
    };
  },
};

const limit: CalculatedRule = {
  code: 'VAR-40',
  title: 'what is given on once more is lost than a part of what stands behind it',
  of: 'figures',
  inputs: {
    held: { ...QUANTITY, text: 'what the liquidation account holds' },
    loss: { unit: 'amount', text: 'of all of it at the mark' },
    behind: { unit: 'amount', text: 'what the fund has for it' },
    limit: { unit: 'rate', text: 'of that, what may be lost' },
    floor: { unit: 'rate', text: 'of that, what it is then cut to' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'up to a lot' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const held = givens.quantity('held');
    const [loss, behind] = [givens.money('loss'), givens.money('behind')];
    const [most, floor] = [givens.share('limit'), givens.share('floor')];
    const isBeyond = isLess(multiply(behind.value, most.value), loss.value);
    const stays = multiply(behind.value, floor.value);
    const isCut = isBeyond && isLess(stays, loss.value);
    const kept = (): Rational => divide(multiply(held.value, stays), loss.value);
    return {
      exact: { quantity: isCut ? subtract(held.value, kept()) : ZERO },
      rounded: () => {
        const terms = { limitPpm: most.whole, floorPpm: floor.whole };
        const lots = beyondLimitLots(held.whole, loss.whole, behind.whole, terms);
        return { quantity: ofLots(contract.grid, lots) };
      },
    };
  },
};

const improved: CalculatedRule = {
  code: 'VAR-41',
  title: 'the worst price at which a slice may trade while the fund pays for it',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: { ...QUANTITY, text: 'what the slice closes' },
    bankruptcy: { unit: 'price', text: 'of its position' },
    fund: { unit: 'amount', text: 'what stands behind it' },
    limit: { unit: 'rate', text: 'how far beyond it may be, below 1' },
  },
  outputs: { price: { unit: 'price', text: 'to the tick, so that the fund can pay it' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, even] = [givens.quantity(), givens.price('bankruptcy')];
    const [fund, share] = [givens.money('fund'), givens.share('limit')];
    const isLong = side > 0;
    const way = isLong ? subtract(ONE, share.value) : add(ONE, share.value);
    const far = multiply(even.value, way);
    const paid = exact.bankruptcyPrice(contract, side, quantity.value, even.value, fund.value);
    const price = paid === null ? far : isLong ? greatest(far, paid) : least(far, paid);
    return {
      exact: { price: greatest(price, rational(0)) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const of = { atoms: fund.whole, limitPpm: share.whole };
        const closes = isLong ? SELL : BUY;
        const ticks = improvedTicks(scales, closes, quantity.whole, even.whole, of);
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

export const lossWayRules: readonly CalculatedRule[] = [day, holders, limit, improved];
