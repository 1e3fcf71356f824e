/** Other shapes of funding: how a premium is damped, what it is over, what rates are for. */
import { premiumE8, rateOfSamples } from '../../venue/funding/funding.ts';
import type { FundingParameters } from '../../venue/funding/funding.ts';
import { addPrices, createPriceSums } from '../../venue/funding/price-sums.ts';
import { meanIndexE8, premiumOfMeansE8 } from '../../venue/funding/price-sums.ts';
import { Givens } from './given.ts';
import {
  add,
  divide,
  greatest,
  least,
  multiply,
  negate,
  rational,
  subtract,
  within,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { CalculatedRule } from './rule.ts';
import { ofE8 } from './scale.ts';

const DAMPINGS = ['interest', 'deadZone', 'none'] as const;

/** A premium and the interest together, before the cap. */
function damped(
  damping: (typeof DAMPINGS)[number],
  premium: Rational,
  interest: Rational,
  damper: Rational,
): Rational {
  if (damping === 'none') return add(premium, interest);
  if (damping === 'deadZone') {
    return add(greatest(damper, premium), least(negate(damper), premium));
  }
  return add(premium, within(subtract(interest, premium), negate(damper), damper));
}

const damping: CalculatedRule = {
  code: 'VAR-12',
  title: 'the rate of a mean premium, with interest and damper as funding.damping says',
  of: 'figures',
  inputs: {
    damping: { unit: 'side', text: 'interest, deadZone or none' },
    premium: { unit: 'rate', text: 'the mean premium' },
    interest: { unit: 'rate', text: 'R, for 8 hours; not of a dead zone', otherwise: '0' },
    damper: { unit: 'rate', text: 'c; not without damping', otherwise: '0' },
    cap: { unit: 'rate', text: 'the most it may be' },
    hours: { unit: 'hours', text: 'the interval, 1 to 8', otherwise: '8' },
  },
  outputs: { rate: { unit: 'rate', text: 'for the interval, each step half up to 1e-8' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const how = inputs.choice('damping', DAMPINGS);
    const mean = givens.fine('premium');
    // What a way has no use for is no field of it, as an instrument with it is not listed.
    const interest = how === 'deadZone' ? null : givens.fine('interest', ZERO);
    const damper = how === 'none' ? null : givens.fine('damper', ZERO);
    const cap = givens.fine('cap');
    const hours = givens.has('hours') ? givens.count('hours', 1, 8) : 8;
    const rate = damped(how, mean.value, interest?.value ?? ZERO, damper?.value ?? ZERO);
    const capped = within(rate, negate(cap.value), cap.value);
    return {
      exact: { rate: multiply(capped, rational(hours, 8)) },
      rounded: () => {
        const parameters: FundingParameters = {
          intervalHours: hours,
          interestE8: interest?.whole ?? 0,
          damperE8: damper?.whole ?? 0,
          capE8: cap.whole,
          samplesFrom: 'sameInterval',
          damping: how,
        };
        return { rate: ofE8(rateOfSamples(parameters, mean.whole, 1, 1)) };
      },
    };
  },
};

const over: CalculatedRule = {
  code: 'VAR-13',
  title: 'the premium of a book over the mark, and a rate for so many hours as one of an interval',
  of: 'figures',
  inputs: {
    index: { unit: 'price', text: 'the index' },
    mark: { unit: 'price', text: 'the mark, which impact prices are held against' },
    impactBid: { unit: 'price', text: '0 where the bids cannot fill the notional', otherwise: '0' },
    impactAsk: { unit: 'price', text: '0 where the offers cannot', otherwise: '0' },
    rate: { unit: 'rate', text: 'for rateHours' },
    rateHours: { unit: 'hours', text: 'what rates are for, to 24' },
    hours: { unit: 'hours', text: 'the interval, 1 to 8' },
  },
  outputs: {
    premium: { unit: 'rate', text: 'half up to 1e-8' },
    rate: { unit: 'rate', text: 'for the interval, half up to 1e-8' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [index, mark] = [givens.index(), givens.index('mark')];
    const [bid, ask] = [givens.quote('impactBid'), givens.quote('impactAsk')];
    const rate = givens.fine('rate');
    const hours = givens.count('hours', 1, 8);
    const rateHours = givens.count('rateHours', hours, 24);
    const above = within(subtract(bid.value, mark.value), ZERO, index.value);
    const below = ask.value.top === 0n ? ZERO : greatest(ZERO, subtract(mark.value, ask.value));
    const all = add(subtract(mark.value, index.value), subtract(above, below));
    const held = within(all, negate(index.value), index.value);
    return {
      exact: {
        premium: divide(held, index.value),
        rate: multiply(rate.value, rational(hours, rateHours)),
      },
      rounded: () => {
        const parameters: FundingParameters = {
          intervalHours: hours,
          interestE8: 0,
          damperE8: 0,
          capE8: Math.abs(rate.whole),
          samplesFrom: 'sameInterval',
          damping: 'none',
          rateHours,
        };
        return {
          premium: ofE8(premiumE8(index.whole, bid.whole, ask.whole, mark.whole)),
          rate: ofE8(rateOfSamples(parameters, rate.whole, 1, 1)),
        };
      },
    };
  },
};

const averages: CalculatedRule = {
  code: 'VAR-72',
  title: 'the premium of an interval as the difference of two averages, by the average index',
  of: 'figures',
  inputs: {
    samples: {
      unit: 'list',
      text: 'records of index, of above, which is how far above it, and where it counts, minute',
    },
  },
  outputs: {
    premium: { unit: 'rate', text: 'half up to 1e-8' },
    index: { unit: 'price', text: 'the average index, half up to 1e-8' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const samples = givens.each('samples', (one) => ({
      index: one.index(),
      above: one.fine('above'),
      weight: one.has('minute') ? one.count('minute', 1, 480) : 1,
    }));
    const weight = samples.reduce((sum, one) => sum + one.weight, 0);
    const sumOf = (what: 'index' | 'above'): Rational =>
      add(...samples.map((one) => multiply(one[what].value, rational(one.weight))));
    return {
      exact: {
        premium: divide(sumOf('above'), sumOf('index')),
        index: divide(sumOf('index'), rational(weight)),
      },
      rounded: () => {
        const sums = createPriceSums();
        for (const one of samples) addPrices(sums, one.weight, one.above.whole, one.index.whole);
        const premium = ofE8(premiumOfMeansE8(sums, weight));
        return { premium, index: ofE8(meanIndexE8(sums, weight)) };
      },
    };
  },
};

export const fundingWayRules: readonly CalculatedRule[] = [damping, over, averages];
