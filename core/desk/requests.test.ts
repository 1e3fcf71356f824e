import { describe, expect, test, vi } from 'vitest';
import type { HumanCommand } from './messages.ts';
import { REQUESTS_PER_SECOND_MAX } from './rate.ts';
import { sessionName } from './requests.ts';
import { BASIS_TRADER, openTestDesk, RISK, settle, TRADER } from './testing/test-window.ts';
import type { TestDesk, TestWindow } from './testing/test-window.ts';

const SIGN_IN = { name: 'signIn', operator: TRADER, role: 'trader' } as const;

const ORDER: HumanCommand = {
  kind: 'order.place',
  subaccount: 'alpha',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '59999.9',
  quantity: '0.010',
};

function openDesk(): TestDesk {
  const desk = openTestDesk();
  desk.core.test.open('alpha', { funds: { USDT: 10_000_000_000 } });
  return desk;
}

async function signedIn(desk: TestDesk, window = 'w-1'): Promise<TestWindow> {
  const attached = await desk.attached({ window });
  expect(await attached.ask(1, SIGN_IN)).toMatchObject({ result: 'done', code: 'OK' });
  return attached;
}

const command = (order: HumanCommand) => ({ name: 'command', command: order }) as const;

describe('DESK-03 a window speaks as who signed in', () => {
  test('DESK-03 watching needs nobody, sending does', async () => {
    const desk = openDesk();
    const window = await desk.attached();
    expect(await window.ask(1, command(ORDER))).toMatchObject({
      result: 'refused',
      code: 'NO_SESSION',
    });
    expect(desk.core.applied).toEqual([]);
    expect(desk.log.total).toBe(1);
  });

  test('DESK-03 signing in opens a session of the channel window; orders are of it', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const placed = await window.ask(2, command(ORDER));
    expect(placed).toMatchObject({ result: 'done', code: 'OK' });
    const { state } = desk.core.venue;
    const session = state.sessions.at(-1);
    expect(session).toMatchObject({
      name: sessionName('w-1', TRADER, 'trader'),
      operator: TRADER,
      role: 'trader',
      channel: 'window',
      workstation: 'desk',
    });
    expect(desk.core.applied.at(-1)?.session).toBe(session?.number);
    expect(state.instruments[0]?.book.slotOf(placed.reference)).not.toBe(-1);
  });

  test('DESK-03 the same window, operator and role are the same session again', async () => {
    const desk = openDesk();
    const first = await signedIn(desk);
    first.ports.window.close();
    await settle();
    const again = await signedIn(desk);
    expect(again.of('reply')[0]?.reference).toBe(first.of('reply')[0]?.reference);
    const other = await signedIn(desk, 'w-2');
    expect(other.of('reply')[0]?.reference).not.toBe(first.of('reply')[0]?.reference);
  });

  test('DESK-03 a duplicated tab brings the same name and speaks for itself', async () => {
    const desk = openDesk();
    const one = await signedIn(desk);
    const two = await signedIn(desk);
    expect(two.of('reply')[0]?.reference).not.toBe(one.of('reply')[0]?.reference);
    expect(await one.ask(2, command(ORDER))).toMatchObject({ code: 'OK' });
    expect(await two.ask(2, command(ORDER))).toMatchObject({ code: 'OK' });
  });

  test('DESK-03 a role that the operator has not is refused by the core', async () => {
    const desk = openDesk();
    const window = await desk.attached();
    const asAdmin = { name: 'signIn', operator: TRADER, role: 'admin' } as const;
    expect(await window.ask(1, asAdmin)).toMatchObject({ code: 'NOT_AUTHORISED' });
    const asSystem = { name: 'signIn', operator: TRADER, role: 'system' } as const;
    expect(await window.ask(2, asSystem)).toMatchObject({ result: 'refused' });
    expect(await window.ask(3, { ...SIGN_IN, operator: 99 })).toMatchObject({
      code: 'UNKNOWN_OPERATOR',
    });
    expect(await window.ask(4, command(ORDER))).toMatchObject({ code: 'NO_SESSION' });
  });

  test('DESK-03 what a role or a desk does not allow is refused by the core', async () => {
    const desk = openDesk();
    const window = await desk.attached();
    await window.ask(1, { name: 'signIn', operator: RISK, role: 'risk' });
    expect(await window.ask(2, command(ORDER))).toMatchObject({ code: 'NOT_AUTHORISED' });
    await window.ask(3, { name: 'signIn', operator: BASIS_TRADER, role: 'trader' });
    expect(await window.ask(4, command(ORDER))).toMatchObject({ code: 'NOT_AUTHORISED' });
    expect(desk.log.total).toBe(0);
  });

  test('DESK-08 a session cannot be named by a command, nor opened by one', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const { length } = desk.core.applied;
    const forged = await window.ask(2, command({ ...ORDER, session: 1 }));
    expect(forged).toMatchObject({ result: 'refused', code: 'UNKNOWN_FIELD' });
    const opened = await window.ask(3, command({ kind: 'session.open', session: 'core' }));
    expect(opened).toMatchObject({ result: 'refused', code: 'NOT_AUTHORISED' });
    expect(desk.core.applied).toHaveLength(length);
    const own = window.of('reply')[0]?.reference;
    expect(desk.log.entries().map(({ session }) => session)).toEqual([own, own]);
  });
});

describe('DESK-04 what a window asks is bounded', () => {
  test('DESK-04 the hundred and first request of a second is refused and counted', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const ask = { name: 'candles', instrument: 'BTCUSDT', candleSeconds: 5, count: 1 } as const;
    for (let id = 2; id <= REQUESTS_PER_SECOND_MAX + 10; id++) {
      window.send({ type: 'request', id, call: ask });
    }
    await settle();
    const busy = window.of('reply').filter(({ code }) => code === 'BUSY');
    expect(busy.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, n) => REQUESTS_PER_SECOND_MAX + 1 + n),
    );
    expect(desk.log.countOf('BUSY')).toBe(10);
    vi.advanceTimersByTime(1_000);
    expect(await window.ask(200, ask)).toMatchObject({ result: 'done' });
  });
});

describe('DESK-07 requests are numbered, so that a retry is recognised', () => {
  test('DESK-07 the same id again is the same order, another order is a mismatch', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const first = await window.ask(2, command(ORDER));
    const again = await window.ask(2, command(ORDER));
    expect(again).toEqual(first);
    expect(desk.core.venue.state.instruments[0]?.book.orderCount).toBe(1);
    const other = await window.ask(2, command({ ...ORDER, quantity: '0.020' }));
    expect(other).toMatchObject({ result: 'refused', code: 'REQUEST_MISMATCH' });
  });

  test('DESK-07 a page that lost its connection goes on; its retry is recognised', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const first = await window.ask(2, command(ORDER));
    window.ports.window.close();
    await settle();
    const resume = { epoch: desk.server.epoch, positions: {} };
    const back = await desk.attached({ resume });
    await back.ask(3, SIGN_IN);
    expect(await back.ask(2, command(ORDER))).toMatchObject({ reference: first.reference });
    expect(desk.core.venue.state.instruments[0]?.book.orderCount).toBe(1);
  });

  test('DESK-07 so it does with a core that was started anew', async () => {
    const before = openDesk();
    const window = await signedIn(before);
    const first = await window.ask(2, command(ORDER));
    before.server.close();
    const after = openTestDesk({}, before.core);
    const resume = { epoch: before.server.epoch, positions: {} };
    const back = await after.attached({ resume });
    await back.ask(3, SIGN_IN);
    expect(await back.ask(2, command(ORDER))).toMatchObject({ reference: first.reference });
    expect(await back.ask(4, command(ORDER))).toMatchObject({ code: 'OK' });
    expect(after.core.venue.state.instruments[0]?.book.orderCount).toBe(2);
  });

  test('DESK-07 a page loaded anew counts from 1 again, and nothing of it is a retry', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    for (const id of [2, 3, 4]) await window.ask(id, command(ORDER));
    window.ports.window.close();
    await settle();
    const reloaded = await signedIn(desk);
    const placed = await reloaded.ask(2, command(ORDER));
    expect(placed).toMatchObject({ result: 'done', code: 'OK' });
    expect(desk.core.venue.state.instruments[0]?.book.orderCount).toBe(4);
  });
});

describe('DESK-19 requests end as done, refused or unknown', () => {
  test('DESK-19 a refusal says its code and what would fit', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const reply = await window.ask(2, command({ ...ORDER, quantity: '10' }));
    // 10 BTC at 59,999.9 of 20 ask 29,999.95 + 299.9995 + 284.9995 for fees, less equity 10,000.
    expect(reply).toMatchObject({ result: 'refused', code: 'INSUFFICIENT_MARGIN' });
    expect(reply.sentence).toMatch(/the missing amount is given: 20584\.9\d*$/);
  });

  test('DESK-19 what is no command is refused at the boundary and counted', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const reply = await window.ask(2, command({ ...ORDER, price: '59999.95' }));
    expect(reply).toMatchObject({ result: 'refused', code: 'OFF_TICK' });
    expect(desk.log.countOf('OFF_TICK')).toBe(1);
  });

  test('DESK-19 what the log does not say is unknown, what never went is refused', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    desk.core.fails = 'unknown';
    expect(await window.ask(2, command(ORDER))).toMatchObject({
      result: 'unknown',
      code: 'UNKNOWN',
    });
    desk.core.fails = 'stopped';
    expect(await window.ask(3, command(ORDER))).toMatchObject({
      result: 'refused',
      code: 'STOPPED',
    });
  });

  test('DESK-19 a core without a trail says so; candles come by request', async () => {
    const desk = openDesk();
    const window = await signedIn(desk);
    const trail = { name: 'trail', filter: {}, beforeSequence: 0, count: 10 } as const;
    expect(await window.ask(2, trail)).toMatchObject({ result: 'refused', code: 'NOT_NOW' });
    const ask = { name: 'candles', instrument: 'BTCUSDT', candleSeconds: 5, count: 1 } as const;
    expect(await window.ask(3, ask)).toMatchObject({ body: { name: 'candles', candles: [] } });
  });

  test('DESK-19 the replay is held by who signed in, where it can be held', async () => {
    const acts: string[] = [];
    const transport = {
      pause: () => void acts.push('pause'),
      resume: () => void acts.push('resume'),
      setSpeed: (speed: number) => acts.push(`${speed}x`) > 0 && speed === 10,
      state: { speed: '1x', isPaused: false },
    };
    const desk = openTestDesk({ transport });
    const window = await desk.attached();
    const pause = { name: 'transport', act: 'pause' } as const;
    expect(await window.ask(1, pause)).toMatchObject({ code: 'NO_SESSION' });
    await window.ask(2, SIGN_IN);
    expect(await window.ask(3, pause)).toMatchObject({ result: 'done' });
    const speed = (times: number) => ({ name: 'transport', act: 'speed', speed: times }) as const;
    expect(await window.ask(4, speed(10))).toMatchObject({ result: 'done' });
    expect(await window.ask(5, speed(7))).toMatchObject({ result: 'refused', code: 'NOT_NOW' });
    expect(acts).toEqual(['pause', '10x', '7x']);
    const live = openDesk();
    const other = await signedIn(live);
    expect(await other.ask(2, pause)).toMatchObject({ code: 'NOT_NOW' });
  });
});
