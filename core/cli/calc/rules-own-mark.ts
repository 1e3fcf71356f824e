/** Marks and indices of other venues: parts, averages, limits, and who holds too much. */
import { average, samplesOf } from '../../venue/pricing/averages.ts';
import type { AverageState } from '../../venue/pricing/averages.ts';
import type { Smoothing } from '../../venue/pricing/own-mark-fields.ts';
import { weightedMedianQuarters } from '../../venue/pricing/index-combination.ts';
import { isBeyond, medianQuarters } from '../../venue/pricing/index-price.ts';
import { combineParts, limitRange } from '../../venue/pricing/own-mark.ts';
import { mulDivFloor, PPM } from '../../venue/numbers.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  absolute,
  add,
  compare,
  divide,
  isLess,
  multiply,
  ONE,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { yes } from './rule.ts';
import type { CalculatedRule } from './rule.ts';
import { ofE8, ofTicks } from './scale.ts';

const TWO = rational(2);
const QUARTERS = 4;
const MOST_SECONDS = 86_400;

interface Weighed {
  readonly price: Rational;
  readonly weight: Rational;
}

const ofQuarters = (price: number): Rational => divide(ofE8(price), rational(QUARTERS));
const sumOf = (figures: readonly Rational[]): Rational => add(ZERO, ...figures);

function medianOf(prices: readonly Rational[]): Rational {
  const sorted = prices.toSorted(compare);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return divide(add(low ?? ZERO, high ?? ZERO), TWO);
}

function meanOf(parts: readonly Weighed[]): Rational {
  const worth = sumOf(parts.map(({ price, weight }) => multiply(price, weight)));
  return divide(worth, sumOf(parts.map(({ weight }) => weight)));
}

const parts: CalculatedRule = {
  code: 'VAR-49',
  title: 'the mark before its band: median or mean of the parts that are there',
  of: 'figures',
  inputs: {
    combine: { unit: 'side', text: 'median or mean' },
    index: { unit: 'price', text: 'I, which it is where no part is there' },
    parts: {
      unit: 'list',
      text: 'records of price, none where it is missing, weight and standsIn',
    },
  },
  outputs: { price: { unit: 'price', text: 'half up to 1e-8' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const combine = inputs.choice('combine', ['median', 'mean']);
    const index = givens.index();
    const all = givens.each('parts', (one) => ({
      price: one.quote('price'),
      weight: one.share('weight', ONE),
      standsIn: one.has('standsIn') && one.reader.flag('standsIn'),
    }));
    const there = all.filter(({ price }) => price.value.top > 0n);
    const usual = there.filter(({ standsIn }) => !standsIn);
    const taken = (usual.length === 2 ? there : usual).map(({ price, weight }) => ({
      price: price.value,
      weight: weight.value,
    }));
    const of = combine === 'mean' ? meanOf : (some: Weighed[]) => medianOf(some.map(priceOf));
    return {
      exact: { price: taken.length === 0 ? index.value : of(taken) },
      rounded: () => {
        const own = {
          combine,
          parts: all.map(({ weight, standsIn }) => ({ weightPpm: weight.whole, standsIn })),
        };
        const prices = all.map(({ price }) => price.whole);
        return { price: ofE8(combineParts(own, prices, index.whole)) };
      },
    };
  },
};

const priceOf = ({ price }: Weighed): Rational => price;

interface Sample {
  readonly price: Given;
  readonly atS: number;
}

/** The recurrence of a moving average; the first sample is the average. */
function movingOf(samples: readonly Sample[], overS: number): Rational {
  let [value, beforeS] = [ZERO, -1];
  for (const { price, atS } of samples) {
    const share = rational(Math.min(atS - beforeS, overS), overS);
    const away = subtract(price.value, value);
    value = beforeS < 0 ? price.value : add(value, multiply(away, share));
    beforeS = atS;
  }
  return value;
}

/** The mean of the first samples of the intervals that the window still has at its last. */
function windowOf(samples: readonly Sample[], everyS: number, count: number): Rational {
  const slot = ({ atS }: Sample): number => Math.floor(atS / everyS);
  const last = samples.at(-1);
  const oldest = last === undefined ? 0 : slot(last) - count;
  const firsts = samples.filter((one, n) => n === 0 || slot(samples[n - 1]!) !== slot(one));
  const kept = firsts.filter((one) => slot(one) > oldest).map(({ price }) => price.value);
  return divide(sumOf(kept), rational(kept.length));
}

const averages: CalculatedRule = {
  code: 'VAR-50',
  title: 'the average of a part after its last sample: a moving one, or a mean of a window',
  of: 'figures',
  inputs: {
    by: { unit: 'side', text: 'ema or mean' },
    over: { unit: 'seconds', text: 'tau, or the window' },
    every: { unit: 'seconds', text: 'of a mean: one sample for so many', otherwise: '1' },
    samples: { unit: 'list', text: 'records of at, in seconds and rising, and price, of any sign' },
  },
  outputs: { average: { unit: 'price', text: 'half up to 1e-8, of a moving one each step' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const by = inputs.choice('by', ['ema', 'mean']);
    const overS = givens.count('over', 1, MOST_SECONDS);
    const everyS = givens.has('every') ? givens.count('every', 1, overS) : 1;
    const given = givens.each('samples', (one) => ({
      price: one.fine('price'),
      atS: one.count('at', 0),
    }));
    const samples = given.toSorted((one, other) => one.atS - other.atS);
    const smooth: Smoothing = { by, overS, everyS, what: 'price' };
    const exact =
      by === 'ema' ? movingOf(samples, overS) : windowOf(samples, everyS, samplesOf(smooth));
    return {
      exact: { average: exact },
      rounded: () => {
        const state: AverageState = {};
        let value = 0;
        for (const { price, atS } of samples) value = average(smooth, state, price.whole, atS);
        return { average: ofE8(value) };
      },
    };
  },
};

const limits: CalculatedRule = {
  code: 'VAR-52',
  title: 'how far a mark may be from the one at which a period began',
  of: 'figures',
  inputs: {
    mark: { unit: 'price', text: 'as it stood then' },
    move: { unit: 'rate', text: 'of it, either way' },
  },
  outputs: {
    low: { unit: 'price', text: 'up to the tick' },
    high: { unit: 'price', text: 'down to the tick' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [mark, move] = [givens.price('mark'), givens.share('move')];
    const reach = multiply(mark.value, move.value);
    return {
      exact: { low: subtract(mark.value, reach), high: add(mark.value, reach) },
      rounded: () => {
        const limit = { movePpm: move.whole, everyS: 1 };
        const range = limitRange(limit, { period: 0, fromTicks: mark.whole });
        const { lowTicks = 0, highTicks = 0 } = range ?? {};
        return { low: ofTicks(contract.grid, lowTicks), high: ofTicks(contract.grid, highTicks) };
      },
    };
  },
};

const concentration: CalculatedRule = {
  code: 'VAR-53',
  title: 'whether one holder has too much of what is open',
  of: 'figures',
  inputs: {
    held: { unit: 'quantity', text: 'of one account, on one side' },
    open: { unit: 'quantity', text: 'of all longs' },
    share: { unit: 'rate', text: 'of the open interest that one may hold' },
  },
  outputs: { tooMuch: { unit: 'count', text: '1 where it is' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [held, open] = [givens.quantity('held'), givens.quantity('open')];
    const share = givens.share('share');
    return {
      exact: { tooMuch: yes(isLess(multiply(open.value, share.value), held.value)) },
      rounded: () => ({
        tooMuch: yes(held.whole > mulDivFloor(open.whole, share.whole, PPM)),
      }),
    };
  },
};

/** The price at which half of the weight is reached; where it is half exactly, and the next. */
function weightedMedian(sources: readonly Weighed[]): Rational {
  const sorted = sources.toSorted((one, other) => compare(one.price, other.price));
  const half = divide(sumOf(sorted.map(({ weight }) => weight)), TWO);
  let below = ZERO;
  for (const [n, { price, weight }] of sorted.entries()) {
    below = add(below, weight);
    if (isLess(below, half)) continue;
    const next = compare(below, half) === 0 ? sorted[n + 1]?.price : undefined;
    return next === undefined ? price : divide(add(price, next), TWO);
  }
  return ZERO;
}

const combined: CalculatedRule = {
  code: 'VAR-54',
  title: 'an index as the median, or the weighted median, of its survivors',
  of: 'figures',
  inputs: { sources: { unit: 'list', text: 'records of price and weight' } },
  outputs: {
    median: { unit: 'price', text: 'a quarter of 1e-8 exact' },
    weighted: { unit: 'price', text: 'likewise' },
  },
  calculate: (inputs, contract) => {
    const sources = new Givens(inputs, contract).each('sources', (one) => ({
      price: one.index('price'),
      weight: one.share('weight'),
    }));
    const exact = sources.map(({ price, weight }) => ({
      price: price.value,
      weight: weight.value,
    }));
    return {
      exact: { median: medianOf(exact.map(priceOf)), weighted: weightedMedian(exact) },
      rounded: () => {
        const prices = sources.map(({ price }) => QUARTERS * price.whole);
        const weights = sources.map(({ weight }) => weight.whole);
        return {
          median: ofQuarters(medianQuarters(prices)),
          weighted: ofQuarters(weightedMedianQuarters(prices, weights)),
        };
      },
    };
  },
};

const outliers: CalculatedRule = {
  code: 'VAR-55',
  title: 'whether so many sources are out that the index is the median of all of them',
  of: 'figures',
  inputs: {
    prices: { unit: 'list', text: 'records of price' },
    limit: { unit: 'rate', text: 'of the median, beyond which a source is out' },
    from: { unit: 'count', text: 'how many outliers make it so' },
  },
  outputs: {
    out: { unit: 'count', text: 'sources that are out' },
    isMedian: { unit: 'count', text: '1 where it is' },
    median: { unit: 'price', text: 'of all, a quarter of 1e-8 exact' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const prices = givens.each('prices', (one) => one.index('price'));
    const limit = givens.share('limit');
    const from = givens.count('from', 1, 32);
    const middle = medianOf(prices.map(({ value }) => value));
    const band = multiply(middle, limit.value);
    const isOut = ({ value }: Given) => isLess(band, absolute(subtract(value, middle)));
    const out = prices.filter(isOut).length;
    return {
      exact: { out: rational(out), isMedian: yes(out >= from), median: middle },
      rounded: () => {
        const quarters = prices.map(({ whole }) => QUARTERS * whole);
        const median = medianQuarters(quarters);
        const beyond = quarters.filter((price) => isBeyond(price, median, limit.whole)).length;
        return {
          out: rational(beyond),
          isMedian: yes(beyond >= from),
          median: ofQuarters(median),
        };
      },
    };
  },
};

export const ownMarkRules: readonly CalculatedRule[] = [
  parts,
  averages,
  limits,
  concentration,
  combined,
  outliers,
];
