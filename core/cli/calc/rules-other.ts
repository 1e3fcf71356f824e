/** Funding, moving averages, and how much a liquidation closes. */
import { fundingPaymentAtoms, premiumE8, rateOfSamples } from '../../venue/funding/funding.ts';
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { isCured, mustTakeOver, sliceLots } from '../../venue/liquidation/arithmetic.ts';
import type { InstrumentSpec } from '../../venue/commands.ts';
import { emaStep } from '../../venue/numbers.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import {
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  ONE,
  rational,
  subtract,
  within,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';
import { yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { MARK, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofE8, ofLots, toAtoms, toE8, toLots, toPpm, toTicks } from './scale.ts';

const RATE: Field = { unit: 'rate', text: 'the funding rate' };

const premium: CalculatedRule = {
  code: 'FUND-01',
  title: 'the premium of a book over its index',
  of: 'figures',
  inputs: {
    index: { unit: 'price', text: 'the index' },
    impactBid: { unit: 'price', text: '0 where the bids cannot fill the notional' },
    impactAsk: { unit: 'price', text: '0 where the offers cannot' },
  },
  outputs: { premium: { unit: 'rate', text: 'rounded half up to 1e-8' } },
  calculate: (inputs) => {
    const index = inputs.positive('index');
    const [bid, ask] = [inputs.notNegative('impactBid'), inputs.notNegative('impactAsk')];
    const above = within(subtract(bid, index), ZERO, index);
    const below = ask.top === 0n ? ZERO : greatest(ZERO, subtract(index, ask));
    return {
      exact: { premium: divide(subtract(above, below), index) },
      rounded: () => ({
        premium: ofE8(
          premiumE8(
            toE8(index, 'inputs.index'),
            toE8(bid, 'inputs.impactBid'),
            toE8(ask, 'inputs.impactAsk'),
          ),
        ),
      }),
    };
  },
};

const BASE_HOURS = rational(8);

const fundingRate: CalculatedRule = {
  code: 'FUND-03',
  title: 'the funding rate of a mean premium: F = P + clamp(R - P, -c, c), then the cap',
  of: 'figures',
  inputs: {
    premium: { unit: 'rate', text: 'the mean premium' },
    interest: { unit: 'rate', text: 'R, for 8 hours' },
    damper: { unit: 'rate', text: 'c' },
    cap: { unit: 'rate', text: 'the most it may be' },
    hours: { unit: 'hours', text: 'the interval, 1 to 8', otherwise: '8' },
  },
  outputs: { rate: { ...RATE, text: 'for the interval, each step rounded half up to 1e-8' } },
  calculate: (inputs) => {
    const [mean, interest] = [inputs.decimal('premium'), inputs.decimal('interest')];
    const [damper, cap] = [inputs.notNegative('damper'), inputs.notNegative('cap')];
    const hours = inputs.has('hours') ? inputs.positive('hours') : BASE_HOURS;
    if (hours.bottom !== 1n || isLess(BASE_HOURS, hours)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.hours', 'inputs.hours must be whole, 1 to 8');
    }
    const damped = add(mean, within(subtract(interest, mean), negate(damper), damper));
    const capped = within(damped, negate(cap), cap);
    return {
      exact: { rate: divide(multiply(capped, hours), BASE_HOURS) },
      rounded: () => {
        const parameters = {
          intervalHours: Number(hours.top),
          interestE8: toE8(interest, 'inputs.interest'),
          damperE8: toE8(damper, 'inputs.damper'),
          capE8: toE8(cap, 'inputs.cap'),
          samplesFrom: 'sameInterval',
          impactNotionalE8: 1,
        } as const;
        return { rate: ofE8(rateOfSamples(parameters, toE8(mean, 'inputs.premium'), 1, 1)) };
      },
    };
  },
};

const fundingPayment: CalculatedRule = {
  code: 'FUND-06',
  title: 'what a position pays at a funding, below zero what it receives',
  of: 'figures',
  inputs: { side: SIDE, value: { unit: 'amount', text: 'its value at the mark' }, rate: RATE },
  outputs: { payment: { unit: 'amount', text: 'payer up, receiver down' } },
  calculate: (inputs, { grid }) => {
    const side = readSide(inputs);
    const [value, rate] = [inputs.notNegative('value'), inputs.decimal('rate')];
    return {
      exact: { payment: exact.signed(multiply(value, rate), side) },
      rounded: () => {
        const atoms = side * toAtoms(grid, value, 'inputs.value');
        return { payment: ofAtoms(grid, fundingPaymentAtoms(atoms, toE8(rate, 'inputs.rate'))) };
      },
    };
  },
};

function wholeSeconds(inputs: Reader, name: string): number {
  const value = inputs.positive(name);
  if (value.bottom === 1n && value.top <= 1_000_000n) return Number(value.top);
  const sentence = `inputs.${name} must be whole seconds, at most a million`;
  throw new Refusal('OUT_OF_RANGE', `inputs.${name}`, sentence);
}

const movingAverage: CalculatedRule = {
  code: 'NUM-03',
  title: 'one step of a moving average: e + (x - e) dt / tau, dt at most tau',
  of: 'figures',
  inputs: {
    average: { unit: 'price', text: 'e, before' },
    sample: { unit: 'price', text: 'x' },
    elapsed: { unit: 'seconds', text: 'dt' },
    tau: { unit: 'seconds', text: 'tau' },
  },
  outputs: { average: { unit: 'price', text: 'after, rounded half up to 1e-8' } },
  calculate: (inputs) => {
    const [average, sample] = [inputs.decimal('average'), inputs.decimal('sample')];
    const [elapsed, tau] = [wholeSeconds(inputs, 'elapsed'), wholeSeconds(inputs, 'tau')];
    const share = rational(Math.min(elapsed, tau), tau);
    return {
      exact: { average: add(average, multiply(subtract(sample, average), share)) },
      rounded: () => {
        const [before, seen] = [toE8(average, 'inputs.average'), toE8(sample, 'inputs.sample')];
        return { average: ofE8(emaStep(before, seen, elapsed, tau)) };
      },
    };
  },
};

const EQUITY: Field = { unit: 'amount', text: 'equity' };
const MAINTENANCE: Field = { unit: 'amount', text: 'maintenance margin' };
const TARGET: Field = { unit: 'rate', text: 't, a multiple of maintenance' };

interface SliceSettings {
  readonly target: Rational;
  readonly fee: Rational;
  readonly slip: Rational;
  readonly slice: Rational;
}

/** What the venue's functions of liquidation read of an instrument. */
function liquidationSpec(contract: Contract, read: Partial<SliceSettings>): InstrumentSpec {
  const ppm = (name: keyof SliceSettings): number =>
    read[name] === undefined ? 0 : toPpm(read[name], `inputs.${name}`);
  const liquidation = {
    targetPpm: ppm('target'),
    feePpm: ppm('fee'),
    slipPpm: ppm('slip'),
    slicePpm: ppm('slice'),
    uncappedValueAtoms: 0,
    takeoverPpm: ppm('target'),
  };
  return { ...venueTerms(contract), liquidation } as unknown as InstrumentSpec;
}

const slice: CalculatedRule = {
  code: 'LIQ-03',
  title: 'how much one slice closes: (t MM - E) / (v (t m - fee - slip)), at most a share',
  of: 'tiers',
  inputs: {
    quantity: QUANTITY,
    mark: MARK,
    equity: EQUITY,
    maintenance: MAINTENANCE,
    target: TARGET,
    fee: { unit: 'rate', text: 'the liquidation fee' },
    slip: { unit: 'rate', text: 'the slippage that is reckoned with' },
    slice: { unit: 'rate', text: 'the share of the position that one may close' },
  },
  outputs: { quantity: { ...QUANTITY, text: 'what is closed, up to a lot, its cap down' } },
  calculate: (inputs, contract) => {
    const [quantity, mark] = [inputs.positive('quantity'), inputs.positive('mark')];
    const [equity, asked] = [inputs.decimal('equity'), inputs.notNegative('maintenance')];
    const read = {
      target: inputs.positive('target'),
      fee: inputs.notNegative('fee'),
      slip: inputs.notNegative('slip'),
      slice: least(inputs.positive('slice'), ONE),
    };
    const value = exact.valueOf(contract, quantity, mark);
    const cap = multiply(quantity, read.slice);
    const rate = add(exact.risingRate(contract, value), exact.closingRate(contract));
    const relief = subtract(multiply(rate, read.target), add(read.fee, read.slip));
    const missing = subtract(multiply(asked, read.target), equity);
    const share = relief.top <= 0n ? null : divide(missing, multiply(value, relief));
    const wanted = share === null ? cap : least(cap, multiply(quantity, greatest(ZERO, share)));
    const { grid } = contract;
    return {
      exact: { quantity: wanted },
      rounded: () => {
        const lots = toLots(grid, quantity, 'inputs.quantity');
        const notional = notionalAtoms(
          scalesOfContract(contract),
          lots,
          toTicks(grid, mark, 'inputs.mark'),
        );
        const closed = sliceLots(
          liquidationSpec(contract, read),
          { lots, notionalAtoms: notional },
          {
            equityAtoms: toAtoms(grid, equity, 'inputs.equity'),
            maintenanceAtoms: toAtoms(grid, asked, 'inputs.maintenance'),
          },
        );
        return { quantity: ofLots(grid, closed) };
      },
    };
  },
};

const takeover: CalculatedRule = {
  code: 'LIQ-04',
  title: 'whether equity is below a share of maintenance, where the fund takes over',
  of: 'contract',
  inputs: { equity: EQUITY, maintenance: MAINTENANCE, target: { ...TARGET, text: 'the share' } },
  outputs: {
    below: { unit: 'count', text: '1 where it is' },
    reached: { unit: 'count', text: '1 where equity is at least that' },
  },
  calculate: (inputs, contract) => {
    const [equity, asked] = [inputs.decimal('equity'), inputs.notNegative('maintenance')];
    const target = inputs.positive('target');
    const isBelow = isLess(equity, multiply(asked, target));
    const { grid } = contract;
    return {
      exact: { below: yes(isBelow), reached: yes(!isBelow) },
      rounded: () => {
        const spec = liquidationSpec(contract, { target });
        const bucket = {
          equityAtoms: toAtoms(grid, equity, 'inputs.equity'),
          maintenanceAtoms: toAtoms(grid, asked, 'inputs.maintenance'),
        };
        return { below: yes(mustTakeOver(spec, bucket)), reached: yes(isCured(spec, bucket)) };
      },
    };
  },
};

export const otherRules: readonly CalculatedRule[] = [
  premium,
  fundingRate,
  fundingPayment,
  movingAverage,
  slice,
  takeover,
];
