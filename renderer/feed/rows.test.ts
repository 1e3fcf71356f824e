import { expect, test } from 'vitest';
import { KeyedRows } from './rows.ts';

interface Row {
  readonly key: string;
  readonly value: number;
}

test('only the newest value of a key is handed on', () => {
  const rows = new KeyedRows<Row>();
  rows.apply([{ key: 'a', value: 1 }], []);
  rows.apply([{ key: 'a', value: 2 }], []);
  expect(rows.takeChanges()).toEqual({
    isFresh: false,
    changed: [{ key: 'a', value: 2 }],
    gone: [],
  });
  expect(rows.takeChanges()).toBeNull();
});

test('a row that went is named, and one that came back is there', () => {
  const rows = new KeyedRows<Row>();
  rows.apply([{ key: 'a', value: 1 }], []);
  rows.apply([], ['a']);
  expect(rows.takeChanges()?.gone).toEqual(['a']);
  rows.apply([{ key: 'a', value: 3 }], ['a']);
  expect(rows.takeChanges()).toEqual({
    isFresh: false,
    changed: [{ key: 'a', value: 3 }],
    gone: [],
  });
});

test('after a new core everything before no longer counts', () => {
  const rows = new KeyedRows<Row>();
  rows.apply([{ key: 'old', value: 1 }], []);
  rows.clear();
  rows.apply([{ key: 'new', value: 2 }], []);
  expect(rows.takeChanges()).toEqual({
    isFresh: true,
    changed: [{ key: 'new', value: 2 }],
    gone: [],
  });
});

test('the list of all rows is the same one until a row changes', () => {
  const rows = new KeyedRows<Row>();
  rows.apply([{ key: 'a', value: 1 }], []);
  const list = rows.values();
  rows.apply([], []);
  expect(rows.values()).toBe(list);
  rows.apply([{ key: 'a', value: 2 }], []);
  expect(rows.values()).toEqual([{ key: 'a', value: 2 }]);
  rows.apply([], ['a']);
  expect(rows.values()).toEqual([]);
  rows.apply([{ key: 'b', value: 3 }], []);
  rows.clear();
  expect(rows.values()).toEqual([]);
});
