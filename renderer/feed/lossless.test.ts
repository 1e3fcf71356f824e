import { expect, test } from 'vitest';
import { LosslessReader } from './lossless.ts';

test('items come once and in order', () => {
  const reader = new LosslessReader<string>(10);
  expect(reader.take(1, ['a', 'b'])).toEqual({ kind: 'items', items: ['a', 'b'] });
  expect(reader.take(2, ['b', 'c'])).toEqual({ kind: 'items', items: ['c'] });
  expect(reader.take(1, ['a'])).toEqual({ kind: 'items', items: [] });
  expect(reader.items).toEqual(['a', 'b', 'c']);
  expect(reader.position).toBe(3);
});

test('a gap is seen and nothing of it is taken', () => {
  const reader = new LosslessReader<string>(10);
  reader.take(1, ['a']);
  expect(reader.take(4, ['d'])).toEqual({ kind: 'gap', expected: 2, got: 4 });
  expect(reader.position).toBe(1);
  expect(reader.items).toEqual(['a']);
});

test('only the newest items are kept, and the position counts them all', () => {
  const reader = new LosslessReader<number>(3);
  reader.take(1, [1, 2, 3, 4, 5]);
  expect(reader.items).toEqual([3, 4, 5]);
  expect(reader.position).toBe(5);
});

test('a stream may begin anywhere', () => {
  const reader = new LosslessReader<number>(3);
  reader.beginAt(41);
  expect(reader.take(41, [41])).toEqual({ kind: 'items', items: [41] });
});
