import { expect, test } from 'vitest';
import { renderVenue } from '../verbs/bench.ts';
import { makeStream } from './stream.ts';
import { runVenueBench } from './venue.ts';

const SMALL = { commands: 5_000, resting: 200, subaccounts: 50, rounds: 1 };

test('bench venue: both sides make the trades of the stream, and nothing is refused', async () => {
  const seen: number[] = [];
  const onProgress = (done: number): void => void seen.push(done);
  const figures = await runVenueBench({ ...SMALL, onProgress });
  // Three rounds that warm up, one that counts, and one with the clock read at each command.
  const stream = makeStream({ seed: 1, commands: 25_000, resting: 200, accounts: 50 });
  expect(stream.trades).toBeGreaterThan(5_000);
  expect(figures.conditions).toMatchObject({ trades: stream.trades, refused: 0, subaccounts: 50 });
  expect(figures.commandsPerSecond).toBeGreaterThan(0);
  expect(figures.p50_ns).toBeLessThanOrEqual(figures.p99_ns);
  expect(figures.p99_ns).toBeLessThanOrEqual(figures.p999_ns);
  expect(figures.ratio).toBeGreaterThan(0);
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(renderVenue(figures)).toContain('commands a second');
});

test('the stream of a seed is the same every time, and its depth stays', () => {
  const options = { seed: 7, commands: 20_000, resting: 500, accounts: 100 };
  const [first, second] = [makeStream(options), makeStream(options)];
  expect(second).toEqual(first);
  expect(first.meanResting).toBeGreaterThan(400);
  expect(first.meanResting).toBeLessThan(600);
});
