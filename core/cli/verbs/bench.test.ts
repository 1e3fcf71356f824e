import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PipelineFigures } from '../bench/pipeline.ts';
import { run } from '../main.ts';
import { render } from './bench.ts';

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
    const code = await run(['bench', 'pipeline', '--json', '--seconds', '1', '--data', folder]);
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
    expect(replay.ratio).toBeCloseTo(replay.commandsPerSecond / alone, 2);
    expect(acknowledged.map(({ offeredPerSecond }) => offeredPerSecond)).toEqual([10_000, 50_000]);
    for (const { p50_ns: p50, ratioP50 } of acknowledged) {
      expect(ratioP50).toBeCloseTo(p50 / figures.fdatasync_p50_ns, 2);
    }
    expect(figures).toMatchObject({
      floor: 0.35,
      goal: 0.45,
      machine: { cores: os.cpus().length },
    });
    expect(figures.conditions).toMatchObject({
      commandsAtSaturation: 60_000,
      unanswered: 0,
      restingOrders: 1_000,
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
