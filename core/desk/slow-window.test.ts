/** Windows that do not read: what waits for them is bounded, whatever they ask. */
import { expect, test } from 'vitest';
import { ENTRIES_KEPT } from '../sequencer/admission/security-log.ts';
import { BUFFERED_BYTES_MAX } from './desk-session.ts';
import { FRAMES_IN_FLIGHT_MAX } from './messages.ts';
import { openTestDesk, RISK, settle } from './testing/test-window.ts';
import type { TestWindow } from './testing/test-window.ts';

const COUNT = 1_000;

async function answered(window: TestWindow): Promise<number> {
  const log = { name: 'security', beforeNumber: 0, count: COUNT } as const;
  return JSON.stringify(await window.ask(2, log)).length;
}

test('DESK-05 a window that reads nothing and asks for the largest answers is let go', async () => {
  const desk = openTestDesk();
  for (let n = 0; n < ENTRIES_KEPT; n++) {
    const what = { code: 'BAD_PATH', path: `GET /${n}`, sentence: 'x'.repeat(200) } as const;
    desk.server.turnedAway(what, n, 1);
  }
  const window = await desk.attached();
  await window.ask(1, { name: 'signIn', operator: RISK, role: 'risk' });
  const largest = await answered(window);
  window.ports.window.hold();
  let peak = 0;
  // All in one turn: no tick comes in between.
  for (let id = 3; id < 103; id++) {
    const call = { name: 'security', beforeNumber: 0, count: COUNT } as const;
    window.send({ type: 'request', id, call });
  }
  for (let turn = 0; turn < 20; turn++) {
    await settle();
    peak = Math.max(peak, window.ports.core.bufferedBytes);
  }
  expect(largest).toBeGreaterThan(250_000);
  expect(peak).toBeGreaterThan(BUFFERED_BYTES_MAX);
  expect(peak).toBeLessThan(BUFFERED_BYTES_MAX + 1.5 * largest);
  expect(window.ports.core.isOpen).toBe(false);
  expect(desk.log.entries().at(-1)).toMatchObject({ code: 'TOO_SLOW', path: 'frames' });
});

test('DESK-05 a window that reads nothing has two frames before it, however long', async () => {
  const desk = openTestDesk();
  desk.core.test.open('alpha', { funds: { USDT: 10_000_000_000 } });
  const window = await desk.attached();
  await desk.tick();
  const letGo = window.ports.window.hold();
  const before = window.frames.length;
  for (let n = 0; n < 200; n++) {
    desk.core.test.prices({ BTC: 60_000 + n, ETH: 3_000 });
    await desk.tick();
  }
  const waiting = window.ports.core.bufferedBytes;
  letGo();
  expect(window.frames.length - before).toBeLessThanOrEqual(FRAMES_IN_FLIGHT_MAX);
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(100_000);
  expect(desk.log.total).toBe(0);
});
