/**
 * Margin with worked numbers. BTCUSDT: a lot is 0.001 BTC, a tick 0.1, so a lot and tick 100 atoms;
 * 1,000 lots at 600,000 ticks are worth 6e10 atoms, 60,000 USDT. BTCUSD: a contract is 100 dollars;
 * 300 of them at 600,000 ticks are worth half a bitcoin, 5e7 atoms. Taker fee 0.05 %.
 */
import { describe, expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  bankruptcyTicks,
  closeFeeAtoms,
  healthPpm,
  initialAtoms,
  liquidationTicks,
  maintenanceAtoms,
  sideRequirementAtoms,
} from './arithmetic.ts';
import type { OpenOrder } from './arithmetic.ts';
import { tierAt } from './tiers.ts';

function specOf(symbol: string): InstrumentSpec {
  const found = instruments.instruments.find((spec) => spec.symbol === symbol);
  return found as unknown as InstrumentSpec;
}

const linear = { spec: specOf('BTCUSDT'), scales: { lotTickAtoms: 100, contractAtomTicks: 0 } };
const inverse = { spec: specOf('BTCUSD'), scales: { lotTickAtoms: 0, contractAtomTicks: 1e11 } };
const { tiers } = linear.spec.margin;
const TWENTY = 2_000;

describe('MARG-01 maintenance: V (m + fee) - d, rounded up', () => {
  test('a bracket begins where its floor is, and its deduction makes it continuous', () => {
    // 2e12 x (1 % - 0.5 %) = 1e10, then 4e12 x 0.5 % = 2e10 more.
    expect(tierAt(tiers, 2e12 - 1, 'maintenancePpm')).toEqual({
      ratePpm: 5_000,
      deductionAtoms: 0,
    });
    expect(tierAt(tiers, 2e12, 'maintenancePpm')).toEqual({
      ratePpm: 10_000,
      deductionAtoms: 1e10,
    });
    expect(tierAt(tiers, 4e12, 'maintenancePpm')).toEqual({
      ratePpm: 15_000,
      deductionAtoms: 3e10,
    });
  });

  test.each([
    ['inside the first', 6e10, 330_000_000],
    // 3e12 x 1.05 % - 1e10.
    ['inside the second', 3e12, 21_500_000_000],
    // At the edge both brackets say 2e12 x 0.55 % = 1.1e10.
    ['at the edge', 2e12, 11_000_000_000],
    ['an atom above it', 2e12 + 1, 11_000_000_001],
    ['an atom below it', 2e12 - 1, 11_000_000_000],
    ['of one atom', 1, 1],
    ['of nothing', 0, 0],
  ])('%s', (_, notional, expected) => {
    expect(maintenanceAtoms(linear.spec, notional)).toBe(expected);
  });
});

describe('MARG-02 initial margin: the larger of V / leverage and the tier’s, rounded up', () => {
  test.each([
    ['by leverage', 6e10, TWENTY, 3_000_000_000],
    ['by the tier, where leverage asks less', 6e10, 20_000, 600_000_000],
    // 3e12 x 2 % - 2e12 x 1 %.
    ['by the tier of a large value', 3e12, 10_000, 40_000_000_000],
    ['rounded up', 101, TWENTY, 6],
    ['of nothing', 0, TWENTY, 0],
  ])('%s', (_, notional, leverageX100, expected) => {
    expect(initialAtoms(linear.spec, notional, leverageX100)).toBe(expected);
  });
});

test('MARG-03 the closing fee is that of the value at the bankruptcy price', () => {
  // 60,000 less or plus 3,000, at 0.05 %.
  expect(closeFeeAtoms(linear.spec, 1, 6e10, 3e9)).toBe(28_500_000);
  expect(closeFeeAtoms(linear.spec, -1, 6e10, 3e9)).toBe(31_500_000);
  // An inverse long is ruined where its contracts are worth more coin.
  expect(closeFeeAtoms(inverse.spec, 1, 5e7, 2_500_000)).toBe(26_250);
  expect(closeFeeAtoms(inverse.spec, -1, 5e7, 2_500_000)).toBe(23_750);
});

describe('MARG-04 a side asks initial margin, gap, opening and closing fees', () => {
  const at = (priceTicks: number, lots: number, reduceOnly = false): OpenOrder => {
    return { priceTicks, lots, reduceOnly };
  };
  const cross = { side: 1, positionLots: 0, markTicks: 600_000, leverageX100: TWENTY } as const;

  test.each([
    // 3,000 + 30 + 28.5.
    ['an order at the mark', 1, 0, [at(600_000, 1_000)], 3_058_500_000],
    // 3,015 + gap 300 + 30.15 + 0.05 % of 57,285.
    ['a bid above it funds the gap', 1, 0, [at(603_000, 1_000)], 3_373_792_500],
    // 2,985 + gap 300 + 29.85 + 0.05 % of 62,685.
    ['an offer below it too', -1, 0, [at(597_000, 1_000)], 3_346_192_500],
    // 5 % of 90,000 + 15 + 0.05 % of 85,500.
    ['an order that adds to a position', 1, 1_000, [at(600_000, 500)], 4_557_750_000],
    // 5 % of 60,000 + 28.5.
    ['a position alone', 1, 1_000, [], 3_028_500_000],
    ['nothing', -1, 1_000, [], 0],
    // Of 700 at 60,500 and 600 at 61,000 the cheaper reduce first: 300 at 61,000 open. 915 + fees
    // 21.175 and 18.3 + 0.05 % of 19,215.
    [
      'offers that reduce, best price first, whatever their order',
      -1,
      1_000,
      [at(610_000, 600), at(605_000, 700)],
      964_082_500,
    ],
    // Only the fee of 120,000.
    ['a reduce-only order of any size', -1, 1_000, [at(600_000, 2_000, true)], 60_000_000],
  ] as const)('%s', (_, side, positionLots, orders, expected) => {
    const inputs = { ...linear, ...cross, side, positionLots, orders, isolated: false };
    expect(sideRequirementAtoms(inputs)).toBe(expected);
  });

  test.each([
    // 2.5 % x 2: 2,500,000 + 25,000 + 26,250.
    ['an inverse order at the mark', [at(600_000, 300)], 2_551_250],
    // 3e13 / 603,000 = 49,751,244: 5 % = 2,487,563; gap to 5e7 = 248,756; 24,876; and 0.05 % of
    // 52,238,807 = 26,120, each rounded up.
    ['an inverse bid above it', [at(603_000, 300)], 2_787_315],
  ] as const)('%s', (_, orders, expected) => {
    const inputs = { ...inverse, ...cross, orders, isolated: false };
    expect(sideRequirementAtoms(inputs)).toBe(expected);
  });

  test.each([
    // 1,500 + 15 + 14.25: the position has the rest itself.
    ['what adds, at what it adds', 1, 1_000, [at(600_000, 500)], 1_529_250_000],
    ['nothing for the position', 1, 1_000, [], 0],
    ['nothing for what closes', -1, 1_000, [at(600_000, 1_000)], 0],
    // 500 of 1,500 open: 1,500 + 15 + 15.75.
    ['only what goes through zero', -1, 1_000, [at(600_000, 1_500)], 1_530_750_000],
  ] as const)('isolated: %s', (_, side, positionLots, orders, expected) => {
    const inputs = { ...linear, ...cross, side, positionLots, orders, isolated: true };
    expect(sideRequirementAtoms(inputs)).toBe(expected);
  });
});

describe('MARG-05 the liquidation price is the first tick at which the check fails', () => {
  test.each([
    // p (1 - 0.55 %) = 60,000 - 3,028.5: 57,286.576.
    ['a linear long', linear, 1_000, 6e10, 3_028_500_000, 572_865],
    // p (1 + 0.55 %) = 60,000 + 3,031.5: 62,686.723.
    ['a linear short', linear, -1_000, -6e10, 3_031_500_000, 626_868],
    // n (1 + 0.55 %) = 5e7 + 2,526,250, n = 52,238,935.85; 3e13 / n = 574,284.3.
    ['an inverse long', inverse, 300, -5e7, 2_526_250, 574_284],
    // n (1 - 0.55 %) = 5e7 - 2,523,750, n = 47,738,813.5; 3e13 / n = 628,419.3.
    ['an inverse short', inverse, -300, 5e7, 2_523_750, 628_420],
    // 40,000 lots for 2.4 million, 400,000 beside: V (1 - 1.05 %) = 2e12 - 1e10 is 2.0111e12.
    ['in the bracket where it began', linear, 40_000, 2.4e12, 4e11, 502_779],
    // 420,000 beside: that root would be below 2e12, so V (1 - 0.55 %) = 1.98e12 is the one.
    ['in another bracket', linear, 40_000, 2.4e12, 4.2e11, 497_737],
    ['nowhere, when all of it is paid', linear, 1_000, 6e10, 6e10, 0],
    ['nowhere, when an inverse short holds its coin', inverse, -300, 5e7, 5e7, 0],
    [
      'at the highest price there is, when every one does it',
      linear,
      1_000,
      6e10,
      -6e14,
      MAX_INT32,
    ],
    // 9e6 contracts would pass 2^53 at one tick. In the last bracket d is 1.52e9, so n (1 + 5.05 %)
    // = 1.6e12 + 1.52e9, n = 1.52453117563e12, and 9e17 / n = 590,345.4.
    ['an inverse long too large for the lowest prices', inverse, 9_000_000, -1.5e12, 1e11, 590_345],
  ] as const)('%s', (_, contract, lots, costAtoms, otherAtoms, expected) => {
    expect(liquidationTicks({ ...contract, lots, costAtoms, otherAtoms })).toBe(expected);
  });
});

describe('MARG-06 the bankruptcy price leaves the trader zero or, by rounding, more', () => {
  test.each([
    // (60,000 - 3,028.5) / 0.1.
    ['a linear long', linear, 1_000, 3_028_500_000, 569_715],
    // 569,714.87655 goes up.
    ['a linear long, rounded', linear, 1_000, 3_028_512_345, 569_715],
    ['a linear short', linear, -1_000, 3_000_000_000, 630_000],
    // 630,000.00001 goes down.
    ['a linear short, rounded', linear, -1_000, 3_000_000_001, 630_000],
    // 3e11 / 525,001 = 571,427.48 goes up; 3e11 / 474,999 = 631,580.27 down.
    ['an inverse long', inverse, 3, 25_001, 571_428],
    ['an inverse short', inverse, -3, 25_001, 631_580],
    // (60,000 + 6,000) / 0.1: what is owed already lies beyond the mark.
    ['a linear long below zero', linear, 1_000, -6_000_000_000, 660_000],
    ['no price ruins a long that is paid for', linear, 1_000, 6e10, 0],
    ['nor an inverse short that holds its coin', inverse, -3, 500_000, 0],
    ['no price saves a short that owes more than it sold for', linear, -1_000, -6e10, 1],
    ['nor one whose price would be below a tick', linear, -1_000, -6e10 + 1, 1],
    ['nor an inverse long that owes all its coin', inverse, 3, -500_000, MAX_INT32],
    ['nor an inverse short that owes more than a tick can give', inverse, -3, -4e11, 1],
  ] as const)('%s', (_, { spec, scales }, lots, equityAtoms, expected) => {
    expect(bankruptcyTicks(spec, scales, lots, 600_000, equityAtoms)).toBe(expected);
  });
});

test('MARG-07 health is equity over maintenance in ppm, rounded down and bounded', () => {
  expect(healthPpm(200, 300)).toBe(666_666);
  expect(healthPpm(-200, 300)).toBe(-666_667);
  expect(healthPpm(5, 0)).toBe(Number.MAX_SAFE_INTEGER);
  expect(healthPpm(9e15, 3)).toBe(1e12);
  expect(healthPpm(-9e15, 3)).toBe(-1e12);
});
