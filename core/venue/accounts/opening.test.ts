/** Accounts, subaccounts and their settings. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

describe('ACC-02 accounts and subaccounts are opened once, by name', () => {
  const opened: Command = {
    kind: 'subaccount.open',
    account: 2,
    label: 'new',
    desk: 'desk',
    owner: 1,
    mode: 'cross',
  };

  test.each([
    ['an account’s name', { kind: 'account.open', label: 'house', accountKind: 'internal' }],
    ['a subaccount’s name', { ...opened, label: 'house' }],
  ] as const)('%s is taken', (_, command) => {
    expect(venue.code(command, { by: 'admin' })).toBe('ALREADY_EXISTS');
  });

  test.each([
    ['an account that is not there', { ...opened, account: 99 }, 'UNKNOWN_ACCOUNT'],
    ['the venue’s own account', { ...opened, account: 1 }, 'WRONG_ACCOUNT_KIND'],
    [
      'an isolated subaccount of the house, which is not margined',
      { ...opened, mode: 'isolated' },
      'WRONG_ACCOUNT_KIND',
    ],
    [
      'positions at other venues, of which none is named',
      { kind: 'account.open', label: 'seen', accountKind: 'observed' },
      'WRONG_ACCOUNT_KIND',
    ],
  ] as const)('%s', (_, command, code) => {
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });

  test('a new subaccount has a balance in every asset and a position in every instrument', () => {
    const subaccount = venue.of(venue.open('trader', { mode: 'isolated' }));
    expect(subaccount.balances.map(({ asset }) => asset)).toEqual([1, 2, 3]);
    expect(subaccount.positions.map(({ instrument }) => instrument)).toEqual([1, 2, 3, 4]);
    expect(subaccount.positions.every(({ mode }) => mode === 'isolated')).toBe(true);
  });
});

describe('ACC-01 a suspended account only cancels and reduces', () => {
  let trader: number;
  beforeEach(() => {
    trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    const { account } = venue.of(trader);
    venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'compliance' });
  });

  test.each([
    ['an order that opens', 'buy', {}],
    ['one that goes through zero', 'sell', { quantityLots: 11 }],
    ['a stop that may open', 'buy', { trigger: 'mark', triggerTicks: 601_000 }],
  ] as const)('%s is refused', (_, side, options) => {
    expect(venue.place(trader, 'BTCUSDT', side, 1, options).code).toBe('ACCOUNT_SUSPENDED');
  });

  test('reducing, a stop that only reduces, and cancelling are not', () => {
    const sell = venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks: 601_000 });
    expect(sell.code).toBe('OK');
    const stop = { trigger: 'mark', triggerTicks: 599_000, reduceOnly: true } as const;
    expect(venue.place(trader, 'BTCUSDT', 'sell', 10, stop).code).toBe('OK');
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
  });

  test('the house stops quoting', () => {
    const { account } = venue.of(house);
    venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'risk' });
    const quote = { priceTicks: 599_000, by: 'house' } as const;
    expect(venue.place(house, 'BTCUSDT', 'buy', 100, quote).code).toBe('ACCOUNT_SUSPENDED');
  });

  test('saying it twice, or of the venue’s own or of no account, is refused', () => {
    const { account } = venue.of(trader);
    const suspend = (id: number): Command => ({
      kind: 'account.suspend',
      account: id,
      suspended: true,
    });
    expect(venue.code(suspend(account), { by: 'risk' })).toBe('NOTHING_TO_CHANGE');
    expect(venue.code(suspend(1), { by: 'risk' })).toBe('WRONG_ACCOUNT_KIND');
    expect(venue.code(suspend(99), { by: 'risk' })).toBe('UNKNOWN_ACCOUNT');
  });
});

describe('ISO-03 a position changes its mode only while it is idle', () => {
  let trader: number;
  beforeEach(() => {
    trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
  });

  const isolate = (isolated = true): Command => ({
    kind: 'position.isolate',
    subaccount: trader,
    instrument: 1,
    isolated,
  });
  const settle = (mode: 'cross' | 'isolated'): Command => ({
    kind: 'subaccount.mode',
    subaccount: trader,
    mode,
  });

  test('idle, it changes at once', () => {
    venue.ok(isolate());
    expect(venue.position(trader, 'BTCUSDT').mode).toBe('isolated');
    expect(venue.code(isolate())).toBe('NOTHING_TO_CHANGE');
    venue.ok(isolate(false));
    expect(venue.position(trader, 'BTCUSDT').mode).toBe('cross');
  });

  test.each([
    ['open', () => venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000)],
    ['wanted by an order', () => venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 })],
    [
      'wanted by a stop',
      () => venue.place(trader, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 601_000 }),
    ],
  ])('%s, it does not', (_, prepare) => {
    prepare();
    expect(venue.code(isolate())).toBe('POSITION_OPEN');
  });

  test('closed, but with a margin call that no check has ended, it waits for the check', () => {
    venue.ok(isolate());
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // Equity 3,028.5 - 2,600 = 428.5 of a maintenance of 315.7: below 150 %.
    venue.prices({ BTC: 57_400 });
    expect(venue.position(trader, 'BTCUSDT').bucket.call?.level).toBe(1);
    venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 574_000, by: 'house' });
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    expect(venue.code(isolate(false))).toBe('POSITION_OPEN');
    venue.tick();
    venue.ok(isolate(false));
  });

  test('a new default is taken by the positions that are idle', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    venue.ok(settle('isolated'));
    expect(venue.of(trader).positions.map(({ mode }) => mode)).toEqual([
      'cross',
      'isolated',
      'isolated',
      'isolated',
    ]);
    expect(venue.code(settle('isolated'))).toBe('NOTHING_TO_CHANGE');
  });

  test('what is not margined has no mode to choose', () => {
    const command = { kind: 'subaccount.mode', subaccount: house, mode: 'isolated' } as const;
    expect(venue.code(command, { by: 'core' })).toBe('WRONG_ACCOUNT_KIND');
    expect(venue.code({ ...command, subaccount: 3 }, { by: 'core' })).toBe('WRONG_ACCOUNT_KIND');
  });
});

test('ACC-02 a label stays taken, also in a venue that was loaded', () => {
  venue.open('first');
  for (const one of [venue, venue.reloaded()]) {
    const again = { kind: 'account.open', label: 'first', accountKind: 'paper' } as const;
    expect(one.code(again, { by: 'admin' })).toBe('ALREADY_EXISTS');
    one.open('second');
    expect(one.code({ ...again, label: 'second' }, { by: 'admin' })).toBe('ALREADY_EXISTS');
    const sub = { kind: 'subaccount.open', account: 3, desk: 'desk', owner: 9, mode: 'cross' };
    expect(one.code({ ...sub, label: 'second' } as Command, { by: 'admin' })).toBe(
      'ALREADY_EXISTS',
    );
  }
});
