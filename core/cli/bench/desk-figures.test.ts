import { describe, expect, test } from 'vitest';
import { fluencyOf, goalsOf, heapOf, median, renderDesk } from './desk-figures.ts';
import type { DeskFigures, Phase, Start } from './desk-figures.ts';

const phase: Phase = {
  name: 'replay',
  what: 'the demo organisation',
  subaccounts: 16,
  positions: 20,
  cellsPerSecond: 3_900,
  messagesPerSecond: 19,
  seconds: 20,
  fps: 59.9,
  over20msPercent: 0.2,
  over33msPercent: 0.1,
  longTasks: { count: 1, totalMs: 61 },
  rendererPercent: 31.5,
  gpuProcessPercent: 7,
  corePercent: null,
};
const start: Start = {
  firstPaintMs: 600,
  trivialPageMs: 420,
  ratio: 1.43,
  firstContentfulPaintMs: 200,
  trivialContentfulPaintMs: 60,
  firstRowMs: 480,
  rounds: 5,
  pageBytes: 1_350_000,
  scriptBytes: 1_200_000,
};

describe('frames', () => {
  test('are counted by the gaps between them', () => {
    const gapsMs = [...Array.from({ length: 97 }, () => 16.7), 21, 33.4, 50];
    const { fps, over20msPercent, over33msPercent } = fluencyOf(gapsMs, []);
    expect(over20msPercent).toBe(3);
    expect(over33msPercent).toBe(2);
    expect(fps).toBe(58);
  });

  test('none at all are no frames a second, and tasks add up', () => {
    expect(fluencyOf([], [51.2, 80])).toEqual({
      fps: 0,
      over20msPercent: 0,
      over33msPercent: 0,
      longTasks: { count: 2, totalMs: 131 },
    });
  });
});

describe('the heap', () => {
  const samplesOf = (...megabytes: number[]) =>
    megabytes.map((one, minute) => ({ minute, bytes: one * 1e6 }));

  test('is judged from when its lists are full to the end, and by a line through all that', () => {
    expect(heapOf(samplesOf(80, 95, 100, 103, 102, 106))).toMatchObject({
      minutes: 5,
      startBytes: 80e6,
      filledBytes: 100e6,
      endBytes: 106e6,
      growthPercent: 6,
      slopeBytesPerMinute: 1_700_000,
    });
  });

  test('of a short run is judged by all of it', () => {
    expect(heapOf(samplesOf(100, 120))).toMatchObject({ filledBytes: 100e6, growthPercent: 20 });
  });

  test('of one look says nothing', () => {
    expect(heapOf([{ minute: 0, bytes: 1 }])).toBeNull();
  });
});

test('the median of an even number of rounds lies between the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
});

describe('goals', () => {
  const heap = heapOf([
    { minute: 2, bytes: 100e6 },
    { minute: 10, bytes: 111e6 },
  ]);

  test('are met or not by the figure that is named beside them', () => {
    const slow = { ...phase, name: 'load', fps: 57.9, over33msPercent: 2 } as const;
    const goals = goalsOf({ phases: [phase, slow], heap, start });
    expect(goals.map(({ figure, verdict }) => [figure, verdict])).toEqual([
      ['59.9', 'pass'],
      ['0.1 %', 'pass'],
      ['57.9', 'fail'],
      ['2 %', 'fail'],
      ['11 % in 10 min', 'fail'],
      ['1.43 times', 'pass'],
    ]);
    expect(goalsOf({ phases: [phase], heap: null, start })).toHaveLength(3);
  });

  test('come first for a person, and what is not known says so', () => {
    const phases = [phase];
    const goals = goalsOf({ phases, heap, start });
    const conditions = { cpu: 'a processor' };
    const figures: DeskFigures = { bench: 'desk', goals, start, phases, heap, conditions };
    const text = renderDesk(figures);
    expect(text.startsWith('pass  replay: at least 58 frames a second')).toBe(true);
    expect(text).toContain('core not known of one core');
    expect(text).toContain('heap: 100 MB, filled 100 MB, after 10 min 111 MB, 1375 kB a minute');
    expect(text).toContain('conditions: {"cpu":"a processor"}');
  });
});
