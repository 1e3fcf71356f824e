import { expect, test } from 'vitest';
import { FrozenOrder } from './frozen-order.ts';

interface Row {
  readonly key: string;
  readonly health: number;
}

const worseFirst = (a: Row, b: Row): number => a.health - b.health;

function sorted(order: FrozenOrder, rows: readonly Row[]): string[] {
  return rows.toSorted((a, b) => order.compare(a, b, worseFirst)).map(({ key }) => key);
}

test('frozen rows keep their places as figures move, new ones go behind, worst first', () => {
  const order = new FrozenOrder();
  const rows = [
    { key: 'a', health: 1 },
    { key: 'b', health: 2 },
  ];
  expect(sorted(order, rows)).toEqual(['a', 'b']);
  order.freeze(rows);
  expect(order.isFrozen).toBe(true);
  const moved = [
    { key: 'd', health: 0 },
    { key: 'c', health: -1 },
    { key: 'b', health: 1 },
    { key: 'a', health: 2 },
  ];
  expect(sorted(order, moved)).toEqual(['a', 'b', 'c', 'd']);
  order.thaw();
  expect(sorted(order, moved)).toEqual(['c', 'd', 'b', 'a']);
});
