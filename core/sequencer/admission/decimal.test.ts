import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDecimals,
  decimalsOf,
  formatSteps,
  formatUnits,
  parseDecimal,
  stepsIn,
} from './decimal.ts';

function compare(a: string, b: string): number {
  return compareDecimals(parseDecimal(a)!, parseDecimal(b)!);
}

const anyStep = fc.record({
  units: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  decimals: fc.nat(8),
});

describe('decimals', () => {
  test.each([
    ['60000.1', 600_001n, 1],
    ['0.500', 500n, 3],
    ['-12', -12n, 0],
    ['007', 7n, 0],
    ['0', 0n, 0],
  ])('%s is read exactly', (text, units, decimals) => {
    expect(parseDecimal(text)).toEqual({ units, decimals });
  });

  test.each([
    '',
    '-',
    '.5',
    '5.',
    '+1',
    '1e3',
    '1e309',
    'NaN',
    'Infinity',
    '0x10',
    '1_000',
    '1,000',
    ' 1',
    '1\n',
    '١',
    `0.${'0'.repeat(39)}`,
  ])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  test('whole steps are found exactly, and the lower one otherwise, below zero too', () => {
    const tick = { units: 10_000_000n, decimals: 8 };
    const steps = (text: string) => stepsIn(parseDecimal(text)!, tick);
    expect(steps('60000.1')).toEqual({ floor: 600_001n, isExact: true });
    expect(steps('60000.15')).toEqual({ floor: 600_001n, isExact: false });
    expect(steps('-0.05')).toEqual({ floor: -1n, isExact: false });
    expect(steps('-0.1')).toEqual({ floor: -1n, isExact: true });
  });

  test('any number of any step goes out as text and comes back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), anyStep, (count, step) => {
        const text = formatSteps(count, step);
        expect(text.length).toBeLessThanOrEqual(40);
        expect(stepsIn(parseDecimal(text)!, step)).toEqual({ floor: BigInt(count), isExact: true });
      }),
    );
  });

  test('prices keep the decimals of their tick, money at least two', () => {
    expect(formatSteps(600_000, { units: 10_000_000n, decimals: 8 })).toBe('60000.0');
    expect(formatSteps(5, { units: 10_000_000_000n, decimals: 8 })).toBe('500');
    expect(decimalsOf({ units: 25_000_000n, decimals: 8 })).toBe(2);
    expect(formatUnits(12_500_000, 6, 2)).toBe('12.50');
    expect(formatUnits(-1, 6, 2)).toBe('-0.000001');
    expect(formatUnits(0, 8, 2)).toBe('0.00');
    expect(formatUnits(0, 8, 0)).toBe('0');
  });

  test('two decimals compare as numbers, whatever their zeros', () => {
    expect(compare('12.5', '12.50')).toBe(0);
    expect(compare('-0', '0')).toBe(0);
    expect(compare('9.99', '10')).toBe(-1);
    expect(compare('-1', '-2')).toBe(1);
  });
});
