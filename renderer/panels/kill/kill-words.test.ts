import { expect, test } from 'vitest';
import type { KillRow } from '../../../core/desk/messages.ts';
import { killOf, mayFlatten, mayKill } from './kill-words.ts';

function kill(scope: KillRow['scope'], name: string): KillRow {
  const who = { by: 'M. Okafor', role: 'trader', engagedUs: 0 };
  return { key: scope, kill: 7, scope, name, words: `the ${scope} ${name}`, ...who };
}

const placed = { subaccount: 'Skew-1', desk: 'Volatility', account: 'Halyard' };

test('the widest that stops a subaccount’s orders by hand counts, no strategy’s', () => {
  const own = kill('subaccount', 'Skew-1');
  const desk = kill('desk', 'Volatility');
  const others = [kill('strategy', 'skew'), kill('desk', 'Skew-1'), kill('account', 'Volatility')];
  expect(killOf(others, placed)).toBeUndefined();
  expect(killOf([...others, own], placed)).toBe(own);
  expect(killOf([own, desk], placed)).toBe(desk);
  const venue = kill('venue', '');
  expect(killOf([own, desk, venue], placed)).toBe(venue);
});

test('it is offered to traders, risk and admins; closing is not an admin’s', () => {
  const roles = ['trader', 'risk', 'admin', 'treasurer', 'compliance', 'auditor'] as const;
  const offered = roles.filter((role) => mayKill({ operator: 1, role }));
  expect(offered).toEqual(['trader', 'risk', 'admin']);
  const closing = roles.filter((role) => mayFlatten({ operator: 1, role }));
  expect(closing).toEqual(['trader', 'risk']);
  expect([mayKill(null), mayFlatten(null)]).toEqual([false, false]);
});
