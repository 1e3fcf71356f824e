import { expect, test } from 'vitest';
import { Refusal } from './refusals.ts';
import { ENTRIES_KEPT, SecurityLog } from './security-log.ts';

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
