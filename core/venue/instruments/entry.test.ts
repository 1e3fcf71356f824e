/** Worked numbers. BTCUSDT: 0.001 BTC a lot, 0.1 a tick; BTCUSD: 100 dollars a contract. */
import { describe, expect, test } from 'vitest';
import { averageEntryE8, paidBackTicks, effectiveLeverageX100, realisedAtMark } from './entry.ts';

const linear = { lotTickAtoms: 100, contractAtomTicks: 0 };
const inverse = { lotTickAtoms: 0, contractAtomTicks: 100_000_000_000 };
const TICK_E8 = 10_000_000;

describe('VAR-05 the average entry', () => {
  test.each([
    // 1 at 60,000 and 2 at 63,000: (60,000 + 126,000) / 3 = 62,000.
    ['linear, arithmetic', linear, 3_000, 186_000_000_000, 62_000],
    ['of a short', linear, -3_000, -186_000_000_000, 62_000],
    // 300 at 60,000 and 300 at 40,000: 0.005 + 0.0075 = 0.0125 XBT; 600 / 0.0125 = 48,000.
    ['inverse, harmonic', inverse, 6, -1_250_000, 48_000],
    ['of nothing paid', inverse, 6, 0, 0],
  ])('%s', (_, scales, lots, costAtoms, price) => {
    expect(averageEntryE8(scales, TICK_E8, { lots, costAtoms })).toBe(price * 1e8);
  });

  test('is rounded to the nearest 1e-8', () => {
    // 200 / 3 lots of 0.001 at ... 100 USDT / 0.003 = 33,333.33333333.
    const paid = { lots: 3, costAtoms: 100_000_000 };
    expect(averageEntryE8(linear, TICK_E8, paid)).toBe(3_333_333_333_333);
  });
});

describe('VAR-06 the price that pays everything back', () => {
  test.each([
    // 60,000 + 60 paid = 60,060; over 1 - 0.05 % = 60,090.045; up to the tick.
    ['a linear long', linear, 1_000, 6e10, 60_000_000, 600_901],
    // 60,000 - 60 = 59,940 over 1 + 0.05 % = 59,910.045; down.
    ['a linear short', linear, -1_000, -6e10, 60_000_000, 599_100],
    // 0.5 - 0.0005 = 0.4995 over 1.0005 = 0.49925037 XBT; 30,000 / that = 60,090.09; up.
    ['an inverse long', inverse, 300, -5e7, 50_000, 600_901],
    // 0.5 + 0.0005 over 0.9995 = 0.50075038; 30,000 / that = 59,910.09; down.
    ['an inverse short', inverse, -300, 5e7, 50_000, 599_100],
    // Funding received has paid for all of it.
    ['none, when a short has paid more than it sold for', linear, -1_000, -6e10, 7e10, 0],
    ['any, when a long was paid more than it cost', linear, 1_000, 6e10, -7e10, 1],
  ])('%s', (_, scales, lots, costAtoms, paid, ticks) => {
    expect(paidBackTicks(scales, { lots, costAtoms }, paid, 500)).toBe(ticks);
  });
});

test('VAR-07 effective leverage is value over equity, rounded up', () => {
  expect(effectiveLeverageX100(6e10, 7e9)).toBe(858);
  expect(effectiveLeverageX100(6e10, 0)).toBe(0);
  expect(effectiveLeverageX100(6e10, -1)).toBe(0);
});

test('VAR-08 realised at the mark, a position has cost what it is worth', () => {
  // Twenty ether from 1,000 marked 1,100: 2,000 into the wallet of 10,000.
  const after = realisedAtMark(10_000_000_000, 20_000_000_000, 22_000_000_000);
  expect(after).toEqual({ walletAtoms: 12_000_000_000, costAtoms: 22_000_000_000 });
});
