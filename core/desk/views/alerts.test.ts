/** What happens to alpha in words, from the call to the liquidation, as windows read it. */
import { describe, expect, test } from 'vitest';
import { News } from '../news.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { Scales } from './scales.ts';

function hearing(stage: TestScene): {
  readonly news: News;
  readonly texts: (kind: string) => string[];
} {
  const { venue } = stage.core;
  const news = new News({
    venue,
    scales: new Scales(venue.state),
    nameOf: (operator) => (operator === 8 ? 'S. Lindqvist' : ''),
    clockUs: () => 5,
  });
  stage.core.onApplied((from, to) => news.hear(from, to));
  const alerts = (): readonly { event: string; text: string }[] => {
    stage.core.tell();
    return news.alerts.after(0, 10_000).items;
  };
  return {
    news,
    texts: (kind) => alerts().flatMap(({ event, text }) => (event === kind ? [text] : [])),
  };
}

function traded(): TestScene {
  const stage = openScene();
  const { alpha: buyer, beta: seller } = stage;
  stage.venue.trade({ buyer, seller }, 'BTCUSDT', 100, 600_000);
  return stage;
}

describe('DESK-14 alerts', () => {
  test('DESK-14 a call says what cures it, who has seen it and that it is over', () => {
    const stage = traded();
    const { texts } = hearing(stage);
    const { venue, alpha, beta } = stage;
    stage.moveTo(56_800);
    expect(texts('call.raised')).toEqual([
      'L2 margin call on alpha, USDT cross: health 118.4 %. ' +
        'Bring in 11.42 USDT or reduce, to 155 %.',
    ]);
    venue.ok({ kind: 'call.acknowledge', call: 1 }, { by: 'risk' });
    expect(texts('call.acknowledged')).toEqual([
      'S. Lindqvist acknowledged the margin call on alpha.',
    ]);
    const amountAtoms = 100_000_000;
    venue.ok({ kind: 'transfer', from: beta, to: alpha, asset: 1, amountAtoms });
    // 137.10 of 31.24055.
    stage.moveTo(56_801);
    expect(texts('call.cured')).toEqual([
      'The margin call on alpha, USDT cross, is cured: health 438.8 %.',
    ]);
  });

  test('DESK-14 a liquidation is told step by step', () => {
    const stage = traded();
    const { venue, house } = stage;
    const { texts, news } = hearing(stage);
    venue.ok(venue.placement(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 566_000 }), {
      by: 'house',
    });
    stage.moveTo(56_700);
    expect(texts('liquidation.started')[0]).toBe(
      'Liquidation of alpha, USDT cross, began: equity 27.00 USDT is below ' +
        'maintenance 31.19 USDT.',
    );
    expect(texts('liquidation.sliced')[0]).toMatch(
      /^Liquidation of alpha closed 0\.\d+ of 0\.\d+ BTCUSDT, limit [\d,.]+, fee [\d.]+ USDT: /,
    );
    for (let n = 0; n < 60; n++) venue.prices({ BTC: 56_700, ETH: 3_000 });
    expect(texts('liquidation.ended')[0]).toMatch(
      /^Liquidation of alpha, USDT cross, ended after /,
    );
    const steps = news.alerts
      .after(0, 10_000)
      .items.filter(({ text }) => text.startsWith('Liquid'));
    expect(new Set(steps.map(({ liquidation }) => liquidation))).toEqual(new Set([1]));
  });

  test('DESK-14 an index that may not be traded on says what that means', () => {
    const stage = traded();
    const { texts } = hearing(stage);
    stage.venue.tick(10_000_000);
    expect(texts('index.state')[0]).toBe(
      'Index BTC: GREEN to HOLD, stale. Only reducing orders are taken and nothing is liquidated.',
    );
  });

  test('DESK-14 deleveraging is told to whom it reaches, before and at the act', () => {
    const stage = traded();
    const { texts } = hearing(stage);
    // Alpha is taken over at 56,430 with the mark at 56,500, and 56,250 would cost the fund 18.
    stage.moveTo(56_250);
    expect(texts('adl.due')).toEqual([
      'Deleveraging in BTCUSDT is due: 0.100 of 0.100 that were taken over, ' +
        'because the fund cannot stand for what they lose.',
    ]);
    expect(texts('adl.warned')[0]).toMatch(
      /^beta is the first to be deleveraged in BTCUSDT: 0\.100 at 56,430\.0, unless .+ before 20/,
    );
    expect(texts('adl.executed')).toEqual([
      'beta was deleveraged in BTCUSDT: 0.100 closed at 56,430.0, ' +
        'which realised 357.00 USDT; 0 orders there were cancelled.',
    ]);
    expect(texts('adl.ended')).toEqual([
      'Deleveraging in BTCUSDT: 0.100 given to 1 positions, nothing is left.',
    ]);
  });

  test('DESK-14 an instrument that a person halts', () => {
    const stage = traded();
    const { texts } = hearing(stage);
    const note = 'feeds differ';
    stage.venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt', note }, { by: 'risk' });
    expect(texts('instrument.state')).toEqual([]);
    expect(texts('instrument.noted')).toEqual([
      expect.stringMatching(/^BTCUSDT takes no orders: by .+, feeds differ\.$/),
    ]);
  });

  test('DESK-06 executions are the clients\u2019, with what they cost', () => {
    const stage = openScene();
    const { news } = hearing(stage);
    const { venue, alpha, beta, house } = stage;
    venue.trade({ buyer: alpha, seller: beta }, 'BTCUSDT', 100, 600_000);
    venue.trade({ buyer: house, seller: beta }, 'BTCUSDT', 100, 600_000);
    stage.core.tell();
    const { items } = news.executions.after(0, 10);
    expect(
      items.map(({ subaccount, side, size, price, liquidity, fee, realised }) => {
        return [subaccount, side, size, price, liquidity, fee, realised];
      }),
    ).toEqual([
      ['beta', 'SELL', '0.100', '60,000.0', 'maker', '\u22120.30', '0.00'],
      ['alpha', 'BUY', '0.100', '60,000.0', 'taker', '3.00', '0.00'],
      ['beta', 'SELL', '0.100', '60,000.0', 'maker', '\u22120.30', '0.00'],
    ]);
    expect(news.orderTimes.size).toBe(0);
    expect(news.opening.get(1)).toBe(600_000);
    expect(news.marketHeardUs.get(1)).toBe(5);
  });
});
