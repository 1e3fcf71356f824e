/**
 * Margin calls. A trader holds 1,000 lots of BTCUSDT bought at 60,000 with 5,030 USDT: equity at a
 * mark p is p - 55,000, maintenance 0.55 % of p. Levels at 150, 125 and 110 %.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { operatorOf, TestVenue } from '../testing/test-venue.ts';
import { callLevel, cureAtoms } from './calls.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const PERCENTS = [150, 125, 110];

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 5_030 * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
});

const call = () => venue.balance(trader, 'USDT').bucket.call;
const callEvents = (): unknown[] =>
  venue
    .take()
    .filter(({ kind }) => kind.startsWith('call.'))
    .map(({ kind, level }) => (level === undefined ? kind : `${kind} ${String(level)}`));

describe('CALL-01 the level is the lowest threshold that health is below', () => {
  test.each([
    [1_500_000, 0],
    [1_499_999, 1],
    [1_250_000, 1],
    [1_249_999, 2],
    [1_100_000, 2],
    [1_099_999, 3],
    [-5_000_000, 3],
  ])('health of %i ppm: level %i', (health, level) => {
    expect(callLevel(PERCENTS, health)).toBe(level);
  });

  test('a call is raised once a level, and anew when it gets worse, not better', () => {
    // Half a per cent: 150 % is 0.825 % of p: below 55,457.5; 125 % 55,380.7; 110 % 55,334.7.
    venue.prices({ BTC: 55_458 });
    expect(callEvents()).toEqual([]);
    venue.prices({ BTC: 55_457 });
    venue.prices({ BTC: 55_400 });
    expect(callEvents()).toEqual(['call.raised 1']);
    venue.prices({ BTC: 55_380 });
    expect(callEvents()).toEqual(['call.raised 2']);
    venue.prices({ BTC: 55_400 });
    venue.prices({ BTC: 55_330 });
    expect(callEvents()).toEqual(['call.raised 3']);
  });
});

describe('CALL-02 what cures it brings equity five points above the first level', () => {
  test('155 % of maintenance, rounded up', () => {
    // 1.55 x 301 = 466.55.
    const figures = { walletAtoms: 0, equityAtoms: 300, maintenanceAtoms: 301, hasPosition: true };
    expect(cureAtoms(PERCENTS, figures)).toBe(167);
    expect(cureAtoms(PERCENTS, { ...figures, equityAtoms: 500 })).toBe(0);
  });

  test('the call says it, and that much ends it', () => {
    venue.prices({ BTC: 55_400 });
    // 400 against 304.7: 472.285 - 400.
    const [raised] = venue.take('call.raised');
    expect(raised).toMatchObject({
      subaccount: trader,
      equityAtoms: 400 * USDT,
      maintenanceAtoms: 304.7 * USDT,
      cureAtoms: 72.285 * USDT,
    });
    venue.mirror(trader, 'USDT', 72.285 * USDT - 1);
    venue.prices({ BTC: 55_400 });
    expect(call()).not.toBeNull();
    venue.mirror(trader, 'USDT', 1);
    venue.prices({ BTC: 55_400 });
    expect(call()).toBeNull();
  });
});

test('CALL-03 between the level and the release a call stays and is not raised again', () => {
  venue.prices({ BTC: 55_450 });
  venue.take();
  // 150 % is at 55,457.5, 155 % at 55,472.9.
  for (const price of [55_460, 55_450, 55_472]) venue.prices({ BTC: price });
  expect(callEvents()).toEqual([]);
  venue.prices({ BTC: 55_473 });
  expect(callEvents()).toEqual(['call.cured']);
});

describe('CALL-04 a named person acknowledges a call, once', () => {
  const acknowledge = (id: number): Command => ({ kind: 'call.acknowledge', call: id });

  test('the first one is kept, until the call gets worse', () => {
    venue.prices({ BTC: 55_450 });
    const id = call()?.id ?? 0;
    venue.ok(acknowledge(id), { by: 'risk' });
    expect(call()?.acknowledgedBy).toBe(operatorOf('risk'));
    expect(venue.code(acknowledge(id))).toBe('ALREADY_ACKNOWLEDGED');
    venue.prices({ BTC: 55_380 });
    expect(call()).toMatchObject({ id, level: 2, acknowledgedBy: 0 });
  });

  test('a call that is over or never was is not there', () => {
    venue.prices({ BTC: 55_450 });
    const id = call()?.id ?? 0;
    venue.prices({ BTC: 60_000 });
    expect(venue.code(acknowledge(id))).toBe('UNKNOWN_CALL');
    expect(venue.code({ kind: 'call.snooze', call: id, untilUs: venue.timeUs + 1 })).toBe(
      'UNKNOWN_CALL',
    );
  });
});

describe('CALL-05 a snoozed call is due again at its time, whatever command brings it', () => {
  const snooze = (seconds: number): Command => ({
    kind: 'call.snooze',
    call: call()?.id ?? 1,
    untilUs: venue.timeUs + seconds * 1_000_000,
  });

  test('at the time named and not before, by time and then number', () => {
    const second = venue.open('second', { funds: { USDT: 5_030 * USDT } });
    venue.prices({ BTC: 60_000 });
    venue.trade({ buyer: second, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 55_450 });
    const ids = [trader, second].map((one) => venue.balance(one, 'USDT').bucket.call?.id ?? 0);
    const until = venue.timeUs + 3_000_000;
    for (const id of ids.toReversed()) {
      venue.ok({ kind: 'call.snooze', call: id, untilUs: until }, { by: 'risk' });
    }
    venue.take();
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house', afterUs: 2_999_999 });
    expect(venue.take('call.due')).toEqual([]);
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house', afterUs: 1 });
    expect(venue.take('call.due').map((one) => one['call'])).toEqual(ids);
    venue.ok({ kind: 'clock.tick' }, { by: 'clock', afterUs: 1 });
    expect(venue.take('call.due')).toEqual([]);
  });

  test('a call that got worse is not silent any more', () => {
    venue.prices({ BTC: 55_450 });
    venue.ok(snooze(2));
    venue.prices({ BTC: 55_380 });
    venue.take();
    venue.prices({ BTC: 55_380 });
    expect(venue.take('call.due')).toEqual([]);
  });

  test('the past is no time to name', () => {
    venue.prices({ BTC: 55_450 });
    expect(venue.code(snooze(0))).toBe('TOO_LATE');
  });

  test('it survives a snapshot', () => {
    venue.prices({ BTC: 55_450 });
    venue.ok(snooze(2));
    venue = venue.reloaded();
    venue.tick(2_000_000);
    expect(venue.take('call.due')).toHaveLength(1);
  });
});
