/** The right end of a row of tabs: tools of the panel in front, and its end while arranging. */
import { X } from 'lucide-react';
import { use, useEffect, useRef } from 'react';
import type { IDockviewHeaderActionsProps } from 'dockview-react';
import { DockContext, useDock } from './dock.ts';

export function Tools({ group, activePanel }: IDockviewHeaderActionsProps) {
  const place = useRef<HTMLDivElement>(null);
  const dock = use(DockContext);
  const isArranging = useDock(dock, (one) => one.isArranging);
  const { id } = group;
  useEffect(() => dock.placeTools(id, place.current!), [dock, id]);
  const label = `Close ${activePanel?.title ?? 'panel'}`;
  return (
    <>
      <div ref={place} className="tab-tools" />
      {isArranging && activePanel !== undefined && (
        <button
          type="button"
          className="icon small"
          aria-label={label}
          title={label}
          onClick={() => dock.close(activePanel.id)}
        >
          <X size={14} strokeWidth={1.75} />
        </button>
      )}
    </>
  );
}
