/** The end of an instrument: what is closed at which price, and that nothing comes after it. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const FUND = 2;
const LIQUIDATION = 3;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT, XBT: 100_000_000 } });
});

/** Two people give a command; what became of it. */
function together(command: Command): string {
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

function settle(symbol: string): string {
  return together({ kind: 'instrument.settle', instrument: venue.instrument(symbol).id });
}

const wallet = (subaccount: number, asset = 'USDT'): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, asset);
  return mirroredAtoms + unsettledAtoms;
};

describe('LIFE-05 two people settle an instrument', () => {
  test('one person does not', () => {
    const command = { kind: 'instrument.settle', instrument: 1 } as const;
    expect(venue.code(command, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
  });

  test('every position is closed at the mark, without fees', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 100, 600_000);
    venue.prices({ BTC: 61_000 });
    const [before, fees] = [wallet(trader), wallet(1)];
    venue.take();
    expect(settle('BTCUSDT')).toBe('OK');
    // 0.1 BTC gained 1,000 a coin.
    expect(wallet(trader) - before).toBe(100 * USDT);
    expect(wallet(1)).toBe(fees);
    expect([trader, house].map((one) => venue.position(one, 'BTCUSDT').lots)).toEqual([0, 0]);
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'trade')).toMatchObject([
      { priceTicks: 610_000, quantityLots: 100, tradeKind: 'settlement' },
    ]);
    expect(said.filter(({ kind }) => kind === 'position.settled')).toMatchObject([
      { subaccount: house, quantityLots: -100, realisedAtoms: -100 * USDT },
      { subaccount: trader, quantityLots: 100, realisedAtoms: 100 * USDT },
    ]);
    expect(said.filter(({ kind }) => kind === 'instrument.settled')).toMatchObject([
      { priceTicks: 610_000, positions: 2, remainderAtoms: 0 },
    ]);
    expect(venue.instrument('BTCUSDT').lastTicks).toBe(600_000);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('orders and stops go first, whoever has them', () => {
    venue.place(trader, 'BTCUSDT', 'buy', 3, { priceTicks: 599_000 });
    venue.place(trader, 'BTCUSDT', 'buy', 2, { trigger: 'mark', triggerTicks: 605_000 });
    venue.place(house, 'BTCUSDT', 'sell', 9, { priceTicks: 601_000, by: 'house' });
    venue.take();
    expect(settle('BTCUSDT')).toBe('OK');
    const cancelled = venue.take('order.cancelled');
    expect(cancelled.map(({ reason, remainingLots }) => [reason, remainingLots])).toEqual([
      ['settled', 9],
      ['settled', 3],
      ['settled', 2],
    ]);
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
    expect(venue.instrument('BTCUSDT').stops.count).toBe(0);
  });

  test('what the rounding of an inverse contract leaves over is the fund’s', () => {
    venue.prices({ BTC: 61_007 });
    const others = ['one', 'two', 'three'].map((label) =>
      venue.open(label, { funds: { XBT: 100_000_000 } }),
    );
    others.forEach((buyer, n) => {
      venue.trade({ buyer, seller: house }, 'BTCUSD', 1 + n, 610_070);
    });
    venue.contribute('XBT', 1_000);
    venue.prices({ BTC: 61_013 });
    expect(settle('BTCUSD')).toBe('OK');
    const [settled] = venue.take('instrument.settled');
    expect(settled?.['remainderAtoms']).not.toBe(0);
    expect(wallet(FUND, 'XBT')).toBe(1_000 + Number(settled?.['remainderAtoms']));
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('an isolated position that is worth less than nothing is the fund’s loss', () => {
    venue.contribute('USDT', 5_000 * USDT);
    const isolated = venue.open('isolated', { mode: 'isolated', funds: { USDT: 400 * USDT } });
    venue.trade({ buyer: isolated, seller: house }, 'BTCUSDT', 100, 600_000);
    // Where nobody is liquidated yet the price may have passed what the position owned.
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.prices({ BTC: 50_000 });
    expect(settle('BTCUSDT')).toBe('OK');
    expect(wallet(isolated)).toBeGreaterThan(0);
    expect(wallet(FUND)).toBeLessThan(5_000 * USDT);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('what the liquidation account took over is closed with the rest', () => {
    venue.contribute('USDT', 5_000 * USDT);
    const weak = venue.open('weak', { funds: { USDT: 400 * USDT } });
    venue.trade({ buyer: weak, seller: house }, 'BTCUSDT', 100, 600_000);
    venue.prices({ BTC: 56_000 });
    expect(venue.position(LIQUIDATION, 'BTCUSDT').lots).toBe(100);
    expect(settle('BTCUSDT')).toBe('OK');
    expect(wallet(LIQUIDATION)).toBe(0);
    expect(venue.instrument('BTCUSDT').disposalDueUs).toBe(0);
    venue.prices({ BTC: 56_000 });
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('a cross bucket that is left in debt is made whole by the next margin check', () => {
    venue.contribute('USDT', 50_000 * USDT);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.prices({ BTC: 50_000 });
    expect(settle('BTCUSDT')).toBe('OK');
    expect(wallet(trader)).toBeLessThan(0);
    venue.prices({ BTC: 50_000 });
    expect(wallet(trader)).toBe(0);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('and where the fund cannot, another instrument of the asset only reduces', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.prices({ BTC: 50_000, ETH: 3_000 });
    expect(settle('BTCUSDT')).toBe('OK');
    const owedAtoms = -wallet(trader);
    venue.take();
    venue.prices({ BTC: 50_000, ETH: 3_000 });
    expect(venue.take('fund.short')).toMatchObject([{ shortAtoms: owedAtoms, instrument: 2 }]);
    expect(wallet(LIQUIDATION)).toBe(-owedAtoms);
    expect([1, 2].map((id) => venue.venue.state.instruments[id - 1]?.state)).toEqual([
      'settled',
      'reduceOnly',
    ]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('not on a price that nobody would be liquidated on, unless nothing is held', () => {
    venue.tick(6_000_000);
    expect(settle('BTCUSDT')).toBe('OK');
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    for (let n = 0; n < 125; n++) venue.prices({ BTC: 60_000, ETH: 3_000 });
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 1, 300_000);
    venue.tick(6_000_000);
    expect(settle('ETHUSDT')).toBe('PRICE_NOT_TRUSTED');
    expect(venue.position(trader, 'ETHUSDT').lots).toBe(1);
  });
});

describe('LIFE-06 nothing of a settled instrument is taken', () => {
  beforeEach(() => {
    expect(settle('BTCUSDT')).toBe('OK');
  });

  test.each<[string, () => Command]>([
    ['an order', () => venue.placement(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 600_000 })],
    [
      'a stop',
      () => venue.placement(trader, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 1 }),
    ],
    ['closing', () => ({ kind: 'position.close', subaccount: trader, instrument: 1 })],
    [
      'leverage',
      () => ({
        kind: 'position.leverage',
        subaccount: trader,
        instrument: 1,
        leverageX100: 500,
      }),
    ],
    [
      'isolating',
      () => ({ kind: 'position.isolate', subaccount: trader, instrument: 1, isolated: true }),
    ],
    [
      'margin',
      () => ({
        kind: 'position.transferMargin',
        subaccount: trader,
        instrument: 1,
        amountAtoms: 1,
      }),
    ],
  ])('not %s', (_, command) => {
    expect(venue.code(command())).toBe('INSTRUMENT_SETTLED');
  });

  test('nor is it halted, resumed or settled again', () => {
    const halt = { kind: 'instrument.halt', instrument: 1, to: 'halt' } as const;
    expect(venue.code(halt, { by: 'risk' })).toBe('INSTRUMENT_SETTLED');
    expect(together({ kind: 'instrument.resume', instrument: 1 })).toBe('INSTRUMENT_SETTLED');
    expect(settle('BTCUSDT')).toBe('INSTRUMENT_SETTLED');
  });

  test('there is nothing to cancel, which is no fault of who asks', () => {
    const names = { subaccount: trader, instrument: 1 };
    expect(venue.code({ kind: 'order.cancelAll', ...names })).toBe('OK');
    expect(venue.code({ kind: 'order.cancel', ...names, order: 1 })).toBe('UNKNOWN_ORDER');
  });

  test('its mark stands and it pays no funding, while the others go on', () => {
    venue.take();
    const untilUs = venue.instrument('BTCUSDT').funding.nextTimeUs - venue.timeUs;
    venue.prices({ BTC: 65_000, ETH: 3_000 }, untilUs);
    const said = venue.take();
    expect(venue.instrument('BTCUSDT').markTicks).toBe(600_000);
    expect(venue.instrument('BTCUSD').markTicks).toBe(650_000);
    const settled = said.filter(({ kind }) => kind === 'funding.settled');
    expect(settled.map(({ instrument }) => instrument)).not.toContain(1);
  });

  test('a saved venue knows that it is over', () => {
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    const order = loaded.placement(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 600_000 });
    expect(loaded.code(order)).toBe('INSTRUMENT_SETTLED');
  });
});
