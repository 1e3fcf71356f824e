import { expect, test } from 'vitest';
import type { SecurityRow } from '../../../core/desk/messages.ts';
import { NOTHING, PAGE, withNewest, withOlder } from './security-rows.ts';
import type { SecurityView } from './security-rows.ts';

/** Entries from one number down to another. */
function entries(from: number, to: number, times = 1): SecurityRow[] {
  return Array.from({ length: from - to + 1 }, (_, n) => ({
    number: from - n,
    timeUs: 0,
    channel: 'host',
    session: 0,
    who: '',
    code: 'NO_COOKIE' as const,
    path: 'GET /',
    sentence: 'Open the link that the terminal shows.',
    times,
  }));
}

const numbers = ({ rows }: SecurityView): number[] => rows.map(({ number }) => number);

test('what is new goes on top, what counts on is counted, and the same changes nothing', () => {
  const view = withNewest(NOTHING, entries(5, 1));
  expect(view.hasOlder).toBe(false);
  const more = withNewest(view, [...entries(7, 6), ...entries(5, 5, 40), ...entries(4, 1)]);
  expect(numbers(more)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(more.rows.map(({ times }) => times)).toEqual([1, 1, 40, 1, 1, 1, 1]);
  expect(withNewest(view, entries(5, 1))).toBe(view);
});

test('more that is new than a page leaves no gap: the older rows go', () => {
  const view = withNewest(NOTHING, entries(5, 1));
  const page = entries(5 + PAGE + 10, 16);
  expect(numbers(withNewest(view, page))).toEqual(page.map(({ number }) => number));
});

test('an older page goes below, once', () => {
  const view = withNewest(NOTHING, entries(2 * PAGE, PAGE + 1));
  const older = withOlder(view, entries(PAGE, 1));
  expect(older.rows).toHaveLength(2 * PAGE);
  expect(withOlder(older, entries(PAGE, 1)).rows).toHaveLength(2 * PAGE);
  expect(withOlder(older, []).hasOlder).toBe(false);
});
