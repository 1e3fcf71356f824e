/** Orders as their blotter has them: what rests, what waits, and what was released. */
import { describe, expect, test } from 'vitest';
import type { OrderRow } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import { News } from '../news.ts';
import { orderRows } from './orders.ts';
import { Scales } from './scales.ts';

const NO_NEWS = {
  orderTimes: new Map<number, number>(),
  released: new Set<number>(),
  parents: new Map<number, number>(),
};

function inOrder(rows: readonly OrderRow[]): OrderRow[] {
  return rows.toSorted((a, b) => a.order - b.order);
}

describe('DESK-20 orders', () => {
  test('DESK-20 a resting order and a stop, with when they came where that is known', () => {
    const { venue, beta, scene } = openScene();
    const options = { priceTicks: 599_000, postOnly: true };
    const resting = venue.place(beta, 'BTCUSDT', 'buy', 25, options).reference;
    const waiting = venue.place(beta, 'BTCUSDT', 'sell', 10, {
      trigger: 'mark',
      triggerTicks: 590_000,
      reduceOnly: true,
    }).reference;
    const [order, stop] = orderRows(scene(), { ...NO_NEWS, orderTimes: new Map([[resting, 7]]) });
    expect(order).toEqual({
      key: String(resting),
      order: resting,
      subaccount: 'beta',
      accountKind: 'INTERNAL',
      instrument: 'BTCUSDT',
      side: 'BUY',
      type: 'limit',
      size: '0.025',
      filled: '0.000',
      remaining: '0.025',
      shown: '',
      price: '59,900.0',
      priceTicks: 599_000,
      trigger: '\u2014',
      triggerTicks: 0,
      triggerPrice: '',
      trail: '',
      trailTicks: 0,
      isClosing: false,
      pegTo: '',
      pegOffset: '',
      cap: '',
      flags: 'post-only',
      timeInForce: 'GTC',
      expiresUs: 0,
      state: 'live',
      role: '',
      group: 0,
      parent: 0,
      realises: '\u2014',
      realisesSign: 0,
      clientId: '',
      strategy: '',
      sinceUs: 7,
    });
    expect(stop).toMatchObject({
      key: String(waiting),
      type: 'stop',
      price: '\u2014',
      trigger: 'mark 59,000.0',
      triggerTicks: 590_000,
      flags: 'reduce-only',
      timeInForce: 'IOC',
      state: 'waiting',
      sinceUs: 0,
    });
  });

  test('DESK-20 each type of waiting order by its name, with trigger, trail and name', () => {
    const { venue, alpha, beta, scene } = openScene();
    venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 30, 600_000);
    const sell = (options: object) => venue.place(alpha, 'BTCUSDT', 'sell', 10, options);
    const mark = { trigger: 'mark', triggerTicks: 590_000 } as const;
    const touch = { trigger: 'last', triggerTicks: 610_000, ifTouched: true } as const;
    sell({ ...mark, clientId: 'hedge-7' });
    sell({ ...mark, priceTicks: 589_000 });
    sell(touch);
    sell({ ...touch, priceTicks: 609_000 });
    sell({ trigger: 'index', trailTicks: 1_500 });
    venue.ok({ kind: 'position.close', subaccount: alpha, instrument: 1, ...mark });
    const rows = inOrder(orderRows(scene(), NO_NEWS));
    expect(
      rows.map(({ type, trigger, trail, size, clientId }) => [
        type,
        trigger,
        trail,
        size,
        clientId,
      ]),
    ).toEqual([
      ['stop', 'mark 59,000.0', '', '0.010', 'hedge-7'],
      ['stop limit', 'mark 59,000.0', '', '0.010', ''],
      ['if touched', 'last 61,000.0', '', '0.010', ''],
      ['limit if touched', 'last 61,000.0', '', '0.010', ''],
      ['trailing', 'index 59,850.0', '150.0', '0.010', ''],
      ['close stop', 'mark 59,000.0', '', '0.030', ''],
    ]);
    expect(rows.map(({ isClosing }) => isClosing)).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(rows[4]).toMatchObject({
      trailTicks: 1_500,
      triggerTicks: 598_500,
      triggerPrice: '59,850.0',
    });
  });

  test('DESK-20 what waited is told apart once its trigger was reached', () => {
    const { venue, beta, scene, moveTo } = openScene();
    const { state, events } = venue.venue;
    const scales = new Scales(state);
    const news = new News({ venue: venue.venue, scales, nameOf: () => '', clockUs: () => 0 });
    const waits = { trigger: 'mark', triggerTicks: 605_000, priceTicks: 604_000 } as const;
    const order = venue.place(beta, 'BTCUSDT', 'buy', 25, waits).reference;
    let heard = events.written;
    const states = (): string[] => {
      news.hear(heard, events.written);
      heard = events.written;
      return orderRows(scene(), news).map((row) => row.state);
    };
    expect(states()).toEqual(['waiting']);
    moveTo(60_500);
    expect(states()).toEqual(['released']);
    venue.ok({ kind: 'order.cancel', subaccount: beta, instrument: 1, order });
    expect(states()).toEqual([]);
    expect(news.released.size).toBe(0);
  });

  test('DESK-20 a time that ends, and a trigger that was reached', () => {
    const { venue, beta, scene } = openScene();
    const expiresUs = venue.timeUs + 3_600_000_000;
    const dated = { priceTicks: 599_000, timeInForce: 'gtd', expiresUs } as const;
    const order = venue.place(beta, 'BTCUSDT', 'buy', 25, dated).reference;
    const day = { priceTicks: 599_100, timeInForce: 'day' } as const;
    venue.place(beta, 'BTCUSDT', 'buy', 25, day);
    const rows = inOrder(orderRows(scene(), { ...NO_NEWS, released: new Set([order]) }));
    expect(rows).toMatchObject([
      { timeInForce: 'GTD', expiresUs, state: 'released' },
      { timeInForce: 'DAY', state: 'live' },
    ]);
    expect((rows[1]?.expiresUs ?? 0) % 86_400_000_000).toBe(0);
  });
});
