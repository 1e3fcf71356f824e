import { describe, expect, test } from 'vitest';
import { SLOW_MS, untilTurnMs } from './turns.ts';

describe('a figure that is told with every frame', () => {
  test('is shown at once where nothing was shown for a while', () => {
    expect(untilTurnMs('margin', -Infinity, 5)).toBe(0);
    expect(untilTurnMs('margin', 1_000, 1_000 + SLOW_MS)).toBe(0);
  });

  test('is shown five times a second, each topic in a turn of its own', () => {
    const shown = (topic: 'strip' | 'quotes' | 'margin' | 'ladder' | 'depth'): number[] => {
      const times: number[] = [];
      let dueMs = Infinity;
      let shownMs = -Infinity;
      for (let nowMs = 1_003; nowMs < 3_003; nowMs++) {
        if ((nowMs - 1_003) % 50 === 0 && dueMs === Infinity) {
          dueMs = nowMs + untilTurnMs(topic, shownMs, nowMs);
        }
        if (nowMs < dueMs) continue;
        dueMs = Infinity;
        shownMs = nowMs;
        times.push(nowMs);
      }
      return times;
    };
    const topics = ['strip', 'quotes', 'margin', 'ladder', 'depth'] as const;
    for (const topic of topics) expect(shown(topic).length).toBeLessThanOrEqual(11);
    for (const topic of topics) expect(shown(topic).length).toBeGreaterThanOrEqual(9);
    const settled = topics.map((topic) => (shown(topic).at(-1) ?? 0) % SLOW_MS);
    expect(new Set(settled).size).toBe(topics.length);
  });

  test('has no two turns at once after one that came late', () => {
    expect(untilTurnMs('strip', 1_190, 1_195)).toBe(205);
    expect(untilTurnMs('strip', 1_020, 1_050)).toBe(150);
  });
});
