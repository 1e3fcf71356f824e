/** The security log for windows: what it keeps, and who may read it. */
import { describe, expect, test } from 'vitest';
import { ENTRIES_KEPT } from '../sequencer/admission/security-log.ts';
import type { Role } from '../venue/commands.ts';
import type { Call, SecurityPage } from './messages.ts';
import { REQUESTS_PER_SECOND_MAX } from './rate.ts';
import { openTestDesk, RISK, settle, TRADER } from './testing/test-window.ts';
import type { TestDesk, TestWindow } from './testing/test-window.ts';

const ADMIN = 13;
const COMPLIANCE = 11;
const AUDITOR = 12;

const ALL = { name: 'security', beforeNumber: 0, count: 100 } as const;

async function signedIn(desk: TestDesk, operator: number, role: Role): Promise<TestWindow> {
  const window = await desk.attached({ window: `w-${operator}` });
  expect(await window.ask(1, { name: 'signIn', operator, role })).toMatchObject({ code: 'OK' });
  return window;
}

let nextId = 2;
async function page(window: TestWindow, call: Call = ALL): Promise<SecurityPage> {
  const { body } = await window.ask(nextId++, call);
  if (body?.name !== 'security') throw new Error('no page of the security log');
  return body;
}

describe('DESK-25 the security log is for who sees what everybody did', () => {
  test('DESK-25 others are told whose it is, and that they asked is kept', async () => {
    const desk = openTestDesk();
    const nobody = await desk.attached();
    expect(await nobody.ask(1, ALL)).toMatchObject({ result: 'refused', code: 'NO_SESSION' });
    const trader = await signedIn(desk, TRADER, 'trader');
    expect(await trader.ask(2, ALL)).toMatchObject({
      result: 'refused',
      code: 'NOT_AUTHORISED',
      sentence: 'The security log is for compliance, auditor, risk, or admin, not for trader.',
    });
    const { entries } = await page(await signedIn(desk, COMPLIANCE, 'compliance'));
    expect(entries).toMatchObject([
      { number: 2, code: 'NOT_AUTHORISED', who: 'M. Okafor', channel: 'window', times: 1 },
      { number: 1, code: 'NO_SESSION', who: '', session: 0, path: 'session' },
    ]);
  });

  test.each([
    [COMPLIANCE, 'compliance'],
    [AUDITOR, 'auditor'],
    [RISK, 'risk'],
    [ADMIN, 'admin'],
  ] as const)('DESK-25 operator %i reads it as %s', async (operator, role) => {
    const desk = openTestDesk();
    expect(await page(await signedIn(desk, operator, role))).toEqual({
      name: 'security',
      entries: [],
      total: 0,
      forgotten: 0,
      counts: [],
    });
  });

  test('DESK-25 it comes by the page and by code, with totals and what was forgotten', async () => {
    const desk = openTestDesk();
    for (let n = 1; n <= ENTRIES_KEPT + 10; n++) {
      const code = n % 5 === 0 ? 'FOREIGN_HOST' : 'NO_COOKIE';
      const what = { code, path: `GET /${n}`, sentence: 'It was refused.' } as const;
      desk.server.turnedAway(what, n, n === 1 ? 50 : 1);
    }
    const window = await signedIn(desk, RISK, 'risk');
    const newest = await page(window, { ...ALL, count: 2 });
    expect(newest).toMatchObject({
      total: ENTRIES_KEPT + 59,
      forgotten: 10,
      entries: [
        { number: 1_034, channel: 'host', session: 0, who: '', path: 'GET /1034' },
        { number: 1_033 },
      ],
      counts: [
        { code: 'NO_COOKIE', count: 877 },
        { code: 'FOREIGN_HOST', count: 206 },
      ],
    });
    const foreign = { ...ALL, beforeNumber: 1_030, count: 2, code: 'FOREIGN_HOST' } as const;
    const older = await page(window, foreign);
    expect(older.entries.map(({ number }) => number)).toEqual([1_025, 1_020]);
  });
});

describe('DESK-08 what the desk itself refuses has a code of its own', () => {
  test('DESK-08 a flood of requests is one entry that counts them', async () => {
    const desk = openTestDesk();
    const window = await signedIn(desk, TRADER, 'trader');
    const ask = { name: 'candles', instrument: 'BTCUSDT', candleSeconds: 5, count: 1 } as const;
    for (let id = 2; id <= REQUESTS_PER_SECOND_MAX + 50; id++) {
      window.send({ type: 'request', id, call: ask });
    }
    await settle();
    expect(desk.log.entries()).toMatchObject([{ code: 'BUSY', path: 'requests', times: 50 }]);
  });

  test('DESK-08 a window that is let go, or began wrongly, is kept by that name', async () => {
    const desk = openTestDesk();
    const window = await desk.attached();
    window.ports.core.bufferedBytes = 5_000_000;
    await desk.tick();
    desk.window().send({ type: 'ack', frame: 1 });
    await settle();
    expect(desk.log.entries().map(({ code, path }) => [code, path])).toEqual([
      ['TOO_SLOW', 'frames'],
      ['WRONG_PROTOCOL', 'protocol'],
    ]);
  });

  test('DESK-08 what the transport turns away is kept with whose it was', async () => {
    const desk = openTestDesk();
    const window = await signedIn(desk, TRADER, 'trader');
    window.ports.core.turnAway('BINARY_FRAME', 'A message is text, not bytes.');
    expect(desk.log.entries()).toMatchObject([
      { code: 'BINARY_FRAME', path: 'message', channel: 'window' },
    ]);
    expect(desk.log.entries()[0]?.session).toBeGreaterThan(0);
  });
});
