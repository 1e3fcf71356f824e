/**
 * Every way in which margin can be asked agrees to the atom with its twin in fractions of BigInt,
 * and every liquidation and bankruptcy price is confirmed by the check one tick either side.
 *
 * 2,000 cases a rule by default and 100,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the
 * seed is printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { deriveScales, lotsWorth, notionalAtoms, valueAtoms } from '../instruments/value.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  naiveBasis,
  naiveCloseFee,
  naiveInitial,
  naiveMaintenance,
  naiveNotional,
  naiveSideRequirement,
  naiveTiers,
  naiveValue,
} from '../testing/naive-margin.ts';
import {
  bankruptcyTicks,
  basisAtoms,
  closeFeeAtoms,
  initialAtoms,
  liquidationTicks,
  maintenanceAtoms,
  sideRequirementAtoms,
} from './arithmetic.ts';
import { scaledTerms } from './open-interest.ts';
import { rampedTerms } from './ramp.ts';
import { chosenTerms, tierRatePpm, tiersFit } from './tiers.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 100_000 : 2_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`margin variants: BULKHEAD_SEED=${seed}\n`);

const step = fc.record({
  floor: fc.integer({ min: 1, max: 3_000_000 }),
  maintenance: fc.integer({ min: 1, max: 20_000 }),
  initial: fc.integer({ min: 0, max: 20_000 }),
});

/** Contracts of the resources, asked for margin in any way there is. */
const plainContract = fc
  .record({
    listed: fc.constantFrom(...instruments.instruments),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    takerPpm: fc.integer({ min: 0, max: 2_000 }),
    tierMode: fc.constantFrom('marginal', 'step', 'linear'),
    ramp: fc.integer({ min: 1, max: 1_000_000_000_000 }),
    mmBasis: fc.constantFrom('mark', 'entry'),
    mmIncludesCloseFee: fc.boolean(),
    rounding: fc.constantFrom('perFill', 'perContract'),
    orderCost: fc.record({
      gap: fc.boolean(),
      openFee: fc.boolean(),
      closeFee: fc.constantFrom('bankruptcy', 'value', 'none'),
    }),
  })
  .map(({ listed, steps, takerPpm, tierMode, ramp, rounding, ...ways }) => {
    let [floorAtoms, maintenancePpm, initialPpm] = [0, 0, 0];
    const tiers = steps.map((one, n) => {
      floorAtoms += n === 0 ? 0 : one.floor * 1_000_000;
      maintenancePpm += one.maintenance;
      initialPpm = Math.max(initialPpm + 1, maintenancePpm) + one.initial;
      return { floorAtoms, maintenancePpm, initialPpm };
    });
    const table =
      tierMode === 'linear' ? { tiers: tiers.slice(0, 1), rampAtoms: 16 * ramp } : { tiers };
    const spec = {
      ...listed,
      rounding,
      fees: { ...listed.fees, takerPpm },
      margin: { defaultLeverageX100: 100, tierMode, ...table, ...ways },
    } as unknown as InstrumentSpec;
    const decimals = listed.settleAsset === 'USDT' ? 6 : 8;
    const scales = deriveScales(spec, { decimals });
    if (scales === null || !tiersFit(spec)) throw new Error(`${listed.symbol} does not fit`);
    return { spec, scales, decimals };
  });

/** What may be asked beyond the tiers: a tier that was chosen, a ramp, and open interest. */
const beyond = fc.record({
  chosen: fc.nat(6),
  rampPpm: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50_000 })),
  openAtoms: fc.integer({ min: 0, max: 300 }),
  lowerAtoms: fc.integer({ min: 0, max: 100 }),
  widthAtoms: fc.integer({ min: 1, max: 150 }),
});

/** The same contract, asked for more. */
const contract = fc.tuple(plainContract, beyond, fc.boolean()).map(([one, more, isMore]) => {
  if (!isMore) return one;
  const { chosen, rampPpm, openAtoms, lowerAtoms, widthAtoms } = more;
  const openInterest = { lowerAtoms, upperAtoms: lowerAtoms + widthAtoms };
  const from = chosenTerms(one.spec, one.spec.margin.tierMode === 'step' ? chosen : 0);
  const margin = { ...rampedTerms(from, rampPpm).margin, openInterest };
  const terms = scaledTerms({ ...one.spec, margin }, openAtoms);
  return { ...one, spec: { ...one.spec, margin: { ...terms.margin, defaultLeverageX100: 100 } } };
});

describe('VAR-15, VAR-16, VAR-17 terms that ask for more', () => {
  test('have the tiers that their words say', () => {
    fc.assert(
      fc.property(plainContract, beyond, ({ spec }, more) => {
        const { chosen, rampPpm, openAtoms, lowerAtoms, widthAtoms } = more;
        const openInterest = { lowerAtoms, upperAtoms: lowerAtoms + widthAtoms };
        const terms = chosenTerms({ ...spec, margin: { ...spec.margin, openInterest } }, chosen);
        const ramped = rampedTerms(terms, rampPpm);
        expect(scaledTerms(ramped, openAtoms).margin.tiers).toEqual(
          naiveTiers(spec.margin.tiers, { ...more, upperAtoms: openInterest.upperAtoms }),
        );
      }),
      { seed, numRuns },
    );
  });
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

describe('VAR-01 contracts that are rounded each', () => {
  test('are worth what the twin says, and no more of them fit into an amount', () => {
    fc.assert(
      fc.property(contract, signed, ticks, value, (one, held, price, amount) => {
        const quantity = BigInt(Math.abs(held));
        const notional = notionalAtoms(one.scales, Math.abs(held), price);
        expect(BigInt(notional)).toBe(naiveNotional(one, quantity, BigInt(price)));
        const signedValue = valueAtoms(one.scales, held, price);
        expect(BigInt(signedValue)).toBe(naiveValue(one, BigInt(held), BigInt(price)));
        if (one.spec.rounding !== 'perContract') return;
        const most = lotsWorth(one.scales, price, amount);
        if (most === 0 || most > 1e9) return;
        expect(notionalAtoms(one.scales, most, price)).toBeLessThanOrEqual(amount);
        expect(notionalAtoms(one.scales, most + 1, price)).toBeGreaterThan(amount);
      }),
      { seed, numRuns },
    );
  });
});

describe('VAR-02, VAR-03, VAR-04 maintenance, initial margin and closing fee', () => {
  test('of any value, also at the edges of the tiers', () => {
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
        const { tiers, rampAtoms = 0 } = spec.margin;
        const floorAtoms = rampAtoms / 4 + (tiers[n % tiers.length]?.floorAtoms ?? 0);
        const notional = isEdge ? Math.max(0, floorAtoms + off) : any;
        const exact = BigInt(notional);
        const maintenance = maintenanceAtoms(spec, notional);
        expect(BigInt(maintenance)).toBe(naiveMaintenance(spec, exact));
        const initial = initialAtoms(spec, notional, leverage);
        expect(BigInt(initial)).toBe(naiveInitial(spec, exact, leverage));
        const fee = closeFeeAtoms(spec, way, notional, initial);
        expect(BigInt(fee)).toBe(naiveCloseFee(spec, way === 1, exact, BigInt(initial)));
        // A million atoms more ask for no more than the rate of where they end, but at a step.
        if (spec.margin.tierMode === 'step') return;
        const more = maintenanceAtoms(spec, notional + 1e6) - maintenance;
        const feePpm = spec.margin.mmIncludesCloseFee === false ? 0 : spec.fees.takerPpm;
        const ratePpm = tierRatePpm(spec.margin, notional + 1e6, 'maintenancePpm') + feePpm;
        expect(more).toBeLessThanOrEqual(ratePpm + 2);
      }),
      { seed, numRuns },
    );
  });
});

describe('VAR-04 what a side asks', () => {
  const order = fc.record({
    priceTicks: fc.integer({ min: 590_000, max: 610_000 }),
    lots: fc.integer({ min: 1, max: 40 }),
    reduceOnly: fc.boolean(),
  });

  test('of any position and orders', () => {
    const position = fc
      .tuple(fc.nat(60), fc.boolean())
      .map(([held, long]) => (long ? held : -held));
    const orders = fc.array(order, { maxLength: 6 });
    const asked = fc.record({ one: contract, side, position, orders, leverageX100 });
    fc.assert(
      fc.property(asked, fc.boolean(), ({ one, position: held, ...inputs }, isolated) => {
        const markTicks = 600_000;
        const atoms = sideRequirementAtoms({
          ...one,
          ...inputs,
          positionLots: held,
          markTicks,
          isolated,
        });
        const naive = naiveSideRequirement(one, {
          isBuy: inputs.side === 1,
          positionLots: BigInt(held),
          markTicks: BigInt(markTicks),
          leverageX100: inputs.leverageX100,
          orders: inputs.orders.map(({ priceTicks, lots: size, reduceOnly }) => ({
            priceTicks: BigInt(priceTicks),
            lots: BigInt(size),
            reduceOnly,
          })),
          isIsolated: isolated,
        });
        expect(BigInt(atoms)).toBe(naive);
      }),
      { seed, numRuns },
    );
  });
});

/** A position bought or sold at a price, with money beside it, and a mark. */
const standing = fc.record({
  one: contract,
  held: signed,
  entry: fc.integer({ min: 100_000, max: 1_000_000 }),
  mark: fc.integer({ min: 100_000, max: 1_000_000 }),
  beside: fc.integer({ min: -1_000_000, max: 1_100_000 }),
});

describe('MARG-05, VAR-02, VAR-03 the liquidation price', () => {
  test('is where the check fails and a tick nearer does not, none only where none fails', () => {
    fc.assert(
      fc.property(standing, ({ one, held, entry, mark, beside }) => {
        const costAtoms = valueAtoms(one.scales, held, entry);
        const otherAtoms = Math.floor((Math.abs(costAtoms) / 1_000_000) * beside);
        const position = { ...one, lots: held, costAtoms, otherAtoms, markTicks: mark };
        const found = liquidationTicks(position);
        const isBelow = (price: number): boolean => {
          const [at, cost] = [BigInt(price), BigInt(costAtoms)];
          const equity = BigInt(otherAtoms) + naiveValue(one, BigInt(held), at) - cost;
          return equity < naiveMaintenance(one.spec, naiveBasis(one, BigInt(held), cost, at));
        };
        const way = Math.sign(held);
        if (found === 0) {
          // Nothing on the way to the worst exact price fails.
          for (const part of [1, 2, 4, 16, 1_000]) {
            const price = way > 0 ? Math.ceil(mark / part) : Math.min(MAX_INT32, mark * part);
            if (one.spec.contract === 'linear') expect(isBelow(price)).toBe(false);
          }
          return;
        }
        expect(isBelow(found)).toBe(true);
        const isStep = one.spec.margin.tierMode === 'step';
        if (isStep && found === mark) return;
        if (found + way < 1 || found + way > MAX_INT32) return;
        expect(isBelow(found + way)).toBe(false);
        if (!isStep) return;
        expect((mark - found) * way).toBeGreaterThan(0);
        const between = Math.floor((mark + found) / 2);
        if (between !== found) expect(isBelow(between)).toBe(false);
      }),
      { seed, numRuns },
    );
  });

  test('its basis is what was paid or the value at the price', () => {
    fc.assert(
      fc.property(standing, ({ one, held, entry, mark }) => {
        const costAtoms = valueAtoms(one.scales, held, entry);
        const basis = basisAtoms(one.spec, one.scales, { lots: held, costAtoms }, mark);
        const naive = naiveBasis(one, BigInt(held), BigInt(costAtoms), BigInt(mark));
        expect(BigInt(basis)).toBe(naive);
      }),
      { seed, numRuns },
    );
  });
});

describe('MARG-06, VAR-01 the bankruptcy price of contracts that are rounded each', () => {
  test('leaves nothing or more, and a tick further less than nothing', () => {
    fc.assert(
      fc.property(standing, ({ one, held, entry, beside }) => {
        const { spec, scales } = one;
        if (spec.rounding !== 'perContract' || spec.contract === 'linear') return;
        const notional = notionalAtoms(scales, Math.abs(held), entry);
        const equity = Math.floor((notional / 1_000_000) * beside);
        const found = bankruptcyTicks(spec, scales, held, entry, equity);
        if (found <= 1 || found === MAX_INT32) return;
        const left = (price: number): number =>
          equity + valueAtoms(scales, held, price) - valueAtoms(scales, held, entry);
        expect(left(found)).toBeGreaterThanOrEqual(0);
        expect(left(found - Math.sign(held))).toBeLessThan(0);
      }),
      { seed, numRuns },
    );
  });
});
