/**
 * What the core keeps for an operator: settings, layouts by name, and how each window was left. A
 * text of a later version is left alone, and of what is not wholly understood nothing is taken.
 */
import { PREFERENCES_CHARACTERS_MAX } from '../../../core/desk/messages.ts';
import { readSettings } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { readLayout } from './layout.ts';
import type { Layout } from './layout.ts';
import { isPanelId } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';

export const PREFERENCES_VERSION = 1;
export const LAYOUTS_MAX = 12;
export const LAYOUT_NAME_MAX = 32;
/** Of more windows those that changed last are remembered. */
export const WINDOWS_MAX = 8;

/** How a window is arranged: null where it is as the design has it. */
export interface Arrangement {
  readonly wide: Layout | null;
  readonly compact: Layout | null;
  /** Of the panels that share a place, those that are shown. */
  readonly front: readonly PanelId[];
}

export const AS_DESIGNED: Arrangement = { wide: null, compact: null, front: [] };

/** The same of each workspace: Trading's own, and of Risk apart. */
export interface Arrangements extends Arrangement {
  readonly risk: Arrangement;
}

export interface NamedLayout extends Arrangements {
  readonly name: string;
}

export interface WindowPreferences extends Arrangements {
  readonly workspace: string;
  /** The name of the layout that it began with; empty for the default. */
  readonly layout: string;
  readonly instrument: string;
  readonly subaccount: string;
}

export interface Preferences {
  readonly version: typeof PREFERENCES_VERSION;
  readonly settings: Settings;
  readonly layouts: readonly NamedLayout[];
  /** One for each workspace, the one that changed last at the end. */
  readonly windows: readonly WindowPreferences[];
}

export type ReadPreferences =
  | { readonly kind: 'read'; readonly preferences: Preferences }
  | { readonly kind: 'none' | 'newer' | 'bad' };

type Given<T> = Partial<Record<keyof T, unknown>>;

class Misfit extends Error {}

function layoutOf(given: unknown): Layout | null {
  if (given === null) return null;
  const layout = readLayout(given);
  if (layout === null) throw new Misfit('not a layout');
  return layout;
}

function textOf(given: unknown): string {
  if (typeof given !== 'string' || given.length > LAYOUT_NAME_MAX) throw new Misfit('not a text');
  return given;
}

function listOf(given: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(given) || given.length > most) throw new Misfit('not a list');
  return given;
}

function arrangementOf(given: unknown): Arrangement {
  const { wide, compact, front } = Object(given) as Given<Arrangement>;
  const shown = listOf(front, 32);
  return { wide: layoutOf(wide), compact: layoutOf(compact), front: shown.filter(isPanelId) };
}

/** Before Risk could be arranged it was as the design has it. */
function arrangementsOf(given: unknown): Arrangements {
  const { risk } = Object(given) as Given<Arrangements>;
  return {
    ...arrangementOf(given),
    risk: risk === undefined ? AS_DESIGNED : arrangementOf(risk),
  };
}

function namedOf(given: unknown): NamedLayout {
  const name = textOf((Object(given) as Given<NamedLayout>).name);
  if (name === '') throw new Misfit('a layout without a name');
  return { name, ...arrangementsOf(given) };
}

function windowOf(given: unknown): WindowPreferences {
  const own = Object(given) as Given<WindowPreferences>;
  const { layout, instrument, subaccount } = own;
  return {
    workspace: textOf(own.workspace),
    layout: textOf(layout),
    instrument: textOf(instrument),
    subaccount: textOf(subaccount),
    ...arrangementsOf(given),
  };
}

function preferencesOf(given: Given<Preferences>): Preferences {
  return {
    version: PREFERENCES_VERSION,
    settings: readSettings(given.settings),
    layouts: listOf(given.layouts, LAYOUTS_MAX).map(namedOf),
    windows: listOf(given.windows, WINDOWS_MAX).map(windowOf),
  };
}

/** Reads what the core kept. Never throws. */
export function readPreferences(text: string): ReadPreferences {
  if (text === '') return { kind: 'none' };
  try {
    const given = Object(JSON.parse(text)) as Given<Preferences>;
    const { version } = given;
    if (typeof version === 'number' && version > PREFERENCES_VERSION) return { kind: 'newer' };
    if (version !== PREFERENCES_VERSION) return { kind: 'bad' };
    return { kind: 'read', preferences: preferencesOf(given) };
  } catch {
    return { kind: 'bad' };
  }
}

/** What the core is given to keep; null where it is more than it takes. */
export function writePreferences(preferences: Preferences): string | null {
  const text = JSON.stringify(preferences);
  return text.length > PREFERENCES_CHARACTERS_MAX ? null : text;
}

/** With how a window is now; the windows that changed longest ago give way. */
export function withWindow(preferences: Preferences, own: WindowPreferences): Preferences {
  const others = preferences.windows.filter(({ workspace }) => workspace !== own.workspace);
  return { ...preferences, windows: [...others, own].slice(-WINDOWS_MAX) };
}

/** With a layout, in place of one that has its name; null where there are too many. */
export function withLayout(preferences: Preferences, layout: NamedLayout): Preferences | null {
  const { layouts } = withoutLayout(preferences, layout.name);
  if (layouts.length === LAYOUTS_MAX) return null;
  const all = [...layouts, layout];
  all.sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return { ...preferences, layouts: all };
}

export function withoutLayout(preferences: Preferences, name: string): Preferences {
  return { ...preferences, layouts: preferences.layouts.filter((one) => one.name !== name) };
}
