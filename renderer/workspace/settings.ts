/** What a person sets for every window, and what there is to choose from. */
import type { Watch } from '../../core/desk/messages.ts';
import { NO_OWN_KEYS, readKeys } from './key-map.ts';
import type { OwnKeys } from './key-map.ts';
import { OWN_COLOURS, readColours } from '../theme/replaced.ts';
import type { Colours } from '../theme/replaced.ts';
import { PALETTES, THEMES } from '../theme/tokens.ts';
import type { Palette, Theme } from '../theme/tokens.ts';

export const CANDLE_SECONDS = [1, 5, 15, 60] as const;
export const LADDER_STEPS = [10, 50, 100] as const;

export interface Settings {
  readonly candleSeconds: Watch['candleSeconds'];
  readonly ladderStep: number;
  readonly theme: Theme;
  readonly palette: Palette;
  readonly colours: Colours;
  readonly hasDepth: boolean;
  readonly hasOwnOrders: boolean;
  readonly keys: OwnKeys;
}

export const FIRST_SETTINGS: Settings = {
  candleSeconds: 5,
  ladderStep: 50,
  theme: 'dark',
  palette: 'green and red',
  colours: OWN_COLOURS,
  hasDepth: true,
  hasOwnOrders: true,
  keys: NO_OWN_KEYS,
};

function among<T>(choices: readonly T[], value: unknown, other: T): T {
  return choices.find((choice) => choice === value) ?? other;
}

/** Takes what is still understood; anything else is as it comes. */
export function readSettings(stored: unknown): Settings {
  const given = Object(stored) as Partial<Record<keyof Settings, unknown>>;
  return {
    candleSeconds: among(CANDLE_SECONDS, given.candleSeconds, FIRST_SETTINGS.candleSeconds),
    ladderStep: among<number>(LADDER_STEPS, given.ladderStep, FIRST_SETTINGS.ladderStep),
    theme: among(THEMES, given.theme, FIRST_SETTINGS.theme),
    palette: among(PALETTES, given.palette, FIRST_SETTINGS.palette),
    colours: readColours(given.colours),
    hasDepth: given.hasDepth !== false,
    hasOwnOrders: given.hasOwnOrders !== false,
    keys: readKeys(given.keys),
  };
}

/** Only the settings of what has more. */
export function settingsOf(given: Settings): Settings {
  const { candleSeconds, ladderStep, theme, palette, colours, hasDepth, hasOwnOrders } = given;
  const { keys } = given;
  return { candleSeconds, ladderStep, theme, palette, colours, hasDepth, hasOwnOrders, keys };
}
