import { expect, test } from 'vitest';
import type { Strip } from '../../core/desk/messages.ts';
import { staleness } from './staleness.ts';

const instrument = { symbol: 'BTCUSDT', index: 'BTC' };

function stripOf(name: string, ageMs: number): Strip {
  return { feeds: [{ name, ageMs, isStale: true }] } as unknown as Strip;
}

test('a silent core makes everything stale', () => {
  expect(staleness({ state: 'stale', sinceMs: 0 }, null, undefined)).toMatch(/core sends nothing/);
});

test('an instrument is stale with its own market or its index, and says how old', () => {
  const live = { state: 'live' } as const;
  expect(staleness(live, stripOf('BTC index', 7_200), instrument)).toBe(
    'Stale: BTC index, last change 7.2 s ago',
  );
  expect(staleness(live, stripOf('BTCUSDT', 12_000), instrument)).toMatch(/BTCUSDT/);
  expect(staleness(live, stripOf('ETHUSDT', 12_000), instrument)).toBeNull();
});
