import { describe, expect, test } from 'vitest';
import { NOTHING, PAGE, withNewest, withOlder } from './pages.ts';
import type { Numbering, PageView } from './pages.ts';

interface Entry {
  readonly number: number;
  readonly times: number;
}

const numbering: Numbering<Entry> = {
  numberOf: ({ number }) => number,
  isSame: (before, now) => before.times === now.times,
};

/** Entries from one number down to another. */
function entries(from: number, to: number, times = 1): Entry[] {
  return Array.from({ length: from - to + 1 }, (_, n) => ({ number: from - n, times }));
}

const newest = (view: PageView<Entry>, page: readonly Entry[]): PageView<Entry> =>
  withNewest(view, page, numbering);
const older = (view: PageView<Entry>, page: readonly Entry[]): PageView<Entry> =>
  withOlder(view, page, numbering);
const numbers = ({ rows }: PageView<Entry>): number[] => rows.map(({ number }) => number);

describe('the rows in view', () => {
  test('a full page has older ones, a short one has none', () => {
    expect(newest(NOTHING, entries(PAGE, 1)).hasOlder).toBe(true);
    expect(newest(NOTHING, entries(PAGE - 1, 1)).hasOlder).toBe(false);
  });

  test('what is new goes on top, and what is not changes nothing', () => {
    const view = newest(NOTHING, entries(5, 1));
    expect(numbers(newest(view, entries(7, 1)))).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(newest(view, entries(5, 1))).toBe(view);
  });

  test('what goes on counting is counted in its place', () => {
    const view = newest(NOTHING, entries(5, 1));
    const more = newest(view, [...entries(7, 6), ...entries(5, 5, 40), ...entries(4, 1)]);
    expect(numbers(more)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(more.rows.map(({ times }) => times)).toEqual([1, 1, 40, 1, 1, 1, 1]);
  });

  test('more that is new than a page leaves no gap: the older rows go', () => {
    const view = newest(NOTHING, entries(5, 1));
    const page = entries(5 + PAGE + 10, 16);
    expect(numbers(newest(view, page))).toEqual(page.map(({ number }) => number));
    expect(newest(view, page).hasOlder).toBe(true);
  });

  test('an older page goes below, once', () => {
    const view = newest(NOTHING, entries(2 * PAGE, PAGE + 1));
    const all = older(view, entries(PAGE, 1));
    expect(numbers(all)).toEqual(entries(2 * PAGE, 1).map(({ number }) => number));
    expect(older(all, entries(PAGE, 1)).rows).toHaveLength(2 * PAGE);
    expect(older(all, []).hasOlder).toBe(false);
  });
});
