import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  decimalText,
  divide,
  multiply,
  parseRational,
  rational,
  root,
  stepsIn,
  subtract,
  wholeRoot,
} from './rational.ts';

const of = (text: string) => parseRational(text) ?? rational(-1);

describe('fractions', () => {
  test('are exact where floating numbers are not', () => {
    expect(decimalText(add(of('0.1'), of('0.2')))).toBe('0.3');
    expect(decimalText(subtract(of('1'), of('0.9')))).toBe('0.1');
    expect(decimalText(multiply(of('-1.5'), of('0.25')))).toBe('-0.375');
    expect(compare(divide(of('1'), of('3')), of('0.333'))).toBe(1);
  });

  test.each([
    ['1e3'],
    ['.5'],
    ['5.'],
    ['+1'],
    ['0x10'],
    ['1,000'],
    [''],
    ['NaN'],
    ['1'.repeat(61)],
  ])('%s is no decimal', (text) => {
    expect(parseRational(text)).toBeNull();
  });

  test('what never ends has thirty significant digits, rounded', () => {
    expect(decimalText(rational(2, 3))).toBe('0.666666666666666666666666666667');
    expect(decimalText(rational(-200, 3))).toBe('-66.6666666666666666666666666667');
    expect(decimalText(rational(1, 3_000))).toBe('0.000333333333333333333333333333333');
    expect(decimalText(rational(10n ** 40n, 3))).toBe('3333333333333333333333333333333333333333');
    expect(decimalText(rational(0, 7))).toBe('0');
  });

  test('roots are cut off beyond what is shown', () => {
    expect(wholeRoot(99n)).toBe(9n);
    expect(wholeRoot(100n)).toBe(10n);
    expect(wholeRoot(0n)).toBe(0n);
    expect(decimalText(root(of('2'))).slice(0, 32)).toBe('1.414213562373095048801688724209');
    expect(decimalText(root(of('0.25')))).toBe('0.5');
  });

  test('whole steps are counted, and what lies between two is none', () => {
    expect(stepsIn(of('60000.1'), of('0.1'))).toBe(600_001n);
    expect(stepsIn(of('60000.15'), of('0.1'))).toBeNull();
  });
});
