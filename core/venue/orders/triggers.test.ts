/** Stops come to life. BTCUSDT around 60,000: 600,000 ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { ORDER_FLAGS } from './flags.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
});

type Trigger = 'last' | 'mark' | 'index';

function stop(
  side: 'buy' | 'sell',
  lots: number,
  trigger: Trigger,
  triggerTicks: number,
  more: { priceTicks?: number; reduceOnly?: boolean } = {},
): number {
  const { code, reference } = venue.place(trader, 'BTCUSDT', side, lots, {
    trigger,
    triggerTicks,
    ...more,
  });
  expect(code).toBe('OK');
  return reference;
}

function quote(side: 'buy' | 'sell', lots: number, priceTicks: number): void {
  const placed = venue.place(house, 'BTCUSDT', side, lots, { priceTicks, by: 'house' });
  expect(placed.code).toBe('OK');
}

const triggered = (): unknown[] => venue.take('order.triggered').map(({ order }) => order);

describe('STOP-01 a stop is due when its price is reached from its side', () => {
  test.each([
    ['a buy, by the mark at its trigger', 'buy', 'mark', 601_000, 60_100, true],
    ['not a tick below it', 'buy', 'mark', 601_000, 60_099.9, false],
    ['a sell, by the index at its trigger', 'sell', 'index', 599_000, 59_900, true],
    ['not a tick above it', 'sell', 'index', 599_000, 59_900.1, false],
  ] as const)('%s', (_, side, trigger, ticks, price, isDue) => {
    const order = stop(side, 1, trigger, ticks);
    venue.take();
    venue.prices({ BTC: price });
    expect(triggered()).toEqual(isDue ? [order] : []);
  });

  test('by the last trade, in the step that made it', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
    quote('buy', 50, 599_400);
    const order = stop('sell', 1, 'last', 599_500);
    const other = venue.open('other', { funds: { USDT: 10_000 * USDT } });
    venue.take();
    expect(venue.place(other, 'BTCUSDT', 'sell', 1).code).toBe('OK');
    expect(triggered()).toEqual([order]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('one that is due already is refused, with the price', () => {
    const options = { trigger: 'mark', triggerTicks: 600_000 } as const;
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, options)).toMatchObject({
      code: 'TRIGGERED_ALREADY',
      detail: 600_000,
    });
  });
});

test('STOP-02 what is due together comes out nearest first, then by number', () => {
  const orders = [600_500, 600_200, 600_500, 600_300].map((ticks) => stop('buy', 1, 'mark', ticks));
  venue.take();
  venue.prices({ BTC: 60_100 });
  expect(triggered()).toEqual([orders[1], orders[3], orders[0], orders[2]]);
});

describe('STOP-03 a released stop passes the checks of a new order, or is cancelled', () => {
  const reason = (): unknown[] => venue.take('order.cancelled').map((one) => one['reason']);

  test('at the market, within the band', () => {
    quote('sell', 5, 601_200);
    stop('buy', 5, 'mark', 601_000);
    venue.prices({ BTC: 60_100 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(5);
  });

  test('with its limit, where it rests', () => {
    const order = stop('buy', 5, 'mark', 601_000, { priceTicks: 601_000 });
    venue.prices({ BTC: 60_100 });
    const { book } = venue.instrument('BTCUSDT');
    expect(book.priceTicksOf(book.slotOf(order))).toBe(601_000);
  });

  test.each([
    // 40,000 lots are 2.4 million, 120,000 at 20 times.
    ['insufficientMargin', 40_000, {}],
    ['outsideBand', 1, { priceTicks: 650_000 }],
    ['reduceOnly', 1, { reduceOnly: true }],
  ] as const)('%s', (expected, lots, more) => {
    stop('buy', lots, 'mark', 601_000, more);
    venue.take();
    venue.prices({ BTC: 60_100 });
    expect(reason()).toEqual([expected]);
  });

  test('notPossible: while the instrument takes only what reduces', () => {
    stop('buy', 1, 'mark', 601_000);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'reduceOnly' }, { by: 'risk' });
    venue.take();
    venue.prices({ BTC: 60_100 });
    expect(reason()).toEqual(['notPossible']);
  });

  test('reduce-only, it sells what is held at that moment', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    quote('buy', 50, 598_000);
    stop('sell', 10, 'mark', 599_000, { reduceOnly: true });
    venue.place(trader, 'BTCUSDT', 'sell', 7, { priceTicks: 598_000 });
    venue.prices({ BTC: 59_900 });
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(0);
  });

  test('released where only reducing passes, it can only reduce later too', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    const order = stop('sell', 10, 'mark', 599_000, { priceTicks: 600_000 });
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'reduceOnly' }, { by: 'risk' });
    venue.prices({ BTC: 59_900 });
    const { book } = venue.instrument('BTCUSDT');
    expect(book.flagsOf(book.slotOf(order)) & ORDER_FLAGS).toBe(1);
  });
});

test('STOP-04 mark and index trigger nothing while nobody may be liquidated on them', () => {
  // A mark that follows trades half the way, so that it moves while the index stands.
  venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return { ...plain, bands: { ...plain.bands, markPpm: 10_000 } };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const [seller, buyer] = ['seller', 'buyer'].map((label) => venue.open(label, { kind: 'house' }));
  trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
  const order = stop('buy', 1, 'mark', 601_000);
  const hold = { kind: 'price.status', index: 1, to: 'HOLD' } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command: hold }, { by: 'risk' });
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  venue.trade({ buyer: buyer ?? 0, seller: seller ?? 0 }, 'BTCUSDT', 1, 603_000);
  venue.take();
  venue.tick();
  expect(venue.instrument('BTCUSDT').markTicks).toBe(601_500);
  expect(triggered()).toEqual([]);
  expect(venue.instrument('BTCUSDT').stops.get(order)).toBeDefined();
});

describe('STOP-06 a step places at most 1,000 stops; the rest wait for the next command', () => {
  beforeEach(() => {
    for (let n = 0; n < 1_003; n++) stop('buy', 1, 'mark', 601_000, { priceTicks: 601_000 });
    venue.take();
    venue.prices({ BTC: 60_100, ETH: 3_000 }, 0);
  });

  test('in order, with the command that follows', () => {
    // The second index's observation was a command of its own.
    const rested = venue.take('order.rested');
    expect(rested).toHaveLength(1_003);
    const bySequence = new Map<number, number>();
    for (const { sequence } of rested) {
      bySequence.set(sequence, (bySequence.get(sequence) ?? 0) + 1);
    }
    expect([...bySequence.values()]).toEqual([1_000, 3]);
  });
});

describe('STOP-07 who is swept loses what was triggered and waits for its turn too', () => {
  function flood(): void {
    const other = venue.open('other', { funds: { USDT: 100_000 * USDT } });
    for (let n = 0; n < 1_000; n++) {
      const options = { trigger: 'mark', triggerTicks: 599_500, priceTicks: 599_500 } as const;
      venue.place(other, 'BTCUSDT', 'sell', 1, options);
    }
  }

  /** Two of the trader's behind a thousand of another's, so that they are triggered and wait. */
  function twoWaiting(): number[] {
    flood();
    const orders = [1, 2].map(() => stop('sell', 1, 'mark', 599_000, { priceTicks: 590_000 }));
    venue.prices({ BTC: 59_900 });
    expect(venue.venue.state.triggered.map(({ stop: { orderId } }) => orderId)).toEqual(orders);
    venue.take();
    return orders;
  }

  test('by cancelling the one', () => {
    const [first, second] = twoWaiting() as [number, number];
    venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, order: first });
    expect(venue.take('order.cancelled')).toMatchObject([
      { order: first, remainingLots: 1, reason: 'requested' },
      { order: second, reason: 'outsideBand' },
    ]);
  });

  test('not by another', () => {
    const [first] = twoWaiting() as [number];
    const command = {
      kind: 'order.cancel',
      subaccount: house,
      instrument: 1,
      order: first,
    } as const;
    expect(venue.code(command, { by: 'house' })).toBe('UNKNOWN_ORDER');
  });

  test('by cancelling all', () => {
    const orders = twoWaiting();
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    const cancelled = venue.take('order.cancelled');
    expect(cancelled.map(({ order }) => order)).toEqual(orders);
    expect(cancelled.every((one) => one['reason'] === 'requested')).toBe(true);
  });

  test('by its liquidation, so that no stop opens a position after the takeover', () => {
    const isolated = venue.open('isolated', { mode: 'isolated', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: isolated, seller: house }, 'BTCUSDT', 1_000, 600_000);
    flood();
    const options = { trigger: 'mark', triggerTicks: 580_000, priceTicks: 565_000 } as const;
    const { reference } = venue.place(isolated, 'BTCUSDT', 'sell', 100, options);
    venue.take();
    venue.prices({ BTC: 56_500 });
    const events = venue.take();
    expect(events.filter(({ kind }) => kind === 'liquidation.takeover')).toHaveLength(1);
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'order.cancelled', order: reference, reason: 'liquidation' }),
    );
    expect(venue.venue.state.triggered).toEqual([]);
    expect(venue.position(isolated, 'BTCUSDT').lots).toBe(0);
  });
});

describe('ORD-08 reduce-only orders of a position that went flat are cancelled with it', () => {
  test('resting ones and stops, but not those that may open', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    quote('buy', 50, 599_000);
    const resting = venue.place(trader, 'BTCUSDT', 'sell', 10, {
      priceTicks: 602_000,
      reduceOnly: true,
    }).reference;
    const waiting = stop('sell', 10, 'mark', 598_000, { reduceOnly: true });
    const free = venue.place(trader, 'BTCUSDT', 'sell', 1, { priceTicks: 603_000 }).reference;
    venue.take();
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    const cancelled = venue.take('order.cancelled');
    expect(cancelled.map(({ order }) => order)).toEqual([resting, waiting]);
    expect(cancelled.every((one) => one['reason'] === 'reduceOnly')).toBe(true);
    expect(venue.instrument('BTCUSDT').book.slotOf(free)).not.toBe(-1);
  });

  test('a position that only passed through zero keeps them', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    const options = { priceTicks: 602_000, reduceOnly: true };
    const { reference } = venue.place(trader, 'BTCUSDT', 'sell', 10, options);
    quote('buy', 50, 599_000);
    quote('sell', 50, 600_500);
    venue.place(trader, 'BTCUSDT', 'sell', 15);
    expect(venue.position(trader, 'BTCUSDT').lots).toBe(-5);
    expect(venue.instrument('BTCUSDT').book.slotOf(reference)).not.toBe(-1);
  });
});
