import { expect, test } from 'vitest';
import {
  grouped,
  halfOf,
  isMultiple,
  ofSteps,
  parseDecimal,
  shareOf,
  stepped,
  stepsOf,
} from './decimal.ts';

test('what was typed is read without commas, and nonsense is none', () => {
  expect(parseDecimal('61,640.0')).toBe('61640.0');
  expect(parseDecimal(' 12 ')).toBe('12');
  for (const typed of ['', '.', '1.', '-1', '1e3', '0x10', '1.2.3']) {
    expect(parseDecimal(typed)).toBeNull();
  }
});

test('a step goes to the next whole tick and keeps its decimals', () => {
  expect(stepped('61640.0', '0.1', 1)).toBe('61640.1');
  expect(stepped('61640.05', '0.1', 1)).toBe('61640.1');
  expect(stepped('61640.05', '0.1', -1)).toBe('61640.0');
  expect(stepped('99.99', '0.01', 1)).toBe('100.00');
  expect(stepped('100', '100', 10)).toBe('1100');
});

test('a step never leaves the range of what can be ordered', () => {
  expect(stepped('0.1', '0.1', -1)).toBe('0.1');
  expect(stepped('', '0.001', 1)).toBe('0.001');
  expect(stepped('0.5', '1', -10)).toBe('1');
});

test('whether it is a whole number of ticks is exact', () => {
  expect(isMultiple('61640.3', '0.1')).toBe(true);
  expect(isMultiple('61640.05', '0.1')).toBe(false);
  expect(isMultiple('9007199254740993.1', '0.2')).toBe(false);
  expect(isMultiple('150', '100')).toBe(false);
});

test('thousands have commas', () => {
  expect(grouped('1234567.8901')).toBe('1,234,567.8901');
  expect(grouped('999')).toBe('999');
});

test('a price in ticks, or none where it is between two', () => {
  expect(stepsOf('61640.0', '0.1')).toBe(616_400);
  expect(stepsOf('61640.05', '0.1')).toBeNull();
});

test('whole steps as a decimal', () => {
  expect(ofSteps(1_500, '0.001')).toBe('1.500');
  expect(ofSteps(3, '100')).toBe('300');
  expect(ofSteps(0, '0.01')).toBe('0.00');
});

test('a share of a size is whole lots, never more than the share', () => {
  expect(shareOf('120.000', 25, '0.001')).toBe('30.000');
  expect(shareOf('0.003', 50, '0.001')).toBe('0.001');
  expect(shareOf('148000', 10, '100')).toBe('14800');
});

test('half of a size is whole lots, and one lot of one', () => {
  expect(halfOf('1,000.003', '0.001')).toBe('500.001');
  expect(halfOf('0.001', '0.001')).toBe('0.001');
});
