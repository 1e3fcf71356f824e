/**
 * When and how other venues deleverage. A trader holds 1,000 lots bought at 60,000 with 3,400 USDT:
 * below 56,600 it owes money, and a little above the fund takes it over with something left.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { beyondLimitLots } from './adl-arithmetic.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

type Adl = NonNullable<InstrumentSpec['adl']>;

/** The trader, a short against it, and a fund that could stand for all. */
function before(adl: Partial<Adl>, liquidation: Partial<InstrumentSpec['liquidation']> = {}) {
  const crash = new Crash((spec) => ({
    adl: { ...PLAIN_ADL, ...adl },
    liquidation: { ...spec.liquidation, ...liquidation },
  }));
  crash.venue.contribute('USDT', 10_000 * USDT);
  const trader = crash.holder('trader', 1_000, 3_400);
  const short = crash.holder('short', -1_000, 9_000);
  crash.venue.take();
  return { crash, trader, short };
}

describe('VAR-39 who is taken over owing money is given on at once', () => {
  test('at its bankruptcy price, and the fund is not asked', () => {
    const { crash, short } = before({ ruined: 'atOnce' });
    crash.prices(56_000);
    expect(crash.venue.take('adl.executed')).toMatchObject([
      { subaccount: short, quantityLots: 1_000, priceTicks: 566_000 },
    ]);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    expect(crash.wallet(FUND)).toBe(10_000 * USDT);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('unsaid the fund stands for it', () => {
    const { crash } = before({});
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
  });

  test('who had something left is not: that is the fund’s, or a vault’s', () => {
    const { crash } = before({ ruined: 'atOnce' });
    // 100 of the 189 below which it is taken over.
    crash.prices(56_700);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    expect(crash.venue.take('adl.due')).toEqual([]);
  });

  const behind = [{ vault: 7 }, { assignees: [{ subaccount: 7, lots: 1_000 }] }];
  test.each(
    behind.flatMap((way) => [[way, 56_700, 1_000, 0] as const, [way, 56_000, 0, 1_000] as const]),
  )('%o behind it takes nobody who owes: at %i', (way, price, taken, givenOn) => {
    const { crash } = before({ ruined: 'atOnce' }, way);
    const taker = crash.venue.open('taker', { funds: { USDT: 90_000 * USDT } });
    expect(taker).toBe(7);
    crash.prices(price);
    expect(crash.lots(taker)).toBe(taken);
    expect(crash.venue.take('adl.executed').length * 1_000).toBe(givenOn);
  });

  test('by lot, where takeovers come at zero alone: nobody is taken over before', () => {
    const { crash, trader, short } = before(
      { ruined: 'atOnce', rank: 'drawn' },
      { takeoverPpm: 0 },
    );
    crash.prices(56_700);
    expect(crash.lots(trader)).toBe(1_000);
    crash.prices(56_500);
    expect([crash.lots(trader), crash.lots(short), crash.lots(LIQUIDATION)]).toEqual([0, 0, 0]);
    expect(crash.wallet(FUND)).toBe(10_000 * USDT);
  });

  test('what nobody takes stays, is remembered by an image, and goes when somebody comes', () => {
    const crash = new Crash(() => ({ adl: { ...PLAIN_ADL, ruined: 'atOnce' } }));
    crash.venue.contribute('USDT', 10_000 * USDT);
    crash.holder('trader', 1_000, 3_400);
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    expect(crash.venue.venue.state.deleveraging).toMatchObject([{ ruinedLots: 1_000 }]);
    expect(crash.venue.venue.save().deleveraging).toMatchObject([{ ruinedLots: 1_000 }]);
    crash.holderIn('BTCUSDT', 560_000, 'late', -400, 9_000);
    crash.prices(56_000);
    expect(crash.lots(LIQUIDATION)).toBe(600);
    expect(crash.venue.venue.state.deleveraging).toMatchObject([{ ruinedLots: 600 }]);
  });
});

describe('VAR-40 what may be lost of what is behind it', () => {
  const limit = { lossLimitPpm: 50_000, lossFloorPpm: 20_000 };

  test.each([
    // 500 of 10,000 are five per cent, and no more.
    [56_100, 0],
    // 600, of which 200 may stay: a third.
    [56_000, 667],
  ])('at %i', (price, lots) => {
    const { crash } = before(limit);
    crash.prices(price);
    expect(crash.lots(LIQUIDATION)).toBe(1_000 - lots);
    const causes = crash.venue.take('adl.due').map(({ cause }) => cause);
    expect(causes).toEqual(lots === 0 ? [] : ['lossLimit']);
  });

  test('at the mark the fund pays for what goes', () => {
    const { crash } = before({ ...limit, price: 'mark' });
    crash.prices(56_000);
    expect(crash.wallet(FUND)).toBe(10_000 * USDT - 667 * 0.6 * USDT);
  });

  test('nothing of what is covered goes where nothing is lost', () => {
    expect(beyondLimitLots(1_000, 0, 0, { limitPpm: 1, floorPpm: 0 })).toBe(0);
    expect(beyondLimitLots(1_000, 1, 0, { limitPpm: 1, floorPpm: 0 })).toBe(1_000);
    expect(beyondLimitLots(3, 600, 1_000, { limitPpm: 500_000, floorPpm: 500_000 })).toBe(1);
  });
});

describe('ADL-08 whose orders go', () => {
  test.each([
    [undefined, ['ETHUSDT'], 1],
    ['all', [], 2],
    ['none', ['BTCUSDT', 'ETHUSDT'], 0],
  ] as const)('%s', (cancels, left, told) => {
    const { crash, short } = before({ ...(cancels && { cancels }), ruined: 'atOnce' });
    crash.venue.place(short, 'BTCUSDT', 'buy', 10, { priceTicks: 595_000 });
    crash.venue.place(short, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    crash.prices(56_000);
    const resting = ['BTCUSDT', 'ETHUSDT'].filter(
      (symbol) => crash.venue.instrument(symbol).book.firstOrderOf(short) !== -1,
    );
    expect(resting).toEqual(left);
    expect(crash.venue.take('adl.executed')).toMatchObject([{ orders: told }]);
  });

  test('a reduce-only order goes with its position all the same', () => {
    const { crash, short } = before({ cancels: 'none', ruined: 'atOnce' });
    const only = { priceTicks: 595_000, reduceOnly: true };
    expect(crash.venue.place(short, 'BTCUSDT', 'buy', 10, only).code).toBe('OK');
    crash.prices(56_000);
    expect(crash.venue.instrument('BTCUSDT').book.firstOrderOf(short)).toBe(-1);
  });
});
