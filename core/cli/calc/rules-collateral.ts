/** What assets count for in a pool, what may leave it, and what a change of mode is told by. */
import {
  askedAtoms,
  equityOfAsset,
  exchanged,
  referenceAtoms,
} from '../../venue/margin/collateral.ts';
import { mostLeaving } from '../../venue/margin/pool-kept.ts';
import { askedOfAll, equityOf } from '../../venue/margin/pool.ts';
import type { PoolAsset } from '../../venue/margin/pool.ts';
import { mulDivCeil } from '../../venue/numbers.ts';
import { counted, countingFor, equityOfExact, readAsset } from './asset.ts';
import type { Asset, Which } from './asset.ts';
import type { Contract } from './contract.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  add,
  divide,
  greatest,
  isLess,
  least,
  multiply,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofAtoms } from './scale.ts';

const ATOM: Field = { unit: 'amount', text: 'an atom of the asset', otherwise: 'as the reference' };
const PRICE: Field = { unit: 'price', text: 'the index of the asset', otherwise: '1' };
const TIERS: Field = {
  unit: 'list',
  text: 'haircuts: records of floor, maintenance and initial',
  otherwise: 'none is cut',
};
const WORTH: Field = { unit: 'amount', text: 'in the reference, down' };

const inReference: CalculatedRule = {
  code: 'COLL-01',
  title: 'an amount of an asset in the reference',
  of: 'figures',
  inputs: { amount: { unit: 'amount', text: 'of the asset' }, price: PRICE, atom: ATOM },
  outputs: {
    worth: { unit: 'amount', text: 'of what is had, down; of what is owed, away from zero' },
    asked: { unit: 'amount', text: 'of what is asked, up' },
  },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const amount = asset.givens.amount('amount');
    const exact = multiply(amount.value, asset.price);
    return {
      exact: { worth: exact, asked: exact },
      rounded: () => ({
        worth: ofAtoms(contract.grid, referenceAtoms(asset.rate(), amount.whole)),
        asked: ofAtoms(contract.grid, askedAtoms(asset.rate(), amount.whole)),
      }),
    };
  },
};

const collateral: CalculatedRule = {
  code: 'COLL-02',
  title: 'what a holding counts for, each part less its haircut; a debt counts whole',
  of: 'figures',
  inputs: {
    amount: { unit: 'amount', text: 'of the asset, below zero where it is owed' },
    price: PRICE,
    atom: ATOM,
    tiers: TIERS,
    stale: {
      unit: 'rate',
      text: 'more of the initial haircut, where the index is late',
      otherwise: '0',
    },
  },
  outputs: { maintenance: WORTH, initial: WORTH },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const amount = asset.givens.amount('amount');
    const stale = asset.givens.share('stale', ZERO);
    const debt = amount.value.top <= 0n ? multiply(amount.value, asset.price) : null;
    const { grid } = contract;
    return {
      exact: {
        maintenance: debt ?? counted(asset, amount.value, 'maintenance'),
        initial: debt ?? counted(asset, amount.value, 'initial', stale.value),
      },
      rounded: () => {
        const [judged, late] = [asset.holding(), asset.holding(stale.whole)];
        const atoms = amount.whole;
        return {
          maintenance: ofAtoms(grid, equityOfAsset(judged, atoms, 0, 'maintenancePpm')),
          initial: ofAtoms(grid, equityOfAsset(late, atoms, 0, 'initialPpm')),
        };
      },
    };
  },
};

/** An asset of a pool with what of it its own positions ask. */
interface Member {
  readonly asset: Asset;
  readonly wallet: Given;
  readonly unrealised: Given;
  readonly asked: Given;
}

export function readMember(one: Givens, { grid }: Contract): Member {
  const asset = readAsset(one, grid);
  const { givens } = asset;
  return {
    asset,
    wallet: givens.amount('wallet'),
    unrealised: givens.amount('unrealised', ZERO),
    asked: givens.amount('asked', ZERO),
  };
}

function readMembers(inputs: Givens, contract: Contract): Member[] {
  return inputs.each('assets', (one) => readMember(one, contract));
}

export const netOf = ({ wallet, unrealised }: Member): Rational =>
  add(wallet.value, unrealised.value);

function exactEquity(members: readonly Member[], which: Which): Rational {
  return add(...members.map((one) => equityOfExact(one.asset, netOf(one), one.asked.value, which)));
}

/** The members as the venue's functions take them. */
export function wholePool(members: readonly Member[]) {
  const assets = members.map(({ asset, wallet, unrealised }, n) => {
    const netAtoms = wallet.whole + unrealised.whole;
    return { asset: n + 1, holding: asset.holding(), walletAtoms: wallet.whole, netAtoms };
  });
  const own = new Map(members.map(({ asked }, n) => [n + 1, asked.whole]));
  return { pool: { assets: assets as unknown as readonly PoolAsset[] }, own };
}

const MEMBERS: Field = {
  unit: 'list',
  text: 'records of wallet, [unrealised], [asked] by its own positions, [price], [atom], [tiers]',
};

const pooled: CalculatedRule = {
  code: 'COLL-03',
  title: 'equity of a pool by maintenance haircuts, and what its assets’ positions ask',
  of: 'figures',
  inputs: { assets: MEMBERS },
  outputs: { equity: WORTH, maintenance: { unit: 'amount', text: 'in the reference, each up' } },
  calculate: (inputs, contract) => {
    const members = readMembers(new Givens(inputs, contract), contract);
    const asked = members.map((one) => multiply(one.asked.value, one.asset.price));
    const { grid } = contract;
    return {
      exact: { equity: exactEquity(members, 'maintenance'), maintenance: add(...asked) },
      rounded: () => {
        const { pool, own } = wholePool(members);
        return {
          equity: ofAtoms(grid, equityOf(pool, own, 'maintenancePpm')),
          maintenance: ofAtoms(grid, askedOfAll(pool, own)),
        };
      },
    };
  },
};

const leaving: CalculatedRule = {
  code: 'COLL-04',
  title: 'what is free of a pool, and how much of its first asset may leave',
  of: 'figures',
  inputs: {
    assets: MEMBERS,
    initial: { unit: 'amount', text: 'what all positions and orders ask, in the reference' },
    value: { unit: 'amount', text: 'of all positions, of which 10 % stay, in the reference' },
  },
  outputs: {
    free: { unit: 'amount', text: 'in the reference' },
    amount: { unit: 'amount', text: 'of the first asset, down' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const members = readMembers(givens, contract);
    const [initial, value] = [givens.money('initial'), givens.money('value')];
    const equity = exactEquity(members, 'initial');
    const held = greatest(initial.value, divide(value.value, rational(10)));
    const { grid } = contract;
    return {
      exact: {
        free: subtract(equity, initial.value),
        amount: exactLeaving(members, subtract(held, equity)),
      },
      rounded: () => {
        const { pool, own } = wholePool(members);
        const stays = Math.max(initial.whole, mulDivCeil(value.whole, 1, 10));
        const [first] = pool.assets;
        const asked = { own, heldAtoms: stays, which: 'initialPpm' } as const;
        const most = Math.min(first?.walletAtoms ?? 0, first?.netAtoms ?? 0);
        const atoms = first === undefined ? 0 : mostLeaving(pool, first, asked, most);
        const has = equityOf(pool, own, 'initialPpm');
        return {
          free: ofAtoms(grid, has - initial.whole),
          amount: ofAtoms(members[0]?.asset.grid ?? grid, atoms),
        };
      },
    };
  },
};

/** The most of the first asset without which equity, so much below what stays, is not too low. */
function exactLeaving(members: readonly Member[], short: Rational): Rational {
  const [first] = members;
  if (first === undefined) return ZERO;
  const { asset, wallet, asked } = first;
  const net = netOf(first);
  const most = greatest(ZERO, least(wallet.value, net));
  const worth = add(equityOfExact(asset, net, asked.value, 'initial'), short);
  const backing = multiply(asked.value, asset.price);
  const left =
    worth.top <= 0n
      ? ZERO
      : isLess(backing, worth)
        ? countingFor(asset, subtract(worth, backing), 'initial', false)
        : divide(worth, asset.price);
  if (left === null) return ZERO;
  const rest = isLess(backing, worth) ? add(asked.value, left) : left;
  return greatest(ZERO, least(most, subtract(net, rest)));
}

const exchange: CalculatedRule = {
  code: 'COLL-06',
  title: 'the coins that are taken for a debt, at their index less haircut, the most cut first',
  of: 'figures',
  inputs: {
    held: { unit: 'amount', text: 'of the asset that is taken' },
    price: PRICE,
    atom: ATOM,
    tiers: TIERS,
    debt: { unit: 'amount', text: 'what is owed of another' },
    debtPrice: { ...PRICE, text: 'the index of that' },
    debtAtom: ATOM,
  },
  outputs: {
    paid: { unit: 'amount', text: 'of the debt' },
    taken: { unit: 'amount', text: 'of what is held, the fewest that are worth it' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const asset = readAsset(givens, contract.grid);
    const owed = readAsset(givens, contract.grid, 'debt');
    const [held, debt] = [asset.givens.money('held'), owed.givens.money('debt')];
    const all = counted(asset, held.value, 'maintenance');
    const needed = multiply(debt.value, owed.price);
    const isAll = !isLess(needed, all);
    const paid = isAll ? least(debt.value, divide(all, owed.price)) : debt.value;
    const left = isAll ? ZERO : countingFor(asset, subtract(all, needed), 'maintenance', true);
    const taken = isAll && paid.top === 0n ? ZERO : subtract(held.value, left ?? held.value);
    return {
      exact: { paid, taken },
      rounded: () => {
        const trade = exchanged(asset.holding(), held.whole, owed.rate(), debt.whole);
        return {
          paid: ofAtoms(owed.grid, trade.paidAtoms),
          taken: ofAtoms(asset.grid, trade.takenAtoms),
        };
      },
    };
  },
};

const FIGURES = ['equity', 'initial', 'maintenance', 'missing'] as const;

const modes: CalculatedRule = {
  code: 'MODE-02',
  title: 'the figures of separate buckets together, as a change into a pool is told by them',
  of: 'figures',
  inputs: {
    buckets: {
      unit: 'list',
      text: 'records of equity, initial, maintenance, [missing], [price] and [atom]',
    },
  },
  outputs: {
    equity: WORTH,
    initial: { unit: 'amount', text: 'in the reference, each up' },
    maintenance: { unit: 'amount', text: 'in the reference, each up' },
    missing: { unit: 'amount', text: 'in the reference, each up; a change needs 0 on both sides' },
  },
  calculate: (inputs, contract) => {
    const buckets = new Givens(inputs, contract).each('buckets', (one) => {
      const asset = readAsset(one, contract.grid);
      const figures = FIGURES.map((name) =>
        asset.givens.amount(name, name === 'missing' ? ZERO : undefined),
      );
      return { asset, figures };
    });
    const { grid } = contract;
    return {
      exact: Object.fromEntries(
        FIGURES.map((name, n) => {
          const worth = buckets.map(({ asset, figures }) =>
            multiply(figures[n]?.value ?? ZERO, asset.price),
          );
          return [name, add(...worth)];
        }),
      ),
      rounded: () => {
        const atoms = FIGURES.map((name, n) => {
          const convert = name === 'equity' ? referenceAtoms : askedAtoms;
          return buckets.reduce(
            (sum, { asset, figures }) => sum + convert(asset.rate(), figures[n]?.whole ?? 0),
            0,
          );
        });
        return Object.fromEntries(FIGURES.map((name, n) => [name, ofAtoms(grid, atoms[n] ?? 0)]));
      },
    };
  },
};

export const collateralRules: readonly CalculatedRule[] = [
  inReference,
  collateral,
  pooled,
  leaving,
  exchange,
  modes,
];
