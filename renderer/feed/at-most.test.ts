import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { atMost } from './at-most.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is asked for after a rest runs at once, and then no oftener than it may', () => {
  const ran: number[] = [];
  const paced = atMost(100, () => ran.push(performance.now()));
  for (let asked = 0; asked < 20; asked++) {
    paced();
    vi.advanceTimersByTime(20);
  }
  expect(ran.map((ms) => Math.round((ms - (ran[0] ?? 0)) / 100))).toEqual([0, 1, 2, 3, 4]);
  expect(Math.min(...ran.slice(1).map((ms, n) => ms - (ran[n] ?? 0)))).toBeGreaterThanOrEqual(100);
});

test('nothing runs after the end', () => {
  let runs = 0;
  const paced = atMost(100, () => runs++);
  paced();
  paced.stop();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(0);
});
