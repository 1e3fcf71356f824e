/**
 * Between a layout and what the dock keeps. In the dock each part has half a gap on every side, so
 * that whole sizes stay whole, which a share of the gaps between three parts would not.
 */
import { Orientation } from 'dockview-react';
import type { SerializedDockview } from 'dockview-react';
import type { Space } from './default-layout.ts';
import { GAP, panelsOf } from './layout.ts';
import type { Layout, Place } from './layout.ts';
import { isPanelId, titleOf } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';

type DockNode = SerializedDockview['grid']['root'];

function nodeOf(place: Place, front: readonly PanelId[]): DockNode {
  const size = place.size + GAP;
  if (!('tabs' in place)) {
    return { type: 'branch', size, data: place.parts.map((part) => nodeOf(part, front)) };
  }
  const views = [...place.tabs];
  const activeView = views.find((id) => front.includes(id)) ?? views[0]!;
  return { type: 'leaf', size, data: { id: `group-${views[0]}`, views, activeView } };
}

function lengthOf(parts: readonly Place[]): number {
  return parts.reduce((sum, { size }) => sum + size, GAP * (parts.length - 1));
}

/** The space that a layout was made for; where it does not say, the one that there is. */
function extentOf({ isAcross, parts }: Layout, { width, height }: Space): Space {
  const along = lengthOf(parts);
  const split = parts.find((part) => 'parts' in part);
  const across = split === undefined ? (isAcross ? height : width) : lengthOf(split.parts);
  return isAcross ? { width: along, height: across } : { width: across, height: along };
}

function panelOf(id: PanelId) {
  return { id, contentComponent: id, tabComponent: 'tab', title: titleOf(id) };
}

/** What the dock reads; of panels in one place the one that is in `front` is shown. */
export function toDock(
  layout: Layout,
  space: Space,
  front: readonly PanelId[],
): SerializedDockview {
  const { isAcross, parts } = layout;
  const extent = extentOf(layout, space);
  const [width, height] = [extent.width + GAP, extent.height + GAP];
  const data = parts.map((part) => nodeOf(part, front));
  return {
    grid: {
      root: { type: 'branch', size: isAcross ? height : width, data },
      width,
      height,
      orientation: isAcross ? Orientation.HORIZONTAL : Orientation.VERTICAL,
    },
    panels: Object.fromEntries(panelsOf(layout).map((id) => [id, panelOf(id)])),
  };
}

function placesOf(nodes: readonly DockNode[]): Place[] {
  return nodes.flatMap((node): Place[] => {
    const size = Math.max(1, Math.round((node.size ?? 0) - GAP));
    if (node.type === 'leaf') {
      const { views } = node.data as { readonly views: readonly string[] };
      const tabs = views.filter(isPanelId);
      return tabs.length === 0 ? [] : [{ size, tabs }];
    }
    const parts = placesOf(node.data as DockNode[]);
    return parts.length === 0 ? [] : [{ size, parts }];
  });
}

/** What the dock shows, as a layout; null where it shows nothing. */
export function fromDock({ grid }: SerializedDockview): Layout | null {
  const { root, orientation } = grid;
  const parts = placesOf(root.type === 'leaf' ? [root] : (root.data as DockNode[]));
  return parts.length === 0 ? null : { isAcross: orientation === Orientation.HORIZONTAL, parts };
}
