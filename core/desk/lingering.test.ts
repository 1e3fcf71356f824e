/** A window that goes, and what goes with it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connection } from '../sequencer/connection.ts';
import { Lingering } from './lingering.ts';
import { openTestDesk, TRADER, WATCH } from './testing/test-window.ts';
import { GRACE_MS } from './views/seat.ts';

class Counted implements Connection {
  readonly session: number;
  closed = 0;

  constructor(session: number) {
    this.session = session;
  }

  send(): never {
    throw new Error('nothing is sent here');
  }

  submit(): never {
    throw new Error('nothing is submitted here');
  }

  close(): void {
    this.closed += 1;
  }
}

describe('DESK-53 a connection is kept for a window that may come back', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('only where the session goes with it, and only so long', () => {
    const lingering = new Lingering((session) => session === 7);
    const [goes, stays] = [new Counted(7), new Counted(8)];
    lingering.leave(goes);
    lingering.leave(stays);
    expect([goes.closed, stays.closed]).toEqual([0, 1]);
    vi.advanceTimersByTime(GRACE_MS - 1);
    expect(goes.closed).toBe(0);
    vi.advanceTimersByTime(1);
    expect(goes.closed).toBe(1);
  });

  test('until the session speaks again, and never past the end of the desk', () => {
    const lingering = new Lingering(() => true);
    const [first, other, late] = [new Counted(7), new Counted(8), new Counted(9)];
    lingering.leave(first);
    lingering.leave(other);
    lingering.back(7);
    expect([first.closed, other.closed]).toEqual([1, 0]);
    lingering.close();
    lingering.leave(late);
    expect([first.closed, other.closed, late.closed]).toEqual([1, 1, 1]);
    vi.advanceTimersByTime(GRACE_MS);
    expect([first.closed, other.closed, late.closed]).toEqual([1, 1, 1]);
  });
});

describe('DESK-52 a window is told what its session has said of its orders', () => {
  test('whether they go with it, how many there are, and which switches are armed', async () => {
    const desk = openTestDesk();
    const { test: venue } = desk.core;
    venue.open('alpha', { funds: { USDT: 1_000_000_000_000 } });
    const window = await desk.attached();
    window.send(WATCH);
    const signIn = { name: 'signIn', operator: TRADER, role: 'trader' } as const;
    const { reference: session } = await window.ask(1, signIn);
    const seat = async () => {
      vi.advanceTimersByTime(250);
      await desk.tick();
      return window.frames.findLast((frame) => frame.seat !== null)?.seat;
    };
    const nothing = { session, cancelOnDisconnect: false, graceMs: GRACE_MS };
    expect(await seat()).toEqual({ ...nothing, orders: 0, switches: [] });

    const again = await window.ask(2, { ...signIn, cancelOnDisconnect: true });
    expect(again.reference).toBe(session);
    const order = { kind: 'order.place', side: 'buy', type: 'limit', price: '59000' };
    const own = { ...order, subaccount: 'alpha', symbol: 'BTCUSDT', quantity: '0.010' };
    await window.ask(3, { name: 'command', command: own });
    const armed = { kind: 'order.cancelAllAfter', afterMs: 30_000 };
    await window.ask(4, { name: 'command', command: armed });
    await window.ask(5, { name: 'command', command: { ...armed, subaccount: 'alpha' } });
    const dueUs = venue.timeUs + 30_000_000;
    const by = 'M. Okafor';
    expect(await seat()).toEqual({
      ...nothing,
      cancelOnDisconnect: true,
      orders: 1,
      switches: [
        { subaccount: '', dueUs, by, isOwn: true },
        { subaccount: 'alpha', dueUs, by, isOwn: true },
      ],
    });
    // What somebody else sees of it is the subaccount's alone.
    const other = await desk.attached({ window: 'w-2' });
    other.send(WATCH);
    await other.ask(1, { name: 'signIn', operator: TRADER, role: 'trader' });
    vi.advanceTimersByTime(250);
    await desk.tick();
    expect(other.frames.findLast((frame) => frame.seat !== null)?.seat).toMatchObject({
      cancelOnDisconnect: false,
      orders: 0,
      switches: [{ subaccount: 'alpha', dueUs, by, isOwn: false }],
    });
  });
});
