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

describe('bench pipeline', () => {
  test('prints one line of JSON with its conditions, and leaves nothing behind', async () => {
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
    expect(figures.ratio).toBeCloseTo(figures.p50_ns / figures.fdatasync_p50_ns, 1);
    expect(figures.conditions).toMatchObject({
      offeredPerSecond: 10_000,
      latencySamples: 10_000,
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
