/** A panel: its heading, what stands in it, and what makes it late. */
import { ClockAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStaleness } from './use-instrument.ts';

export interface PanelProps {
  /** Its place in the workspace; F6 goes from one to the next. */
  readonly area: 'accounts' | 'chart' | 'ladder' | 'order' | 'margin' | 'blotters';
  readonly name: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
  /** Shows prices: says so when they are old. */
  readonly showsPrices?: boolean;
}

export function Panel({ area, name, head, children, showsPrices = false }: PanelProps) {
  const stale = useStaleness();
  const isStale = showsPrices && stale !== null;
  return (
    <section
      className={`panel ${area}${isStale ? ' is-stale' : ''}`}
      aria-label={name}
      data-panel={area}
      tabIndex={-1}
    >
      <div className="panel-head">{head}</div>
      {isStale && (
        <div className="stale-bar">
          <ClockAlert size={14} strokeWidth={1.75} aria-hidden />
          {stale}
        </div>
      )}
      {children}
    </section>
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
