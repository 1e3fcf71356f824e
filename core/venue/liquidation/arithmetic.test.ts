/**
 * How much a liquidation closes, with worked numbers of BTCUSDT: target 1.25, fee 0.2 %, slip
 * 0.05 %, a quarter a slice but all of what is worth 10,000 or less, takeover at two thirds.
 */
import { describe, expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { disposalLots, isCured, mustTakeOver, sliceLots } from './arithmetic.ts';

const spec = instruments.instruments[0] as unknown as InstrumentSpec;
const dear = (feePpm: number): InstrumentSpec => ({
  ...spec,
  margin: { ...spec.margin, tiers: spec.margin.tiers.slice(0, 1) },
  liquidation: { ...spec.liquidation, feePpm },
});

/** Closing a value V lowers 1.25 MM by 0.6875 % of it and costs 0.25 %: 0.4375 % a unit. */
describe('LIQ-03 a slice is (t MM - E) / (v (t m - fee - slip)), rounded up to a lot', () => {
  test.each([
    // 1,000 lots at 57,300, MM 315.15: 393.9375 - 360 = 33.9375 over 0.4375 % is 7,757.14, 135.4
    // lots.
    ['what is missing', spec, 1_000, 57_300_000_000, 360_000_000, 136],
    // 393.9375 - 300 would be 374.7 lots.
    ['no more than a quarter', spec, 1_000, 57_300_000_000, 300_000_000, 250],
    // 100 lots at 60,000, MM 33: 41.25 - 25 = 16.25 over 0.4375 % is 3,714.29, 61.9 lots.
    ['but a small position at once', spec, 100, 6_000_000_000, 25_000_000, 62],
    ['all of it, when all of it is not enough', spec, 100, 6_000_000_000, -25_000_000, 100],
    ['at least a lot', spec, 3, 180_000_000_000, 100_000_000, 1],
    ['nothing when nothing is missing', spec, 1_000, 57_300_000_000, 393_937_500, 0],
    // 0.6875 % - 0.7 % - 0.05 % < 0.
    ['the cap, where closing costs more than it frees', dear(7_000), 1_000, 6e10, 3e8, 250],
    // 0.6875 % - 0.6374 % - 0.05 % is a millionth: 3.125e11 over it would pass 2^53.
    ['the cap, where it frees next to nothing', dear(6_374), 1_000_000, 6e13, 1e11, 250_000],
  ])('%s', (_, listed, lots, notionalAtoms, equityAtoms, expected) => {
    const maintenanceAtoms = Math.ceil(notionalAtoms * 0.0055);
    const bucket = { equityAtoms, maintenanceAtoms };
    expect(sliceLots(listed, { lots, notionalAtoms }, bucket)).toBe(expected);
  });

  test('it ends when equity is t MM, rounded up', () => {
    // 1.25 x 301 = 376.25.
    expect(isCured(spec, { equityAtoms: 377, maintenanceAtoms: 301 })).toBe(true);
    expect(isCured(spec, { equityAtoms: 376, maintenanceAtoms: 301 })).toBe(false);
  });
});

test('LIQ-04 the fund takes over below two thirds of maintenance, rounded up', () => {
  // 0.666667 x 300 = 200.0001.
  expect(mustTakeOver(spec, { equityAtoms: 200, maintenanceAtoms: 300 })).toBe(true);
  expect(mustTakeOver(spec, { equityAtoms: 201, maintenanceAtoms: 300 })).toBe(false);
  expect(mustTakeOver(spec, { equityAtoms: -1, maintenanceAtoms: 300 })).toBe(true);
});

describe('LIQ-07 a disposal is half of what is held, or all when it is little', () => {
  test.each([
    ['half, rounded up', 10_001, 1_000_000, 5_001],
    ['a tenth of the depth at most, rounded down', 10_000, 30_009, 3_000],
    ['all of a thousand lots', 1_000, 1_000_000, 1_000],
    ['as far as the book goes', 1_000, 5_000, 500],
    ['nothing in an empty book', 1_000, 9, 0],
  ])('%s', (_, heldLots, depthLots, expected) => {
    expect(disposalLots(spec, heldLots, depthLots)).toBe(expected);
  });
});

test('LIQ-03 LIQ-07 neither is ever more than there is, whatever share a listing names', () => {
  const { liquidation } = spec;
  const twice = { slicePpm: 2_000_000, disposalFractionPpm: 2_000_000 };
  const listed = { ...spec, liquidation: { ...liquidation, ...twice } };
  const bucket = { equityAtoms: 0, maintenanceAtoms: 315_150_000 };
  expect(sliceLots(listed, { lots: 1_000, notionalAtoms: 57_300_000_000 }, bucket)).toBe(1_000);
  expect(disposalLots(listed, 10_000, 1_000_000)).toBe(10_000);
});
