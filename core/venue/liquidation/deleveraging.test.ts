/**
 * Deleveraging. A trader holds 1,000 lots of BTCUSDT bought at 60,000 with 3,400 USDT, so that a
 * mark below 56,600 ruins it; at 56,000 the fund would lose 600 with it.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

/** The trader, and the crash that ruins it. */
function ruined(adl?: Partial<NonNullable<InstrumentSpec['adl']>>): Crash {
  const crash = new Crash(() => ({ adl: { ...PLAIN_ADL, ...adl } }));
  crash.holder('trader', 1_000, 3_400);
  return crash;
}

function taken(crash: Crash): { subaccount: unknown; lots: unknown }[] {
  return crash.venue
    .take('adl.executed')
    .map(({ subaccount, quantityLots }) => ({ subaccount, lots: quantityLots }));
}

describe('ADL-01 the highest rank goes first', () => {
  test('by the share of the equity in cross', () => {
    const crash = ruined();
    // As much money each, but the first has another position that takes most of its equity.
    const shared = crash.holder('shared', -500, 5_000);
    const alone = crash.holder('alone', -500, 5_000);
    crash.venue.trade({ buyer: shared, seller: crash.house }, 'ETHUSDT', 1_000, 300_000);
    crash.prices(56_000);
    expect(taken(crash).map(({ subaccount }) => subaccount)).toEqual([shared, alone]);
  });

  test('as its setting says: a low entry counts more than a small account', () => {
    for (const [rank, first] of [
      ['leveragedReturn', 'small'],
      ['exposure', 'small'],
      ['walletReturn', 'small'],
    ] as const) {
      const crash = ruined({ rank });
      crash.holder('large', -1_000, 50_000);
      crash.holder('small', -1_000, 5_000);
      crash.prices(56_000);
      const [executed] = crash.venue.take('adl.executed');
      expect(crash.venue.of(Number(executed?.['subaccount'])).label).toBe(first);
    }
  });
});

test('ADL-02 the act says place and lights', () => {
  const crash = ruined();
  const [small, large] = [
    crash.holder('small', -200, 2_000),
    crash.holder('large', -1_800, 90_000),
  ];
  crash.prices(56_000);
  expect(crash.venue.take('adl.executed')).toMatchObject([
    { subaccount: small, place: 1, lights: 5, positionLots: 0 },
    { subaccount: large, place: 2, lights: 1, positionLots: -1_000 },
  ]);
});

describe('ADL-03 as much as the fund cannot stand for, and no lot more', () => {
  test.each([
    [0, 1_000],
    [300, 500],
    // 599 of 600: a lot loses 0.6, and 998 lots 598.8.
    [599, 2],
    [600, 0],
  ])('with a fund of %i', (fund, lots) => {
    const crash = ruined();
    crash.holder('short', -1_000, 5_000);
    if (fund > 0) crash.venue.contribute('USDT', fund * USDT);
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000 - lots);
    expect(crash.wallet(FUND)).toBe(fund * USDT);
    // What is left is covered, and stays.
    crash.pass(5, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000 - lots);
    expect(crash.venue.take('adl.due')).toHaveLength(lots > 0 ? 1 : 0);
  });

  test('more as the price falls on', () => {
    const crash = ruined();
    crash.holder('short', -1_000, 5_000);
    crash.venue.contribute('USDT', 300 * USDT);
    crash.prices(56_000);
    // 500 left that now lose 0.8 each: 375 of them lose 300.
    crash.prices(55_800);
    expect(crash.lots(LIQUIDATION)).toBe(375);
  });

  test('two instruments of one fund share what it has', () => {
    const crash = new Crash(() => ({ adl: PLAIN_ADL }));
    crash.holder('bitcoin', 1_000, 3_400);
    crash.holderIn('ETHUSDT', 300_000, 'ether', 20_000, 3_400);
    crash.holder('short', -1_000, 5_000);
    crash.holderIn('ETHUSDT', 300_000, 'shortEther', -20_000, 5_000);
    crash.venue.contribute('USDT', 1_000 * USDT);
    // 600 for bitcoin; of the other 600, at 2,800 against 2,830, 400 are there.
    crash.prices(56_000, 2_800);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    const ether = crash.lots(LIQUIDATION, 'ETHUSDT');
    expect(ether).toBe(Math.floor((20_000 * 400) / 600));
  });

  test('a short that was taken over goes to the longs', () => {
    const crash = new Crash();
    crash.holder('bear', -1_000, 3_400);
    const long = crash.holder('long', 1_000, 5_000);
    crash.prices(64_000);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    expect(crash.wallet(long)).toBe((5_000 + 3_400) * USDT);
  });

  test('nobody is, where the contract does not say so', () => {
    const crash = new Crash(() => ({}));
    crash.holder('trader', 1_000, 3_400);
    crash.holder('short', -1_000, 5_000);
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    expect(crash.venue.venue.state.deleveraging).toEqual([]);
  });
});

describe('ADL-04 the price', () => {
  test('is the bankruptcy price, without fees and exactly', () => {
    const crash = ruined();
    const short = crash.holder('short', -1_000, 5_000);
    const { lastTicks } = crash.venue.instrument('BTCUSDT');
    crash.venue.take();
    crash.prices(56_000);
    const events = crash.venue.take();
    expect(events.filter(({ kind }) => kind === 'trade')).toMatchObject([
      { priceTicks: 566_000, quantityLots: 1_000, tradeKind: 'takeover' },
      { priceTicks: 566_000, quantityLots: 1_000, tradeKind: 'adl' },
    ]);
    expect(crash.wallet(short)).toBe(8_400 * USDT);
    expect(crash.venue.position(short, 'BTCUSDT').feesAtoms).toBe(0);
    expect([crash.wallet(FUND), crash.wallet(LIQUIDATION)]).toEqual([0, 0]);
    expect(crash.venue.instrument('BTCUSDT').lastTicks).toBe(lastTicks);
    expect(crash.venue.instrument('BTCUSDT').disposalDueUs).toBe(0);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('of several takeovers their mean, to the tick for the fund', () => {
    const crash = ruined();
    // 999 lots with 3,300.697: ruined at 56,696, so that the mean of 1,999 is 56,647.976.
    crash.holder('other', 999, 3_300.696);
    crash.holder('short', -1_999, 20_000);
    crash.prices(56_000);
    expect(crash.venue.take('adl.executed')).toMatchObject([{ priceTicks: 566_480 }]);
    // 1,999 lots at 0.024 or so more than was paid for them.
    expect(crash.wallet(FUND)).toBeGreaterThan(0);
    expect(crash.wallet(FUND)).toBeLessThan(1_999 * 100);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
  });

  test.each([
    // All of it is due at once, with a fund that could pay 600 at the mark, or could not.
    ['mark', undefined, 1_000, 560_000, 400],
    ['mark', undefined, 500, 566_000, 500],
    // That of the check before was 57,000.
    ['previousMark', undefined, 1_000, 570_000, 1_400],
    ['index', undefined, 1_000, 560_000, 400],
    // 600 of 56,000 is 1.07 %.
    ['markIfFar', 10_000, 1_000, 560_000, 400],
    ['markIfFar', 11_000, 1_000, 566_000, 1_000],
  ] as const)('%s (%s) with %i is %i', (price, farPpm, fund, ticks, left) => {
    const crash = ruined({ price, disposeWithinUs: 0, ...(farPpm !== undefined && { farPpm }) });
    crash.holder('short', -1_000, 5_000);
    crash.venue.contribute('USDT', fund * USDT);
    crash.prices(57_000);
    crash.prices(56_000);
    expect(crash.venue.take('adl.executed')).toMatchObject([{ priceTicks: ticks }]);
    expect(crash.wallet(FUND)).toBe(left * USDT);
    expect(crash.wallet(LIQUIDATION)).toBe(0);
  });

  test('an inverse contract loses nothing by rounding', () => {
    const crash = new Crash();
    const trader = crash.venue.open('trader', { funds: { XBT: 6_000_000 } });
    crash.venue.trade({ buyer: trader, seller: crash.house }, 'BTCUSD', 601, 600_000);
    for (const [n, lots] of [77, 221, 303].entries()) {
      const short = crash.venue.open(`short${n}`, { funds: { XBT: 100_000_000 } });
      crash.venue.trade({ buyer: crash.house, seller: short }, 'BTCUSD', lots, 600_000);
    }
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION, 'BTCUSD')).toBe(0);
    expect(crash.venue.take('adl.executed')).toHaveLength(3);
    expect(crash.wallet(LIQUIDATION, 'XBT')).toBe(0);
    expect(crash.wallet(FUND, 'XBT')).toBeGreaterThanOrEqual(0);
    expect(crash.venue.take('fund.short')).toEqual([]);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });
});
