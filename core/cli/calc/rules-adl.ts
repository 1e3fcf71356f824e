/** Who is deleveraged, at what price, and whether it can be borne. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import { notionalAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import {
  ADL_RANKS,
  lightsOf,
  meanCostTicks,
  MOST_LIGHTS,
  rankOf,
} from '../../venue/liquidation/adl-arithmetic.ts';
import type { AdlRank, Ratio } from '../../venue/liquidation/adl-arithmetic.ts';
import { bearableLots, figuresAfter } from '../../venue/liquidation/adl-queue.ts';
import type { Closing, Queued } from '../../venue/liquidation/adl-queue.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { scalesOfContract, venueTerms } from './contract.ts';
import type { Contract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import type { Given } from './given.ts';
import {
  absolute,
  add,
  divide,
  greatest,
  isLess,
  multiply,
  rational,
  subtract,
  ZERO,
} from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';
import { yes } from './rule.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { ENTRY, lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms } from './scale.ts';

const EQUITY: Field = { unit: 'amount', text: 'equity' };
/** A lot that is drawn is no figure of a position. */
const RANKS = ADL_RANKS.filter((rank) => rank !== 'drawn');

interface RankInputs {
  readonly unrealised: Given;
  readonly value: Given;
  readonly cost: Given;
  readonly equity: Given;
  readonly bucketEquity: Given;
  readonly wallet: Given;
  readonly maintenance: Given;
}

/** The rank by the words of the rule, with nothing below an atom to divide by. */
function exactRank(how: AdlRank, of: RankInputs, atom: Rational, gains: boolean): Rational {
  const some = ({ value }: Given): Rational => greatest(atom, value);
  const [value, cost, equity] = [some(of.value), some(of.cost), some(of.equity)];
  const bucketEquity = some(of.bucketEquity);
  if (how === 'exposure') {
    const moved = gains ? divide(value, cost) : divide(cost, value);
    return multiply(moved, divide(value, bucketEquity));
  }
  if (how === 'walletReturn') {
    const gained = greatest(ZERO, subtract(of.bucketEquity.value, of.wallet.value));
    const share = divide(of.maintenance.value, bucketEquity);
    return multiply(divide(gained, some(of.wallet)), share);
  }
  const back = divide(of.unrealised.value, cost);
  const isDivided = how === 'leveragedReturn' && back.top < 0n;
  return multiply(back, isDivided ? divide(equity, value) : divide(value, equity));
}

/** What parts of 24 bits stand for, the lowest first. */
function ofLimbs(limbs: readonly number[]): bigint {
  return limbs.reduceRight((sum, limb) => sum * 16_777_216n + BigInt(limb), 0n);
}

function ofRatio({ sign, over, under }: Ratio): Rational {
  return rational(BigInt(sign) * ofLimbs(over), ofLimbs(under));
}

const rank: CalculatedRule = {
  code: 'ADL-01',
  title: 'the rank of a position among those who may be deleveraged, the highest first',
  of: 'contract',
  inputs: {
    rank: { unit: 'side', text: RANKS.join(', '), otherwise: 'leveragedReturn' },
    side: SIDE,
    unrealised: { unit: 'amount', text: 'U of the position' },
    value: { unit: 'amount', text: 'V of it' },
    cost: { unit: 'amount', text: 'what was paid for it' },
    equity: { ...EQUITY, text: 'its share of E' },
    bucketEquity: { ...EQUITY, text: 'E of the bucket', otherwise: 'its share' },
    wallet: { unit: 'amount', text: 'W of the bucket', otherwise: '0' },
    maintenance: { unit: 'amount', text: 'MM of the bucket', otherwise: '0' },
  },
  outputs: { rank: { unit: 'ratio', text: 'compared exactly, never rounded' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const how = inputs.has('rank') ? inputs.choice('rank', RANKS) : 'leveragedReturn';
    const gains = exact.gain(contract, readSide(inputs)) > 0;
    const equity = givens.amount('equity');
    const of: RankInputs = {
      unrealised: givens.amount('unrealised'),
      value: givens.money('value'),
      cost: givens.money('cost'),
      equity,
      bucketEquity: givens.amount('bucketEquity', equity.value),
      wallet: givens.amount('wallet', ZERO),
      maintenance: givens.amount('maintenance', ZERO),
    };
    return {
      exact: { rank: exactRank(how, of, contract.grid.atom, gains) },
      rounded: () => ({
        rank: ofRatio(
          rankOf(how, {
            unrealisedAtoms: of.unrealised.whole,
            valueAtoms: of.value.whole,
            costAtoms: of.cost.whole,
            equityAtoms: of.equity.whole,
            gainsWithValue: gains,
            bucketEquityAtoms: of.bucketEquity.whole,
            bucketWalletAtoms: of.wallet.whole,
            bucketMaintenanceAtoms: of.maintenance.whole,
            lot: 0,
          }),
        ),
      }),
    };
  },
};

const lights: CalculatedRule = {
  code: 'ADL-02',
  title: 'how many of five lights are on: 6 - 5 x the share of the quantity up to a position',
  of: 'figures',
  inputs: {
    upTo: { ...QUANTITY, text: 'from the first of the queue to it, itself among them' },
    total: { ...QUANTITY, text: 'of all of its side' },
  },
  outputs: { lights: { unit: 'count', text: 'the share is up to a fifth' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const [upTo, total] = [givens.quantity('upTo'), givens.quantity('total')];
    if (isLess(total.value, upTo.value)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.upTo', 'inputs.upTo must be at most inputs.total');
    }
    const share = divide(multiply(rational(MOST_LIGHTS), upTo.value), total.value);
    return {
      exact: { lights: subtract(rational(MOST_LIGHTS + 1), share) },
      rounded: () => ({ lights: rational(lightsOf(upTo.whole, total.whole)) }),
    };
  },
};

const price: CalculatedRule = {
  code: 'ADL-04',
  title: 'the price at which what was taken over is given on without gain or loss',
  of: 'contract',
  inputs: {
    side: { ...SIDE, text: 'of what was taken over' },
    takeovers: { unit: 'list', text: 'records of quantity and price' },
  },
  outputs: { price: { unit: 'price', text: 'long up, short down, to the tick' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const taken = givens.each('takeovers', (one) => [one.quantity(), one.price()] as const);
    const quantity = add(...taken.map(([one]) => one.value));
    const cost = add(...taken.map(([one, at]) => exact.valueOf(contract, one.value, at.value)));
    return {
      exact: { price: exact.priceOf(contract, quantity, cost) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        let [lots, costAtoms] = [0, 0];
        for (const [one, at] of taken) {
          lots += one.whole;
          costAtoms += notionalAtoms(scales, one.whole, at.whole);
        }
        return { price: ofPriceTicks(contract, meanCostTicks(scales, side * lots, costAtoms)) };
      },
    };
  },
};

const bearable: CalculatedRule = {
  code: 'ADL-06',
  title: 'how a cross bucket stands when so much of a position was deleveraged in it',
  of: 'tiers',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: MARK,
    equity: { ...EQUITY, text: 'E of the bucket' },
    maintenance: { unit: 'amount', text: 'MM of the bucket' },
    closed: { ...QUANTITY, text: 'what is closed of it' },
    price: { unit: 'price', text: 'at which it is' },
  },
  outputs: {
    equity: { ...EQUITY, text: 'E after' },
    maintenance: { unit: 'amount', text: 'MM after' },
    bearable: { unit: 'count', text: '1 where E >= MM after, or both are no worse' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, closed] = [givens.quantity(), givens.quantity('closed')];
    const [entry, mark, at] = [givens.price('entry'), givens.price('mark'), givens.price()];
    const [equity, asked] = [givens.amount('equity'), givens.money('maintenance')];
    if (isLess(quantity.value, closed.value) || contract.isByLots) {
      const sentence = 'inputs.closed must be at most inputs.quantity, and tiers by value';
      throw new Refusal('OUT_OF_RANGE', 'inputs.closed', sentence);
    }
    const gained = exact.unrealised(contract, side, closed.value, mark.value, at.value);
    const rest = subtract(quantity.value, closed.value);
    const before = exactAsked(contract, quantity.value, entry.value, mark.value);
    const after = exactAsked(contract, rest, entry.value, mark.value);
    const [has, owes] = [add(equity.value, gained), add(asked.value, subtract(after, before))];
    const isNoWorse = !isLess(has, equity.value) && !isLess(asked.value, owes);
    const isBorne = has.top >= 0n && (!isLess(has, owes) || isNoWorse);
    const { grid } = contract;
    return {
      exact: { equity: has, maintenance: owes, bearable: yes(isBorne) },
      rounded: () => {
        const instrument = asInstrument(contract, mark.whole);
        const lots = lotsOf(contract, side, quantity.value);
        const costAtoms = valueAtoms(instrument.scales, lots, entry.whole);
        const queued = {
          position: { lots, costAtoms, mode: 'cross', allocatedAtoms: 0, bucket: NO_BUCKET },
          figures: { equityAtoms: equity.whole, maintenanceAtoms: asked.whole },
          subaccount: { mode: 'cross' },
        } as unknown as Queued;
        const closingOf = (closing: number): Closing => ({
          lots: closing,
          notionalAtoms: notionalAtoms(instrument.scales, closing, at.whole),
          feeAtoms: 0,
        });
        const found = figuresAfter(NO_POOL, instrument, queued, closingOf(closed.whole));
        const most = bearableLots(NO_POOL, instrument, queued, closed.whole, closingOf);
        return {
          equity: ofAtoms(grid, found.equityAtoms),
          maintenance: ofAtoms(grid, found.maintenanceAtoms),
          bearable: yes(most === closed.whole),
        };
      },
    };
  },
};

/** What is looked up in it is of pools alone. */
const NO_POOL = {} as VenueState;
const NO_BUCKET = { subaccount: 0, liquidation: null };

/** What the venue's functions of the queue read of an instrument. */
function asInstrument(contract: Contract, markTicks: number): Instrument {
  const spec = venueTerms(contract) as InstrumentSpec;
  const scales = scalesOfContract(contract);
  return { spec, scales, markTicks, profiled: new Map() } as unknown as Instrument;
}

/** MM of a quantity, of its value at the mark or of what was paid. */
function exactAsked(
  contract: Contract,
  quantity: Rational,
  entry: Rational,
  mark: Rational,
): Rational {
  const at = contract.isOnEntry ? entry : mark;
  return exact.maintenance(contract, absolute(exact.valueOf(contract, quantity, at)));
}

export const adlRules: readonly CalculatedRule[] = [rank, lights, price, bearable];
