/** What the exits of an order would realise, and which field a refusal is about. */
import { describe, expect, test } from 'vitest';
import type { HumanCommand, Preview } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { Scales } from '../views/scales.ts';
import { Previewer } from './preview.ts';

const ENTRY: HumanCommand = {
  kind: 'order.place',
  subaccount: 'beta',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '60000',
  quantity: '0.100',
};
const EXITS = { takeProfit: '61000', stopLoss: '59500', stopLossTrigger: 'mark' };

function previewed({ venue }: TestScene, order: object): Preview {
  const { state } = venue.venue;
  const options = { state, scales: new Scales(state), largeAbove: 5_000_000, killWords: String };
  const previewer = new Previewer(options);
  return previewer.preview({ ...ENTRY, ...order }, venue.sessionOf('trader')) as Preview;
}

describe('DESK-54 a bracket is previewed with what each exit would realise', () => {
  test('DESK-54 at its price, of the fills alone, with the fee that it would pay', () => {
    const { exits, realised } = previewed(openScene(), EXITS);
    // 0.1 x 1,000; the rebate 0.005 % of 6,100 is 0.305, shown to the nearest. 0.1 x -500; 0.05 %.
    expect(exits).toEqual([
      {
        role: 'takeProfit',
        feeKind: 'maker',
        price: '61,000.0',
        size: '0.100',
        pnl: '+100.00',
        pnlSign: 1,
        fee: '\u22120.31',
      },
      {
        role: 'stop',
        feeKind: 'taker',
        price: '59,500.0',
        size: '0.100',
        pnl: '\u221250.00',
        pnlSign: -1,
        fee: '2.98',
      },
    ]);
    expect(realised).toBe('\u2014');
  });

  test('DESK-54 a stop that is a limit order at its limit, a sale the other way', () => {
    const order = { side: 'sell', takeProfit: '59000', stopLoss: '60500', stopLossTrigger: 'last' };
    const { exits } = previewed(openScene(), { ...order, stopLossLimit: '60600' });
    expect(exits.map(({ price, pnl }) => [price, pnl])).toEqual([
      ['59,000.0', '+100.00'],
      ['60,600.0', '\u221260.00'],
    ]);
  });

  test('DESK-54 with a position there it is what the venue would realise, by average cost', () => {
    const stage = openScene();
    const { venue, alpha, beta } = stage;
    venue.trade({ buyer: beta, seller: alpha }, 'BTCUSDT', 100, 595_000);
    // 0.2 cost 11,950; half of it is 5,975, which 0.1 at 61,000 passes by 125.
    expect(previewed(stage, EXITS).exits[0]).toMatchObject({ pnl: '+125.00', size: '0.100' });
    // What turns a position around leaves exits what it opened.
    const turned = { side: 'sell', quantity: '0.150', price: '60000', takeProfit: '59000' };
    const preview = previewed(stage, turned);
    expect(preview.exits[0]).toMatchObject({ size: '0.050', pnl: '+50.00' });
    expect(preview).toMatchObject({ realised: '+50.00', realisedSign: 1 });
  });

  test('DESK-54 an order that reduces says what it would realise itself', () => {
    const stage = openScene();
    const { venue, alpha, beta } = stage;
    venue.trade({ buyer: beta, seller: alpha }, 'BTCUSDT', 100, 600_000);
    const stop = { side: 'sell', type: 'market', price: undefined, reduceOnly: true };
    const at = { trigger: 'mark', triggerPrice: '59000' };
    expect(previewed(stage, { ...stop, ...at })).toMatchObject({
      realised: '\u2212100.00',
      realisedSign: -1,
      exits: [],
    });
  });

  test('DESK-54 beyond what is exact an exit has no figures, and nothing breaks', () => {
    const far = { takeProfit: '200000000', quantity: '1000' };
    expect(previewed(openScene(), far).exits[0]).toMatchObject({ pnl: '\u2014', pnlSign: 0 });
  });

  test.each([
    ['a take-profit before the price', { takeProfit: '59000' }, 'BAD_BRACKET', 'takeProfit'],
    ['a stop beyond the price', { ...EXITS, stopLoss: '60500' }, 'BAD_BRACKET', 'stopLoss'],
    [
      'exits the wrong way round at the market',
      { ...EXITS, type: 'market', price: undefined, stopLoss: '61500' },
      'BAD_BRACKET',
      'takeProfit',
    ],
    [
      'a bracket of what only reduces',
      { ...EXITS, reduceOnly: true },
      'CONTRADICTION',
      'reduceOnly',
    ],
    ['more shown than there is', { display: '0.2' }, 'CONTRADICTION', 'display'],
    ['hidden and post-only', { display: '0', postOnly: true }, 'CONTRADICTION', 'display'],
    [
      'shown in too many parts',
      { quantity: '0.101', display: '0.001' },
      'DISPLAY_TOO_SMALL',
      'display',
    ],
    ['an order to be linked with that is none', { oco: 7 }, 'UNKNOWN_ORDER', ''],
    ['a price outside the band', { price: '90000' }, 'OUTSIDE_BAND', 'price'],
  ])('DESK-54 %s is refused by the name of its field', (_, order, code, field) => {
    const { refusalCode, refusalField } = previewed(openScene(), order);
    expect([refusalCode, refusalField]).toEqual([code, field]);
  });
});
