/** How the mark of a perpetual is made, step by step, and what a notional trades at. */
import { roundToTicks } from '../../venue/instruments/value.ts';
import {
  impactPriceE8,
  inverseLotValue,
  linearLotValue,
} from '../../venue/pricing/impact-price.ts';
import { updateMark } from '../../venue/pricing/mark.ts';
import type { Mark, MarkInputs, MarkParameters } from '../../venue/pricing/mark.ts';
import { HOUR_US, PPM, SECOND_US } from '../../venue/numbers.ts';
import type { Contract } from './contract.ts';
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
import type { CalculatedRule, Field } from './rule.ts';
import { ofE8, ofTicks } from './scale.ts';
import type { Grid } from './scale.ts';

const INDEX: Field = { unit: 'price', text: 'I, the index' };
const PRICE: Field = { unit: 'price', text: 'the price' };
const RATE: Field = { unit: 'rate', text: 'the funding rate of the interval' };
const LEFT: Field = { unit: 'seconds', text: 'to the payment' };
const HOURS: Field = { unit: 'hours', text: 'the interval, 1 to 8', otherwise: '8' };
const HOUR_S = 3_600;
/** A moment at which marks are set here; only what lies between moments counts. */
const NOW_US = 1_000_000 * HOUR_US;

/** A mark as the venue makes it of what stands, where most does not. */
function markOf(
  { tickE8 }: Grid,
  inputs: Partial<MarkInputs> & Pick<MarkInputs, 'indexE8'>,
  parameters: Partial<MarkParameters> = {},
  average: { readonly basisE8: number; readonly elapsedS: number } | null = null,
): Mark {
  const all: MarkParameters = {
    tickE8,
    fundingIntervalS: 8 * HOUR_S,
    basisTauS: 1,
    bandPpm: PPM,
    maintenancePpm: PPM,
    method: 'median',
    ...parameters,
  };
  const nothing = {
    fundingRateE8: 0,
    fundingTimeUs: NOW_US,
    impactBidE8: 0,
    impactAskE8: 0,
    bestBidTicks: 0,
    bestAskTicks: 0,
    lastTicks: 0,
    markTicks: 0,
  };
  const nowS = NOW_US / SECOND_US;
  const state =
    average === null
      ? { basisE8: 0, basisTimeS: 0 }
      : { basisE8: average.basisE8, basisTimeS: nowS - average.elapsedS };
  return updateMark(all, state, { ...nothing, ...inputs }, NOW_US);
}

const orNone = (priceE8: number): Rational | null => (priceE8 === 0 ? null : ofE8(priceE8));

/** The time to a funding of an interval, and its rate. */
interface Funding {
  readonly rate: Given;
  readonly leftS: number;
  readonly intervalS: number;
}

function readFunding(givens: Givens): Funding {
  const hours = givens.has('hours') ? givens.count('hours', 1, 8) : 8;
  const leftS = givens.count('left', 0, hours * HOUR_S);
  return { rate: givens.fine('rate'), leftS, intervalS: hours * HOUR_S };
}

function adjusted(index: Rational, { rate, leftS, intervalS }: Funding): Rational {
  return multiply(index, add(ONE, multiply(rate.value, rational(leftS, intervalS))));
}

const ofFunding = ({ rate, leftS, intervalS }: Funding) => ({
  inputs: { fundingRateE8: rate.whole, fundingTimeUs: NOW_US + leftS * SECOND_US },
  parameters: { fundingIntervalS: intervalS },
});

const impact: CalculatedRule = {
  code: 'MARK-01',
  title: 'what filling a notional pays by the base it buys',
  of: 'contract',
  inputs: {
    notional: { unit: 'amount', text: 'the impact notional, in the quote' },
    levels: { unit: 'list', text: 'of one side, best first: records of price and quantity' },
  },
  outputs: { price: { ...PRICE, text: 'half up to 1e-8; none where the side cannot fill it' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const notional = givens.index('notional');
    const levels = givens.each('levels', (one) => [one.price(), one.quantity()] as const);
    return {
      exact: { price: exactImpact(contract, notional.value, levels) },
      rounded: () => {
        const { tickE8, lotE8 } = contract.grid;
        const whole = levels.map(([price, quantity]) => [price.whole, quantity.whole] as const);
        const side = {
          levelTicks: (depth: number) => whole[depth]?.[0] ?? 0,
          levelLots: (depth: number) => whole[depth]?.[1] ?? 0,
        };
        const lotValue = contract.isLinear
          ? linearLotValue((lotE8 * tickE8) / 100_000_000)
          : inverseLotValue(lotE8);
        return { price: orNone(impactPriceE8(side, notional.whole, lotValue, tickE8)) };
      },
    };
  },
};

function exactImpact(
  { isLinear }: Contract,
  notional: Rational,
  levels: readonly (readonly [Given, Given])[],
): Rational | null {
  let [rest, base] = [notional, ZERO];
  for (const [price, quantity] of levels) {
    const worth = isLinear ? multiply(price.value, quantity.value) : quantity.value;
    const taken = least(rest, worth);
    base = add(base, divide(taken, price.value));
    rest = subtract(rest, taken);
  }
  return rest.top > 0n ? null : divide(notional, base);
}

const fair: CalculatedRule = {
  code: 'MARK-02',
  title: 'A = I (1 + F t / T), the index with the funding that is to come',
  of: 'figures',
  inputs: { index: INDEX, rate: RATE, left: LEFT, hours: HOURS },
  outputs: { price: { ...PRICE, text: 'half up to 1e-8' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const index = givens.index();
    const funding = readFunding(givens);
    return {
      exact: { price: adjusted(index.value, funding) },
      rounded: () => {
        const of = ofFunding(funding);
        const indexE8 = index.whole;
        return { price: ofE8(markOf(contract.grid, { indexE8, ...of.inputs }, of.parameters).aE8) };
      },
    };
  },
};

const smoothed: CalculatedRule = {
  code: 'MARK-03',
  title: 'B = I + the moving average of (impact mid - I)',
  of: 'figures',
  inputs: {
    index: INDEX,
    impactBid: {
      ...PRICE,
      text: 'none where the bids cannot fill the notional',
      otherwise: 'none',
    },
    impactAsk: { ...PRICE, text: 'none where the offers cannot', otherwise: 'none' },
    spread: { unit: 'rate', text: 'of I, the base maintenance rate: further apart there is no B' },
    average: { ...PRICE, text: 'before, which may be below zero', otherwise: 'this is the first' },
    elapsed: { unit: 'seconds', text: 'since then', otherwise: '1' },
    tau: { unit: 'seconds', text: 'of the average', otherwise: '300' },
  },
  outputs: { price: { ...PRICE, text: 'half up to 1e-8; none where it is missing' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const index = givens.index();
    const [bid, ask] = [givens.quote('impactBid'), givens.quote('impactAsk')];
    const spread = givens.share('spread');
    const average = givens.has('average') ? givens.fine('average') : null;
    const elapsed = givens.has('elapsed') ? givens.count('elapsed', 1) : 1;
    const tau = givens.has('tau') ? givens.count('tau', 1) : 300;
    const sample = subtract(divide(add(bid.value, ask.value), rational(2)), index.value);
    const share = rational(Math.min(elapsed, tau), tau);
    const moved =
      average === null
        ? sample
        : add(average.value, multiply(subtract(sample, average.value), share));
    const isNone =
      bid.value.top === 0n ||
      ask.value.top === 0n ||
      isLess(multiply(index.value, spread.value), subtract(ask.value, bid.value));
    return {
      exact: { price: isNone ? null : add(index.value, moved) },
      rounded: () => {
        const prices = { indexE8: index.whole, impactBidE8: bid.whole, impactAskE8: ask.whole };
        const limits = { maintenancePpm: spread.whole, basisTauS: tau };
        const before = average === null ? null : { basisE8: average.whole, elapsedS: elapsed };
        return { price: orNone(markOf(contract.grid, prices, limits, before).bE8) };
      },
    };
  },
};

const within: CalculatedRule = {
  code: 'MARK-04',
  title: 'C = the last trade within best bid and ask',
  of: 'figures',
  inputs: {
    last: { ...PRICE, text: 'of the last trade' },
    bid: { ...PRICE, text: 'the best bid', otherwise: 'none' },
    ask: { ...PRICE, text: 'the best offer', otherwise: 'none' },
  },
  outputs: { price: { ...PRICE, text: 'a tick already' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [last, bid, ask] = [givens.price('last'), givens.level('bid'), givens.level('ask')];
    const capped = ask.value.top === 0n ? last.value : least(last.value, ask.value);
    return {
      exact: { price: greatest(capped, bid.value) },
      rounded: () => {
        const made = markOf(contract.grid, {
          indexE8: contract.grid.tickE8,
          lastTicks: last.whole,
          bestBidTicks: bid.whole,
          bestAskTicks: ask.whole,
        });
        return { price: ofE8(made.cE8) };
      },
    };
  },
};

/** The median of A, B and C, or the mean of A and what there is beside it. */
function middleOf(a: Rational, b: Rational | null, c: Rational | null): Rational {
  if (b !== null && c !== null) return [a, b, c].toSorted(compare)[1] ?? a;
  const other = b ?? c;
  return other === null ? a : divide(add(a, other), rational(2));
}

const chosen: CalculatedRule = {
  code: 'MARK-05',
  title: 'the mark before its band: the median of A, B and C, or the mean of A and what there is',
  of: 'figures',
  inputs: {
    a: { ...PRICE, text: 'A' },
    b: { ...PRICE, text: 'B', otherwise: 'missing' },
    c: { ...PRICE, text: 'C', otherwise: 'missing' },
  },
  outputs: { price: { ...PRICE, text: 'half up to the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const a = givens.index('a');
    const b = givens.has('b') ? givens.index('b') : null;
    const c = givens.has('c') ? givens.price('c') : null;
    return {
      exact: { price: middleOf(a.value, b?.value ?? null, c?.value ?? null) },
      rounded: () => {
        // The index is A where no funding is to come, and B where both impact prices are it.
        const book = b?.whole ?? 0;
        const prices = { indexE8: a.whole, impactBidE8: book, impactAskE8: book };
        const made = markOf(contract.grid, { ...prices, lastTicks: c?.whole ?? 0 });
        return { price: ofTicks(contract.grid, made.markTicks) };
      },
    };
  },
};

const banded: CalculatedRule = {
  code: 'MARK-06',
  title: 'the mark within its band around the index',
  of: 'figures',
  inputs: { price: PRICE, index: INDEX, band: { unit: 'rate', text: 'of the index' } },
  outputs: { price: { ...PRICE, text: 'half up to the tick, and at least one' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [price, index] = [givens.price(), givens.index()];
    const band = givens.share('band');
    const { grid } = contract;
    const reach = multiply(index.value, band.value);
    const held = least(
      greatest(price.value, subtract(index.value, reach)),
      add(index.value, reach),
    );
    return {
      exact: { price: greatest(grid.tick, held) },
      rounded: () => {
        // Book and last trade both at the price have the median there.
        const at = price.whole * grid.tickE8;
        const book = { impactBidE8: at, impactAskE8: at, lastTicks: price.whole };
        const made = markOf(grid, { indexE8: index.whole, ...book }, { bandPpm: band.whole });
        return { price: ofTicks(grid, made.markTicks) };
      },
    };
  },
};

const ofPair: CalculatedRule = {
  code: 'MARK-10',
  title: 'the mark of a pair: its index',
  of: 'figures',
  inputs: { index: INDEX },
  outputs: { price: { ...PRICE, text: 'half up to the tick, and at least one' } },
  calculate: (inputs, contract) => {
    const index = new Givens(inputs, contract).index();
    const { grid } = contract;
    return {
      exact: { price: greatest(grid.tick, index.value) },
      rounded: () => ({ price: ofTicks(grid, Math.max(1, roundToTicks(grid, index.whole))) }),
    };
  },
};

const otherWays: CalculatedRule = {
  code: 'MARK-11',
  title: 'the mark by another method: A alone, or the last trade near A',
  of: 'figures',
  inputs: {
    method: { unit: 'side', text: 'fairPrice or lastPriceProtected' },
    index: INDEX,
    rate: { ...RATE, otherwise: '0' },
    left: { ...LEFT, otherwise: '0' },
    hours: HOURS,
    last: { ...PRICE, text: 'of the last trade', otherwise: 'none' },
    mark: { ...PRICE, text: 'as it stands', otherwise: 'A' },
    maintenance: { unit: 'rate', text: 'the base maintenance rate' },
  },
  outputs: { price: { ...PRICE, text: 'half up to the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const method = inputs.choice('method', ['fairPrice', 'lastPriceProtected']);
    const index = givens.index();
    const isAdjusted = givens.has('rate') || givens.has('left') || givens.has('hours');
    const funding = isAdjusted ? readFunding(givens) : null;
    const [last, mark] = [givens.level('last'), givens.level('mark')];
    const maintenance = givens.share('maintenance');
    const a = funding === null ? index.value : adjusted(index.value, funding);
    const isNone = method === 'fairPrice' || last.value.top === 0n;
    return {
      exact: { price: isNone ? a : protectedPrice(a, last.value, mark.value, maintenance.value) },
      rounded: () => {
        const of = funding === null ? null : ofFunding(funding);
        const prices = {
          indexE8: index.whole,
          lastTicks: last.whole,
          markTicks: mark.whole,
          ...of?.inputs,
        };
        const ways = { method, maintenancePpm: maintenance.whole, ...of?.parameters };
        return { price: ofTicks(contract.grid, markOf(contract.grid, prices, ways).markTicks) };
      },
    };
  },
};

/** The last trade where it is near; else from where the mark stood toward A, to it at most. */
function protectedPrice(
  a: Rational,
  last: Rational,
  mark: Rational,
  maintenance: Rational,
): Rational {
  const reach = divide(multiply(a, maintenance), rational(2));
  if (!isLess(reach, absolute(subtract(last, a)))) return last;
  const stood = mark.top === 0n ? a : mark;
  return least(greatest(last, least(stood, a)), greatest(stood, a));
}

export const markRules: readonly CalculatedRule[] = [
  impact,
  fair,
  smoothed,
  within,
  chosen,
  banded,
  ofPair,
  otherWays,
];
