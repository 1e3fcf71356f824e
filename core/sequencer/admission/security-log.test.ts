import { expect, test } from 'vitest';
import { Refusal } from './refusals.ts';
import { ENTRIES_KEPT, REPEATED_WITHIN_US, SecurityLog } from './security-log.ts';

test('the ring keeps the newest 1,024 in order, and the counters count all', () => {
  const log = new SecurityLog();
  for (let n = 1; n <= ENTRIES_KEPT + 10; n++) {
    const code = n % 2 === 0 ? 'ZERO' : 'NEGATIVE';
    log.record(new Refusal(code, `f${n}`, ''), { timeUs: n, session: 3, channel: 'api' });
  }
  const entries = log.entries();
  expect(entries).toHaveLength(ENTRIES_KEPT);
  expect(entries[0]).toMatchObject({ number: 11, timeUs: 11, path: 'f11', channel: 'api' });
  expect(entries.at(-1)).toMatchObject({ number: ENTRIES_KEPT + 10, session: 3 });
  expect(entries.every((entry, n) => entry.number === n + 11)).toBe(true);
  expect([
    log.total,
    log.countOf('ZERO'),
    log.countOf('NEGATIVE'),
    log.countOf('NOT_JSON'),
  ]).toEqual([ENTRIES_KEPT + 10, 517, 517, 0]);
});

const BUSY = { code: 'BUSY', path: 'requests', sentence: 'Too many requests.' } as const;
const from = (session: number, timeUs: number) => ({ timeUs, session, channel: 'window' });

test('the same again within a second is counted in the entry that it repeats', () => {
  const log = new SecurityLog();
  for (let n = 0; n < 5_000; n++) log.record(BUSY, from(3, n));
  log.record(BUSY, from(4, 5_000));
  log.record(BUSY, from(4, 5_000 + REPEATED_WITHIN_US));
  log.record({ ...BUSY, code: 'NOT_NOW' }, from(4, 5_000 + REPEATED_WITHIN_US), 70);
  expect(
    log.entries().map(({ number, session, times, timeUs }) => [number, session, times, timeUs]),
  ).toEqual([
    [1, 3, 5_000, 4_999],
    [2, 4, 1, 5_000],
    [3, 4, 1, 5_000 + REPEATED_WITHIN_US],
    [4, 4, 70, 5_000 + REPEATED_WITHIN_US],
  ]);
  expect([log.total, log.forgotten, log.countOf('BUSY')]).toEqual([5_072, 0, 5_002]);
});

test('pages go back from the newest, of one code or of all, as far as the ring goes', () => {
  const log = new SecurityLog();
  for (let n = 1; n <= ENTRIES_KEPT + 6; n++) {
    const code = n % 2 === 0 ? 'NOT_JSON' : 'TOO_DEEP';
    log.record(new Refusal(code, '', `${n}`), from(0, n));
  }
  const numbers = (page: ReturnType<typeof log.page>) => page.map(({ number }) => number);
  expect(numbers(log.page({ beforeNumber: 0, count: 3 }))).toEqual([1_030, 1_029, 1_028]);
  expect(numbers(log.page({ beforeNumber: 1_028, count: 2, code: 'TOO_DEEP' }))).toEqual([
    1_027, 1_025,
  ]);
  expect(numbers(log.page({ beforeNumber: 9, count: 5 }))).toEqual([8, 7]);
  expect(log.forgotten).toBe(6);
});

test('what a stranger wrote is cut, and orders nobody about', () => {
  const log = new SecurityLog();
  const hostile = `\u001b[2J${'x'.repeat(10_000)}`;
  log.record({ code: 'BAD_PATH', path: hostile, sentence: hostile }, from(0, 1));
  const [entry] = log.entries();
  expect(entry?.path).toBe(`\uFFFD[2J${'x'.repeat(76)}...`);
  expect(entry?.sentence).toHaveLength(203);
});
