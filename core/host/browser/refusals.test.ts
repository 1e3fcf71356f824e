import { expect, test } from 'vitest';
import type { HostRefused } from './core-protocol.ts';
import { ENTRIES_KEPT, RefusalLog, TOLD_PER_SECOND_MAX } from './refusals.ts';

function logOf() {
  const said: string[] = [];
  const told: (readonly [HostRefused, number])[] = [];
  const wall = { ms: 0 };
  const core = { hears: true };
  const due: (() => void)[] = [];
  const log = new RefusalLog({
    say: (line) => said.push(line),
    tell: (...what) => core.hears && told.push(what) > 0,
    clock: {
      nowMs: () => wall.ms,
      after: (_, act) => {
        due.push(act);
        return () => {};
      },
    },
  });
  /** Ends the second; whether another was begun. */
  const next = (): boolean => {
    wall.ms += 1_000;
    for (const act of due.splice(0)) act();
    return due.length > 0;
  };
  return { log, said, told, wall, core, next };
}

test('a flood turns the ring, is counted, and is a line a second', () => {
  const { log, said, wall } = logOf();
  const flood = 3 * ENTRIES_KEPT + 5;
  for (let n = 1; n <= flood; n++) log.record(n % 2 === 0 ? 'NO_COOKIE' : 'BAD_PATH', `GET /${n}`);
  expect(log.total).toBe(flood);
  expect(log.countOf('NO_COOKIE') + log.countOf('BAD_PATH')).toBe(flood);
  const entries = log.entries();
  expect(entries).toHaveLength(ENTRIES_KEPT);
  expect(entries.map(({ number }) => number)).toEqual(
    Array.from({ length: ENTRIES_KEPT }, (_, n) => flood - ENTRIES_KEPT + 1 + n),
  );
  wall.ms = 1_000;
  log.record('FOREIGN_HOST', 'host evil.example');
  expect(said).toEqual([
    'Refused BAD_PATH: GET /1.',
    `Refused FOREIGN_HOST: host evil.example (and ${flood - 1} before it).`,
  ]);
});

test('what a stranger sent is cut, and orders a terminal about no more', () => {
  const { log, said } = logOf();
  log.record('FOREIGN_ORIGIN', `\u001b[2J\n${'é'.repeat(10)}${'x'.repeat(10_000)}`);
  expect(said).toEqual([`Refused FOREIGN_ORIGIN: ?[2J?${'?'.repeat(10)}${'x'.repeat(65)}….`]);
  expect(log.entries()[0]?.shown).toHaveLength(81);
});

test('the core is told so many a second one by one, and of the rest how many', () => {
  const { log, told, next } = logOf();
  const flood = TOLD_PER_SECOND_MAX + 500;
  for (let n = 1; n <= flood; n++) log.record('BAD_PATH', `GET /${n}`, `GET /${n}`);
  log.record('FOREIGN_HOST', 'host evil.example', 'GET /');
  expect(told).toHaveLength(TOLD_PER_SECOND_MAX);
  expect(told[0]).toEqual([
    { code: 'BAD_PATH', path: 'GET /1', sentence: 'There is nothing here. It was GET /1.' },
    1,
  ]);
  expect(next()).toBe(false);
  expect(told.slice(TOLD_PER_SECOND_MAX)).toEqual([
    [expect.objectContaining({ code: 'BAD_PATH', path: `GET /${flood}` }), 500],
    [expect.objectContaining({ code: 'FOREIGN_HOST' }), 1],
  ]);
  log.record('BAD_PATH', 'GET /again');
  expect(told).toHaveLength(TOLD_PER_SECOND_MAX + 3);
});

test('a core that is away is told when it is back', () => {
  const { log, told, core, next } = logOf();
  core.hears = false;
  for (let n = 0; n < 3; n++) log.record('NO_COOKIE', 'GET /');
  expect([next(), next(), told.length]).toEqual([true, true, 0]);
  core.hears = true;
  expect([next(), told.map(([, times]) => times)]).toEqual([false, [3]]);
});
