import { describe, expect, test } from 'vitest';
import type { AccountRow, BalanceRow, Reply } from '../../../core/desk/messages.ts';
import {
  assetsOf,
  firstTransfer,
  freeOf,
  hasTransferChoice,
  transferChoices,
  transferCommand,
  transferFault,
  transferReducer,
} from './transfer-state.ts';

const rows = [
  { key: 'a', parent: '', depth: 0, name: 'Halyard' },
  { key: 'd1', parent: 'a', depth: 1, name: 'Arbitrage' },
  { key: 'd2', parent: 'a', depth: 1, name: 'Macro' },
  { key: 'b', parent: '', depth: 0, name: 'Another' },
  { key: 'd3', parent: 'b', depth: 1, name: 'Desk' },
  { key: '1', parent: 'd1', depth: 2, name: 'XBT-Basis' },
  { key: '2', parent: 'd1', depth: 2, name: 'Basis-1' },
  { key: '3', parent: 'd2', depth: 2, name: 'Trend-1' },
  { key: '4', parent: 'd3', depth: 2, name: 'Elsewhere' },
] as AccountRow[];
const balances = [
  { subaccount: 'Basis-1', asset: 'USDT', free: '120,000.00' },
  { subaccount: 'Basis-1', asset: 'XBT', free: '2.50000000' },
  { subaccount: 'Trend-1', asset: 'XBT', free: '10.00000000' },
  { subaccount: 'Elsewhere', asset: 'XBT', free: '\u22123.00000000' },
] as BalanceRow[];
const called = {
  subaccount: 'XBT-Basis',
  asset: 'XBT',
  level: 1,
  mode: 'cross',
  markInstrument: 'BTCUSD',
  cure: '0.01190966',
} as const;

describe('choices', () => {
  test('are the subaccounts of the same account', () => {
    expect(transferChoices(rows, 'XBT-Basis', () => true)).toEqual([
      'Basis-1',
      'Trend-1',
      'XBT-Basis',
    ]);
    expect(transferChoices(rows, 'Nobody', () => true)).toEqual([]);
  });

  test('leave out what the role may not move', () => {
    const names = transferChoices(rows, 'XBT-Basis', (name) => name !== 'Trend-1');
    expect(names).toEqual(['Basis-1', 'XBT-Basis']);
    expect(hasTransferChoice(rows, 'XBT-Basis', (name) => name !== 'Trend-1')).toBe(true);
    expect(hasTransferChoice(rows, 'XBT-Basis', (name) => name !== 'XBT-Basis')).toBe(false);
    expect(hasTransferChoice(rows, 'Elsewhere', () => true)).toBe(false);
    expect(hasTransferChoice(rows, 'Nobody', () => true)).toBe(false);
  });

  test('show what a source has', () => {
    expect(assetsOf(balances, 'Basis-1')).toEqual(['USDT', 'XBT']);
    expect(freeOf(balances, 'Basis-1', 'XBT')).toBe('2.50000000');
    expect(freeOf(balances, 'Basis-1', 'ETH')).toBe('');
  });
});

describe('a transfer begins', () => {
  test('to what is called, with its cure, from whoever has the most free', () => {
    const names = ['Basis-1', 'Elsewhere', 'Trend-1', 'XBT-Basis'];
    expect(firstTransfer(called, names, balances, true)).toMatchObject({
      from: 'Trend-1',
      to: 'XBT-Basis',
      asset: 'XBT',
      amount: '0.01190966',
      phase: 'editing',
    });
  });

  test('into an isolated position that is called, with its cure, by a trader', () => {
    const isolated = { ...called, mode: 'isolated' } as const;
    const names = ['Basis-1', 'XBT-Basis'];
    const begin = { route: 'in', from: 'XBT-Basis', amount: '0.01190966' };
    expect(firstTransfer(isolated, names, [], true)).toMatchObject(begin);
    expect(firstTransfer({ ...isolated, level: 0 }, names, [], true)).toMatchObject({
      ...begin,
      amount: '',
    });
  });

  test('into the wallet of an isolated position, without an amount, by who may no more', () => {
    const isolated = { ...called, mode: 'isolated' } as const;
    const first = firstTransfer(isolated, ['Basis-1', 'XBT-Basis'], [], false);
    expect(first).toMatchObject({ route: 'wallets', from: 'Basis-1', to: 'XBT-Basis', amount: '' });
  });

  test('from the selected subaccount where nothing is called', () => {
    const first = firstTransfer(
      { ...called, level: 0, cure: '\u2014' },
      ['Basis-1', 'XBT-Basis'],
      balances,
      true,
    );
    expect(first).toMatchObject({ from: 'XBT-Basis', to: 'Basis-1', amount: '' });
  });
});

describe('a transfer', () => {
  const fields = {
    route: 'wallets',
    from: 'Basis-1',
    to: 'XBT-Basis',
    asset: 'XBT',
    amount: '1,000.5',
  } as const;
  const position = { subaccount: 'Trend-2', markInstrument: 'BTCUSDT' };
  const editing = { ...fields, phase: 'editing', told: null } as const;

  test('goes in the form of the boundary, without commas', () => {
    expect(transferCommand(fields, position)).toEqual({
      kind: 'transfer',
      from: 'Basis-1',
      to: 'XBT-Basis',
      asset: 'XBT',
      amount: '1000.5',
    });
  });

  test('into an isolated position is signed: out of it is below zero', () => {
    const command = { kind: 'position.transferMargin', subaccount: 'Trend-2', symbol: 'BTCUSDT' };
    expect(transferCommand({ ...fields, route: 'in' }, position)).toEqual({
      ...command,
      amount: '1000.5',
    });
    expect(transferCommand({ ...fields, route: 'out' }, position)).toEqual({
      ...command,
      amount: '-1000.5',
    });
    expect(transferFault({ ...fields, route: 'in', to: fields.from })).toBe('');
  });

  test.each([
    [{ to: 'Basis-1' }, 'Choose two different subaccounts.'],
    [{ amount: ' ' }, 'The amount is missing.'],
    [{ amount: '\u22121' }, 'The amount is no number.'],
    [{ amount: '0.00' }, 'The amount is zero.'],
    [{}, ''],
  ])('with %j is told %j', (change, fault) => {
    expect(transferFault({ ...fields, ...change })).toBe(fault);
  });

  test('under way is not edited, and one refused is edited again', () => {
    const sending = transferReducer(editing, { kind: 'send' });
    expect(transferReducer(sending, { kind: 'set', fields: { amount: '2' } })).toBe(sending);
    const code = 'INSUFFICIENT_COLLATERAL';
    const reply = { result: 'refused', code, sentence: 'too much: 2.5 XBT' } as Reply;
    const refused = transferReducer(sending, { kind: 'ended', reply });
    expect(refused).toMatchObject({ phase: 'refused', told: { code } });
    const again = transferReducer(refused, { kind: 'set', fields: { amount: '2' } });
    expect(again).toMatchObject({ phase: 'editing', amount: '2', told: null });
  });
});
