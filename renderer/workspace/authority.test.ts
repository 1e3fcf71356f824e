import { expect, test } from 'vitest';
import type { AccountRow, OperatorEntry } from '../../core/desk/messages.ts';
import { deskOf, mayActFor } from './authority.ts';

const operators: OperatorEntry[] = [
  { operator: 1, name: 'M. Okafor', roles: ['trader'], desks: ['Volatility'] },
  { operator: 4, name: 'S. Lindqvist', roles: ['risk'], desks: [] },
];
const rows = [
  { key: 'd', parent: 'f', depth: 1, name: 'Volatility' },
  { key: 's', parent: 'd', depth: 2, name: 'Vol-Arb' },
] as AccountRow[];

test('the desk of a subaccount is what it stands under', () => {
  expect(deskOf(rows, 'Vol-Arb')).toBe('Volatility');
  expect(deskOf(rows, 'Nobody')).toBe('');
});

test('a trader acts for the own desks, risk for every desk, and nobody without signing in', () => {
  const trader = { operator: 1, role: 'trader' } as const;
  const risk = { operator: 4, role: 'risk' } as const;
  expect(mayActFor(trader, operators, 'Volatility', ['trader', 'risk'])).toBe(true);
  expect(mayActFor(trader, operators, 'Macro', ['trader', 'risk'])).toBe(false);
  expect(mayActFor(risk, operators, 'Macro', ['trader', 'risk'])).toBe(true);
  expect(mayActFor(risk, operators, 'Macro', ['trader'])).toBe(false);
  expect(mayActFor(null, operators, 'Macro', ['trader'])).toBe(false);
});
