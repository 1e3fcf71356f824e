/** Funding over an interval of samples, and when it is paid. */
import { nextFundingTimeUs, rateOfSamples } from '../../venue/funding/funding.ts';
import type { FundingParameters } from '../../venue/funding/funding.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import { add, divide, multiply, negate, rational, subtract, within } from './rational.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofE8 } from './scale.ts';

const FUNDED: Readonly<Record<string, Field>> = {
  interest: { unit: 'rate', text: 'R, for 8 hours' },
  damper: { unit: 'rate', text: 'c' },
  cap: { unit: 'rate', text: 'the most it may be' },
  hours: { unit: 'hours', text: 'the interval, 1 to 8', otherwise: '8' },
};

interface Premium {
  readonly weight: number;
  readonly premium: Given;
}

/** The rate of an interval by its samples, and by how many of its minutes had one. */
function intervalRule(code: string, title: string, isWeighted: boolean): CalculatedRule {
  return {
    code,
    title,
    of: 'figures',
    inputs: {
      samples: {
        unit: 'list',
        text: isWeighted ? 'records of premium and minute, from 1' : 'records of premium',
      },
      minutes: { unit: 'count', text: 'of the interval so far' },
      ...FUNDED,
    },
    outputs: { rate: { unit: 'rate', text: 'each step half up to 1e-8' } },
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const samples = givens.each('samples', (one): Premium => {
        return {
          weight: isWeighted ? one.count('minute', 1, 480) : 1,
          premium: one.fine('premium'),
        };
      });
      const minutes = givens.count('minutes', samples.length, 480);
      const [interest, damper] = [givens.fine('interest'), givens.fine('damper')];
      const cap = givens.fine('cap');
      const hours = givens.has('hours') ? givens.count('hours', 1, 8) : 8;
      const parts = samples.map((one) => multiply(one.premium.value, rational(one.weight)));
      const weights = samples.reduce((sum, one) => sum + one.weight, 0);
      const mean = divide(add(...parts), rational(weights));
      const toInterest = within(subtract(interest.value, mean), negate(damper.value), damper.value);
      const capped = within(add(mean, toInterest), negate(cap.value), cap.value);
      const share = rational(hours * samples.length, 8 * minutes);
      return {
        exact: { rate: multiply(capped, share) },
        rounded: () => {
          const parameters: FundingParameters = {
            intervalHours: hours,
            interestE8: interest.whole,
            damperE8: damper.whole,
            capE8: cap.whole,
            samplesFrom: 'sameInterval',
          };
          const sum = samples.reduce((all, one) => all + one.weight * one.premium.whole, 0);
          return {
            rate: ofE8(rateOfSamples(parameters, sum, samples.length, minutes, weights)),
          };
        },
      };
    },
  };
}

const grid: CalculatedRule = {
  code: 'FUND-05',
  title: 'when the running interval is paid, on a grid from 00:00 UTC',
  of: 'figures',
  inputs: {
    time: { unit: 'seconds', text: 'since 1970 UTC' },
    hours: { unit: 'hours', text: 'the interval' },
  },
  outputs: { next: { unit: 'seconds', text: 'since 1970 UTC' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [time, hours] = [givens.count('time', 0, 4_000_000_000), givens.count('hours', 1, 8)];
    const step = BigInt(hours) * 3_600n;
    return {
      exact: { next: rational((BigInt(time) / step + 1n) * step) },
      rounded: () => ({ next: rational(nextFundingTimeUs(time * SECOND_US, hours), SECOND_US) }),
    };
  },
};

export const intervalRules: readonly CalculatedRule[] = [
  intervalRule('FUND-04', 'the rate of an interval of which not all minutes had a sample', false),
  grid,
  intervalRule('FUND-08', 'the rate where the n-th minute of an interval counts n times', true),
];
