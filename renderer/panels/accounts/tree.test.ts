import { expect, test } from 'vitest';
import { asTree, visibleKeys, worseFirst } from './tree.ts';

type Row = Parameters<typeof worseFirst>[0] & { depth: 0 | 1 | 2 };

function row(key: string, parent: string, healthPpm: number, level: 0 | 1 | 2 | 3 = 0): Row {
  const depth = parent === '' ? 0 : parent === 'firm' ? 1 : 2;
  return { key, parent, name: key, healthPpm, level, depth };
}

const rows = [
  row('calm-1', 'calm', 3_565_000),
  row('hot', 'firm', 1_175_000, 2),
  row('firm', '', 1_175_000, 2),
  row('hot-2', 'hot', 1_175_000, 2),
  row('calm', 'firm', 2_059_000),
  row('hot-1', 'hot', 7_527_000),
];

function ordered(some: readonly Row[]): string[] {
  return asTree(some.toSorted(worseFirst), (entry) => entry).map(({ key }) => key);
}

test('the worst subaccount stands first inside the worst desk, and desks under the firm', () => {
  expect(ordered(rows)).toEqual(['firm', 'hot', 'hot-2', 'hot-1', 'calm', 'calm-1']);
});

test('with equal health the higher level is worse, then the name decides', () => {
  const equal = [row('b', '', 1, 0), row('a', '', 1, 0), row('c', '', 1, 3)];
  expect(ordered(equal)).toEqual(['c', 'a', 'b']);
});

test('a row without its parent stands at the top rather than nowhere', () => {
  expect(ordered([row('lost', 'nowhere', 5), row('firm', '', 9)])).toEqual(['lost', 'firm']);
});

test('a folded desk hides what is below it and not itself', () => {
  const visible = visibleKeys(rows, new Set(['hot']), '');
  expect([...visible].sort()).toEqual(['calm', 'calm-1', 'firm', 'hot']);
});

test('a filter shows matches, what is above and what is below them, folded or not', () => {
  const visible = visibleKeys(rows, new Set(['calm', 'hot']), 'CALM-1');
  expect([...visible].sort()).toEqual(['calm', 'calm-1', 'firm']);
  expect([...visibleKeys(rows, new Set(), 'hot ')].sort()).toEqual([
    'firm',
    'hot',
    'hot-1',
    'hot-2',
  ]);
});
