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
