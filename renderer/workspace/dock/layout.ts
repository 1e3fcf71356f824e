/**
 * Where panels stand: splits within splits, and tabs at their ends. What a person saves is this and
 * not the dock's own form, so that it is small, can be checked, and outlives the dock's versions.
 */
import { isPanelId } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';

/** Between two panels. */
export const GAP = 4;

/** Panels in one place; the size is along the split that it is a part of. */
export interface Tabs {
  readonly size: number;
  readonly tabs: readonly PanelId[];
}

/** Parts beside each other, or one over the other where the split around it is beside. */
export interface Split {
  readonly size: number;
  readonly parts: readonly Place[];
}

export type Place = Tabs | Split;

export interface Layout {
  /** The outermost parts stand beside each other, not one over the other. */
  readonly isAcross: boolean;
  readonly parts: readonly Place[];
}

const DEPTH_MAX = 6;
const SIZE_MAX = 20_000;

function placeOf(given: unknown, depth: number, seen: Set<PanelId>): Place | null {
  const { size, tabs, parts } = Object(given) as Partial<Record<keyof (Tabs & Split), unknown>>;
  if (typeof size !== 'number' || !Number.isSafeInteger(size)) return null;
  if (size < 1 || size > SIZE_MAX) return null;
  if (Array.isArray(tabs)) return tabsOf(size, tabs, seen);
  if (!Array.isArray(parts) || depth === DEPTH_MAX) return null;
  const places = partsOf(parts, depth + 1, seen);
  return places === null ? null : { size, parts: places };
}

function tabsOf(size: number, given: readonly unknown[], seen: Set<PanelId>): Tabs | null {
  const tabs: PanelId[] = [];
  for (const id of given) {
    if (!isPanelId(id) || seen.has(id)) return null;
    seen.add(id);
    tabs.push(id);
  }
  return tabs.length === 0 ? null : { size, tabs };
}

function partsOf(given: readonly unknown[], depth: number, seen: Set<PanelId>): Place[] | null {
  const places = given.map((part) => placeOf(part, depth, seen));
  const known = places.filter((place) => place !== null);
  return known.length > 0 && known.length === places.length ? known : null;
}

/** A stored layout, or null for what is none: each panel stands at most once, sizes are whole. */
export function readLayout(given: unknown): Layout | null {
  const { isAcross, parts } = Object(given) as Partial<Record<keyof Layout, unknown>>;
  if (typeof isAcross !== 'boolean' || !Array.isArray(parts)) return null;
  const places = partsOf(parts, 1, new Set());
  return places === null ? null : { isAcross, parts: places };
}

function panelsWithin(places: readonly Place[]): PanelId[] {
  return places.flatMap((place) => ('tabs' in place ? place.tabs : panelsWithin(place.parts)));
}

/** All panels of a layout, in its order. */
export function panelsOf({ parts }: Layout): readonly PanelId[] {
  return panelsWithin(parts);
}

/** What a person could not tell from a default is one: sizes may differ by a rounding. */
const SIZE_TOLERANCE = 3;

function isSamePlace(a: Place, b: Place): boolean {
  if (Math.abs(a.size - b.size) > SIZE_TOLERANCE) return false;
  if ('tabs' in a) return 'tabs' in b && a.tabs.join() === b.tabs.join();
  return !('tabs' in b) && areSame(a.parts, b.parts);
}

function areSame(a: readonly Place[], b: readonly Place[]): boolean {
  return a.length === b.length && a.every((place, at) => isSamePlace(place, b[at]!));
}

export function isSameLayout(a: Layout, b: Layout): boolean {
  return a.isAcross === b.isAcross && areSame(a.parts, b.parts);
}
