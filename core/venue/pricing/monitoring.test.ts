/** Whether a mark moves further than a band allows within its time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMonitor, forgetMarks, movesTooFar, rememberMark } from './monitoring.ts';
import type { Monitor, MonitoringBand } from './monitoring.ts';

const SECOND_US = 1_000_000;
const START_S = 1_735_689_630;

/** A monitor that saw a mark at each of the seconds given, counted from the start. */
function seen(bands: readonly MonitoringBand[], marks: readonly (readonly [number, number])[]) {
  const monitor = createMonitor();
  for (const [second, mark] of marks) {
    rememberMark(bands, monitor, mark, (START_S + second) * SECOND_US);
  }
  return monitor;
}

function moves(bands: readonly MonitoringBand[], monitor: Monitor, second: number, mark: number) {
  return movesTooFar(bands, monitor, mark, (START_S + second) * SECOND_US);
}

const tenPercent = [{ movePpm: 100_000, withinS: 60 }];

describe('AUC-01 a mark is compared with those of the seconds before it', () => {
  test.each([
    ['as far as allowed, up', 1_100, false],
    ['one tick further, up', 1_101, true],
    ['as far as allowed, down', 900, false],
    ['one tick further, down', 899, true],
  ])('%s', (_, mark, expected) => {
    expect(moves(tenPercent, seen(tenPercent, [[0, 1_000]]), 1, mark)).toBe(expected);
  });

  test('without a mark before it there is nothing to compare', () => {
    expect(moves(tenPercent, createMonitor(), 0, 1_000)).toBe(false);
  });

  test('in small steps too, and no longer when they took more than its time', () => {
    const slowly = seen(tenPercent, [
      [0, 1_000],
      [30, 1_050],
      [50, 1_090],
    ]);
    expect(moves(tenPercent, slowly, 60, 1_101)).toBe(true);
    expect(moves(tenPercent, slowly, 61, 1_101)).toBe(false);
  });

  test('the first mark of a second is the one of that second', () => {
    const monitor = seen(tenPercent, [[0, 1_000]]);
    rememberMark(tenPercent, monitor, 1_099, START_S * SECOND_US + 500_000);
    expect(moves(tenPercent, monitor, 0, 1_101)).toBe(true);
    expect(monitor.marks).toEqual([1_000]);
  });

  test('the tightest of several bands decides, each over its own time', () => {
    const bands = [
      { movePpm: 20_000, withinS: 5 },
      { movePpm: 100_000, withinS: 60 },
    ];
    const monitor = seen(bands, [[0, 1_000]]);
    expect(moves(bands, monitor, 5, 1_021)).toBe(true);
    expect(moves(bands, monitor, 6, 1_021)).toBe(false);
    expect(moves(bands, monitor, 6, 1_101)).toBe(true);
  });

  test('what was forgotten is no measure', () => {
    const monitor = seen(tenPercent, [[0, 1_000]]);
    forgetMarks(monitor);
    expect(moves(tenPercent, monitor, 1, 2_000)).toBe(false);
  });

  test('the memory is bounded by the longest time, and empty without a band', () => {
    const monitor = createMonitor();
    for (let n = 0; n < 500; n++) {
      rememberMark(tenPercent, monitor, 1_000, START_S * SECOND_US + n * 250_000);
    }
    expect(monitor.seconds).toHaveLength(61);
    expect(seen([], [[0, 1_000]]).seconds).toEqual([]);
  });

  test('is exact at any mark, as BigInt has it', () => {
    const anyMark = fc.integer({ min: 1, max: 2_147_483_647 });
    fc.assert(
      fc.property(
        anyMark,
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: -3, max: 3 }),
        (reference, movePpm, step) => {
          const bands = [{ movePpm, withinS: 60 }];
          const edge = (BigInt(reference) * BigInt(1_000_000 + movePpm)) / 1_000_000n;
          const mark = Number(edge) + step;
          const moved = (BigInt(mark) - BigInt(reference)) * 1_000_000n;
          const far = (moved < 0n ? -moved : moved) > BigInt(reference) * BigInt(movePpm);
          expect(moves(bands, seen(bands, [[0, reference]]), 1, mark)).toBe(far);
        },
      ),
    );
  });
});
