import { describe, expect, test } from 'vitest';
import type { LadderRow, Watch } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { ladderOf } from './ladder.ts';

function watch(stepTicks: number, centreTicks = 0, rows = 3): Watch {
  return {
    type: 'watch',
    instrument: 'BTCUSDT',
    subaccount: 'alpha',
    ladder: { rows, stepTicks, centreTicks },
    candleSeconds: 1,
  };
}

/** House bids: 4 lots at 599,998, 10 at 599,993; offers: 5 at 600,002, 20 at 600,009. */
function openBook(): TestScene {
  const stage = openScene();
  const { venue, house } = stage;
  const quote = (side: 'buy' | 'sell', priceTicks: number, lots: number): void => {
    venue.ok(venue.placement(house, 'BTCUSDT', side, lots, { priceTicks }), { by: 'house' });
  };
  quote('buy', 599_998, 4);
  quote('buy', 599_993, 10);
  quote('sell', 600_002, 5);
  quote('sell', 600_009, 20);
  return stage;
}

function shown(rows: readonly LadderRow[] | undefined): unknown[] {
  return (rows ?? []).map(({ priceTicks, bid, ask }) => [priceTicks, bid, ask]);
}

describe('DESK-11 the ladder', () => {
  test('DESK-11 rows go away from the middle: none shows a better price than there is', () => {
    const ladder = ladderOf(openBook().scene(), watch(5));
    expect(ladder).toMatchObject({ centreTicks: 600_000, stepTicks: 5, spread: '0.4' });
    expect(shown(ladder?.rows)).toEqual([
      [600_015, '', ''],
      [600_010, '', '0.020'],
      [600_005, '', '0.005'],
      [600_000, '', ''],
      [599_995, '0.004', ''],
      [599_990, '0.010', ''],
      [599_985, '', ''],
    ]);
    expect(ladder?.rows.map(({ bidShare, askShare }) => [bidShare, askShare])).toEqual([
      [0, 0],
      [0, 1],
      [0, 0.25],
      [0, 0],
      [0.2, 0],
      [0.5, 0],
      [0, 0],
    ]);
  });

  test('DESK-11 it stands where a window has put it, and levels beyond it are not counted', () => {
    const ladder = ladderOf(openBook().scene(), watch(1, 600_008, 1));
    expect(shown(ladder?.rows)).toEqual([
      [600_009, '', '0.020'],
      [600_008, '', ''],
      [600_007, '', ''],
    ]);
  });

  test('DESK-11 own orders of the selected subaccount are told from other clients\u2019', () => {
    const stage = openBook();
    const { venue, alpha, beta } = stage;
    venue.ok(venue.placement(alpha, 'BTCUSDT', 'buy', 2, { priceTicks: 599_998 }));
    venue.ok(venue.placement(beta, 'BTCUSDT', 'sell', 3, { priceTicks: 600_002 }));
    const rows = ladderOf(stage.scene(), watch(1, 600_000, 2))?.rows ?? [];
    expect(rows[4]).toMatchObject({ bid: '0.006', ownBuy: '0.002', otherBuy: '', otherSell: '' });
    expect(rows[0]).toMatchObject({ ask: '0.008', ownSell: '', otherSell: '0.003' });
  });

  test('DESK-43 what follows a price stands where it is now, and nowhere while it has none', () => {
    const stage = openBook();
    const { venue, alpha, house } = stage;
    const pegged = { type: 'pegged', timeInForce: 'gtc', peg: 'primary' } as const;
    venue.ok(venue.placement(alpha, 'BTCUSDT', 'buy', 2, pegged));
    const own = (): unknown[] => {
      const ladder = ladderOf(stage.scene(), watch(1, 600_000, 8));
      const rows = (ladder?.rows ?? []).filter(({ ownBuy }) => ownBuy !== '');
      return [
        ladder?.workingBuy,
        ...rows.map(({ priceTicks, aheadBuy }) => [priceTicks, aheadBuy]),
      ];
    };
    expect(own()).toEqual(['0.002', [599_998, '0.004 of 0.006']]);
    const better = { priceTicks: 600_000 };
    venue.ok(venue.placement(house, 'BTCUSDT', 'buy', 7, better), { by: 'house' });
    expect(own()).toEqual(['0.002', [600_000, '0.007 of 0.009']]);
    venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
    expect(own()).toEqual(['']);
  });

  test('DESK-11 a row names the best price of each side inside it', () => {
    const rows = ladderOf(openBook().scene(), watch(5))?.rows ?? [];
    expect(rows.map(({ bestBid, bestAsk }) => [bestBid, bestAsk])).toEqual([
      ['', ''],
      ['', '60,000.9'],
      ['', '60,000.2'],
      ['', ''],
      ['59,999.8', ''],
      ['59,999.3', ''],
      ['', ''],
    ]);
  });

  test('DESK-41 it carries the order band as the venue holds orders to it', () => {
    const stage = openBook();
    const { venue, alpha } = stage;
    const band = ladderOf(stage.scene(), watch(1))?.band;
    const place = (side: 'buy' | 'sell', priceTicks: number) =>
      venue.code(venue.placement(alpha, 'BTCUSDT', side, 1, { priceTicks, postOnly: false }));
    const { maxBidTicks = 0, minAskTicks = 0 } = band ?? {};
    expect(place('buy', maxBidTicks + 1)).toBe('OUTSIDE_BAND');
    expect(place('buy', maxBidTicks)).not.toBe('OUTSIDE_BAND');
    expect(place('sell', minAskTicks - 1)).toBe('OUTSIDE_BAND');
    expect(place('sell', minAskTicks)).not.toBe('OUTSIDE_BAND');
    expect(band?.maxBid).toMatch(/^6\d,\d{3}\.\d$/);
  });

  test('DESK-42 own orders say how many lots are before them, the nearest to trade first', () => {
    const stage = openBook();
    const { venue, alpha, beta } = stage;
    const buy = (subaccount: number, lots: number, priceTicks: number) =>
      venue.ok(venue.placement(subaccount, 'BTCUSDT', 'buy', lots, { priceTicks }));
    buy(alpha, 2, 599_997);
    buy(beta, 3, 599_998);
    buy(alpha, 1, 599_998);
    buy(alpha, 1, 599_998);
    const rows = ladderOf(stage.scene(), watch(5))?.rows ?? [];
    const row = rows.find(({ priceTicks }) => priceTicks === 599_995);
    expect(row).toMatchObject({
      ownBuy: '0.004',
      aheadBuy: '0.007 of 0.009, 0.008 of 0.009, 0.000 of 0.002',
      frontBuy: '0.007',
      aheadSell: '',
      frontSell: '',
    });
    expect(rows.filter(({ aheadBuy }) => aheadBuy !== '')).toHaveLength(1);
  });

  test('DESK-11 what the selected subaccount works is added up, beyond the rows too', () => {
    const stage = openBook();
    const { venue, alpha, beta } = stage;
    venue.ok(venue.placement(alpha, 'BTCUSDT', 'buy', 2, { priceTicks: 599_998 }));
    venue.ok(venue.placement(alpha, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 }));
    venue.ok(venue.placement(beta, 'BTCUSDT', 'sell', 3, { priceTicks: 600_002 }));
    const ladder = ladderOf(stage.scene(), watch(1, 600_000, 2));
    expect([ladder?.workingBuy, ladder?.workingSell]).toEqual(['0.003', '']);
  });

  test('DESK-11 the last trade and the mark have their rows', () => {
    const stage = openBook();
    const { venue, beta } = stage;
    venue.place(beta, 'BTCUSDT', 'buy', 1);
    const rows = ladderOf(stage.scene(), watch(1, 600_000, 3))?.rows ?? [];
    expect(rows.filter(({ isLast }) => isLast).map(({ price }) => price)).toEqual(['60,000.2']);
    expect(rows.filter(({ isMark }) => isMark).map(({ price }) => price)).toEqual(['60,000.0']);
  });

  test('DESK-11 without a book it stands at the mark, and nothing is below one step', () => {
    const { scene } = openScene();
    const ladder = ladderOf(scene(), watch(400_000));
    expect([ladder?.centreTicks, ladder?.spread]).toEqual([800_000, '']);
    expect(ladder?.rows.map(({ priceTicks }) => priceTicks)).toEqual([
      2_000_000, 1_600_000, 1_200_000, 800_000, 400_000,
    ]);
    expect(ladderOf(scene(), { ...watch(1), instrument: 'DOGE' })).toBeNull();
  });
});
