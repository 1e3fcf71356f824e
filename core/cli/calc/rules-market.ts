/** Prices that follow from an index, and how what was taken over is sold. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { roundToTicks } from '../../venue/instruments/value.ts';
import { disposalLots } from '../../venue/liquidation/arithmetic.ts';
import { orderBand } from '../../venue/pricing/order-band.ts';
import type { Collar } from '../../venue/pricing/permissions.ts';
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
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { QUANTITY } from './rules-value.ts';
import { ofLots, ofTicks, toE8, toLots, toPpm } from './scale.ts';

const PRICE: Field = { unit: 'price', text: 'the price' };

const tickOf: CalculatedRule = {
  code: 'VAL-06',
  title: 'a price on the tick',
  of: 'figures',
  inputs: { price: PRICE },
  outputs: { price: { unit: 'price', text: 'rounded half up' } },
  calculate: (inputs, { grid }) => {
    const price = inputs.positive('price');
    return {
      exact: { price },
      rounded: () => {
        const spec = { tickE8: grid.tickE8 } as InstrumentSpec;
        return { price: ofTicks(grid, roundToTicks(spec, toE8(price, 'inputs.price'))) };
      },
    };
  },
};

/** A width as a collar narrows it. */
function narrowed(width: Rational, collar: Collar): Rational {
  if (collar === 'halved') return divide(width, rational(2));
  return collar === 'onePercent' ? least(width, rational(1, 100)) : width;
}

function bandRule(code: string, title: string, collars: readonly Collar[]): CalculatedRule {
  const collared = { unit: 'side', text: collars.join(' or ') } as const;
  return {
    code,
    title,
    of: 'figures',
    inputs: {
      index: { unit: 'price', text: 'I, the index' },
      basis: { unit: 'price', text: 'the moving average of the book less the index' },
      inner: { unit: 'rate', text: 'Y' },
      outer: { unit: 'rate', text: 'Z' },
      ...(collars.length > 0 && { collar: collared }),
    },
    outputs: {
      maxBid: { unit: 'price', text: 'min(max(I, I (1 + Y) + basis), I (1 + Z)), down' },
      minAsk: { unit: 'price', text: 'the mirror of it, up' },
    },
    calculate: (inputs, { grid }) => {
      const [index, basis] = [inputs.positive('index'), inputs.decimal('basis')];
      const [inner, outer] = [inputs.notNegative('inner'), inputs.notNegative('outer')];
      const collar = collars.length > 0 ? inputs.choice('collar', collars) : 'normal';
      const [near, far] = [narrowed(inner, collar), narrowed(outer, collar)];
      const bid = greatest(index, add(multiply(index, add(ONE, near)), basis));
      const ask = least(index, add(multiply(index, subtract(ONE, near)), basis));
      return {
        exact: {
          maxBid: least(bid, multiply(index, add(ONE, far))),
          minAsk: greatest(ask, multiply(index, subtract(ONE, far))),
        },
        rounded: () => {
          const parameters = {
            tickE8: grid.tickE8,
            innerPpm: toPpm(inner, 'inputs.inner'),
            outerPpm: toPpm(outer, 'inputs.outer'),
          };
          const [at, away] = [toE8(index, 'inputs.index'), toE8(basis, 'inputs.basis')];
          const { maxBidTicks, minAskTicks } = orderBand(parameters, at, away, collar);
          return { maxBid: ofTicks(grid, maxBidTicks), minAsk: ofTicks(grid, minAskTicks) };
        },
      };
    },
  };
}

const disposal: CalculatedRule = {
  code: 'LIQ-07',
  title: 'how much of what was taken over is sold at once',
  of: 'figures',
  inputs: {
    held: { ...QUANTITY, text: 'what is held' },
    depth: { ...QUANTITY, text: 'what the book offers within the band' },
    fraction: { unit: 'rate', text: 'of what is held, rounded up to a lot' },
    bookShare: { unit: 'rate', text: 'of the book, rounded down' },
    full: { ...QUANTITY, text: 'all of it when no more is held' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'what is sold' } },
  calculate: (inputs, { grid }) => {
    const [held, depth] = [inputs.notNegative('held'), inputs.notNegative('depth')];
    const [fraction, share] = [inputs.positive('fraction'), inputs.positive('bookShare')];
    const full = inputs.notNegative('full');
    const wanted = isLess(full, held) ? multiply(held, fraction) : held;
    return {
      exact: { quantity: least(wanted, multiply(depth, share)) },
      rounded: () => {
        const liquidation = {
          disposalFullLots: toLots(grid, full, 'inputs.full'),
          disposalFractionPpm: toPpm(fraction, 'inputs.fraction'),
          disposalBookSharePpm: toPpm(share, 'inputs.bookShare'),
        };
        const spec = { liquidation } as InstrumentSpec;
        const lots = toLots(grid, held, 'inputs.held');
        return {
          quantity: ofLots(grid, disposalLots(spec, lots, toLots(grid, depth, 'inputs.depth'))),
        };
      },
    };
  },
};

export const marketRules: readonly CalculatedRule[] = [
  tickOf,
  bandRule('BAND-01', 'the highest bid and the lowest offer that are taken around an index', []),
  bandRule('BAND-02', 'the same as a collar narrows it: Y and Z by half, or to 1 %', [
    'halved',
    'onePercent',
  ]),
  disposal,
];
