import { describe, expect, test } from 'vitest';
import { clashOf, isWholeKey, keyNow, meantBy, NO_OWN_KEYS, readKeys } from './key-map.ts';
import { refusalOf, REMAPPABLE, withKey } from './key-map.ts';
import type { KeyLine } from './key-table.ts';

function line(where: KeyLine['where'], keys: string): KeyLine {
  return REMAPPABLE.find((one) => one.where === where && one.keys === keys)!;
}

const BELL = line('everywhere', 'Shift F8');
const CLOSE = line('grids', 'C');
const REDUCE = line('grids', 'R');

describe('a key that a person put in the place of another', () => {
  const own = withKey(NO_OWN_KEYS, CLOSE, 'Shift C');

  test('acts in its place, and the one before does nothing there', () => {
    expect(meantBy(own, 'grids', 'Shift C')).toBe('C');
    expect(meantBy(own, 'grids', 'C')).toBe('');
    expect(meantBy(own, 'ladder', 'C')).toBe('C');
    expect(meantBy(own, 'grids', 'Left')).toBe('Left');
    expect(keyNow(own, 'grids', 'C')).toBe('Shift C');
  });

  test('frees the one before for another act', () => {
    const moved = withKey(own, REDUCE, 'C');
    expect(refusalOf(own, REDUCE, 'C')).toBe('');
    expect(meantBy(moved, 'grids', 'C')).toBe('R');
    expect(refusalOf(moved, CLOSE, 'C')).toContain('reduces the position by half');
  });

  test('is the table\u2019s own again, and then not kept', () => {
    expect(withKey(own, CLOSE, 'C')).toEqual(NO_OWN_KEYS);
  });
});

describe('a key is refused', () => {
  test('where another act has it in the same place, or everywhere', () => {
    expect(refusalOf(NO_OWN_KEYS, REDUCE, 'C')).toBe(
      'C is taken, grids: closes the position at the market, asks first. ' +
        'Give that another key first.',
    );
    expect(refusalOf(NO_OWN_KEYS, REDUCE, 'F8')).toContain('acknowledge the pinned call');
    expect(refusalOf(NO_OWN_KEYS, BELL, 'E')).toContain('amends the order: price');
    // A ladder's key is another place's.
    expect(refusalOf(NO_OWN_KEYS, line('ladder', 'X'), 'C')).toBe('');
  });

  test('where it moves, leaves or chooses wherever the focus is', () => {
    for (const key of ['Esc', 'Tab', 'Up', 'Shift Left', 'Enter', 'Space', '7']) {
      expect(refusalOf(NO_OWN_KEYS, BELL, key), key).toBe(`${key} stays what it is everywhere.`);
    }
    expect(refusalOf(NO_OWN_KEYS, line('ladder', 'Space'), 'Space')).toBe('');
    expect(refusalOf(NO_OWN_KEYS, BELL, 'Alt Up'), 'an act has it').toContain('taken');
  });

  test('where it has no name of its own', () => {
    expect(['Shift', 'Ctrl Control', 'Dead'].map(isWholeKey)).toEqual([false, false, false]);
    expect(isWholeKey('Alt Q')).toBe(true);
  });
});

test('no two acts have one key as the table has them', () => {
  const clashes = REMAPPABLE.filter((one) => clashOf(NO_OWN_KEYS, one, one.keys) !== undefined);
  expect(clashes).toEqual([]);
});

test('of what is stored, what two acts would share is not taken', () => {
  const swapped = { 'grids C': 'R', 'grids R': 'C' };
  expect(readKeys(swapped)).toEqual(swapped);
  expect(readKeys({ 'grids C': 'R' })).toEqual({});
  expect(readKeys({ 'grids C': 'Shift C', 'grids nothing': 'Q', other: 1 })).toEqual({
    'grids C': 'Shift C',
  });
  expect(readKeys({ 'everywhere F8': 7 })).toEqual({});
  for (const text of [null, 'keys', 5, []]) expect(readKeys(text)).toEqual({});
});
