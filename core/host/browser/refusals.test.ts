import { expect, test } from 'vitest';
import { ENTRIES_KEPT, RefusalLog } from './refusals.ts';

function logOf() {
  const said: string[] = [];
  const wall = { ms: 0 };
  const log = new RefusalLog({ say: (line) => said.push(line), nowMs: () => wall.ms });
  return { log, said, wall };
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
