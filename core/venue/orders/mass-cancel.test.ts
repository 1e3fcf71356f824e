/** Many orders at once. BTCUSDT around 60,000: ticks of 0.1, so 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const MS = 1_000;

let venue: TestVenue;
let trader: number;
let other: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  other = venue.open('other', { desk: 'basis', funds: { USDT: 10_000_000_000 } });
});

function rest(fields: object = {}, subaccount = trader, side: 'buy' | 'sell' = 'buy'): number {
  const priceTicks = side === 'buy' ? 599_000 : 601_000;
  const { code, reference } = venue.place(subaccount, 'BTCUSDT', side, 1, {
    priceTicks,
    ...fields,
  });
  expect(code).toBe('OK');
  return reference;
}

const cancelled = (): unknown[] => venue.take('order.cancelled').map(({ order }) => order);
const reasons = (): unknown[] => venue.take('order.cancelled').map(({ reason }) => reason);
const after = (afterMs: number, fields: object = {}): Command => ({
  kind: 'order.cancelAllAfter',
  afterMs,
  ...fields,
});

describe('MASS-01 a mass cancel is as narrow as it is asked to be', () => {
  test('by side and strategy, resting and waiting alike', () => {
    const operator = operatorOf('trader');
    const registered = { label: 'carry', decisionMaker: operator, executor: operator };
    const strategy = venue.ok({ kind: 'strategy.register', ...registered });
    const sell = rest({}, trader, 'sell');
    const buy = rest();
    const stop = rest({ trigger: 'mark', triggerTicks: 605_000, strategy });
    const labelled = rest({ strategy }, trader, 'sell');
    venue.take();
    const all = { kind: 'order.cancelAll', subaccount: trader } as const;
    venue.ok({ ...all, side: 'sell', strategy });
    expect(cancelled()).toEqual([labelled]);
    venue.ok({ ...all, strategy, instrument: 1 });
    expect(cancelled()).toEqual([stop]);
    venue.ok({ ...all, side: 'sell' });
    expect(cancelled()).toEqual([sell]);
    venue.ok({ ...all, instrument: 2 });
    expect(cancelled()).toEqual([]);
    venue.ok(all);
    expect(cancelled()).toEqual([buy]);
  });
});

describe('DEAD-01 orders go unless somebody says in time that they stay', () => {
  test('of a subaccount, in every instrument, stops among them', () => {
    rest({}, other);
    const orders = [rest(), rest({ trigger: 'mark', triggerTicks: 605_000 })];
    venue.ok(after(500, { subaccount: trader }));
    venue.take();
    venue.tick(500 * MS - 1);
    expect(cancelled()).toEqual([]);
    venue.tick(1);
    expect(new Set(cancelled())).toEqual(new Set(orders));
  });

  test('armed again, it is put off; disarmed, it is over', () => {
    rest();
    venue.ok(after(500, { subaccount: trader }));
    venue.ok(after(500, { subaccount: trader }), { afterUs: 400 * MS });
    venue.take();
    venue.tick(400 * MS);
    expect(cancelled()).toEqual([]);
    venue.ok(after(0, { subaccount: trader }));
    venue.tick(500 * MS);
    expect(cancelled()).toEqual([]);
    expect(venue.code(after(0, { subaccount: trader }))).toBe('NOTHING_TO_CHANGE');
  });
});

describe('DEAD-02 one switch for a subaccount, one for each session’s own orders', () => {
  test('whoever arms a subaccount’s puts off the same one', () => {
    rest();
    venue.ok(after(500, { subaccount: trader }));
    venue.ok(after(900, { subaccount: trader }), { by: 'risk' });
    expect(venue.venue.state.switches).toHaveLength(1);
    venue.take();
    venue.tick(500 * MS);
    expect(cancelled()).toEqual([]);
  });

  test('a session’s takes what it placed, for whomever, and nobody else’s', () => {
    const mine = [rest(), rest({}, other), rest({ trigger: 'mark', triggerTicks: 605_000 })];
    const stays = rest({ by: 'basisTrader' }, other);
    venue.ok(after(500));
    venue.take();
    venue.tick(500 * MS);
    expect(new Set(cancelled())).toEqual(new Set(mine));
    expect(venue.instrument('BTCUSDT').book.slotOf(stays)).not.toBe(-1);
  });

  test('an order that another session amends stays with who placed it', () => {
    const order = rest({}, other);
    const where = { subaccount: other, instrument: 1, order };
    const change = { kind: 'order.amend', ...where, priceTicks: 598_000 } as const;
    venue.ok(change, { by: 'basisTrader' });
    venue.ok(after(500));
    venue.take();
    venue.tick(500 * MS);
    expect(cancelled()).toEqual([order]);
  });
});

describe('DEAD-03 a switch fires once, before anything else, and everything is told', () => {
  /** Without the marks that a tick sets. */
  const told = () => venue.take().filter(({ kind }) => kind !== 'mark.set');

  test('armed, disarmed, fired', () => {
    rest();
    const session = venue.sessionOf('trader');
    venue.take();
    venue.ok(after(500, { subaccount: trader }));
    const dueUs = venue.timeUs + 500 * MS;
    expect(venue.take()).toMatchObject([{ kind: 'switch.armed', session, dueUs }]);
    venue.tick(2_000 * MS);
    expect(told()).toMatchObject([
      { kind: 'order.cancelled', reason: 'cancelAllAfter' },
      { kind: 'switch.fired', session, subaccount: trader, orders: 1 },
    ]);
    rest();
    venue.take();
    venue.tick(2_000 * MS);
    expect(told()).toEqual([]);
    venue.ok(after(500));
    venue.take();
    venue.ok(after(0));
    expect(venue.take()).toMatchObject([{ kind: 'switch.disarmed', session, subaccount: 0 }]);
  });

  test('two by their times, and the state is saved with them', () => {
    rest();
    rest({}, other);
    venue.ok(after(900, { subaccount: trader }));
    venue.ok(after(500, { subaccount: other }));
    const copy = venue.reloaded();
    for (const one of [venue, copy]) {
      one.take();
      one.tick(1_000 * MS);
      const fired = one.take('switch.fired').map(({ subaccount }) => subaccount);
      expect(fired).toEqual([other, trader]);
    }
    expect(copy.meaning()).toBe(venue.meaning());
  });
});

describe('SESS-05 a session that asked for it takes its orders along', () => {
  function open(cancelOnDisconnect?: boolean): number {
    const command = {
      kind: 'session.open',
      session: 'own',
      operator: operatorOf('trader'),
      role: 'trader',
      channel: 'api',
      workstation: 'test',
      ...(cancelOnDisconnect === undefined ? {} : { cancelOnDisconnect }),
    } as Command;
    return give(command, 0);
  }

  function give(command: Command, session: number): number {
    const sequence = venue.venue.state.sequence + 1;
    const stamp = { sequence, timeUs: venue.timeUs, session, request: 0, digest: 0 };
    const outcome = venue.venue.apply({ ...stamp, internal: false, command });
    expect(outcome.code).toBe('OK');
    return outcome.reference;
  }

  const placed = (session: number): number =>
    give(venue.placement(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 }), session);

  test.each(['session.close', 'session.disconnect'] as const)('at a %s', (kind) => {
    const stays = rest();
    const session = open(true);
    const order = placed(session);
    venue.take();
    give({ kind }, session);
    expect(venue.take('order.cancelled')).toMatchObject([{ order, reason: 'disconnected' }]);
    expect(venue.instrument('BTCUSDT').book.slotOf(stays)).not.toBe(-1);
  });

  test.each([undefined, false])('not where it says %s', (asked) => {
    const session = open(asked);
    placed(session);
    venue.take();
    give({ kind: 'session.disconnect' }, session);
    give({ kind: 'session.close' }, session);
    expect(reasons()).toEqual([]);
  });

  test('a lost one is resumed, and says anew what it wants', () => {
    const session = open(true);
    give({ kind: 'session.disconnect' }, session);
    expect(venue.venue.state.sessions[session - 1]).toMatchObject({ open: true, connected: false });
    expect(open()).toBe(session);
    expect(venue.venue.state.sessions[session - 1]).toMatchObject({
      connected: true,
      cancelOnDisconnect: false,
    });
  });
});
