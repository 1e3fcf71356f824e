import { expect, test } from 'vitest';
import type { OrderRow, PositionRow } from '../../../core/desk/messages.ts';
import { linesOf, stackedTops } from './lines.ts';

const order = {
  key: '7',
  subaccount: 'Vol-Arb',
  instrument: 'BTCUSDT',
  side: 'SELL',
  type: 'Limit',
  size: '12.000',
  filled: '7.800',
  priceTicks: 616_616,
  triggerTicks: 0,
  state: 'live',
  pegTo: '',
  role: '',
  group: 0,
} as OrderRow;

const position = {
  key: 'p',
  subaccount: 'Vol-Arb',
  instrument: 'BTCUSDT',
  side: 'LONG',
  size: '120.000',
  entryTicks: 618_124,
  liquidationTicks: 614_119,
  distancePercent: '\u22120.37 %',
} as PositionRow;

const shown = { instrument: 'BTCUSDT', subaccount: 'Vol-Arb', staged: null, hasOwnOrders: true };

test('a working order is dashed and says how much of it is filled', () => {
  expect(linesOf([order], [], shown)).toEqual([
    {
      key: 'order 7',
      isOrder: true,
      ticks: 616_616,
      style: 'dashed',
      tone: 'down',
      label: 'SELL 7.800 / 12.000',
    },
  ]);
});

test('what follows a price says so, and is nobody’s to move', () => {
  const [line] = linesOf([{ ...order, pegTo: 'primary' }], [], shown);
  expect(line).toMatchObject({ ticks: 616_616, label: 'PEG SELL 7.800 / 12.000' });
  expect(line?.isOrder).toBeUndefined();
  expect(linesOf([{ ...order, pegTo: 'primary', priceTicks: 0 }], [], shown)).toEqual([]);
});

test('a stop is dotted at its trigger', () => {
  const waits = { state: 'waiting', triggerTicks: 615_200, priceTicks: 0, trail: '' } as const;
  const stop: OrderRow = { ...order, ...waits, type: 'stop' };
  expect(linesOf([stop], [], shown)[0]).toMatchObject({
    ticks: 615_200,
    style: 'dotted',
    label: 'STOP SELL 12.000',
  });
  const limit = { ...stop, type: 'stop limit', priceTicks: 615_000, price: '61,500.0' };
  expect(linesOf([limit], [], shown)[0]?.label).toBe('STOP LIMIT SELL 12.000 AT 61,500.0');
  const trailing = { ...stop, type: 'trailing', trail: '150.0' };
  expect(linesOf([trailing], [], shown)[0]?.label).toBe('TRAILING SELL 12.000 BY 150.0');
});

test('a position draws its entry dotted and its liquidation solid, where there is one', () => {
  const lines = linesOf([], [position], shown);
  expect(lines.map(({ style, label }) => [style, label])).toEqual([
    ['dotted', 'ENTRY +120.000'],
    ['solid', '\u25bc LIQUIDATION \u22120.37 %'],
  ]);
  expect(linesOf([], [{ ...position, liquidationTicks: 0 }], shown)).toHaveLength(1);
});

const linked = { group: 61_412, remaining: '4.200', realises: '+100.00', realisesSign: 1 } as const;
const profit: OrderRow = { ...order, ...linked, key: '8', role: 'takeProfit' };
const waits = { state: 'waiting', triggerTicks: 610_000, priceTicks: 0 } as const;
const stop: OrderRow = { ...order, ...linked, ...waits, key: '9', role: 'stop' };

test('exits say what they come to, and have one mark with their entry', () => {
  const entry: OrderRow = { ...order, ...linked, side: 'BUY', role: 'entry' };
  const lines = linesOf([entry, profit, stop], [position], shown);
  expect(lines.map(({ label, groups }) => [label, groups])).toEqual([
    ['BUY 7.800 / 12.000 #412', [61_412]],
    ['TP SELL 4.200 +100.00 #412', [61_412]],
    ['STOP SELL 4.200 +100.00 #412', [61_412]],
    ['ENTRY +120.000', undefined],
    ['\u25bc LIQUIDATION \u22120.37 %', undefined],
  ]);
});

test('exits whose order is done are of the position, and what went is not drawn', () => {
  const lines = linesOf([profit, { ...stop, state: 'paired' }], [position], shown);
  expect(lines.map(({ key, groups }) => [key, groups])).toEqual([
    ['order 8', [61_412]],
    ['entry p', [61_412]],
    ['liquidation p', undefined],
  ]);
});

test('an exit that waits for its order is dotted where its trigger will be, or its limit', () => {
  const pending = { state: 'pending' } as const;
  const lines = linesOf(
    [
      { ...profit, ...pending },
      { ...stop, ...pending },
    ],
    [],
    shown,
  );
  expect(lines.map(({ ticks, style }) => [ticks, style])).toEqual([
    [616_616, 'dotted'],
    [610_000, 'dotted'],
  ]);
});

test('what is staged is drawn with its exits', () => {
  const at = { takeProfitTicks: 12, stopTicks: 0 };
  const staged = { instrument: 'BTCUSDT', side: 'buy', priceTicks: 9, size: '1', ...at } as const;
  expect(linesOf([], [], { ...shown, staged }).map(({ label, tone }) => [label, tone])).toEqual([
    ['STAGED BUY 1', 'up'],
    ['STAGED TP', 'down'],
  ]);
});

test('only the selected subaccount and the instrument on the chart are drawn', () => {
  const others = [
    { ...order, subaccount: 'MM-BTC' },
    { ...order, instrument: 'ETHUSDT' },
  ];
  expect(linesOf(others, [], shown)).toEqual([]);
});

test('own orders can be left out, the position stays', () => {
  const staged = { instrument: 'BTCUSDT', side: 'buy', priceTicks: 9, size: '1' } as const;
  const lines = linesOf([order], [position], { ...shown, staged, hasOwnOrders: false });
  expect(lines.map(({ label }) => label.split(' ')[0])).toEqual(['ENTRY', '\u25bc']);
});

test('chips stand at their lines, give way to each other and stay in the plot', () => {
  expect(stackedTops([50, 100], 200)).toEqual([41, 91]);
  expect(stackedTops([50, 52, 100], 200)).toEqual([41, 60, 91]);
  expect(stackedTops([2], 200)).toEqual([0]);
  expect(stackedTops([180, 195, 200], 200)).toEqual([144, 163, 182]);
});
