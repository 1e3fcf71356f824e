/**
 * The colours of the desk, by name. Principle: calm until it matters; a colour never stands alone.
 * `contrast.test.ts` holds every pair to its required ratio.
 */
export interface Tokens {
  readonly ground: string;
  readonly panel: string;
  readonly raised: string;
  readonly high: string;
  readonly selected: string;
  readonly well: string;
  readonly line: string;
  readonly line2: string;
  readonly control: string;
  readonly text: string;
  readonly text2: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentGround: string;
  readonly onAccent: string;
  readonly up: string;
  readonly upBar: string;
  readonly down: string;
  readonly downBar: string;
  /** Down on `selected`: in light the plain one misses 4.5 there by a hair. */
  readonly downSelected: string;
  readonly onDirection: string;
  readonly warn: string;
  readonly warnGround: string;
  readonly warnFill: string;
  readonly onWarn: string;
  readonly danger: string;
  readonly dangerGround: string;
  readonly onDanger: string;
  readonly neutralBar: string;
}

export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];
export const PALETTES = ['green and red', 'blue and orange'] as const;
export type Palette = (typeof PALETTES)[number];

const dark: Tokens = {
  ground: '#0c0f13',
  panel: '#14181d',
  raised: '#1b2027',
  high: '#242b35',
  selected: '#22304a',
  well: '#0c0f13',
  line: '#262d37',
  line2: '#39424e',
  control: '#6b7785',
  text: '#d6dde6',
  text2: '#a9b4c1',
  muted: '#8b98a8',
  accent: '#8ea6ff',
  accentGround: '#26305a',
  onAccent: '#0c0f13',
  up: '#4cc9b0',
  upBar: '#1d4d48',
  down: '#ff8f6b',
  downBar: '#5b352b',
  downSelected: '#ff8f6b',
  onDirection: '#0c0f13',
  warn: '#f0c419',
  warnGround: '#33290a',
  warnFill: '#f0c419',
  onWarn: '#191400',
  danger: '#ff6b6b',
  dangerGround: '#3b1a1e',
  onDanger: '#0c0f13',
  neutralBar: '#9fb3c8',
};

const light: Tokens = {
  ground: '#dfe4ea',
  panel: '#ffffff',
  raised: '#f3f5f8',
  high: '#e6eaf0',
  selected: '#e0e7ff',
  well: '#ffffff',
  line: '#e1e6ec',
  line2: '#c9d1da',
  control: '#7b8794',
  text: '#17202a',
  text2: '#3d4a58',
  muted: '#566372',
  accent: '#3a4fd0',
  accentGround: '#e0e7ff',
  onAccent: '#ffffff',
  up: '#0a7567',
  upBar: '#bfe5dc',
  down: '#b8420f',
  downBar: '#f8d3c1',
  downSelected: '#b03e0d',
  onDirection: '#ffffff',
  warn: '#8a5a00',
  warnGround: '#fff3cf',
  warnFill: '#f5c518',
  onWarn: '#191400',
  danger: '#c3203b',
  dangerGround: '#fde7ea',
  onDanger: '#ffffff',
  neutralBar: '#4d6680',
};

const blueAndOrange: Readonly<Record<Theme, Partial<Tokens>>> = {
  dark: {
    up: '#56b4e9',
    upBar: '#28475a',
    down: '#e69f00',
    downBar: '#534114',
    downSelected: '#e69f00',
  },
  light: {
    up: '#0b6aa8',
    upBar: '#c2dae9',
    down: '#8f5a00',
    downBar: '#e3d6bf',
    downSelected: '#875500',
  },
};

/** The colours of a theme in a palette. */
export function tokensOf(theme: Theme, palette: Palette): Tokens {
  const base = theme === 'dark' ? dark : light;
  return palette === 'blue and orange' ? { ...base, ...blueAndOrange[theme] } : base;
}

/** `accentGround` is `--accent-ground`, `text2` is `--text-2`. */
export function variableName(token: string): string {
  return `--${token.replace(/[A-Z0-9]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Puts the colours on the document, through the object model: no style text, nothing to allow. */
export function applyTokens(root: HTMLElement, theme: Theme, tokens: Tokens): void {
  root.dataset['theme'] = theme;
  root.style.colorScheme = theme;
  for (const [name, value] of Object.entries(tokens)) {
    root.style.setProperty(variableName(name), value as string);
  }
}
