/** A panel: its heading, what stands in it, and what makes it late. */
import { ClockAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { usePlace } from './dock/place.ts';
import type { PanelPlace } from './dock/place.ts';
import { useStaleness } from './use-instrument.ts';

export interface PanelProps {
  /** What it is, to the stylesheet; blotters all look alike. */
  readonly area:
    | 'accounts'
    | 'chart'
    | 'ladder'
    | 'order'
    | 'margin'
    | 'blotters'
    | 'calls'
    | 'liquidations'
    | 'modes'
    | 'funds'
    | 'adl'
    | 'oracles';
  readonly name: string;
  /** Its title and its tools. */
  readonly head: ReactNode;
  readonly children: ReactNode;
  /** Shows prices: says so when they are old. */
  readonly showsPrices?: boolean;
  /** What of its own is old, in words; null for nothing. */
  readonly late?: string | null;
}

/** What makes a panel a region of its own, which F6 goes to. */
function regionOf({ id, isInBlotters }: PanelPlace, name: string) {
  return isInBlotters ? {} : { 'aria-label': name, role: 'region', 'data-panel': id, tabIndex: -1 };
}

export function Panel(props: PanelProps) {
  const { area, name, head, children, showsPrices = false, late = null } = props;
  const place = usePlace();
  const prices = useStaleness();
  const stale = showsPrices ? prices : late;
  const isStale = stale !== null;
  // The chart's head is the instruments; any other stands at the end of the tabs there are.
  const isHeadInTabs = place.hasTabs && area !== 'chart';
  return (
    <div className={`panel ${area}${isStale ? ' is-stale' : ''}`} {...regionOf(place, name)}>
      {!isHeadInTabs && <div className="panel-head">{head}</div>}
      {isHeadInTabs && place.tools !== null && createPortal(head, place.tools)}
      {isStale && (
        <div className="stale-bar">
          <ClockAlert size={14} strokeWidth={1.75} aria-hidden />
          {stale}
        </div>
      )}
      {children}
    </div>
  );
}

/** What is absent, said in the place where it would be. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}
