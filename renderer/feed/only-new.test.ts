import { describe, expect, test } from 'vitest';
import { onlyNew } from './only-new.ts';

describe('what is told with every frame', () => {
  test('is passed on only where it changed', () => {
    const told: (number | null)[] = [];
    const tell = onlyNew<number | null>((value) => told.push(value));
    for (const value of [null, null, 5, 5, 5, null, 5]) tell(value);
    expect(told).toEqual([null, 5, null, 5]);
  });

  test('may be the same by what it says', () => {
    const told: object[] = [];
    const tell = onlyNew<{ count: number }>(
      (value) => told.push(value),
      (before, now) => before.count === now.count,
    );
    for (const count of [1, 1, 2, 2]) tell({ count });
    expect(told).toEqual([{ count: 1 }, { count: 2 }]);
  });
});
