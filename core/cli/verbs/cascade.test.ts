import { afterEach, expect, test, vi } from 'vitest';
import { run } from '../main.ts';
import type { CascadeFigures } from './cascade.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Two cores with their journals, beside whatever else the machine tests. */
const LIMIT_MS = 120_000;

test('a cascade ends in the same state twice, conserved', { timeout: LIMIT_MS }, async () => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const how = ['--subaccounts', '200', '--over', '20', '--at', '10', '--seconds', '35'];
  const code = await run(['cascade', '--json', ...how]);
  vi.restoreAllMocks();
  expect(code).toBe(0);
  const figures = JSON.parse(printed) as CascadeFigures;
  expect(figures).toMatchObject({ ok: true, subaccounts: 200, conservation: 'ok' });
  expect(figures.sameStateHash).toBe(true);
  expect(figures.marginCalls).toBeGreaterThan(0);
  expect(figures.liquidations).toBeGreaterThan(0);
  expect(Object.keys(figures.insuranceFund)).toContain('USDT');
});
