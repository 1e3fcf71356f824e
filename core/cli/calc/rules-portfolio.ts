/** Portfolio margin of one underlying, component by component. */
import type { PortfolioTerms } from '../../venue/commands.ts';
import { rateAt } from '../../venue/margin/collateral.ts';
import { gridLosses, MOVES, partAtoms, portfolioMargin } from '../../venue/margin/portfolio.ts';
import type { PortfolioLeg, PortfolioMargin } from '../../venue/margin/portfolio.ts';
import type { Contract } from './contract.ts';
import {
  basisCharge,
  concentrationOf,
  depegCharge,
  DOLLAR,
  grossWorths,
  moveLoss,
  offsetting,
} from './exact-portfolio.ts';
import type { ExactLeg, ExactTerms } from './exact-portfolio.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import { add, divide, greatest, isLess, multiply, rational, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import { numbered } from './rule.ts';
import type { CalculatedRule, Field, Figures } from './rule.ts';
import { ofAtoms, ofPpm, readGrid, venueScales, whole } from './scale.ts';

const DAY_US = 86_400_000_000;
const YEAR_DAYS = 365;

interface Terms {
  readonly exact: ExactTerms;
  readonly whole: () => PortfolioTerms;
}

function readTerms(inputs: Givens): Terms {
  const terms = new Givens(inputs.reader.record('terms'), inputs);
  const { reader } = terms;
  const [range, basis, basisYear] = [
    terms.share('range'),
    terms.share('basis'),
    terms.share('basisYear'),
  ];
  const extremeDivisor = terms.count('extremeDivisor', 1, 100);
  const tiers = terms.has('depeg')
    ? terms.each('depeg', (one) => ({ from: one.money('from'), rate: one.share('rate') }))
    : [];
  const [minimum, maintenance] = [terms.share('minimum'), terms.share('maintenance')];
  const concentration = terms.share('concentration');
  const from = terms.money('concentrationFrom');
  reader.end();
  if (!isLess(range.value, rational(1, 2))) {
    throw new Refusal('OUT_OF_RANGE', reader.at('range'), 'twice the range must be below 1');
  }
  const units = (one: Given, name: string): number =>
    whole(one.value, rational(1), reader.at(name));
  return {
    exact: {
      range: range.value,
      extremeDivisor,
      basis: basis.value,
      basisYear: basisYear.value,
      depeg: tiers.map((tier) => ({ from: tier.from.value, rate: tier.rate.value })),
      minimum: minimum.value,
      concentration: concentration.value,
      concentrationFrom: from.value,
      maintenance: maintenance.value,
    },
    whole: () => ({
      rangePpm: range.whole,
      extremeDivisor,
      basisPpm: basis.whole,
      basisYearPpm: basisYear.whole,
      depegTiers: tiers.map((tier) => ({
        floorWhole: units(tier.from, 'depeg.from'),
        ratePpm: tier.rate.whole,
      })),
      minimumPpm: minimum.whole,
      concentrationPpm: concentration.whole,
      concentrationWhole: units(from, 'concentrationFrom'),
      maintenancePpm: maintenance.whole,
    }),
  };
}

interface Leg {
  readonly exact: ExactLeg;
  readonly whole: (currencies: readonly string[]) => PortfolioLeg;
}

function readLeg({ reader }: Givens, contract: Contract): Leg {
  const kind = reader.has('contract') ? reader.choice('contract', ['linear', 'inverse']) : null;
  const isLinear = kind === null ? contract.isLinear : kind === 'linear';
  const isUsual = isLinear === contract.isLinear && !reader.has('scale');
  const grid = isUsual ? contract.grid : readGrid(reader, isLinear);
  const given = new Givens(reader, { grid });
  const held = given.position('quantity');
  const [most, fewest] = [given.position('most', held.value), given.position('least', held.value)];
  if (isLess(most.value, held.value) || isLess(held.value, fewest.value)) {
    const sentence = `${reader.at('most')} and least must have the quantity between them`;
    throw new Refusal('OUT_OF_RANGE', reader.at('most'), sentence);
  }
  const mark = given.price('mark');
  const price = given.has('price') ? given.index('price') : null;
  const moves = reader.has('moves') && reader.flag('moves');
  const currency = reader.has('currency') ? reader.text('currency') : '';
  const days = reader.has('days') ? reader.positive('days') : ZERO;
  const open = given.position('open', ZERO);
  const fee = given.share('fee', ZERO);
  return {
    exact: {
      isLinear,
      held: held.value,
      most: most.value,
      least: fewest.value,
      mark: mark.value,
      price: price?.value ?? rational(1),
      moves,
      currency,
      years: divide(days, rational(YEAR_DAYS)),
      open: open.value,
      fee: fee.value,
    },
    whole: (currencies) => ({
      scales: venueScales(grid, isLinear ? 'linear' : 'inverse', 'perFill'),
      takerPpm: fee.whole,
      lots: held.whole,
      mostLots: most.whole,
      leastLots: fewest.whole,
      markTicks: mark.whole,
      rate: rateAt(price?.whole ?? 100_000_000, grid.decimals, contract.grid.decimals),
      movesRate: moves,
      currency: currencies.indexOf(currency),
      expiryUs: whole(multiply(days, rational(DAY_US)), rational(1), reader.at('days')),
      openLots: open.whole,
    }),
  };
}

/** A move's figure by its name: `down3` when the underlying falls by three thirds of R. */
const moveName = (thirds: number): string => `${thirds < 0 ? 'down' : 'up'}${Math.abs(thirds)}`;

function exactFigures(terms: ExactTerms, legs: readonly ExactLeg[], coins: Rational): Figures {
  const spot = offsetting(coins, legs);
  const moves = MOVES.map((thirds) => ({ thirds, loss: moveLoss(terms, legs, spot, thirds) }));
  let worst = { thirds: 0, loss: ZERO };
  for (const move of moves) if (isLess(worst.loss, move.loss)) worst = { ...move };
  const [basis, depeg] = [basisCharge(terms, legs, spot), depegCharge(terms, legs, spot)];
  const worths = grossWorths(legs);
  const minimum = multiply(add(...worths), terms.minimum);
  const concentration = concentrationOf(terms, legs);
  const fees = add(...legs.map((leg, n) => multiply(worths[n] ?? ZERO, leg.fee)));
  const core = greatest(add(worst.loss, basis, depeg), minimum);
  const asked = multiply(core, concentration);
  const maintenance = add(multiply(asked, terms.maintenance), fees);
  const all = add(...worths);
  const parts = worths.map((one) =>
    all.top === 0n ? ZERO : divide(multiply(maintenance, one), all),
  );
  return {
    ...Object.fromEntries(moves.map(({ thirds, loss }) => [moveName(thirds), loss])),
    scan: worst.loss,
    worst: rational(worst.thirds, 3),
    basis,
    depeg,
    minimum,
    concentration,
    fees,
    initial: add(asked, fees),
    maintenance,
    ...numbered('part', parts),
  };
}

function wholeFigures(
  { grid }: Contract,
  losses: readonly number[],
  margin: PortfolioMargin,
): Figures {
  const amount = (atoms: number): Rational => ofAtoms(grid, atoms);
  const parts = margin.grossAtoms.map((_, n) => amount(partAtoms(margin, 'maintenanceAtoms', n)));
  return {
    ...Object.fromEntries(MOVES.map((thirds, n) => [moveName(thirds), amount(losses[n] ?? 0)])),
    scan: amount(margin.scanAtoms),
    worst: rational(margin.worstThirds, 3),
    basis: amount(margin.basisAtoms),
    depeg: amount(margin.depegAtoms),
    minimum: amount(margin.minimumAtoms),
    concentration: ofPpm(margin.concentrationPpm),
    fees: amount(margin.feesAtoms),
    initial: amount(margin.initialAtoms),
    maintenance: amount(margin.maintenanceAtoms),
    ...numbered('part', parts),
  };
}

const OUTPUTS: Readonly<Record<string, Field>> = {
  ...Object.fromEntries(
    MOVES.filter((thirds) => thirds !== 0).map((thirds) => [
      moveName(thirds),
      { unit: 'amount', text: `what ${thirds} thirds of R lose, of extremes the part that counts` },
    ]),
  ),
  scan: { unit: 'amount', text: 'the worst of the grid' },
  worst: { unit: 'ratio', text: 'the move that it comes from, in R' },
  basis: { unit: 'amount', text: 'of offset longs and shorts' },
  depeg: { unit: 'amount', text: 'of what is hedged between currencies' },
  minimum: { unit: 'amount', text: 'of gross worth' },
  concentration: { unit: 'rate', text: 'what all is multiplied by' },
  fees: { unit: 'amount', text: 'of closing all' },
  initial: { unit: 'amount', text: 'IM' },
  maintenance: { unit: 'amount', text: 'MM' },
  part1: { unit: 'amount', text: 'of MM, the first leg’s by its worth; part2 ... of the others' },
};

const TERMS =
  'record: range, extremeDivisor, basis, basisYear, [depeg: from, rate], minimum, concentration, ' +
  'concentrationFrom, maintenance';
const LEGS =
  'records of quantity below zero when short, [most], [least] with orders, mark, [contract], ' +
  '[scale], [price] of what it settles in, [moves] with the underlying, [currency], [days] to ' +
  'the expiry, [open] that all longs hold, [fee]';

const COINS: Field = {
  unit: 'amount',
  text: 'worth of the coins of the underlying that are there, as many as may offset',
};

/** As many of the figures as a rule is about. */
function portfolioRule(code: string, title: string, names: readonly string[]): CalculatedRule {
  const isAsked = (name: string): boolean => names.includes(name.replace(/^part\d+$/, 'part1'));
  const only = <T>(of: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => isAsked(name)));
  return {
    code,
    title,
    of: 'figures',
    inputs: {
      terms: { unit: 'list', text: TERMS },
      legs: { unit: 'list', text: LEGS },
      ...(code === 'PM-13' && { coins: COINS }),
    },
    outputs: only(OUTPUTS),
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const terms = readTerms(givens);
      const legs = givens.each('legs', (one) => readLeg(one, contract));
      const coins = code === 'PM-13' ? givens.money('coins') : null;
      const exact = legs.map((leg) => leg.exact);
      const currencies = [...new Set([DOLLAR, ...exact.map(({ currency }) => currency)])];
      return {
        exact: only(exactFigures(terms.exact, exact, coins?.value ?? ZERO)),
        rounded: () => {
          const [asked, given] = [terms.whole(), legs.map((leg) => leg.whole(currencies))];
          const unitAtoms = whole(rational(1), contract.grid.atom, 'settings.scale.atom');
          const margin = portfolioMargin(asked, given, {
            unitAtoms,
            nowUs: 0,
            spotAtoms: coins?.whole ?? 0,
          });
          return only(wholeFigures(contract, gridLosses(asked, given), margin));
        },
      };
    },
  };
}

const MOVED = MOVES.filter((thirds) => thirds !== 0).map(moveName);

export const portfolioRules: readonly CalculatedRule[] = [
  portfolioRule('PM-01', 'the scenario grid: what each move loses, and the worst of them', [
    ...MOVED,
    'scan',
    'worst',
  ]),
  portfolioRule('PM-02', 'the basis charge of offset longs and shorts', ['basis']),
  portfolioRule('PM-03', 'the de-peg charge of what is hedged between currencies', ['depeg']),
  portfolioRule('PM-04', 'the minimum of gross worth', ['minimum']),
  portfolioRule('PM-05', 'what a large share of open interest multiplies all by', [
    'concentration',
  ]),
  portfolioRule('PM-06', 'initial and maintenance margin of an underlying', [
    'scan',
    'basis',
    'depeg',
    'minimum',
    'concentration',
    'fees',
    'initial',
    'maintenance',
  ]),
  portfolioRule('PM-07', 'the same as it may become with all buys or all sells: most and least', [
    'scan',
    'basis',
    'depeg',
    'initial',
  ]),
  portfolioRule('PM-08', 'each position’s part of maintenance, by its worth', [
    'maintenance',
    'part1',
  ]),
  portfolioRule('PM-12', 'what a pool is asked for, as it stands or with an order that reduces', [
    'initial',
  ]),
  portfolioRule('PM-13', 'the parts that coins offset: scan, basis, de-peg; and the minimum', [
    'scan',
    'basis',
    'depeg',
    'minimum',
  ]),
];
