/** What is kept of an operator: read strictly, written bounded. */
import { describe, expect, test } from 'vitest';
import { FIRST_SETTINGS } from '../settings.ts';
import { wideLayout } from './default-layout.ts';
import {
  AS_DESIGNED,
  LAYOUTS_MAX,
  readPreferences,
  WINDOWS_MAX,
  withLayout,
  withoutLayout,
  withWindow,
  writePreferences,
} from './preferences.ts';
import type { NamedLayout, Preferences, WindowPreferences } from './preferences.ts';

const WIDE = wideLayout({ width: 1912, height: 1004 });
const WINDOW: WindowPreferences = {
  workspace: '2',
  layout: 'Opening',
  wide: WIDE,
  compact: null,
  front: ['orders'],
  risk: { ...AS_DESIGNED, front: ['adl'] },
  instrument: 'BTCUSDT',
  subaccount: 'Vol-Arb',
};
const NOTHING: Preferences = { version: 1, settings: FIRST_SETTINGS, layouts: [], windows: [] };

const named = (name: string): NamedLayout => {
  return { name, ...AS_DESIGNED, wide: WIDE, risk: AS_DESIGNED };
};

function filled(): Preferences {
  const withOne = withLayout(NOTHING, named('Opening')) ?? NOTHING;
  return withWindow({ ...withOne, settings: { ...FIRST_SETTINGS, theme: 'light' } }, WINDOW);
}

describe('preferences', () => {
  test('are read as they were written', () => {
    const text = writePreferences(filled()) ?? '';
    expect(readPreferences(text)).toEqual({ kind: 'read', preferences: filled() });
  });

  test('of before Risk could be arranged have it as designed', () => {
    const text = (writePreferences(filled()) ?? '').replaceAll('"risk"', '"riskier"');
    const read = readPreferences(text);
    if (read.kind !== 'read') throw new Error('not read');
    expect(read.preferences.windows[0]?.risk).toEqual(AS_DESIGNED);
  });

  test('are none where nothing was written', () => {
    expect(readPreferences('')).toEqual({ kind: 'none' });
  });

  test('of a later version are told apart, whatever is in them', () => {
    expect(readPreferences('{"version":2,"layouts":"otherwise"}')).toEqual({ kind: 'newer' });
  });

  test.each([
    ['no JSON', '{"version":1,'],
    ['null', 'null'],
    ['no version', '{}'],
    ['a version of nothing', '{"version":0}'],
    ['no list of layouts', '{"version":1,"windows":[]}'],
    ['a layout without a name', '{"version":1,"layouts":[{"wide":null}],"windows":[]}'],
    ['a window that is none', '{"version":1,"layouts":[],"windows":[7]}'],
  ])('that are %s are bad', (_, text) => {
    expect(readPreferences(text)).toEqual({ kind: 'bad' });
  });

  test('with one bad layout are bad as a whole', () => {
    const preferences = { ...filled(), layouts: [{ ...named('Opening'), wide: { parts: [] } }] };
    expect(readPreferences(JSON.stringify(preferences))).toEqual({ kind: 'bad' });
  });

  test('with a theme that there is no more have the first one', () => {
    const preferences = { ...filled(), settings: { ...FIRST_SETTINGS, theme: 'sepia' } };
    expect(readPreferences(JSON.stringify(preferences))).toMatchObject({
      preferences: { settings: { theme: 'dark' } },
    });
  });
});

describe('layouts by name', () => {
  test('are replaced by name, sorted, and end', () => {
    let all: Preferences | null = NOTHING;
    for (let count = LAYOUTS_MAX; count > 0; count--) {
      all = withLayout(all ?? NOTHING, named(`Layout ${String(count).padStart(2, '0')}`));
    }
    expect(all?.layouts.map(({ name }) => name).slice(0, 2)).toEqual(['Layout 01', 'Layout 02']);
    expect(withLayout(all ?? NOTHING, named('One more'))).toBeNull();
    expect(withLayout(all ?? NOTHING, named('Layout 01'))?.layouts).toHaveLength(LAYOUTS_MAX);
    expect(withoutLayout(all ?? NOTHING, 'Layout 01').layouts).toHaveLength(LAYOUTS_MAX - 1);
  });

  test('and windows at their most fit what the core takes', () => {
    let all: Preferences = NOTHING;
    for (let count = 0; count < LAYOUTS_MAX; count++) {
      all = withLayout(all, { ...named(`${count}`.repeat(10)), compact: WIDE }) ?? all;
    }
    for (let count = 0; count < WINDOWS_MAX; count++) {
      all = withWindow(all, { ...WINDOW, workspace: `${count}`, compact: WIDE });
    }
    expect(writePreferences(all)).not.toBeNull();
  });

  test('that are more than the core takes are not written', () => {
    const layouts = Array.from({ length: 100 }, (_, at) => named(`Layout ${at}`));
    expect(writePreferences({ ...NOTHING, layouts })).toBeNull();
  });
});

test('of many windows those that changed last are remembered', () => {
  let all = NOTHING;
  for (const workspace of ['2', '3', '4', '5', '6', '7', '8', 'main', '2', '9']) {
    all = withWindow(all, { ...WINDOW, workspace });
  }
  const left = all.windows.map(({ workspace }) => workspace);
  expect(left).toEqual(['4', '5', '6', '7', '8', 'main', '2', '9']);
});
