/** Orders that end by the clock. Tests begin at 2025-01-01 00:00:30 UTC, and a second later. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import type { Envelope } from '../testing/test-venue.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;
const MIDNIGHT_US = START_US - 30 * SECOND_US;

let venue: TestVenue;
let trader: number;
beforeEach(() => open({}));

function open(change: { readonly dayEndUs?: number }): void {
  venue = TestVenue.found(resources, (spec) => ({ ...plainPrices(spec), ...change }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
}

type Fields = Partial<Omit<Extract<Command, { kind: 'order.place' }>, 'kind'>> & Envelope;

function rest(fields: Fields): number {
  const { code, reference } = venue.place(trader, 'BTCUSDT', 'buy', 10, {
    priceTicks: 599_000,
    ...fields,
  });
  expect(code).toBe('OK');
  return reference;
}

const untilDay = { timeInForce: 'day' } as const;
const until = (afterS: number): Fields => ({
  timeInForce: 'gtd',
  expiresUs: venue.timeUs + afterS * SECOND_US,
});
const expired = (): unknown[] =>
  venue.take('order.cancelled').map(({ order, reason }) => {
    expect(reason).toBe('expired');
    return order;
  });

describe('TIF-01 a day order ends with the day, a good-till-date order at its time', () => {
  test.each([
    ['midnight', undefined, MIDNIGHT_US + DAY_US],
    ['a setting that is still ahead today', 8 * 3_600 * SECOND_US, 8 * 3_600 * SECOND_US],
    ['a setting that is past today', 20 * SECOND_US, DAY_US + 20 * SECOND_US],
    ['a setting of this very moment', 31 * SECOND_US, DAY_US + 31 * SECOND_US],
  ])('%s', (_, dayEndUs, end) => {
    open(dayEndUs === undefined ? {} : { dayEndUs });
    const order = rest(untilDay);
    const endUs = end < MIDNIGHT_US ? MIDNIGHT_US + end : end;
    expect(venue.venue.state.notes.get(order)?.expiresUs).toBe(endUs);
    venue.take();
    venue.tick(endUs - venue.timeUs - 1);
    expect(expired()).toEqual([]);
    venue.tick(1);
    expect(expired()).toEqual([order]);
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
  });

  test('it rests, trades and keeps its priority like any other until then', () => {
    const first = rest(untilDay);
    rest({});
    const house = venue.open('house', { kind: 'house' });
    venue.place(house, 'BTCUSDT', 'sell', 4, { priceTicks: 599_000, by: 'house' });
    expect(venue.take('execution')[0]).toMatchObject({ order: first, remainingLots: 6 });
  });

  test.each([
    [{ timeInForce: 'gtd' }, 'CONTRADICTION'],
    [{ timeInForce: 'gtc', expiresUs: START_US + DAY_US }, 'CONTRADICTION'],
    [{ timeInForce: 'day', expiresUs: START_US + DAY_US }, 'CONTRADICTION'],
    [{ timeInForce: 'gtd', expiresUs: START_US }, 'TOO_LATE'],
    [{ timeInForce: 'gtd', expiresUs: START_US + SECOND_US }, 'TOO_LATE'],
  ] as const)('%j is refused: %s', (fields, code) => {
    const options = { priceTicks: 599_000, ...fields };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 10, options).code).toBe(code);
  });

  test('a market order that waits for nothing cannot wait', () => {
    expect(venue.place(trader, 'BTCUSDT', 'buy', 10, untilDay).code).toBe('CONTRADICTION');
  });
});

describe('TIF-02 what expires leaves before anything else, by time and number', () => {
  test('in their order, also when one command comes late for several', () => {
    const [late, soon, same] = [rest(until(20)), rest(until(10)), rest(until(10))];
    venue.take();
    venue.tick(30 * SECOND_US);
    expect(expired()).toEqual([soon, same, late]);
    expect(venue.venue.state.nextTimerUs).toBe(0);
  });

  test('the command that comes then finds it gone', () => {
    const order = rest(until(10));
    const house = venue.open('house', { kind: 'house' });
    venue.take();
    const options = { priceTicks: 599_000, by: 'house', afterUs: 10 * SECOND_US } as const;
    venue.place(house, 'BTCUSDT', 'sell', 10, options);
    expect(venue.take('trade')).toEqual([]);
    const names = { subaccount: trader, instrument: 1, order };
    expect(venue.code({ kind: 'order.cancel', ...names })).toBe('UNKNOWN_ORDER');
  });

  test('an order that left before its time is not missed, and the next timer is set', () => {
    const [gone, stays] = [rest(until(10)), rest(until(20))];
    venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, order: gone });
    venue.take();
    venue.tick(15 * SECOND_US);
    expect(expired()).toEqual([]);
    expect(venue.venue.state.nextTimerUs).toBe(venue.timeUs + 5 * SECOND_US);
    venue.tick(5 * SECOND_US);
    expect(expired()).toEqual([stays]);
  });

  test('thousands that came and went leave the order of the rest as it was', () => {
    const kept: number[] = [];
    for (let n = 0; n < 3_000; n++) {
      const order = rest({ ...until(10 + ((n * 7) % 50)), quantityLots: 1 });
      if (n % 100 === 0) kept.push(order);
      else venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, order });
    }
    const { notes } = venue.venue.state;
    const dueUs = (order: number): number => notes.get(order)?.expiresUs ?? 0;
    const inOrder = kept.toSorted((a, b) => dueUs(a) - dueUs(b) || a - b);
    venue.take();
    venue.tick(60 * SECOND_US);
    expect(expired()).toEqual(inOrder);
  });

  test('it is the same after saving and loading', () => {
    rest({ ...until(10), clientId: 'a' });
    rest(untilDay);
    const copy = venue.reloaded();
    for (const one of [venue, copy]) one.tick(10 * SECOND_US);
    expect(copy.meaning()).toBe(venue.meaning());
    expect(copy.instrument('BTCUSDT').book.orderCount).toBe(1);
    expect(copy.venue.state.nextTimerUs).toBe(MIDNIGHT_US + DAY_US);
  });
});

describe('TIF-03 a stop expires while it waits', () => {
  test.each([
    ['a limit', { priceTicks: 602_000 }],
    ['a market order', { priceTicks: undefined, type: 'market' } as const],
  ])('%s', (_, fields) => {
    const { priceTicks, ...type } = fields as Fields;
    const stop = { trigger: 'mark', triggerTicks: 601_000, ...until(10) } as const;
    const price = priceTicks === undefined ? {} : { priceTicks };
    const placed = venue.place(trader, 'BTCUSDT', 'buy', 10, { ...type, ...stop, ...price });
    expect(placed.code).toBe('OK');
    venue.take();
    venue.tick(10 * SECOND_US);
    expect(expired()).toEqual([placed.reference]);
    expect(venue.instrument('BTCUSDT').stops.count).toBe(0);
  });

  test('released before, a limit rests to its time and a market order takes what there is', () => {
    const stop = { trigger: 'mark', triggerTicks: 600_500, ...until(10) } as const;
    const limit = rest({ ...stop, priceTicks: 600_600 });
    const market = venue.place(trader, 'BTCUSDT', 'buy', 10, stop).reference;
    venue.take();
    venue.prices({ BTC: 60_060 });
    expect(venue.take('order.cancelled')).toMatchObject([{ order: market, reason: 'ioc' }]);
    venue.tick(9 * SECOND_US);
    expect(expired()).toEqual([limit]);
  });
});
