/** The drawing of the liquidation ladder, in per cent of its box. */
import { describe, expect, test } from 'vitest';
import type { LiquidationLadder, LiquidationRow } from '../../../core/desk/messages.ts';
import { drawingOf, roomFor } from './liquidation-drawing.ts';

function row(key: string, awayPpm: number): LiquidationRow {
  const price = { price: '', away: '', value: '', instrument: '' };
  return { ...price, key, awayPpm, share: 500, level: 0, subaccount: key, accountKind: 'PAPER' };
}

const LADDER: LiquidationLadder = {
  instrument: 'BTCUSDT',
  scope: 'venue',
  subaccount: '',
  mark: '60,000.0',
  unit: 'm',
  spanPercent: 10,
  above: [row('near', 50_000), row('far', 140_000)],
  below: [row('low', -25_000)],
  aboveCount: 2,
  belowCount: 1,
  unthreatened: 0,
  aboveShares: [0, 1_000],
  belowShares: [250, 250],
  full: '1.00',
  bands: [],
  first: null,
};

describe('the drawing of the liquidation ladder', () => {
  test('has its steps from the middle outwards, as wide as what goes until there', () => {
    const boxes = drawingOf(LADDER).steps.map(({ top, height, width }) => [top, height, width]);
    expect(boxes).toEqual([
      ['25%', '25%', '0%'],
      ['0%', '25%', '100%'],
      // Two steps as wide are one.
      ['50%', '50%', '25%'],
    ]);
  });

  test('has a bar for each position that it goes as far as', () => {
    const bars = drawingOf(LADDER).bars.map(({ key, top, width }) => [key, top, width]);
    expect(bars).toEqual([
      ['near', '25%', '50%'],
      ['low', '62.5%', '50%'],
    ]);
  });

  test('says each fifth of the way, and nothing at the mark', () => {
    const { labels } = drawingOf({ ...LADDER, spanPercent: 2 });
    expect(labels.length).toBe(10);
    expect(labels[0]).toEqual({ text: '\u22122 %', top: '100%' });
    expect(labels.at(-5)).toEqual({ text: '+0.4 %', top: '40%' });
  });
});

test.each([
  [20, 20, 11, [5, 6]],
  [2, 20, 11, [2, 9]],
  [20, 3, 11, [8, 3]],
  [1, 1, 11, [1, 1]],
  [5, 5, -1, [0, 0]],
])('of %i above and %i below, %i rows have room for', (above, below, rows, fit) => {
  expect(roomFor(above, below, rows)).toEqual(fit);
});
