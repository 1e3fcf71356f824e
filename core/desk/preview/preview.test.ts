import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SELF_TRADE_MODES } from '../../venue/book/contract.ts';
import type { Command, CommandOf } from '../../venue/commands.ts';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import type { HumanCommand, Preview } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { Scales } from '../views/scales.ts';
import { Previewer } from './preview.ts';
import { consider } from './refusal.ts';
import { averageTicks } from './walk.ts';

/** The house bids 0.020 at 59,999.8 and 1.000 at 59,990.0, and offers the same above 60,000. */
function openBook(): TestScene {
  const stage = openScene();
  const { venue, house } = stage;
  const quote = (side: 'buy' | 'sell', priceTicks: number, lots: number): void => {
    venue.ok(venue.placement(house, 'BTCUSDT', side, lots, { priceTicks }), { by: 'house' });
  };
  quote('buy', 599_998, 20);
  quote('buy', 599_900, 1_000);
  quote('sell', 600_002, 20);
  quote('sell', 600_100, 1_000);
  return stage;
}

function previewer({ venue }: TestVenue): Previewer {
  const scales = new Scales(venue.state);
  return new Previewer({ state: venue.state, scales, largeAbove: 5_000, killWords: String });
}

const ORDER: HumanCommand = {
  kind: 'order.place',
  subaccount: 'alpha',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '59990.0',
  quantity: '0.080',
};

function previewed(stage: TestScene, order: object = {}, by: 'trader' | 'risk' = 'trader') {
  const { venue } = stage;
  return previewer(venue).preview({ ...ORDER, ...order }, venue.sessionOf(by)) as Preview;
}

describe('DESK-18 what an order would do', () => {
  test('DESK-18 a limit order is taken to fill at its limit, as the maker where it rests', () => {
    const stage = openBook();
    // 0.08 x 59,990 = 4,799.20; the rebate 0.005 % of it, 0.23996 rounded towards zero. At the
    // mark of 60,000: value 4,800, IM 240 + 2.28; equity 360 + 0.23996 + 0.80. Liquidated where
    // 360.23996 + 0.08 p - 4,799.20 = 0.00044 p, at 55,793.866.
    expect(previewed(stage)).toEqual({
      value: '4,799.20',
      valueUnit: 'USDT',
      fee: '\u22120.24',
      feeKind: 'maker',
      limit: '59,990.0',
      initialNow: '0.00',
      initialAfter: '242.28',
      freeNow: '360.00',
      freeAfter: '118.76',
      freeAfterSign: 1,
      healthNow: '\u2014',
      healthAfter: '1,367.5 %',
      liquidationNow: 'none',
      liquidationAfter: '55,793.8',
      refusalCode: '',
      refusalSentence: '',
      refusalField: '',
      limitsPassed: [],
      withinLimits: '',
      isLarge: false,
      trigger: '',
      size: '0.080',
      side: 'buy',
      realised: '\u2014',
      realisedSign: 0,
      exits: [],
      walk: null,
    });
  });

  test('DESK-18 a market order walks the book up to the bound of its band', () => {
    const preview = previewed(openBook(), { type: 'market', price: undefined });
    // 0.020 at 60,000.2 and 0.060 at 60,010.0: 1,200.004 + 3,600.60; fee 0.05 % of each.
    expect(preview).toMatchObject({ value: '4,800.60', fee: '2.40', feeKind: 'taker' });
    expect(preview.refusalCode).toBe('');
  });

  test('DESK-18 one that meets the book pays as the taker, a large one says so', () => {
    const preview = previewed(openBook(), { price: '60010.0', quantity: '0.084' });
    expect(preview).toMatchObject({ value: '5,040.84', fee: '2.52', feeKind: 'taker' });
    expect(preview.isLarge).toBe(true);
  });

  test('DESK-18 the walk: levels, size, average against the taker, worst, rest', () => {
    const stage = openBook();
    const market = { type: 'market', price: undefined };
    // 0.020 at 60,000.2 and 0.060 at 60,010.0 are 60,007.55 each.
    expect(previewed(stage, market).walk).toEqual({
      levels: 2,
      size: '0.080',
      averagePrice: '60,007.6',
      worstPrice: '60,010.0',
      rest: '',
    });
    // Selling, down: 0.020 at 59,999.8 and 0.050 at 59,990.0 are 59,992.8.
    expect(previewed(stage, { ...market, side: 'sell', quantity: '0.070' }).walk).toMatchObject({
      averagePrice: '59,992.8',
      worstPrice: '59,990.0',
    });
    expect(previewed(stage, { price: '60000.2' }).walk).toEqual({
      levels: 1,
      size: '0.020',
      averagePrice: '60,000.2',
      worstPrice: '60,000.2',
      rest: '0.060',
    });
  });

  test('DESK-18 what rests, waits or must rest walks nothing', () => {
    const stage = openBook();
    expect(previewed(stage).walk).toBeNull();
    expect(previewed(stage, { price: '60010.0', postOnly: true }).walk).toBeNull();
    const stop = { type: 'market', price: undefined, trigger: 'mark', triggerPrice: '60100' };
    expect(previewed(stage, stop).walk).toBeNull();
  });

  test('DESK-18 the average of an inverse contract is harmonic, and exact at any size', () => {
    const two = [
      { ticks: 2, lots: 1 },
      { ticks: 6, lots: 1 },
    ];
    // 2 / (1/2 + 1/6) = 3; the other kind has 4 of it.
    expect(averageTicks(two, 1, 'inverse')).toBe(3);
    expect(averageTicks(two, 1, 'linear')).toBe(4);
    const most = 2_147_483_647;
    const large = [
      { ticks: most - 1, lots: most },
      { ticks: most, lots: 1 },
    ];
    expect(averageTicks(large, 1, 'linear')).toBe(most);
    expect(averageTicks(large, -1, 'linear')).toBe(most - 1);
    expect(averageTicks(large, -1, 'inverse')).toBe(most - 1);
  });

  test('DESK-18 what is refused still shows what it would have done, and what is missing', () => {
    const preview = previewed(openBook(), { quantity: '0.200', price: '59990.0' });
    // 11,998 asks 599.90 + 5.999 for opening + 5.69905 for closing, less 360.
    expect(preview).toMatchObject({
      value: '11,998.00',
      freeAfterSign: -1,
      refusalCode: 'INSUFFICIENT_MARGIN',
    });
    expect(preview.refusalSentence).toMatch(/: 251\.59805$/);
  });

  test('DESK-18 prices and sizes beyond all bounds have a refusal and no figures', () => {
    const stage = openBook();
    const far = previewed(stage, { price: '200000000', quantity: '1000' });
    expect(far).toMatchObject({ value: '\u2014', refusalCode: 'OUTSIDE_BAND' });
    const much = previewed(stage, { quantity: '2000000' });
    expect(much).toMatchObject({ value: '\u2014', refusalCode: 'TOO_LARGE' });
  });

  test('DESK-18 nobody, a role that may not, and what is no order', () => {
    const stage = openBook();
    const { venue } = stage;
    expect(previewer(venue).preview(ORDER, 0)).toMatchObject({ refusalCode: 'NO_SESSION' });
    expect(previewed(stage, {}, 'risk')).toMatchObject({ refusalCode: 'NOT_AUTHORISED' });
    const close = { kind: 'order.cancelAll', subaccount: 'alpha' };
    expect(previewer(venue).preview(close, 1)).toMatchObject({
      refusal: { code: 'NOT_A_CHOICE' },
    });
    const house = previewer(venue).preview({ ...ORDER, subaccount: 'house' }, 1);
    expect(house).toMatchObject({ refusal: { code: 'WRONG_ACCOUNT_KIND' } });
    const typo = previewer(venue).preview({ ...ORDER, price: '59990.05' }, 1);
    expect(typo).toMatchObject({ refusal: { code: 'OFF_TICK' } });
    const raw = previewer(venue).preview({ ...ORDER, subaccount: 999 }, 1);
    expect(raw).toMatchObject({ refusal: { code: 'UNKNOWN_SUBACCOUNT' } });
  });

  test('DESK-18 reducing and turning an isolated position moves its margin as a fill would', () => {
    const stage = openBook();
    const { venue, house } = stage;
    const delta = venue.open('delta', { mode: 'isolated', funds: { USDT: 2_000_000_000 } });
    venue.ok(venue.placement(delta, 'BTCUSDT', 'buy', 100, { priceTicks: 600_100 }));
    const order = { subaccount: 'delta', side: 'sell', quantity: '0.150', price: '59980.0' };
    const preview = previewed(stage, order);
    // What the venue itself makes of it, filled at the same price, is what was said.
    const copy = venue.reloaded();
    copy.apply({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    copy.ok(copy.placement(house, 'BTCUSDT', 'buy', 150, { priceTicks: 599_800 }), {
      by: 'house',
    });
    copy.ok(copy.placement(delta, 'BTCUSDT', 'sell', 150, { priceTicks: 599_800 }));
    const after = previewer(copy).preview(
      { ...ORDER, ...order, side: 'buy', quantity: '0.001', price: '50000' },
      copy.sessionOf('trader'),
    ) as Preview;
    expect(preview.feeKind).toBe('taker');
    expect([preview.initialAfter, preview.freeAfter, preview.liquidationAfter]).toEqual([
      after.initialNow,
      after.freeNow,
      after.liquidationNow,
    ]);
  });

  test('DESK-18 a preview changes nothing', () => {
    const stage = openBook();
    const before = stage.venue.meaning();
    const written = stage.venue.venue.events.written;
    previewed(stage, { type: 'market', price: undefined, quantity: '0.080' });
    previewed(stage, { quantity: '5' });
    expect(stage.venue.meaning()).toBe(before);
    expect(stage.venue.venue.events.written).toBe(written);
  });
});

type Place = CommandOf<'order.place'>;

/** Orders of all sorts around the book, right and wrong ones. */
const orders = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  type: fc.constantFrom('limit' as const, 'market' as const),
  priceTicks: fc.option(fc.integer({ min: 560_000, max: 640_000 }), { nil: undefined }),
  quantityLots: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 1_100_000 })),
  timeInForce: fc.constantFrom(
    'gtc' as const,
    'gtc' as const,
    'ioc' as const,
    'ioc' as const,
    'fok' as const,
    'day' as const,
  ),
  postOnly: fc.boolean(),
  reduceOnly: fc.boolean(),
  reprice: fc.option(fc.boolean(), { nil: undefined }),
  displayLots: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined, freq: 3 }),
  selfTrade: fc.option(fc.constantFrom(...SELF_TRADE_MODES), { nil: undefined }),
  trigger: fc.option(fc.constantFrom('last' as const, 'mark' as const, 'index' as const), {
    nil: undefined,
    freq: 4,
  }),
  triggerTicks: fc.option(fc.integer({ min: 560_000, max: 640_000 }), { nil: undefined, freq: 4 }),
  ifTouched: fc.option(fc.boolean(), { nil: undefined, freq: 3 }),
  priceProtect: fc.option(fc.boolean(), { nil: undefined, freq: 9 }),
  trailTicks: fc.option(fc.integer({ min: 1, max: 40_000 }), { nil: undefined, freq: 4 }),
  strategy: fc.option(fc.constant(9), { nil: undefined, freq: 20 }),
  oco: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined, freq: 8 }),
  takeProfitTicks: fc.option(fc.integer({ min: 560_000, max: 640_000 }), {
    nil: undefined,
    freq: 4,
  }),
  stopLossTicks: fc.option(fc.integer({ min: 560_000, max: 640_000 }), { nil: undefined, freq: 4 }),
  stopLossTrigger: fc.option(fc.constantFrom('last' as const, 'mark' as const), {
    nil: undefined,
    freq: 3,
  }),
});

/** Sizes, values and distances that about half of those orders pass. */
function limitOrders(venue: TestVenue, subaccount: number): void {
  const names = { kind: 'subaccount.orderLimits', subaccount, instrument: 1 } as const;
  const limits = { maxQuantityLots: 200, maxValueAtoms: 9_000_000_000, maxAwayPpm: 8_000 };
  venue.ok({ ...names, ...limits }, { by: 'risk' });
}

/** The only order that a second may have was just placed, and has executed. */
function throttle(venue: TestVenue, subaccount: number): void {
  const rates = { ordersPerSecond: 1, executions: 1, windowS: 60 };
  venue.ok({ kind: 'subaccount.orderRates', subaccount, ...rates }, { by: 'risk' });
  venue.ok(venue.placement(subaccount, 'BTCUSDT', 'buy', 1, { priceTicks: 600_100 }));
}

describe('DESK-18 the refusal foretold is the refusal met', () => {
  test('DESK-18 when a strategy speaks, whose orders are its own', () => {
    const { venue, alpha } = openBook();
    const own = { decisionMaker: 6, executor: 6 };
    const register = { kind: 'strategy.register', ...own } as const;
    const [strategy, other] = ['carry', 'swing'].map((label) =>
      venue.ok({ ...register, label }, { by: 'admin' }),
    );
    const opening: Command = {
      kind: 'session.open',
      session: 'carry',
      operator: 6,
      role: 'trader',
      channel: 'api',
      workstation: 'test',
      strategy: strategy ?? 0,
    };
    const stamp = { timeUs: venue.timeUs, request: 0, digest: 0, internal: false };
    const apply = (command: Command, session: number) =>
      venue.venue.apply({
        ...stamp,
        sequence: venue.venue.state.sequence + 1,
        session,
        command,
      });
    const session = apply(opening, 0).reference;
    const rates = { executions: 1, windowS: 60 };
    venue.ok({ kind: 'subaccount.orderRates', subaccount: alpha, ...rates }, { by: 'risk' });
    const order = venue.placement(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 600_100 }) as Place;
    for (const given of [{ ...order, strategy: other ?? 0 }, order, order]) {
      const { refusal } = consider(venue.venue.state, given, session);
      expect(refusal?.code ?? 'OK').toBe(apply(given, session).code);
    }
    expect(consider(venue.venue.state, order, session).refusal?.code).toBe('TOO_MANY_EXECUTIONS');
    expect(consider(venue.venue.state, order, venue.sessionOf('trader')).refusal).toBeNull();
  });

  test.each([
    'open',
    'held',
    'halted',
    'suspended',
    'unpriced',
    'limited',
    'throttled',
    'called',
    'settled',
  ])('DESK-18 for orders of all sorts while the market is %s', (state) => {
    const stage = openBook();
    const { venue, alpha, beta } = stage;
    venue.trade({ buyer: alpha, seller: beta }, 'ETHUSDT', 100, 300_000);
    venue.ok(venue.placement(alpha, 'BTCUSDT', 'buy', 60, { priceTicks: 600_100 }));
    if (state === 'held') venue.tick(10_000_000);
    if (state === 'halted') {
      venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    }
    if (state === 'suspended') {
      const { account } = venue.of(alpha);
      venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'risk' });
    }
    if (state === 'limited') limitOrders(venue, alpha);
    if (state === 'throttled') throttle(venue, alpha);
    if (state === 'unpriced') venue.instrument('BTCUSDT').markTicks = 0;
    if (state === 'called') venue.instrument('BTCUSDT').state = 'auction';
    if (state === 'settled') venue.instrument('BTCUSDT').state = 'settled';
    const image = venue;
    fc.assert(
      fc.property(orders, ({ ...given }) => {
        const wanted = Object.entries(given).filter(([, value]) => value !== undefined);
        const command = {
          kind: 'order.place',
          subaccount: alpha,
          instrument: 1,
          ...Object.fromEntries(wanted),
        } as Place;
        const session = image.sessionOf('trader');
        const { refusal } = consider(image.venue.state, command, session);
        const copy = image.reloaded();
        const outcome = copy.apply(command);
        expect([refusal?.code ?? 'OK', refusal?.detail ?? 0]).toEqual([
          outcome.code,
          outcome.detail,
        ]);
      }),
      { numRuns: 100 },
    );
  });
});
