/** Colours that a person puts in the place of the desk's own: which may be, and what follows. */
import { contrast } from './contrast.ts';
import { PALETTES, THEMES, tokensOf } from './tokens.ts';
import type { Theme, Tokens } from './tokens.ts';

export const REPLACEABLE = ['up', 'down', 'warn', 'danger'] as const;
export type Replaceable = (typeof REPLACEABLE)[number];

export type ColourMap = Readonly<Partial<Record<Replaceable, string>>>;
/** By theme: what can be read on the one cannot on the other. */
export type Colours = Readonly<Record<Theme, ColourMap>>;

export const OWN_COLOURS: Colours = { dark: {}, light: {} };
/** Of text on what it stands on, after WCAG 2.2 AA. */
export const LEAST_CONTRAST = 4.5;

const EVERYWHERE = ['panel', 'raised', 'selected'] as const;
const GROUNDS = {
  up: EVERYWHERE,
  down: EVERYWHERE,
  warn: [...EVERYWHERE, 'warnGround'],
  danger: [...EVERYWHERE, 'dangerGround'],
} as const satisfies Record<Replaceable, readonly (keyof Tokens)[]>;

/** A bar has this much of its colour; the size before it stays legible. */
const BAR_SHARE = 0.3;

export interface Lowest {
  readonly ground: keyof Tokens;
  readonly figure: number;
}

/** Where a colour would be hardest to read among the places it is used in. */
export function lowestContrast(name: Replaceable, colour: string, tokens: Tokens): Lowest {
  const figures = GROUNDS[name].map((ground) => ({
    ground,
    figure: contrast(colour, tokens[ground]),
  }));
  return figures.reduce((worst, one) => (one.figure < worst.figure ? one : worst));
}

function mixed(colour: string, ground: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [part, rest] = [colour, ground].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16));
    const value = Math.round((part ?? 0) * share + (rest ?? 0) * (1 - share));
    return value.toString(16).padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

function followed(
  name: Replaceable,
  colour: string,
  theme: Theme,
  tokens: Tokens,
): Partial<Tokens> {
  const bar = mixed(colour, tokens.panel, BAR_SHARE);
  switch (name) {
    case 'up':
      return { up: colour, upBar: bar };
    case 'down':
      return { down: colour, downBar: bar, downSelected: colour };
    case 'warn':
      // In light the desk's own fill is brighter than its text; one colour must now do for both.
      return { warn: colour, warnFill: colour, ...(theme === 'light' && { onWarn: tokens.panel }) };
    case 'danger':
      return { danger: colour };
  }
}

/** The colours of a theme with a person's own in their places, and what is derived of those. */
export function withColours(tokens: Tokens, theme: Theme, colours: ColourMap): Tokens {
  return REPLACEABLE.reduce((done, name) => {
    const colour = colours[name];
    return colour === undefined ? done : { ...done, ...followed(name, colour, theme, tokens) };
  }, tokens);
}

const HEX = /^#[0-9a-f]{6}$/;

/** Takes of something stored what is a legible colour; else it is the desk's own again. */
export function readColours(given: unknown): Colours {
  const byTheme = Object(given) as Record<string, unknown>;
  const read = (theme: Theme): ColourMap => {
    const map = Object(byTheme[theme]) as Record<string, unknown>;
    const kept = REPLACEABLE.flatMap((name) => {
      const colour = map[name];
      if (typeof colour !== 'string' || !HEX.test(colour)) return [];
      // Grounds are those of the theme, whichever pair of directions it is seen with.
      const { figure } = lowestContrast(name, colour, tokensOf(theme, PALETTES[0]));
      return figure >= LEAST_CONTRAST ? [[name, colour] as const] : [];
    });
    return Object.fromEntries(kept);
  };
  const [dark, light] = THEMES.map(read) as [ColourMap, ColourMap];
  return { dark, light };
}
