/** What accrues, within what a rate stays, who lacks what, and a rate by imbalance. */
import { accruedAtoms } from '../../venue/funding/continuous.ts';
import { borrowE8, imbalanceE8, movedE14, takenE8 } from '../../venue/funding/imbalance.ts';
import { pendingPpm } from '../../venue/funding/pending.ts';
import { boundedE8, fundingOf, steppedE8 } from '../../venue/funding/ways.ts';
import { sharesOf } from '../../venue/liquidation/arithmetic.ts';
import { PPM } from '../../venue/numbers.ts';
import type { InstrumentSpec } from '../../venue/definitions.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import {
  absolute,
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  negate,
  rational,
  subtract,
  within,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { numbered } from './rule.ts';
import type { CalculatedRule } from './rule.ts';
import { readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofE8, ofPpm } from './scale.ts';

const MS = 1_000;
const HOUR_S = 3_600;

const accrued: CalculatedRule = {
  code: 'VAR-30',
  title: 'what a position pays of what accrued, below zero what it receives',
  of: 'figures',
  inputs: {
    side: SIDE,
    value: { unit: 'amount', text: 'its value at the mark' },
    rates: { unit: 'list', text: 'records of rate and of the seconds that it stood' },
    rateHours: { unit: 'hours', text: 'what rates are for, to 24', otherwise: '8' },
  },
  outputs: { payment: { unit: 'amount', text: 'payer up, receiver down' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const value = givens.money('value');
    const stood = givens.each('rates', (one) => {
      return { rate: one.fine('rate'), seconds: one.count('seconds', 0, HOUR_S) };
    });
    const hours = givens.has('rateHours') ? givens.count('rateHours', 1, 24) : 8;
    const sum = add(...stood.map(({ rate, seconds }) => multiply(rate.value, rational(seconds))));
    const all = divide(multiply(value.value, sum), rational(hours * HOUR_S));
    return {
      exact: { payment: exact.signed(all, side) },
      rounded: () => {
        const sumE8Ms = stood.reduce((so, { rate, seconds }) => so + rate.whole * seconds * MS, 0);
        const atoms = accruedAtoms(side * value.whole, sumE8Ms, hours);
        return { payment: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const WHATS = ['spread', 'maintenance'] as const;

const bounds: CalculatedRule = {
  code: 'VAR-31',
  title: 'a damped rate scaled, within its bounds and its cap, and no further than it may change',
  of: 'figures',
  inputs: {
    rate: { unit: 'rate', text: 'after damping' },
    scale: { unit: 'ratio', text: 'what it is multiplied by', otherwise: '1' },
    least: { unit: 'rate', text: 'with most: its bounds', otherwise: 'none' },
    most: { unit: 'rate', text: 'with least', otherwise: 'none' },
    cap: { unit: 'rate', text: 'the most it may be either way' },
    initial: { unit: 'rate', text: 'of the first tier', otherwise: '0' },
    maintenance: { unit: 'rate', text: 'of the first tier', otherwise: '0' },
    what: { unit: 'side', text: 'the cap is a share of spread or maintenance', otherwise: 'none' },
    share: { unit: 'ratio', text: 'with what', otherwise: 'none' },
    last: { unit: 'rate', text: 'with change: the rate before', otherwise: '0' },
    change: { unit: 'ratio', text: 'by what of maintenance it may change', otherwise: 'any' },
    hours: { unit: 'hours', text: 'the interval, 1 to 8', otherwise: '8' },
  },
  outputs: {
    cap: { unit: 'rate', text: 'down to 1e-8' },
    rate: { unit: 'rate', text: 'for 8 hours half up; with change for the interval' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [rate, cap] = [givens.fine('rate'), givens.fine('cap')];
    const scale = givens.has('scale') ? givens.share('scale') : null;
    const bound = givens.has('least')
      ? { least: givens.fine('least'), most: givens.fine('most') }
      : null;
    const [initial, kept] = [givens.share('initial', ZERO), givens.share('maintenance', ZERO)];
    const capOf = givens.has('what')
      ? { what: inputs.choice('what', WHATS), share: givens.share('share') }
      : null;
    const change = givens.has('change') ? givens.share('change') : null;
    const last = change === null ? null : givens.fine('last', ZERO);
    const hours = givens.has('hours') ? givens.count('hours', 1, 8) : 8;
    const base = capOf?.what === 'spread' ? subtract(initial.value, kept.value) : kept.value;
    const most = capOf === null ? cap.value : least(cap.value, multiply(capOf.share.value, base));
    const scaled = scale === null ? rate.value : multiply(rate.value, scale.value);
    const bounded = bound === null ? scaled : within(scaled, bound.least.value, bound.most.value);
    const capped = within(bounded, negate(most), most);
    return {
      exact: { cap: most, rate: stepped(capped, change?.value, last?.value, kept.value, hours) },
      rounded: () => {
        const tier = { floorAtoms: 0, maintenancePpm: kept.whole, initialPpm: initial.whole };
        const parameters = fundingOf({
          funding: {
            capE8: cap.whole,
            ...(scale !== null && { scalePpm: scale.whole }),
            ...(bound !== null && {
              bounds: { leastE8: bound.least.whole, mostE8: bound.most.whole },
            }),
            ...(capOf !== null && { capOf: { what: capOf.what, sharePpm: capOf.share.whole } }),
            ...(change !== null && { changePpm: change.whole }),
          },
          margin: { tiers: [tier] },
        } as unknown as InstrumentSpec);
        const bound8 = boundedE8(parameters, rate.whole);
        const found = steppedE8(parameters, last?.whole ?? 0, bound8, hours);
        return { cap: ofE8(parameters.capE8), rate: ofE8(found) };
      },
    };
  },
};

/** A rate no further from the last one than its interval lets it be. */
function stepped(
  rate: Rational,
  change: Rational | undefined,
  last: Rational | undefined,
  maintenance: Rational,
  hours: number,
): Rational {
  if (change === undefined || last === undefined) return rate;
  const most = multiply(change, maintenance, rational(hours, 8));
  return within(rate, subtract(last, most), add(last, most));
}

const pending: CalculatedRule = {
  code: 'VAR-33',
  title: 'what all rates of margin have more in them, of the funding that a holder would pay',
  of: 'figures',
  inputs: {
    side: SIDE,
    rate: { unit: 'rate', text: 'of the interval, as it stands' },
    factor: { unit: 'ratio', text: 'how many times of it', otherwise: '1' },
  },
  outputs: { added: { unit: 'rate', text: 'up to a ppm' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const rate = givens.fine('rate');
    const factor = givens.share('factor', rational(1));
    const owed = greatest(ZERO, exact.signed(rate.value, side));
    return {
      exact: { added: multiply(owed, factor.value) },
      rounded: () => ({ added: ofPpm(pendingPpm(factor.whole, rate.whole, side)) }),
    };
  },
};

const shortage: CalculatedRule = {
  code: 'VAR-34',
  title: 'how those who receive go without what payers have not, pro rata',
  of: 'figures',
  inputs: {
    missing: { unit: 'amount', text: 'what payers have not' },
    receivers: { unit: 'list', text: 'records of due, which is what one would receive' },
  },
  outputs: {
    without1: { unit: 'amount', text: 'of the first; without2, without3 ... of the others' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const missing = givens.money('missing');
    const dues = givens.each('receivers', (one) => one.money('due'));
    const total = add(...dues.map(({ value }) => value));
    const shared = least(missing.value, total);
    const exactly = dues.map(({ value }) =>
      total.top === 0n ? ZERO : divide(multiply(shared, value), total),
    );
    return {
      exact: numbered('without', exactly),
      rounded: () => {
        const wholes = dues.map(({ whole }) => whole);
        const all = wholes.reduce((sum, one) => sum + one, 0);
        const shares = all === 0 ? wholes : sharesOf(Math.min(missing.whole, all), wholes);
        return numbered(
          'without',
          shares.map((atoms) => ofAtoms(contract.grid, atoms)),
        );
      },
    };
  },
};

const LOTS = 1_000_000_000;

const imbalance: CalculatedRule = {
  code: 'VAR-35',
  title: 'a rate by imbalance after some seconds, or as a part of it, and what holding costs',
  of: 'figures',
  inputs: {
    longs: { unit: 'count', text: 'lots that margined accounts hold long' },
    shorts: { unit: 'count', text: 'and short' },
    factor: { unit: 'rate', text: 'at an imbalance of all; then it does not move', otherwise: '-' },
    was: { unit: 'rate', text: 'the rate before, where it moves', otherwise: '0' },
    increase: { unit: 'rate', text: 'by what it rises in an hour at all', otherwise: '0' },
    decrease: { unit: 'rate', text: 'by what it falls in an hour', otherwise: '0' },
    stable: { unit: 'ratio', text: 'above this imbalance it rises on', otherwise: '0' },
    below: { unit: 'ratio', text: 'below this one it falls', otherwise: '0' },
    least: { unit: 'rate', text: 'no nearer to nothing than this', otherwise: '0' },
    cap: { unit: 'rate', text: 'the most it may be either way', otherwise: '1' },
    seconds: { unit: 'seconds', text: 'since the rate before, to 60', otherwise: '60' },
    borrow: { unit: 'rate', text: 'of holding, where a side is full', otherwise: '0' },
    open: { unit: 'amount', text: 'what the side is worth', otherwise: '0' },
    full: { unit: 'amount', text: 'where it is full', otherwise: 'none' },
  },
  outputs: {
    rate: { unit: 'rate', text: 'half up to 1e-8, for as long as rates are' },
    holding: { unit: 'rate', text: 'half up to 1e-8' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const sides = {
      longLots: givens.count('longs', 0, LOTS),
      shortLots: givens.count('shorts', 0, LOTS),
    };
    const holding = readHolding(givens);
    const factor = givens.has('factor') ? givens.fine('factor') : null;
    if (factor !== null) {
      const all = sides.longLots + sides.shortLots;
      const part = all === 0 ? ZERO : rational(sides.longLots - sides.shortLots, all);
      return {
        exact: { rate: multiply(factor.value, part), holding: holding.exact },
        rounded: () => ({
          rate: ofE8(imbalanceE8({ ...STILL, factorE8: factor.whole }, sides)),
          holding: holding.rounded(),
        }),
      };
    }
    const [was, increase] = [givens.fine('was', ZERO), givens.fine('increase', ZERO)];
    const [decrease, floor] = [givens.fine('decrease', ZERO), givens.fine('least', ZERO)];
    const [stable, below] = [givens.share('stable', ZERO), givens.share('below', ZERO)];
    const cap = givens.fine('cap', rational(1));
    const seconds = givens.has('seconds') ? givens.count('seconds', 1, 60) : 60;
    return {
      exact: {
        rate: moved(
          was.value,
          sides,
          [stable.value, below.value],
          [increase.value, decrease.value].map((one) => multiply(one, rational(seconds, HOUR_S))),
          [floor.value, cap.value],
        ),
        holding: holding.exact,
      },
      rounded: () => {
        const ways = {
          factorE8: 0,
          increaseE8: increase.whole,
          decreaseE8: decrease.whole,
          stablePpm: stable.whole,
          belowPpm: below.whole,
          leastE8: floor.whole,
        };
        const found = movedE14(ways, cap.whole, was.whole * PPM, sides, seconds);
        return { rate: ofE8(takenE8(ways, found)), holding: holding.rounded() };
      },
    };
  },
};

const STILL = { increaseE8: 0, decreaseE8: 0, stablePpm: 0, belowPpm: 0, leastE8: 0 };

interface Holding {
  readonly exact: Rational;
  readonly rounded: () => Rational;
}

/** What holding costs on a side; nothing where nothing is said of it. */
function readHolding(givens: Givens): Holding {
  if (!givens.has('full')) return { exact: ZERO, rounded: () => ZERO };
  const [rate, open] = [givens.fine('borrow', ZERO), givens.money('open')];
  const full = givens.money('full');
  const taken = least(open.value, full.value);
  return {
    exact: full.value.top === 0n ? ZERO : divide(multiply(rate.value, taken), full.value),
    rounded: () => {
      const way = { rateE8: rate.whole, fullAtoms: Math.max(1, full.whole), payer: 'all' } as const;
      return ofE8(borrowE8(way, Math.min(open.whole, full.whole)));
    },
  };
}

/** The rule's words; imbalance is compared in whole millionths, as the venue has it. */
function moved(
  was: Rational,
  { longLots, shortLots }: { readonly longLots: number; readonly shortLots: number },
  [stable, below]: readonly Rational[],
  [rise, fall]: readonly Rational[],
  [floor, cap]: readonly Rational[],
): Rational {
  const all = longLots + shortLots;
  const skew = BigInt(longLots - shortLots);
  const size = skew < 0n ? -skew : skew;
  const part = all === 0 ? ZERO : rational((size * BigInt(PPM)) / BigInt(all), BigInt(PPM));
  const most = cap ?? ZERO;
  const isTurned = was.top === 0n || was.top * skew < 0n;
  let next = was;
  if (all > 0 && (isTurned || isLess(stable ?? ZERO, part))) {
    const by = multiply(rise ?? ZERO, part);
    next = within(add(was, skew < 0n ? negate(by) : skew === 0n ? ZERO : by), negate(most), most);
  } else if (all > 0 && isLess(part, below ?? ZERO)) {
    const left = greatest(ZERO, subtract(absolute(was), fall ?? ZERO));
    next = was.top < 0n ? negate(left) : left;
  }
  if (next.top === 0n) return ZERO;
  const size8 = greatest(absolute(next), floor ?? ZERO);
  return next.top < 0n ? negate(size8) : size8;
}

export const fundingBoundRules: readonly CalculatedRule[] = [
  accrued,
  bounds,
  pending,
  shortage,
  imbalance,
];
