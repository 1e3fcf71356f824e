/** Who speaks on which connection, and what it was told before. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, CommandOf } from '../commands.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';
import { REQUESTS_REMEMBERED } from './request-memory.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
});

const opening: CommandOf<'session.open'> = {
  kind: 'session.open',
  session: 'a window',
  operator: operatorOf('trader'),
  role: 'trader',
  channel: 'window',
  workstation: 'desk 4',
};

/** A connection's first command. */
function connect(command: CommandOf<'session.open'>, internal = false) {
  return stamped(command, 0, internal);
}

function stamped(command: Command, session: number, internal = false) {
  const sequence = venue.venue.state.sequence + 1;
  const { timeUs } = venue;
  const stamp = { sequence, timeUs, session, request: 0, digest: 0, internal };
  return venue.venue.apply({ ...stamp, command });
}

describe('SESS-01 a session is a registered operator in one role, or a system of the core', () => {
  const system: CommandOf<'session.open'> = {
    kind: 'session.open',
    session: 'another feed',
    system: 'feed',
    role: 'system',
    channel: 'internal',
    workstation: 'core',
  };

  test('opened, it speaks for its operator', () => {
    const { code, reference } = connect(opening);
    expect(code).toBe('OK');
    expect(venue.venue.state.sessions[reference - 1]).toMatchObject({
      name: 'a window',
      operator: operatorOf('trader'),
      decisionMaker: operatorOf('trader'),
      executor: operatorOf('trader'),
      open: true,
    });
  });

  test('a connection of the core itself is a system', () => {
    expect(connect(system, true).code).toBe('OK');
  });

  test.each([
    ['nobody', { ...system, system: undefined }, true, 'CONTRADICTION'],
    ['an operator and a system at once', { ...system, operator: 6 }, true, 'CONTRADICTION'],
    ['a system from outside', system, false, 'NOT_AUTHORISED'],
    ['a system in a role of people', { ...system, role: 'risk' }, true, 'NOT_AUTHORISED'],
    ['nobody registered', { ...opening, operator: 99 }, false, 'UNKNOWN_OPERATOR'],
    ['a role that the operator has not', { ...opening, role: 'admin' }, false, 'NOT_AUTHORISED'],
  ] as const)('%s is refused', (_, command, internal, code) => {
    expect(connect(command as CommandOf<'session.open'>, internal).code).toBe(code);
  });

  test('nothing is taken from a connection that has none, or whose session is closed', () => {
    expect(stamped({ kind: 'clock.tick' }, 0).code).toBe('NO_SESSION');
    expect(stamped({ kind: 'clock.tick' }, 99).code).toBe('NO_SESSION');
    const { reference } = connect(opening);
    expect(stamped({ kind: 'session.close' }, reference).code).toBe('OK');
    expect(stamped({ kind: 'session.close' }, reference).code).toBe('NO_SESSION');
  });
});

describe('SESS-02 a name opened again by the same operator and role is the same session', () => {
  test('also after it was closed, and the event says that it resumed', () => {
    const first = connect(opening).reference;
    stamped({ kind: 'session.close' }, first);
    venue.take();
    expect(connect(opening).reference).toBe(first);
    expect(venue.take('session.opened')).toMatchObject([{ session: first, resumed: 1 }]);
  });

  test.each([
    ['another operator', { operator: operatorOf('risk'), role: 'risk' }],
    ['another role', { operator: operatorOf('basisTrader') }],
  ] as const)('%s does not get it', (_, change) => {
    connect(opening);
    expect(connect({ ...opening, ...change }).code).toBe('SESSION_TAKEN');
  });
});

describe('SESS-04 a session may speak for a strategy, through its executor', () => {
  const [trader, basisTrader] = [operatorOf('trader'), operatorOf('basisTrader')];
  let strategy: number;
  let other: number;
  beforeEach(() => {
    const made = { decisionMaker: basisTrader, executor: trader, algorithm: 'maker' };
    strategy = venue.ok({ kind: 'strategy.register', label: 'carry', ...made }, { by: 'admin' });
    other = venue.ok({ kind: 'strategy.register', label: 'other', ...made }, { by: 'admin' });
  });

  const speaking = (): CommandOf<'session.open'> => ({ ...opening, session: 'maker', strategy });
  const order = (subaccount: number, named?: number): Command => {
    const given = { priceTicks: 599_000, ...(named !== undefined && { strategy: named }) };
    return venue.placement(subaccount, 'BTCUSDT', 'buy', 1, given);
  };

  test('its decision maker and executor are the strategy’s, and the event names it', () => {
    venue.take();
    const { reference } = connect(speaking());
    const { sessions } = venue.venue.state;
    expect(sessions[reference - 1]).toMatchObject({
      strategy,
      operator: trader,
      decisionMaker: basisTrader,
      executor: trader,
    });
    expect(venue.take('session.opened')).toMatchObject([{ session: reference, strategy }]);
  });

  test('its orders are the strategy’s, whether they say so or not, and no other’s', () => {
    const subaccount = venue.open('maker', { funds: { USDT: 10_000_000_000 } });
    const { reference } = connect(speaking());
    venue.take();
    stamped(order(subaccount), reference);
    stamped(order(subaccount, strategy), reference);
    const stop = { priceTicks: 602_000, trigger: 'mark', triggerTicks: 601_000 } as const;
    stamped(venue.placement(subaccount, 'BTCUSDT', 'buy', 1, stop), reference);
    const accepted = venue.take('order.accepted');
    expect(accepted.map((event) => event['strategy'])).toEqual([strategy, strategy, strategy]);
    expect(stamped(order(subaccount, other), reference).code).toBe('CONTRADICTION');
    expect(venue.code(order(subaccount, other))).toBe('OK');
  });

  test('it is another session than that of its executor by hand', () => {
    connect(speaking());
    expect(connect({ ...opening, session: 'maker' }).code).toBe('SESSION_TAKEN');
    expect(connect({ ...speaking(), strategy: other }).code).toBe('SESSION_TAKEN');
    connect({ ...opening, session: 'by hand' });
    expect(connect({ ...speaking(), session: 'by hand' }).code).toBe('SESSION_TAKEN');
  });

  test('it outlives the venue, is part of its meaning, and resumes', () => {
    const { reference } = connect(speaking());
    const before = venue.meaning();
    venue = venue.reloaded();
    expect(venue.meaning()).toBe(before);
    expect(before).toContain(`"strategy":${strategy},"system":""`);
    expect(connect(speaking()).reference).toBe(reference);
  });

  test.each([
    ['one that is not registered', { strategy: 9 }, 'UNKNOWN_STRATEGY'],
    ['one that another executes', { operator: operatorOf('basisTrader') }, 'NOT_AUTHORISED'],
    ['one in another role', { operator: operatorOf('risk'), role: 'risk' }, 'NOT_AUTHORISED'],
    ['one beside a decision maker', { decisionMaker: trader }, 'CONTRADICTION'],
    ['one beside an executor', { executor: trader }, 'CONTRADICTION'],
  ] as const)('%s is refused', (_, change, code) => {
    expect(connect({ ...speaking(), ...change }).code).toBe(code);
  });

  test('a system speaks for none', () => {
    const { operator: _, ...rest } = speaking();
    const house = { ...rest, system: 'house', role: 'system' } as const;
    expect(connect(house, true).code).toBe('NOT_AUTHORISED');
  });
});

describe('SESS-03 the same request gets the same answer and changes nothing', () => {
  let trader: number;
  beforeEach(() => {
    trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  });

  const order = (lots: number): Command =>
    venue.placement(trader, 'BTCUSDT', 'buy', lots, { priceTicks: 599_000 });

  test('an accepted one, with its reference', () => {
    const first = venue.apply(order(1), { request: 1, digest: 11 });
    venue.take();
    expect(venue.apply(order(1), { request: 1, digest: 11 })).toEqual({ ...first, repeated: true });
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(1);
    expect(venue.take()).toEqual([]);
  });

  test('a refused one, with its detail, whatever would become of it now', () => {
    const first = venue.apply(order(4_000), { request: 1, digest: 11 });
    expect(first.code).toBe('INSUFFICIENT_MARGIN');
    venue.mirror(trader, 'USDT', 100_000_000_000);
    expect(venue.apply(order(4_000), { request: 1, digest: 11 })).toEqual({
      ...first,
      repeated: true,
    });
  });

  test('after its session was resumed, and after the venue was loaded', () => {
    const first = venue.apply(order(1), { request: 1, digest: 11 });
    venue = venue.reloaded();
    expect(venue.apply(order(1), { request: 1, digest: 11 })).toEqual({ ...first, repeated: true });
  });

  test('another command under its number is a mistake', () => {
    venue.apply(order(1), { request: 1, digest: 11 });
    expect(venue.code(order(2), { request: 1, digest: 12 })).toBe('REQUEST_MISMATCH');
  });

  test('a number below the highest that was never used is too old', () => {
    venue.apply(order(1), { request: 5, digest: 11 });
    expect(venue.code(order(1), { request: 4, digest: 11 })).toBe('REQUEST_TOO_OLD');
  });

  test('the last 1,024 are remembered', () => {
    const tick = { kind: 'clock.tick' } as const;
    for (let request = 1; request <= REQUESTS_REMEMBERED + 1; request++) {
      venue.apply(tick, { by: 'clock', request, digest: 1 });
    }
    const again = (request: number) => venue.apply(tick, { by: 'clock', request, digest: 1 });
    expect(again(1).code).toBe('REQUEST_TOO_OLD');
    expect(again(2)).toMatchObject({ code: 'OK', repeated: true });
    expect(again(REQUESTS_REMEMBERED + 1)).toMatchObject({ code: 'OK', repeated: true });
  });

  test('they are the same after the venue was loaded, wherever the oldest was overwritten', () => {
    const { memory } = venue.venue.state.sessions[venue.sessionOf('trader') - 1]!;
    for (const requests of [1, 20, REQUESTS_REMEMBERED, REQUESTS_REMEMBERED + 5]) {
      while (memory.highest < requests) {
        const request = memory.highest + 1;
        // One is refused with a detail, and one done with a reference.
        const lots = request % 2 === 0 ? 4_000 : 1;
        venue.apply(order(lots), { request, digest: request * 3 });
        venue.apply({ kind: 'order.cancelAll', subaccount: trader });
      }
      const copy = venue.reloaded();
      expect(copy.venue.save()).toEqual(venue.venue.save());
      const last = { request: requests, digest: requests * 3 };
      expect(copy.apply(order(1), last)).toEqual(venue.apply(order(1), last));
      expect(copy.code(order(1), { request: requests + 1 })).toBe('OK');
    }
  });

  test('a request without a number is never remembered', () => {
    venue.apply(order(1));
    venue.apply(order(1));
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(2);
  });

  test('each session has numbers of its own', () => {
    venue.apply(order(1), { request: 7, digest: 11 });
    expect(
      venue.code({ kind: 'order.cancelAll', subaccount: trader }, { by: 'risk', request: 7 }),
    ).toBe('OK');
  });
});
