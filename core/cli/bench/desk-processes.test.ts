import { describe, expect, test } from 'vitest';
import { cpuTimes, descendants, parseStat, sharePercent, typeOf } from './desk-processes.ts';

describe('a process', () => {
  test('is read from its line, whatever its name holds', () => {
    const line = '812 (Web) S) S 640 812 1 0 -1 4194 9 0 0 0 310 45 0 0 20 0 18 0 99 1 2';
    expect(parseStat(line)).toEqual({ pid: 812, parent: 640, cpuMs: 3_550 });
    expect(parseStat('')).toBeNull();
    expect(parseStat('812 (cut short) S 640')).toBeNull();
  });

  test('of Chromium says what it is for', () => {
    expect(typeOf('/usr/lib/chromium --type=gpu-process\0--no-sandbox')).toBe('gpu-process');
    expect(typeOf('node\0core-child.ts')).toBe('');
  });

  test('is below whoever started it, at any depth', () => {
    const one = (pid: number, parent: number) => ({ pid, parent, cpuMs: 0 });
    const all = [one(2, 1), one(3, 2), one(4, 3), one(5, 1), one(6, 9)];
    expect(descendants(all, 2).map(({ pid }) => pid)).toEqual([3, 4]);
  });
});

describe('processor time', () => {
  test('between two readings is a share of one core, unknown where either is', () => {
    expect(sharePercent(1_000, 3_500, 10_000)).toBe(25);
    expect(sharePercent(null, 3_500, 10_000)).toBeNull();
  });

  test('of nothing that was started is nothing', () => {
    const { coreMs } = cpuTimes(0);
    expect(coreMs === null || coreMs === 0).toBe(true);
  });
});
