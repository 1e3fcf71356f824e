/** Worked numbers of every contract. BTCUSDT: a lot is 0.001 BTC, a tick 0.1, so 100 atoms. */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { MAX_INT32 } from '../schema.ts';
import {
  deriveScales,
  notionalAtoms,
  roundToTicks,
  ticksAtNotional,
  unrealisedAtoms,
  valueAtoms,
} from './value.ts';

const linear = { lotTickAtoms: 100, contractAtomTicks: 0 };
/** BTCUSD: 100 dollars a contract at a tick of 0.1 are 100 / 0.1 x 1e8 = 1e11 atom ticks. */
const inverse = { lotTickAtoms: 0, contractAtomTicks: 100_000_000_000 };

describe('VAL-01 a linear position is worth lots x ticks x k, exactly', () => {
  test('a lot at 60,000.0 is 60 USDT', () => {
    // 0.001 BTC x 60,000 = 60 USDT = 60,000,000 atoms; 1 x 600,000 x 100 the same.
    expect(notionalAtoms(linear, 1, 600_000)).toBe(60_000_000);
  });

  test('a product beyond 2^53 stops rather than round', () => {
    expect(() => notionalAtoms(linear, 2_147_483_647, 2_147_483_647)).toThrow(/passes 2\^53/);
  });
});

describe('VAL-02 an inverse position is worth lots x k / ticks, half away from zero, once', () => {
  test('a contract at 60,000.0 is 166,667 atoms', () => {
    // 100 / 60,000 XBT = 0.001666666.. = 166,666.67 atoms.
    expect(notionalAtoms(inverse, 1, 600_000)).toBe(166_667);
  });

  test('three of them are rounded together, not each', () => {
    // 300 / 60,000 = 0.005 XBT exactly; three times 166,667 would be 500,001.
    expect(notionalAtoms(inverse, 3, 600_000)).toBe(500_000);
  });

  test('a half goes up', () => {
    // 1e11 / 800,000,000,000 = 0.125; / 200,000,000,000 = 0.5.
    expect(notionalAtoms(inverse, 1, 200_000_000_000)).toBe(1);
    expect(notionalAtoms(inverse, 1, 200_000_000_001)).toBe(0);
  });
});

test('VAL-03 a long is worth plus if linear, minus if inverse; a short the reverse', () => {
  expect(valueAtoms(linear, 2, 600_000)).toBe(120_000_000);
  expect(valueAtoms(linear, -2, 600_000)).toBe(-120_000_000);
  expect(valueAtoms(inverse, 3, 600_000)).toBe(-500_000);
  expect(valueAtoms(inverse, -3, 600_000)).toBe(500_000);
  expect(Object.is(valueAtoms(inverse, 0, 600_000), 0)).toBe(true);
});

describe('VAL-04 unrealised is value at the mark less cost', () => {
  test.each([
    // 2 lots bought at 60,000 and marked 60,100: 0.002 x 100 = 0.2 USDT.
    ['a linear long gains as the price rises', linear, 2, 120_000_000, 601_000, 200_000],
    ['a linear short loses as much', linear, -2, -120_000_000, 601_000, -200_000],
    // 3 contracts: 300/60,000 = 0.005 XBT; 300/50,000 = 0.006: a long loses 0.001 XBT.
    ['an inverse long loses coin as the price falls', inverse, 3, -500_000, 500_000, -100_000],
    ['an inverse short gains as much', inverse, -3, 500_000, 500_000, 100_000],
    ['a flat position has none', inverse, 0, 0, 500_000, 0],
  ])('%s', (_, scales, lots, costAtoms, markTicks, expected) => {
    expect(unrealisedAtoms(scales, { lots, costAtoms }, markTicks)).toBe(expected);
  });
});

describe('VAL-09 a quanto is worth lots x ticks x k of a coin that its price is not in', () => {
  // 1e-6 XBT for each dollar of its price, at a tick of 0.05 dollars: 5 satoshi a tick.
  const scales = { lotTickAtoms: 5, contractAtomTicks: 0 };

  test('follows from what a whole unit of its price is worth', () => {
    const quanto = { contract: 'quanto', lotE8: 100, tickE8: 5_000_000 } as const;
    expect(deriveScales(spec(quanto), xbt)).toEqual(scales);
    // Half a satoshi a tick.
    expect(deriveScales(spec({ ...quanto, lotE8: 10 }), xbt)).toBeNull();
  });

  test('a hundred contracts at 3,000.00 are 0.3 XBT, and gain what the price gains', () => {
    expect(notionalAtoms(scales, 100, 60_000)).toBe(30_000_000);
    expect(valueAtoms(scales, -100, 60_000)).toBe(-30_000_000);
    // 100 x 1e-6 XBT x 90.50 dollars = 0.00905 XBT.
    const position = { lots: 100, costAtoms: 30_000_000 };
    expect(unrealisedAtoms(scales, position, 61_810)).toBe(905_000);
  });
});

const spec = (fields: Partial<InstrumentSpec>) => fields as InstrumentSpec;
const usdt = { id: 1, symbol: 'USDT', decimals: 6 };
const xbt = { id: 2, symbol: 'XBT', decimals: 8 };

describe('VAL-05 scales divide exactly, or the instrument is not listed', () => {
  test.each([
    // 0.001 x 0.1 = 0.0001 USDT = 100 atoms.
    ['BTCUSDT', 'linear', 100_000, 10_000_000, usdt, 100],
    // 0.001 x 0.0005 USDT = 0.5 atoms.
    ['half an atom a lot and tick', 'linear', 100_000, 50_000, usdt, null],
    // 1e8 x 1e8 passes 2^53 before it is divided.
    ['a product beyond 2^53', 'linear', 100_000_000, 100_000_000, usdt, null],
    // 1 x 0.05 XBT = 5e6 atoms, times 2^31 - 1 ticks = 1.07e16.
    ['a lot that passes 2^53 at the highest price', 'linear', 100_000_000, 5_000_000, xbt, null],
    // 1 x 0.04 XBT = 4e6 atoms, times 2^31 - 1 = 8.6e15.
    ['a lot that just does not', 'linear', 100_000_000, 4_000_000, xbt, 4_000_000],
  ] as const)('%s', (_, contract, lotE8, tickE8, settle, expected) => {
    const scales = deriveScales(spec({ contract, lotE8, tickE8 }), settle);
    expect(scales?.lotTickAtoms ?? null).toBe(expected);
  });

  test.each([
    // 100 USD / 0.1 = 1,000; x 1e8 atoms = 1e11.
    ['BTCUSD', 10_000_000_000, 10_000_000, 100_000_000_000],
    // 1 / 0.03 does not divide.
    ['a third', 100_000_000, 3_000_000, null],
    ['a quotient beyond 2^53', Number.MAX_SAFE_INTEGER, 1, null],
  ])('%s, inverse', (_, lotE8, tickE8, expected) => {
    const scales = deriveScales(spec({ contract: 'inverse', lotE8, tickE8 }), xbt);
    expect(scales?.contractAtomTicks ?? null).toBe(expected);
  });
});

test('VAL-06 a price becomes ticks half up, also when half a tick is half a unit', () => {
  expect(roundToTicks(spec({ tickE8: 10_000_000 }), 6_000_005_000_000)).toBe(600_001);
  expect(roundToTicks(spec({ tickE8: 10_000_000 }), 6_000_004_999_999)).toBe(600_000);
  // 1.5 ticks of 3: 4.5 units round up only from 5.
  expect(roundToTicks(spec({ tickE8: 3 }), 4)).toBe(1);
  expect(roundToTicks(spec({ tickE8: 3 }), 5)).toBe(2);
});

describe('VAL-07 the price at which lots are worth an amount is rounded as asked', () => {
  test('linear: 100,000,050 atoms over 2 lots are 500,000.25 ticks', () => {
    expect(ticksAtNotional(linear, 2, 100_000_050, 'down')).toBe(500_000);
    expect(ticksAtNotional(linear, 2, 100_000_050, 'up')).toBe(500_001);
  });

  test('inverse: 3 contracts are worth 500,001 atoms at 599,998.8 ticks', () => {
    // 3e11 / 500,001 = 599,998.80000239..
    expect(ticksAtNotional(inverse, 3, 500_001, 'down')).toBe(599_998);
    expect(ticksAtNotional(inverse, 3, 500_001, 'up')).toBe(599_999);
  });

  test('inverse: a contract worth far more than it ever was is at a low price', () => {
    // 1e11 / 20,117,546 = 4,970.785..; times 2^31 - 1 the amount alone would pass 2^53.
    expect(ticksAtNotional(inverse, 1, 20_117_546, 'up')).toBe(4_971);
  });

  test('inverse: an amount so small that no order could carry the price gives the highest', () => {
    // 1e11 / 1 = 1e11 ticks.
    expect(ticksAtNotional(inverse, 1, 1, 'up')).toBe(MAX_INT32);
    expect(ticksAtNotional(inverse, 1_000_000, 1, 'down')).toBe(MAX_INT32);
  });

  test('nothing and less than nothing are worth no price', () => {
    expect(ticksAtNotional(linear, 2, 0, 'up')).toBe(0);
    expect(ticksAtNotional(inverse, 2, -5, 'up')).toBe(0);
  });
});
