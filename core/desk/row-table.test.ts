import { describe, expect, test } from 'vitest';
import { LosslessRing } from './lossless-ring.ts';
import { RowCursor, RowTable } from './row-table.ts';

interface Row {
  readonly key: string;
  readonly value: number;
}

function row(key: string, value: number): Row {
  return { key, value };
}

function makeTable(): RowTable<Row> {
  return new RowTable<Row>(({ key }) => key);
}

const ample = (): { left: number } => ({ left: 1_000_000 });

describe('DESK-05 a window is sent what changed since its last frame', () => {
  test('DESK-05 everything first, then changes alone, then what went', () => {
    const table = makeTable();
    const cursor = new RowCursor(table);
    table.update([row('a', 1), row('b', 1)], 1);
    expect(cursor.take(1, ample())).toEqual({ rows: [row('a', 1), row('b', 1)], gone: [] });
    table.update([row('a', 1), row('b', 2)], 2);
    expect(cursor.take(2, ample())).toEqual({ rows: [row('b', 2)], gone: [] });
    table.update([row('b', 2)], 3);
    expect(cursor.take(3, ample())).toEqual({ rows: [], gone: ['a'] });
    expect(cursor.take(3, ample())).toEqual({ rows: [], gone: [] });
  });

  test('DESK-05 however many ticks a window misses, each row comes once, as it is then', () => {
    const table = makeTable();
    const cursor = new RowCursor(table);
    table.update([row('a', 0), row('b', 0)], 1);
    cursor.take(1, ample());
    for (let tick = 2; tick < 1_000; tick++) table.update([row('a', tick), row('b', 0)], tick);
    expect(cursor.take(999, ample())).toEqual({ rows: [row('a', 999)], gone: [] });
  });

  test('DESK-05 a row that went and came back is a row, and one that only passed is gone', () => {
    const table = makeTable();
    const cursor = new RowCursor(table);
    table.update([row('a', 1)], 1);
    cursor.take(1, ample());
    table.update([], 2);
    table.update([row('a', 1), row('c', 1)], 3);
    table.update([row('a', 1)], 4);
    expect(cursor.take(4, ample())).toEqual({ rows: [row('a', 1)], gone: ['c'] });
  });

  test('DESK-05 what does not fit into a frame comes with the next, in its newest state', () => {
    const table = makeTable();
    const cursor = new RowCursor(table);
    table.update([row('a', 1), row('b', 1)], 1);
    expect(cursor.take(1, { left: 1 }).rows).toEqual([row('a', 1)]);
    table.update([row('a', 1), row('b', 2)], 2);
    expect(cursor.take(2, { left: 1 }).rows).toEqual([row('b', 2)]);
    expect(cursor.take(2, { left: 1 }).rows).toEqual([]);
  });

  test('DESK-05 what went is forgotten when nobody can ask for it any more', () => {
    const table = makeTable();
    const cursor = new RowCursor(table);
    table.update([row('a', 1)], 1);
    cursor.take(1, ample());
    table.update([], 2);
    table.forget(1);
    expect(cursor.take(2, ample()).gone).toEqual(['a']);
    const late = new RowCursor(table);
    table.forget(2);
    expect(late.take(2, ample()).gone).toEqual([]);
  });
});

describe('DESK-06 a lossless stream is numbered and remembers its newest items', () => {
  test('DESK-06 items come after a position, in pieces', () => {
    const ring = new LosslessRing<string>(4);
    for (const item of ['a', 'b', 'c']) ring.push(item);
    expect(ring.after(0, 2)).toEqual({ from: 1, items: ['a', 'b'] });
    expect(ring.after(2, 2)).toEqual({ from: 3, items: ['c'] });
    expect(ring.after(3, 2)).toEqual({ from: 4, items: [] });
  });

  test('DESK-06 where it has forgotten, it says from where it knows', () => {
    const ring = new LosslessRing<string>(4);
    for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) ring.push(item);
    expect([ring.first, ring.last]).toEqual([3, 6]);
    expect(ring.after(1, 10)).toEqual({ from: 3, items: ['c', 'd', 'e', 'f'] });
    expect(ring.after(4, 10)).toEqual({ from: 5, items: ['e', 'f'] });
  });
});
