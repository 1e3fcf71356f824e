/** What an order that follows a price would do where it would be now. BTCUSDT: lots of 0.001. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandOf } from '../../venue/commands.ts';
import type { HumanCommand, Preview } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { Scales } from '../views/scales.ts';
import { Previewer } from './preview.ts';
import { consider } from './refusal.ts';

const PEGGED = {
  kind: 'order.place',
  subaccount: 'alpha',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'pegged',
  peg: 'primary',
  quantity: '0.010',
};

/** A market of one bid and one offer. */
function openMarket(): TestScene {
  const stage = openScene();
  const { venue, house } = stage;
  for (const [side, priceTicks] of [['buy', 599_900] as const, ['sell', 600_100] as const]) {
    venue.ok(venue.placement(house, 'BTCUSDT', side, 50, { priceTicks }), { by: 'house' });
  }
  return stage;
}

function previewed({ venue }: TestScene, order: Partial<HumanCommand> = {}): Preview {
  const { state } = venue.venue;
  const scales = new Scales(state);
  const previewer = new Previewer({ state, scales, largeAbove: 5_000, killWords: String });
  const session = venue.sessionOf('trader');
  return previewer.preview({ ...PEGGED, ...order }, session) as Preview;
}

describe('DESK-43 a pegged order is previewed where it would be now', () => {
  test('DESK-43 as the maker, at its reference, its offset and its cap', () => {
    const stage = openMarket();
    expect(previewed(stage)).toMatchObject({
      limit: '59,990.0',
      value: '599.90',
      feeKind: 'maker',
      walk: null,
      refusalCode: '',
    });
    expect(previewed(stage, { pegOffset: '-0.5' }).limit).toBe('59,989.5');
    expect(previewed(stage, { peg: 'market' }).limit).toBe('60,009.9');
    expect(previewed(stage, { price: '59980' }).limit).toBe('59,980.0');
  });

  test('DESK-43 without a price it has a refusal and no figures', () => {
    const preview = previewed(openScene());
    expect(preview).toMatchObject({
      refusalCode: 'NO_PEG_PRICE',
      limit: '\u2014',
      value: '\u2014',
    });
  });

  test('DESK-43 what is missing and which limits are passed is said as of any order', () => {
    const stage = openMarket();
    const { venue, alpha } = stage;
    expect(previewed(stage, { quantity: '0.2' }).refusalCode).toBe('INSUFFICIENT_MARGIN');
    const limits = { kind: 'subaccount.orderLimits', subaccount: alpha, instrument: 1 } as const;
    venue.ok({ ...limits, maxQuantityLots: 5 }, { by: 'risk' });
    const over = previewed(stage);
    expect([over.refusalCode, over.limitsPassed]).toEqual(['OVER_ORDER_QUANTITY', ['quantity']]);
  });

  test('DESK-43 the refusal foretold is the refusal met', () => {
    const { venue, alpha, beta } = openMarket();
    const orders = fc.record(
      {
        subaccount: fc.constantFrom(alpha, beta),
        side: fc.constantFrom('buy' as const, 'sell' as const),
        peg: fc.constantFrom('primary' as const, 'market' as const),
        pegOffsetTicks: fc.integer({ min: -700_000, max: 700_000 }),
        priceTicks: fc.integer({ min: 1, max: 700_000 }),
        quantityLots: fc.integer({ min: 1, max: 500 }),
        timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'ioc' as const),
        postOnly: fc.boolean(),
        reduceOnly: fc.boolean(),
        displayLots: fc.nat(3),
      },
      {
        requiredKeys: [
          'subaccount',
          'side',
          'peg',
          'quantityLots',
          'timeInForce',
          'postOnly',
          'reduceOnly',
        ],
      },
    );
    fc.assert(
      fc.property(orders, ({ ...given }) => {
        const command: CommandOf<'order.place'> = {
          kind: 'order.place',
          instrument: 1,
          type: 'pegged',
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
