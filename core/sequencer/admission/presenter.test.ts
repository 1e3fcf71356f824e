import { beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../venue/commands.ts';
import { EVENT_KINDS, eventTable } from '../../venue/events.ts';
import type { VenueEvent } from '../../venue/events.ts';
import { bucketId } from '../../venue/state.ts';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import { Presenter } from './presenter.ts';
import { openDesk } from './testing/desk.ts';
import { Views } from './views.ts';

let desk: TestVenue;
let presenter: Presenter;
let views: Views;
beforeAll(() => {
  ({ desk } = openDesk());
  presenter = new Presenter(desk.venue.state);
  views = new Views(desk.venue.state, presenter);
});

const ALPHA = 4;
const BTCUSDT = 1;
const BTCUSD = 3;

describe('figures', () => {
  test('have the decimals of their scale', () => {
    expect(presenter.price(BTCUSDT, 600_001)).toBe('60000.1');
    expect(presenter.price(BTCUSDT, 0)).toBe('none');
    expect(presenter.quantity(BTCUSDT, -500)).toBe('-0.500');
    expect(presenter.quantity(BTCUSD, 5)).toBe('500');
    expect(presenter.money(1, 12_500_000)).toBe('12.50');
    expect(presenter.money(2, -1)).toBe('-0.00000001');
  });

  test('of nothing that is listed stay whole numbers', () => {
    expect([presenter.price(99, 7), presenter.quantity(99, 7), presenter.money(99, 7)]).toEqual([
      '7',
      '7',
      '7',
    ]);
  });
});

describe('events', () => {
  test('have names and decimals', () => {
    desk.take();
    desk.place(ALPHA, 'BTCUSDT', 'buy', 25, { priceTicks: 599_999, postOnly: true });
    const [accepted, rested] = desk.take().map((event) => presenter.event(event));
    expect(accepted?.columns).toMatchObject({
      subaccount: 'alpha',
      symbol: 'BTCUSDT',
      side: 'buy',
      type: 'limit',
      price: '59999.9',
      quantity: '0.025',
      timeInForce: 'gtc',
      flags: 'postOnly',
      strategy: 'none',
      session: 'trader',
      trigger: 'none',
      triggerPrice: 'none',
      origin: 'request',
    });
    expect(rested?.columns).toMatchObject({ price: '59999.9', remaining: '0.025' });
  });

  test.each([
    [
      'transfer.made',
      { from: 4, to: 5, asset: 2, amountAtoms: 5 },
      { from: 'alpha', to: 'beta', amount: '0.00000005' },
    ],
    [
      'index.state',
      { index: 2, from: 'GREEN', to: 'HOLD' },
      { index: 'ETH', from: 'GREEN', to: 'HOLD' },
    ],
    ['position.isolated', { subaccount: 4, instrument: 1, isolated: 1 }, { isolated: 'true' }],
    [
      'position.leverage',
      { subaccount: 4, instrument: 1, leverageX100: 1250 },
      { leverage: '12.5' },
    ],
    [
      'call.snoozed',
      { call: 1, operator: 6, untilUs: 1_767_600_000_000_000 },
      { until: '2026-01-05T08:00:00Z' },
    ],
    [
      'funding.settled',
      { instrument: 3, rateE8: 10_000, paidAtoms: 3 },
      { rate: '0.01%', paid: '0.00000003' },
    ],
    [
      'index.priced',
      { index: 1, priceE8: 6_000_010_000_000, state: 'GREEN' },
      { price: '60000.10' },
    ],
    [
      'fund.changed',
      { asset: 1, amountAtoms: -1, instrument: 0 },
      { amount: '-0.000001', symbol: 'none' },
    ],
    [
      'subaccount.orderLimits',
      { subaccount: 4, instrument: 1, maxQuantityLots: 5, maxValueAtoms: 5, maxAwayPpm: 2_500 },
      { symbol: 'BTCUSDT', maxQuantity: '0.005', maxValue: '0.000005', maxAway: '0.25%' },
    ],
    [
      'waiver.granted',
      { subaccount: 4, instrument: 1, side: -1, limits: 5, expiresUs: 1_767_600_000_000_000 },
      { side: 'sell', limits: 'quantity price', expires: '2026-01-05T08:00:00Z' },
    ],
  ] as const)('%s %j', (kind, columns, expected) => {
    const event = { kind, sequence: 1, index: 0, timeUs: 1, ...columns } as unknown as VenueEvent;
    expect(presenter.event(event).columns).toMatchObject(expected);
  });

  test('of a bucket are in its asset, and it is named', () => {
    const { balances, positions } = desk.of(ALPHA);
    const cross = bucketId(balances[1]!.bucket);
    const isolated = bucketId(positions[2]!.bucket);
    expect([presenter.bucket(cross), presenter.bucket(isolated)]).toEqual([
      'alpha XBT',
      'alpha BTCUSD',
    ]);
    const event = { kind: 'call.cured', call: 1, subaccount: 4, bucket: cross, equityAtoms: 1 };
    const { columns } = presenter.event(event as unknown as VenueEvent);
    expect(columns).toMatchObject({ bucket: 'alpha XBT', equity: '0.00000001' });
  });

  // A price or an amount without the instrument or asset that gives it a scale could not be shown.
  test.each(EVENT_KINDS)('%s says what its figures are counted in', (kind) => {
    const columns: readonly string[] = eventTable[kind];
    const needs = (suffix: string): boolean => columns.some((column) => column.endsWith(suffix));
    const has = (...names: string[]): boolean => names.some((name) => columns.includes(name));
    const sizes = !(needs('Ticks') || needs('Lots')) || has('instrument');
    const money = !needs('Atoms') || has('instrument', 'asset', 'bucket');
    expect({ sizes, money }).toEqual({ sizes: true, money: true });
  });
});

describe('outcomes', () => {
  const order: Command = {
    kind: 'order.place',
    subaccount: ALPHA,
    instrument: BTCUSDT,
    side: 'buy',
    type: 'market',
    quantityLots: 1,
    timeInForce: 'ioc',
    postOnly: false,
    reduceOnly: false,
  };
  const release: Command = {
    kind: 'collateral.release',
    subaccount: ALPHA,
    asset: 2,
    amountAtoms: 1,
    source: 'custodian',
    sourceSequence: 1,
  };

  test.each([
    ['OUTSIDE_BAND', order, 606_000, '60600.0'],
    ['FOK_UNFILLABLE', order, 5, '0.005'],
    ['INSUFFICIENT_MARGIN', order, 2_050_000_000, '2050.00'],
    ['INSUFFICIENT_COLLATERAL', release, 5, '0.00000005'],
    ['LEVERAGE_TOO_HIGH', order, 10_000, '100'],
    ['ALREADY_SEEN', release, 7, '7'],
    ['OVER_ORDER_QUANTITY', order, 5, '0.005'],
    ['OVER_ORDER_VALUE', order, 2_050_000_000, '2050.00'],
    ['TOO_FAR_FROM_MARK', order, 606_000, '60600.0'],
    ['TOO_MANY_ORDERS', order, 1_767_600_000_250_000, '2026-01-05T08:00:00.25Z'],
    ['NOT_AUTHORISED', order, 0, ''],
  ] as const)('%s says %s', (code, command, detail, text) => {
    const outcome = { code, reference: 0, detail, repeated: false };
    expect(presenter.detail(command, outcome)).toBe(text);
  });
});

describe('views', () => {
  test('of a bucket without positions have no health', () => {
    expect(views.crossBucket(ALPHA, 1)).toMatchObject({
      wallet: '10000.00',
      health: 'none',
      call: 'none',
      liquidation: 'none',
    });
  });

  test('of an order that is not there say so', () => {
    expect(views.order(12_345)).toEqual({ state: 'gone' });
  });

  test('of a waiting stop have its trigger', () => {
    const stop = { priceTicks: 595_000, trigger: 'mark', triggerTicks: 594_000 } as const;
    const { reference } = desk.place(ALPHA, 'BTCUSDT', 'sell', 10, stop);
    expect(views.order(reference)).toMatchObject({
      state: 'waiting',
      trigger: 'mark',
      triggerPrice: '59400.0',
      price: '59500.0',
      quantity: '0.010',
    });
  });
});
