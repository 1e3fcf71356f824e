import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { showProgress, showStatus, statusLine } from './status.ts';
import type { Shown } from './status.ts';

const core: Shown = {
  sequencer: {
    venue: { state: { timeUs: Date.UTC(2024, 7, 8, 23, 56, 20) * 1_000, sequence: 1_234 } },
  },
  replay: { progress: 0.379 },
  tally: { marginCalls: 2, count: (kind) => (kind === 'trade' ? 56 : 1) },
};
const LINE = '2024-08-08T23:56:20Z  1234 commands, 56 trades, 2 margin calls, 1 liquidations';

let shown: string[];
const screen = { write: (text: string) => shown.push(text) };

beforeEach(() => {
  shown = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the line says when the venue is and what has happened', () => {
  expect(statusLine(core)).toBe(LINE);
});

test('progress keeps one line up to date in place and wipes it at the end', () => {
  const stop = showProgress(core, screen);
  vi.advanceTimersByTime(450);
  stop();
  vi.advanceTimersByTime(10_000);
  const line = `\r\u001b[K 37 %  ${LINE}`;
  expect(shown).toEqual([line, line, '\r\u001b[K']);
});

test('status is a line every five seconds until it is stopped', () => {
  const stop = showStatus(core, screen);
  vi.advanceTimersByTime(11_000);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(shown).toEqual([`${LINE}\n`, `${LINE}\n`]);
});
