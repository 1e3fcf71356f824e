/**
 * The margin arithmetic agrees to the atom with its twin in fractions of BigInt.
 *
 * 2,000 cases a rule by default and 100,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the
 * seed is printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { deriveScales, notionalAtoms, valueAtoms } from '../instruments/value.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  ceil,
  floor,
  naiveBankruptcyTicks,
  naiveCloseFee,
  naiveInitial,
  naiveLiquidationValue,
  naiveMaintenance,
  naiveNotional,
  naiveSideRequirement,
  naiveValue,
} from '../testing/naive-margin.ts';
import {
  bankruptcyTicks,
  closeFeeAtoms,
  initialAtoms,
  liquidationTicks,
  maintenanceAtoms,
  sideRequirementAtoms,
} from './arithmetic.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 100_000 : 2_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`margin twin: BULKHEAD_SEED=${seed}\n`);

/** 1e-6 XBT for each dollar, in ticks of 0.05 dollars. */
const quanto = {
  ...instruments.instruments[0],
  symbol: 'QUANTO',
  contract: 'quanto',
  settleAsset: 'XBT',
  lotE8: 100,
  tickE8: 5_000_000,
};

/** Contracts of the resources and a quanto, with brackets of their own. */
const contract = fc
  .record({
    listed: fc.constantFrom(...instruments.instruments, quanto),
    steps: fc.array(
      fc.record({
        floor: fc.integer({ min: 1, max: 3_000_000 }),
        maintenance: fc.integer({ min: 1, max: 20_000 }),
        initial: fc.integer({ min: 0, max: 20_000 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    takerPpm: fc.integer({ min: 0, max: 2_000 }),
  })
  .map(({ listed, steps, takerPpm }) => {
    let [floorAtoms, maintenancePpm, initialPpm] = [0, 0, 0];
    const tiers = steps.map((step, n) => {
      floorAtoms += n === 0 ? 0 : step.floor * 1_000_000;
      maintenancePpm += step.maintenance;
      initialPpm = Math.max(initialPpm + 1, maintenancePpm) + step.initial;
      return { floorAtoms, maintenancePpm, initialPpm };
    });
    const decimals = listed.settleAsset === 'USDT' ? 6 : 8;
    const spec = {
      ...listed,
      fees: { ...listed.fees, takerPpm },
      margin: { ...listed.margin, tiers },
    } as unknown as InstrumentSpec;
    const scales = deriveScales(spec, { decimals });
    if (scales === null) throw new Error(`${listed.symbol} has no scales`);
    return { spec, scales, decimals };
  });

const ticks = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 100_000, max: 1_000_000 }),
);
const lots = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 90_000 }));
const signed = fc.tuple(lots, fc.boolean()).map(([held, long]) => (long ? held : -held));
const value = fc.oneof(fc.integer({ min: 0, max: 20_000_000 }), fc.integer({ min: 0, max: 1e14 }));
const leverageX100 = fc.integer({ min: 100, max: 25_000 });
const side = fc.constantFrom(1 as const, -1 as const);

describe('VAL-01, VAL-02, VAL-03, VAL-09 value', () => {
  test('unsigned and signed', () => {
    fc.assert(
      fc.property(contract, signed, ticks, (one, held, price) => {
        const [quantity, at] = [BigInt(Math.abs(held)), BigInt(price)];
        const notional = notionalAtoms(one.scales, Math.abs(held), price);
        expect(BigInt(notional)).toBe(naiveNotional(one, quantity, at));
        const naive = naiveValue(one, BigInt(held), at);
        expect(BigInt(valueAtoms(one.scales, held, price))).toBe(naive);
      }),
      { seed, numRuns },
    );
  });
});

describe('MARG-01, MARG-02, MARG-03 maintenance, initial margin and closing fee', () => {
  test('of any value, also at the edges of the brackets', () => {
    const edge = fc.tuple(
      contract,
      value,
      fc.integer({ min: -2, max: 2 }),
      fc.nat(5),
      fc.boolean(),
    );
    fc.assert(
      fc.property(edge, leverageX100, side, ([one, any, off, n, isEdge], leverage, way) => {
        const { spec } = one;
        const floorAtoms = spec.margin.tiers[n % spec.margin.tiers.length]?.floorAtoms ?? 0;
        const notional = isEdge ? Math.max(0, floorAtoms + off) : any;
        const exact = BigInt(notional);
        expect(BigInt(maintenanceAtoms(spec, notional))).toBe(naiveMaintenance(spec, exact));
        const initial = initialAtoms(spec, notional, leverage);
        expect(BigInt(initial)).toBe(naiveInitial(spec, exact, leverage));
        const fee = closeFeeAtoms(spec, way, notional, initial);
        expect(BigInt(fee)).toBe(naiveCloseFee(spec, way === 1, exact, BigInt(initial)));
      }),
      { seed, numRuns },
    );
  });
});

describe('MARG-04 what a side asks', () => {
  const small = fc.integer({ min: 1, max: 40 });
  const order = fc.record({
    priceTicks: fc.integer({ min: 590_000, max: 610_000 }),
    lots: small,
    reduceOnly: fc.boolean(),
  });

  test('of any position and orders', () => {
    const position = fc
      .tuple(fc.nat(60), fc.boolean())
      .map(([held, long]) => (long ? held : -held));
    const orders = fc.array(order, { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.record({
          one: contract,
          way: side,
          position,
          orders,
          leverageX100,
          isolated: fc.boolean(),
        }),
        ({ one, way, position: positionLots, orders: own, leverageX100: leverage, isolated }) => {
          const markTicks = 600_000;
          const { spec, scales } = one;
          const asked = sideRequirementAtoms({
            spec,
            scales,
            side: way,
            positionLots,
            markTicks,
            leverageX100: leverage,
            orders: own,
            isolated,
          });
          const naive = naiveSideRequirement(one, {
            isBuy: way === 1,
            positionLots: BigInt(positionLots),
            markTicks: BigInt(markTicks),
            leverageX100: leverage,
            orders: own.map(({ priceTicks, lots: size, reduceOnly }) => ({
              priceTicks: BigInt(priceTicks),
              lots: BigInt(size),
              reduceOnly,
            })),
            isIsolated: isolated,
          });
          expect(BigInt(asked)).toBe(naive);
        },
      ),
      { seed, numRuns },
    );
  });
});

/** A position bought or sold at a price, with money beside it. */
const standing = fc.record({
  one: contract,
  held: signed,
  entry: fc.integer({ min: 100_000, max: 1_000_000 }),
  beside: fc.integer({ min: -1_000_000, max: 1_100_000 }),
});

describe('MARG-05 the liquidation price', () => {
  test('is where the formulas say, and its tick is the first at which the check fails', () => {
    fc.assert(
      fc.property(standing, ({ one, held, entry, beside }) => {
        const costAtoms = valueAtoms(one.scales, held, entry);
        const otherAtoms = Math.floor((Math.abs(costAtoms) / 1_000_000) * beside);
        const found = liquidationTicks({ ...one, lots: held, costAtoms, otherAtoms });
        const isBelow = (price: number): boolean => {
          const at = BigInt(price);
          const equity = BigInt(otherAtoms) + naiveValue(one, BigInt(held), at) - BigInt(costAtoms);
          const notional = naiveNotional(one, BigInt(Math.abs(held)), at);
          return equity < naiveMaintenance(one.spec, notional);
        };
        if (found === 0 || found === 1 || found === MAX_INT32) return;
        expect(isBelow(found)).toBe(true);
        expect(isBelow(found + Math.sign(held))).toBe(false);
        const root = naiveLiquidationValue(
          one,
          BigInt(held),
          BigInt(costAtoms),
          BigInt(otherAtoms),
        );
        expect(root).not.toBeNull();
        if (root === null) return;
        // Maintenance is rounded up by less than an atom and an inverse value by half of one.
        const around = [found, found + Math.sign(held)].map((price) =>
          naiveNotional(one, BigInt(Math.abs(held)), BigInt(price)),
        );
        const [low, high] = around.sort((a, b) => Number(a - b)) as [bigint, bigint];
        expect(floor(root) >= low - 3n && ceil(root) <= high + 3n).toBe(true);
      }),
      { seed, numRuns },
    );
  });
});

describe('MARG-06 the bankruptcy price', () => {
  test('leaves the trader nothing or more, and a tick further would not', () => {
    fc.assert(
      fc.property(standing, ({ one, held, entry, beside }) => {
        const { spec, scales } = one;
        const notional = notionalAtoms(scales, Math.abs(held), entry);
        const equity = Math.floor((notional / 1_000_000) * beside);
        const found = bankruptcyTicks(spec, scales, held, entry, equity);
        const naive = naiveBankruptcyTicks(one, BigInt(held), BigInt(entry), BigInt(equity));
        const loses = held > 0 === (spec.contract !== 'inverse');
        if (naive === null) expect(found).toBe(loses ? 0 : held > 0 ? MAX_INT32 : 1);
        else {
          const bounded = naive < 1n ? 1n : naive > BigInt(MAX_INT32) ? BigInt(MAX_INT32) : naive;
          expect(BigInt(found)).toBe(bounded);
        }
        if (found <= 1 || found === MAX_INT32) return;
        const left = equity + valueAtoms(scales, held, found) - valueAtoms(scales, held, entry);
        expect(left).toBeGreaterThanOrEqual(0);
      }),
      { seed, numRuns },
    );
  });
});
