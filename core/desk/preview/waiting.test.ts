/** What an order that waits would do at its trigger, and what a waiver of one must name. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../venue/commands.ts';
import type { HumanCommand, Preview } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { Scales } from '../views/scales.ts';
import { Previewer } from './preview.ts';
import { consider } from './refusal.ts';

const MARKET = { subaccount: 'alpha', symbol: 'BTCUSDT' };
const PLACE = { ...MARKET, kind: 'order.place', side: 'buy', quantity: '0.010' };
const STOP = { ...PLACE, type: 'market', trigger: 'mark', triggerPrice: '61000' };

function previewed(
  { venue }: TestScene,
  order: HumanCommand,
  by: 'trader' | 'risk' = 'trader',
): Preview {
  const { state } = venue.venue;
  const previewer = new Previewer({
    state,
    scales: new Scales(state),
    largeAbove: 5_000,
    killWords: String,
  });
  return previewer.preview(order, venue.sessionOf(by)) as Preview;
}

function longOf(lots: number): TestScene {
  const stage = openScene();
  stage.venue.trade({ buyer: stage.alpha, seller: stage.beta }, 'BTCUSDT', lots, 600_000);
  return stage;
}

describe('DESK-35 an order that waits is previewed at its trigger', () => {
  test('DESK-35 marked there: what it buys at 61,000 is not lost at a mark of 60,000', () => {
    const preview = previewed(openScene(), STOP);
    // 610.00 at the trigger; fee 0.305 up. Equity 359.695, IM 30.50 + 0.28975 for closing.
    expect(preview).toMatchObject({
      value: '610.00',
      fee: '0.31',
      feeKind: 'taker',
      trigger: '61,000.0',
      initialAfter: '30.79',
      freeAfter: '328.91',
      refusalCode: '',
    });
  });

  test('DESK-35 a stop limit fills at its limit, and pays as the maker where it must rest', () => {
    const limit = { ...STOP, type: 'limit', price: '61010', postOnly: true };
    expect(previewed(openScene(), limit)).toMatchObject({
      value: '610.10',
      feeKind: 'maker',
      limit: '61,010.0',
      trigger: '61,000.0',
    });
  });

  test('DESK-35 a trailing stop where its trigger would stand now', () => {
    const { triggerPrice: _, ...rest } = STOP;
    const trailing = { ...rest, trail: '150' };
    expect(previewed(openScene(), trailing)).toMatchObject({
      trigger: '60,150.0',
      value: '601.50',
    });
  });

  test('DESK-35 a close: its side and size are those of the position', () => {
    const stage = longOf(30);
    const close = { ...MARKET, kind: 'position.close', trigger: 'mark', triggerPrice: '59000' };
    expect(previewed(stage, close)).toMatchObject({
      side: 'sell',
      size: '0.030',
      value: '1,770.00',
      initialAfter: '0.00',
      // 360 less 0.90 for buying, 30 lost and 0.885 for selling: 328.215.
      freeAfter: '328.22',
      liquidationAfter: 'none',
    });
    // Risk closes positions and places no orders.
    expect(previewed(stage, close, 'risk').refusalCode).toBe('');
    expect(previewed(openScene(), close)).toMatchObject({
      refusalCode: 'NOTHING_TO_REDUCE',
      value: '\u2014',
    });
  });

  test('DESK-35 the refusal foretold of a close is the refusal met', () => {
    const stage = longOf(30);
    const { venue, alpha } = stage;
    const closes = fc.record(
      {
        priceTicks: fc.integer({ min: 560_000, max: 640_000 }),
        trigger: fc.constantFrom('last' as const, 'mark' as const, 'index' as const),
        triggerTicks: fc.integer({ min: 560_000, max: 640_000 }),
        trailTicks: fc.integer({ min: 1, max: 40_000 }),
        ifTouched: fc.boolean(),
        priceProtect: fc.boolean(),
        subaccount: fc.constantFrom(alpha, stage.beta, stage.house),
      },
      { requiredKeys: ['subaccount'] },
    );
    fc.assert(
      fc.property(closes, ({ ...given }) => {
        const command: CommandOf<'position.close'> = {
          kind: 'position.close',
          instrument: 1,
          ...given,
        };
        const { refusal } = consider(venue.venue.state, command, venue.sessionOf('trader'));
        const outcome = venue.reloaded().apply(command);
        expect(refusal?.code ?? 'OK').toBe(outcome.code);
      }),
      { numRuns: 200 },
    );
  });
});

describe('DESK-36 a waiver must name all limits that an order passes', () => {
  test('DESK-36 they are told with the refusal, and with no other', () => {
    const stage = openScene();
    const { venue, alpha } = stage;
    const names = { kind: 'subaccount.orderLimits', subaccount: alpha, instrument: 1 } as const;
    venue.ok({ ...names, maxQuantityLots: 5, maxValueAtoms: 400_000_000 }, { by: 'risk' });
    const order = { ...PLACE, type: 'limit', price: '59900' };
    expect(previewed(stage, order)).toMatchObject({
      refusalCode: 'OVER_ORDER_QUANTITY',
      limitsPassed: ['quantity', 'value'],
    });
    expect(previewed(stage, STOP).limitsPassed).toEqual(['quantity', 'value']);
    expect(previewed(stage, order).withinLimits).toBe('');
    expect(previewed(stage, { ...order, quantity: '0.005' })).toMatchObject({
      limitsPassed: [],
      withinLimits: '0.005 of 0.005, 299.50 of 400.00 USDT',
    });
    const short = { ...order, quantity: '0.005', price: '5990000' };
    expect(previewed(stage, short)).toMatchObject({
      refusalCode: 'OUTSIDE_BAND',
      limitsPassed: [],
    });
  });

  test('DESK-36 and none once a waiver covers them', () => {
    const stage = openScene();
    const { venue, alpha } = stage;
    const names = { subaccount: alpha, instrument: 1 } as const;
    venue.ok({ kind: 'subaccount.orderLimits', ...names, maxQuantityLots: 5 }, { by: 'risk' });
    expect(previewed(stage, STOP).limitsPassed).toEqual(['quantity']);
    const command: CommandOf<'waiver.grant'> = {
      kind: 'waiver.grant',
      ...names,
      side: 'buy',
      quantityLots: 10,
      limits: ['quantity'],
      expiresUs: venue.timeUs + 60_000_000,
    };
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'trader' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(previewed(stage, STOP)).toMatchObject({ refusalCode: '', limitsPassed: [] });
  });
});
