/** That the runner can fail: every way in which a drill may be wrong is tried. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { InvariantError } from '../../venue/numbers.ts';
import { Venue } from '../../venue/venue.ts';
import { failureOf, HEAD, OPENED, run } from './testing/write.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const OPENED_STEPS = OPENED.match(/^ {2}- /gm)!.length;

describe('a drill that is as it says', () => {
  test('goes through, twice with the same state', () => {
    const first = run(OPENED);
    expect(first.failure).toBeNull();
    expect(first.moments).toHaveLength(OPENED_STEPS);
    expect(run(OPENED).stateHash).toBe(first.stateHash);
    expect(run(`${OPENED}\n  - wait: 1s\n`).stateHash).not.toBe(first.stateHash);
  });

  test('a standard index has all its sources; contracts of other indices are left out', () => {
    const head = HEAD.replace('start:', 'indices: standard\nstart:');
    const steps = `
  - observe: { BTC: 60000 }
  - expect:
      index BTC: { state: GREEN, price: 60000 }
`;
    expect(run(steps, head).failure).toBeNull();
    expect(failureOf('  - observe: { ETH: 3000 }\n', head)).toMatchObject({ code: 'UNKNOWN_NAME' });
  });
});

describe('an expectation that is not met', () => {
  test.each([
    ['account meridian: { suspended: true }', 'account meridian, suspended', 'true', 'false'],
    ['subaccount alpha: { orders: 1 }', 'subaccount alpha, orders', '1', '0'],
    ['balance alpha USDT: { wallet: 1 }', 'balance alpha USDT, wallet', '1', '10000.00'],
    [
      'bucket alpha USDT: { equity: 9999.999999 }',
      'bucket alpha USDT, equity',
      '9999.999999',
      '10000.00',
    ],
    ['bucket walled BTCUSD: { health: 1% }', 'bucket walled BTCUSD, health', '1%', 'none'],
    ['position alpha BTCUSDT: { quantity: 2 }', 'position alpha BTCUSDT, quantity', '2', '1.000'],
    ['order $bid: resting', 'order $bid', 'resting', 'gone'],
    ['instrument BTCUSDT: { state: halt }', 'instrument BTCUSDT, state', 'halt', 'open'],
    ['index BTC: { state: HOLD }', 'index BTC, state', 'HOLD', 'GREEN'],
    ['fund USDT: 999', 'fund USDT', '999', '1000.00'],
    ['fund USDT: { owed: "> 0" }', 'fund USDT, owed', '> 0', '0.00'],
    ['book BTCUSDT: { asks: [] }', 'book BTCUSDT, asks', '[]', '[["60000.1","5.000"]]'],
    [
      'book BTCUSDT: { bids: [[59999.9, 4]] }',
      'book BTCUSDT, bids',
      '[["59999.9","4"]]',
      '[["59999.9","5.000"]]',
    ],
    ['book BTCUSDT: { lows: [] }', 'book BTCUSDT, lows', 'bids or asks', ''],
    ['calls alpha: [{ level: L1 }]', 'calls alpha', '1', '0'],
    ['event call.raised: { level: 1 }', 'event call.raised', 'level 1', 'no such event'],
    ['events call.raised: [{ level: 1 }]', 'events call.raised', '1', '0'],
    [
      'event trade: [{ price: 60000 }, { price: 1 }]',
      'event trade',
      'price 1',
      'trade 1, symbol BTCUSDT, price 60000.0, quantity 1.000, takerSide sell, tradeKind book',
    ],
    ['event call.rised: {}', 'event call.rised', 'a kind of event', 'call.rised'],
    ['calls alpha: L1', 'calls alpha', 'a list of records, or none', 'L1'],
  ])('%s', (expectation, what, expected, seen) => {
    const failure = failureOf(`${OPENED}\n  - expect:\n      ${expectation}\n`);
    expect(failure).toMatchObject({ code: 'EXPECTATION', step: OPENED_STEPS + 1 });
    expect(failure.mismatches).toEqual([{ what, expected, seen }]);
    expect(failure.sequence).toBeGreaterThan(0);
    expect(failure.line).toBeGreaterThan(20);
  });

  test.each([
    ['position alpha BTCUSDT: { size: 1 }', 'no such field; quantity, entry'],
    ['position alpha DOGE: { quantity: 1 }', 'no instrument is called DOGE; there are: BTCUSDT'],
    ['bucket alpha: { equity: 1 }', 'no instrument is called nothing'],
    ['bucket omega USDT: { equity: 1 }', 'no subaccount is called omega'],
    ['order $ask: gone', 'nothing was remembered as $ask'],
    ['weather: fine', 'there is no weather to look at'],
  ])('and one that cannot be looked at: %s', (expectation, seen) => {
    const { code, mismatches } = failureOf(`${OPENED}\n  - expect:\n      ${expectation}\n`);
    expect(code).toBe('EXPECTATION');
    expect(mismatches[0]?.seen).toContain(seen);
  });

  test('every one of a step is told, and the drill goes no further', () => {
    const steps = `${OPENED}
  - expect:
      fund USDT: 1
      instrument BTCUSDT: { state: halt, mark: 1 }
  - as: ann
    position.close: { subaccount: alpha, symbol: BTCUSDT }
`;
    const { moments, failure } = run(steps);
    expect(failure?.mismatches).toHaveLength(3);
    expect(moments).toHaveLength(OPENED_STEPS + 1);
  });

  test('events are those since the last expectations, all of them or none', () => {
    const trade = 'events trade: [{ price: 60000, tradeKind: book }]';
    expect(run(`${OPENED}\n  - expect: { ${trade} }\n`).failure).toBeNull();
    const twice = `${OPENED}\n  - expect: { ${trade} }\n  - expect: { ${trade} }\n`;
    expect(failureOf(twice)).toMatchObject({ step: OPENED_STEPS + 2 });
    const wrong = failureOf(`${OPENED}\n  - expect: { events trade: [{ price: 1 }] }\n`);
    expect(wrong.mismatches).toEqual([
      { what: 'events trade 1, price', expected: '1', seen: '60000.0' },
    ]);
    expect(
      failureOf(`${OPENED}\n  - expect: { events trade: none }\n`).mismatches[0],
    ).toMatchObject({
      expected: '0',
    });
  });
});

describe('a command that does not end as it says', () => {
  test('is told with code, figure and sentence', () => {
    const order =
      '{ subaccount: alpha, symbol: BTCUSDT, side: buy, type: limit, price: 60000, quantity: 9 }';
    const failure = failureOf(`${OPENED}\n  - as: ann\n    order.place: ${order}\n`);
    expect(failure).toMatchObject({ code: 'OUTCOME', step: OPENED_STEPS + 1 });
    expect(failure.mismatches[0]).toMatchObject({ what: 'order.place', expected: 'OK' });
    expect(failure.mismatches[0]?.seen).toMatch(/^INSUFFICIENT_MARGIN 20000.00: free margin/);
  });

  test.each([
    [
      'a refusal expected and not had',
      'order.cancelAll: { subaccount: alpha }\n    outcome: NO_SESSION',
      'OK: done',
    ],
    [
      'a refusal of the boundary',
      'order.cancelAll: { subaccount: omega }',
      /^UNKNOWN_SUBACCOUNT: /,
    ],
    ['an unknown command', 'order.plase: { subaccount: alpha }', /^UNKNOWN_COMMAND: /],
    [
      'a reference to nothing',
      'order.cancel: { subaccount: alpha, symbol: BTCUSDT, order: $x }',
      /^NOT_A_NUMBER: /,
    ],
    [
      'another figure than the one expected',
      'position.leverage: { subaccount: alpha, symbol: BTCUSDT, leverage: 101 }\n' +
        '    outcome: LEVERAGE_TOO_HIGH\n    detail: 99',
      '100',
    ],
  ])('%s', (_, command, seen) => {
    const failure = failureOf(`${OPENED}\n  - as: ann\n    ${command}\n`);
    expect(failure.code).toBe('OUTCOME');
    expect(failure.mismatches[0]?.seen).toMatch(seen);
  });

  test('the house may fail too', () => {
    const wide = '  - observe: { BTC: 60000 }\n  - book: { BTCUSDT: { bids: [[70000, 1]] } }\n';
    expect(failureOf(wide).mismatches[0]).toMatchObject({ what: 'order.place of the house' });
    const early = '  - book: { BTCUSDT: { bids: [[60000, 1]] } }\n';
    expect(failureOf(early).mismatches[0]?.seen).toMatch(/^NO_PRICE: /);
    const tape = '  - tape: { BTCUSDT: { side: buy, price: 1.05, quantity: 1 } }\n';
    expect(failureOf(tape).mismatches[0]?.seen).toMatch(/^OFF_TICK: /);
  });
});

describe('names that a drill does not know', () => {
  test.each([
    [
      'a session',
      '  - as: zoe\n    clock.tick:\n',
      'core, clock, feed, custodian, house, observer, ann, rita',
    ],
    ['an index', '  - observe: { SOL: 1 }\n', 'there are: BTC, ETH'],
    ['a price', '  - observe: { BTC: cheap }\n', 'a price above 0.00001'],
    ['a price of nothing', '  - observe: { BTC: 0.00001 }\n', 'a price above 0.00001'],
    [
      'a silent index never heard',
      '  - wait: { for: 1s, stale: [BTC] }\n',
      'an index that was observed',
    ],
  ])('%s', (_, steps, expected) => {
    const failure = failureOf(steps);
    expect(failure.code).toBe('UNKNOWN_NAME');
    expect(failure.mismatches[0]?.expected).toContain(expected);
  });

  test('a second role is a session of its own', () => {
    const steps = `
  - as: rita
    account.suspend: { account: meridian, suspended: true }
  - as: rita/compliance
    account.suspend: { account: meridian, suspended: false }
  - as: rita/trader
    order.cancelAll: { subaccount: alpha }
`;
    expect(failureOf(steps)).toMatchObject({ code: 'UNKNOWN_NAME', step: 3 });
  });
});

describe('a venue that cannot be founded', () => {
  test.each([
    ['RESOURCE', 'BTCUSDT: { fees', 'PEPEUSDT: { fees', 'no instrument PEPEUSDT'],
    ['RESOURCE', 'makerPpm: 0', 'makerPpm: much', 'makerPpm must be a whole number'],
    ['RESOURCE', 'makerPpm: 0', 'makePpm: 0', 'makePpm is not known here'],
    ['FOUNDING', 'capE8: 0', 'intervalHours: 7', 'INVALID_SPEC'],
    [
      'FOUNDING',
      'account: meridian, desk: macro, c',
      'account: luna, desk: macro, c',
      'UNKNOWN_ACCOUNT',
    ],
    ['FOUNDING', '{ USDT: 10000 }', '{ DOGE: 1 }', 'UNKNOWN_ASSET'],
    ['FOUNDING', 'fund: { USDT: 1000 }', 'fund: { USDT: 0 }', 'ZERO'],
    ['FOUNDING', 'meridian: { kind: paper }', 'meridian: { kind: observed }', 'WRONG_ACCOUNT_KIND'],
    ['RESOURCE', 'kind: paper }', 'kind: paper, profile: ftx }', 'there is no profile ftx'],
    ['RESOURCE', '  accounts:', '  venues: { okx: { SWAP: PEPE } }\n  accounts:', 'is like PEPE'],
  ])('%s when %s is %s', (code, from, to, seen) => {
    const failure = failureOf('  - wait: 1s\n', HEAD.replace(from, to));
    expect(failure).toMatchObject({ code, step: 0 });
    expect(failure.mismatches[0]?.seen).toContain(seen);
  });
});

describe('a venue that is wrong', () => {
  test('loses money: the sums are taken after every step', () => {
    vi.spyOn(Venue.prototype, 'conservationBreach')
      .mockReturnValueOnce(null)
      .mockReturnValueOnce('1 atom of USDT is gone');
    const failure = failureOf(OPENED);
    expect(failure).toMatchObject({ code: 'CONSERVATION', step: 2 });
    expect(failure.mismatches[0]?.seen).toBe('1 atom of USDT is gone');
  });

  test('breaks an invariant: the drill says at which command', () => {
    vi.spyOn(Venue.prototype, 'conservationBreach')
      .mockReturnValueOnce(null)
      .mockImplementationOnce(() => {
        throw new InvariantError('lots changed by 1');
      });
    const failure = failureOf(OPENED);
    expect(failure).toMatchObject({ code: 'INVARIANT', step: 2 });
    expect(failure.mismatches[0]?.seen).toBe('lots changed by 1');
  });

  test('and anything else that is thrown is not taken for a failed drill', () => {
    vi.spyOn(Venue.prototype, 'conservationBreach').mockImplementation(() => {
      throw new TypeError('a mistake of ours');
    });
    expect(() => run(OPENED)).toThrow('a mistake of ours');
  });
});
