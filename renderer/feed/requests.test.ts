import { expect, test } from 'vitest';
import type { Call, Reply } from '../../core/desk/messages.ts';
import { DEADLINE_MS, Requests } from './requests.ts';

const call: Call = { name: 'transport', act: 'pause' };

function answerTo(id: number): Reply {
  return { type: 'reply', id, result: 'done', code: 'OK', sentence: '', reference: 7, body: null };
}

/** Requests over a clock of the test's own. */
function underClock() {
  const timers = new Map<number, { run: () => void; delayMs: number }>();
  let last = 0;
  const requests = new Requests((run, delayMs) => {
    last += 1;
    const timer = last;
    timers.set(timer, { run, delayMs });
    return () => timers.delete(timer);
  });
  return { requests, timers };
}

test('an answer ends the request it names, and its deadline', async () => {
  const { requests, timers } = underClock();
  const sent: number[] = [];
  const first = requests.begin(call, (id) => sent.push(id));
  const second = requests.begin(call, (id) => sent.push(id));
  expect(sent).toEqual([1, 2]);
  requests.answer(answerTo(2));
  requests.answer(answerTo(1));
  expect(await first).toEqual(answerTo(1));
  expect(await second).toEqual(answerTo(2));
  expect(timers.size).toBe(0);
});

test('no answer by the deadline is unknown, and a late answer changes nothing', async () => {
  const { requests, timers } = underClock();
  const sent: number[] = [];
  const reply = requests.begin(call, (id) => sent.push(id));
  const [timer] = timers.values();
  expect(timer?.delayMs).toBe(DEADLINE_MS);
  timer?.run();
  requests.answer(answerTo(1));
  expect(await reply).toMatchObject({ result: 'unknown', code: 'NO_ANSWER' });
  expect(sent).toEqual([1]);
});

test('what was under way when the core went is unknown and named', async () => {
  const { requests, timers } = underClock();
  const reply = requests.begin(call, () => undefined);
  expect(requests.abandon()).toEqual([call]);
  expect(await reply).toMatchObject({ result: 'unknown', code: 'CORE_GONE' });
  expect(timers.size).toBe(0);
  expect(requests.abandon()).toEqual([]);
});
