/** React's view of the feed: low-rate values only. Ticks are painted by the panels themselves. */
import { createContext, use, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Feed } from './feed.ts';
import type { ScalarTopic, Topics } from './streams.ts';
import { untilTurnMs } from './turns.ts';

export const FeedContext = createContext<Feed | null>(null);

export function useFeed(): Feed {
  const feed = use(FeedContext);
  if (feed === null) throw new Error('no feed around this panel');
  return feed;
}

/** Newest value of what changes now and then. */
export function useScalar<T extends ScalarTopic>(topic: T): Topics[T] {
  const feed = useFeed();
  const subscribe = useCallback((told: () => void) => feed.on(topic, told), [feed, topic]);
  return useSyncExternalStore(subscribe, () => feed.get(topic));
}

/** The same of what changes with every frame: about five times a second. */
export function useSlow<T extends ScalarTopic>(topic: T): Topics[T] {
  const feed = useFeed();
  const [value, show] = useState(() => feed.get(topic));
  useEffect(() => {
    let timer = 0;
    let shownMs = -Infinity;
    const told = (): void => {
      if (timer !== 0) return;
      // At once after a rest, so that what somebody has just turned to is there.
      const restMs = untilTurnMs(topic, shownMs, performance.now());
      timer = window.setTimeout(() => {
        timer = 0;
        shownMs = performance.now();
        show(feed.get(topic));
      }, restMs);
    };
    // What came between the first painting and this is not told again.
    told();
    const stop = feed.on(topic, told);
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [feed, topic]);
  return value;
}
