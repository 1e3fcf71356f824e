/** Other ways of asking a pool: listed moves, factors, charges, credits, haircuts, ratios. */
import type { PortfolioTerms } from '../../venue/commands.ts';
import {
  assetAtoms,
  AT_PAR,
  boundedCeil,
  equityOfAsset,
  exchanged,
} from '../../venue/margin/collateral.ts';
import type { Haircut } from '../../venue/margin/collateral.ts';
import { scan } from '../../venue/margin/grid.ts';
import { byDeltaAtoms, creditAtoms, slicedAtoms } from '../../venue/margin/portfolio-charges.ts';
import { NO_COINS } from '../../venue/margin/portfolio-leg.ts';
import { leastEquityAtoms } from '../../venue/margin/ratios.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../../venue/numbers.ts';
import type { Subaccount } from '../../venue/state.ts';
import { counted, equityOfExact, readAsset } from './asset.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  absolute,
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
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { MARK } from './rules-value.ts';
import { ofAtoms, ofPpm, venueScales, whole } from './scale.ts';

const MILLION = rational(1_000_000);

interface Move {
  readonly by: Rational;
  readonly weight: Given;
  readonly movePpm: () => number;
}

function readMoves(inputs: Givens, name: string): Move[] {
  return inputs.each(name, (one) => {
    const by = one.fine('move').value;
    const at = one.reader.at('move');
    const movePpm = (): number => whole(multiply(by, MILLION), ONE, at);
    return { by, weight: one.share('weight', ONE), movePpm };
  });
}

const listed = (moves: readonly Move[]) =>
  moves.map(({ movePpm, weight }) => ({ movePpm: movePpm(), weightPpm: weight.whole }));

function worstOf(moves: readonly Move[], worth: Rational): Rational {
  const losses = moves.map(({ by, weight }) => negate(multiply(worth, by, weight.value)));
  return [ZERO, ...losses].reduce(greatest);
}

const MOVES: Field = { unit: 'list', text: 'records of move, below zero down, and [weight]' };
const RATE: Field = { unit: 'rate', text: 'a part of it' };
const MONEY: Field = { unit: 'amount', text: 'in the reference' };

const scanned: CalculatedRule = {
  code: 'VAR-56',
  title: 'the worst of moves that are listed, and of a second list that is mixed in',
  of: 'contract',
  inputs: {
    quantity: { unit: 'quantity', text: 'what is held, below zero when short' },
    mark: MARK,
    grid: MOVES,
    stress: { ...MOVES, otherwise: 'none' },
    share: { ...RATE, text: 'of the second', otherwise: '0' },
  },
  outputs: { scan: { unit: 'amount', text: 'each part up' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, mark] = [givens.position('quantity'), givens.price('mark')];
    const grid = readMoves(givens, 'grid');
    const stress = givens.has('stress') ? readMoves(givens, 'stress') : [];
    const share = givens.share('share', ZERO);
    const worth = multiply(quantity.value, mark.value);
    const mixed = stress.length === 0 ? ZERO : share.value;
    const own = multiply(worstOf(grid, worth), subtract(ONE, mixed));
    return {
      exact: { scan: add(own, multiply(worstOf(stress, worth), mixed)) },
      rounded: () => {
        const terms = {
          grid: listed(grid),
          ...(stress.length > 0 && {
            stress: { sharePpm: share.whole, points: listed(stress) },
          }),
        } as unknown as PortfolioTerms;
        const lots = quantity.whole;
        const leg = {
          scales: venueScales(contract.grid, 'linear', 'perFill'),
          takerPpm: 0,
          lots,
          mostLots: lots,
          leastLots: lots,
          markTicks: mark.whole,
          rate: AT_PAR,
          movesRate: false,
          currency: 1,
          expiryUs: 0,
          openLots: 0,
        };
        return { scan: ofAtoms(contract.grid, scan(terms, [leg], NO_COINS).scanAtoms) };
      },
    };
  },
};

const minimum: CalculatedRule = {
  code: 'VAR-57',
  title:
    'the minimum of net and of hedged worth, and initial margin as a multiple of what is asked',
  of: 'figures',
  inputs: {
    net: MONEY,
    hedged: MONEY,
    netRate: RATE,
    hedgedRate: RATE,
    scan: { ...MONEY, text: 'what scan and charges ask' },
    factor: { unit: 'rate', text: '1 or more' },
  },
  outputs: {
    minimum: { unit: 'amount', text: 'each part up' },
    initial: { unit: 'amount', text: 'of the larger of both, up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [net, hedged, asked] = [
      givens.money('net'),
      givens.money('hedged'),
      givens.money('scan'),
    ];
    const [netRate, hedgedRate] = [givens.share('netRate'), givens.share('hedgedRate')];
    const factor = givens.share('factor');
    const { grid } = contract;
    const lowest = add(
      multiply(net.value, netRate.value),
      multiply(hedged.value, hedgedRate.value),
    );
    return {
      exact: {
        minimum: lowest,
        initial: multiply(greatest(lowest, asked.value), factor.value),
      },
      rounded: () => {
        const rates = { netPpm: netRate.whole, hedgedPpm: hedgedRate.whole };
        const atoms = byDeltaAtoms(net.whole, hedged.whole, rates);
        const initial = boundedCeil(Math.max(atoms, asked.whole), factor.whole, PPM);
        return { minimum: ofAtoms(grid, atoms), initial: ofAtoms(grid, initial) };
      },
    };
  },
};

const contingency: CalculatedRule = {
  code: 'VAR-58',
  title: 'what slices of gross worth ask beside all else, and the slope of concentration',
  of: 'figures',
  inputs: {
    gross: MONEY,
    slices: { unit: 'list', text: 'records of from, in whole units, and rate' },
    beyond: { ...RATE, text: 'of open interest, beyond the usual share' },
    slope: { unit: 'rate', text: 'what each part of it asks', otherwise: '1' },
  },
  outputs: {
    contingency: { unit: 'amount', text: 'each slice up' },
    concentration: { unit: 'rate', text: 'what all else is multiplied by, up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const gross = givens.money('gross');
    const slices = givens.each('slices', (one) => {
      return { from: one.money('from'), rate: one.share('rate') };
    });
    const [beyond, slope] = [givens.share('beyond'), givens.share('slope', ONE)];
    const parts = slices.map(({ from, rate }, n) => {
      const to = slices[n + 1]?.from.value ?? gross.value;
      const part = subtract(least(to, gross.value), from.value);
      return multiply(greatest(ZERO, part), rate.value);
    });
    const { grid } = contract;
    return {
      exact: {
        contingency: add(...parts),
        concentration: add(ONE, multiply(beyond.value, slope.value)),
      },
      rounded: () => {
        const unitAtoms = whole(ONE, grid.atom, 'settings.scale.atom');
        const tiers = slices.map(({ from, rate }) => {
          return { floorWhole: whole(from.value, ONE, 'from'), ratePpm: rate.whole };
        });
        const excess = mulDivCeil(beyond.whole, slope.whole, PPM);
        return {
          contingency: ofAtoms(grid, slicedAtoms(tiers, gross.whole, unitAtoms)),
          concentration: ofPpm(PPM + excess),
        };
      },
    };
  },
};

const credit: CalculatedRule = {
  code: 'VAR-59',
  title: 'what comes off the scan of an underlying that is net opposite to another',
  of: 'figures',
  inputs: {
    own: { ...MONEY, text: 'net worth of the one, below zero when short' },
    other: { ...MONEY, text: 'of the other' },
    range: { ...RATE, text: 'R of the one' },
    rate: { ...RATE, text: 'of the credit' },
  },
  outputs: { credit: { unit: 'amount', text: 'down, each step' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [own, other] = [givens.amount('own'), givens.amount('other')];
    const [range, rate] = [givens.share('range'), givens.share('rate')];
    const isOpposite = multiply(own.value, other.value).top < 0n;
    const matched = least(absolute(own.value), absolute(other.value));
    return {
      exact: { credit: isOpposite ? multiply(matched, range.value, rate.value) : ZERO },
      rounded: () => {
        const one = { netAtoms: own.whole, rangePpm: range.whole };
        return { credit: ofAtoms(contract.grid, creditAtoms(one, other.whole, rate.whole)) };
      },
    };
  },
};

const HELD = {
  amount: { unit: 'amount', text: 'what is held of the asset' },
  price: { unit: 'price', text: 'the index of the asset', otherwise: '1' },
  atom: { unit: 'amount', text: 'an atom of the asset', otherwise: 'as the reference' },
  tiers: { unit: 'list', text: 'its haircuts: records of floor, maintenance, initial' },
} as const satisfies Readonly<Record<string, Field>>;
const WORTH: Field = { unit: 'amount', text: 'in the reference, down' };

const against: CalculatedRule = {
  code: 'VAR-60',
  title: 'what an asset counts where more of it is cut for what it backs',
  of: 'figures',
  inputs: { ...HELD, more: { ...RATE, text: 'the highest of the matrix' } },
  outputs: { worth: WORTH },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const [amount, more] = [asset.givens.money('amount'), asset.givens.share('more')];
    return {
      exact: {
        worth:
          asset.tiers.length === 0
            ? multiply(amount.value, asset.price, greatest(ZERO, subtract(ONE, more.value)))
            : counted(asset, amount.value, 'maintenance', more.value),
      },
      rounded: () => {
        const holding = asset.holding(more.whole);
        const atoms = equityOfAsset(holding, amount.whole, 0, 'maintenancePpm');
        return { worth: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const exempt: CalculatedRule = {
  code: 'VAR-61',
  title: 'what an asset counts initially where what hedges a net short is not cut',
  of: 'figures',
  inputs: { ...HELD, short: { ...MONEY, text: 'net short of its underlying' } },
  outputs: { worth: WORTH },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const amount = asset.givens.money('amount');
    const short = new Givens(inputs, contract).money('short');
    const hedging = divide(short.value, asset.price);
    return {
      exact: { worth: equityOfExact(asset, amount.value, hedging, 'initial') },
      rounded: () => {
        const holding = asset.holding();
        const own = assetAtoms(holding.rate, short.whole);
        const atoms = equityOfAsset(holding, amount.whole, own, 'initialPpm');
        return { worth: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const deposits: CalculatedRule = {
  code: 'VAR-62',
  title: 'what an asset counts initially beside the venue’s deposits, and its coins of an exchange',
  of: 'figures',
  inputs: {
    ...HELD,
    deposits: { unit: 'amount', text: 'of it, in the whole venue' },
    limit: { unit: 'amount', text: 'beyond which its weight falls' },
    debt: { ...MONEY, text: 'that an exchange pays' },
    off: { ...RATE, text: 'what that takes off the index' },
  },
  outputs: {
    worth: { ...WORTH, text: 'in the reference, the part to a ppm, down' },
    taken: { unit: 'amount', text: 'of the asset, to an atom of what is left' },
  },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const { givens } = asset;
    const [amount, all, limit] = [
      givens.money('amount'),
      givens.money('deposits'),
      givens.money('limit'),
    ];
    const [debt, off] = [new Givens(inputs, contract).money('debt'), givens.share('off')];
    const isMore = isLess(limit.value, all.value);
    const part = isMore ? divide(limit.value, all.value) : ONE;
    const each = multiply(asset.price, subtract(ONE, off.value));
    const needed = each.top === 0n ? amount.value : divide(debt.value, each);
    return {
      exact: {
        worth: multiply(counted(asset, amount.value, 'initial'), part),
        taken: least(amount.value, needed),
      },
      rounded: () => {
        const scalePpm = isMore ? mulDivFloor(limit.whole, PPM, all.whole) : PPM;
        const holding = { ...asset.holding(), scalePpm };
        const which: Haircut = 'initialPpm';
        const worth = equityOfAsset(holding, amount.whole, 0, which);
        const flat = { floorAtoms: 0, maintenancePpm: off.whole, initialPpm: off.whole };
        const at = { ...asset.holding(), terms: { tiers: [flat] } };
        const { takenAtoms } = exchanged(at, amount.whole, AT_PAR, debt.whole);
        return {
          worth: ofAtoms(contract.grid, worth),
          taken: ofAtoms(asset.grid, takenAtoms),
        };
      },
    };
  },
};

const ratios: CalculatedRule = {
  code: 'VAR-63',
  title: 'the least equity with which a pool is not liquidated at a ratio',
  of: 'figures',
  inputs: {
    maintenance: MONEY,
    percent: { unit: 'count', text: 'the ratio of liquidation, 100 to 1,000' },
  },
  outputs: { equity: { unit: 'amount', text: 'down, and an atom' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const maintenance = givens.money('maintenance');
    const percent = givens.count('percent', 100, 1_000);
    return {
      exact: { equity: multiply(maintenance.value, rational(percent, 100)) },
      rounded: () => {
        const states = { liquidationPercent: percent, reduceOnlyPercent: 0, runsOut: false };
        const owner = { mode: 'multiAsset', ratios: states } as unknown as Subaccount;
        return { equity: ofAtoms(contract.grid, leastEquityAtoms(owner, maintenance.whole)) };
      },
    };
  },
};

export const poolWayRules: readonly CalculatedRule[] = [
  scanned,
  minimum,
  contingency,
  credit,
  against,
  exempt,
  deposits,
  ratios,
];
