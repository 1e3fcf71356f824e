import { describe, expect, test } from 'vitest';
import type { TrailEntry } from '../../../core/desk/messages.ts';
import { NOTHING, PAGE, withNewest, withOlder } from './trail-rows.ts';
import type { TrailView } from './trail-rows.ts';

/** Entries from one sequence number down to another. */
function entries(from: number, to: number): TrailEntry[] {
  return Array.from({ length: from - to + 1 }, (_, n) => ({
    sequence: from - n,
    timeUs: 0,
    by: 'M. Okafor, trader, by hand \u00b7 window',
    who: 'M. Okafor',
    strategy: '',
    isByHand: true,
    accountKind: 'PAPER',
    role: 'trader',
    what: 'Cancel all orders',
    subaccount: 'alpha',
    outcome: 'done',
    code: 'OK',
    isRefused: false,
    operator: 6,
    order: 0,
    channel: 'window',
  }));
}

const sequences = ({ rows }: TrailView): number[] => rows.map(({ sequence }) => sequence);

describe('the rows in view', () => {
  test('a full page has older ones, a short one has none', () => {
    expect(withNewest(NOTHING, entries(PAGE, 1)).hasOlder).toBe(true);
    expect(withNewest(NOTHING, entries(PAGE - 1, 1)).hasOlder).toBe(false);
  });

  test('what is new goes on top, and what is not changes nothing', () => {
    const view = withNewest(NOTHING, entries(5, 1));
    expect(sequences(withNewest(view, entries(7, 1)))).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(withNewest(view, entries(5, 1))).toBe(view);
  });

  test('more that is new than a page leaves no gap: the older rows go', () => {
    const view = withNewest(NOTHING, entries(5, 1));
    const page = entries(5 + PAGE + 10, 16);
    expect(sequences(withNewest(view, page))).toEqual(page.map(({ sequence }) => sequence));
    expect(withNewest(view, page).hasOlder).toBe(true);
  });

  test('an older page goes below, once', () => {
    const view = withNewest(NOTHING, entries(2 * PAGE, PAGE + 1));
    const older = withOlder(view, entries(PAGE, 1));
    expect(sequences(older)).toEqual(
      sequences({ ...view, rows: older.rows }).toSorted((a, b) => b - a),
    );
    expect(older.rows).toHaveLength(2 * PAGE);
    expect(withOlder(older, entries(PAGE, 1)).rows).toHaveLength(2 * PAGE);
    expect(withOlder(older, []).hasOlder).toBe(false);
  });
});
