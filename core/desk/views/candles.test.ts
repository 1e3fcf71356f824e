import { describe, expect, test } from 'vitest';
import type { Candle } from '../messages.ts';
import { Candles, CANDLES_KEPT } from './candles.ts';

const S = 1_000_000;

function bar(candle: Candle | null | undefined): unknown {
  if (candle === null || candle === undefined) return null;
  const { timeS, openTicks, highTicks, lowTicks, closeTicks, volume } = candle;
  return [timeS, openTicks, highTicks, lowTicks, closeTicks, volume];
}

describe('DESK-13 candles', () => {
  test('DESK-13 are built for every interval from the trades of a book', () => {
    const candles = new Candles();
    candles.trade('BTCUSDT', 60 * S, 100, 1);
    candles.trade('BTCUSDT', 60.5 * S, 105, 2);
    candles.trade('BTCUSDT', 63 * S, 95, 3);
    candles.trade('BTCUSDT', 66 * S, 99, 4);
    const bars = (seconds: number): unknown[] => candles.history('BTCUSDT', seconds, 10).map(bar);
    expect(bars(1)).toEqual([
      [60, 100, 105, 100, 105, 3],
      [63, 95, 95, 95, 95, 3],
      [66, 99, 99, 99, 99, 4],
    ]);
    expect(bars(5)).toEqual([
      [60, 100, 105, 95, 95, 6],
      [65, 99, 99, 99, 99, 4],
    ]);
    expect(bars(15)).toEqual([[60, 100, 105, 95, 99, 10]]);
    expect(bars(60)).toEqual([[60, 100, 105, 95, 99, 10]]);
    expect(candles.history('ETHUSDT', 1, 10)).toEqual([]);
  });

  test('DESK-13 a window sees each candle to its end before the next', () => {
    const candles = new Candles();
    let shown: Candle | null = null;
    const next = (): unknown => {
      const candle = candles.next('BTCUSDT', 1, shown);
      shown = candle ?? shown;
      return bar(candle);
    };
    expect(next()).toBeNull();
    candles.trade('BTCUSDT', 1 * S, 100, 1);
    expect([next(), next()]).toEqual([[1, 100, 100, 100, 100, 1], null]);
    candles.trade('BTCUSDT', 1.5 * S, 110, 1);
    candles.trade('BTCUSDT', 2 * S, 120, 1);
    expect([next(), next(), next()]).toEqual([
      [1, 100, 110, 100, 110, 2],
      [2, 120, 120, 120, 120, 1],
      null,
    ]);
    for (let second = 3; second < 30; second++) candles.trade('BTCUSDT', second * S, 130, 1);
    expect([next(), next()]).toEqual([[29, 130, 130, 130, 130, 1], null]);
  });

  test('DESK-13 the newest are kept', () => {
    const candles = new Candles();
    for (let second = 0; second < 3 * CANDLES_KEPT; second++) {
      candles.trade('BTCUSDT', second * S, 100, 1);
    }
    const history = candles.history('BTCUSDT', 1, 10_000);
    expect(history).toHaveLength(CANDLES_KEPT);
    expect([history[0]?.timeS, history.at(-1)?.timeS]).toEqual([
      2 * CANDLES_KEPT,
      3 * CANDLES_KEPT - 1,
    ]);
  });
});
