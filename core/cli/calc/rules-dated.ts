/** What ends: its mark and what it settles at; and marks that stop trading. */
import { isFar } from '../../venue/instruments/auction.ts';
import {
  closeMinute,
  createSamples,
  sampleIndex,
  settlementE8,
} from '../../venue/instruments/settlement-price.ts';
import { roundToTicks, valueAtoms } from '../../venue/instruments/value.ts';
import { feeAtoms } from '../../venue/orders/settling.ts';
import { createDatedState, datedBandPpm, updateDatedMark } from '../../venue/pricing/dated-mark.ts';
import type { DatedMarkInputs, DatedMarkParameters } from '../../venue/pricing/dated-mark.ts';
import { movesTooFar } from '../../venue/pricing/monitoring.ts';
import { HOUR_US, MINUTE_US, PPM, SECOND_US } from '../../venue/numbers.ts';
import type { Instrument } from '../../venue/state.ts';
import { scalesOfContract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  absolute,
  add,
  divide,
  isLess,
  least,
  multiply,
  ONE,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ENTRY, lotsOf, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofE8, ofPpm, ofTicks } from './scale.ts';
import type { Grid } from './scale.ts';

const INDEX: Field = { unit: 'price', text: 'I, the index' };
const PRICE: Field = { unit: 'price', text: 'the price' };
const MARK: Field = { unit: 'price', text: 'the mark' };
const RATE: Field = { unit: 'rate', text: 'a rate' };
const LEFT: Field = { unit: 'seconds', text: 'to the expiry' };
const YEAR_S = 31_536_000;
const WINDOW_S = 1_800;
const EXPIRES_US = 1_000_000 * HOUR_US;

/** What the venue makes of an index and a book so long before an expiry. */
function datedMark(
  { tickE8 }: Grid,
  leftS: number,
  inputs: DatedMarkInputs,
  maintenancePpm: number,
  state = createDatedState(),
) {
  const parameters: DatedMarkParameters = {
    tickE8,
    expiresUs: EXPIRES_US,
    bandPpm: PPM,
    farBandPpm: PPM,
    farDays: 1,
    maintenancePpm,
  };
  return updateDatedMark(parameters, state, inputs, EXPIRES_US - leftS * SECOND_US);
}

const fairBasis: CalculatedRule = {
  code: 'MARK-07',
  title: 'the fair price of what ends: I (1 + b t), b the premium of its book for a year',
  of: 'figures',
  inputs: {
    index: INDEX,
    impactBid: { ...PRICE, text: 'what selling the impact notional brings' },
    impactAsk: { ...PRICE, text: 'what buying it costs' },
    spread: { unit: 'rate', text: 'of I, the base maintenance rate: further apart b stands' },
    yearly: { unit: 'rate', text: 'b as it stands', otherwise: '0' },
    left: LEFT,
  },
  outputs: {
    yearly: { unit: 'rate', text: 'b, each step half up to 1e-8' },
    price: { ...PRICE, text: 'each step half up to 1e-8' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const index = givens.index();
    const [bid, ask] = [givens.index('impactBid'), givens.index('impactAsk')];
    const [spread, stood] = [givens.share('spread'), givens.fine('yearly', ZERO)];
    const leftS = givens.count('left', 1);
    const isWide = isLess(multiply(index.value, spread.value), subtract(ask.value, bid.value));
    const years = rational(leftS, YEAR_S);
    const middle = divide(add(bid.value, ask.value), rational(2));
    const premium = least(subtract(divide(middle, index.value), ONE), ONE);
    const yearly = isWide ? stood.value : divide(premium, years);
    return {
      exact: { yearly, price: multiply(index.value, add(ONE, multiply(yearly, years))) },
      rounded: () => {
        const state = { ...createDatedState(), yearlyE8: stood.whole };
        const prices = { indexE8: index.whole, impactBidE8: bid.whole, impactAskE8: ask.whole };
        const made = datedMark(contract.grid, leftS, prices, spread.whole, state);
        return { yearly: ofE8(state.yearlyE8), price: ofE8(made.fairE8) };
      },
    };
  },
};

const datedBand: CalculatedRule = {
  code: 'MARK-08',
  title: 'how far from the index the mark of what ends may be: it narrows evenly',
  of: 'figures',
  inputs: {
    band: { unit: 'rate', text: 'at the expiry' },
    farBand: { unit: 'rate', text: 'so many days before it, and earlier' },
    farDays: { unit: 'days', text: 'whole days' },
    left: LEFT,
  },
  outputs: { band: { unit: 'rate', text: 'down to a ppm' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [band, far] = [givens.share('band'), givens.share('farBand')];
    const farDays = givens.count('farDays', 1, 10_000);
    const leftS = givens.count('left', 0);
    const share = least(ONE, rational(leftS, farDays * 86_400));
    const wider = multiply(subtract(far.value, band.value), share);
    return {
      exact: { band: add(band.value, wider) },
      rounded: () => {
        const parameters = { bandPpm: band.whole, farBandPpm: far.whole, farDays };
        return { band: ofPpm(datedBandPpm(parameters as DatedMarkParameters, leftS)) };
      },
    };
  },
};

const drawn: CalculatedRule = {
  code: 'MARK-09',
  title: 'the mark in the last half hour, drawn to what it would settle at',
  of: 'figures',
  inputs: {
    price: { ...PRICE, text: 'the mark without it' },
    settlement: { ...PRICE, text: 'by the minutes so far' },
    left: LEFT,
  },
  outputs: { price: { ...PRICE, text: 'half up to the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [price, settlement] = [givens.index('price'), givens.index('settlement')];
    const leftS = givens.count('left', 0);
    const passed = rational(Math.max(0, WINDOW_S - leftS), WINDOW_S);
    const { grid } = contract;
    const way = multiply(subtract(settlement.value, price.value), passed);
    return {
      exact: { price: add(price.value, way) },
      rounded: () => {
        const samples = createSamples();
        Object.assign(samples.minutes, { count: 1, whole: settlement.whole });
        const state = { ...createDatedState(), samples };
        const prices = { indexE8: price.whole, impactBidE8: 0, impactAskE8: 0 };
        return { price: ofTicks(grid, datedMark(grid, leftS, prices, PPM, state).markTicks) };
      },
    };
  },
};

const settlement: CalculatedRule = {
  code: 'EXP-02',
  title: 'what a dated future settles at: the mean of its index over each minute, and of those',
  of: 'figures',
  inputs: { samples: { unit: 'list', text: 'in order of time: records of minute and price' } },
  outputs: { price: { ...PRICE, text: 'half up, each mean and the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const samples = givens.each('samples', (one) => ({
      minute: one.count('minute', 1, 60),
      price: one.index('price'),
    }));
    const { grid } = contract;
    const minutes = Map.groupBy(samples, ({ minute }) => minute);
    const means = [...minutes.values()].map((of) => meanOf(of.map(({ price }) => price.value)));
    return {
      exact: { price: meanOf(means) },
      rounded: () => {
        const found = createSamples();
        samples.forEach(({ minute, price }, n) => {
          const timeUs = minute * MINUTE_US + (n % 60) * SECOND_US;
          closeMinute(found, timeUs);
          sampleIndex(found, price.whole, timeUs);
        });
        return { price: ofTicks(grid, Math.max(1, roundToTicks(grid, settlementE8(found)))) };
      },
    };
  },
};

const seconds: CalculatedRule = {
  code: 'VAR-47',
  title: 'what a dated future settles at where all seconds count alike',
  of: 'figures',
  inputs: { samples: { unit: 'list', text: 'records of a price, one a second' } },
  outputs: { price: { ...PRICE, text: 'half up, the mean and the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const samples = givens.each('samples', (one) => one.index('price'));
    const { grid } = contract;
    return {
      exact: { price: meanOf(samples.map(({ value }) => value)) },
      rounded: () => {
        const found = createSamples({ mean: 'seconds' });
        samples.forEach(({ whole }, n) => sampleIndex(found, whole, (n + 1) * SECOND_US));
        return { price: ofTicks(grid, Math.max(1, roundToTicks(grid, settlementE8(found)))) };
      },
    };
  },
};

function meanOf(figures: readonly Rational[]): Rational {
  return divide(add(...figures), rational(figures.length));
}

const expiry: CalculatedRule = {
  code: 'EXP-04',
  title: 'what a position brings when it is settled, for the fee of the listing',
  of: 'contract',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    price: { ...PRICE, text: 'what it settles at' },
    rate: { unit: 'rate', text: 'the fee of the listing' },
  },
  outputs: {
    result: { unit: 'amount', text: 'without the fee' },
    fee: { unit: 'amount', text: 'as FEE-01' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, entry, price] = [givens.quantity(), givens.price('entry'), givens.price()];
    const rate = givens.share('rate');
    const { grid } = contract;
    const value = exact.valueOf(contract, quantity.value, price.value);
    return {
      exact: {
        result: exact.unrealised(contract, side, quantity.value, entry.value, price.value),
        fee: multiply(value, rate.value),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity.value);
        const worth = valueAtoms(scales, lots, price.whole);
        const result = worth - valueAtoms(scales, lots, entry.whole);
        const fee = feeAtoms(Math.abs(worth), rate.whole);
        return { result: ofAtoms(grid, result), fee: ofAtoms(grid, fee) };
      },
    };
  },
};

const monitored: CalculatedRule = {
  code: 'AUC-01',
  title: 'whether a mark is further than a band allows from any mark within its time',
  of: 'figures',
  inputs: {
    mark: { ...MARK, text: 'that would be set' },
    before: { unit: 'list', text: 'the first marks of seconds: records of price and age' },
    move: { unit: 'rate', text: 'how far it may move' },
    within: { unit: 'seconds', text: 'the band’s time' },
  },
  outputs: { far: { unit: 'count', text: '1 where a call begins' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [mark, move] = [givens.price('mark'), givens.share('move')];
    const before = givens.each('before', (one) => [one.price(), one.count('age', 0)] as const);
    const withinS = givens.count('within', 1);
    const isBeyond = ([price, age]: readonly [Given, number]): boolean =>
      age <= withinS &&
      isLess(multiply(price.value, move.value), absolute(subtract(mark.value, price.value)));
    return {
      exact: { far: yes(before.some(isBeyond)) },
      rounded: () => {
        const nowS = EXPIRES_US / SECOND_US;
        const monitor = {
          seconds: before.map(([, age]) => nowS - age),
          marks: before.map(([price]) => price.whole),
        };
        const bands = [{ movePpm: move.whole, withinS }];
        return { far: yes(movesTooFar(bands, monitor, mark.whole, EXPIRES_US)) };
      },
    };
  },
};

const extended: CalculatedRule = {
  code: 'AUC-04',
  title: 'whether a call is longer: its price is further than a bound from where it began',
  of: 'figures',
  inputs: { price: PRICE, mark: { ...MARK, text: 'at which it began' }, bound: RATE },
  outputs: { far: { unit: 'count', text: '1 where it is' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [price, mark, bound] = [givens.price(), givens.price('mark'), givens.share('bound')];
    const away = absolute(subtract(price.value, mark.value));
    return {
      exact: { far: yes(isLess(multiply(mark.value, bound.value), away)) },
      rounded: () => {
        const spec = { auction: { extendPpm: bound.whole } } as Instrument['spec'];
        return { far: yes(isFar({ spec, markTicks: mark.whole }, price.whole)) };
      },
    };
  },
};

export const datedRules: readonly CalculatedRule[] = [
  fairBasis,
  datedBand,
  drawn,
  settlement,
  seconds,
  expiry,
  monitored,
  extended,
];
