import { afterEach, expect, test, vi } from 'vitest';
import { run } from '../main.ts';
import type { MarkFigures } from './mark.ts';
import { runMarkBench } from './mark.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Two venues, beside whatever else the machine tests. */
const LIMIT_MS = 60_000;

test('bench mark prints one line of JSON', { timeout: LIMIT_MS }, async () => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await run(['bench', 'mark', '--json', '--subaccounts', '50']);
  vi.restoreAllMocks();
  expect(printed.trimEnd().split('\n')).toHaveLength(1);
  const figures = JSON.parse(printed) as MarkFigures;
  expect(figures).toMatchObject({ bench: 'mark', floor: 20, goal: 40, stretch: 150 });
  expect(figures.conditions).toMatchObject({ subaccounts: 50, positionsEach: 5, ticks: 2_000 });
  expect(figures.p50_ns).toBeLessThanOrEqual(figures.p99_ns);
  expect(figures.coreShare).toBeCloseTo((figures.mean_ns * 100) / 1e9, 3);
});

test('MARG-13 a tick of the bench values few of those who hold', { timeout: LIMIT_MS }, () => {
  const options = { subaccounts: 300, ticks: 100, rounds: 2, onProgress: () => undefined };
  const figures = runMarkBench(options);
  expect(figures.candidatesPerTick).toBeLessThan(0.05 * 300);
  expect(figures.mostCandidates).toBeGreaterThan(0);
});
