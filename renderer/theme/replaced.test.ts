import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import {
  LEAST_CONTRAST,
  lowestContrast,
  OWN_COLOURS,
  readColours,
  REPLACEABLE,
  withColours,
} from './replaced.ts';
import { PALETTES, THEMES, tokensOf } from './tokens.ts';
import type { Tokens } from './tokens.ts';

const dark = tokensOf('dark', 'green and red');

test('what would be hard to read is found where it is hardest', () => {
  expect(lowestContrast('up', dark.up, dark).figure).toBeGreaterThan(LEAST_CONTRAST);
  const { ground, figure } = lowestContrast('down', '#7a4a3c', dark);
  expect(ground).toBe('selected');
  expect(figure).toBeLessThan(LEAST_CONTRAST);
  expect(lowestContrast('warn', '#ffffff', tokensOf('light', 'green and red')).figure).toBe(1);
});

test('the bar and the selected row follow a colour, the rest stays', () => {
  const tokens = withColours(dark, 'dark', { down: '#ff80ff' });
  expect(tokens).toMatchObject({ down: '#ff80ff', downSelected: '#ff80ff', up: dark.up });
  expect(tokens.downBar).toBe('#5b3761');
  expect(withColours(dark, 'dark', {})).toEqual(dark);
});

const colour = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

/** Text on what it stands on. */
const pairs: readonly (readonly [keyof Tokens, keyof Tokens])[] = [
  ['onDirection', 'up'],
  ['onDirection', 'down'],
  ['text', 'upBar'],
  ['text', 'downBar'],
  ['downSelected', 'selected'],
  ['onWarn', 'warnFill'],
  ['warn', 'warnGround'],
  ['onDanger', 'danger'],
  ['danger', 'dangerGround'],
];

describe.each(THEMES)('%s', (theme) => {
  test.each(PALETTES)('with %s, whatever is accepted can be read everywhere', (palette) => {
    const own = tokensOf(theme, palette);
    const run = fc.property(fc.constantFrom(...REPLACEABLE), colour, (name, chosen) => {
      fc.pre(lowestContrast(name, chosen, own).figure >= LEAST_CONTRAST);
      const tokens = withColours(own, theme, { [name]: chosen });
      for (const [front, back] of pairs) {
        const figure = contrast(tokens[front], tokens[back]);
        expect(figure, `${front} on ${back}, ${name} ${chosen}`).toBeGreaterThanOrEqual(4.5);
      }
    });
    fc.assert(run);
  });
});

test('of what was stored only legible colours are kept', () => {
  const given = {
    dark: { up: '#00ff00', down: 'red', warn: '#333333', text: '#000000' },
    light: 7,
  };
  expect(readColours(given)).toEqual({ dark: { up: '#00ff00' }, light: {} });
  for (const broken of [undefined, null, 'x', []]) expect(readColours(broken)).toEqual(OWN_COLOURS);
});
