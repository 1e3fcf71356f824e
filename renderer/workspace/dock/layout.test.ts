/** Layouts: the default's geometry, what is taken of a stored one, and the way to the dock. */
import { describe, expect, test } from 'vitest';
import { compactLayout, defaultLayout, wideLayout } from './default-layout.ts';
import { fromDock, toDock } from './dock-json.ts';
import { GAP, isSameLayout, panelsOf, readLayout } from './layout.ts';
import type { Layout, Place } from './layout.ts';
import { ROOMS } from '../rooms.ts';
import { BLOTTER_IDS, IDS_OF } from './panel-ids.ts';

const DESIGN = { width: 1912, height: 1004 };
const SMALL = { width: 1272, height: 724 };

function lengthOf(parts: readonly Place[]): number {
  return parts.reduce((sum, { size }) => sum + size, GAP * (parts.length - 1));
}

function sizeOf(layout: Layout, panel: string): number {
  const within = (places: readonly Place[]): number =>
    places.reduce((found, place) => {
      if ('parts' in place) return found || within(place.parts);
      return place.tabs.some((id) => id === panel) ? place.size : found;
    }, 0);
  return within(layout.parts);
}

describe('the default', () => {
  test('is the design at its size, to the pixel', () => {
    const layout = wideLayout(DESIGN);
    expect(layout.parts.map(({ size }) => size)).toEqual([460, 1448]);
    const sizes = ['accounts', 'margin', 'chart', 'ladder', 'order', 'positions'];
    expect(sizes.map((id) => sizeOf(layout, id))).toEqual([644, 356, 820, 308, 312, 356]);
  });

  test('of Risk is the design’s three columns', () => {
    const layout = defaultLayout('risk', false, DESIGN);
    expect(layout.parts.map(({ size }) => size)).toEqual([548, 816, 540]);
    const sizes = ['calls', 'liquidations', 'modes', 'adl', 'oracles', 'funds'];
    expect(sizes.map((id) => sizeOf(layout, id))).toEqual([232, 768, 440, 560, 492, 508]);
  });

  test('is the design for a small window, where the margin is a tab', () => {
    const layout = compactLayout(SMALL);
    expect(layout.parts.map(({ size }) => size)).toEqual([236, 724, 304]);
    const sizes = ['chart', 'margin', 'ladder', 'order'];
    expect(sizes.map((id) => sizeOf(layout, id))).toEqual([452, 268, 320, 400]);
  });

  test.each([DESIGN, { width: 2552, height: 1364 }, { width: 1601, height: 777 }])(
    'fills %o and has every panel once',
    (space) => {
      for (const { id } of ROOMS) {
        for (const layout of [defaultLayout(id, false, space), defaultLayout(id, true, space)]) {
          expect(lengthOf(layout.parts)).toBe(space.width);
          for (const part of layout.parts) {
            if ('parts' in part) expect(lengthOf(part.parts)).toBe(space.height);
          }
          expect(panelsOf(layout).toSorted()).toEqual(IDS_OF[id].toSorted());
        }
      }
    },
  );
});

describe('a stored layout', () => {
  const LAYOUT = wideLayout(DESIGN);

  test('is taken as it was', () => {
    expect(readLayout(JSON.parse(JSON.stringify(LAYOUT)))).toEqual(LAYOUT);
  });

  test('need not have every panel', () => {
    const few = { isAcross: false, parts: [{ size: 100, tabs: ['chart'] }] };
    expect(readLayout(few)).toEqual(few);
  });

  test.each([
    ['nothing', null],
    ['a text', 'accounts'],
    ['no parts', { isAcross: true }],
    ['no part', { isAcross: true, parts: [] }],
    ['a part that is none', { isAcross: true, parts: [null] }],
    ['no direction', { parts: [{ size: 1, tabs: ['chart'] }] }],
    ['a panel that there is not', { isAcross: true, parts: [{ size: 1, tabs: ['toString'] }] }],
    ['no tabs', { isAcross: true, parts: [{ size: 1, tabs: [] }] }],
    ['a size of nothing', { isAcross: true, parts: [{ size: 0, tabs: ['chart'] }] }],
    ['a fraction', { isAcross: true, parts: [{ size: 1.5, tabs: ['chart'] }] }],
    ['a size without end', { isAcross: true, parts: [{ size: 1e9, tabs: ['chart'] }] }],
    ['a panel twice', { isAcross: true, parts: [{ size: 1, tabs: ['chart', 'chart'] }] }],
  ])('that is %s is none', (_, given) => {
    expect(readLayout(given)).toBeNull();
  });

  test('that is deeper than anybody splits is none', () => {
    let deep: unknown = { size: 1, tabs: ['chart'] };
    for (let level = 0; level < 50; level++) deep = { size: 1, parts: [deep] };
    expect(readLayout({ isAcross: true, parts: [deep] })).toBeNull();
  });
});

describe('the dock', () => {
  test.each([wideLayout(DESIGN), compactLayout(SMALL)])(
    'gives back what it was given',
    (layout) => {
      const given = fromDock(toDock(layout, DESIGN, []));
      expect(given).toEqual(layout);
      expect(given !== null && isSameLayout(given, layout)).toBe(true);
    },
  );

  test('shows of panels in one place the one in front, else the first', () => {
    const layout: Layout = { isAcross: true, parts: [{ size: 1, tabs: BLOTTER_IDS }] };
    const shownOf = (front: readonly ('orders' | 'chart')[]): unknown => {
      const [leaf] = toDock(layout, DESIGN, front).grid.root.data as { readonly data: object }[];
      return leaf?.data;
    };
    expect(shownOf(['chart', 'orders'])).toMatchObject({ activeView: 'orders' });
    expect(shownOf([])).toMatchObject({ activeView: 'positions' });
  });
});
