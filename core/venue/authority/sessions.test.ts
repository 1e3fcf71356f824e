/** Who speaks on which connection, and what it was told before. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, CommandOf } from '../commands.ts';
import { REQUESTS_REMEMBERED } from '../state.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';

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
