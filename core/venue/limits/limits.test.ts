/** What orders may not pass, by size, price and rate; none set, nothing is asked. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { CommandOf } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
/** A lot is 0.001 BTC and a tick 0.1: at 60,000 a lot is worth 60 USDT. */
const USDT = 1_000_000;
const SECOND_US = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 1_000_000 * USDT } });
});

type Limits = Partial<CommandOf<'subaccount.orderLimits'>>;
type Rates = Partial<CommandOf<'subaccount.orderRates'>>;

function limit(limits: Limits, symbol = 'BTCUSDT'): void {
  const instrument = venue.instrument(symbol).id;
  const command = { kind: 'subaccount.orderLimits', subaccount: trader, instrument } as const;
  venue.ok({ ...command, ...limits }, { by: 'risk' });
}

function rate(rates: Rates): void {
  venue.ok({ kind: 'subaccount.orderRates', subaccount: trader, ...rates }, { by: 'risk' });
}

type Options = Parameters<TestVenue['place']>[4];

const buy = (lots: number, options: Options = { priceTicks: 599_000 }) =>
  venue.place(trader, 'BTCUSDT', 'buy', lots, options);
const sell = (lots: number, options: Options) =>
  venue.place(trader, 'BTCUSDT', 'sell', lots, options);

/** What a refused command must leave as it was, but for time. */
function refused(place: () => { code: string; detail: number }): [string, number] {
  const before = venue.meaning().replace(/^time.*$/m, '');
  const { code, detail } = place();
  expect(venue.meaning().replace(/^time.*$/m, '')).toBe(before);
  return [code, detail];
}

describe('LIM-01 the size of one order', () => {
  test('up to the limit, and not a lot more', () => {
    limit({ maxQuantityLots: 100 });
    expect(buy(100).code).toBe('OK');
    expect(refused(() => buy(101))).toEqual(['OVER_ORDER_QUANTITY', 100]);
  });

  test('is of the instrument that it is set for, and of nobody else', () => {
    limit({ maxQuantityLots: 100 });
    const other = venue.open('other', { funds: { USDT: 1_000_000 * USDT } });
    expect(venue.place(trader, 'ETHUSDT', 'buy', 101, { priceTicks: 29_900 }).code).toBe('OK');
    expect(venue.place(other, 'BTCUSDT', 'buy', 101, { priceTicks: 599_000 }).code).toBe('OK');
  });

  test('amended, it is asked again; fewer lots at the same price are not', () => {
    const order = buy(150).reference;
    limit({ maxQuantityLots: 100 });
    const names = { kind: 'order.amend', subaccount: trader, instrument: 1, order } as const;
    expect(refused(() => venue.apply({ ...names, quantityLots: 160 }))[0]).toBe(
      'OVER_ORDER_QUANTITY',
    );
    expect(venue.code({ ...names, priceTicks: 598_000 })).toBe('OVER_ORDER_QUANTITY');
    expect(venue.code({ ...names, quantityLots: 140 })).toBe('OK');
  });
});

describe('LIM-02 the value of one order, at the mark and at its limit', () => {
  test('a bid above the mark counts at its limit, one below at the mark', () => {
    limit({ maxValueAtoms: 6_000 * USDT });
    expect(buy(100).code).toBe('OK');
    // 101 at 59,000 are worth 5,959 there, and 6,060 at the mark.
    expect(refused(() => buy(101, { priceTicks: 590_000 }))).toEqual([
      'OVER_ORDER_VALUE',
      6_000 * USDT,
    ]);
    // 100 at 60,000.1 are worth 6,000.01.
    expect(buy(100, { priceTicks: 600_001 }).code).toBe('OVER_ORDER_VALUE');
  });

  test('a market order counts at the mark', () => {
    limit({ maxValueAtoms: 6_000 * USDT });
    expect(buy(100, {}).code).toBe('OK');
    expect(buy(101, {}).code).toBe('OVER_ORDER_VALUE');
  });

  test('of an inverse contract is worth more the lower its price', () => {
    venue.mirror(trader, 'XBT', 100_000_000_000);
    // A lot is 100 dollars: 60 of them are 0.1 XBT at the mark.
    limit({ maxValueAtoms: 10_000_000 }, 'BTCUSD');
    const place = (lots: number, priceUsd: number): string => {
      const priceTicks = (venue.instrument('BTCUSD').markTicks * priceUsd) / 60_000;
      return venue.place(trader, 'BTCUSD', 'buy', lots, { priceTicks }).code;
    };
    expect(place(60, 60_000)).toBe('OK');
    expect(place(61, 60_300)).toBe('OVER_ORDER_VALUE');
    expect(place(60, 59_700)).toBe('OVER_ORDER_VALUE');
  });
});

describe('LIM-03 the distance of a limit from the mark', () => {
  test.each([
    ['buy', 600_600, 'OK', 0],
    ['buy', 600_601, 'TOO_FAR_FROM_MARK', 600_600],
    ['buy', 599_399, 'TOO_FAR_FROM_MARK', 599_400],
    ['sell', 599_400, 'OK', 0],
    ['sell', 599_399, 'TOO_FAR_FROM_MARK', 599_400],
    ['sell', 600_601, 'TOO_FAR_FROM_MARK', 600_600],
  ] as const)('to %s at %i: %s', (side, priceTicks, code, detail) => {
    limit({ maxAwayPpm: 1_000 });
    const outcome = venue.place(trader, 'BTCUSDT', side, 1, { priceTicks });
    expect([outcome.code, outcome.detail]).toEqual([code, detail]);
  });

  test('the bound is drawn inwards to the tick', () => {
    limit({ maxAwayPpm: 1 });
    // 0.6 of a tick is none: only the mark itself is near enough.
    expect(buy(1, { priceTicks: 600_001 }).detail).toBe(600_000);
    expect(buy(1, { priceTicks: 600_000 }).code).toBe('OK');
  });

  test('a market order goes no further', () => {
    limit({ maxAwayPpm: 1_000 });
    for (const [priceTicks, by] of [
      [600_600, 'house'],
      [600_601, 'house'],
    ] as const) {
      venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks, by });
    }
    venue.take();
    buy(10, {});
    expect(venue.take('execution').map(({ priceTicks }) => priceTicks)).toEqual([600_600, 600_600]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(5);
  });
});

describe('LIM-04 orders in a second', () => {
  test('as many as there may be, and then when the oldest is a second old', () => {
    rate({ ordersPerSecond: 2 });
    const firstUs = venue.timeUs;
    expect(buy(1).code).toBe('OK');
    expect(buy(1, { priceTicks: 599_000, afterUs: 400_000 }).code).toBe('OK');
    const full = refused(() => buy(1, { priceTicks: 599_000, afterUs: 599_999 }));
    expect(full).toEqual(['TOO_MANY_ORDERS', firstUs + SECOND_US]);
    expect(buy(1, { priceTicks: 599_000, afterUs: 1 }).code).toBe('OK');
    expect(buy(1).code).toBe('TOO_MANY_ORDERS');
  });

  test('amending counts, taking lots away and cancelling do not', () => {
    const order = buy(10).reference;
    rate({ ordersPerSecond: 1 });
    const names = { subaccount: trader, instrument: 1, order } as const;
    const amend = { kind: 'order.amend', ...names } as const;
    venue.ok({ ...amend, priceTicks: 598_000 });
    expect(venue.code({ ...amend, priceTicks: 597_000 })).toBe('TOO_MANY_ORDERS');
    venue.ok({ ...amend, quantityLots: 5 });
    venue.ok({ kind: 'order.cancel', ...names });
  });

  test('LIM-04 never more in any second, and refused only when there are as many', () => {
    const runs = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), runs, (most, gaps) => {
        const fresh = venue.reloaded();
        const command = { kind: 'subaccount.orderRates', subaccount: trader } as const;
        fresh.ok({ ...command, ordersPerSecond: most }, { by: 'risk' });
        const taken: number[] = [];
        for (const afterUs of gaps) {
          const options = { priceTicks: 599_000, afterUs };
          const { code } = fresh.place(trader, 'BTCUSDT', 'buy', 1, options);
          const recent = taken.filter((timeUs) => fresh.timeUs - timeUs < SECOND_US).length;
          expect(code).toBe(recent < most ? 'OK' : 'TOO_MANY_ORDERS');
          if (code === 'OK') taken.push(fresh.timeUs);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('LIM-05 executions of one strategy in a window', () => {
  const release = (strategy?: number) => {
    const which = strategy === undefined ? {} : { strategy };
    const command = { kind: 'throttle.release', subaccount: trader, ...which } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    return venue.apply({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  };
  const strategyNamed = (label: string) =>
    venue.ok({ kind: 'strategy.register', label, decisionMaker: 6, executor: 6 }, { by: 'admin' });

  beforeEach(() => {
    for (const priceTicks of [600_000, 600_010, 600_020]) {
      venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks, by: 'house' });
    }
    rate({ executions: 2, windowS: 10 });
    venue.take();
  });

  test('the one too many is told, and no order follows until the window has passed', () => {
    const firstUs = venue.timeUs;
    expect(buy(1, {}).code).toBe('OK');
    expect(buy(1, { afterUs: SECOND_US }).code).toBe('OK');
    const untilUs = firstUs + 10 * SECOND_US;
    const told = { subaccount: trader, strategy: 0, executions: 2, untilUs };
    expect(venue.take('throttle.reached')).toMatchObject([told]);
    expect(refused(() => buy(1, {}))).toEqual(['TOO_MANY_EXECUTIONS', untilUs]);
    expect(buy(1).code).toBe('TOO_MANY_EXECUTIONS');
    expect(buy(1, { afterUs: 9 * SECOND_US }).code).toBe('OK');
  });

  test('an order that takes from three makers has executed once', () => {
    buy(12, {});
    expect(venue.of(trader).limits?.executed).toEqual([{ strategy: 0, timesUs: [venue.timeUs] }]);
    expect(buy(1, {}).code).toBe('OK');
  });

  test('a resting order executes with every taker, and is not told twice', () => {
    buy(10, { priceTicks: 599_900 });
    for (let n = 0; n < 3; n++) {
      venue.place(house, 'BTCUSDT', 'sell', 1, { priceTicks: 599_900, by: 'house' });
    }
    expect(venue.take('throttle.reached')).toHaveLength(1);
    expect(buy(1).code).toBe('TOO_MANY_EXECUTIONS');
  });

  test('another strategy goes on, as does another subaccount', () => {
    const strategy = strategyNamed('momentum');
    buy(1, { strategy });
    buy(1, { strategy });
    expect(buy(1, { strategy }).code).toBe('TOO_MANY_EXECUTIONS');
    expect(buy(1, {}).code).toBe('OK');
  });

  test('two people release it, and only it', () => {
    const strategy = strategyNamed('momentum');
    for (const own of [{}, {}, { strategy }, { strategy }]) buy(1, own);
    const alone = { kind: 'throttle.release', subaccount: trader } as const;
    expect(venue.code(alone, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    venue.take();
    expect(release(strategy).code).toBe('OK');
    expect(venue.take('throttle.released')).toMatchObject([{ subaccount: trader, strategy }]);
    expect(buy(1, { strategy }).code).toBe('OK');
    expect(buy(1, {}).code).toBe('TOO_MANY_EXECUTIONS');
    expect(release(77).code).toBe('NOTHING_TO_CHANGE');
  });

  test('what a liquidation trades is not the strategy’s doing', () => {
    const weak = venue.open('weak', { funds: { USDT: 400 * USDT } });
    venue.trade({ buyer: weak, seller: house }, 'BTCUSDT', 100, 600_000);
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    const rates = { kind: 'subaccount.orderRates', subaccount: weak } as const;
    venue.ok({ ...rates, executions: 1, windowS: 60 }, { by: 'risk' });
    venue.place(house, 'BTCUSDT', 'buy', 200, { priceTicks: 562_500, by: 'house' });
    venue.prices({ BTC: 56_300 });
    const forced = venue.take('execution').filter(({ tradeKind }) => tradeKind === 'liquidation');
    expect(forced.length).toBeGreaterThan(0);
    expect(venue.of(weak).limits?.executed).toEqual([]);
  });
});

describe('LIM-10 what only reduces is not held up, and cancelling never', () => {
  beforeEach(() => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 200, 600_000);
    venue.place(house, 'BTCUSDT', 'buy', 500, { priceTicks: 599_900, by: 'house' });
    limit({ maxQuantityLots: 1, maxValueAtoms: 1, maxAwayPpm: 1_000 });
    rate({ ordersPerSecond: 1, executions: 1, windowS: 60 });
  });

  test('a position is closed, however large and however often', () => {
    const close = { kind: 'position.close', subaccount: trader, instrument: 1 } as const;
    for (let n = 0; n < 3; n++) {
      const reduce = { priceTicks: 600_000, reduceOnly: true } as const;
      expect(sell(10, reduce).code).toBe('OK');
    }
    venue.ok(close, { by: 'risk' });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('its price is still a price that somebody may have mistyped', () => {
    const far = { priceTicks: 599_000, reduceOnly: true } as const;
    expect(sell(10, far).code).toBe('TOO_FAR_FROM_MARK');
  });

  test('an order that would reduce, but is not held to it, is asked everything', () => {
    expect(sell(10, { priceTicks: 600_000 }).code).toBe('OVER_ORDER_QUANTITY');
  });
});

describe('LIM-09 a stop is asked when it is placed and amended', () => {
  const stop = { trigger: 'mark', triggerTicks: 620_000 } as const;

  test('its trigger stands for the mark, in price and in value', () => {
    limit({ maxAwayPpm: 1_000, maxValueAtoms: 6_200 * USDT });
    expect(buy(1, { ...stop, priceTicks: 620_620 }).code).toBe('OK');
    expect(buy(1, { ...stop, priceTicks: 620_621 })).toMatchObject({
      code: 'TOO_FAR_FROM_MARK',
      detail: 620_620,
    });
    expect(buy(100, stop).code).toBe('OK');
    expect(buy(101, stop).code).toBe('OVER_ORDER_VALUE');
  });

  test('amended, all but taking lots away', () => {
    limit({ maxQuantityLots: 10 });
    rate({ ordersPerSecond: 2 });
    const order = buy(10, { ...stop, priceTicks: 620_000 }).reference;
    const amend = { kind: 'order.amend', subaccount: trader, instrument: 1, order } as const;
    expect(refused(() => venue.apply({ ...amend, quantityLots: 11 }))[0]).toBe(
      'OVER_ORDER_QUANTITY',
    );
    venue.ok({ ...amend, priceTicks: 619_000 });
    expect(venue.code({ ...amend, priceTicks: 618_000 })).toBe('TOO_MANY_ORDERS');
    venue.ok({ ...amend, quantityLots: 5 });
  });

  test('released, it is not asked again, but drawn in like any market order', () => {
    buy(10, { trigger: 'mark', triggerTicks: 600_500 });
    limit({ maxQuantityLots: 1, maxAwayPpm: 1_000 });
    for (const priceTicks of [601_000, 602_000]) {
      venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks, by: 'house' });
    }
    venue.prices({ BTC: 60_060 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(5);
  });
});

describe('LIM-06 one person tightens, two loosen; the core sets what it is told', () => {
  const command = (limits: Limits) =>
    ({ kind: 'subaccount.orderLimits', subaccount: trader, instrument: 1, ...limits }) as const;
  const rates = (given: Rates) =>
    ({ kind: 'subaccount.orderRates', subaccount: trader, ...given }) as const;
  const all = { maxQuantityLots: 100, maxValueAtoms: 1_000, maxAwayPpm: 500 };
  const often = { ordersPerSecond: 10, executions: 10, windowS: 10 };

  test.each([
    ['a smaller size', { maxQuantityLots: 99 }, 'OK'],
    ['a larger size', { maxQuantityLots: 101 }, 'NEEDS_SECOND_PERSON'],
    ['a larger value', { maxValueAtoms: 1_001 }, 'NEEDS_SECOND_PERSON'],
    ['a greater distance', { maxAwayPpm: 501 }, 'NEEDS_SECOND_PERSON'],
    ['the same', {}, 'NOTHING_TO_CHANGE'],
  ])('%s', (_, change, code) => {
    limit(all);
    expect(venue.code(command({ ...all, ...change }), { by: 'risk' })).toBe(code);
    expect(venue.code(command({}), { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
  });

  test.each([
    ['fewer orders', { ordersPerSecond: 9 }, 'OK'],
    ['more orders', { ordersPerSecond: 11 }, 'NEEDS_SECOND_PERSON'],
    ['more executions', { executions: 11 }, 'NEEDS_SECOND_PERSON'],
    ['a longer window', { windowS: 11 }, 'OK'],
    ['a shorter window', { windowS: 9 }, 'NEEDS_SECOND_PERSON'],
    ['the same', {}, 'NOTHING_TO_CHANGE'],
  ])('%s in time', (_, change, code) => {
    rate(often);
    expect(venue.code(rates({ ...often, ...change }), { by: 'risk' })).toBe(code);
    expect(venue.code(rates({}), { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
  });

  test('executions without a window, and a window without them, mean nothing', () => {
    expect(venue.code(rates({ executions: 1 }), { by: 'risk' })).toBe('CONTRADICTION');
    expect(venue.code(rates({ windowS: 1 }), { by: 'risk' })).toBe('CONTRADICTION');
  });

  test('approved by another, they are loosened; the last one gone, nothing is asked', () => {
    limit(all);
    rate(often);
    for (const loose of [command({}), rates({})]) {
      const proposal = venue.ok({ kind: 'proposal.open', command: loose }, { by: 'risk' });
      venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    }
    expect(venue.of(trader).limits).toBeNull();
    const told = venue.take('subaccount.orderLimits').at(-1);
    expect(told).toMatchObject({ maxQuantityLots: 0, maxValueAtoms: 0, maxAwayPpm: 0 });
  });

  test('the house is the market, and is not limited', () => {
    expect(venue.code({ ...command(all), subaccount: house }, { by: 'core' })).toBe(
      'WRONG_ACCOUNT_KIND',
    );
    expect(venue.code({ ...rates(often), subaccount: house }, { by: 'core' })).toBe(
      'WRONG_ACCOUNT_KIND',
    );
  });

  test('LIM-06 limits, what they count and waivers are saved and hashed', () => {
    const before = venue.meaning();
    expect(before).not.toContain('waivers');
    expect(before).not.toContain('"limits"');
    limit(all);
    rate({ ordersPerSecond: 3, executions: 3, windowS: 10 });
    limit({ maxQuantityLots: 7 }, 'ETHUSDT');
    venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks: 600_000, by: 'house' });
    sell(1, { priceTicks: 600_000 });
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    for (const one of [venue, copy]) one.place(trader, 'BTCUSDT', 'buy', 1, {});
    expect(copy.meaning()).toBe(venue.meaning());
    expect(venue.meaning()).not.toBe(before);
  });
});
