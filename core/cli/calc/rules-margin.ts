/** What margin is asked, and where it ends. */
import {
  bankruptcyTicks,
  closeFeeAtoms,
  healthPpm,
  initialAtoms,
  liquidationTicks,
  maintenanceAtoms,
  sideRequirementAtoms,
} from '../../venue/margin/arithmetic.ts';
import { marginLevels, scaledInitialPpm } from '../../venue/margin/elsewhere.ts';
import { mulDivFloor } from '../../venue/numbers.ts';
import { valueAtoms } from '../../venue/instruments/value.ts';
import { termsOf } from '../../venue/profiles/profile.ts';
import type { Terms } from '../../venue/margin/tiers.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import { add, divide, greatest, least, multiply, ONE, subtract, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ENTRY, lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, ofPpm, toAtoms, toLots, toPpm, toTicks, toX100 } from './scale.ts';

const VALUE: Field = { unit: 'amount', text: 'the value of the position' };
const EQUITY: Field = { unit: 'amount', text: 'equity' };
const MAINTENANCE: Field = { unit: 'amount', text: 'maintenance margin' };
const LEVERAGE: Field = { unit: 'leverage', text: 'the chosen leverage' };
const PRICE: Field = { unit: 'price', text: 'none where no price does it' };
const SIZE: Field = { ...QUANTITY, otherwise: 'asked of tiers that are by lots alone' };

/** The terms of a quantity, where tiers are by it. */
export function termsFor(contract: Contract, quantity: Rational | null): Terms {
  const terms = venueTerms(contract);
  if (terms.tierBy !== 'lots') return terms;
  const lots = toLots(contract.grid, quantity ?? ZERO, 'inputs.quantity');
  return termsOf(terms, lots);
}

/** The quantity that tiers by lots are read with. */
function sizeOf(inputs: Reader, { isByLots }: Contract): Rational | null {
  return isByLots ? inputs.positive('quantity') : null;
}

function exactFor(contract: Contract, quantity: Rational | null): Contract {
  return quantity === null ? contract : exact.forQuantity(contract, quantity);
}

function maintenanceRule(code: string, title: string): CalculatedRule {
  return {
    code,
    title,
    of: 'tiers',
    inputs: { value: { ...VALUE, text: 'at the mark, or what was paid' }, quantity: SIZE },
    outputs: { maintenance: MAINTENANCE },
    calculate: (inputs, contract) => {
      const value = inputs.notNegative('value');
      const size = sizeOf(inputs, contract);
      const { grid } = contract;
      return {
        exact: { maintenance: exact.maintenance(exactFor(contract, size), value) },
        rounded: () => {
          const atoms = toAtoms(grid, value, 'inputs.value');
          const asked = maintenanceAtoms(termsFor(contract, size), atoms);
          return { maintenance: ofAtoms(grid, asked) };
        },
      };
    },
  };
}

const initialRule: CalculatedRule = {
  code: 'MARG-02',
  title: 'initial margin: the larger of value / leverage and the tiers’',
  of: 'tiers',
  inputs: { value: VALUE, leverage: LEVERAGE, quantity: SIZE },
  outputs: { initial: { unit: 'amount', text: 'initial margin' } },
  calculate: (inputs, contract) => {
    const [value, leverage] = [inputs.notNegative('value'), inputs.positive('leverage')];
    const size = sizeOf(inputs, contract);
    const { grid } = contract;
    return {
      exact: { initial: exact.initial(exactFor(contract, size), value, leverage) },
      rounded: () => {
        const atoms = toAtoms(grid, value, 'inputs.value');
        const x100 = toX100(leverage, 'inputs.leverage');
        return { initial: ofAtoms(grid, initialAtoms(termsFor(contract, size), atoms, x100)) };
      },
    };
  },
};

const closeFeeRule: CalculatedRule = {
  code: 'MARG-03',
  title: 'the fee of closing at the bankruptcy price that an initial margin leaves',
  of: 'contract',
  inputs: { side: SIDE, value: VALUE, initial: { unit: 'amount', text: 'initial margin' } },
  outputs: { fee: { unit: 'amount', text: 'the fee' } },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const [value, initial] = [inputs.notNegative('value'), inputs.notNegative('initial')];
    const { grid } = contract;
    return {
      exact: { fee: exact.closeFee(contract, side, value, initial) },
      rounded: () => {
        const atoms = toAtoms(grid, value, 'inputs.value');
        const margin = toAtoms(grid, initial, 'inputs.initial');
        return { fee: ofAtoms(grid, closeFeeAtoms(venueTerms(contract), side, atoms, margin)) };
      },
    };
  },
};

function requirementRule(code: string, title: string): CalculatedRule {
  return {
    code,
    title,
    of: 'tiers',
    inputs: {
      side: SIDE,
      position: { ...QUANTITY, text: 'what is held, below zero when short' },
      mark: MARK,
      leverage: LEVERAGE,
      orders: { unit: 'list', text: 'records of price, quantity and reduceOnly, of the side' },
      isolated: { unit: 'flag', text: 'the position has margin of its own', otherwise: 'false' },
    },
    outputs: { requirement: { unit: 'amount', text: 'what the side asks' } },
    calculate: (inputs, contract) => {
      const side = readSide(inputs);
      const position = inputs.decimal('position');
      const [mark, leverage] = [inputs.positive('mark'), inputs.positive('leverage')];
      const isIsolated = inputs.has('isolated') && inputs.flag('isolated');
      const orders = inputs.records('orders').map((order) => {
        const read = {
          price: order.positive('price'),
          quantity: order.positive('quantity'),
          isReduceOnly: order.has('reduceOnly') && order.flag('reduceOnly'),
        };
        order.end();
        return read;
      });
      if (contract.isByLots) {
        const sentence = 'orders of a contract whose tiers are by lots have no size that is sure';
        throw new Refusal('MISFIT', 'settings.tierBy', sentence);
      }
      const all = { side, position, mark, leverage, orders, isIsolated };
      const { grid } = contract;
      return {
        exact: { requirement: exact.sideRequirement(contract, all) },
        rounded: () => {
          const asked = sideRequirementAtoms({
            spec: venueTerms(contract),
            scales: scalesOfContract(contract),
            side,
            positionLots: toLots(grid, position, 'inputs.position'),
            markTicks: toTicks(grid, mark, 'inputs.mark'),
            leverageX100: toX100(leverage, 'inputs.leverage'),
            orders: orders.map((order) => ({
              priceTicks: toTicks(grid, order.price, 'inputs.orders.price'),
              lots: toLots(grid, order.quantity, 'inputs.orders.quantity'),
              reduceOnly: order.isReduceOnly,
            })),
            isolated: isIsolated,
          });
          return { requirement: ofAtoms(grid, asked) };
        },
      };
    },
  };
}

const liquidationRule: CalculatedRule = {
  code: 'MARG-05',
  title: 'the liquidation price: where equity is maintenance; rounded, the first tick below',
  of: 'tiers',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    collateral: {
      unit: 'amount',
      text: 'wallet, plus unrealised of other positions, less their maintenance',
    },
    mark: { ...MARK, otherwise: 'the entry; read where tiers are steps' },
  },
  outputs: { price: PRICE },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const [quantity, entry] = [inputs.positive('quantity'), inputs.positive('entry')];
    const collateral = inputs.decimal('collateral');
    const mark = inputs.has('mark') ? inputs.positive('mark') : entry;
    const { grid } = contract;
    const standing = { side, quantity, entry, mark, collateral };
    return {
      exact: { price: exact.liquidationPrice(contract, standing) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, quantity);
        const ticks = liquidationTicks({
          spec: termsFor(contract, quantity),
          scales,
          lots,
          costAtoms: valueAtoms(scales, lots, toTicks(grid, entry, 'inputs.entry')),
          otherAtoms: toAtoms(grid, collateral, 'inputs.collateral'),
          markTicks: toTicks(grid, mark, 'inputs.mark'),
        });
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

const bankruptcyRule: CalculatedRule = {
  code: 'MARG-06',
  title: 'the bankruptcy price: where closing leaves nothing; long up, short down to the tick',
  of: 'contract',
  inputs: { side: SIDE, quantity: QUANTITY, mark: MARK, equity: EQUITY },
  outputs: { price: PRICE },
  calculate: (inputs, contract) => {
    const side = readSide(inputs);
    const [quantity, mark] = [inputs.positive('quantity'), inputs.positive('mark')];
    const equity = inputs.decimal('equity');
    const { grid } = contract;
    return {
      exact: { price: exact.bankruptcyPrice(contract, side, quantity, mark, equity) },
      rounded: () => {
        const lots = lotsOf(contract, side, quantity);
        const ticks = bankruptcyTicks(
          venueTerms(contract),
          scalesOfContract(contract),
          lots,
          toTicks(grid, mark, 'inputs.mark'),
          toAtoms(grid, equity, 'inputs.equity'),
        );
        return { price: ofPriceTicks(contract, ticks) };
      },
    };
  },
};

const healthRule: CalculatedRule = {
  code: 'MARG-07',
  title: 'health: equity / maintenance',
  of: 'figures',
  inputs: { equity: EQUITY, maintenance: MAINTENANCE },
  outputs: { health: { unit: 'ratio', text: 'rounded down; none without maintenance' } },
  calculate: (inputs, { grid }) => {
    const [equity, asked] = [inputs.decimal('equity'), inputs.notNegative('maintenance')];
    return {
      exact: { health: asked.top === 0n ? null : divide(equity, asked) },
      rounded: () => {
        const atoms = toAtoms(grid, asked, 'inputs.maintenance');
        const health = healthPpm(toAtoms(grid, equity, 'inputs.equity'), atoms);
        return { health: atoms === 0 ? null : ofPpm(health) };
      },
    };
  },
};

const shareRule: CalculatedRule = {
  code: 'MARG-08',
  title: 'a cross position’s share of equity, by its share of maintenance',
  of: 'figures',
  inputs: {
    equity: EQUITY,
    own: { unit: 'amount', text: 'maintenance of the position' },
    maintenance: { unit: 'amount', text: 'maintenance of all' },
  },
  outputs: { share: { unit: 'amount', text: 'its share, rounded down' } },
  calculate: (inputs, { grid }) => {
    const [equity, own] = [inputs.decimal('equity'), inputs.notNegative('own')];
    const all = inputs.positive('maintenance');
    return {
      exact: { share: divide(multiply(equity, own), all) },
      rounded: () => {
        const atoms = mulDivFloor(
          toAtoms(grid, equity, 'inputs.equity'),
          toAtoms(grid, own, 'inputs.own'),
          toAtoms(grid, all, 'inputs.maintenance'),
        );
        return { share: ofAtoms(grid, atoms) };
      },
    };
  },
};

const MULTIPLE: Field = { unit: 'rate', text: 'a multiple of maintenance' };

const levelsRule: CalculatedRule = {
  code: 'VAR-09',
  title: 'levels of margin: searched below, filled up to, released above',
  of: 'figures',
  inputs: { maintenance: MAINTENANCE, search: MULTIPLE, initial: MULTIPLE, release: MULTIPLE },
  outputs: {
    search: { unit: 'amount', text: 'below this more is looked for' },
    initial: { unit: 'amount', text: 'up to this it is filled' },
    release: { unit: 'amount', text: 'above this it is let go' },
  },
  calculate: (inputs, { grid }) => {
    const maintenance = inputs.notNegative('maintenance');
    const search = inputs.positive('search');
    const [initial, release] = [inputs.positive('initial'), inputs.positive('release')];
    return {
      exact: {
        search: multiply(maintenance, search),
        initial: multiply(maintenance, initial),
        release: multiply(maintenance, release),
      },
      rounded: () => {
        const levels = marginLevels(toAtoms(grid, maintenance, 'inputs.maintenance'), {
          searchPpm: toPpm(search, 'inputs.search'),
          initialPpm: toPpm(initial, 'inputs.initial'),
          releasePpm: toPpm(release, 'inputs.release'),
        });
        return {
          search: ofAtoms(grid, levels.searchAtoms),
          initial: ofAtoms(grid, levels.initialAtoms),
          release: ofAtoms(grid, levels.releaseAtoms),
        };
      },
    };
  },
};

const openInterestRule: CalculatedRule = {
  code: 'VAR-10',
  title: 'an initial rate that rises with open interest between two bounds, up to all of it',
  of: 'figures',
  inputs: {
    initial: { unit: 'rate', text: 'the initial rate' },
    openInterest: { unit: 'amount', text: 'the value of all open positions' },
    lower: { unit: 'amount', text: 'from here it rises' },
    upper: { unit: 'amount', text: 'here it is 1' },
  },
  outputs: { initial: { unit: 'rate', text: 'the rate that is asked, rounded up' } },
  calculate: (inputs, { grid }) => {
    const [initial, openInterest] = [
      inputs.positive('initial'),
      inputs.notNegative('openInterest'),
    ];
    const [lower, upper] = [inputs.notNegative('lower'), inputs.positive('upper')];
    const span = subtract(upper, lower);
    if (span.top <= 0n) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.upper', 'inputs.upper must be above inputs.lower');
    }
    const above = least(greatest(subtract(openInterest, lower), ZERO), span);
    return {
      exact: { initial: add(initial, multiply(subtract(ONE, initial), divide(above, span))) },
      rounded: () => {
        const ppm = scaledInitialPpm(
          toPpm(initial, 'inputs.initial'),
          toAtoms(grid, openInterest, 'inputs.openInterest'),
          {
            lowerAtoms: toAtoms(grid, lower, 'inputs.lower'),
            upperAtoms: toAtoms(grid, upper, 'inputs.upper'),
          },
        );
        return { initial: ofPpm(ppm) };
      },
    };
  },
};

export const marginRules: readonly CalculatedRule[] = [
  maintenanceRule('MARG-01', 'maintenance margin of a value'),
  initialRule,
  closeFeeRule,
  requirementRule('MARG-04', 'what a side’s position and orders ask'),
  liquidationRule,
  bankruptcyRule,
  healthRule,
  shareRule,
  maintenanceRule('VAR-02', 'maintenance by tiers as steps or rates that rise: tierMode'),
  maintenanceRule('VAR-03', 'maintenance of what was paid, with the closing fee or without'),
  requirementRule('VAR-04', 'what a side asks, with gap and fees as orderCost says'),
  levelsRule,
  openInterestRule,
];
