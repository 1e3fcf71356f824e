/** What of equity is of use, levels of margin, bands around other prices, calls and triggers. */
import { longerBy } from '../../venue/instruments/price-calls.ts';
import { leavableAtoms } from '../../venue/margin/arithmetic.ts';
import { keptProfitAtoms, Staying } from '../../venue/margin/availability.ts';
import { wantedAtoms } from '../../venue/margin/levels.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../../venue/numbers.ts';
import { isProtected } from '../../venue/orders/triggers.ts';
import { bandAround } from '../../venue/pricing/reference-band.ts';
import type { Instrument } from '../../venue/state.ts';
import { Givens } from './given.ts';
import {
  absolute,
  add,
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
import { yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ofAtoms, ofTicks } from './scale.ts';

const LEVEL: Field = { unit: 'rate', text: 'a multiple of maintenance' };
/** One lot whose value is its cost and what it has gained. */
const GAINING = { lotTickAtoms: 1, contractAtomTicks: 0 };

const usable: CalculatedRule = {
  code: 'VAR-64',
  title: 'what is free and what may leave where profit is kept, and a share of its own stays',
  of: 'figures',
  inputs: {
    wallet: { unit: 'amount', text: 'the wallet' },
    unrealised: { unit: 'amount', text: 'of the positions together, below zero at a loss' },
    initial: { unit: 'amount', text: 'what positions and orders ask' },
    value: { unit: 'amount', text: 'what the positions are worth' },
    stays: { unit: 'rate', text: 'of that, what stays' },
  },
  outputs: {
    free: { unit: 'amount', text: 'below zero where it is missing' },
    amount: { unit: 'amount', text: 'what may leave' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [wallet, unrealised] = [givens.amount('wallet'), givens.amount('unrealised')];
    const [initial, value] = [givens.money('initial'), givens.money('value')];
    const stays = givens.share('stays');
    const equity = add(wallet.value, least(ZERO, unrealised.value));
    const held = greatest(initial.value, multiply(value.value, stays.value));
    const most = least(wallet.value, subtract(equity, held));
    return {
      exact: { free: subtract(equity, initial.value), amount: greatest(ZERO, most) },
      rounded: () => {
        const spec = { equity: { profit: 'kept', staysPpm: stays.whole } } as Instrument['spec'];
        const gained = unrealised.whole;
        // What has gained nothing is worth what it cost.
        const one = { spec, scales: GAINING, markTicks: 1 };
        const kept = keptProfitAtoms(one, { lots: 1, costAtoms: 1 - gained });
        const staying = new Staying();
        staying.add(spec, value.whole);
        const atoms = wallet.whole + gained - kept;
        const leaves = leavableAtoms(wallet.whole, atoms, initial.whole, staying.atoms);
        const { grid } = contract;
        return { free: ofAtoms(grid, atoms - initial.whole), amount: ofAtoms(grid, leaves) };
      },
    };
  },
};

const flow: CalculatedRule = {
  code: 'VAR-65',
  title: 'what goes into an isolated position below search, or out of it above release',
  of: 'figures',
  inputs: {
    equity: { unit: 'amount', text: 'of the position' },
    maintenance: { unit: 'amount', text: 'what it is asked' },
    search: LEVEL,
    initial: LEVEL,
    release: LEVEL,
    free: { unit: 'amount', text: 'what may come to it' },
    leaving: { unit: 'amount', text: 'what may leave it' },
  },
  outputs: { moved: { unit: 'amount', text: 'below zero where it goes out' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [equity, maintenance] = [givens.amount('equity'), givens.money('maintenance')];
    const [search, initial] = [givens.share('search'), givens.share('initial')];
    const release = givens.share('release');
    const [free, leaving] = [givens.money('free'), givens.money('leaving')];
    const level = (one: { value: Rational }) => multiply(maintenance.value, one.value);
    const wanted = subtract(level(initial), equity.value);
    let moved: Rational = ZERO;
    if (isLess(equity.value, level(search))) moved = least(wanted, free.value);
    else if (isLess(level(release), equity.value)) {
      moved = negate(least(negate(wanted), leaving.value));
    }
    return {
      exact: { moved },
      rounded: () => {
        const atoms = wantedAtoms(equity.whole, maintenance.whole, {
          searchPpm: search.whole,
          initialPpm: initial.whole,
          releasePpm: release.whole,
        });
        const most = atoms > 0 ? free.whole : leaving.whole;
        const found = Math.sign(atoms) * Math.min(Math.abs(atoms), most);
        return { moved: ofAtoms(contract.grid, found) };
      },
    };
  },
};

const around: CalculatedRule = {
  code: 'VAR-67',
  title: 'the highest bid and the lowest offer around the mark, or around an hour’s first price',
  of: 'figures',
  inputs: {
    price: { unit: 'price', text: 'what the band is around' },
    above: { unit: 'rate', text: 'how far above it' },
    below: { unit: 'rate', text: 'how far below it' },
  },
  outputs: {
    maxBid: { unit: 'price', text: 'down' },
    minAsk: { unit: 'price', text: 'up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const price = givens.price();
    const [above, below] = [givens.share('above'), givens.share('below')];
    return {
      exact: {
        maxBid: multiply(price.value, add(ONE, above.value)),
        minAsk: multiply(price.value, subtract(ONE, below.value)),
      },
      rounded: () => {
        const widths = { innerPpm: above.whole, lowerPpm: below.whole };
        const { maxBidTicks, minAskTicks } = bandAround(widths, price.whole, 'normal');
        const { grid } = contract;
        return { maxBid: ofTicks(grid, maxBidTicks), minAsk: ofTicks(grid, minAskTicks) };
      },
    };
  },
};

const longer: CalculatedRule = {
  code: 'VAR-68',
  title: 'how much longer a call is for the bands that its price breaks',
  of: 'figures',
  inputs: {
    price: { unit: 'price', text: 'at which the call would end' },
    lowest: { unit: 'price', text: 'of the marks that the bands are measured from' },
    highest: { unit: 'price', text: 'of them' },
    bands: { unit: 'list', text: 'records of move, a rate, and call, in seconds' },
  },
  outputs: { seconds: { unit: 'seconds', text: 'of those that are broken together' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const price = givens.price();
    const [lowest, highest] = [givens.price('lowest'), givens.price('highest')];
    const bands = givens.each('bands', (one) => {
      return { move: one.share('move'), callS: one.count('call', 1, 1_000_000) };
    });
    const isBroken = ({ move }: (typeof bands)[number]): boolean =>
      isLess(multiply(lowest.value, add(ONE, move.value)), price.value) ||
      isLess(price.value, multiply(highest.value, subtract(ONE, move.value)));
    const seconds = bands.filter(isBroken).reduce((sum, { callS }) => sum + callS, 0);
    return {
      exact: { seconds: rational(seconds) },
      rounded: () => {
        const bounds = bands.map(({ move, callS }) => ({
          lowTicks: mulDivCeil(highest.whole, PPM - move.whole, PPM),
          highTicks: mulDivFloor(lowest.whole, PPM + move.whole, PPM),
          callS,
          untilUs: 1,
        }));
        return { seconds: rational(longerBy(bounds, price.whole, 0).callS) };
      },
    };
  },
};

const isKept: CalculatedRule = {
  code: 'VAR-69',
  title: 'whether triggers wait, because last price and mark are too far apart',
  of: 'figures',
  inputs: {
    last: { unit: 'price', text: 'the last price' },
    mark: { unit: 'price', text: 'the mark' },
    part: { unit: 'rate', text: 'of the mark' },
  },
  outputs: { waits: { unit: 'count', text: '1 where they do' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [last, mark, part] = [givens.price('last'), givens.price('mark'), givens.share('part')];
    const away = absolute(subtract(last.value, mark.value));
    return {
      exact: { waits: yes(isLess(multiply(mark.value, part.value), away)) },
      rounded: () => {
        const spec = { triggerProtectPpm: part.whole } as Instrument['spec'];
        const prices = { lastTicks: last.whole, markTicks: mark.whole };
        return { waits: yes(isProtected({ spec, ...prices })) };
      },
    };
  },
};

export const orderWayRules: readonly CalculatedRule[] = [usable, flow, around, longer, isKept];
