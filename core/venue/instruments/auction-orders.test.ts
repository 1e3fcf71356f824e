/** What becomes of orders during a call and in its end. BTCUSDT at 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { operatorOf, plainPrices, TestVenue } from '../testing/test-venue.ts';
import type { Envelope } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const SECOND_US = 1_000_000;
const USDT = 1_000_000;
const auction = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 200 };

let venue: TestVenue;
let alpha: number;
let beta: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => ({ ...plainPrices(spec), auction }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  alpha = venue.open('alpha', { funds: { USDT: 10_000 * USDT } });
  beta = venue.open('beta', { funds: { USDT: 10_000 * USDT } });
});

type Fields = Partial<Omit<Extract<Command, { kind: 'order.place' }>, 'kind'>> & Envelope;

function order(who: number, side: 'buy' | 'sell', lots: number, fields: Fields = {}): number {
  const options = { priceTicks: 600_000, ...fields };
  const { code, reference } = venue.place(who, 'BTCUSDT', side, lots, options);
  expect(code).toBe('OK');
  return reference;
}

function call(): void {
  venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'auction' }, { by: 'risk' });
  venue.take();
}

const book = () => venue.instrument('BTCUSDT').book;
const pass = (seconds: number): void => {
  for (let n = 0; n < seconds; n++) venue.prices({ BTC: 60_000, ETH: 3_000 });
};
const lotsOf = (who: number): number => venue.position(who, 'BTCUSDT').lots;

/** Those that left, with the reason; the sums that margin keeps know it. */
function left(): unknown[] {
  expect(orderSumsFault(venue.venue.state)).toBeNull();
  return venue.take('order.cancelled').map((one) => [one['order'], one['reason']]);
}

/** The call goes on to its end without the order that has left. */
function expectUntraded(): void {
  pass(10);
  expect(venue.instrument('BTCUSDT').state).toBe('open');
  expect([lotsOf(alpha), lotsOf(beta)]).toEqual([0, 0]);
  expect(book().orderCount).toBe(1);
}

describe('AUC-03 what ends an order ends it during a call, though it stands crossed', () => {
  beforeEach(() => {
    order(beta, 'sell', 5);
    call();
  });

  test.each<[string, () => Command, Envelope, string]>([
    ['a mass cancel', () => ({ kind: 'order.cancelAll', subaccount: alpha }), {}, 'requested'],
    [
      'a kill switch',
      () => ({ kind: 'kill.engage', scope: 'subaccount', subaccount: alpha }),
      { by: 'risk' },
      'killed',
    ],
  ])('%s', (_, command, envelope, reason) => {
    const mine = order(alpha, 'buy', 3);
    venue.ok(command(), envelope);
    expect(left()).toEqual([[mine, reason]]);
    expectUntraded();
  });

  test.each<[string, Fields]>([
    ['of a time', { timeInForce: 'gtd' }],
    ['of the day', { timeInForce: 'day' }],
  ])('the end %s', (_, fields) => {
    const expiresUs = venue.timeUs + 4 * SECOND_US;
    const mine = order(alpha, 'buy', 3, {
      ...fields,
      ...(fields.timeInForce === 'gtd' && { expiresUs }),
      clientId: 'mine',
    });
    const dueUs = venue.venue.state.notes.get(mine)?.expiresUs ?? 0;
    expect(dueUs).toBeGreaterThan(venue.timeUs);
    venue = venue.reloaded();
    venue.take();
    venue.tick(dueUs - venue.timeUs);
    expect(left()).toEqual([[mine, 'expired']]);
    expect(venue.take('trade')).toEqual([]);
    expect(book().orderCount).toBe(1);
  });

  test('its time, when that is the moment at which the call ends', () => {
    const expiresUs = venue.timeUs + 10 * SECOND_US;
    const mine = order(alpha, 'buy', 3, { timeInForce: 'gtd', expiresUs });
    pass(9);
    expect(left()).toEqual([]);
    pass(1);
    expect(left()).toEqual([[mine, 'expired']]);
    expect(venue.instrument('BTCUSDT').state).toBe('open');
    expect(lotsOf(alpha)).toBe(0);
  });

  test('a dead man’s switch', () => {
    const mine = order(alpha, 'buy', 3);
    venue.ok({ kind: 'order.cancelAllAfter', afterMs: 2_000, subaccount: alpha });
    pass(1);
    expect(left()).toEqual([]);
    pass(1);
    expect(left()).toEqual([[mine, 'cancelAllAfter']]);
    expectUntraded();
  });

  test('the loss of a session that takes its orders along', () => {
    const give = (command: Command, session: number): number => {
      const sequence = venue.venue.state.sequence + 1;
      const stamp = { sequence, timeUs: venue.timeUs, session, request: 0, digest: 0 };
      const outcome = venue.venue.apply({ ...stamp, internal: false, command });
      expect(outcome.code).toBe('OK');
      return outcome.reference;
    };
    const opening = {
      kind: 'session.open',
      session: 'own',
      operator: operatorOf('trader'),
      role: 'trader',
      channel: 'api',
      workstation: 'test',
      cancelOnDisconnect: true,
    } as const;
    const session = give(opening, 0);
    const options = { priceTicks: 600_000 };
    const mine = give(venue.placement(alpha, 'BTCUSDT', 'buy', 3, options), session);
    give({ kind: 'session.disconnect' }, session);
    expect(left()).toEqual([[mine, 'disconnected']]);
    expectUntraded();
  });

  test('what is halted meanwhile can still be cancelled', () => {
    const mine = order(alpha, 'buy', 3);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.ok({ kind: 'order.cancel', subaccount: alpha, instrument: 1, order: mine });
    expect(left()).toEqual([[mine, 'requested']]);
    expect(book().orderCount).toBe(1);
  });

  test('post-only is a promise again once trading is open', () => {
    const mine = order(alpha, 'buy', 7, { priceTicks: 600_500, postOnly: true });
    pass(10);
    expect(lotsOf(alpha)).toBe(5);
    order(beta, 'sell', 5, { priceTicks: 601_000 });
    const amend = { kind: 'order.amend', subaccount: alpha, instrument: 1, order: mine } as const;
    expect(venue.code({ ...amend, priceTicks: 601_000 })).toBe('POST_ONLY_WOULD_TAKE');
  });
});

describe('AUC-05 orders that the end takes out are gone everywhere', () => {
  test('with their names and their share of margin, whether traded or cancelled', () => {
    const own = { account: venue.of(alpha).account, owner: venue.of(alpha).owner };
    const other = venue.open('other', { ...own, funds: { USDT: 10_000 * USDT } });
    call();
    order(alpha, 'buy', 4, { clientId: 'first' });
    const newer = order(other, 'sell', 4, { clientId: 'second' });
    order(beta, 'sell', 3, { clientId: 'third' });
    expect(venue.venue.state.notes.count).toBe(3);
    venue.take();
    pass(10);
    expect(left()).toEqual([[newer, 'selfTrade']]);
    expect([lotsOf(alpha), lotsOf(other), lotsOf(beta)]).toEqual([3, 0, -3]);
    expect(venue.venue.state.notes.count).toBe(1);
    const again = (who: number, clientId: string): string =>
      venue.place(who, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000, clientId }).code;
    expect([again(other, 'second'), again(beta, 'third')]).toEqual([
      'DUPLICATE_CLIENT_ID',
      'DUPLICATE_CLIENT_ID',
    ]);
    const live = { kind: 'order.cancel', subaccount: alpha, instrument: 1 } as const;
    expect(venue.code({ ...live, clientId: 'first' })).toBe('OK');
  });

  test('what would be left crossed at another price goes, the newer', () => {
    const own = { account: venue.of(alpha).account, owner: venue.of(alpha).owner };
    const other = venue.open('other', { ...own, funds: { USDT: 10_000 * USDT } });
    call();
    // Most would trade at 600,000, but its buyers are its sellers; what is left crosses above it.
    order(alpha, 'buy', 1, { priceTicks: 601_000 });
    order(alpha, 'buy', 20);
    const high = order(beta, 'sell', 2, { priceTicks: 601_000, clientId: 'high' });
    const same = order(other, 'sell', 20);
    venue.take();
    pass(10);
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'auction.uncrossed')).toMatchObject([
      { priceTicks: 600_000, quantityLots: 0, trades: 0 },
    ]);
    expect(said.filter(({ kind }) => kind === 'order.cancelled')).toMatchObject([
      { order: same, remainingLots: 20, reason: 'selfTrade' },
      { order: high, remainingLots: 2, reason: 'crossed' },
    ]);
    expect(orderSumsFault(venue.venue.state)).toBeNull();
    expect(venue.venue.state.notes.count).toBe(0);
    expect([book().bestTicks(1), book().bestTicks(-1)]).toEqual([601_000, 0]);
  });

  test('an order that meets several counts as one execution of its strategy', () => {
    const rates = { executions: 2, windowS: 60 };
    venue.ok({ kind: 'subaccount.orderRates', subaccount: alpha, ...rates }, { by: 'risk' });
    call();
    order(alpha, 'buy', 3);
    for (let n = 0; n < 3; n++) order(beta, 'sell', 1);
    pass(10);
    expect(lotsOf(alpha)).toBe(3);
    const next = (): string =>
      venue.place(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 }).code;
    expect(next()).toBe('OK');
    venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 1, 600_000);
    expect(next()).toBe('TOO_MANY_EXECUTIONS');
  });
});

describe('LIFE-01 a book that stands crossed is no price', () => {
  test('the mark of an instrument that was halted during its call is that of the index', () => {
    venue = TestVenue.found(resources, (spec) => ({ ...spec, auction }));
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const [house, other] = ['house', 'other'].map((label) => venue.open(label, { kind: 'house' }));
    const fields = { by: 'house' } as const;
    call();
    order(house ?? 0, 'buy', 5_000, { ...fields, priceTicks: 605_000 });
    order(other ?? 0, 'sell', 5_000, { ...fields, priceTicks: 604_000 });
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    pass(1);
    const [mark] = venue.take('mark.set').filter((one) => one['instrument'] === 1);
    expect(mark).toMatchObject({ method: 'fundingAdjusted', bookE8: 0, lastE8: 0 });
  });
});
