/** Pools beside what they count for: what orders keep, what goes apart, what funds take over. */
import { valueAtoms } from '../../venue/instruments/value.ts';
import { bankruptcyTicks, closeFeeAtoms, initialAtoms } from '../../venue/margin/arithmetic.ts';
import { collateralAtoms, referenceAtoms } from '../../venue/margin/collateral.ts';
import { equityOf } from '../../venue/margin/pool.ts';
import type { Pool } from '../../venue/margin/pool.ts';
import { withoutKept } from '../../venue/margin/pool-kept.ts';
import { counted, equityOfExact, readAsset } from './asset.ts';
import { scalesOfContract } from './contract.ts';
import * as exact from './exact.ts';
import { Givens } from './given.ts';
import { add, greatest, isLess, multiply, negate, subtract, ZERO } from './rational.ts';
import { Refusal } from './refusal.ts';
import type { CalculatedRule, Field } from './rule.ts';
import { netOf, readMember, wholePool } from './rules-collateral.ts';
import { termsFor } from './rules-margin.ts';
import { ENTRY, lotsOf, MARK, ofPriceTicks, QUANTITY, readSide, SIDE } from './rules-value.ts';
import { ofAtoms, toX100 } from './scale.ts';

const kept: CalculatedRule = {
  code: 'COLL-09',
  title: 'what is free of a pool without what its orders keep',
  of: 'figures',
  inputs: {
    assets: {
      unit: 'list',
      text: 'records of wallet, [kept] by orders, [unrealised], [asked], [price], [atom], [tiers]',
    },
    initial: { unit: 'amount', text: 'what positions and their orders ask, in the reference' },
  },
  outputs: { free: { unit: 'amount', text: 'in the reference' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const members = givens.each('assets', (one) => {
      const member = readMember(one, contract);
      return { ...member, kept: member.asset.givens.amount('kept', ZERO) };
    });
    const initial = givens.money('initial');
    const worths = members.map((member) => {
      const net = subtract(netOf(member), member.kept.value);
      return equityOfExact(member.asset, net, member.asked.value, 'initial');
    });
    return {
      exact: { free: subtract(add(...worths), initial.value) },
      rounded: () => {
        const { pool, own } = wholePool(members);
        const orders = new Map(members.map((member, n) => [n + 1, member.kept.whole]));
        const left = withoutKept(pool as Pool, orders);
        const atoms = equityOf(left, own, 'initialPpm') - initial.whole;
        return { free: ofAtoms(contract.grid, atoms) };
      },
    };
  },
};

const apart: CalculatedRule = {
  code: 'ISO-06',
  title: 'what goes with a position that is taken out of a pool: as if opened, and what it lost',
  of: 'tiers',
  inputs: {
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: MARK,
    leverage: { unit: 'leverage', text: 'the chosen leverage' },
  },
  outputs: { amount: { unit: 'amount', text: 'its margin from then on' } },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const side = readSide(inputs);
    const [quantity, entry] = [givens.quantity(), givens.price('entry')];
    const [mark, leverage] = [givens.price('mark'), inputs.positive('leverage')];
    const size = quantity.value;
    const value = exact.valueOf(contract, size, mark.value);
    const asked = exact.initial(exact.forQuantity(contract, size), value, leverage);
    const gained = exact.unrealised(contract, side, size, entry.value, mark.value);
    const fee = exact.closeFee(contract, side, value, asked);
    return {
      exact: { amount: add(asked, fee, greatest(ZERO, negate(gained))) },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, size);
        const terms = termsFor(contract, size);
        const now = valueAtoms(scales, lots, mark.whole);
        const initial = initialAtoms(terms, Math.abs(now), toX100(leverage, 'inputs.leverage'));
        const closing = closeFeeAtoms(terms, side, Math.abs(now), initial);
        const lost = Math.max(0, valueAtoms(scales, lots, entry.whole) - now);
        return { amount: ofAtoms(contract.grid, initial + closing + lost) };
      },
    };
  },
};

const LOSS: Field = { unit: 'amount', text: 'what is paid in all, for the position sold at mark' };

const takenOver: CalculatedRule = {
  code: 'INS-10',
  title: 'what funds take and pay at the takeover of a pool that holds a coin and a position',
  of: 'contract',
  inputs: {
    held: { unit: 'amount', text: 'of the coin' },
    coinPrice: { unit: 'price', text: 'the index of the coin', otherwise: '1' },
    coinAtom: { unit: 'amount', text: 'an atom of it', otherwise: 'as the reference' },
    coinTiers: {
      unit: 'list',
      text: 'haircuts: records of floor, maintenance and initial',
      otherwise: 'none is cut',
    },
    side: SIDE,
    quantity: QUANTITY,
    entry: ENTRY,
    mark: MARK,
  },
  outputs: {
    counted: { unit: 'amount', text: 'what counts of the coin' },
    price: { unit: 'price', text: 'at which the position is taken over' },
    got: { unit: 'amount', text: 'what the coin is worth' },
    paid: LOSS,
    lost: { unit: 'amount', text: 'what the funds lose together: what the pool lacked' },
  },
  calculate: (inputs, contract) => {
    const givens = new Givens(inputs, contract);
    const coin = readAsset(givens, contract.grid, 'coin');
    const held = coin.givens.money('held');
    const side = readSide(inputs);
    const [quantity, entry] = [givens.quantity(), givens.price('entry')];
    const mark = givens.price('mark');
    const size = quantity.value;
    const { grid } = contract;
    const got = multiply(held.value, coin.price);
    const counts = counted(coin, held.value, 'maintenance');
    const paid = negate(exact.unrealised(contract, side, size, entry.value, mark.value));
    if (isLess(paid, ZERO)) {
      throw new Refusal('OUT_OF_RANGE', 'inputs.mark', 'the position must have lost at the mark');
    }
    const equity = subtract(counts, paid);
    return {
      exact: {
        counted: counts,
        price: exact.bankruptcyPrice(contract, side, size, mark.value, equity),
        got,
        paid,
        lost: subtract(paid, got),
      },
      rounded: () => {
        const scales = scalesOfContract(contract);
        const lots = lotsOf(contract, side, size);
        const [now, cost] = [mark, entry].map((one) => valueAtoms(scales, lots, one.whole));
        const countedAtoms = collateralAtoms(coin.holding(), held.whole, 'maintenancePpm');
        const paidAtoms = (cost ?? 0) - (now ?? 0);
        const left = countedAtoms - paidAtoms;
        const ticks = bankruptcyTicks(termsFor(contract, size), scales, lots, mark.whole, left);
        const gotAtoms = referenceAtoms(coin.rate(), held.whole);
        return {
          counted: ofAtoms(grid, countedAtoms),
          price: ofPriceTicks(contract, ticks),
          got: ofAtoms(grid, gotAtoms),
          paid: ofAtoms(grid, paidAtoms),
          lost: ofAtoms(grid, paidAtoms - gotAtoms),
        };
      },
    };
  },
};

export const poolRules: readonly CalculatedRule[] = [kept, apart, takenOver];
