/** Other ways of asking for margin: debts, open interest, the last days, chosen tiers, slices. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { sliceLots, sliceTerms } from '../../venue/liquidation/arithmetic.ts';
import { initialAtoms, maintenanceAtoms } from '../../venue/margin/arithmetic.ts';
import { equityOfAsset } from '../../venue/margin/collateral.ts';
import { initialTerms } from '../../venue/margin/open-interest.ts';
import { rampPpmAt } from '../../venue/margin/ramp.ts';
import { chosenTerms } from '../../venue/margin/tiers.ts';
import { mulDivCeil, PPM, SECOND_US } from '../../venue/numbers.ts';
import type { Instrument } from '../../venue/state.ts';
import { readAsset } from './asset.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
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
  ZERO,
} from './rational.ts';
import { Refusal } from './refusal.ts';
import { numbered } from './rule.ts';
import type { CalculatedRule } from './rule.ts';
import { MARK, QUANTITY } from './rules-value.ts';
import { ofAtoms, ofLots, ofPpm, toX100 } from './scale.ts';

const DAY_S = 86_400;

const debt: CalculatedRule = {
  code: 'VAR-14',
  title: 'what a debt of an asset counts for, by the weight that its terms give it',
  of: 'figures',
  inputs: {
    amount: { unit: 'amount', text: 'what is owed of the asset' },
    weight: { unit: 'rate', text: '1 to 2' },
    price: { unit: 'price', text: 'the index of the asset', otherwise: '1' },
    atom: { unit: 'amount', text: 'an atom of the asset', otherwise: 'as the reference' },
  },
  outputs: { worth: { unit: 'amount', text: 'in the reference, below zero; away from it' } },
  calculate: (inputs, contract) => {
    const asset = readAsset(new Givens(inputs, contract), contract.grid);
    const [amount, weight] = [asset.givens.money('amount'), asset.givens.share('weight')];
    if (isLess(weight.value, ONE) || isLess(rational(2), weight.value)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.weight', 'inputs.weight must be 1 to 2');
    }
    return {
      exact: { worth: negate(multiply(amount.value, weight.value, asset.price)) },
      rounded: () => {
        const { terms, ...holding } = asset.holding();
        const weighed = { ...holding, terms: { ...terms, debtWeightPpm: weight.whole } };
        const atoms = equityOfAsset(weighed, -amount.whole, 0, 'maintenancePpm');
        return { worth: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const openInterest: CalculatedRule = {
  code: 'VAR-15',
  title: 'the initial rates of a table, by what all longs hold at the mark',
  of: 'tiers',
  inputs: {
    quantity: { ...QUANTITY, text: 'what all longs hold' },
    mark: MARK,
    lower: { unit: 'amount', text: 'from here rates rise' },
    upper: { unit: 'amount', text: 'here they are 1' },
  },
  outputs: { rate1: { unit: 'rate', text: 'of the first tier, up; rate2, rate3 ... of others' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, mark] = [givens.quantity(), givens.price('mark')];
    const [lower, upper] = [givens.money('lower'), givens.money('upper')];
    const span = subtract(upper.value, lower.value);
    if (span.top <= 0n) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.upper', 'inputs.upper must be above inputs.lower');
    }
    const open = exact.valueOf(contract, quantity.value, mark.value);
    const above = least(greatest(subtract(open, lower.value), ZERO), span);
    const part = divide(above, span);
    const rates = contract.tiers.map(({ initial }) =>
      add(initial, multiply(subtract(ONE, initial), part)),
    );
    return {
      exact: numbered('rate', rates),
      rounded: () => {
        const terms = venueTerms(contract);
        const caps = { lowerAtoms: lower.whole, upperAtoms: upper.whole };
        const found = initialTerms({ ...terms, margin: { ...terms.margin, openInterest: caps } }, {
          scales: scalesOfContract(contract),
          markTicks: mark.whole,
          positions: [{ lots: quantity.whole }],
        } as unknown as Instrument);
        const scaled = found.margin.tiers.map(({ initialPpm }) => ofPpm(initialPpm));
        return numbered('rate', scaled);
      },
    };
  },
};

const ramp: CalculatedRule = {
  code: 'VAR-16',
  title: 'what is added to all rates in the last days of a dated contract',
  of: 'figures',
  inputs: {
    rate: { unit: 'rate', text: 'what is added on the last day' },
    days: { unit: 'days', text: 'over so many' },
    left: { unit: 'seconds', text: 'to the expiry' },
  },
  outputs: { added: { unit: 'rate', text: 'up to a ppm' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const rate = givens.share('rate');
    const days = givens.count('days', 1, 365);
    const left = givens.count('left', 0, 100_000_000);
    const whole = Math.max(0, days - Math.floor(left / DAY_S));
    return {
      exact: { added: multiply(rate.value, rational(whole, days)) },
      rounded: () => {
        const expiry = { expiresUs: left * SECOND_US, ramp: { days, ratePpm: rate.whole } };
        const dated = expiry as NonNullable<InstrumentSpec['expiry']>;
        return { added: ofPpm(rampPpmAt(dated, 0)) };
      },
    };
  },
};

/** A stepped table from a chosen tier on. */
function chosen(contract: Contract, tier: number): Contract {
  const { tiers, tierMode, isByLots } = contract;
  const found = tiers[tier];
  if (tierMode !== 'step' || isByLots) {
    throw new Refusal('MISFIT', 'settings.tierMode', 'only tiers as steps are chosen of');
  }
  if (found === undefined) {
    const sentence = `inputs.tier must be one of ${tiers.length}`;
    throw new Refusal('OUT_OF_RANGE', 'inputs.tier', sentence);
  }
  return { ...contract, tiers: [{ ...found, floor: ZERO }, ...tiers.slice(tier + 1)] };
}

const riskLimit: CalculatedRule = {
  code: 'VAR-17',
  title: 'what a position is asked in the tier that its holder chose, or its own if that is higher',
  of: 'tiers',
  inputs: {
    value: { unit: 'amount', text: 'the value of the position' },
    leverage: { unit: 'leverage', text: 'the chosen leverage' },
    tier: { unit: 'count', text: 'the chosen one, from 1' },
  },
  outputs: {
    initial: { unit: 'amount', text: 'initial margin' },
    maintenance: { unit: 'amount', text: 'maintenance margin' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [value, leverage] = [givens.money('value'), inputs.positive('leverage')];
    const tier = givens.count('tier', 1, 100) - 1;
    const table = chosen(contract, tier);
    const { grid } = contract;
    return {
      exact: {
        initial: exact.initial(table, value.value, leverage),
        maintenance: exact.maintenance(table, value.value),
      },
      rounded: () => {
        const terms = chosenTerms(venueTerms(contract), tier);
        const x100 = toX100(leverage, 'inputs.leverage');
        return {
          initial: ofAtoms(grid, initialAtoms(terms, value.whole, x100)),
          maintenance: ofAtoms(grid, maintenanceAtoms(terms, value.whole)),
        };
      },
    };
  },
};

const slices: CalculatedRule = {
  code: 'VAR-19',
  title: 'what a slice closes where it is always a share, of the largest position or of each',
  of: 'contract',
  inputs: {
    quantity: { ...QUANTITY, text: 'what is held' },
    share: { unit: 'rate', text: 'of the first slice, at most 1' },
    later: { unit: 'rate', text: 'of all others', otherwise: 'share' },
    slices: { unit: 'count', text: 'that were made before' },
    all: { unit: 'flag', text: 'the same share of all positions is closed', otherwise: 'false' },
  },
  outputs: {
    quantity: { ...QUANTITY, text: 'down, at least a lot; of all positions up' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [quantity, share] = [givens.quantity(), givens.share('share')];
    const later = givens.share('later', share.value);
    const before = givens.count('slices', 0);
    const isOfAll = inputs.has('all') && inputs.flag('all');
    const asked = before === 0 ? share : later;
    if (asked.value.top === 0n || isLess(ONE, asked.value)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.share', 'a share must be above 0, at most 1');
    }
    const { grid } = contract;
    return {
      exact: { quantity: multiply(quantity.value, asked.value) },
      rounded: () => {
        const liquidation = {
          sizing: 'share',
          slicePpm: share.whole,
          laterPpm: later.whole,
          uncappedValueAtoms: 0,
        };
        const spec = { ...venueTerms(contract), liquidation } as unknown as InstrumentSpec;
        const how = sliceTerms(spec, before);
        const lots = quantity.whole;
        const closed = isOfAll
          ? mulDivCeil(lots, how.liquidation.slicePpm, PPM)
          : sliceLots(how, { lots, notionalAtoms: 1 }, { equityAtoms: 0, maintenanceAtoms: 0 });
        return { quantity: ofLots(grid, closed) };
      },
    };
  },
};

export const marginWayRules: readonly CalculatedRule[] = [
  debt,
  openInterest,
  ramp,
  riskLimit,
  slices,
];
