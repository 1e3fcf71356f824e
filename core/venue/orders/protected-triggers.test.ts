/** Triggers that wait while last price and mark are far apart. BTCUSDT: ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { isSound } from '../instruments/listing.ts';
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

describe('VAR-73 where it is asked for, of those orders alone', () => {
  /** The same bound, for who asks. */
  function offered(): void {
    venue = TestVenue.found(resources, (spec) => ({
      ...plainPrices(spec),
      triggerProtectPpm: 5_000,
      triggerProtects: 'asked',
    }));
    venue.prices({ BTC: 60_000 });
    house = venue.open('house', { kind: 'house' });
    trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
  }

  type Waiting = Partial<Parameters<TestVenue['placement']>[4]>;
  const placed = (fields: Waiting) =>
    venue.placement(trader, 'BTCUSDT', 'sell', 1, {
      type: 'market',
      timeInForce: 'ioc',
      trigger: 'last',
      ...fields,
    });
  const asking = (triggerTicks: number): number =>
    venue.ok(placed({ triggerTicks, priceProtect: true }));
  const triggerOf = (order: number): number | undefined =>
    venue.instrument('BTCUSDT').stops.get(order)?.triggerTicks;

  test('a wick takes who did not ask, and the move of the mark with it the others', () => {
    offered();
    const [first, plain, other] = [asking(597_000), wait('last', 596_950), asking(596_000)];
    last(596_900);
    expect(taken()).toEqual([plain]);
    // Nobody else comes out at it, however often it is looked at.
    last(596_900);
    expect(taken()).toEqual([]);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    for (const one of [venue, copy]) one.prices({ BTC: 59_800 });
    expect(copy.meaning()).toBe(venue.meaning());
    expect(taken()).toEqual([first]);
    expect(triggerOf(other)).toBe(596_000);
  });

  test('one that comes while prices are apart is taken at the next price, or waits', () => {
    offered();
    last(596_900);
    expect(venue.code(placed({ triggerTicks: 596_900, priceProtect: true }))).toBe(
      'TRIGGERED_ALREADY',
    );
    const [first, plain] = [asking(596_800), wait('last', 596_800)];
    last(596_800);
    expect(taken()).toEqual([plain]);
    const later = wait('last', 596_700);
    last(596_700);
    expect(taken()).toEqual([later]);
    expect(triggerOf(first)).toBe(596_800);
    venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, order: first });
    venue.prices({ BTC: 59_700 });
    expect(taken()).toEqual([]);
  });

  test('a trailing one that asked stays where it is, and follows when they are near', () => {
    offered();
    last(600_000);
    const trail = { trailTicks: 5_000 };
    const [own, plain] = [placed({ ...trail, priceProtect: true }), placed(trail)].map((command) =>
      venue.ok(command),
    ) as [number, number];
    last(604_000);
    expect([triggerOf(own), triggerOf(plain)]).toEqual([595_000, 599_000]);
    venue.prices({ BTC: 60_300 });
    expect([triggerOf(own), triggerOf(plain)]).toEqual([599_000, 599_000]);
  });

  test('a stop-close may ask, and it is told with the order', () => {
    offered();
    last(600_000);
    const close = { kind: 'position.close', subaccount: trader, instrument: 1 } as const;
    const at = { trigger: 'last', triggerTicks: 610_000, priceProtect: true } as const;
    const order = venue.ok({ ...close, ...at });
    const told = venue.take('order.accepted').find((event) => event['order'] === order);
    // Reduce-only, that it closes, and that it is protected.
    expect(Number(told?.['flags'])).toBe(1 + 16 + 32);
    expect(venue.instrument('BTCUSDT').stops.get(order)?.priceProtect).toBe(true);
  });

  test('amended, it still asks', () => {
    offered();
    const order = asking(597_000);
    const names = { kind: 'order.amend', subaccount: trader, instrument: 1, order } as const;
    venue.ok({ ...names, triggerTicks: 596_950 });
    last(596_900);
    expect(taken()).toEqual([]);
  });

  test('where all wait it changes nothing, and stays with the order when those alone do', () => {
    const [own, plain] = [asking(597_000), wait('last', 597_000)];
    const command = {
      kind: 'instrument.amend',
      instrument: 1,
      version: 2,
      triggerProtects: 'asked',
    } as const;
    last(596_900);
    expect(taken()).toEqual([]);
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(taken()).toEqual([plain]);
    expect(triggerOf(own)).toBe(597_000);
  });

  test('nothing is asked of what has no bound, nor of an order without a trigger', () => {
    venue = TestVenue.found(resources, plainPrices);
    venue.prices({ BTC: 60_000 });
    trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
    expect(venue.code(placed({ triggerTicks: 597_000, priceProtect: true }))).toBe('NO_PROTECTION');
    expect(venue.code(placed({ triggerTicks: 597_000, priceProtect: false }))).toBe('OK');
    const limit = { priceTicks: 590_000, priceProtect: true };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, limit).code).toBe('CONTRADICTION');
  });

  test('a listing that says whose triggers wait has a bound', () => {
    const { triggerProtectPpm: _, ...bare } = venue.instrument('BTCUSDT').spec;
    const asked = { ...bare, triggerProtects: 'asked' } as const;
    expect([isSound(asked), isSound({ ...asked, triggerProtectPpm: 5_000 })]).toEqual([
      false,
      true,
    ]);
  });
});
