import { expect, test } from 'vitest';
import type { InstrumentEntry } from '../../../core/desk/messages.ts';
import { priceFormatter, sizeFormatter } from '../../text/prices.ts';
import { legendOf, legendText } from './legend.ts';

const instrument = { tick: '0.1', priceDecimals: 1, lot: '0.001', sizeUnit: 'BTC' };

test('a candle is written with the decimals of its instrument, and said in words', () => {
  const bar = {
    instrument: 'BTCUSDT',
    candleSeconds: 5,
    timeS: 86_385,
    openTicks: 616_340,
    highTicks: 616_400,
    lowTicks: 616_301,
    closeTicks: 616_372,
    volume: 12_412,
  };
  const entry = instrument as InstrumentEntry;
  const fill = { timeS: 86_385, ticks: 616_340, side: 'BUY', isLiquidation: false } as const;
  const fills = [fill, { ...fill, side: 'SELL', isLiquidation: true } as const];
  const parts = legendOf(bar, fills, {
    price: priceFormatter(entry),
    size: sizeFormatter(entry),
    sizeUnit: 'BTC',
  });
  expect(legendText(parts)).toBe(
    '23:59:45, open 61,634.0, high 61,640.0, low 61,630.1, close 61,637.2, ' +
      'volume 12.412 BTC, bought 61,634.0, liquidated 61,634.0',
  );
});
