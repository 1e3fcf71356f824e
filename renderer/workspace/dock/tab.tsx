/** A tab: its panel's name, and how many there are of what the panel lists. */
import { useEffect, useRef, useState } from 'react';
import type { IDockviewPanelHeaderProps } from 'dockview-react';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { onlyNew } from '../../feed/only-new.ts';
import { maySeeSecurity } from '../authority.ts';
import { useOpenCalls } from '../calls.ts';

const COUNT_MS = 500;

function countOf(feed: Feed, id: string): number | null {
  if (id === 'positions') return feed.rows.positions.size;
  if (id === 'orders') return feed.rows.orders.size;
  return id === 'executions' ? feed.executions.position : null;
}

/** How many rows a blotter has, refreshed twice a second; null of what is not counted. */
export function useCount(id: string): number | null {
  const feed = useFeed();
  const [count, setCount] = useState(() => countOf(feed, id));
  useEffect(() => {
    if (countOf(feed, id) === null) return;
    const show = onlyNew(setCount);
    const timer = setInterval(() => show(countOf(feed, id)), COUNT_MS);
    return () => clearInterval(timer);
  }, [feed, id]);
  return count;
}

/** The calls that nobody acknowledged. */
export function CallCount() {
  const calls = useOpenCalls().length;
  return calls > 0 && <span className="count">{calls}</span>;
}

export function Tab({ api }: IDockviewPanelHeaderProps) {
  const count = useCount(api.id);
  const name = useRef<HTMLSpanElement>(null);
  const maySee = maySeeSecurity(useScalar('signedIn'));
  const isOffered = api.id !== 'security' || maySee;
  useEffect(() => {
    // Named by what it shows, so that the count is heard too.
    name.current?.closest('[role="tab"]')?.removeAttribute('aria-label');
  }, []);
  return (
    <span ref={name} className={`tab-name${isOffered ? '' : ' is-withheld'}`}>
      {api.title}
      {count !== null && <span className="muted">{count}</span>}
      {api.id === 'alerts' && <CallCount />}
    </span>
  );
}
