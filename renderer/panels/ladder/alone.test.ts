import { expect, test } from 'vitest';
import { Alone, ALONE_MS } from './alone.ts';

function bench() {
  const seen = { isInUse: false, centred: 0, delays: [] as number[] };
  let due: (() => void) | null = null;
  const alone = new Alone({
    isInUse: () => seen.isInUse,
    centre: () => (seen.centred += 1),
    startTimer: (run, delayMs) => {
      seen.delays.push(delayMs);
      due = run;
      return () => (due = null);
    },
  });
  return { seen, alone, pass: () => due?.() };
}

test('a ladder that nobody is at goes after the last price once, after a second', () => {
  const { seen, alone, pass } = bench();
  alone.tell(true);
  alone.tell(true);
  expect(seen).toMatchObject({ centred: 0, delays: [ALONE_MS] });
  pass();
  expect(seen.centred).toBe(1);
});

test('a price that comes back by itself moves nothing', () => {
  const { seen, alone, pass } = bench();
  alone.tell(true);
  alone.tell(false);
  pass();
  expect(seen.centred).toBe(0);
});

test('it stands still under a pointer, before the second began and within it', () => {
  const { seen, alone, pass } = bench();
  seen.isInUse = true;
  alone.tell(true);
  expect(seen.delays).toEqual([]);
  seen.isInUse = false;
  alone.tell(true);
  seen.isInUse = true;
  pass();
  expect(seen.centred).toBe(0);
  alone.tell(true);
  seen.isInUse = false;
  alone.tell(true);
  pass();
  expect(seen.centred).toBe(1);
});
