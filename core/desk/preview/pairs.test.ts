/** What an order of a pair would do, and what the desk says of instruments that pay no funding. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Preview } from '../messages.ts';
import { DATED, listDated } from '../../venue/testing/dated.ts';
import { listPair, PAIR } from '../../venue/testing/pairs.ts';
import { TestCore } from '../testing/test-core.ts';
import { Scales } from '../views/scales.ts';
import { positionRows } from '../views/positions.ts';
import { quotes } from '../views/quotes.ts';
import type { Scene } from '../views/scene.ts';
import { Previewer } from './preview.ts';

const NOTHING = '\u2014';

let core: TestCore;
let alpha: number;
beforeEach(() => {
  core = TestCore.found();
  listPair(core.test, { fees: { makerPpm: 0, takerPpm: 500 } });
  listDated(core.test, core.test.timeUs + 29.5 * 60_000_000 - 1_000_000);
  core.test.prices({ BTC: 60_000, ETH: 3_000 });
  alpha = core.test.open('alpha', { funds: { USDT: 10_000_000_000, XBT: 10_000_000 } });
});

function previewed(side: 'buy' | 'sell', quantity: string): Preview {
  const { state } = core.venue;
  const scales = new Scales(state);
  const previewer = new Previewer({ state, scales, largeAbove: 5_000, killWords: String });
  const order = { kind: 'order.place', subaccount: 'alpha', symbol: PAIR, side, type: 'limit' };
  const session = core.test.sessionOf('trader');
  return previewer.preview({ ...order, price: '60000', quantity }, session) as Preview;
}

function scene(): Scene {
  const { state } = core.venue;
  const clients = [core.test.of(alpha)];
  return { state, scales: new Scales(state), clients, orders: [] };
}

describe('DESK-18 an order of a pair', () => {
  test('DESK-18 is worth what it pays, and leaves no position and no price of liquidation', () => {
    expect(previewed('buy', '0.1')).toMatchObject({
      value: '6,000.00',
      valueUnit: 'USDT',
      freeNow: '10,000.00',
      freeAfter: '4,000.00',
      initialAfter: '0.00',
      liquidationAfter: 'none',
      refusalCode: '',
    });
  });

  test('DESK-18 says what is missing of what it pays with', () => {
    const preview = previewed('sell', '0.2');
    expect(preview.refusalCode).toBe('INSUFFICIENT_MARGIN');
    expect(preview.refusalSentence).toMatch(/: 0\.10$/);
  });

  test('DESK-18 leaves the venue as it was, also the headroom of others', () => {
    const before = core.test.meaning();
    core.test.place(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    const { holders } = core.test.instrument('BTCUSDT');
    expect(holders.hasRoom(alpha)).toBe(true);
    previewed('buy', '0.1');
    expect(holders.hasRoom(alpha)).toBe(true);
    expect(core.test.meaning()).not.toBe(before);
    const after = core.test.meaning();
    previewed('sell', '0.1');
    expect(core.test.meaning()).toBe(after);
  });
});

describe('FUND-07 what pays no funding', () => {
  test('has none in the quotes, while a perpetual has', () => {
    const shown = quotes(scene(), new Map());
    const rates = new Map(shown.map((quote) => [quote.instrument, quote.fundingPercent]));
    expect([rates.get(PAIR), rates.get(DATED)]).toEqual([NOTHING, NOTHING]);
    expect(rates.get('BTCUSDT')).toMatch(/%$/);
  });

  test('nor beside a position', () => {
    const house = core.test.open('house', { kind: 'house' });
    core.test.trade({ buyer: alpha, seller: house }, DATED, 10, 600_000);
    core.test.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 10, 600_000);
    const rows = positionRows(scene(), core.test.of(alpha), {
      lightsOf: () => 0,
      note: () => undefined,
    });
    const funding = new Map(rows.map((row) => [row.instrument, row.nextFunding]));
    expect(funding.get(DATED)).toBe(NOTHING);
    expect(funding.get('BTCUSDT')).not.toBe(NOTHING);
  });
});
