/** The kill switch. BTCUSDT around 60,000: ticks of 0.1, so 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import type { Speaker } from '../testing/test-venue.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let alpha: number;
let beta: number;
let basis: number;
let strategy: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const funds = { USDT: 10_000_000_000 };
  house = venue.open('house', { kind: 'house' });
  alpha = venue.open('alpha', { funds });
  const { account } = venue.of(alpha);
  beta = venue.open('beta', { account, funds });
  basis = venue.open('basis', { desk: 'basis', funds });
  const operator = operatorOf('trader');
  const registered = { label: 'carry', decisionMaker: operator, executor: operator };
  strategy = venue.ok({ kind: 'strategy.register', ...registered });
});

function place(subaccount: number, fields: object = {}) {
  const by = subaccount === house ? 'house' : 'trader';
  return venue.place(subaccount, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000, by, ...fields });
}

const engage = (fields: object): Command => ({ kind: 'kill.engage', ...fields }) as Command;
const release = (kill: number): Command => ({ kind: 'kill.release', kill });
const close = (subaccount: number): Command => ({
  kind: 'position.close',
  subaccount,
  instrument: 1,
});

/** By name, so that a table can say them before they exist. */
function scopes(): Readonly<Record<string, object>> {
  return {
    strategy: { scope: 'strategy', strategy },
    subaccount: { scope: 'subaccount', subaccount: alpha },
    account: { scope: 'account', account: venue.of(alpha).account },
    desk: { scope: 'desk', desk: 'basis' },
    venue: { scope: 'venue' },
  };
}

describe('KILL-01, KILL-02 what is in scope goes, and nothing new comes', () => {
  test.each([
    ['strategy', ['alphaStrategy']],
    ['subaccount', ['alpha', 'alphaStrategy', 'alphaStop']],
    ['account', ['alpha', 'alphaStrategy', 'alphaStop', 'beta']],
    ['desk', ['basis']],
    ['venue', ['alpha', 'alphaStrategy', 'alphaStop', 'beta', 'basis']],
  ])('%s', (scope, expected) => {
    const wishes: Record<string, () => ReturnType<typeof place>> = {
      alpha: () => place(alpha),
      alphaStrategy: () => place(alpha, { strategy }),
      alphaStop: () => place(alpha, { trigger: 'mark', triggerTicks: 605_000 }),
      beta: () => place(beta),
      basis: () => place(basis),
      house: () => place(house),
    };
    const names = Object.keys(wishes);
    const orders = names.map((name) => wishes[name]?.().reference);
    venue.take();
    const kill = venue.ok(engage(scopes()[scope] ?? {}), { by: 'risk' });
    const events = venue.take();
    const gone = events.filter(({ kind }) => kind === 'order.cancelled');
    expect(gone.every(({ reason }) => reason === 'killed')).toBe(true);
    const lost = names.filter((_, n) => gone.some(({ order }) => order === orders[n]));
    expect(lost.toSorted()).toEqual(expected.toSorted());
    expect(events.at(-1)).toMatchObject({
      kind: 'kill.engaged',
      kill,
      scope,
      orders: expected.length,
      operator: operatorOf('risk'),
    });
    for (const name of names) {
      const { code, detail } = wishes[name]?.() ?? { code: '', detail: 0 };
      expect([name, code, detail]).toEqual(
        expected.includes(name) ? [name, 'KILLED', kill] : [name, 'OK', 0],
      );
    }
    venue.ok(release(kill), { by: 'risk' });
    for (const name of names) expect(wishes[name]?.().code).toBe('OK');
  });

  test('one order goes, and the next one like it is taken', () => {
    const { reference: order } = place(alpha);
    const kill = engage({ scope: 'order', subaccount: alpha, order });
    venue.ok(kill, { by: 'risk' });
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
    expect(venue.code(kill, { by: 'risk' })).toBe('UNKNOWN_ORDER');
    expect(place(alpha).code).toBe('OK');
  });

  test('who holds a position may close it, and only that', () => {
    venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 10, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 10, { priceTicks: 599_500, by: 'house' });
    venue.ok(engage({ scope: 'subaccount', subaccount: alpha }), { by: 'risk' });
    const options = { priceTicks: 600_000, reduceOnly: true };
    expect(venue.place(alpha, 'BTCUSDT', 'sell', 10, options).code).toBe('KILLED');
    venue.ok(close(alpha), { by: 'risk' });
    expect(venue.position(alpha, 'BTCUSDT').lots).toBe(0);
  });

  test.each([
    [{ scope: 'strategy' }, 'CONTRADICTION'],
    [{ scope: 'venue', desk: 'basis' }, 'CONTRADICTION'],
    [{ scope: 'order', order: 65_536 }, 'CONTRADICTION'],
    [{ scope: 'strategy', strategy: 99 }, 'UNKNOWN_STRATEGY'],
    [{ scope: 'account', account: 99 }, 'UNKNOWN_ACCOUNT'],
    [{ scope: 'subaccount', subaccount: 99 }, 'UNKNOWN_SUBACCOUNT'],
    [{ scope: 'desk', desk: 'nobody' }, 'UNKNOWN_SUBACCOUNT'],
  ])('%j is refused: %s', (fields, code) => {
    expect(venue.code(engage(fields), { by: 'risk' })).toBe(code);
  });

  test('it is saved, loaded and part of the meaning', () => {
    const kill = venue.ok(engage({ scope: 'venue' }), { by: 'risk' });
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    expect(copy.place(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 })).toMatchObject({
      code: 'KILLED',
      detail: kill,
    });
  });
});

test('KILL-03 a strategy that is killed does not close either; its person does', () => {
  venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 10, 600_000);
  venue.place(house, 'BTCUSDT', 'buy', 10, { priceTicks: 599_500, by: 'house' });
  const opening = {
    kind: 'session.open',
    session: 'robot',
    operator: operatorOf('trader'),
    role: 'trader',
    channel: 'api',
    workstation: 'test',
    strategy,
  } as Command;
  const give = (command: Command, session: number) => {
    const sequence = venue.venue.state.sequence + 1;
    const stamp = { sequence, timeUs: venue.timeUs, session, request: 0, digest: 0 };
    return venue.venue.apply({ ...stamp, internal: false, command });
  };
  const session = give(opening, 0).reference;
  venue.ok(engage({ scope: 'strategy', strategy }), { by: 'risk' });
  expect(give(close(alpha), session).code).toBe('KILLED');
  expect(venue.code(close(alpha))).toBe('OK');
});

describe('KILL-04 who engages which', () => {
  const by = (speaker: Speaker, scope: string): string =>
    venue.code(engage(scopes()[scope] ?? {}), { by: speaker });

  test.each([
    ['trader', 'strategy subaccount desk'],
    ['basisTrader', 'desk'],
    ['risk', 'strategy subaccount account desk venue'],
    ['admin', 'venue'],
    ['treasurer', ''],
    ['auditor', ''],
  ] as const)('%s: %s', (speaker, expected) => {
    const taken = Object.keys(scopes()).filter((scope) => by(speaker, scope) === 'OK');
    expect(taken.join(' ')).toBe(expected);
  });

  test('engaged again it sweeps again, and is still one', () => {
    const kill = venue.ok(engage({ scope: 'subaccount', subaccount: alpha }), { by: 'risk' });
    venue.trade({ buyer: basis, seller: house }, 'BTCUSDT', 1, 600_000);
    expect(venue.ok(engage({ scope: 'subaccount', subaccount: alpha }), { by: 'risk' })).toBe(kill);
    expect(venue.venue.state.kills).toHaveLength(1);
  });

  test('the house is nobody’s to stop', () => {
    const code = venue.code(engage({ scope: 'subaccount', subaccount: house }), { by: 'risk' });
    expect(code).toBe('WRONG_ACCOUNT_KIND');
  });
});

describe('KILL-05 who releases what whom engaged', () => {
  test.each([
    ['trader', 'subaccount', 'trader risk'],
    ['risk', 'subaccount', 'risk'],
    ['admin', 'venue', 'risk admin'],
    ['risk', 'venue', 'risk'],
  ] as const)('%s engaged the %s: %s', (engaged, scope, expected) => {
    const may = (['trader', 'basisTrader', 'risk', 'admin'] as const).filter((speaker) => {
      const kill = venue.ok(engage(scopes()[scope] ?? {}), { by: engaged });
      const { code } = venue.apply(release(kill), { by: speaker });
      if (code !== 'OK') expect(code).toBe('NOT_AUTHORISED');
      return code === 'OK';
    });
    expect(may.join(' ')).toBe(expected);
  });

  test('releasing is told, and happens once', () => {
    const kill = venue.ok(engage({ scope: 'venue' }), { by: 'risk' });
    venue.take();
    venue.ok(release(kill), { by: 'risk' });
    const operator = operatorOf('risk');
    expect(venue.take()).toMatchObject([{ kind: 'kill.released', kill, operator }]);
    expect(venue.code(release(kill), { by: 'risk' })).toBe('UNKNOWN_KILL');
  });
});
