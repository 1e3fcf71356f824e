import { describe, expect, test } from 'vitest';
import { CellCount } from './desk-cells.ts';

const nothing = { accounts: [], positions: [], orders: [], balances: [], calls: [], quotes: [] };
const frame = (rows: object): string =>
  JSON.stringify({ type: 'frame', ...nothing, gone: {}, ladder: null, ...rows });

describe('cells', () => {
  test('are counted where their text is another, and rows are there until they are gone', () => {
    const count = new CellCount();
    count.take(frame({ positions: [{ key: '1/1', mark: '10', size: '5' }] }));
    expect(count.cells).toBe(3);
    count.reset();
    count.take(frame({ positions: [{ key: '1/1', mark: '11', size: '5' }] }));
    count.take(frame({ accounts: [{ key: 'firm/1', depth: 0 }] }));
    expect(count.cells).toBe(1 + 2);
    expect(count.messages).toBe(2);
    expect([count.rows('positions'), count.rows('accounts', ({ depth }) => depth === 2)]).toEqual([
      1, 0,
    ]);
    count.take(frame({ gone: { positions: ['1/1'] } }));
    expect(count.rows('positions')).toBe(0);
  });

  test('are not in anything but frames', () => {
    const count = new CellCount();
    count.take(JSON.stringify({ type: 'items', stream: 'alerts', from: 1, items: [] }));
    expect([count.cells, count.messages]).toEqual([0, 0]);
  });
});
