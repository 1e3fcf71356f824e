import { expect, test } from 'vitest';
import { chipSize } from './chip-size.ts';

test('a chip gives up closing zeros where its size and the lots ahead would not fit', () => {
  expect(chipSize('5.000', '12.4')).toBe('5.000');
  expect(chipSize('0.010', '0.007')).toBe('0.01');
  expect(chipSize('30.000', '12.4')).toBe('30');
  expect(chipSize('31,000', '1.25k')).toBe('31,000');
});
