/** Where a panel stands: what of its own frame it shows follows from that. */
import { createContext, use, useEffect, useState } from 'react';
import type { IDockviewPanelProps } from 'dockview-react';
import { DockContext, useDock } from './dock.ts';

export type PanelApi = IDockviewPanelProps['api'];

export interface PanelPlace {
  readonly id: string;
  /** A row of tabs stands over it. */
  readonly hasTabs: boolean;
  /** It stands in the group of blotters, which is a region as a whole. */
  readonly isInBlotters: boolean;
  /** Where in the row of tabs its tools go. */
  readonly tools: HTMLElement | null;
}

export const PlaceContext = createContext<PanelPlace | null>(null);

/** The place of the panel around the caller. */
export function usePlace(): PanelPlace {
  const place = use(PlaceContext);
  if (place === null) throw new Error('no place around this panel');
  return place;
}

export function usePlaceOf(api: PanelApi): PanelPlace {
  const around = use(DockContext);
  const hasTabs = useDock(around, (dock) => dock.hasTabs(api.group));
  const isInBlotters = useDock(around, (dock) => dock.isBlotters(api.group));
  const tools = useDock(around, (dock) => dock.toolsOf(api.group));
  return { id: api.id, hasTabs, isInBlotters, tools };
}

/** Behind another tab a panel is not on the screen. */
export function useIsShown(api: PanelApi): boolean {
  const [isShown, setShown] = useState(api.isVisible);
  useEffect(() => {
    const heard = api.onDidVisibilityChange(({ isVisible }) => setShown(isVisible));
    return () => heard.dispose();
  }, [api]);
  return isShown;
}
