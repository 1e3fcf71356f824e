import { expect, test } from 'vitest';
import type { Execution } from '../../../core/desk/messages.ts';
import { MARKS_MAX, marksOf } from './marks.ts';

const fill = {
  timeUs: 1_000_007_300_000,
  subaccount: 'Vol-Arb',
  instrument: 'BTCUSDT',
  side: 'BUY',
  priceTicks: 616_340,
  liquidity: 'taker',
  tradeKind: 'book',
} as Execution;

const shown = { instrument: 'BTCUSDT', subaccount: 'Vol-Arb' };

test('a fill is marked at its price, in its candle', () => {
  const mark = { timeS: 1_000_005, ticks: 616_340, side: 'BUY', isLiquidation: false };
  expect(marksOf([fill], shown, 5)).toEqual([mark]);
});

test('only the selected subaccount in the instrument on the chart is marked', () => {
  const others = [
    { ...fill, subaccount: 'MM-BTC' },
    { ...fill, instrument: 'ETHUSDT' },
  ];
  expect(marksOf(others, shown, 5)).toEqual([]);
});

test('fills of one candle share a mark a side, clear of them all', () => {
  const fills = [616_340, 616_300, 616_320].flatMap((priceTicks): Execution[] => [
    { ...fill, priceTicks },
    { ...fill, priceTicks, side: 'SELL' },
  ]);
  const marks = marksOf(fills, shown, 5).map(({ side, ticks }) => [side, ticks]);
  expect(marks).toEqual([
    ['BUY', 616_300],
    ['SELL', 616_340],
  ]);
});

test('a liquidation is told from the trade of whoever took the other side', () => {
  const slice: Execution = { ...fill, tradeKind: 'liquidation', side: 'SELL' };
  expect(marksOf([slice], shown, 5)[0]?.isLiquidation).toBe(true);
  expect(marksOf([{ ...slice, liquidity: 'maker' }], shown, 5)[0]?.isLiquidation).toBe(false);
  const takeover: Execution = { ...slice, tradeKind: 'takeover', order: 0 };
  expect(marksOf([takeover], shown, 5)[0]?.isLiquidation).toBe(true);
});

test('the newest are marked, oldest first', () => {
  const fills = Array.from({ length: 3 * MARKS_MAX }, (_, n) => ({ ...fill, timeUs: n * 1e6 }));
  const marks = marksOf(fills, shown, 1);
  expect(marks).toHaveLength(MARKS_MAX);
  expect([marks[0]?.timeS, marks.at(-1)?.timeS]).toEqual([2 * MARKS_MAX, 3 * MARKS_MAX - 1]);
});
