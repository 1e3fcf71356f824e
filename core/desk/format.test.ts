import { describe, expect, test } from 'vitest';
import {
  decimalText,
  healthText,
  leverageText,
  percentText,
  rateText,
  signedPercentText,
  signedText,
  shareText,
  spanText,
} from './format.ts';

describe('DESK-20 whole numbers become texts ready to show', () => {
  test.each([
    [0, 6, 2, '0.00'],
    [1_234_567_890, 6, 2, '1,234.57'],
    [999_999, 6, 2, '1.00'],
    [4_999, 6, 2, '0.00'],
    [5_000, 6, 2, '0.01'],
    [123, 2, 0, '1'],
    [150, 2, 0, '2'],
    [100_000_000_000, 2, 0, '1,000,000,000'],
    [7, 0, 2, '7.00'],
    [Number.MAX_SAFE_INTEGER, 0, 0, '9,007,199,254,740,991'],
  ])('DESK-20 %i / 10^%i with %i decimals is %s', (value, decimals, shown, text) => {
    expect(decimalText(value, decimals, shown)).toBe(text);
    if (value >= 5_000) expect(decimalText(-value, decimals, shown)).toBe(`\u2212${text}`);
  });

  test('DESK-20 a signed column has a plus, a true minus, neither on what rounds to zero', () => {
    expect(signedText(1_000_000, 6, 2)).toBe('+1.00');
    expect(signedText(-1_000_000, 6, 2)).toBe('\u22121.00');
    expect(signedText(1, 6, 2)).toBe('0.00');
    expect(signedText(-1, 6, 2)).toBe('0.00');
    expect(signedText(0, 6, 2)).toBe('0.00');
  });

  test('DESK-20 health is rounded down, so that it never looks better than it is', () => {
    expect(healthText(1_249_999)).toBe('124.9 %');
    expect(healthText(1_250_000)).toBe('125.0 %');
    expect(healthText(-1_001)).toBe('\u22120.2 %');
    expect(healthText(100_000_000)).toBe('> 9,999 %');
    expect(healthText(Number.MAX_SAFE_INTEGER)).toBe('\u2014');
  });

  test('DESK-20 per cent, rates and leverage have their own decimals', () => {
    expect(percentText(54_300)).toBe('5.43 %');
    expect(signedPercentText(54_300)).toBe('+5.43 %');
    expect(rateText(6_200)).toBe('+0.0062 %');
    expect(rateText(-10_000)).toBe('\u22120.0100 %');
    expect([leverageText(2_000), leverageText(1_250), leverageText(125)]).toEqual([
      '20x',
      '12.5x',
      '1.25x',
    ]);
  });

  test('DESK-79 a share has no more decimals than it needs, a span the largest whole unit', () => {
    const shares = [10_000, 5_000, 75, -50, 0, 1_000_000].map(shareText);
    expect(shares).toEqual(['1 %', '0.5 %', '0.0075 %', '\u22120.005 %', '0 %', '100 %']);
    expect([5, 60, 600, 5_400, 28_800].map(spanText)).toEqual([
      '5 s',
      '1 min',
      '10 min',
      '90 min',
      '8 h',
    ]);
  });
});
