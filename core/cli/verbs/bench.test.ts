import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BookFigures } from '../bench/book.ts';
import { makeStream } from '../bench/book-stream.ts';
import { runSoak } from '../bench/book-soak.ts';
import type { PipelineFigures } from '../bench/pipeline.ts';
import { run } from '../main.ts';
import { render, renderBook } from './bench.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

/** It runs four venues, beside whatever else the machine tests. */
const LIMIT_MS = 120_000;

describe('bench pipeline', () => {
  test('prints one line of JSON, and leaves nothing behind', { timeout: LIMIT_MS }, async () => {
    let printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const few = ['--seconds', '1', '--subaccounts', '500'];
    const code = await run(['bench', 'pipeline', '--json', ...few, '--data', folder]);
    vi.restoreAllMocks();
    expect(code).toBe(0);
    expect(printed.trimEnd().split('\n')).toHaveLength(1);
    const figures = JSON.parse(printed) as PipelineFigures;
    expect(figures.bench).toBe('pipeline');
    expect(figures.commandsPerSecond).toBeGreaterThan(0);
    expect(figures.p50_ns).toBeLessThanOrEqual(figures.p99_ns);
    expect(figures.fdatasync_p50_ns).toBeGreaterThan(0);
    const { acknowledged, replay, venueCommandsPerSecond: alone } = figures;
    expect(figures.ratio).toBeCloseTo(figures.commandsPerSecond / alone, 2);
    expect(replay.startMs).toBeGreaterThan(0);
    expect(replay.ratio).toBeCloseTo(replay.commandsPerSecond / alone, 2);
    expect(acknowledged.map(({ offeredPerSecond }) => offeredPerSecond)).toEqual([10_000, 50_000]);
    for (const { p50_ns: p50, ratioP50, disk } of acknowledged) {
      expect(ratioP50).toBeCloseTo(p50 / figures.fdatasync_p50_ns, 2);
      expect(disk.p50_ns).toBeGreaterThan(0);
      expect(disk.p50_ns).toBeLessThanOrEqual(disk.p99_ns);
    }
    expect(figures).toMatchObject({
      floor: 0.35,
      goal: 0.45,
      machine: { cores: os.cpus().length },
    });
    expect(figures.conditions).toMatchObject({
      commandsAtSaturation: 120_000,
      unanswered: 0,
      subaccounts: 500,
      fdatasyncs: 500,
    });
    expect(render(figures)).toContain('commands a second');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a length that is none is misuse', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await run(['bench', 'pipeline', '--seconds', '0'])).toBe(2);
    expect(String(write.mock.calls[0]?.[0])).toContain('a whole number from 1 to 600');
  });
});

describe('bench book', () => {
  test('one line of JSON: both books end alike, the ratio is of their rates', async () => {
    let printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const code = await run(['bench', 'book', '--json', '--commands', '20000']);
    vi.restoreAllMocks();
    expect(code).toBe(0);
    expect(printed.trimEnd().split('\n')).toHaveLength(1);
    const figures = JSON.parse(printed) as BookFigures;
    expect(figures).toMatchObject({ bench: 'book', floor: 50, goal: 70 });
    expect(figures.ratio).toBeGreaterThan(0);
    expect(figures.p50_ns).toBeLessThanOrEqual(figures.p99_ns);
    expect(figures.p99_ns).toBeLessThanOrEqual(figures.p999_ns);
    expect(figures.conditions).toMatchObject({
      commands: 20_000,
      runs: 5,
      seed: 1,
      sameBookAsPeer: true,
    });
    expect(renderBook(figures)).toContain('floor 50, goal 70');
  });

  test('its stream is the same for a seed, keeps its depth and its mix', () => {
    const stream = makeStream(7, 500, 20_000);
    expect(makeStream(7, 500, 20_000)).toEqual(stream);
    expect(makeStream(8, 500, 20_000)).not.toEqual(stream);
    const cancels = stream.sides.filter((side) => side === 0).length;
    const taking = stream.subaccounts.filter((subaccount) => subaccount === 64).length;
    expect(Math.round((cancels / 20_000) * 100)).toBe(30);
    expect(Math.round((taking / 20_000) * 100)).toBe(5);
  });

  test('a soak samples a book whose room for orders and levels stays', async () => {
    const figures = await runSoak(0.02, 300, () => {});
    const last = figures.samples.at(-1);
    expect(figures.samples.length).toBeGreaterThan(1);
    expect(last?.orderCapacity).toBe(figures.samples[0]?.orderCapacity);
    expect(last?.orderCapacity).toBeLessThanOrEqual(1_024);
  });
});
