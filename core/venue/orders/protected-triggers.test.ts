/** Triggers that wait while last price and mark are far apart. BTCUSDT: ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { isProtected } from './triggers.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  // Half a per cent: 300 of 60,000.
  venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    triggerProtectPpm: 5_000,
  }));
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
});

const wait = (trigger: 'last' | 'mark' | 'index', triggerTicks: number): number =>
  venue.ok(
    venue.placement(trader, 'BTCUSDT', 'sell', 1, {
      type: 'market',
      timeInForce: 'ioc',
      trigger,
      triggerTicks,
    }),
  );
const last = (priceTicks: number): void => {
  venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1, priceTicks);
};
const taken = (): unknown[] => venue.take('order.triggered').map(({ order }) => order);

describe('VAR-69 no trigger is taken while last price and mark are too far apart', () => {
  test('exactly at the bound it is', () => {
    const spec = { ...venue.instrument('BTCUSDT').spec };
    const at = (lastTicks: number) => isProtected({ spec, lastTicks, markTicks: 600_001 });
    // 0.5 % of 600,001 are 3,000.005.
    expect([at(603_001), at(603_002), at(597_001), at(597_000), at(0)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  test('a wick of the last price releases nothing, and a move of the mark with it does', () => {
    const order = wait('last', 597_000);
    last(596_900);
    expect(taken()).toEqual([]);
    expect(venue.instrument('BTCUSDT').stops.get(order)).toBeDefined();
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    venue.prices({ BTC: 59_800 });
    expect(taken()).toEqual([order]);
  });

  test('a wick that is gone has released nothing', () => {
    const order = wait('last', 597_000);
    last(596_900);
    last(599_900);
    venue.prices({ BTC: 59_990 });
    expect(taken()).toEqual([]);
    expect(venue.instrument('BTCUSDT').stops.get(order)).toBeDefined();
  });

  test('triggers on the mark and the index wait too', () => {
    last(600_000);
    const orders = [wait('mark', 596_000), wait('index', 596_000)];
    venue.prices({ BTC: 59_500 });
    expect(taken()).toEqual([]);
    last(595_500);
    venue.prices({ BTC: 59_500 });
    expect(taken()).toEqual(orders);
  });

  test('a trailing one stays where it is', () => {
    last(600_000);
    const order = venue.ok(
      venue.placement(trader, 'BTCUSDT', 'sell', 1, {
        type: 'market',
        timeInForce: 'ioc',
        trigger: 'last',
        trailTicks: 5_000,
      }),
    );
    last(604_000);
    expect(venue.instrument('BTCUSDT').stops.get(order)?.triggerTicks).toBe(595_000);
    venue.prices({ BTC: 60_300 });
    expect(venue.instrument('BTCUSDT').stops.get(order)?.triggerTicks).toBe(599_000);
  });

  test('before anything has traded the mark alone counts', () => {
    const order = wait('mark', 596_000);
    venue.prices({ BTC: 59_000 });
    expect(taken()).toEqual([order]);
  });
});
