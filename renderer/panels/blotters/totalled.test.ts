import { expect, test } from 'vitest';
import type { AccountRow } from '../../../core/desk/messages.ts';
import { firmsOf, totalled } from './totalled.ts';

const row = (depth: 0 | 1 | 2, key: string, parent = ''): AccountRow =>
  ({ depth, key, parent, name: key }) as AccountRow;
const rows = [
  row(0, 'north'),
  row(0, 'south'),
  row(1, 'north vol', 'north'),
  row(1, 'south vol', 'south'),
  row(2, 'alpha', 'north vol'),
  row(2, 'beta', 'south vol'),
];

test('totals are of the firm that the selected subaccount is of', () => {
  expect(totalled(rows, 'beta', false)?.name).toBe('south');
  expect(totalled(rows, 'alpha', false)?.name).toBe('north');
  expect(totalled(rows, '', false)?.name).toBe('north');
  expect(totalled([], '', false)).toBeUndefined();
});

test('of the selected subaccount alone where only that is shown, and of nobody else', () => {
  expect(totalled(rows, 'beta', true)?.name).toBe('beta');
  expect(totalled(rows, 'nobody', true)).toBeUndefined();
  // A desk may be called like a subaccount, and is not one.
  expect(totalled(rows, 'south vol', true)).toBeUndefined();
});

test('there may be several firms', () => {
  expect(firmsOf(rows).map(({ name }) => name)).toEqual(['north', 'south']);
});
