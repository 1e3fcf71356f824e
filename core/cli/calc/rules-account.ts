/** An account with several positions, as the venue and venues' profiles ask it. */
import { valueAtoms } from '../../venue/instruments/value.ts';
import { exposureOf, marksOf } from '../../venue/margin/screen-bounds.ts';
import { assess, ratioPpm } from '../../venue/profiles/assess.ts';
import type { VenuePosition } from '../../venue/profiles/assess.ts';
import { PPM } from '../../venue/numbers.ts';
import { termsOf } from '../../venue/profiles/profile.ts';
import type { Instrument } from '../../venue/state.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import type { Side } from './exact.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  add,
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
import type { CalculatedRule, Field, Figures } from './rule.ts';
import { lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofPpm, ofTicks, toX100 } from './scale.ts';

interface Held {
  readonly side: Side;
  readonly quantity: Given;
  readonly entry: Given;
  readonly mark: Given;
  readonly leverage: Rational;
}

function readHeld(one: Givens): Held {
  return {
    side: readSide(one.reader),
    quantity: one.quantity(),
    entry: one.price('entry'),
    mark: one.price('mark'),
    leverage: one.has('leverage') ? one.reader.positive('leverage') : ONE,
  };
}

/** A position before anything is rounded. */
interface Exact {
  readonly held: Held;
  readonly contract: Contract;
  readonly unrealised: Rational;
  readonly maintenance: Rational;
  readonly initial: Rational;
}

function exactOf(held: Held, listed: Contract): Exact {
  const { side, quantity, entry, mark, leverage } = held;
  const contract = exact.forQuantity(listed, quantity.value);
  const value = exact.valueOf(contract, quantity.value, mark.value);
  const paid = exact.valueOf(contract, quantity.value, entry.value);
  const asked = exact.initial(contract, value, leverage);
  return {
    held,
    contract,
    unrealised: exact.unrealised(contract, side, quantity.value, entry.value, mark.value),
    maintenance: exact.maintenance(contract, contract.isOnEntry ? paid : value),
    initial: add(asked, exact.closeFee(contract, side, value, asked)),
  };
}

function exactAccount(wallet: Rational, all: readonly Exact[]): Figures {
  const sum = (figure: 'unrealised' | 'maintenance' | 'initial'): Rational =>
    add(...all.map((one) => one[figure]));
  const [equity, maintenance] = [add(wallet, sum('unrealised')), sum('maintenance')];
  const [first] = all;
  if (first === undefined) return { equity, maintenance };
  const { side, quantity, entry, mark } = first.held;
  const beside = subtract(subtract(equity, first.unrealised), maintenance);
  const share = divide(multiply(equity, first.maintenance), maintenance);
  return {
    equity,
    maintenance,
    initial: sum('initial'),
    share,
    liquidation: exact.liquidationPrice(first.contract, {
      side,
      quantity: quantity.value,
      entry: entry.value,
      mark: mark.value,
      collateral: add(beside, first.maintenance),
    }),
    bankruptcy: exact.bankruptcyPrice(first.contract, side, quantity.value, mark.value, share),
  };
}

function venuePosition({ side, quantity, entry, mark, leverage }: Held, contract: Contract) {
  const scales = scalesOfContract(contract);
  const lots = lotsOf(contract, side, quantity.value);
  const position: VenuePosition = {
    terms: termsOf(venueTerms(contract), lots),
    scales,
    lots,
    costAtoms: valueAtoms(scales, lots, entry.whole),
    markTicks: mark.whole,
    leverageX100: toX100(leverage),
    allocatedAtoms: null,
  };
  return position;
}

const OUTPUTS: Readonly<Record<string, Field>> = {
  equity: { unit: 'amount', text: 'E = W + U' },
  maintenance: { unit: 'amount', text: 'MM of all' },
  initial: { unit: 'amount', text: 'IM of all, with the fees of closing' },
  share: { unit: 'amount', text: 'of E, by the first position’s maintenance' },
  liquidation: { unit: 'price', text: 'of the first, the others as they stand' },
  bankruptcy: { unit: 'price', text: 'of the first, with its share of E' },
};

/** An account of cross positions in one contract; as many of the figures as a rule is about. */
function accountRule(code: string, title: string, names: readonly string[]): CalculatedRule {
  const only = <T>(of: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));
  return {
    code,
    title,
    of: 'tiers',
    inputs: {
      wallet: { unit: 'amount', text: 'W' },
      positions: { unit: 'list', text: 'records of side, quantity, entry, mark and [leverage]' },
    },
    outputs: only(OUTPUTS),
    calculate: (inputs, contract) => {
      const givens = new Givens(inputs, contract);
      const wallet = givens.amount('wallet');
      const held = givens.each('positions', readHeld);
      const { grid } = contract;
      return {
        exact: only(
          exactAccount(
            wallet.value,
            held.map((one) => exactOf(one, contract)),
          ),
        ),
        rounded: () => {
          const positions = held.map((one) => venuePosition(one, contract));
          const found = assess({ walletAtoms: wallet.whole, positions });
          const [first] = found.positions;
          return only({
            equity: ofAtoms(grid, found.equityAtoms),
            maintenance: ofAtoms(grid, found.maintenanceAtoms),
            initial: ofAtoms(grid, found.initialAtoms),
            share: ofAtoms(grid, first?.equityAtoms ?? 0),
            liquidation: ofPriceTicks(contract, first?.liquidationTicks ?? 0),
            bankruptcy: ofPriceTicks(contract, first?.bankruptcyTicks ?? 0),
          });
        },
      };
    },
  };
}

const byLots: CalculatedRule = {
  code: 'PROF-02',
  title: 'the rates of a quantity, where tiers are by it',
  of: 'tiers',
  inputs: { quantity: QUANTITY },
  outputs: {
    maintenance: { unit: 'rate', text: 'up to a ppm' },
    initial: { unit: 'rate', text: 'up to a ppm' },
  },
  calculate: (inputs, contract) => {
    const quantity = new Givens(inputs, contract).quantity();
    if (!contract.isByLots) {
      throw new Refusal('MISFIT', 'settings.tierBy', 'settings.tierBy must be lots');
    }
    const [only] = exact.forQuantity(contract, quantity.value).tiers;
    return {
      exact: { maintenance: only?.maintenance ?? null, initial: only?.initial ?? null },
      rounded: () => {
        const [tier] = termsOf(venueTerms(contract), quantity.whole).margin.tiers;
        return {
          maintenance: ofPpm(tier?.maintenancePpm ?? 0),
          initial: ofPpm(tier?.initialPpm ?? 0),
        };
      },
    };
  },
};

const MILLION = rational(1_000_000);

const ratio: CalculatedRule = {
  code: 'PROF-04',
  title: 'the ratio that a venue shows',
  of: 'figures',
  inputs: {
    as: { unit: 'side', text: 'maintenanceOverEquity or equityOverMaintenance' },
    equity: { unit: 'amount', text: 'E' },
    maintenance: { unit: 'amount', text: 'MM' },
  },
  outputs: { ratio: { unit: 'ratio', text: 'MM / E up, E / MM down' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const as = inputs.choice('as', ['maintenanceOverEquity', 'equityOverMaintenance']);
    const [equity, asked] = [givens.amount('equity'), givens.money('maintenance')];
    const isHealth = as === 'equityOverMaintenance';
    const [over, under] = isHealth ? [equity.value, asked.value] : [asked.value, equity.value];
    const found = under.top <= 0n ? null : divide(over, under);
    const isTooMuch = !isHealth && found !== null && isLess(MILLION, found);
    return {
      exact: { ratio: isTooMuch ? null : found },
      rounded: () => {
        const ppm = ratioPpm({ ratio: as }, equity.whole, asked.whole);
        return { ratio: ppm === null ? null : ofPpm(ppm) };
      },
    };
  },
};

/** The steepest that maintenance rises with a value. */
function steepest(contract: Contract): Rational {
  if (contract.isOnEntry) return ZERO;
  const most = contract.tiers.map(({ maintenance }) => maintenance).reduce(greatest);
  const ramp = contract.tierMode === 'linear' ? rational(1, 2) : ZERO;
  return add(most, ramp, exact.closingRate(contract));
}

const bounds: CalculatedRule = {
  code: 'MARG-13',
  title: 'between which marks a position takes no more than a part of what is beyond a threshold',
  of: 'tiers',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    mark: MARK,
    part: { unit: 'amount', text: 'of E - coverage x MM' },
    coverage: { unit: 'rate', text: 'the highest multiple of MM that something is due at' },
  },
  outputs: {
    low: { unit: 'price', text: 'a tick inwards; none where any lower mark is' },
    high: { unit: 'price', text: 'a tick inwards; none where any higher mark is' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const [part, coverage] = [givens.money('part'), givens.share('coverage')];
    const { grid, isLinear } = contract;
    const value = exact.valueOf(contract, quantity.value, mark.value);
    const asked = multiply(coverage.value, steepest(contract));
    const isGaining = exact.gain(contract, side) > 0;
    const slope = isGaining ? greatest(ONE, subtract(asked, ONE)) : add(ONE, asked);
    const away = divide(part.value, slope);
    const isFree = isGaining && !isLess(ONE, asked);
    const next = nextStep(contract, value);
    const upper = isFree ? next : least(add(value, away), next ?? add(value, away));
    const lower = isGaining ? subtract(value, away) : null;
    const at = (worth: Rational | null): Rational | null =>
      worth === null ? null : exact.priceOf(contract, quantity.value, worth);
    const [ofLower, ofUpper] = [at(lower), at(upper)];
    return {
      exact: isLinear ? { low: ofLower, high: ofUpper } : { low: ofUpper, high: ofLower },
      rounded: () => {
        const spec = venueTerms(contract);
        const instrument = {
          spec,
          scales: scalesOfContract(contract),
          markTicks: mark.whole,
          profiled: new Map(),
          riskTiers: new Map(),
        };
        const lots = lotsOf(contract, side, quantity.value);
        const exposure = exposureOf(instrument as Instrument, 0, lots, coverage.whole / PPM);
        const [low, high] = marksOf(exposure, part.whole);
        return {
          low: isBound(low) ? ofTicks(grid, low) : null,
          high: isBound(high) ? ofTicks(grid, high) : null,
        };
      },
    };
  },
};

/** Whether a mark is one that may be set at all. */
function isBound(ticks: number): boolean {
  return ticks > 1 && Number.isSafeInteger(ticks);
}

/** The floor of the step that a value has not climbed yet, where tiers are steps. */
function nextStep({ tiers, tierMode, isOnEntry }: Contract, value: Rational): Rational | null {
  if (tierMode !== 'step' || isOnEntry) return null;
  return tiers.find(({ floor }) => !isLess(floor, value))?.floor ?? null;
}

export const accountRules: readonly CalculatedRule[] = [
  accountRule('EQ-01', 'equity of a bucket, and the maintenance of its positions', [
    'equity',
    'maintenance',
  ]),
  accountRule('LIQ-09', 'the same where one waits, at the price it would settle at so far', [
    'equity',
    'maintenance',
  ]),
  bounds,
  byLots,
  accountRule(
    'PROF-03',
    'what an account is asked, and the prices of its first position',
    Object.keys(OUTPUTS),
  ),
  ratio,
];
