import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalE8 } from './decimal.ts';

describe('decimalE8', () => {
  test.each([
    ['0', 0],
    ['61804.70', 6_180_470_000_000],
    ['61837.63000000', 6_183_763_000_000],
    ['0.00000001', 1],
    ['0.0000000100', 1],
    ['007', 700_000_000],
  ])('reads %s exactly', (text, expected) => {
    expect(decimalE8(text)).toBe(expected);
  });

  test.each(['', '.', '1.', '.5', '-1', '+1', '1e5', '1,5', '1.2.3', ' 1', 'NaN', '0.000000001'])(
    'refuses %j',
    (text) => {
      expect(decimalE8(text)).toBeUndefined();
    },
  );

  test('refuses what passes 2^53 in 1e-8', () => {
    expect(decimalE8('90071992.54740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(decimalE8('90071992.54740992')).toBeUndefined();
    expect(decimalE8('9'.repeat(400))).toBeUndefined();
  });

  test('agrees with big integers for every whole part and every fraction', () => {
    const digits = fc.string({
      unit: fc.integer({ min: 0, max: 9 }).map(String),
      minLength: 1,
      maxLength: 7,
    });
    fc.assert(
      fc.property(digits, digits, (whole, fraction) => {
        const expected = BigInt(whole + fraction.padEnd(8, '0'));
        expect(BigInt(decimalE8(`${whole}.${fraction}`) ?? -1)).toBe(expected);
      }),
    );
  });
});
