/** Worked numbers of ways that are met at other venues. */
import { expect, test } from 'vitest';
import { commissionAtoms } from '../orders/fees.ts';
import { marginLevels, scaledInitialPpm } from './elsewhere.ts';

test('VAR-09 levels are multiples of maintenance, each rounded up', () => {
  const rates = { searchPpm: 1_100_000, initialPpm: 1_200_000, releasePpm: 1_400_000 };
  expect(marginLevels(101, rates)).toEqual({
    searchAtoms: 112,
    initialAtoms: 122,
    releaseAtoms: 142,
  });
});

test.each([
  ['below the lower bound', 20, 100_000],
  ['at it', 25, 100_000],
  // 10 % + 90 % x 5/25.
  ['a fifth of the way', 30, 280_000],
  ['at the upper bound', 50, 1_000_000],
  ['beyond', 80, 1_000_000],
])('VAR-10 an initial rate rises with open interest: %s', (_, millions, expected) => {
  const caps = { lowerAtoms: 25e12, upperAtoms: 50e12 };
  expect(scaledInitialPpm(100_000, millions * 1e12, caps)).toBe(expected);
});

test('VAR-11 a rebate is rounded toward zero, or away from it where that is the way', () => {
  // 0.025 % of 100,001 is 25.00025.
  expect(commissionAtoms(100_001, -250, 'againstTrader')).toBe(-25);
  expect(commissionAtoms(100_001, -250, 'awayFromZero')).toBe(-26);
  expect(commissionAtoms(100_001, 250, 'againstTrader')).toBe(26);
  expect(commissionAtoms(100_001, 250, 'awayFromZero')).toBe(26);
  expect(Object.is(commissionAtoms(1, -250, 'againstTrader'), 0)).toBe(true);
});
