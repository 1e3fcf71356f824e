import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { PALETTES, THEMES, tokensOf, variableName } from './tokens.ts';
import type { Tokens } from './tokens.ts';

const TEXT = 4.5;
const EDGE = 3;

const words: readonly (keyof Tokens)[] = [
  'text',
  'text2',
  'muted',
  'accent',
  'up',
  'down',
  'warn',
  'danger',
];

type Pair = readonly [keyof Tokens, keyof Tokens, number];

const pairs: readonly Pair[] = [
  ...words.flatMap((word): Pair[] => [
    [word, 'panel', TEXT],
    [word, 'raised', TEXT],
  ]),
  ['control', 'panel', EDGE],
  ['control', 'raised', EDGE],
  ['text', 'selected', TEXT],
  ['text2', 'selected', TEXT],
  ['up', 'selected', TEXT],
  ['downSelected', 'selected', TEXT],
  ['danger', 'selected', TEXT],
  ['warn', 'selected', TEXT],
  ['text', 'high', TEXT],
  ['text2', 'high', TEXT],
  ['text', 'well', TEXT],
  ['muted', 'well', TEXT],
  ['text', 'ground', TEXT],
  ['text2', 'accentGround', TEXT],
  ['text', 'accentGround', TEXT],
  ['text', 'upBar', TEXT],
  ['text', 'downBar', TEXT],
  ['text', 'warnGround', TEXT],
  ['warn', 'warnGround', TEXT],
  ['text', 'dangerGround', TEXT],
  ['danger', 'dangerGround', TEXT],
  ['onAccent', 'accent', TEXT],
  ['onDirection', 'up', TEXT],
  ['onDirection', 'down', TEXT],
  ['onWarn', 'warnFill', TEXT],
  ['onDanger', 'danger', TEXT],
  ['neutralBar', 'panel', EDGE],
];

describe.each(THEMES)('%s', (theme) => {
  describe.each(PALETTES)('%s', (palette) => {
    const tokens = tokensOf(theme, palette);
    test.each(pairs)('%s on %s has a contrast of %d', (front, back, required) => {
      expect(contrast(tokens[front], tokens[back])).toBeGreaterThanOrEqual(required);
    });
  });
});

test('contrast is that of the recommendation', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.478, 2);
  expect(contrast('#d6dde6', '#14181d')).toBeCloseTo(13, 1);
});

test('the name of a token is the name of its variable', () => {
  expect(variableName('accentGround')).toBe('--accent-ground');
  expect(variableName('text2')).toBe('--text-2');
});
