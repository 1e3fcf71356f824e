import { expect, test } from 'vitest';
import { foldOf } from './strip-fold.ts';

const open = { isFolded: false, need: 0 };

test('feeds are named while they fit', () => {
  expect(foldOf(open, 1_400, 1_290)).toBe(open);
  expect(foldOf(open, 1_290, 1_290)).toBe(open);
});

test('feeds fold where their names do not fit, and unfold only where what they took would', () => {
  const folded = foldOf(open, 1_000, 1_290);
  expect(folded).toEqual({ isFolded: true, need: 1_290 });
  expect(foldOf(folded, 1_289, 420)).toBe(folded);
  expect(foldOf(folded, 1_290, 420)).toEqual({ isFolded: false, need: 1_290 });
});

test('names that have grown fold again with what they take now', () => {
  expect(foldOf({ isFolded: false, need: 1_290 }, 1_300, 1_340)).toEqual({
    isFolded: true,
    need: 1_340,
  });
});
