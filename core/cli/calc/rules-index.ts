/** How an index is made of what its sources say. */
import type { IndexDefinition } from '../../venue/pricing/definition.ts';
import {
  clampedMeanE8,
  effectiveWeightsPpm,
  isBeyond,
  medianQuarters,
  movedWith,
} from '../../venue/pricing/index-price.ts';
import { qualityOf, secondaryQuality } from '../../venue/pricing/quality.ts';
import { createSourceMemory, sourceQuarters } from '../../venue/pricing/source-validity.ts';
import { PPM, SECOND_US } from '../../venue/numbers.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  absolute,
  add,
  compare,
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
import { Refusal } from './refusal.ts';
import { numbered, yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofE8, ofPpm } from './scale.ts';

const PRICE: Field = { unit: 'price', text: 'a price' };
const INDEX: Field = { unit: 'price', text: 'the index' };
const SOURCES: Field = { unit: 'list', text: 'records of price and weight' };
const QUARTERS = 4;
const QUALITIES = ['GREEN', 'AMBER', 'HOLD'] as const;
const QUALITY: Field = { unit: 'count', text: '0 GREEN, 1 AMBER, 2 HOLD' };

/** A price in quarters of 1e-8, in which a mid and the mean of two are whole. */
const quarters = ({ whole }: Given): number => QUARTERS * whole;
const ofQuarters = (price: number): Rational => divide(ofE8(price), rational(QUARTERS));

function median(prices: readonly Rational[]): Rational {
  const sorted = prices.toSorted(compare);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return divide(add(low ?? ZERO, high ?? ZERO), rational(2));
}

/** Whether a value is further from another than a share of it. */
function isFar(value: Rational, from: Rational, share: Rational): boolean {
  return isLess(multiply(from, share), absolute(subtract(value, from)));
}

const valid: CalculatedRule = {
  code: 'ORA-01',
  title: 'the price of a source: the mid of its quote, or its last trade where that is no good',
  of: 'figures',
  inputs: {
    bid: { unit: 'price', text: 'its best bid', otherwise: 'none' },
    ask: { unit: 'price', text: 'its best offer', otherwise: 'none' },
    last: { unit: 'price', text: 'a trade of at most 10 s', otherwise: 'none' },
    spread: { unit: 'rate', text: 'of the mid, beyond which a quote is no good' },
  },
  outputs: { price: { unit: 'price', text: 'none where there is none; a quarter of 1e-8 exact' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [bid, ask] = [givens.quote('bid'), givens.quote('ask')];
    const [last, spread] = [givens.quote('last'), givens.share('spread')];
    const mid = divide(add(bid.value, ask.value), rational(2));
    const isQuoted = bid.value.top > 0n && isLess(bid.value, ask.value);
    const isWide = isLess(multiply(mid, spread.value), subtract(ask.value, bid.value));
    const price = isQuoted && !isWide ? mid : last.value;
    return {
      exact: { price: price.top === 0n ? null : price },
      rounded: () => {
        const definition = { spreadLimitPpm: spread.whole } as IndexDefinition;
        const shown = { bidE8: bid.whole, askE8: ask.whole, lastE8: last.whole };
        const found = sourceQuarters(definition, { ...createSourceMemory(), ...shown });
        return { price: found === 0 ? null : ofQuarters(found) };
      },
    };
  },
};

const middle: CalculatedRule = {
  code: 'ORA-02',
  title: 'the median of valid prices, of an even number the mean of the middle two',
  of: 'figures',
  inputs: { prices: { unit: 'list', text: 'records of price' } },
  outputs: { median: { unit: 'price', text: 'exact' } },
  calculate: (inputs, contract) => {
    const prices = new Givens(inputs, contract).each('prices', (one) => one.index('price'));
    return {
      exact: { median: median(prices.map(({ value }) => value)) },
      rounded: () => ({ median: ofQuarters(medianQuarters(prices.map(quarters))) }),
    };
  },
};

const outliers: CalculatedRule = {
  code: 'ORA-03',
  title: 'which prices are further from the median than the outlier limit',
  of: 'figures',
  inputs: {
    prices: { unit: 'list', text: 'records of price' },
    limit: { unit: 'rate', text: 'of the median' },
  },
  outputs: { out1: { unit: 'count', text: '1 where the first is; out2, out3 ... of the others' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const prices = givens.each('prices', (one) => one.index('price'));
    const limit = givens.share('limit');
    const mid = median(prices.map(({ value }) => value));
    const out = prices.map(({ value }) => yes(isFar(value, mid, limit.value)));
    return {
      exact: numbered('out', out),
      rounded: () => {
        const whole = prices.map(quarters);
        const at = medianQuarters(whole);
        return numbered(
          'out',
          whole.map((price) => yes(isBeyond(price, at, limit.whole))),
        );
      },
    };
  },
};

function clampTo(price: Rational, mid: Rational, share: Rational): Rational {
  const [low, high] = [multiply(mid, subtract(ONE, share)), multiply(mid, add(ONE, share))];
  return least(greatest(price, low), high);
}

const clamped: CalculatedRule = {
  code: 'ORA-04',
  title: 'a price held near the median',
  of: 'figures',
  inputs: { price: PRICE, median: PRICE, clamp: { unit: 'rate', text: 'of the median' } },
  outputs: { price: { ...PRICE, text: 'exact; shown here rounded half up to 1e-8' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [price, mid] = [givens.index('price'), givens.index('median')];
    const clamp = givens.share('clamp');
    return {
      exact: { price: clampTo(price.value, mid.value, clamp.value) },
      rounded: () => {
        const mean = clampedMeanE8([quarters(price)], [PPM], quarters(mid), clamp.whole);
        return { price: ofE8(mean) };
      },
    };
  },
};

/** Weights that sum to 1, none above a cap, what it takes going to the others in proportion. */
function exactWeights(weights: readonly Rational[], cap: Rational): Rational[] {
  const most = greatest(cap, rational(1, weights.length));
  const capped = new Set<number>();
  for (;;) {
    const total = add(...weights.filter((_, n) => !capped.has(n)));
    const rest = subtract(ONE, multiply(most, rational(capped.size)));
    const shares = weights.map((weight, n) =>
      capped.has(n) ? most : divide(multiply(weight, rest), total),
    );
    const over = shares.flatMap((share, n) => (!capped.has(n) && isLess(most, share) ? [n] : []));
    if (over.length === 0) return shares;
    for (const n of over) capped.add(n);
  }
}

const readSource = (one: Givens): { price: Given; weight: Given } => {
  const [price, weight] = [one.index('price'), one.share('weight')];
  if (weight.value.top > 0n) return { price, weight };
  const path = one.reader.at('weight');
  throw new Refusal('OUT_OF_RANGE', path, `${path} must be above zero`);
};

const index: CalculatedRule = {
  code: 'ORA-05',
  title: 'an index: the mean of survivors, held near their median, by capped weights',
  of: 'figures',
  inputs: {
    sources: SOURCES,
    cap: { unit: 'rate', text: 'the most that one may weigh' },
    clamp: { unit: 'rate', text: 'of the median', otherwise: '0.0025' },
  },
  outputs: {
    index: { ...INDEX, text: 'half up to 1e-8, once' },
    weight1: { unit: 'rate', text: 'what the first weighs; weight2 ... of the others' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const sources = givens.each('sources', readSource);
    const cap = givens.share('cap');
    const clamp = givens.share('clamp', rational(25, 10_000));
    const mid = median(sources.map(({ price }) => price.value));
    const weights = exactWeights(
      sources.map(({ weight }) => weight.value),
      cap.value,
    );
    const parts = sources.map(({ price }, n) =>
      multiply(weights[n] ?? ZERO, clampTo(price.value, mid, clamp.value)),
    );
    return {
      exact: { index: add(...parts), ...numbered('weight', weights) },
      rounded: () => {
        const prices = sources.map(({ price }) => quarters(price));
        const own = effectiveWeightsPpm(
          sources.map(({ weight }) => weight.whole),
          cap.whole,
        );
        const mean = clampedMeanE8(prices, own, medianQuarters(prices), clamp.whole);
        return { index: ofE8(mean), ...numbered('weight', own.map(ofPpm)) };
      },
    };
  },
};

const jump: CalculatedRule = {
  code: 'ORA-06',
  title: 'whether an index has jumped, and how many survivors made the jump with it',
  of: 'figures',
  inputs: {
    before: { ...INDEX, text: 'the index a second before' },
    index: INDEX,
    sources: { unit: 'list', text: 'records of before and price' },
    jump: { unit: 'rate', text: 'of the index before, beyond which it is one' },
    move: { unit: 'rate', text: 'of its own price before, beyond which a source made it' },
  },
  outputs: {
    jumped: { unit: 'count', text: '1 where it has' },
    movers: { unit: 'count', text: 'fewer than three and it is held' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [before, now] = [givens.index('before'), givens.index('index')];
    const sources = givens.each('sources', (one) => [one.index('before'), one.index('price')]);
    const [limit, move] = [givens.share('jump'), givens.share('move')];
    const isUp = isLess(before.value, now.value);
    const movers = sources.filter(([was, is]) => {
      if (was === undefined || is === undefined) return false;
      return isLess(was.value, is.value) === isUp && isFar(is.value, was.value, move.value);
    });
    return {
      exact: {
        jumped: yes(isFar(now.value, before.value, limit.value)),
        movers: rational(movers.length),
      },
      rounded: () => {
        const moved = sources.filter(([was, is]) => {
          if (was === undefined || is === undefined) return false;
          return movedWith(quarters(is), quarters(was), move.whole, isUp);
        });
        const jumped = isBeyond(now.whole, before.whole, limit.whole);
        return { jumped: yes(jumped), movers: rational(moved.length) };
      },
    };
  },
};

const quality: CalculatedRule = {
  code: 'ORA-07',
  title: 'what the survivors of an observation are worth: by their number, weight and agreement',
  of: 'figures',
  inputs: {
    sources: SOURCES,
    greenSurvivors: { unit: 'count', text: 'so many, by weight' },
    amberSurvivors: { unit: 'count', text: 'so many, if they agree' },
    greenWeight: { unit: 'rate', text: 'of what is configured' },
    amberWeight: { unit: 'rate', text: 'the same' },
    agree: { unit: 'rate', text: 'of the median, how far from each other the few may be' },
  },
  outputs: { quality: QUALITY, weight: { unit: 'rate', text: 'of the survivors' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const sources = givens.each('sources', readSource);
    const [greenSurvivors, amberSurvivors] = [
      givens.count('greenSurvivors', 1, 32),
      givens.count('amberSurvivors', 1, 32),
    ];
    const [green, amber] = [givens.share('greenWeight'), givens.share('amberWeight')];
    const agree = givens.share('agree');
    const prices = sources.map(({ price }) => price.value);
    const weight = add(...sources.map((one) => one.weight.value));
    const mid = median(prices);
    const spread = subtract(prices.reduce(greatest), prices.reduce(least));
    const byWeight = isLess(weight, green.value) ? (isLess(weight, amber.value) ? 2 : 1) : 0;
    const byNumber =
      prices.length < amberSurvivors || isLess(multiply(mid, agree.value), spread) ? 2 : 1;
    const found = prices.length < greenSurvivors ? byNumber : byWeight;
    return {
      exact: { quality: rational(found), weight },
      rounded: () => {
        const definition = {
          greenSurvivors,
          amberSurvivors,
          greenWeightPpm: green.whole,
          amberWeightPpm: amber.whole,
          amberAgreePpm: agree.whole,
        } as IndexDefinition;
        const whole = sources.map(({ price }) => quarters(price));
        const weights = sources.map((one) => one.weight.whole);
        const own = qualityOf(definition, whole, weights, medianQuarters(whole));
        const sum = weights.reduce((all, one) => all + one, 0);
        return { quality: rational(QUALITIES.indexOf(own.quality)), weight: ofPpm(sum) };
      },
    };
  },
};

const fallback: CalculatedRule = {
  code: 'ORA-09',
  title: 'whether a secondary index is near enough to stand in',
  of: 'figures',
  inputs: {
    good: { ...INDEX, text: 'the last good index' },
    secondary: { ...INDEX, text: 'the secondary index' },
    band: { unit: 'rate', text: 'of the last good index' },
  },
  outputs: { agrees: { unit: 'count', text: '1 where it is' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [good, secondary] = [givens.index('good'), givens.index('secondary')];
    const band = givens.share('band');
    return {
      exact: { agrees: yes(!isFar(secondary.value, good.value, band.value)) },
      rounded: () => ({ agrees: yes(!isBeyond(secondary.whole, good.whole, band.whole)) }),
    };
  },
};

const crossCheck: CalculatedRule = {
  code: 'ORA-13',
  title: 'what a secondary index that is off leaves of an index',
  of: 'figures',
  inputs: {
    index: INDEX,
    secondary: { ...INDEX, text: 'the secondary index' },
    amber: { unit: 'rate', text: 'of the index, beyond which it is off' },
    hold: { unit: 'rate', text: 'of the index, beyond which it holds at once' },
    after: { unit: 'seconds', text: 'for so long it may be off' },
    off: { unit: 'seconds', text: 'for so long it has been' },
  },
  outputs: { quality: QUALITY },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [own, secondary] = [givens.index('index'), givens.index('secondary')];
    const [amber, hold] = [givens.share('amber'), givens.share('hold')];
    const [after, off] = [givens.count('after', 0), givens.count('off', 0)];
    const isOff = isFar(secondary.value, own.value, amber.value);
    const isHeld = isFar(secondary.value, own.value, hold.value);
    const found = isOff ? (isHeld ? 2 : off >= after ? 1 : 0) : 0;
    return {
      exact: { quality: rational(found) },
      rounded: () => {
        if (!isBeyond(secondary.whole, own.whole, amber.whole)) return { quality: ZERO };
        const limits = { secondaryHoldPpm: hold.whole, secondaryAmberS: after } as IndexDefinition;
        const left = secondaryQuality(limits, own.whole, secondary.whole, off * SECOND_US);
        return { quality: rational(QUALITIES.indexOf(left)) };
      },
    };
  },
};

export const indexRules: readonly CalculatedRule[] = [
  valid,
  middle,
  outliers,
  clamped,
  index,
  jump,
  quality,
  fallback,
  crossCheck,
];
