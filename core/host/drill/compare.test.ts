import { describe, expect, test } from 'vitest';
import { meets, written } from './compare.ts';

describe('expected values', () => {
  test.each([
    ['12.50', '12.5'],
    ['-0.00', '0'],
    ['155%', '155.0%'],
    ['open', 'open'],
    ['none', 'none'],
    ['12.5', '>= 12.5'],
    ['12.5', '> 12.499999'],
    ['12.5', '<= 12.5'],
    ['-1', '< 0'],
    ['144.4043%', '< 150%'],
    ['open', '!= halt'],
    ['5', '!= none'],
    ['5', '!= 6'],
  ])('%s meets %s', (seen, expected) => {
    expect(meets(seen, expected)).toBe(true);
  });

  test.each([
    ['12.500001', '12.5'],
    ['155', '155%'],
    ['155%', '155'],
    ['open', 'halt'],
    ['12.5', '> 12.5'],
    ['12.5', '< 12.5'],
    ['12.5', '>= 12.500001'],
    ['none', '>= 0'],
    ['none', '< 0'],
    ['5', '> 1%'],
    ['5.0', '!= 5'],
    // Never nearly.
    ['12.500001', '~ 12.5'],
    ['12.500001', '12.5 +- 1'],
  ])('%s does not meet %s', (seen, expected) => {
    expect(meets(seen, expected)).toBe(false);
  });

  test('what YAML has of its own becomes text', () => {
    expect([true, null, undefined, 'x', [1]].map(written)).toEqual([
      'true',
      'none',
      'none',
      'x',
      '[1]',
    ]);
  });
});
